"""The figures of a report: from its pages, or from an attachment where the pages have none (详见附件)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.report.body import Body
from pipelines.report.model import Figure, Form, Grid, Indicator, Problem
from pipelines.report.tables.indicators import read_indicators
from pipelines.report.tables.statistics import read_statistics


@dataclass(frozen=True)
class Tables:
    """Every figure read, the form they follow, the printed tables they stand in, and what could not be read."""

    form: Form
    figures: tuple[Figure, ...]
    indicators: tuple[Indicator, ...]
    printed: tuple[Grid, ...]
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many official tables were recognised and filled in: a blank form is nobody's report."""
        return len({figure.table for figure in self.figures if figure.meaning != "blank"})


def read_tables(pages: Body, files: Sequence[Body]) -> Tables:
    """Read the pages' tables; where they hold none, those of the attachment that holds most.

    Attachments that repeat a page's tables are not read for figures: the page is what was published first.
    """
    tables = _read(pages.grids)
    if tables.figures:
        return tables
    from_files = max(
        (_read(body.grids) for body in files), key=lambda each: len(each.figures), default=tables
    )
    if not from_files.figures:
        return tables
    note = Problem("FIGURES_FROM_ATTACHMENT", "网页正文没有官方表格，数字取自附件")
    return Tables(
        from_files.form, from_files.figures, from_files.indicators, from_files.printed,
        (note, *tables.problems, *from_files.problems),
    )  # fmt: skip


def _read(grids: Sequence[Grid]) -> Tables:
    statistics = read_statistics(grids)
    indicators = read_indicators(grids)
    figures = (*statistics.figures, *(indicators.figures if indicators else ()))
    used = {(figure.part, figure.table_index) for figure in figures}
    return Tables(
        form="pre-2019" if statistics.form == "none" and indicators else statistics.form,
        figures=figures,
        indicators=indicators.rows if indicators else (),
        printed=tuple(grid for grid in grids if (grid.part, grid.index) in used),
        problems=(*statistics.problems, *(indicators.problems if indicators else ())),
    )
