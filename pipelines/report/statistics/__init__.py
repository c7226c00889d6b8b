"""The official tables of the 2019 and 2021 forms, read out of grids: each figure with the cell it stands in.

Content decides the form, table by table and never by the year: agencies mix generations, and a report whose 表二 is
of 2021 and whose 表三 is of 2019 is real. Columns are taken by position within the recognised form, because
printed headers lose words; a header that contradicts the position makes the table unread, not re-ordered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.report.model import Figure, Form, Grid, Problem
from pipelines.report.statistics import challenges, proactive, requests
from pipelines.report.statistics.reading import TableReading


@dataclass(frozen=True)
class Statistics:
    """Every figure of the three tables, the form they follow, and what could not be read."""

    form: Form
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


def read_statistics(grids: Sequence[Grid]) -> Statistics:
    """Read 表二, 表三 and 表四 wherever they stand: in a table each, several tables, or all in one."""
    readings = [
        _one_of([reader.read(grid) for grid in grids], joined=reader is proactive)
        for reader in (proactive, requests, challenges)
    ]
    found = [reading for reading in readings if reading is not None]
    return Statistics(
        _form(found),
        tuple(figure for reading in found for figure in reading.figures),
        tuple(problem for reading in found for problem in reading.problems),
    )


def _form(readings: Sequence[TableReading]) -> Form:
    forms = {reading.form for reading in readings if reading.form}
    if len(forms) == 1:
        return forms.pop()
    return "hybrid" if forms else "none"


def _one_of(readings: Sequence[TableReading | None], *, joined: bool) -> TableReading | None:
    """The reading of one table from the grids that hold it or parts of it.

    Parts in several grids are joined. What is printed twice counts once; printed twice and differing, it is
    not decided here: the line is left out and named.
    """
    present = [reading for reading in readings if reading is not None]
    if len(present) < 2:
        return present[0] if present else None
    forms = {reading.form for reading in present if reading.form}
    merged: dict[tuple[str, str], Figure] = {}
    conflicting: set[str] = set()
    for figure in (figure for reading in present for figure in reading.figures):
        known = merged.setdefault((figure.line, figure.column), figure)
        if known.raw != figure.raw:
            conflicting.add(figure.line)
    problems = [problem for reading in present for problem in reading.problems]
    if not joined:  # a table cut in two lacks lines in either part; only what no part has is missing
        problems = [problem for problem in problems if problem.kind != "LINES_MISSING"]
        problems += present[0].missing({figure.line for figure in merged.values()})
    problems += [
        Problem("TABLE_CONFLICT", f"{present[0].title}印有两次且数字不同，未采用：{line}") for line in sorted(conflicting)
    ]
    if len(forms) > 1:
        problems.append(Problem("FORM_UNCLEAR", f"{present[0].title}混有两种格式，未读取"))
        merged = {}
    return TableReading(
        present[0].title,
        forms.pop() if len(forms) == 1 else None,
        tuple(figure for figure in merged.values() if figure.line not in conflicting),
        tuple(problems),
        present[0].expected,
    )
