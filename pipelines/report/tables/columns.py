"""The indicator table (统计表) made one label, unit and value a row: halves printed side by side are parted, labels in a
column a level joined, units printed once for several rows repeated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from archive.forms import indicator_form
from pipelines.report.model import Cell, Grid
from pipelines.report.tables.matching import core

_HEADER_ROWS = 6


@cache
def headers() -> tuple[list[str], list[str], list[str]]:
    """What the columns of labels, of values and of units are headed by, as bare labels."""
    form = indicator_form()
    label, value, unit = form.label_headers, form.value_headers, form.unit_headers
    return [core(name) for name in label], [core(name) for name in value], [core(name) for name in unit]


def single_tables(grid: Grid) -> Iterator[Grid]:
    """The tables of one label, unit and value a row that a grid consists of: mostly the grid itself."""
    labels, values, units = headers()
    for row in grid.rows[:_HEADER_ROWS]:
        texts = [core(cell.plain) for cell in row]
        label = next((name for name in labels if name in texts), None)
        if label is None or not any(name in texts for name in values):
            continue
        width = _width(texts, label)
        if width < len(texts):
            for start in range(0, len(texts), width):
                yield replace(grid, rows=tuple(cells[start : start + width] for cells in grid.rows))
            return
        if not grid.flattened:
            unit = next((cell.column for cell, text in zip(row, texts, strict=True) if text in units), None)
            rows = grid.rows if unit is None else tuple(_with_units(grid.rows, unit))
            spanning = row[texts.index(label)]
            if spanning.colspan > 1:
                rows = tuple(_one_label(cells, spanning) for cells in rows)
            grid = replace(grid, rows=rows)
        break
    yield grid


def _width(texts: Sequence[str], label: str) -> int:
    """How many columns one of the tables side by side has; all of them where there is but one."""
    places = [place for place, text in enumerate(texts) if text == label]
    width = places[1] - places[0] if len(places) > 1 else len(texts)
    alike = all(text == texts[place % width] for place, text in enumerate(texts))
    return width if len(texts) % width == 0 and alike else len(texts)


def _with_units(rows: Sequence[Sequence[Cell]], column: int) -> Iterator[tuple[Cell, ...]]:
    """The rows, a unit that reaches over several of them in each; a figure that does so is nobody's."""
    unit: Cell | None = None
    left = 0
    for cells in rows:
        own = next((cell for cell in cells if cell.column == column), None)
        if own is not None:
            unit, left = own, own.rowspan - 1
        elif unit is not None and left > 0:
            left -= 1
            before = [cell for cell in cells if cell.column < column]
            yield (*before, unit, *cells[len(before) :])
            continue
        yield tuple(cells)


def _one_label(cells: Sequence[Cell], header: Cell) -> tuple[Cell, ...]:
    """A row whose label stands in one of the columns below its header, for each level of headings has its own: that
    of the row is the last."""
    within = range(header.column, header.column + header.colspan)
    labels = [cell for cell in cells if cell.column in within]
    if not labels:
        return tuple(cells)
    label = next((cell for cell in reversed(labels) if cell.plain), labels[-1])
    return (
        *(cell for cell in cells if cell.column < within.start),
        label,
        *(cell for cell in cells if cell.column >= within.stop),
    )
