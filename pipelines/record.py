"""Record: a reading becomes rows, in the archive's second transaction for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from archive.prepared import prepare
from pipelines.corrections import corrected, scan
from pipelines.keep import KeptPage, stops_when_storage_fails
from pipelines.rows import reading_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.rows import CorrectionRow, Reading
    from archive.store import Store
    from pipelines.read import ReadPage, ReadPages


@dataclass(frozen=True)
class RecordedPage:
    """A page at the end of the line: what was kept, and for every report page read (its id) what came of it.

    Outcomes are those of `archive.rows.Recorded`, and `unreadable`.
    """

    kept: KeptPage
    recorded: tuple[tuple[str, str], ...] = ()

    @property
    def page_id(self) -> str:
        return self.kept.page_id


class Record:
    """Writes every reading of a page; one that gave no report leaves its reasons."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Record:
        return cls(crawler)

    async def process_item(self, item: ReadPages) -> RecordedPage:
        spider: Any = self._crawler.spider
        with stops_when_storage_fails(self._crawler):
            outcomes = [
                (
                    page.page_id,
                    await spider.commits.write(partial(record_page, spider.store, spider.run_id, page)),
                )
                for page in item.readings
            ]
        return RecordedPage(item.kept, tuple(outcomes))


def record_page(store: Store, run_id: int | None, page: ReadPage) -> str:
    """Commit one reading; its outcome. Never half a record: without a report only the reasons are kept."""
    report = page.report
    if report is not None and not report.understood:
        report = scan(report, page.part_sha256, store.corrections(page.page_id)) or report
    if report is None or not report.understood:
        return store.record_unreadable(
            page.page_id,
            run_id,
            page.problems,
            unreadable=page.unreadable,
            part_sha256=page.part_sha256,
        )
    read = report
    # A scan that people read is a report after all.
    problems = [problem for problem in page.problems if problem.kind != "NOT_A_REPORT"]

    if page.prepared is not None and read is page.report:
        prepared = page.prepared._replace(reading=replace(page.prepared.reading, problems=tuple(problems)))
    else:
        prepared = prepare(reading_of(read, problems))

    def correct(corrections: Sequence[CorrectionRow]) -> Reading:
        if not corrections:
            return prepared.reading
        report = corrected(read, corrections)
        reading = reading_of(report, (*problems, *report.problems[len(read.problems) :]))
        return replace(reading, tables=prepared.reading.tables)

    return store.record(page.page_id, run_id, prepared, correct).outcome
