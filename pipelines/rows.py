"""A report as the archive's rows, which know nothing of reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from archive import rows
from pipelines.report import READER_VERSION

if TYPE_CHECKING:
    from pipelines.report.model import Grid, Problem, Report


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
