"""The registry: everything wrong is said at once, with file, line, column and what would be right."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from archive.ids import canonical_url
from archive.store import Store
from crawler.hosts import Host
from crawler.middlewares.address import Addresses
from crawler.registry import CMS, RegistryError, archive_kind, load
from crawler.settings import SOURCES
from tests.crawler.crawling import crawl

AGENCIES = "id,name,division_code,kind,since,until,successor,note\n"
SOURCE = "id,url,agency,division_code,cms,status,note\n"


def write(folder: Path, agencies: str, sources: str) -> Path:
    (folder / "agencies.csv").write_text(AGENCIES + agencies, encoding="utf-8")
    (folder / "sources.csv").write_text(SOURCE + sources, encoding="utf-8")
    return folder


def errors(folder: Path) -> list[str]:
    with pytest.raises(RegistryError) as caught:
        load(folder)
    assert caught.value.exit_code == 1
    return [error.replace(f"{folder}/", "") for error in caught.value.errors]


def test_the_registry_that_is_shipped_is_valid() -> None:
    registry = load(Path(SOURCES))
    seen = [s for s in registry.sources.values() if not (s.note or "").startswith("guessed")]
    assert len(seen) == 32
    assert len(registry.reports) == 242
    assert {source.status for source in registry.sources.values()} == {"unverified"}
    assert all(source.note for source in registry.sources.values())
    # A guessed column accuses nobody: whose it is, its reports say.
    assert all(source.agency is None for source in registry.sources.values() if source not in seen)


def test_the_roster_has_the_provinces_and_the_ministries_address_or_not() -> None:
    agencies = load(Path(SOURCES)).agencies.values()
    provinces = [a for a in agencies if a.kind == "government" and a.division_code.endswith("0000")]
    assert len(provinces) == 31
    assert len([a for a in agencies if a.kind == "ministry"]) == 57
    assert sum(a.note == "地址待补" for a in agencies) > 50


def test_a_division_of_the_shipped_registry_is_planned(tmp_path: Path) -> None:
    done = crawl(tmp_path, "reports", "-a", "division=32", "-a", "dry=1", settings={"SOURCES": SOURCES})
    assert done.returncode == 0
    assert "haian.gov.cn" in done.stdout
    assert "sh.gov.cn" not in done.stdout
    assert "1 sources are home pages" in done.stderr


@pytest.mark.skipif("GONGKAI_CORPUS" not in os.environ, reason="needs the corpus")
def test_three_thousand_home_pages_are_loaded_and_planned(tmp_path: Path) -> None:
    path = Path(os.environ["GONGKAI_CORPUS"]) / "registry" / "lists" / "portals.csv"
    with path.open(encoding="utf-8", newline="") as file:
        homes = {canonical_url(row["url"]): row for row in csv.DictReader(file)}
    lines = [
        f"s{n},{url},,{row['division_code'] or '000000'},,unverified,"
        for n, (url, row) in enumerate(homes.items())
    ]
    write(tmp_path, "", "\n".join(lines) + "\n")
    registry = load(tmp_path)
    with Store.open(tmp_path / "a.db", kind="real", command="test") as store:
        store.load_registry(registry.agencies.values(), registry.sources.values(), registry.reports)
        plan = store.due_plan(now=store.now(), sources=None, full=False, run_id=0)
    assert sum(row.pages for row in plan) == len(homes) > 3_400


def test_a_registry_as_spreadsheets_write_it(tmp_path: Path) -> None:
    write(tmp_path, "a,甲局,990100,department,2019,,,\n", "s,http://a.test/nb/,a,990100,,active,\n")
    path = tmp_path / "sources.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    (tmp_path / "sources-2.csv").write_text(
        SOURCE + "t,http://b.test/nb/,,990100,trs,paused,\n", encoding="utf-8"
    )
    registry = load(tmp_path)
    assert set(registry.sources) == {"s", "t"}
    assert registry.sources["t"].agency is None
    assert registry.agencies["a"].since == "2019"


def test_every_error_is_said_with_its_place(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a,甲局,990100,department,,,,\na,乙局,9901,bureau,2019-13,,nobody,\nB 1,,990100,government,,,,\n",
        "s,ftp://a.test/,c,990100,unknown,on,\nt,http://x.test/nb/,a,990100,,active,\n"
        "u,HTTP://X.test:80/nb/,a,990100,,active,\nv,http://y.test/,a,990100\n",
    )
    assert errors(tmp_path) == [
        "agencies.csv:3: column id: 'a' is already used at agencies.csv:2; give every row an id of its own",
        "agencies.csv:3: column division_code: '9901' is not valid; write the six digits of GB/T 2260, as 310000",
        "agencies.csv:3: column kind: 'bureau' is unknown; "
        "use one of ministry, government, department, township",
        "agencies.csv:3: column since: '2019-13' is no date; write 2019, 2019-05 or 2019-05-15",
        "agencies.csv:4: column id: 'B 1' is not valid; "
        "use lower-case letters, digits, '.', '_' and '-', as 310000-sfj",
        "agencies.csv:4: column name: is empty; write the full name, as 上海市司法局",
        "agencies.csv:3: column successor: there is no agency 'nobody'; name the id of one in agencies.csv",
        "sources.csv:2: column agency: there is no agency 'c'; "
        "name the id of one in agencies.csv, or leave it empty where a column serves many",
        "sources.csv:2: column cms: 'unknown' is unknown; "
        f"use one of {', '.join(CMS)}, or leave it empty to have it recognised",
        "sources.csv:2: column url: 'ftp://a.test/' is no http or https address; "
        "write it in full, as http://sfj.sh.gov.cn/nb/",
        "sources.csv:2: column status: 'on' is unknown; use one of active, paused, unverified, removed",
        "sources.csv:4: column url: is the same address as sources.csv:3; "
        "keep one row for it, with agency empty where it serves many",
        "sources.csv:5: column division_code: the line has 4 values, not 7; check its commas and quotes",
    ]


def test_a_wrong_header_names_the_column(tmp_path: Path) -> None:
    write(tmp_path, "", "")
    (tmp_path / "agencies.csv").write_text(
        "id,title,division_code,kind,since,until,successor,note\n", encoding="utf-8"
    )
    assert errors(tmp_path) == [
        f"agencies.csv:1: column name: is missing; the header is {AGENCIES.strip()}",
        f"agencies.csv:1: column title: is unknown; the header is {AGENCIES.strip()}",
    ]


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    assert "no such folder" in errors(tmp_path / "nowhere")[0]
    (tmp_path / "agencies.csv").write_bytes(AGENCIES.encode() + b"a,\xc9\xcf\xba\xa3,990100,department,,,,\n")
    found = errors(tmp_path)
    assert found[0].startswith("agencies.csv: cannot be read as UTF-8 CSV")
    assert found[1].startswith("sources.csv: no such file")


def test_hosts_say_how_to_talk_to_them(tmp_path: Path) -> None:
    write(tmp_path, "", "")
    (tmp_path / "hosts.toml").write_text(
        '["sfj.Qinghe.gov.test"]\ndelay = 0.5\nconcurrency = 2\n', encoding="utf-8"
    )
    assert load(tmp_path).hosts == {"sfj.qinghe.gov.test": Host(delay=0.5, concurrency=2)}


def test_wrong_hosts_are_said(tmp_path: Path) -> None:
    write(tmp_path, "", "")
    text = (
        'delay = 3\n["a.test"]\nspeed = 1\ndelay = -1\nconcurrency = 1.5\ntimeout = true\ntls_old = 1\n'
        'charset = "gb-2"\nreason = " "\n["b.test"]\nbrowser = true\ncharset = "gbk"\n'
    )
    (tmp_path / "hosts.toml").write_text(text, encoding="utf-8")
    assert errors(tmp_path) == [
        'hosts.toml: delay: is no table; write ["delay"] and its values below',
        "hosts.toml: a.test: speed is unknown; use delay, concurrency, timeout, charset, tls_unverified, tls_old, "
        "browser, reason",
        "hosts.toml: a.test: delay = -1 is out of range; use 0 to 3600",
        "hosts.toml: a.test: concurrency = 1.5 is out of range; use 1 to 16",
        "hosts.toml: a.test: timeout = True is out of range; use 1 to 600",
        "hosts.toml: a.test: tls_old = 1 is neither true nor false",
        "hosts.toml: a.test: charset = 'gb-2' is no encoding; write one, as \"gb18030\"",
        'hosts.toml: a.test: charset needs a reason; write reason = "…"',
        'hosts.toml: a.test: tls_old needs a reason; write reason = "…"',
        'hosts.toml: b.test: charset needs a reason; write reason = "…"',
        'hosts.toml: b.test: browser needs a reason; write reason = "…"',
    ]


def test_reports_known_by_their_own_address(tmp_path: Path) -> None:
    write(
        tmp_path,
        "",
        "s,http://a.gov.test/nb/,,990100,,active,\nt,http://b.gov.test/,,990100,discover,active,\n",
    )
    path = tmp_path / "reports.csv"
    path.write_text(
        "url,source,note\nhttp://a.gov.test/1.html,s,\nhttp://b.gov.test/x/2.html,t,\n", encoding="utf-8"
    )
    registry = load(tmp_path)
    with Store.open(tmp_path / "a.db", kind="real", command="test") as store:
        store.load_registry((), registry.sources.values(), registry.reports)
        rows = store.due(
            now=store.now(),
            sources=None,
            per_site=9,
            exclude=(),
            full=False,
            run_id=0,
            limit=9,
            after_site="",
        )
    # The home page of `t` is no list, its report is due all the same.
    assert sorted((row.kind, row.url, row.source_id) for row in rows) == [
        ("listing", "http://a.gov.test/nb/", "s"),
        ("report", "http://a.gov.test/1.html", "s"),
        ("report", "http://b.gov.test/x/2.html", "t"),
    ]


def test_wrong_reports_are_said(tmp_path: Path) -> None:
    write(tmp_path, "", "s,http://a.gov.test/nb/,,990100,,active,\n")
    (tmp_path / "reports.csv").write_text(
        "url,source,note\nhttp://b.gov.test/1.html,s,\nhttp://a.gov.test/2.html,t,\nnowhere,s,\n",
        encoding="utf-8",
    )
    assert errors(tmp_path) == [
        "reports.csv:2: column source: 's' is on another site; name a source on the site of the report",
        "reports.csv:3: column source: there is no source 't'; name the id of one in sources.csv",
        "reports.csv:4: column url: 'nowhere' is no http or https address; "
        "write it in full, as http://sfj.sh.gov.cn/nb/",
    ]


def test_the_kind_of_an_archive_follows_from_its_sources(tmp_path: Path) -> None:
    write(tmp_path, "", "s,http://a.gov.test/,,990100,,active,\nt,http://b.gov.test/,,990100,,active,\n")
    simulated = Addresses(names=(("*.gov.test", "127.0.0.1"),))
    half = Addresses(names=(("a.gov.test", "127.0.0.1"),))
    registry = load(tmp_path)
    assert [archive_kind(registry, addresses) for addresses in (simulated, half, Addresses())] == [
        "demo",
        "real",
        "real",
    ]
