"""Runs made by hand on a real archive: what lists say, what of it was had, and how each run ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.ids import page_id
from archive.prepared import prepare
from archive.rows import AgencyRow, FactRow, FetchRow, LinkRow, ListRow, ProblemRow, SourceRow
from archive.store import Store
from tests.archive.making import Clock, read, reading

CITY = "990100"


@dataclass(frozen=True)
class Paper:
    """A report as it stands somewhere: who signs it, for which year, when, and what its list calls it."""

    url: str
    signed: str | None
    year: int | None
    on: str | None
    title: str
    listed_on: str | None = None

    @property
    def link(self) -> LinkRow:
        return LinkRow(self.url, "report", self.title, None, self.listed_on or self.on)


def paper(agency: AgencyRow, year: int, on: str | None = None, host: str = "", **changes: Any) -> Paper:
    """The report of an agency on its own site, published on 20 January unless said otherwise."""
    host = host or f"{agency.id}.qinghe.gov.test"
    values: dict[str, Any] = {
        "url": f"http://{host}/art/{year}/art_{agency.id}_{year}.html",
        "signed": agency.name,
        "year": year,
        "on": on or f"{year + 1}-01-20",
        "title": f"{agency.name}{year}年政府信息公开工作年度报告",
        **changes,
    }
    return Paper(**values)


def column(agency: AgencyRow) -> SourceRow:
    """The agency's own column."""
    return SourceRow(
        agency.id, f"http://{agency.id}.qinghe.gov.test/nb/", agency.id, agency.division_code, None, "active"
    )


class Run:
    """One run of the crawl. What it does not call was not asked for in it."""

    def __init__(self, archive: Walked, run_id: int) -> None:
        self._archive = archive
        self.id = run_id
        self._lists: dict[str, ListRow] = {}

    def list(
        self,
        source: SourceRow,
        papers: Sequence[Paper],
        *,
        pages: int = 1,
        problems: Sequence[tuple[str, str]] = (),
        passed_over: Sequence[tuple[str, str | None]] = (),
        failing: Sequence[int] = (),
        unread: Sequence[int] = (),
        **fetch: Any,
    ) -> None:
        """Ask for a source's list, on as many pages; `failing` ones answer with an error, `unread` ones are not read.
        `fetch`: how the first page is answered instead."""
        size = -(-len(papers) // pages) or 1
        addresses = [source.url, *(f"{source.url}{number}.html" for number in range(2, pages + 1))]
        for number, url in enumerate(addresses):
            here = papers[number * size : (number + 1) * size]
            further = [LinkRow(each, "listing") for each in addresses[1:]] if number == 0 else []
            answer = (
                fetch if number == 0 and fetch else {"error": "TimeoutError"} if number in failing else {}
            )
            body = "\n".join([url, *(f"{each.url} {each.title}" for each in here)]).encode()
            good = answer.get("status", 200) == 200 and not ({"error", "blocked"} & answer.keys())
            links = [*further, *(each.link for each in here)] if good else []
            self._archive.keep(self.id, url, source.id, "listing", body if good else None, links, **answer)
            if not good and number == 0:
                return
            if good and number not in unread:
                doubts = tuple(ProblemRow(*each) for each in problems) if number == 0 else ()
                passed = tuple(passed_over) if number == 0 else ()
                self._lists[page_id(url)] = ListRow(doubts, passed)

    def fetch(self, source: SourceRow, *papers: Paper, **answer: Any) -> None:
        """Ask for report pages and read them; `answer` where the page is not had."""
        for each in papers:
            body = repr(each).encode()
            had = not answer
            self._archive.keep(self.id, each.url, source.id, "report", body if had else None, (), **answer)
            if had:
                self._archive.record(self.id, each)

    def keep_only(self, source: SourceRow, each: Paper) -> None:
        """A page that is had and waits to be read."""
        self._archive.keep(self.id, each.url, source.id, "report", repr(each).encode(), ())

    def no_report(self, source: SourceRow, each: Paper, *, unreadable: bool = False) -> None:
        """A page out of which no report is read: a scan, or something else."""
        self.keep_only(source, each)
        why = ProblemRow("NOT_A_REPORT", "只有图片")
        self._archive.store.record_unreadable(page_id(each.url), self.id, [why], unreadable=unreadable)

    def end(self, *, finished: bool) -> None:
        self._archive.store.end_walks(self.id, self._lists, finished=finished)
        self._archive.store.end_run(self.id, 0 if finished else 6, "", {})


class Walked:
    """An archive with a roster and sources, and a clock that is set."""

    def __init__(self, path: Path, *, hurry: bool = False) -> None:
        self.clock = Clock()
        self.path = path
        self.store = Store.open(path, now=self.clock, command="a test")
        if hurry:  # a thousand archives, none of which has to survive a power cut
            self.store._connection.execute("PRAGMA synchronous = OFF")

    def register(self, agencies: Sequence[AgencyRow], sources: Sequence[SourceRow]) -> None:
        self.store.load_registry(agencies, sources)

    @contextmanager
    def run(self, at: str, *, finished: bool = True) -> Iterator[Run]:
        """A run at a time (UTC), begun and ended in that moment."""
        self.clock.time = at
        run = Run(self, self.store.begin_run("a test"))
        yield run
        run.end(finished=finished)

    def judge(self, at: str) -> dict[tuple[str, int], tuple[str, str]]:
        """State and basis of every cell, as of a time."""
        self.clock.time = at
        self.store.refresh_coverage()
        with read(self.path) as connection:
            rows = connection.execute("SELECT agency_id, report_year, state, basis FROM coverage").fetchall()
        return {(agency, year): (state, basis) for agency, year, state, basis in rows}

    def cell(self, agency: AgencyRow, year: int, at: str) -> dict[str, Any]:
        """One row of the view, as of a time."""
        self.judge(at)
        with read(self.path) as connection:
            found = connection.execute(
                "SELECT due_on, state, published_on, days_late, basis, checked_at FROM coverage "
                "WHERE agency_id = ? AND report_year = ?",
                (agency.id, year),
            )
            names = [column[0] for column in found.description]
            (row,) = found.fetchall()
        return dict(zip(names, row, strict=True))

    def keep(
        self,
        run: int,
        url: str,
        source: str | None,
        kind: Any,
        body: bytes | None,
        links: Sequence[LinkRow],
        **answer: Any,
    ) -> None:
        values = {"status": None if "error" in answer else 200, "headers": {}, **answer}
        self.store.keep(FetchRow(run, url, kind, source, self.clock(), **values), body, links)

    def record(self, run: int, each: Paper) -> None:
        document = self.store.document(page_id(each.url))
        assert document is not None
        facts = {"title": FactRow(each.title, "title")}
        if each.signed:
            facts["agency"] = FactRow(each.signed, "title")
        if each.year:
            facts["report_year"] = FactRow(str(each.year), "title")
        if each.on:
            facts["published_on"] = FactRow(each.on, "meta")
        text = f"{each.title}{each.url}"
        shas = tuple(part.sha256 for part in document.parts)
        number = sum(map(ord, each.url))
        self.store.record(
            page_id(each.url), run, prepare(reading(number, text, part_sha256=shas, facts=facts))
        )

    def close(self) -> None:
        self.store.close()
