"""The pagers static lists print: how many pages there are and how page N is called (pure).

`createPageHTML` comes in three forms: A `(10, 0, "index", "html")` counts from 0, so page 2 is `index_1`; B
`('paging', 25, 1, 'index', 'html', 500)` names its container first, counts from 1, so page 2 is `index_2`,
and may give the number of rows; C spells `countPage` and `currentPage` out and counts from 0. Where links are
printed the next one is followed; how many pages a list says it has tells whether that was all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.cms.listing import ListPage, absolute, anchors, text_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_NEXT = re.compile(r"^(?:下一?页|后一?页|下[一1]?頁|>|>>|›|»|next)[>»›]{0,2}$", re.IGNORECASE)
_A = re.compile(
    r"""createPageHTML\(\s{0,9}(\d{1,5})\s{0,9},\s{0,9}(\d{1,5})\s{0,9},\s{0,9}["']([\w.-]{1,100})["']\s{0,9},\s{0,9}["'](\w{2,6})["']"""
)
_B = re.compile(
    r"""createPageHTML\(\s{0,9}["'][\w.-]{1,60}["']\s{0,9},\s{0,9}(\d{1,5})\s{0,9},\s{0,9}(\d{1,5})\s{0,9},\s{0,9}["']([\w.-]{1,100})["']\s{0,9},\s{0,9}["'](\w{2,6})["']\s{0,9}(?:,\s{0,9}["']?(\d{1,7}))?"""
)
_COUNT = re.compile(r"""\bcountPage\s{0,9}=\s{0,9}["']?(\d{1,5})""")
_CURRENT = re.compile(r"""\bcurrentPage\s{0,9}=\s{0,9}["']?(\d{1,5})""")
_WORDS = ("createPageHTML", "countPage")  # one of them stands in every pager
_SUFFIX = re.compile(
    r"""["']\.["']\s{0,4}\+\s{0,4}["'](s?html?|jsp)["']|_["']\s{0,4}\+[^;]{0,60}\.["']?\s{0,4}\+?\s{0,4}["']?(s?html?)"""
)
_PAGES = re.compile(
    r"共\s{0,4}(?:有\s{0,4})?(?:<[^<>]{1,60}>\s{0,4})?(\d{1,4})\s{0,4}(?:</[^<>]{1,20}>\s{0,4})?页"
    r"""|\b(?:totalPages?|pageCount|page_count|pagecount)["']?\s{0,4}[:=]\s{0,4}["']?(\d{1,4})\b"""
)
_PAGE_NUMBER = re.compile(
    r"(?:[?&](?:page|pageno|pageindex|pagenum|page_no|pagenumber|cur_page|currpage|curpage|current|p|a\d{1,9}p)="
    r"|_|/)(\d{1,4})(?:\.\w{2,6})?(?:$|[?&#])",
    re.IGNORECASE,
)
_ROWS = re.compile(
    r"共\s{0,4}(?:有\s{0,4})?(?:<[^<>]{1,60}>\s{0,4})?(\d{1,7})\s{0,4}(?:</[^<>]{1,20}>\s{0,4})?(?:条|篇)"
)


@dataclass(frozen=True)
class Pager:
    """`current` as the page counts itself, from `base` 0 or 1; `rows` only where printed."""

    pages: int
    current: int
    base: int
    name: str
    extension: str
    rows: int | None = None

    def others(self, url: str) -> list[str]:
        """Addresses of pages 2 to the last, seen from page 1; from a later page none, page 1 gave them."""
        if self.current != self.base:
            return []
        first = 1 if self.base == 0 else 2
        return [
            urljoin(url, f"{self.name}_{number}.{self.extension}")
            for number in range(first, first + self.pages - 1)
        ]


def find_pager(text: str, url: str) -> Pager | None:
    """The pager a page prints, or None.

    >>> find_pager('createPageHTML(3, 0, "index", "html");', "http://a.test/nb/").others("http://a.test/nb/")
    ['http://a.test/nb/index_1.html', 'http://a.test/nb/index_2.html']
    >>> find_pager("createPageHTML('paging',3,1,'index','html',50)", "http://a.test/nb/").others("http://a.test/nb/")
    ['http://a.test/nb/index_2.html', 'http://a.test/nb/index_3.html']
    >>> find_pager("var currentPage = 0;var countPage = 2//共多少页", "http://a.test/nb/").others("http://a.test/nb/")
    ['http://a.test/nb/index_1.html']
    """
    if not any(word in text for word in _WORDS):
        return None
    if found := _B.search(text):
        rows = int(found[5]) if found[5] else None
        return Pager(int(found[1]), int(found[2]), 1, found[3], found[4], rows)
    if found := _A.search(text):
        current = int(found[2])
        # The same call with current page 1 on an address without a number is a list that counts from 1.
        base = 1 if current == 1 and not re.search(r"_\d{1,4}\.\w{1,6}$", urlsplit(url).path) else 0
        return Pager(int(found[1]), current, base, found[3], found[4])
    count, current_page = _COUNT.search(text), _CURRENT.search(text)
    if count and current_page:
        name, extension = _file_name(url, text)
        return Pager(int(count[1]), int(current_page[1]), 0, name, extension)
    return None


def declared_rows(text: str) -> int | None:
    """The number of rows a pager claims in words: 共52条, 共有 52 条记录.

    >>> declared_rows("<span>共52条</span>"), declared_rows("共3页")
    (52, None)
    """
    found = _ROWS.search(text)
    return int(found[1]) if found else None


def declared_pages(text: str) -> int | None:
    """The number of pages a list claims to have: 共7页, pageCount:7.

    >>> declared_pages("<b>共 <em>7</em> 页</b>"), declared_pages("totalPage = 3;"), declared_pages("共52条")
    (7, 3, None)
    """
    found = _PAGES.search(text)
    return int(found[1] or found[2]) if found else None


def page_number(url: str) -> int | None:
    """The page number in an address, or None where it holds none.

    >>> [page_number("http://a.test/nb/" + name) for name in ("index_2.html", "list.jsp?id=9&page=3", "10.htm", "", "t2024_1/")]
    [2, 3, 10, None, None]
    """
    found = _PAGE_NUMBER.search(url)
    return int(found[1]) if found else None


def next_links(page: ListPage) -> list[str]:
    """下一页 and its like. Bare `>` also decorates breadcrumbs and menus, so it counts only beside page
    numbers.
    """
    for anchor in anchors(page.tree):
        label = (text_of(anchor) or anchor.get("title") or "").replace(" ", "")
        url = absolute(page.base, anchor.get("href"))
        if url is None or url == page.url or not _NEXT.match(label):
            continue
        parent = anchor.getparent()
        block = parent if parent is None or parent.getparent() is None else parent.getparent()
        if "页" in label or "頁" in label or (block is not None and _among_numbers(block)):
            return [url]
    return []


def _among_numbers(block: _Element) -> bool:
    return any((text or "").strip() in ("1", "2") for e in block.iter() for text in (e.text, e.tail))


def _file_name(url: str, text: str) -> tuple[str, str]:
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    if "." in name:
        stem, _, extension = name.rpartition(".")
        return re.sub(r"_\d{1,4}$", "", stem), extension
    written = _SUFFIX.search(text)
    return "index", (written[1] or written[2]) if written else "html"
