"""The official tables laid out as rows of cells with their spans, as the printed forms have them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.province import forms
from tests.province.figures import Figures, Printed


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as laid out; `head` marks labels (they get the label markup), the others hold figures."""

    text: str
    rows: int = 1
    cols: int = 1
    head: bool = True


Table = list[list[Cell]]

_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def proactive(figures: Figures, form: str, rng: random.Random, split: bool) -> list[Table]:
    """Table 2 as one table, or as one a clause of 条例第二十条 (`split`)."""
    blocks = [_block(figures.proactive, block, rng, split) for block in forms.PROACTIVE[form]]
    return blocks if split else [[row for block in blocks for row in block]]


def _block(
    figures: Mapping[tuple[int, str, str], Printed], block: forms.Block, rng: random.Random, split: bool
) -> Table:
    # In one common table every clause is as wide as the widest, its last column taking what is left over.
    width = len(block.columns) if split else 3
    spans = [1] * (len(block.columns) - 1) + [width - len(block.columns) + 1]
    table = [
        [Cell(block.heading, cols=width + 1)],
        [Cell("信息内容")]
        + [Cell(wording(label, rng), cols=n) for (_, label), n in zip(block.columns, spans, strict=True)],
    ]
    for item, label in block.rows:
        cells = [figures[block.clause, item, measure] for measure, _ in block.columns]
        table.append([Cell(label)] + [_figure(cell, n) for cell, n in zip(cells, spans, strict=True)])
    return table


def requests(figures: Figures, form: str, rng: random.Random, repeat_header: bool) -> Table:
    """Table 3: three columns of labels (spans as printed), then seven figures a line."""
    paths = [tuple(wording(label, rng) for label in path) for _, path in forms.REQUESTS[form]]
    lines = [line for line, _ in forms.REQUESTS[form]]
    # A table that runs over a printed page repeats its header there, and its outer labels with it.
    breaks = [lines.index("unable_not_held")] if repeat_header else []
    table = _requests_header()
    for i, line in enumerate(lines):
        if i in breaks:
            table += _requests_header()
        table.append(_labels(paths, i, breaks) + [_figure(cell) for cell in figures.requests[line]])
    return table


def _requests_header() -> Table:
    return [
        [Cell(_CORNER, rows=3, cols=3), Cell("申请人情况", cols=7)],
        [Cell("自然人", rows=2), Cell("法人或其他组织", cols=5), Cell("总计", rows=2)],
        [Cell(label) for label in forms.APPLICANT_LABELS[1:-1]],
    ]


def _labels(paths: Sequence[tuple[str, ...]], i: int, breaks: Sequence[int]) -> list[Cell]:
    """The label cells of line `i`: a label shared with the line above is covered by that line's rowspan,
    except where the header was printed again in between (`breaks`)."""
    path, cells = paths[i], []
    for depth, label in enumerate(path):
        shared = path[: depth + 1]
        if i and i not in breaks and paths[i - 1][: depth + 1] == shared:
            continue
        last = depth == len(path) - 1
        end = next((j for j in breaks if j > i), len(paths))
        rows = 1
        while not last and i + rows < end and paths[i + rows][: depth + 1] == shared:
            rows += 1
        cells.append(Cell(label, rows=rows, cols=3 - depth if last else 1))
    return cells


def challenges(figures: Figures, deep: bool, repeat_header: bool) -> Table:
    """Table 4; `deep` prints the columns of 行政复议 one row lower, as some versions of the form do."""
    outcomes = [Cell(label) for label in forms.OUTCOME_LABELS]
    kinds = [Cell("未经复议直接起诉", cols=5), Cell("复议后起诉", cols=5)]
    if deep:
        header: Table = [
            [Cell("行政复议", rows=2, cols=5), Cell("行政诉讼", cols=10)],
            kinds,
            [*outcomes, *outcomes, *outcomes],
        ]
    else:
        header = [
            [Cell("行政复议", cols=5), Cell("行政诉讼", cols=10)],
            [*(Cell(label, rows=2) for label in forms.OUTCOME_LABELS), *kinds],
            [*outcomes, *outcomes],
        ]
    numbers = [_figure(cell) for kind in forms.CHALLENGES for cell in figures.challenges[kind]]
    return [*header, *(header if repeat_header else []), numbers]


def indicators(figures: Figures, caption: str) -> Table:
    """The 2014 table: label, unit, figure; a heading line prints a dash for both."""
    table = [[Cell(caption, cols=3)]] if caption else []
    table.append([Cell(label) for label in forms.INDICATOR_HEADER])
    for _, label, unit, cell in figures.indicators:
        table.append([Cell(label), Cell("——" if unit is None else unit), _figure(cell)])
    return table


def wording(label: str, rng: random.Random) -> str:
    """One of the wordings agencies print for a label."""
    return rng.choice(forms.WORDINGS.get(label, (label,)))


def _figure(cell: Printed, cols: int = 1) -> Cell:
    return Cell(cell.raw, cols=cols, head=False)
