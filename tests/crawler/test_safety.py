"""What a crawl must never do: listen, swallow a bomb, carry a cookie to another host, take a public address for a private one."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.middlewares.address import Addresses, literal_address
from tests.crawler.crawling import ROOT, command, crawl, environment, rows, write_registry
from tests.crawler.site import Answer, Asked, column, report, serving

TITLE = "青禾市司法局2023年政府信息公开工作年度报告"
_LISTEN = "0A"


def listening(mark: str) -> list[str]:
    """The local addresses (as /proc writes them) that processes with `mark` in their command line listen on."""
    inodes = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "cmdline").read_text():
                inodes |= {os.readlink(each) for each in (process / "fd").iterdir()}
        except OSError:  # it ended, or is another user's
            continue
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path("/proc/net", table).read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTEN and f"socket:[{fields[9]}]" in inodes:
                found.append(fields[1])
    return found


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs /proc")
def test_a_crawl_listens_on_nothing(tmp_path: Path) -> None:
    """Scrapy's telnet console and remote control run whatever they are sent, and are on by default."""
    seen: list[list[str]] = []
    with serving() as site:

        def looked(_: Asked) -> Answer:
            seen.append(listening(str(tmp_path / "a.db")))
            return Answer(column(f"/nb/1.html|{TITLE}|2024-01-20").encode())

        site.answers["/nb/"] = looked
        site.page("/nb/1.html", report("青禾市司法局", 2023))
        write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))
        assert crawl(tmp_path, "reports").returncode == 0
        assert seen == [[]]
        crawl(tmp_path, "reports", "-a", "full=1", settings={"TELNETCONSOLE_ENABLED": "1"})
        assert len(seen[1]) == 1, "the console would have been seen"


@pytest.mark.slow
def test_a_bomb_is_refused_at_the_cap_after_decompression(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024))
    with serving() as site:
        site.page("/nb/", column(f"/nb/1.html|{TITLE}|2024-01-20"))
        site.answers["/nb/1.html"] = Answer(
            bomb, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
        )
        write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))
        assert crawl(tmp_path, "reports").returncode == 2
    [(outcome, body)] = rows(
        tmp_path,
        "SELECT outcome, body_sha256 FROM fetches JOIN pages ON pages.id = page_id WHERE kind = 'report'",
    )
    assert (outcome, body) == ("failed", None)
    [(stats,)] = rows(tmp_path, "SELECT stats FROM runs")
    assert json.loads(stats)["memusage/max"] < 300 * 1024 * 1024


@pytest.mark.slow
def test_a_crawl_is_not_blamed_for_the_memory_of_who_started_it(tmp_path: Path) -> None:
    with serving() as site:
        site.page("/nb/", column(f"/nb/1.html|{TITLE}|2024-01-20"))
        site.page("/nb/1.html", report("青禾市司法局", 2023))
        write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))
        arguments = command(tmp_path, "reports", settings={"MEMUSAGE_LIMIT_MB": "300"})
        large = "import subprocess, sys; held = b'x' * (400 << 20); sys.exit(subprocess.run(sys.argv[1:]).returncode)"
        done = subprocess.run(
            [sys.executable, "-c", large, *arguments], cwd=ROOT, env=environment(), check=False
        )
    assert done.returncode == 0
    [(stats,)] = rows(tmp_path, "SELECT stats FROM runs")
    assert 50 < json.loads(stats)["memusage/max"] >> 20 < 300


@pytest.mark.slow
def test_what_one_host_sets_no_other_gets(tmp_path: Path) -> None:
    """A cookie that a bounce is answered with goes to the host that set it alone, over a redirect too."""
    with serving() as site, serving("127.0.0.3") as other:

        def bounce(asked: Asked) -> Answer:
            if "cookie" in asked.headers:
                return Answer(status=302, headers={"Location": f"{other.url}/nb/1.html"})
            return Answer(
                status=302, headers={"Location": "/moved.html", "Set-Cookie": "a=1; Domain=gov.test; Path=/"}
            )

        site.answers["/moved.html"] = bounce
        secret = site.url.replace("http://", "http://user:secret@")
        site.page("/nb/", column(f"/moved.html|{TITLE}|2024-01-20", f"{secret}/nb/2.html|{TITLE}|2024-01-20"))
        site.page("/nb/2.html", report("青禾市司法局", 2022))
        other.page("/nb/1.html", report("青禾市司法局", 2023))
        write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"), ("other", f"{other.url}/nb/"))
        crawl(tmp_path, "reports", allow="127.0.0.0/8")
    assert "/nb/1.html" in other.paths()
    assert "/nb/2.html" in site.paths()
    assert any("cookie" in one.headers for one in site.log)
    for one in other.log:
        assert not {"cookie", "authorization", "referer"} & one.headers.keys()
    assert not any("authorization" in one.headers for one in site.log)


@pytest.mark.parametrize(
    "host",
    [
        *(f"{first}.{second}.{third}.{fourth}" for first, second, third, fourth in
          ((8, 8, 8, 8), (1, 1, 1, 1), (9, 255, 255, 255), (11, 0, 0, 0), (100, 63, 255, 255), (100, 128, 0, 0), (126, 255, 255, 255),
           (128, 0, 0, 0), (169, 253, 255, 255), (169, 255, 0, 0), (172, 15, 255, 255), (172, 32, 0, 0), (192, 0, 1, 0),
           (192, 167, 255, 255), (192, 169, 0, 0), (198, 17, 255, 255), (198, 20, 0, 0), (203, 0, 112, 255), (223, 255, 255, 255))),
        *(f"{first}.{n}.{n}.{n}" for first in (36, 42, 58, 59, 60, 61, 101, 106, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120,
                                                121, 122, 123, 124, 125, 171, 175, 180, 182, 183, 202, 210, 211, 218, 219, 220, 221, 222)
          for n in (1, 250)),
        "134744072", "0x08080808", "8.8", "010.010.010.010", "0x8.0x8.0x8.0x8", "8.8.8.8.",
        "2400:3200::1", "2001:da8::666", "240e::1", "2408:8000::1", "2409:8000::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)  # fmt: skip
def test_public_addresses_are_asked_however_they_are_written(host: str) -> None:
    literal = literal_address(host)
    assert literal is not None
    assert Addresses().may_ask(literal)
