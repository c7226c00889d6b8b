"""表四, reconsiderations and lawsuits over disclosure (行政复议、行政诉讼情况): fifteen figures in one row."""

from __future__ import annotations

from collections.abc import Sequence

from archive.forms import Label, forms
from pipelines.report.grid import usual_length
from pipelines.report.matching import core
from pipelines.report.model import Cell, Figure, Grid
from pipelines.report.normalise import key
from pipelines.report.statistics.reading import TableReading, exactly, figure, in_order, unread
from pipelines.report.values import is_value

TITLE = "表四"

_FORM = forms()[0]  # both generations print this table alike
_KINDS = _FORM.challenge_kinds
_COLUMNS = _FORM.challenge_columns
_GROUPS = frozenset(map(core, ("行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉")))


def read(grid: Grid) -> TableReading | None:
    """Read the table out of a grid that holds it, below other tables perhaps; None when it does not."""
    start = next((number for number, row in enumerate(grid.rows) if _is_header(row)), None)
    if start is None:
        return None
    header: list[Sequence[Cell]] = []
    for number, row in enumerate(grid.rows[start:], start=start):
        if _has_figures(row):
            if any(_has_figures(later) for later in grid.rows[number + 1 :]):
                return _by_kind(grid, start, header)
            return _by_row(grid, header, row) or _by_kind(grid, start, header)
        header.append(row)
    return unread(TITLE, "ROW_UNREADABLE", "有表头而无数字")


def _is_header(row: Sequence[Cell]) -> bool:
    texts = [core(cell.plain) for cell in row if cell.plain]
    outcomes = sum(_column(text) is not None for text in texts)
    return sum(text in _GROUPS for text in texts) >= 2 or outcomes >= 4


def _has_figures(row: Sequence[Cell]) -> bool:
    """A row with any figure, or an unfilled row of figures: blank cells only, as many as one kind has at least."""
    blank = len(row) >= len(_COLUMNS) and not any(cell.plain for cell in row)
    return blank or any(cell.plain and is_value(cell.plain) for cell in row)


def _by_row(grid: Grid, header: Sequence[Sequence[Cell]], row: Sequence[Cell]) -> TableReading | None:
    """The official layout: the kinds side by side, all figures in one row."""
    cells = row[1:] if len(row) > 1 and row[0].plain and not is_value(row[0].plain) else row
    kinds = _kinds_named(header)
    for wanted in (_KINDS, kinds):
        values = exactly(
            cells, len(wanted) * len(_COLUMNS), whole_row=grid.flattened and len(row) == usual_length(grid)
        )
        if wanted and values is not None and all(is_value(cell.plain) for cell in values):
            break
    else:
        return None
    if not _header_in_order(header):
        return unread(TITLE, "HEADER_ORDER", "表头次序与格式不符，未读取")
    slots = [(kind, column) for kind in wanted for column in _COLUMNS]
    figures = [
        figure("legal_challenges", kind.name, column.name, cell, grid)
        for (kind, column), cell in zip(slots, values, strict=True)
    ]
    return _reading(figures)


def _by_kind(grid: Grid, start: int, header: Sequence[Sequence[Cell]]) -> TableReading:
    """A layout some agencies choose: a row for each kind, five figures in each."""
    figures: list[Figure] = []
    for row in grid.rows[start:]:
        labels = [cell for cell in row if cell.plain and not is_value(cell.plain)]
        kind = next((k for k in _KINDS if labels and core(labels[-1].plain) == core(k.label)), None)
        values = exactly(row[len(labels) :], len(_COLUMNS), whole_row=False)
        if kind is None or values is None:
            if _has_figures(row) or (kind is not None and len(row) > len(_COLUMNS)):
                return unread(TITLE, "ROW_UNREADABLE", "数字的个数与格式不符，未读取")
            continue
        figures += [
            figure("legal_challenges", kind.name, column.name, cell, grid)
            for column, cell in zip(_COLUMNS, values, strict=True)
        ]
    if not figures or not _header_in_order(header):
        return unread(TITLE, "ROW_UNREADABLE", "数字的个数与格式不符，未读取")
    return _reading(figures)


def _reading(figures: Sequence[Figure]) -> TableReading:
    seen = frozenset(figure.line for figure in figures)
    return TableReading(TITLE, None, tuple(figures), (), seen, tuple(kind.name for kind in _KINDS))


def _kinds_named(header: Sequence[Sequence[Cell]]) -> list[Label]:
    texts = {core(cell.plain) for row in header for cell in row}
    return [kind for kind in _KINDS if core(kind.label) in texts]


def _header_in_order(header: Sequence[Sequence[Cell]]) -> bool:
    """Whether kinds and outcomes stand in the form's order, as far as their names survive."""
    header = list({tuple(cell.plain for cell in row): row for row in header}.values())  # headers are printed twice
    order = [core(kind.label) for kind in _KINDS]
    named = [order.index(core(cell.plain)) for row in header for cell in row if core(cell.plain) in order]
    if named != sorted(named):
        return False
    for row in header:
        outcomes = [p for cell in row if (p := _column(core(cell.plain))) is not None]
        if not in_order(outcomes, groups=max(1, -(-len(outcomes) // len(_COLUMNS)))):
            return False
    return True


def _column(text: str) -> int | None:
    """Which outcome a header names; 结果 alone (its second paragraph lost) could be two and names none."""
    for position, column in enumerate(_COLUMNS):
        if any(len(text) >= 2 and text != key("结果") and core(w).startswith(text) for w in column.wordings):
            return position
    return None
