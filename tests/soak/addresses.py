"""Leads a crawl to addresses inside a network, spelled in every way known, by every route, and counts who got there."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.ids import canonical_url
from archive.keeping import decoded
from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.site import Answer, Asked, Site, column, report, serving
from tests.loopback.sitecustomize import LOG
from tests.soak.part import Outcome
from tests.soak.rebinding import DOMAIN

# 127.0.0.2, the machine inside, as its address may be written. `{p}` is its port.
_NUMBERS = (
    "127.0.0.2", "127.0.0.2.", "2130706434", "0x7f000002", "0X7F000002", "017700000002", "127.2", "127.0.2", "127.0x2",
    "0x7f.2", "0x7f.0.0.2", "0x7f.0x0.0x0.0x2", "0177.0.0.2", "0177.0.0.02", "0177.0.0.0x2", "0177.2", "127.000.000.002",
    "0x0000007f.0.2", "127.0.0x0002", "6425673730",
    "[::ffff:127.0.0.2]", "[::ffff:7f00:2]", "[::FFFF:7F00:0002]", "[0:0:0:0:0:ffff:127.0.0.2]", "[::127.0.0.2]", "[::7f00:2]",
    "[64:ff9b::127.0.0.2]", "[64:ff9b::7f00:2]", "[64:ff9b:1::7f00:2]", "[2002:7f00:2::]", "[::ffff:0:127.0.0.2]",
    "１２７.０.０.２", "127。0。0。2", "127．0．0．2", "①②⑦.⓪.⓪.②", "１２７。０。０。②", "%31%32%37.0.0.2", "127%2e0%2e0%2e2",
    "www.gov.cn@127.0.0.2", "user:secret@127.0.0.2", "127.0.0.1%40127.0.0.2", "127.0.0.1:80@127.0.0.2",
)  # fmt: skip
# The machine itself under its other names, and what is inside everybody's network. Nobody listens there; the guard of
# every program that tests start notes a request that leaves loopback.
_OTHERS = (
    "[::1]", "[0:0:0:0:0:0:0:1]", "localhost", "LOCALHOST", "localhost.", "0.0.0.0", "0", "127.1.2.3", "10.0.0.1", "172.16.0.1",
    "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "[fe80::1]", "[fc00::1]",
    "[fec0::1]", "[ff02::1]", "0xa.1", "3232235777",
)  # fmt: skip
_WHOLE = (
    "http:\\\\127.0.0.2:{p}", "http:/\\127.0.0.2:{p}", "//127.0.0.2:{p}", "\\\\127.0.0.2:{p}", "http://127.0.0.2\t:{p}",
    "HtTp://127.0.0.2:{p}", "https://127.0.0.2:{p}", "http://127.0.0.1#@127.0.0.2:{p}", "http://127.0.0.1?@127.0.0.2:{p}",
    "http://127.0.0.1\\@127.0.0.2:{p}", "http:127.0.0.2:{p}", "http:///127.0.0.2:{p}", "ftp://127.0.0.2:{p}",
    "gopher://127.0.0.2:{p}", "ws://127.0.0.2:{p}",
)  # fmt: skip
_NAMES = ("inside.gov.test", "INSIDE.gov.test.", "a.inside.gov.test")
_TITLE = "青禾市司法局{}年政府信息公开工作年度报告"
_SECRET = "what a file inside says"


def run(folder: Path, *, short: bool) -> Outcome:
    """Short and long are one: it takes seconds."""
    secret = folder / "secret.html"
    secret.write_text(_SECRET, encoding="utf-8")
    reached: list[str] = []
    with serving() as site, _listening("127.0.0.2", reached) as port, _leaving(folder / "left.txt") as left:
        spelled = [f"http://{host}:{port}" for host in (*_NUMBERS, *_OTHERS, *_NAMES)]
        spelled += [each.format(p=port) for each in _WHOLE]
        links = [
            *(f"{each}/{{}}" for each in spelled),
            f"file://{secret}",
            "data:text/html,x",
            "javascript:alert(1)",
        ]
        sources = _serve(site, links)
        starts = [(f"start{n}", f"{each}/start{n}/") for n, each in enumerate(spelled) if _is_address(each)]
        write_registry(folder / "registry", *sources, *starts)
        names = f"*inside.gov.test=127.0.0.2,*.gov.test=127.0.0.1,{DOMAIN}=127.0.0.1"
        done = crawl(
            folder, "reports", timeout=600, settings={
                "RESOLVE": names, "TWISTED_DNS_RESOLVER": "tests.soak.rebinding.Rebinding", "RETRY_TIMES": "0",
                "DOWNLOAD_TIMEOUT": "10", "LOG_LEVEL": "ERROR",
            },
        )  # fmt: skip
        log = list(site.log)
    if done.returncode != 2:
        return Outcome({}, (f"exit code {done.returncode}: {done.stderr[-600:]}",))
    refused = dict(rows(folder, _REFUSED))
    tried = {
        route: sum(f"/{route}" in url for url in refused)
        for route in ("start", "list", "report", "file", "frame")
    }
    tried["redirect"] = sum(
        f"{site.url}/moved/" in url and "blocked" in error for url, error in refused.items()
    )
    tried["robots"] = sum("//robots" in url and url.endswith("/nb/") for url in refused)
    tried["rebinding"] = sum(DOMAIN in url for url in refused)
    wrong = [f"{each} was reached" for each in reached]
    wrong += [f"left loopback: {each}" for each in left]
    wrong += [f"nothing was tried by {route}" for route, count in tried.items() if not count]
    bodies = (decoded(codec, data) for codec, data in rows(folder, "SELECT codec, data FROM bodies"))
    wrong += ["a file of the machine is in the archive" for body in bodies if _SECRET.encode() in body]
    carried = [one.path for one in log if {"cookie", "authorization"} & one.headers.keys()]
    wrong += [f"{path} was asked with a cookie or a credential" for path in carried]
    counts = {"spellings": len(links), **{f"refused by {route}": count for route, count in tried.items()}}
    return Outcome(
        {**counts, "requests inside": len(reached), "beyond loopback": len(left), "cookies": len(carried)},
        tuple(wrong),
    )


_REFUSED = "SELECT url, coalesce(error, '') FROM fetches JOIN pages ON pages.id = page_id WHERE outcome IN ('failed', 'blocked')"


def _serve(site: Site, links: list[str]) -> list[tuple[str, str]]:
    """Pages of a good site that lead to each link by each route; the sources they are found from."""
    by_host: dict[str, str] = {}
    entries = []
    for number, link in enumerate(links):
        year = 2008 + number % 16
        title = _TITLE.format(year)
        entries.append(f"{link.format(f'report{number}.html')}|{title}|{year + 1}-01-20")
        entries += [f"/{kind}/{number}|{title}|{year + 1}-01-20" for kind in ("moved", "meta", "with")]
        site.answers[f"/moved/{number}"] = Answer(
            status=302,
            headers={
                "Location": link.format("moved").encode().decode("latin-1"),
                "Set-Cookie": "a=1; Domain=gov.test",
            },
        )
        meta = f'<meta http-equiv="refresh" content="0; url={link.format("meta")}">'
        site.page(f"/meta/{number}", report("青禾市司法局", year).replace("<head>", f"<head>{meta}"))
        parts = f'<a href="{link.format("file.pdf")}">附件.pdf</a><iframe src="{link.format("frame.pdf")}"></iframe></body>'
        site.page(f"/with/{number}", report("青禾市司法局", year).replace("</body>", parts))
        framed = f'<iframe src="{link.format("list/")}"></iframe><a href="{link.format("list/nb/")}">政府信息公开年报</a>'
        site.page(f"/framed/{number}/", column().replace("</body>", f"{framed}</body>"))
        by_host[f"robots{number}.gov.test:{site.port}"] = link.format("robots.txt")
    site.page("/nb/", column(*entries))
    usual = site.answers["/robots.txt"]

    def robots(asked: Asked) -> Answer:
        to = by_host.get(asked.headers["host"])
        assert isinstance(usual, Answer)
        if DOMAIN in asked.headers["host"]:
            return Answer(usual.body, headers={"Connection": "close"})
        return Answer(status=302, headers={"Location": to.encode().decode("latin-1")}) if to else usual

    site.answers["/robots.txt"] = robots
    sources = [("good", f"{site.url}/nb/")]
    sources += [(f"framed{number}", f"{site.url}/framed/{number}/") for number in range(len(links))]
    sources += [(f"robots{number}", f"http://{host}/nb/") for number, host in enumerate(by_host)]
    # robots.txt is asked first; a new connection, and with it a new look-up, for the page.
    return [*sources, *((f"turning{n}", f"http://{n}.{DOMAIN}:{site.port}/nb/") for n in range(5))]


def _is_address(url: str) -> bool:
    """Whether a registry takes it."""
    try:
        return canonical_url(url).startswith("http")
    except ValueError:
        return False


@contextmanager
def _leaving(log: Path) -> Iterator[list[str]]:
    """What the guard of the programs started meanwhile notes; filled when the block ends."""
    before, found = os.environ.get(LOG), list[str]()
    os.environ[LOG] = str(log)
    try:
        yield found
    finally:
        found += log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        os.environ.pop(LOG)
        if before is not None:
            os.environ[LOG] = before


@contextmanager
def _listening(host: str, reached: list[str]) -> Iterator[int]:
    """A port that takes every connection and notes it."""
    with socket.create_server((host, 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def accept() -> None:
            while not over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                connection.settimeout(1)
                with connection:
                    reached.append(connection.recv(200).decode("latin-1").split("\r\n")[0] or "a connection")

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            over.set()
            thread.join()
