"""From elements to what a reader sees: lines of text and data tables, in reading order, in one walk."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import cast

from lxml import etree
from lxml.etree import _Element

from pipelines.report.words.labels import label_of, labelled_in, labelled_lines
from pipelines.report.words.normalise import squeeze

# Everything else begins a new line. Names with a colon (`o:p`, `st1:chsdate`) are Word's and inline.
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i",
    "img", "input", "ins", "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "tt", "u", "var", "wbr", "ucaptitle", "iframe", "embed", "object", "param",
    "map", "area", "meta", "link",
))  # fmt: skip
_SHORT = 30  # characters a cell on average, white space of the markup included: no table of prose
_OWN_ROWS = 4
_FIRST_CELLS = 6  # of a metadata table; the first of them is a label, or the second under a caption
_PROSE = 220  # characters; the longest label of the official forms has 44, remarks in tables stay under 150

# What an XPath gives depends on its text; each is named here with the type it is known to have.
text_of = cast("Callable[[_Element], str]", etree.XPath("string(.)", smart_strings=False))
_count_of_cells = cast("Callable[[_Element], float]", etree.XPath("count(.//td) + count(.//th)"))
_prose_cells = cast(
    "Callable[[_Element], list[_Element]]",
    etree.XPath(f".//*[(self::td or self::th) and string-length(.) > {_PROSE}]"),
)
# A metadata table names at least one of these; looked for before its cells are.
_TELLING = re.compile("索引|索取|文号|字号|编号|发布|发文|生成|成文|产生|制发|公开主体|公开机构|责任部门")


def is_data(table: _Element, text: str) -> bool:
    """Whether a table of this text holds data: cells beside each other, neither other tables nor mostly prose.

    A data table may hold a table in a cell; but then most of its rows are its own.
    """
    if not any(_is_row_of_cells(row) for row in table.iter("tr")):
        return False
    if not _holds_no_table(table):
        own = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        return sum(len(row) > 2 for row in own) >= _OWN_ROWS
    whole = len(text)
    return 2 * _prose(table, whole) <= whole and whole > 0


def _is_row_of_cells(row: _Element) -> bool:
    return sum(1 for cell in row if cell.tag in ("td", "th")) > 1


def _holds_no_table(table: _Element) -> bool:
    return next(table.iterdescendants("table"), None) is None


def _prose(table: _Element, whole: int) -> int:
    """Characters in cells of prose. Finding them costs more than the walk, so a table of short cells is
    spared it."""
    if whole < _SHORT * _count_of_cells(table):
        return 0
    return sum(len(squeeze(text_of(each))) for each in _prose_cells(table))


def metadata_of(table: _Element, text: str) -> list[str] | None:
    """`label：value` lines of a metadata table (索引号, 发布机构 …), or None for any other table."""
    if len(text) > 4000 or not _TELLING.search("".join(text.split())) or not _holds_no_table(table):
        return None
    begins = [squeeze(text_of(cell)) for cell in islice(table.iter("td", "th"), _FIRST_CELLS)]
    if not any(label_of(cell) or labelled_in(cell) for cell in begins):
        return None
    return labelled_lines([squeeze(text_of(cell)) for cell in table.iter("td", "th")])


def lines_of(start: _Element) -> list[str]:
    """The lines of an element around the report: every table is layout, and
    `<span>label</span><span>value</span>` are kept apart by a space."""
    return [item for item in lines_and_tables(start, " ", data=False) if isinstance(item, str)]


def lines_and_tables(start: _Element, glue: str = "", data: bool = True) -> list[str | _Element]:
    """The squeezed, non-empty lines and the data tables of an element, in reading order, its tail not
    included.

    `glue` stands between the texts of inline elements; without `data` all tables are walked but metadata
    blocks.
    """
    items: list[str | _Element] = []
    line: list[str] = []

    def flush() -> None:
        if text := squeeze("".join(line)):
            items.append(text)
        line.clear()

    # (element, True) enters it, (element, False) is behind its last child; recursion would end at 1,000
    # levels.
    pending: list[tuple[_Element, bool]] = [(start, True)]
    while pending:
        node, entering = pending.pop()
        tag = node.tag
        printed = isinstance(tag, str)
        block = printed and tag not in _INLINE and ":" not in tag
        if block and line:
            flush()
        if entering and printed and not (tag == "table" and _take_table(node, items, data)):
            if text := node.text:
                line.append(text + glue if glue and not block else text)
            if len(node):
                pending.append((node, False))
                pending.extend([(child, True) for child in reversed(node)])
                continue
            if block and line:
                flush()
        if (tail := node.tail) and node is not start:
            line.append(tail)
    flush()
    return items


def _take_table(table: _Element, items: list[str | _Element], data: bool) -> bool:
    """Take a table whole, as metadata lines or as data; a layout table is left to be walked."""
    text = text_of(table)
    if lines := metadata_of(table, text):
        items.extend(lines)
        return True
    if data and is_data(table, text):
        items.append(table)
        return True
    return False
