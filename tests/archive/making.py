"""Small archives made by hand: a store with a clock that stands still until told, pages and readings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.ids import page_id
from archive.prepared import prepare
from archive.rows import (
    AgencyRow,
    FactRow,
    FetchRow,
    FigureRow,
    Kept,
    LinkRow,
    PageKind,
    ProblemRow,
    Reading,
    Recorded,
    SectionRow,
    SourceRow,
    TableRow,
)
from archive.store import Store

LIST = "http://sfj.qinghe.gov.test/col/"
URL = "http://sfj.qinghe.gov.test/2022/1.html"
PORTAL = "http://www.qinghe.gov.test/xxgk/1.html"
MIRROR = "http://mirror.example.com/1.html"
PDF = "http://sfj.qinghe.gov.test/2022/1.pdf"

AGENCIES = [
    AgencyRow("qinghe-sfj", "青禾市司法局", "990100", "department"),
    AgencyRow("qinghe-czj", "青禾市财政局", "990100", "department"),
]
SOURCES = [
    SourceRow("sfj", LIST, "qinghe-sfj", "990100", "hanweb", "active"),
    SourceRow("portal", "http://www.qinghe.gov.test/xxgk/", None, "990100", "trs", "active"),
]


class Clock:
    """Returns one time until it is set to another."""

    def __init__(self) -> None:
        self.time = "2022-02-01T08:00:00Z"

    def __call__(self) -> str:
        return self.time


class Archive:
    """A store in a folder, and short ways to put things into it and to look at its file from outside."""

    def __init__(self, folder: Path, kind: str = "real") -> None:
        self.clock = Clock()
        self.path = folder / "reports.db"
        self.store = Store.open(self.path, kind=kind, now=self.clock, command="a test")
        self.store.load_registry(AGENCIES, SOURCES)
        self.run = self.store.begin_run("a test")

    def keep(
        self,
        url: str = URL,
        body: bytes | None = b"<p>one</p>",
        kind: PageKind = "report",
        source: str | None = "sfj",
        links: Sequence[LinkRow] = (),
        **fetch: Any,
    ) -> Kept:
        values: dict[str, Any] = {"status": 200, "headers": {"Content-Type": "text/html"}, **fetch}
        row = FetchRow(self.run, url, kind, source, self.clock(), **values)
        return self.store.keep(row, body, links)

    def record(self, url: str = URL, **changes: Any) -> Recorded:
        """Record a reading of what is kept at an address."""
        document = self.store.document(page_id(url))
        assert document is not None
        return self.record_of(tuple(part.sha256 for part in document.parts), url, **changes)

    def record_of(self, part_sha256: tuple[str, ...], url: str = URL, **changes: Any) -> Recorded:
        """Record a reading of these bodies, kept or not."""
        return self.store.record(page_id(url), self.run, prepare(reading(part_sha256=part_sha256, **changes)))

    def publish(
        self, url: str = URL, body: bytes = b"<p>one</p>", source: str | None = "sfj", **changes: Any
    ) -> Recorded:
        self.keep(url, body, source=source)
        return self.record(url, **changes)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with read(self.path) as connection:
            return [tuple(row) for row in connection.execute(sql, values)]

    def one(self, sql: str, *values: object) -> Any:
        ((value,),) = self.rows(sql, *values)
        return value


@contextmanager
def read(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()


def figure(line: str, column: str, value: float | None, row: int = 3, raw: str | None = None) -> FigureRow:
    printed = str(value) if raw is None else raw
    meaning = "dash" if value is None else None
    return FigureRow("disclosure_requests", line, column, value, None, printed, meaning, 0, 0, row, 1)


def reading(
    received: float | None = 5,
    text: str = "政府信息公开。公证处办理事项。",
    year: str | None = "2021",
    agency: str | None = "青禾市司法局",
    part_sha256: tuple[str, ...] = (),
    title: str = "青禾市司法局2021年政府信息公开工作年度报告",
    **changes: Any,
) -> Reading:
    """A reading with three figures, one of them blank."""
    facts = {"title": FactRow(title, "title")}
    if agency:
        facts["agency"] = FactRow(agency, "title")
    if year:
        facts["report_year"] = FactRow(year, "title")
    values: dict[str, Any] = {
        "reader_version": "1",
        "form": "2021",
        "script": "simplified",
        "trust": "official",
        "facts": facts,
        "sections": (SectionRow("overall", "一、总体情况", text),),
        "figures": (
            figure("new_received", "total", received, 0),
            figure("granted", "total", 3, 1),
            figure("partial", "total", None, 2, "/"),
        ),
        "tables": (
            TableRow(
                0,
                0,
                json.dumps(
                    [
                        [["本年新收", 1, 1, 0], [str(received), 1, 1, 1]],
                        [["予以公开", 1, 1, 0], ["3", 1, 1, 1]],
                        [["部分公开", 1, 1, 0], ["/", 1, 1, 1]],
                    ],
                    ensure_ascii=False,
                ),
            ),
        ),
        **changes,
    }
    return Reading(text=text, part_sha256=part_sha256, **values)


def problem(kind: str = "NO_TABLE", detail: str = "没有官方表格") -> ProblemRow:
    return ProblemRow(kind, detail)
