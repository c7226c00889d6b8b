"""A report as the archive's rows, which know nothing of reading.

The worker processes load this file and what it needs, so nothing of Scrapy is in it: a third of a second each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive import rows
from archive.prepared import Prepared, prepare
from pipelines.report import READER_VERSION, read_report

if TYPE_CHECKING:
    from pipelines.report.model import Document, Grid, Problem, Report


def read_rows(document: Document) -> tuple[Report, Prepared | None]:
    """The reading of a document, and if it is a report all that recording it can have ready."""
    report = read_report(document)
    return report, prepare(reading_of(report, report.problems)) if report.understood else None


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
        problems=problem_rows(problems),
    )  # fmt: skip


def _table(grid: Grid) -> rows.TableRow:
    cells = tuple(
        tuple((cell.text, cell.rowspan, cell.colspan, cell.column) for cell in row) for row in grid.rows
    )
    return rows.TableRow(grid.part, grid.index, cells)


def problem_rows(problems: Iterable[Problem]) -> tuple[rows.ProblemRow, ...]:
    return tuple(rows.ProblemRow(problem.kind, problem.detail) for problem in problems)
