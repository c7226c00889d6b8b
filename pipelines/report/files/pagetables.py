"""Ruled tables of PDF pages, and how one that runs over pages is put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pdfplumber.table import Table

from pipelines.report.blocks import CellTable, TableCell
from pipelines.report.files.content import is_data, joined
from pipelines.report.words.values import is_value

_NEAR = 3.0  # points within which two edges are one
_ORDINAL = re.compile(r"[(（]?[一二三四五六七八九十0-9]{1,3}[)）、.．]")


@dataclass(frozen=True)
class _Box:
    """One ruled cell; `rows` is how many rows of its page it reaches over."""

    text: str
    left: float
    right: float
    rows: int


_Row = tuple[_Box, ...]


@dataclass(frozen=True)
class PageTable:
    """A table, or what of it stands on one page; `box` is its left, upper, right and lower edge there."""

    rows: tuple[_Row, ...]
    box: tuple[float, float, float, float]

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def cells(self) -> CellTable:
        """The cells at their columns, which are counted by the left edges of all of them."""
        lefts = _distinct(box.left for row in self.rows for box in row)
        return CellTable(
            tuple(
                tuple(
                    TableCell(
                        box.text,
                        sum(edge < box.left - _NEAR for edge in lefts),
                        box.rows,
                        max(1, sum(box.left - _NEAR < edge < box.right - _NEAR for edge in lefts)),
                    )
                    for box in row
                )
                for row in self.rows
            )
        )

    def goes_on_in(self, below: PageTable) -> bool:
        """Whether a table on top of the next page is as wide as this one at the foot of its page."""
        return abs(self.box[0] - below.box[0]) < _NEAR and abs(self.box[2] - below.box[2]) < _NEAR

    def with_rest(self, below: PageTable) -> PageTable:
        """This table and what stands of it on the next page; a row cut by the page's end is made whole."""
        whole = _made_whole(self.rows[-1], below.rows[0])
        rows = (*self.rows[:-1], whole, *below.rows[1:]) if whole else (*self.rows, *below.rows)
        return PageTable(rows, below.box)


def page_table(table: Table) -> PageTable | None:
    """The table within these rules; None where they only frame text."""
    tops = _distinct(cell[1] for cell in table.cells)
    rows = tuple(
        tuple(
            _Box(
                joined((text or "").split("\n"), ""),
                box[0],
                box[2],
                max(1, sum(box[1] - _NEAR < edge < box[3] - _NEAR for edge in tops)),
            )
            for box, text in zip(row.cells, texts, strict=True)
            if box is not None  # covered by a merged cell
        )
        for row, texts in zip(table.rows, table.extract(), strict=True)
    )
    return PageTable(rows, table.bbox) if is_data(rows) else None


def _made_whole(above: _Row, below: _Row) -> _Row | None:
    """The one row that a page's end has cut in two; None where the two are two.

    Of a cut row only one part holds figures, and its label goes on where a new one would begin by ordinal.
    """
    texts = [box for box in below if box.text]
    pairs = [(box, _beside(box, above)) for box in texts]
    if not texts or _ORDINAL.match(texts[0].text) or any(upper is None for _, upper in pairs):
        return None
    labels = [(upper, box) for box, upper in pairs if upper and upper.text]
    if not labels or any(is_value(part.text) for pair in labels for part in pair):
        return None
    if _has_figures(above) == _has_figures(below):
        return None
    rests = {upper: box.text for box, upper in pairs if upper}
    return tuple(
        _Box(joined([box.text, rests.get(box, "")], ""), box.left, box.right, box.rows) for box in above
    )


def _beside(box: _Box, row: _Row) -> _Box | None:
    return next((other for other in row if abs(other.left - box.left) < _NEAR), None)


def _has_figures(row: _Row) -> bool:
    return any(box.text and is_value(box.text) for box in row)


def _distinct(edges: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for edge in sorted(edges):
        if not kept or edge - kept[-1] > _NEAR:
            kept.append(edge)
    return kept
