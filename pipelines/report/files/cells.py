"""What a spreadsheet cell prints, and where the cells of a sheet fall apart into tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from pipelines.report.blocks import CellTable, TableCell
from pipelines.report.files.content import Item, UnreadableError, joined
from pipelines.report.sections import heading_of

CellValue = bool | int | float | str | datetime.date | datetime.time | datetime.timedelta
Area = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column) of merged cells


def printed(value: CellValue) -> str:
    """A cell's value as the sheet shows it: no float's last digits, no `.0`, dates as dates.

    >>> printed(1.0), printed(63363.4), printed(0.1 + 0.2), printed(12345678.0), printed("件 ")
    ('1', '63363.4', '0.3', '12345678', '件')
    >>> printed(datetime.datetime(2020, 1, 31)), printed(True)
    ('2020-01-31', 'TRUE')
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        # Spreadsheets keep 15 significant digits; what floats add behind them nobody typed.
        return format(Decimal(format(value, ".15g")).normalize(), "f")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return joined(str(value).split("\n"), " ")


@dataclass(frozen=True)
class _Row:
    """One row: the cells that start in it by column, and the columns it uses, those merged from above too."""

    cells: dict[int, TableCell]
    first: int
    last: int
    filled: int  # how many areas with text it touches

    @property
    def title(self) -> TableCell | None:
        """Its only text, when that may be a title above a table or a note below it."""
        texts = [cell for cell in self.cells.values() if cell.text]
        return texts[0] if self.filled == 1 and len(texts) == 1 else None


@dataclass
class _Run:
    """Rows that belong together, and the titles that stand before them."""

    titles: list[_Row]
    rows: list[_Row]

    @property
    def columns(self) -> tuple[int, int]:
        return min(row.first for row in self.rows), max(row.last for row in self.rows)


def tables_of(values: Sequence[Sequence[CellValue]], merged: Sequence[Area]) -> list[Item]:
    """A sheet's tables, and the titles above and the notes below them as lines.

    One sheet often holds 表二, 表三 and 表四 below each other, each with its own number of columns. Blank
    rows and titles part them; what has the same columns on both sides of one is one table all the same.
    Raises UnreadableError where merged cells overlap.
    """
    runs, notes = _runs(_rows(values, merged))
    joined_runs: list[_Run] = []
    for run in runs:
        last = joined_runs[-1] if joined_runs else None
        if last and last.columns == run.columns:
            last.rows += [*run.titles, *run.rows]
        else:
            joined_runs.append(run)
    items: list[Item] = []
    for run in joined_runs:
        # The first line of a sheet is its title. 第二十条第（一）项 alone in its row belongs to the table.
        titles = 0 if items else 1
        items += [row.title.text for row in run.titles[:titles] if row.title]
        items.append(_table([*run.titles[titles:], *run.rows], *run.columns))
    return [*items, *(row.title.text for row in notes if row.title)]


def _rows(values: Sequence[Sequence[CellValue]], merged: Sequence[Area]) -> Iterator[_Row | None]:
    """Each row with its spans; None for a blank one."""
    spans, covered = _spans(merged, len(values), max(map(len, values), default=0))
    down: dict[int, tuple[int, int]] = {}  # filled cells merged downwards: column → span, last row
    for number, row in enumerate(values):
        cells: dict[int, TableCell] = {}
        used = [(column, span) for column, (span, end) in down.items() if end >= number]
        for column, value in enumerate(row):
            if (number, column) in covered:
                continue
            rowspan, colspan = spans.get((number, column), (1, 1))
            text = printed(value)
            cells[column] = TableCell(text, column, rowspan, colspan)
            if text:
                used.append((column, colspan))
                if rowspan > 1:
                    down[column] = (colspan, number + rowspan - 1)
        if used:
            first = min(column for column, _ in used)
            yield _Row(cells, first, max(column + span - 1 for column, span in used), len(used))
        else:
            yield None


def _spans(
    merged: Sequence[Area], height: int, width: int
) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """Spans of merged cells by their first cell, and the cells they cover, within the sheet's used part."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for first, last in merged:
        top, left = max(first[0], 0), max(first[1], 0)
        bottom, right = min(last[0], height - 1), min(last[1], width - 1)
        if bottom < top or right < left:
            continue
        area = set(product(range(top, bottom + 1), range(left, right + 1)))
        if not (area.isdisjoint(covered) and spans.keys().isdisjoint(area)):
            raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏：合并的单元格互相重叠")
        spans[(top, left)] = (bottom - top + 1, right - left + 1)
        covered |= area - {(top, left)}
    return spans, covered


def _runs(rows: Iterator[_Row | None]) -> tuple[list[_Run], list[_Row]]:
    """Rows between titles and blank rows, and the titles left over at the end."""
    runs: list[_Run] = []
    titles: list[_Row] = []
    parted = True
    for row in rows:
        if row is None:
            parted = True
        elif _is_title(row, runs[-1] if runs and not parted else None):
            titles.append(row)
            parted = True
        elif parted:
            runs.append(_Run(titles, [row]))
            titles, parted = [], False
        else:
            runs[-1].rows.append(row)
    return runs, titles


def _is_title(row: _Row, run: _Run | None) -> bool:
    """Whether a row is a title or note; within a run only if numbered like a section or across all columns.

    A label whose figures were left blank also stands alone in its row.
    """
    title = row.title
    if title is None:
        return False
    if run is None or heading_of(title.text):
        return True
    first, last = run.columns
    return title.colspan > 1 and title.column == first and title.colspan >= last - first + 1


def _table(rows: Sequence[_Row], first: int, last: int) -> CellTable:
    return CellTable(
        tuple(
            tuple(
                TableCell(cell.text, column - first, cell.rowspan, min(cell.colspan, last - column + 1))
                for column, cell in sorted(row.cells.items())
                if first <= column <= last
            )
            for row in rows
        )
    )
