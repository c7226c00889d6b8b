"""What the readers of the three tables share: their result, and cells taken in the order printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from pipelines.report.model import Cell, Figure, Grid, Problem
from pipelines.report.tables.matching import core
from pipelines.report.words.normalise import key
from pipelines.report.words.values import is_value, read_value

_LONGEST = 100  # characters of a label worth remembering; no figure is as long
_MONEY = frozenset({"亿元", "万元", "元"})
TableName = Literal["proactive_disclosure", "disclosure_requests", "legal_challenges"]


class Row(NamedTuple):
    """A row of a grid, and what its cells are called: `cores` has the bare label of each, "" for figures and blanks."""

    cells: Sequence[Cell]
    cores: Sequence[str]

    @property
    def printed(self) -> str:
        """The row for a message."""
        return key(" ".join(cell.plain for cell in self.cells if cell.plain))[:40]


def rows_of(grid: Grid) -> list[Row]:
    """The rows with their labels, worked out once for all the readers."""
    return [
        Row(
            row,
            ["" if not (plain := cell[1]) or plain.isdecimal() else _core_or_none(plain) for cell in row],
        )
        for row in grid.rows
    ]


def _core_or_none(plain: str) -> str:
    return _called(plain) if len(plain) <= _LONGEST else core(plain)


# The same labels stand on every page.
@lru_cache(maxsize=8192)
def _called(plain: str) -> str:
    return "" if is_value(plain) else core(plain)


@dataclass(frozen=True)
class TableReading:
    """One table's figures. `form` is None where the table does not tell which generation it is of.

    `seen` are the lines found, read or not; `expected` those its form has. Of a table that was left unread
    as a whole, neither is known.
    """

    title: str
    form: Literal["2019", "2021"] | None
    figures: tuple[Figure, ...]
    problems: tuple[Problem, ...]
    seen: frozenset[str] = frozenset()
    expected: tuple[str, ...] = ()


def unread(title: str, kind: str, why: str) -> TableReading:
    """A table that is there and was not read, with the reason."""
    return TableReading(title, None, (), (Problem(kind, f"{title}{why}"),))


def figure(
    table: TableName,
    line: str,
    column: str,
    cell: Cell,
    grid: Grid,
    *,
    signed: bool = False,
    unit: str | None = None,
) -> Figure:
    """Read one cell as the figure at `line`, `column`; `unit` is what its header names."""
    text, plain, row, place, _, _ = cell
    value, beside, meaning = read_value(plain, signed=signed)
    if beside == "%" or (beside in _MONEY and column != "amount"):  # 5%, 3万元 where things are counted
        value, beside, meaning = None, None, "text"
    printed = beside or (unit if value is not None else None)
    return Figure(table, line, column, value, printed, text, meaning, grid.part, grid.index, row, place)


def exactly(cells: Sequence[Cell], count: int, *, whole_row: bool) -> Sequence[Cell] | None:
    """The `count` cells behind a label; None when the row does not have that many.

    More are accepted only as empty padding of a row that is as long as the others (`whole_row`): a row that lost
    a cell and kept its padding must not pass for a complete one.
    """
    if len(cells) == count:
        return cells
    if len(cells) > count and whole_row and not any(cell.plain for cell in cells[count:]):
        return cells[:count]
    return None


def in_order(positions: Sequence[float], *, groups: int = 1) -> bool:
    """Whether header cells stand in the form's order; every further group begins anew.

    >>> in_order([0, 1, 3]), in_order([1, 0]), in_order([0, 1, 2, 0, 1], groups=2)
    (True, False, True)
    """
    falls = sum(after <= before for before, after in pairwise(positions))
    return falls < groups
