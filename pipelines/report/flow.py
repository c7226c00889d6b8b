"""From elements to what a reader sees: lines of text and data tables, in reading order, in one walk."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from lxml import etree
from lxml.etree import _Element

from pipelines.report.labels import label_of, labelled_lines
from pipelines.report.normalise import squeeze

# Everything else begins a new line. Names with a colon (`o:p`, `st1:chsdate`) are Word's and inline.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i img input ins kbd label mark nobr q s samp small span "
    "strike strong sub sup tt u var wbr ucaptitle iframe embed object param map area meta link".split()
)
_PROSE = 220  # characters; the longest label of the official forms has 44, remarks in tables stay under 150

# What an XPath gives depends on its text; each is named here with the type it is known to have.
text_of = cast("Callable[[_Element], str]", etree.XPath("string(.)", smart_strings=False))
_inner_tables = cast("Callable[[_Element], list[_Element]]", etree.XPath(".//table[not(.//table)]"))
_has_row_of_cells = cast("Callable[[_Element], bool]", etree.XPath("boolean(.//tr[count(td|th) > 1])"))
_prose_cells = cast(
    "Callable[[_Element], list[_Element]]",
    etree.XPath(f".//*[(self::td or self::th) and string-length(.) > {_PROSE}]"),
)
_cells = cast("Callable[[_Element], list[_Element]]", etree.XPath(".//td | .//th"))


def is_data(table: _Element) -> bool:
    """Whether a table holds data: cells beside each other, mostly neither tables nor prose."""
    if not _has_row_of_cells(table):
        return False
    whole = len(text_of(table))
    inner = sum(len(text_of(each)) for each in _inner_tables(table))
    prose = sum(len(squeeze(text_of(each))) for each in _prose_cells(table))
    return 2 * inner <= whole and 2 * prose <= whole and whole > 0


def metadata_of(table: _Element) -> list[str] | None:
    """`label：value` lines of a metadata table (索引号, 发布机构 …), or None for any other table."""
    if len(text_of(table)) > 4000 or _inner_tables(table):
        return None
    cells = [squeeze(text_of(cell)) for cell in _cells(table)]
    return (
        labelled_lines(cells)
        if any(label_of(cell) or "：" in cell or ":" in cell for cell in cells)
        else None
    )


def lines_of(start: _Element) -> list[str]:
    """The lines of an element around the report: every table is layout, and `<span>label</span><span>value</span>`
    are kept apart by a space."""
    return [item for item in lines_and_tables(start, " ", data=False) if isinstance(item, str)]


def lines_and_tables(start: _Element, glue: str = "", data: bool = True) -> list[str | _Element]:
    """The squeezed, non-empty lines and the data tables of an element, in reading order, its tail not included.

    `glue` stands between the texts of inline elements; without `data` all tables are walked but metadata blocks.
    """
    items: list[str | _Element] = []
    line: list[str] = []

    def flush() -> None:
        if line:
            if text := squeeze("".join(line)):
                items.append(text)
            line.clear()

    # (element, True) enters it, (element, False) is behind its last child; recursion would end at 1,000 levels.
    pending: list[tuple[_Element, bool]] = [(start, True)]
    while pending:
        node, entering = pending.pop()
        tag = node.tag
        block = isinstance(tag, str) and tag not in _INLINE and ":" not in tag
        if entering:
            if block:
                flush()
            if isinstance(tag, str) and not (tag == "table" and _take_table(node, items, data)):
                if node.text:
                    line.append(node.text + glue if glue and not block else node.text)
                pending.append((node, False))
                pending.extend((child, True) for child in reversed(node))
                continue
        elif block:
            flush()
        if node.tail and node is not start:
            line.append(node.tail)
    flush()
    return items


def _take_table(table: _Element, items: list[str | _Element], data: bool) -> bool:
    """Take a table whole, as metadata lines or as data; a layout table is left to be walked."""
    if lines := metadata_of(table):
        items.extend(lines)
        return True
    if data and is_data(table):
        items.append(table)
        return True
    return False
