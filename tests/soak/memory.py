"""Crawls a hundred thousand pages of a frontier of two hundred thousand, and watches how much memory that takes.

Of a hundred pages ten are reports, which are read and recorded; ten are lists, each with a link to one of them; eighty are
files that belong to no report, which are kept. Bodies are different from one another, small, and come without delay.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from archive.ids import page_id, site
from archive.store import Store
from crawler.registry import load
from tests.crawler.crawling import ROOT, command, environment, rows, write_registry
from tests.crawler.site import Answer, Asked, Site, column, report, serving
from tests.soak.part import Outcome

_SITES = 100
_NOW, _LATER, _EARLIER = "2026-02-01T08:00:00Z", "2026-08-01T08:00:00Z", "2026-01-01T08:00:00Z"
_MOST = 400  # MB of the crawl's own process
_GROWTH = 20  # MB from the first tenth of the pages to the last
_KINDS = {"report": "r", "listing": "l", "attachment": "f"}


class _Count(list[Asked]):
    """Counts what was asked, and keeps none of it."""

    asked = 0

    def append(self, _: Asked) -> None:
        self.asked += 1


@dataclass
class _Seen:
    """Samples of the crawl's process: pages asked for by then, memory in MB; the most of any of its children."""

    samples: list[tuple[int, float]] = field(default_factory=list)
    children: float = 0.0

    def mean(self, least: float, most: float) -> float:
        return mean([memory for asked, memory in self.samples if least <= asked <= most] or [0.0])


def run(folder: Path, *, short: bool) -> Outcome:
    pages = 3000 if short else 100_000
    with serving() as served:
        served.log = count = _Count()
        _serve(served, pages)
        sources = [(f"s{n}", f"http://www.city{n}.gov.test:{served.port}/l/{n}.html") for n in range(_SITES)]
        write_registry(folder / "registry", *sources, agency="")
        _fill(folder, pages, served.port)
        began = time.monotonic()
        code, seen = _watched(folder, count)
        seconds = time.monotonic() - began
    (asked,) = rows(folder, "SELECT count(*) FROM fetches")[0]
    (left,) = rows(folder, "SELECT count(*) FROM pages")[0]
    first, last = seen.mean(0.05 * pages, 0.15 * pages), seen.mean(0.9 * pages, pages + _SITES)
    most = max(memory for _, memory in seen.samples)
    wrong = [f"exit code {code}: {(folder / 'said.txt').read_text()[-300:]}"] if code else []
    wrong += [f"{asked} pages of {pages}"] if asked != pages else []
    wrong += [f"{most:.0f} MB"] if most > _MOST else []
    # The short form ends while caches still fill.
    wrong += (
        [f"{last - first:.0f} MB more at the end"]
        if last - first > (3 * _GROWTH if short else _GROWTH)
        else []
    )
    return Outcome(
        {
            "pages": asked, "frontier": left, "reports": rows(folder, "SELECT count(*) FROM reports")[0][0],
            "pages/s": round(asked / seconds), "most (MB)": round(most), "second twentieth to third (MB)": round(first),
            "last tenth (MB)": round(last), "a reader (MB)": round(seen.children),
        },
        tuple(wrong),
    )  # fmt: skip


def _kind(number: int) -> str:
    return {0: "report", 1: "listing"}.get(number % 10, "attachment")


def _name(number: int) -> str:
    """An agency's name, its number in Chinese: a page of few words with 404 in its title is taken for one that is gone."""
    digits = "".join("〇一二三四五六七八九"[int(each)] for each in str(number))
    return f"青禾市第{digits}局"


def _serve(served: Site, pages: int) -> None:
    def answer(asked: Asked) -> Answer:
        number = int(re.sub(r"\D", "", asked.path))
        if asked.path.startswith("/l/"):
            title = f"{_name(number - 1)}2021年政府信息公开工作年度报告"
            return Answer(column(f"/r/{number - 1}.html|{title}|2022-01-20").encode())
        if asked.path.startswith("/r/"):
            return Answer(report(_name(number), 2021).encode())
        body = b"%PDF-1.4 " + f"{number} ".encode() * 500
        return Answer(body, headers={"Content-Type": "application/pdf"})

    for number in range(pages):
        served.answers[f"/{_KINDS[_kind(number)]}/{number}.html"] = answer
    for number in range(_SITES):
        served.answers[f"/l/{number}.html"] = answer


def _fill(folder: Path, pages: int, port: int) -> None:
    """A frontier with so many rows that are due, and as many that are not."""
    registry = load(folder / "registry")
    with Store.open(folder / "a.db", kind="demo", now=lambda: _NOW) as store:
        store.load_registry(list(registry.agencies.values()), list(registry.sources.values()))
    with closing(sqlite3.connect(folder / "a.db")) as connection, connection:
        # The sources' own lists are rows already; they are not due, so that as many pages are as was said.
        connection.execute("UPDATE pages SET next_check_at = ?", (_LATER,))
        connection.executemany(
            "INSERT INTO pages (id, url, site, source_id, kind, state, first_seen_at, next_check_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET next_check_at = excluded.next_check_at",
            _frontier(pages, port),
        )


def _frontier(pages: int, port: int) -> Iterator[tuple[str, str, str, str, str, str, str, str]]:
    for number in range(2 * pages):
        host = f"http://www.city{number // 10 % _SITES}.gov.test:{port}"
        kind = _kind(number)
        url = f"{host}/{_KINDS[kind]}/{number}.html"
        due, state = (_EARLIER, "pending") if number < pages else (_LATER, "live")
        yield page_id(url), url, site(url), f"s{number // 10 % _SITES}", kind, state, _EARLIER, due


def _watched(folder: Path, count: _Count) -> tuple[int, _Seen]:
    """Run the crawl; its exit code and what it took."""
    settings = {"RESOLVE": "*.gov.test=127.0.0.1", "READ_WORKERS": "1", "LOG_LEVEL": "ERROR", "NOW": _NOW}
    seen = _Seen()
    with (folder / "said.txt").open("w", encoding="utf-8") as said:
        crawl = subprocess.Popen(
            command(folder, "reports", settings=settings),
            cwd=ROOT,
            env=environment(),
            stdout=said,
            stderr=said,
        )
        while crawl.poll() is None:
            memory = _resident(crawl.pid)
            if memory:
                seen.samples.append((count.asked, memory))
            children = Path(f"/proc/{crawl.pid}/task/{crawl.pid}/children")
            for child in children.read_text().split() if children.exists() else ():
                seen.children = max(seen.children, _resident(int(child)))
            time.sleep(0.5)
    return crawl.returncode, seen


def _resident(process: int) -> float:
    """Resident memory in MB; 0 for a process that ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s{0,20}(\d+)", status)
    return int(found[1]) / 1024 if found else 0.0
