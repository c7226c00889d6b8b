"""The official tables of the 2019 and 2021 forms, read out of grids: each figure with the cell it stands in.

Content decides the form, table by table and never by the year: agencies mix generations, and a report whose 表二 is
of 2021 and whose 表三 is of 2019 is real. Columns are taken by position within the recognised form, because
printed headers lose words; a header that contradicts the position makes the table unread, not re-ordered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.labels import SHORT, name_label
from pipelines.report.model import Figure, Form, Grid, Problem
from pipelines.report.tables.statistics import challenges, proactive, requests
from pipelines.report.tables.statistics.reading import Row, TableReading, rows_of, unread


@dataclass(frozen=True)
class Statistics:
    """Every figure of the three tables, the form they follow, and what could not be read."""

    form: Form
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


def read_statistics(grids: Sequence[Grid]) -> Statistics:
    """Read 表二, 表三 and 表四 wherever they stand: in a table each, several tables, or all in one.

    A report that has some of them is expected to have all: what is not found is named as a problem.
    """
    found: list[TableReading] = []
    absent: list[Problem] = []
    labelled = [(grid, rows_of(grid)) for grid in grids]
    for reader in (proactive, requests, challenges):
        if reader is requests:
            present = _requests(labelled)
        else:
            present = [reading for grid, rows in labelled if (reading := reader.read(grid, rows)) is not None]
        if present:
            found.append(_joined(present))
        else:
            absent.append(Problem("TABLE_MISSING", f"没有读到{reader.TITLE}"))
    return Statistics(
        _form(found),
        tuple(figure for reading in found for figure in reading.figures),
        (*(p for reading in found for p in reading.problems), *(absent if found else ())),
    )


def _requests(labelled: Sequence[tuple[Grid, Sequence[Row]]]) -> list[TableReading]:
    """表三, of which a grid may hold no more than the last lines, or the header alone."""
    found: list[TableReading] = []
    header: Sequence[Row] = ()
    for grid, rows in labelled:
        above = frozenset(line for reading in found for line in reading.seen)
        if (reading := requests.read(grid, rows, above, header)) is not None:
            found.append(reading)
        header = rows if requests.is_header_alone(rows) else ()
    return found


def _form(readings: Sequence[TableReading]) -> Form:
    forms = {reading.form for reading in readings if reading.form}
    if len(forms) == 1:
        return forms.pop()
    return "hybrid" if forms else "none"


def _joined(parts: Sequence[TableReading]) -> TableReading:
    """One table from the grids that hold it or parts of it.

    What is printed twice counts once; printed twice and differing, it is not decided here: the line is left
    out and named.
    """
    title = parts[0].title
    forms = {part.form for part in parts if part.form}
    if len(forms) > 1:
        return unread(title, "FORM_UNCLEAR", "混有两种格式，未读取")
    printed = [figure for part in parts for figure in part.figures]
    figures = {figure[1:3]: figure for figure in printed}  # by line and column
    differing: set[str] = set()
    if len(figures) < len(printed):
        figures.clear()
        for figure in printed:
            known = figures.setdefault(figure[1:3], figure)
            if known.raw != figure.raw:
                differing.add(figure.line)
    problems = [problem for part in parts for problem in part.problems]
    problems += [
        Problem("TABLE_CONFLICT", f"{title}印有两次且数字不同，未采用：{_label(title, line)}")
        for line in sorted(differing)
    ]
    seen = frozenset().union(*(part.seen for part in parts))
    expected = max((part.expected for part in parts), key=len)
    missing = [line for line in expected if line not in seen]
    if missing:
        problems.append(
            Problem("LINES_MISSING", f"{title}缺少：{'、'.join(_label(title, line) for line in missing)}")
        )
    return TableReading(
        title,
        forms.pop() if forms else None,
        tuple(figure for figure in figures.values() if not differing or figure.line not in differing),
        tuple(problems),
        seen,
        expected,
    )


def _label(title: str, line: str) -> str:
    """A line in the words of the form."""
    table = next(name for name, short in SHORT.items() if short == title)
    return name_label(table, line)
