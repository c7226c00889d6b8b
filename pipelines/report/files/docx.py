"""Word documents (docx): paragraphs and tables straight from WordprocessingML.

Read with lxml, not with mammoth: that took 2 s for each MB of table XML and 28 s for 2 MB of empty paragraphs
(measured), where a whole report may take 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element

from pipelines.report.blocks import CellTable, TableCell
from pipelines.report.files.content import Extract, Item, UnreadableError, is_data, joined
from pipelines.report.files.packages import Members, has_macros, refuse_entities, unpack
from pipelines.report.grid import MAX_CELLS

_WIDEST = 100  # columns; beyond it a span is no table's
# A report of 50 pages has some 40,000 elements and 2 MB; walking 300,000 takes 2 s (measured). Tables are
# nested for layout, twice at most; each level is looked through again.
_MOST_ELEMENTS = 300_000
_LONGEST = 20_000_000
_DEEPEST = 8

# What these hold is not printed, is printed elsewhere too, or is a mark glued to the text. Pinyin above a
# character (rt) would double it; a Choice says the same as its Fallback.
_UNPRINTED = frozenset({
    "del", "moveFrom", "instrText", "delText", "fldData", "rt", "Choice", "footnoteReference",
    "endnoteReference", "commentReference", "pPr", "tblPr", "tblGrid", "sectPr",
})  # fmt: skip
_UNSEEN = ("vanish", "strike", "dstrike")
_PICTURES = frozenset({"blip", "imagedata"})
_OFFICE_DOCUMENT = "/officeDocument"


def read(body: bytes) -> Extract:
    """Paragraphs and tables in order. Raises UnreadableError for what cannot be opened or must not be."""
    members = unpack(body)
    refuse_entities(members)
    root = _parse(members, _main_part(members))
    found = next((child for child in root if _name(child) == "body"), None)
    if found is None:
        raise UnreadableError("ATTACHMENT_BROKEN", "文件没有正文部分")
    _refuse_large(root)
    extract = Extract(list(_items(found)))
    if not extract.items:
        if any(_name(element) in _PICTURES for element in root.iter(etree.Element)):
            raise UnreadableError("ATTACHMENT_IMAGE", "文件只有图片，没有文字")
        raise UnreadableError("ATTACHMENT_EMPTY", "文件没有文字")
    if has_macros(frozenset(members)):
        extract.problems.append(("ATTACHMENT_MACROS", "文件含有宏；宏未运行"))
    return extract


def _refuse_large(root: _Element) -> None:
    if sum(1 for _ in islice(root.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"文件超过 {_MOST_ELEMENTS:,} 个元素")
    for table in root.iter("{*}tbl"):
        if sum(1 for _ in table.iterancestors("{*}tbl")) >= _DEEPEST:
            raise UnreadableError("ATTACHMENT_TOO_LARGE", f"表格嵌套超过 {_DEEPEST} 层")


def _main_part(members: Members) -> str:
    """The member that holds the text; usually, not always, `word/document.xml`."""
    if "_rels/.rels" in members:
        for relation in _parse(members, "_rels/.rels"):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith(_OFFICE_DOCUMENT) and target in members:
                return target
    return "word/document.xml"


def _parse(members: Members, name: str) -> _Element:
    if len(members.get(name, b"")) > _LONGEST:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"{name[:60]} 超过 {_LONGEST:,} 字节")
    # No entities, no network; libxml2's own limits on depth and text stay on.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(members[name], parser)
    except (KeyError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError("ATTACHMENT_BROKEN", f"文件已损坏：{name[:60]} 无法读取") from error


def _name(element: _Element) -> str:
    """The local name: the strict and the transitional format differ in nothing but the namespace."""
    return str(element.tag).rpartition("}")[2]


def _items(parent: _Element) -> Iterator[Item]:
    for child in parent:
        name = _name(child)
        if name == "p":
            if text := _paragraph(child):
                yield text
            yield from _boxes(child)
        elif name == "tbl":
            yield from _table_items(child)
        elif name not in _UNPRINTED:
            yield from _items(child)  # content controls and their like stand around paragraphs


def _boxes(paragraph: _Element) -> Iterator[Item]:
    """The text boxes anchored in a paragraph, behind it."""
    for box in _find([paragraph], "txbxContent"):  # those inside it come with it
        yield from _items(box)


def _table_items(table: _Element) -> Iterator[Item]:
    """A table of data as a table; a frame around text as what it frames."""
    rows = _rows(table)
    if is_data(rows) and not _is_layout(table):
        yield CellTable(tuple(map(tuple, rows)))
    else:
        for cell in _find(_find([table], "tr"), "tc"):
            yield from _items(cell)


def _is_layout(table: _Element) -> bool:
    """Whether tables inside its cells hold most of the text."""
    inner = sum(len(_text(each)) for each in _find([table], "tbl"))
    return 2 * inner > len(_text(table))


def _rows(table: _Element) -> list[list[TableCell]]:
    """The cells that start in each row; a cell that continues the one above (vMerge) lengthens that one."""
    rows: list[list[TableCell]] = []
    starts: dict[int, tuple[int, int]] = {}  # cells that run down: column → row, place in it
    count = 0
    for row in _find([table], "tr"):
        properties = _child(row, "trPr")
        if properties is not None and _child(properties, "del") is not None:
            continue
        cells: list[TableCell] = []
        column = _number(properties, "gridBefore", 0)
        for cell in _find([row], "tc"):
            count += 1
            if count > MAX_CELLS:
                raise UnreadableError("ATTACHMENT_TOO_LARGE", f"有表格超过 {MAX_CELLS} 格")
            marks = _child(cell, "tcPr")
            span = max(1, _number(marks, "gridSpan", 1))
            merge = _child(marks, "vMerge") if marks is not None else None
            if merge is not None and _value(merge) != "restart" and column in starts:
                above, place = starts[column]
                old = rows[above][place]
                rows[above][place] = TableCell(old.text, old.column, len(rows) - above + 1, old.colspan)
            else:
                starts.pop(column, None)
                if merge is not None:
                    starts[column] = (len(rows), len(cells))
                cells.append(TableCell(_cell_text(cell), column, 1, span))
            column += span
        rows.append(cells)
    return rows


def _find(parents: Iterable[_Element], name: str) -> Iterator[_Element]:
    """The nearest descendants of this name, not those inside them: wrappers may stand between."""
    for parent in parents:
        for child in parent:
            if _name(child) == name:
                yield child
            elif _name(child) not in _UNPRINTED:
                yield from _find([child], name)


def _child(element: _Element, name: str) -> _Element | None:
    return next((child for child in element if _name(child) == name), None)


def _number(properties: _Element | None, name: str, default: int) -> int:
    found = _child(properties, name) if properties is not None else None
    text = _value(found) if found is not None else ""
    return min(int(text), _WIDEST) if text.isdecimal() and len(text) < 6 else default


def _value(element: _Element) -> str:
    return next((str(v) for k, v in element.attrib.items() if str(k).rpartition("}")[2] == "val"), "")


def _cell_text(cell: _Element) -> str:
    return joined((line for each in _find([cell], "p") for line in _text(each).split("\n")), " ")


def _paragraph(paragraph: _Element) -> str:
    return joined(_text(paragraph).split("\n"), " ")


def _text(element: _Element) -> str:
    pieces: list[str] = []
    _collect(element, pieces)
    return "".join(pieces)


def _collect(element: _Element, pieces: list[str]) -> None:
    """The printed text of runs. Text boxes are blocks of their own; hidden runs (vanish) are not printed."""
    name = _name(element)
    if name == "t":
        pieces.append(element.text or "")
    elif name in ("br", "cr"):
        pieces.append("\n")
    elif name in ("tab", "ptab"):
        pieces.append(" ")
    elif name == "noBreakHyphen":
        pieces.append("-")
    elif name == "sym":
        pieces.append("\ufffd")  # a character of a symbol font: something is printed, what is not known
    elif not (name == "r" and _is_hidden(element)):
        raised = name == "r" and _is_raised(element)  # a remark's number, never the last digit of a figure
        if raised:
            pieces.append("\n")
        for child in element:
            inner = _name(child)
            if inner not in _UNPRINTED and inner != "txbxContent":
                _collect(child, pieces)
        if raised:
            pieces.append("\n")


def _is_hidden(run: _Element) -> bool:
    """Whether a run is hidden or struck out."""
    properties = _child(run, "rPr")
    marks = [_child(properties, name) for name in _UNSEEN] if properties is not None else []
    return any(mark is not None and _value(mark) not in ("0", "false", "off") for mark in marks)


def _is_raised(run: _Element) -> bool:
    properties = _child(run, "rPr")
    mark = _child(properties, "vertAlign") if properties is not None else None
    return mark is not None and _value(mark) in ("superscript", "subscript")
