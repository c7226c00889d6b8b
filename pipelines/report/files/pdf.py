"""PDF documents: ruled tables by their lines, all else as paragraphs, pictures of text named as such."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.exceptions import PdfminerException

from pipelines.report.blocks import CellTable, TableCell
from pipelines.report.files.content import Extract, Item, UnreadableError, is_data, joined
from pipelines.report.files.effort import Budget, refuse_bombs
from pipelines.report.files.paragraphs import TextLine, paragraphs

# It reports every oddity of a font; what matters of them is found in the text.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MAX_PAGES = 60  # the longest reports have some 40
_NEAR = 3.0  # points within which two edges are one
_PICTURE = 0.5  # share of a page from which on a picture may be its text
_UNMAPPED = re.compile(r"\(cid:[0-9]{1,6}\)")


@dataclass(frozen=True)
class _PageTable:
    """A table on one page, with the left and right edge that tell whether the next page goes on with it."""

    table: CellTable
    left: float
    right: float


_PageItem = TextLine | _PageTable


def read(body: bytes) -> Extract:
    """Paragraphs and tables in order. Raises UnreadableError for what cannot be opened, and for scans."""
    refuse_bombs(body)
    try:
        with pdfplumber.open(io.BytesIO(body)) as document:
            return _read(document.pages)
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise UnreadableError("ATTACHMENT_ENCRYPTED", "文件已加密") from error
        raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏，无法读取") from error
    except PDFException as error:
        raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏，无法读取") from error


def _read(pages: Sequence[Page]) -> Extract:
    extract = Extract()
    if not pages:
        raise UnreadableError("ATTACHMENT_BROKEN", "文件没有页面")
    if len(pages) > MAX_PAGES:
        extract.problems.append(("ATTACHMENT_TOO_LARGE", f"共 {len(pages)} 页，只读了前 {MAX_PAGES} 页"))
    found: list[list[_PageItem]] = []
    pictures: list[int] = []
    budget = Budget()
    for number, page in enumerate(pages[:MAX_PAGES], start=1):
        if not budget.allows(page):
            extract.problems.append(("ATTACHMENT_TOO_LARGE", f"第 {number} 页的图形过多，未读取"))
            found.append([])  # nothing goes on from the page before it to the one behind
            continue
        items = _page_items(page)
        if (not items and page.images) or _is_pictured(page):
            pictures.append(number)
        found.append(items)
        page.close()  # frees what the page was parsed into
    extract.items = list(_joined_items(found))
    _judge(extract, pictures)
    return extract


def _judge(extract: Extract, pictures: list[int]) -> None:
    if not extract.items:
        if pictures:
            raise UnreadableError("ATTACHMENT_IMAGE", "扫描件，没有文字层")
        if not extract.problems:
            raise UnreadableError("ATTACHMENT_EMPTY", "文件没有文字")
    elif pictures:
        named = "、".join(map(str, pictures))
        extract.problems.append(("ATTACHMENT_IMAGE", f"第 {named} 页有占大半页的图片，其中的文字未读取"))
    texts = (item if isinstance(item, str) else str(item.rows) for item in extract.items)
    if unmapped := sum(len(_UNMAPPED.findall(text)) for text in texts):
        extract.problems.append(("ATTACHMENT_GARBLED", f"有 {unmapped} 个字符的字体没有文字对照，读不出"))


def _is_pictured(page: Page) -> bool:
    area = float(page.width * page.height)
    return any(image["width"] * image["height"] > _PICTURE * area for image in page.images)


def _page_items(page: Page) -> list[_PageItem]:
    """Lines and tables of a page from top to bottom, its number left out."""
    clean = page.dedupe_chars()  # bold is at times printed by printing twice: 3 must not become 33
    tables = [(table, _cells(table)) for table in clean.find_tables()]
    tables = [(table, cells) for table, cells in tables if len(cells) > 1 and is_data(cells)]
    boxes = [table.bbox for table, _ in tables]
    outside = clean.filter(lambda thing: not any(_inside(thing, box) for box in boxes))
    lines = [
        TextLine(line["text"], line["x0"], line["x1"], line["top"], line["bottom"])
        for line in outside.extract_text_lines(return_chars=False)
    ]
    placed: list[tuple[float, _PageItem]] = [(line.top, line) for line in _without_number(lines)]
    placed += [
        (table.bbox[1], _PageTable(CellTable(cells), table.bbox[0], table.bbox[2])) for table, cells in tables
    ]
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _inside(thing: dict[str, float], box: tuple[float, float, float, float]) -> bool:
    x, y = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


_NUMBER = re.compile(
    r"[-—–―·\s]{0,6}(?:第\s?)?[0-9]{1,3}(?:\s?/\s?[0-9]{1,3}|\s?页(?:\s?共\s?[0-9]{1,3}\s?页)?)?[-—–―·\s]{0,6}"
)


def _without_number(lines: list[TextLine]) -> list[TextLine]:
    """A page's lines without its number, which stands alone in the first or last of them."""
    if lines and _NUMBER.fullmatch(lines[-1].text):
        lines = lines[:-1]
    if lines and _NUMBER.fullmatch(lines[0].text):
        lines = lines[1:]
    return lines


def _cells(table: Table) -> tuple[tuple[TableCell, ...], ...]:
    """The cells that start in each row; how far each reaches follows from the edges of the others."""
    texts = table.extract()
    lefts = _distinct(cell[0] for cell in table.cells)
    tops = _distinct(cell[1] for cell in table.cells)
    rows: list[tuple[TableCell, ...]] = []
    for row, row_texts in zip(table.rows, texts, strict=True):
        cells = []
        for box, text in zip(row.cells, row_texts, strict=True):
            if box is None:
                continue
            left, top, right, bottom = box
            colspan = sum(left - _NEAR < edge < right - _NEAR for edge in lefts)
            rowspan = sum(top - _NEAR < edge < bottom - _NEAR for edge in tops)
            column = sum(edge < left - _NEAR for edge in lefts)
            cells.append(
                TableCell(joined((text or "").split("\n"), ""), column, max(1, rowspan), max(1, colspan))
            )
        rows.append(tuple(cells))
    return tuple(rows)


def _distinct(edges: Iterator[float]) -> list[float]:
    kept: list[float] = []
    for edge in sorted(edges):
        if not kept or edge - kept[-1] > _NEAR:
            kept.append(edge)
    return kept


def _joined_items(pages: Sequence[Sequence[_PageItem]]) -> Iterator[Item]:
    """All pages as one: a table at the foot of a page and one as wide on top of the next are one table."""
    lines: list[TextLine] = []
    open_table: _PageTable | None = None
    for page in pages:
        for position, item in enumerate(page):
            if isinstance(item, TextLine):
                if open_table:
                    yield open_table.table
                    open_table = None
                lines.append(item)
                continue
            yield from paragraphs(lines)
            lines = []
            if open_table and position == 0 and _as_wide(open_table, item):
                open_table = _PageTable(
                    CellTable(open_table.table.rows + item.table.rows), item.left, item.right
                )
                continue
            if open_table:
                yield open_table.table
            open_table = item
    if open_table:
        yield open_table.table
    yield from paragraphs(lines)


def _as_wide(above: _PageTable, below: _PageTable) -> bool:
    return abs(above.left - below.left) < _NEAR and abs(above.right - below.right) < _NEAR
