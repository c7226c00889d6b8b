"""表二, information disclosed on the agency's own initiative (主动公开政府信息情况): blocks by clause of article 20."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from archive.forms import Block, Form, forms
from pipelines.report.grid import usual_length
from pipelines.report.model import Cell, Figure, Grid, Problem
from pipelines.report.tables.matching import Labels, core
from pipelines.report.tables.statistics.reading import Row, TableReading, exactly, figure, unread
from pipelines.report.words.normalise import key
from pipelines.report.words.values import unit_in

TITLE = "表二"

_T = TypeVar("_T")

_CLAUSE = re.compile(r"二十条第?([一五六八九])项")  # in a bare label: 第二十条第一项
_CLAUSE_NUMBERS = {"一": 1, "五": 5, "六": 6, "八": 8, "九": 9}
_HEADER = core("信息内容")


@cache
def _items() -> Labels:
    return Labels(item for form in forms() for block in form.blocks for item in block.items)


@cache
def _measures(form: str) -> Labels:
    return Labels(
        measure for f in forms() if f.name == form for block in f.blocks for measure in block.measures
    )


@cache
def _block_measures(block: Block) -> Labels:
    return Labels(block.measures)


@cache
def _own_words(form: Form) -> tuple[frozenset[str], frozenset[str]]:
    """The bare official header words of a form, and the names of its items."""
    measures = frozenset(core(measure.label) for block in form.blocks for measure in block.measures)
    return measures, frozenset(item.name for block in form.blocks for item in block.items)


@cache
def _block_of(form: Form) -> Mapping[str, Block]:
    """The block in which a form asks for each item."""
    return {item.name: block for block in form.blocks for item in block.items}


class _Line(NamedTuple):
    """A row of the table without its clause cell; `clause` and `header` are those in force above it."""

    cells: Sequence[Cell]
    length: int
    clause: int | None
    header: Sequence[Cell]
    item: str | None


def read(grid: Grid, grid_rows: Sequence[Row]) -> TableReading | None:
    """Read the table out of a grid that holds it or some of its blocks; None when it does not."""
    rows = _lines(grid_rows)
    headers = [row.header for row in rows if row.header]
    items = [row for row in rows if row.item]
    clauses = sum(row.clause is not None for row in items)
    if not items or (not headers and clauses < 2):
        return None
    scores = {form.name: _score(form, rows) for form in forms()}
    if not any(scores.values()):
        return None
    expected_form = max(forms(), key=lambda form: scores[form.name])
    if sorted(scores.values())[-1] == sorted(scores.values())[-2]:
        return unread(TITLE, "FORM_UNCLEAR", "无法判断是哪一版格式，未读取")
    figures: list[Figure] = []
    problems: list[Problem] = []
    usual = usual_length(grid)
    for row in items:
        read_or_not = _figures(row, expected_form, grid, usual)
        if isinstance(read_or_not, Problem):
            problems.append(read_or_not)
        else:
            figures += read_or_not
    twice = _twice(figures)
    problems += [Problem("LINE_TWICE", f"{TITLE}“{line}”出现多次，未采用") for line in sorted(twice)]
    kept = tuple(f for f in figures if f.line not in twice)
    seen = frozenset(row.item for row in items if row.item)
    expected = tuple(item.name for block in expected_form.blocks for item in block.items)
    return TableReading(TITLE, expected_form.name, kept, tuple(problems), seen, expected)


def _lines(rows: Sequence[Row]) -> list[_Line]:
    lines: list[_Line] = []
    clause: int | None = None
    header: Sequence[Cell] = ()
    for row in rows:
        if not any(row.cores):
            continue
        cells, cores = row.cells, row.cores
        for place in (1, 0):
            if place < len(cores) and (found := _clause(cores[place])):
                clause, header = found, ()
                cells, cores = _without(cells, place), _without(cores, place)
        if len(cells) > 1 and not cells[0].plain and cores[1]:
            cells, cores = cells[1:], cores[1:]  # an empty cell before the label is layout
        if not any(cores):
            continue
        item = _items().find(cells[0].plain) if cores[0] else None
        if item is None and (cores[0] == _HEADER or _names_measures(cells, cores)):
            header = [cell for cell, text in zip(cells, cores, strict=True) if cell.plain and text != _HEADER]
        else:
            lines.append(_Line(cells, len(row.cells), clause, header, item))
    return lines


def _clause(text: str) -> int | None:
    """The clause of article 20 a bare label names. Only few labels are worth the search."""
    match = _CLAUSE.search(text) if "二十条" in text else None
    return _CLAUSE_NUMBERS[match[1]] if match else None


def _without(sequence: Sequence[_T], place: int) -> Sequence[_T]:
    return [*sequence[:place], *sequence[place + 1 :]]


def _names_measures(cells: Sequence[Cell], cores: Sequence[str]) -> bool:
    """A header row that lost its first words: two or more of its cells name what is counted."""
    labels = [cell.plain for cell, text in zip(cells, cores, strict=True) if text]
    return len(labels) >= 2 and len([label for label in labels if _names_measure(label)]) >= 2


@lru_cache(maxsize=4096)
def _names_measure(text: str) -> bool:
    return any(_measures(form.name).find(text) for form in forms())


def _score(form: Form, rows: Sequence[_Line]) -> int:
    """How many header cells and items belong to this form, those that belong to both counting for both."""
    headers = {id(row.header): row.header for row in rows}.values()
    measures, exact, items = _measures(form.name), *_own_words(form)
    named = sum(2 * (core(cell.plain) in exact) for header in headers for cell in header)
    alike = sum(measures.find(cell.plain) is not None for header in headers for cell in header)
    return named + alike + sum(row.item in items for row in rows if row.item and (row.header or row.clause))


def _figures(row: _Line, form: Form, grid: Grid, usual: int) -> list[Figure] | Problem:
    block = _block_of(form).get(row.item or "")
    label = row.cells[0].plain
    if block is None or row.item is None:
        return Problem("ITEM_UNEXPECTED", f"{TITLE}“{label[:20]}”不在{form.name}年格式中，未采用")
    if row.clause is not None and row.clause != block.clause:
        return Problem(
            "CLAUSE_MISMATCH", f"{TITLE}“{label[:20]}”印在第({row.clause})项下，应在第({block.clause})项"
        )
    if not _header_fits(row.header, block):
        printed = "、".join(key(cell.plain)[:12] for cell in row.header)
        return Problem("HEADER_ORDER", f"{TITLE}“{label[:20]}”表头次序与格式不符，未读取：{printed}")
    values = exactly(row.cells[1:], len(block.measures), whole_row=not grid.flattened or row.length == usual)
    if values is None:
        return Problem(
            "ROW_UNREADABLE",
            f"{TITLE}“{label[:20]}”应有{len(block.measures)}个数，印有{len(row.cells) - 1}格",
        )
    if grid.flattened and not values[-1].plain:
        return Problem("ROW_UNREADABLE", f"{TITLE}“{label[:20]}”末格为空，无法与补位区分")
    return [
        figure(
            "proactive_disclosure", row.item, measure.name, cell, grid,
            signed=measure.signed, unit=_unit(row, position, block),
        )
        for position, (measure, cell) in enumerate(zip(block.measures, values, strict=True))
    ]  # fmt: skip


def _header_fits(header: Sequence[Cell], block: Block) -> bool:
    """Whether no header cell names another measure than the one at its place; unreadable ones do not count."""
    if len(header) > len(block.measures):
        return False
    names = _block_measures(block)
    found = [names.find(cell.plain) or _shortened(core(cell.plain), block) for cell in header]
    if len(header) == len(block.measures):
        return all(name is None or name == m.name for name, m in zip(found, block.measures, strict=True))
    order = [m.name for m in block.measures]
    known = [order.index(name) for name in found if name]
    return known == sorted(set(known))


@lru_cache(maxsize=1024)
def _shortened(text: str, block: Block) -> str | None:
    """The one measure whose name a header cell prints a part of (制发, 废止, 有效); 件数 is a part of all."""
    found = [m.name for m in block.measures if any(text in core(wording) for wording in m.wordings)]
    return found[0] if len(text) >= 2 and len(found) == 1 else None


def _unit(row: _Line, position: int, block: Block) -> str | None:
    """The unit printed in the column's header, or beside the label when the line has but one figure."""
    from_label = unit_in(row.cells[0].plain) if len(block.measures) == 1 else None
    if len(row.header) == len(block.measures):
        return unit_in(row.header[position].plain) or from_label
    return from_label


def _twice(figures: Sequence[Figure]) -> set[str]:
    seen: set[tuple[str, str]] = set()
    twice: set[str] = set()
    for f in figures:
        if (f.line, f.column) in seen:
            twice.add(f.line)
        seen.add((f.line, f.column))
    return twice
