"""PDF documents: ruled tables by their lines, all else as paragraphs, pictures of text named as such."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator, Sequence

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from pipelines.report.files.content import Extract, Item, UnreadableError
from pipelines.report.files.effort import Budget, refuse_bombs
from pipelines.report.files.pagetables import PageTable, page_table
from pipelines.report.files.paragraphs import TextLine, paragraphs

# It reports every oddity of a font; what matters of them is found in the text.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

MAX_PAGES = 60  # the longest reports have some 40
_PICTURE = 0.5  # share of a page from which on a picture may be its text
_UNMAPPED = re.compile(r"\(cid:[0-9]{1,6}\)")


_PageItem = TextLine | PageTable


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
    extract.items = list(_all_pages(found))
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
    tables = [found for table in clean.find_tables() if (found := page_table(table)) is not None]
    outside = clean.filter(lambda thing: not any(_inside(thing, table.box) for table in tables))
    lines = [
        TextLine(line["text"], line["x0"], line["x1"], line["top"], line["bottom"])
        for line in outside.extract_text_lines(return_chars=False)
    ]
    items: list[_PageItem] = [*_without_number(lines), *tables]
    return sorted(items, key=lambda item: item.top)


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


def _all_pages(pages: Sequence[Sequence[_PageItem]]) -> Iterator[Item]:
    """All pages as one: a table at the foot of a page and one as wide on top of the next are one table."""
    lines: list[TextLine] = []
    above: PageTable | None = None  # the table that was last, while nothing stands behind it
    for page in pages:
        for position, item in enumerate(page):
            if isinstance(item, TextLine):
                if above:
                    yield above.cells
                above = None
                lines.append(item)
            elif above and position == 0 and above.goes_on_in(item):
                above = above.with_rest(item)
            else:
                yield from paragraphs(lines)
                lines = []
                if above:
                    yield above.cells
                above = item
    if above:
        yield above.cells
    yield from paragraphs(lines)
