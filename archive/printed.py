"""A printed table as rows of cells that a template can draw, each figure's cell with its name (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ShownCell:
    """A cell as printed; `figure` is the id of the figure that was read from it, if one was."""

    text: str
    rowspan: int
    colspan: int
    figure: str | None


def shown(cells: str, figures: Mapping[tuple[int, int], str]) -> list[list[ShownCell]]:
    """The rows of a table from `printed_tables.cells`; `figures` are ids by row and column.

    >>> shown('[[["一", 1, 2, 0], ["5", 1, 1, 2]]]', {(0, 2): "r/t/l/c"})[0][1].figure
    'r/t/l/c'
    """
    return [
        [
            ShownCell(text, rowspan, colspan, figures.get((index, column)))
            for text, rowspan, colspan, column in row
        ]
        for index, row in enumerate(json.loads(cells))
    ]
