"""Record: a reading becomes rows, in the archive's second transaction for the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from archive import rows
from pipelines.corrections import corrected, scan
from pipelines.keep import KeptPage, stops_when_storage_fails
from pipelines.report import READER_VERSION

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.store import Store
    from pipelines.read import ReadPage, ReadPages
    from pipelines.report.model import Grid, Problem, Report


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

    def process_item(self, item: ReadPages) -> RecordedPage:
        spider: Any = self._crawler.spider
        with stops_when_storage_fails(self._crawler):
            outcomes = [
                (page.page_id, record_page(spider.store, spider.run_id, page)) for page in item.readings
            ]
        return RecordedPage(item.kept, tuple(outcomes))


def record_page(store: Store, run_id: int | None, page: ReadPage) -> str:
    """Commit one reading; its outcome. Never half a record: without a report only the reasons are kept."""
    report = page.report
    if report is not None and not report.understood:
        report = scan(report, page.part_sha256, store.corrections(page.page_id)) or report
    if report is None or not report.understood:
        store.record_unreadable(
            page.page_id,
            run_id,
            _problems(page.problems),
            unreadable=page.unreadable,
            part_sha256=report.part_sha256 if report else (),
        )
        return "unreadable"
    read = report
    # A scan that people read is a report after all.
    problems = [problem for problem in page.problems if problem.kind != "NOT_A_REPORT"]

    reading = reading_of(read, problems)

    def correct(corrections: Sequence[rows.CorrectionRow]) -> rows.Reading:
        if not corrections:
            return reading
        report = corrected(read, corrections)
        return reading_of(report, (*problems, *report.problems[len(read.problems) :]))

    return store.record(page.page_id, run_id, reading, correct).outcome


def reading_of(report: Report, problems: Iterable[Problem]) -> rows.Reading:
    """The archive's rows of a report. `problems`: the report's own, and those met on the way to it."""
    return rows.Reading(
        reader_version=READER_VERSION,
        form=report.form,
        script=report.script,
        trust=report.trust,
        text=report.text,
        facts={name: rows.FactRow(fact.value, fact.evidence) for name, fact in report.facts.items()},
        part_sha256=report.part_sha256,
        sections=tuple(rows.SectionRow(s.kind, s.heading, s.text) for s in report.sections),
        figures=tuple(map(rows.FigureRow._make, report.figures)),
        indicators=tuple(
            rows.IndicatorRow(i.position, i.code, i.label, i.unit, i.value, i.raw) for i in report.indicators
        ),
        text_figures=tuple(
            rows.TextFigureRow(t.measure, t.value, t.unit, t.sentence, t.scope) for t in report.text_figures
        ),
        checks=tuple(map(rows.CheckRow._make, report.checks)),
        attachments=tuple(rows.AttachmentRow(a.url, a.name) for a in report.attachments),
        tables=tuple(map(_table, report.tables)),
        problems=_problems(problems),
    )  # fmt: skip


def _table(grid: Grid) -> rows.TableRow:
    cells = tuple(
        tuple((cell.text, cell.rowspan, cell.colspan, cell.column) for cell in row) for row in grid.rows
    )
    return rows.TableRow(grid.part, grid.index, cells)


def _problems(problems: Iterable[Problem]) -> tuple[rows.ProblemRow, ...]:
    return tuple(rows.ProblemRow(problem.kind, problem.detail) for problem in problems)
