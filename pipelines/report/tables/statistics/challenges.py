"""表四, reconsiderations and lawsuits over disclosure (行政复议、行政诉讼情况): fifteen figures in one row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from archive.forms import forms
from pipelines.report.grid import usual_length
from pipelines.report.model import Figure, Grid
from pipelines.report.tables.matching import core
from pipelines.report.tables.statistics.reading import Row, TableReading, exactly, figure, in_order, unread
from pipelines.report.words.values import is_value

TITLE = "表四"

_FORM = forms()[0]  # both generations print this table alike
_KINDS = {core(kind.label): kind for kind in _FORM.challenge_kinds}
_ORDER = list(_KINDS)
_COLUMNS = _FORM.challenge_columns
_LAWSUITS = core("行政诉讼")
_GROUPS = frozenset({_LAWSUITS, *_KINDS})
# Where each kind stands, and just before its first kind the header cell above both kinds of lawsuit.
_PLACES = {_LAWSUITS: 0.5} | {kind: float(place) for place, kind in enumerate(_ORDER)}


def read(grid: Grid, rows: Sequence[Row]) -> TableReading | None:
    """Read the table out of a grid that holds it, below other tables perhaps; None when it does not."""
    start = next((number for number, row in enumerate(rows) if _is_header(row)), None)
    if start is None:
        return None
    first = next((number for number in range(start, len(rows)) if _has_figures(rows[number])), None)
    if first is None:
        return unread(TITLE, "ROW_UNREADABLE", "有表头而无数字")
    while start and _is_group(rows[start - 1]):
        start -= 1
    header = rows[start:first]
    if not any(_has_figures(later) for later in rows[first + 1 :]):
        reading = _by_row(grid, header, rows[first])
        if reading is not None:
            return reading
    return _by_kind(grid, rows[start:], header)


def _is_header(row: Row) -> bool:
    named = [text for text in row.cores if text]
    if len(named) < 2:  # nearly every row
        return False
    return len([text for text in named if text in _GROUPS]) >= 2 or (
        len([text for text in named if _column(text) is not None]) >= 4
    )


def _is_group(row: Row) -> bool:
    """A row that only says which kind the columns below it are of, above a table of that kind alone."""
    return any(row.cores) and all(text in _GROUPS for text in row.cores if text) and not _has_figures(row)


def _has_figures(row: Row) -> bool:
    """A row with any figure, or an unfilled row of figures: blank cells only, as many as one kind has at least."""
    if any(cell.plain and not text for cell, text in zip(row.cells, row.cores, strict=True)):
        return True
    return len(row.cells) >= len(_COLUMNS) and not any(row.cores)


def _by_row(grid: Grid, header: Sequence[Row], row: Row) -> TableReading | None:
    """The official layout: the kinds side by side, all figures in one row, before which a label may stand."""
    cells = row.cells[1:] if len(row.cells) > 1 and row.cores[0] else row.cells
    padded = grid.flattened and len(row.cells) == usual_length(grid)
    named = {text for header_row in header for text in header_row.cores}
    for wanted in (_ORDER, [text for text in _ORDER if text in named]):
        values = exactly(cells, len(wanted) * len(_COLUMNS), whole_row=padded) if wanted else None
        if values is None or not all(is_value(cell.plain) for cell in values):
            continue
        if not _header_in_order(header, grid):
            return unread(TITLE, "HEADER_ORDER", "表头次序与格式不符，未读取")
        slots = [(_KINDS[kind], column) for kind in wanted for column in _COLUMNS]
        return _reading(
            figure("legal_challenges", kind.name, column.name, cell, grid)
            for (kind, column), cell in zip(slots, values, strict=True)
        )
    return None


def _by_kind(grid: Grid, rows: Sequence[Row], header: Sequence[Row]) -> TableReading:
    """A layout some agencies choose: a row for each kind, five figures in each."""
    figures: list[Figure] = []
    for row in rows:
        labels = [text for text in row.cores if text]
        # 行政诉讼（未经复议直接起诉） where the form has a cell for each.
        kind = (_KINDS.get(labels[-1]) or _KINDS.get(labels[-1].removeprefix(_LAWSUITS))) if labels else None
        values = exactly(row.cells[len(labels) :], len(_COLUMNS), whole_row=False)
        if kind is not None and values is not None:
            figures += [
                figure("legal_challenges", kind.name, column.name, cell, grid)
                for column, cell in zip(_COLUMNS, values, strict=True)
            ]
        elif _has_figures(row) or (kind is not None and len(row.cells) > len(_COLUMNS)):
            return unread(TITLE, "ROW_UNREADABLE", "数字的个数与格式不符，未读取")
    if not _header_in_order(header, grid):
        return unread(TITLE, "HEADER_ORDER", "表头次序与格式不符，未读取")
    return _reading(figures)


def _reading(figures: Iterable[Figure]) -> TableReading:
    found = tuple(figures)
    expected = tuple(kind.name for kind in _KINDS.values())
    return TableReading(TITLE, None, found, (), frozenset(each.line for each in found), expected)


def _header_in_order(header: Sequence[Row], grid: Grid) -> bool:
    """Whether kinds and outcomes stand in the form's order, as far as their names survive."""
    columns = {text: cell.column for row in header for cell, text in zip(row.cells, row.cores, strict=True)}
    across = [columns[kind] for kind in _ORDER if kind in columns]
    if not grid.flattened and across != sorted(across):
        return False
    rows = {tuple(row.cores): row for row in header}.values()  # a header may be printed twice
    kinds = [_ORDER.index(text) for row in rows for text in row.cores if text in _KINDS]
    if kinds != sorted(kinds):
        return False
    for row in rows:
        groups = [_PLACES[text] for text in row.cores if text in _PLACES]
        if groups != sorted(groups):
            return False
        outcomes = [place for text in row.cores if (place := _column(text)) is not None]
        if not in_order(outcomes, groups=max(1, -(-len(outcomes) // len(_COLUMNS)))):
            return False
    return True


@lru_cache(maxsize=1024)
def _column(text: str) -> int | None:
    """Which outcome a header names; 结果 alone (its second paragraph lost) could be two and names none."""
    if len(text) < 2 or text == "结果":
        return None
    for place, column in enumerate(_COLUMNS):
        if any(core(wording).startswith(text) for wording in column.wordings):
            return place
    return None
