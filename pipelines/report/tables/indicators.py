"""The table in use before 2019 (政府信息公开情况统计表): indicator, unit, value, a row each, as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from archive.forms import indicator_form
from pipelines.report.grid import usual_length
from pipelines.report.model import Cell, Figure, Grid, Indicator, Problem
from pipelines.report.tables.columns import headers, single_tables
from pipelines.report.tables.matching import Labels, core, without_notes
from pipelines.report.words.normalise import joined, key
from pipelines.report.words.values import Value, read_value, unit_in

TITLE = "统计表"
_ENOUGH_CODES = 3
_SAME_UNITS = ({"件", "件次"}, {"人", "人次"})
# What the form prints at its foot: 单位负责人, 审核人, 填报人, 联系电话, 填报日期, and remarks.
_FOOT = re.compile(
    r"(?:(?:单位|部门|统计)?负责人|审核人?|填[报表制]人|制表人?|经办人|联系(?:人|电话|方式)|电话|填[报表]日期|报出日期)"
    r"(?:[(][^()]{0,20}[)])?(?:[:_]|$)|(?:注|备注|说明|填表说明)[:\d]"
)


@dataclass(frozen=True)
class Indicators:
    """The rows in the order printed, each row's figure with its cell, and what could not be read."""

    rows: tuple[Indicator, ...]
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Columns:
    label: int
    unit: int | None
    value: int


def read_indicators(grids: Sequence[Grid]) -> Indicators | None:
    """Read the indicator table, which may go on over several grids; None where no grid holds it."""
    rows: list[Indicator] = []
    figures: list[Figure] = []
    problems: list[Problem] = []
    columns: _Columns | None = None
    parent = ""
    for grid in chain.from_iterable(map(single_tables, grids)):
        start, found = _columns(grid)
        columns = found or columns
        if columns is None or (found is None and not _continues(grid, columns)):
            continue
        usual = usual_length(grid)
        for cells in grid.rows[start:]:
            row = _row(cells, columns, grid, usual)
            if isinstance(row, Problem):
                problems.append(row)
            elif row is not None:
                label, unit, cell = row
                code = _code(label.plain, parent)
                parent = code or parent
                value = read_value(cell.plain)
                indicator, figure = _indicator(len(rows) + 1, code, label, unit, cell, value, grid)
                if _contradicts(value.unit, unit):
                    told = (
                        f"{TITLE}“{indicator.label[:20]}”单位栏为{indicator.unit}，格中印作{cell.text[:20]}"
                    )
                    problems.append(Problem("UNIT_CONFLICT", told))
                rows.append(indicator)
                figures.append(figure)
    if not rows:
        return None
    printed, official = len({row.code for row in rows if row.code}), len(indicator_form().lines)
    if printed * 2 < official:
        # Provinces leave rows out; less than half is a table that lost them on its way to the page.
        problems.append(Problem("TABLE_INCOMPLETE", f"{TITLE}只印有官方{official}项中的{printed}项"))
    return Indicators(tuple(rows), tuple(figures), tuple(problems))


def _indicator(
    position: int, code: str | None, label: Cell, unit: Cell | None, cell: Cell, value: Value, grid: Grid
) -> tuple[Indicator, Figure]:
    printed_unit = _printed_unit(unit) or value.unit or unit_in(label.plain)
    indicator = Indicator(position, code, joined(label.text), printed_unit, value.value, cell.text)
    figure = Figure(
        "indicators", str(position), "value", value.value, printed_unit, cell.text, value.meaning,
        grid.part, grid.index, cell.row, cell.column,
    )  # fmt: skip
    return indicator, figure


def _contradicts(printed: str | None, column: Cell | None) -> bool:
    """Whether the unit behind a figure is another than the one in its row; 件 and 件次 are one."""
    stated = _printed_unit(column)
    if printed is None or stated is None or printed == stated:
        return False
    return {printed, stated} not in _SAME_UNITS


def _printed_unit(cell: Cell | None) -> str | None:
    """The unit beside a figure; the dash beside a heading (一、主动公开情况 | ——) is none."""
    if cell is None or read_value(cell.plain).meaning in ("blank", "dash"):
        return None
    return joined(cell.plain)


def _columns(grid: Grid) -> tuple[int, _Columns | None]:
    """Where the header row ends and which column holds what, by the header's words; (0, None) without one."""
    labels, values, units = headers()
    for number, row in enumerate(grid.rows[:6]):
        texts = [core(cell.plain) for cell in row]
        value = _place(texts, values)
        if value is None:  # nearly every row
            continue
        label = _place(texts, labels)
        if label is None or label == value or not _holds_codes(grid, label) or _is_shared(row[value], grid):
            continue
        return number + 1, _Columns(label, _place(texts, units), value)
    return 0, None


def _place(texts: Sequence[str], names: Sequence[str]) -> int | None:
    return next((texts.index(name) for name in names if name in texts), None)


def _holds_codes(grid: Grid, column: int) -> bool:
    found = {_codes(row[column].plain) for row in grid.rows if len(row) > column}
    return len(found - {()}) >= _ENOUGH_CODES


def _is_shared(header: Cell, grid: Grid) -> bool:
    """Whether several columns of figures stand under one header (统计数: 2016年, 2017年): then none is the figure."""
    if header.colspan == 1 or grid.flattened:
        return False
    below = range(header.column, header.column + header.colspan)
    counts = [sum(cell.column in below and bool(cell.plain) for cell in cells) for cells in grid.rows]
    return sum(count > 1 for count in counts) >= _ENOUGH_CODES


def _continues(grid: Grid, columns: _Columns) -> bool:
    """Whether a grid without header goes on with the indicators of the one before."""
    return _holds_codes(grid, columns.label) and usual_length(grid) > columns.value


def _row(
    cells: Sequence[Cell], columns: _Columns, grid: Grid, usual: int
) -> tuple[Cell, Cell | None, Cell] | Problem | None:
    """Label, unit and value of a row; a problem where it has lost or gained a cell; None for an empty row, and for
    those below the last indicator that say who filled the table in."""
    filled = [cell for cell in cells if cell.plain]
    if not filled or _FOOT.match(key(filled[0].plain)):
        return None
    if len(cells) <= columns.value or len(cells) != usual:
        # A heading that spans the table (一、主动公开情况) carries no figure and is not a damaged row.
        if sum(bool(cell.plain) for cell in cells) == 1 and not grid.flattened:
            return None
        return Problem("ROW_UNREADABLE", f"{TITLE}“{_printed(cells)}”应有{usual}格，印有{len(cells)}格")
    label, value = cells[columns.label], cells[columns.value]
    unit = cells[columns.unit] if columns.unit is not None else None
    if not label.plain or read_value(label.plain).value is not None:
        return Problem("ROW_UNREADABLE", f"{TITLE}有一行没有指标名：“{_printed(cells)}”")
    return label, unit, value


def _printed(cells: Sequence[Cell]) -> str:
    return key(" ".join(cell.plain for cell in cells if cell.plain))[:40]


@cache
def _wordings() -> dict[str, tuple[str, ...]]:
    """Each official wording and the codes it has: 被依法纠错数 stands under two headings."""
    codes: dict[str, list[str]] = {}
    for line in indicator_form().lines:
        for wording in {form for w in line.wordings for form in (core(w), core(without_notes(w)))}:
            codes.setdefault(wording, []).append(line.name)
    return {wording: tuple(names) for wording, names in codes.items()}


@cache
def _alike() -> Labels:
    """Wordings with one code only; for the others likeness says nothing."""
    return Labels(line for line in indicator_form().lines if len(_wordings()[core(line.label)]) == 1)


def _codes(text: str) -> tuple[str, ...]:
    exact = _wordings().get(core(text)) or _wordings().get(core(without_notes(text)))
    if exact:
        return exact
    alike = _alike().find(without_notes(text))
    return (alike,) if alike else ()


def _code(text: str, parent: str) -> str | None:
    """The official code of a label; among several, the one under the same heading as the row before."""
    codes = _codes(text)
    if len(codes) == 1:
        return codes[0]
    return next(
        (code for code in codes if parent and code.split(".")[0] == parent.split(".", maxsplit=1)[0]), None
    )
