"""The pagers static lists print: how many pages there are and how page N is called (pure).

`createPageHTML` comes in three forms: A `(10, 0, "index", "html")` counts from 0, so page 2 is `index_1`; B
`('paging', 25, 1, 'index', 'html', 500)` names its container first, counts from 1, so page 2 is `index_2`,
and may give the number of rows; C spells `countPage` and `currentPage` out and counts from 0. Where links are
printed the next one is followed; how many pages a list says it has tells whether that was all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin, urlsplit

from crawler.cms.script import count_of, value_of

# The vendor's function goes by several names: createPageHTML, createPageHTML6, createPage. Its arguments are numbers,
# strings, quoted numbers, or names set before in the same script.
_CREATE = re.compile(r"(?<!function )\bcreatePage\w{0,10}\s{0,9}\(([^()]{1,300})\)", re.IGNORECASE)
_CALLED = re.compile(r"(?<!function )\bcreatePageHTML", re.IGNORECASE)
_MOST_CALLS = 4  # of one page; a real one has a second above its list
_ARGUMENT = re.compile(r"""\s{0,9}(?:"([^"]{0,100})"|'([^']{0,100})'|([\w$.]{1,60}))\s{0,9}(?:,|$)""")
_NAME = re.compile(r"[\w.-]{1,100}\Z")
_EXTENSION = re.compile(r"\.?\w{2,6}\Z")
_COUNT = re.compile(r"""\bcountPage\s{0,9}=\s{0,9}["']?(\d{1,5})""")
_CURRENT = re.compile(r"""\bcurrentPage\s{0,9}=\s{0,9}["']?(\d{1,5})""")
_WORDS = ("createpage", "countpage")  # one of them stands in every pager
_SUFFIX = re.compile(
    r"""["']\.["']\s{0,4}\+\s{0,4}["'](s?html?|jsp)["']|_["']\s{0,4}\+[^;]{0,60}\.["']?\s{0,4}\+?\s{0,4}["']?(s?html?)"""
)
_PAGES = re.compile(
    r"共\s{0,4}(?:有\s{0,4})?(?:<[^<>]{1,60}>\s{0,4})?(\d{1,4})\s{0,4}(?:</[^<>]{1,20}>\s{0,4})?页"
    r"|总页数\s{0,4}[:：]?\s{0,4}(?:<[^<>]{1,60}>\s{0,4})?(\d{1,4})"
    r"|(?<![\d/])\d{1,4}\s{0,2}/\s{0,2}(\d{1,4})\s{0,4}页|页[码次]\s{0,4}[:：]\s{0,4}\d{1,4}\s{0,4}/\s{0,4}(\d{1,4})\b"
    r"|laypage[^;]{0,200}?\bpages\s{0,4}:\s{0,4}(\d{1,4})"
    r"""|\b(?:total_?pages?|page_?count|page_?total|pages_?count)["']?\s{0,4}[:=]\s{0,4}["']?(\d{1,4})\b""",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(
    r"(?:[?&](?:page|pageno|pageindex|pagenum|page_no|pagenumber|cur_page|currpage|curpage|current|p|a\d{1,9}p)="
    r"|_|/)(\d{1,4})(?:\.\w{2,6}|(?<=/page/\d)/|(?<=/page/\d\d)/)?(?:$|[?&#])",
    re.IGNORECASE,
)
_ROWS = re.compile(
    r"共\s{0,4}(?:有\s{0,4})?(?:<[^<>]{1,60}>\s{0,4})?(\d{1,7})\s{0,4}(?:</[^<>]{1,20}>\s{0,4})?(?:条|篇)"
    r"|(?:总计|合计|总共|总记录数?|记录总数|总条数)\s{0,4}[:：]?\s{0,4}(?:<[^<>]{1,60}>\s{0,4})?(\d{1,7})(?!\d|\s{0,4}(?:</[^<>]{1,20}>\s{0,4})?页)"
    r"""|\b(?:record_?count|total_?records?|total_?rows|row_?count)["']?\s{0,4}[:=]\s{0,4}["']?(\d{1,7})\b"""
    r"""|<[^<>]{0,200}(?:id|class)=["'][^"'<>]{0,60}pag[^<>]{0,200}\bdata-(?:total|count)=["'](\d{1,7})["']""",
    re.IGNORECASE,
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
    small = text.lower()
    if not any(word in small for word in _WORDS):
        return None
    for call in islice(_CREATE.finditer(text), _MOST_CALLS):
        if (
            found := _created([_argument(each, text) for each in _ARGUMENT.finditer(call[1])], url)
        ) is not None:
            return found
    count, current_page = _COUNT.search(text), _CURRENT.search(text)
    if count and current_page:
        name, extension = _file_name(url, text)
        return Pager(int(count[1]), int(current_page[1]), 0, name, extension)
    return None


def has_unread_pager(text: str, url: str) -> bool:
    """Whether a page calls the pager's function in a way `find_pager` does not read.

    >>> has_unread_pager("createPageHTML(pages(), now(), 'index', 'html')", "http://a.test/nb/")
    True
    >>> has_unread_pager("createPageHTML(1, 0, 'index', 'html')", "http://a.test/nb/")
    False
    """
    called = _CALLED.search(text) is not None
    return called and find_pager(text, url) is None


def _argument(found: re.Match[str], text: str) -> str:
    """What an argument of a call is: as written, or what its name was set to."""
    name = found[3]
    if name is None or name.isdigit():
        return found[1] or found[2] or name or ""
    return value_of(text, name) or ""


def _created(given: list[str], url: str) -> Pager | None:
    """The pager of a call's arguments: with a container's name first it counts from 1."""
    named = bool(given) and not given[0].isdigit()
    rest = given[1:] if named else given
    if len(rest) < 4 or not (_NAME.match(rest[2]) and _EXTENSION.match(rest[3])):
        return None
    pages, current, name, extension = count_of(rest[0]), count_of(rest[1]), rest[2], rest[3].lstrip(".")
    if pages is None or current is None:
        return None
    if named:
        rows = count_of(rest[4]) if len(rest) > 4 else None
        return Pager(pages, current, 1, name, extension, rows)
    # The same call with current page 1 on an address without a number is a list that counts from 1.
    base = 1 if current == 1 and not re.search(r"_\d{1,4}\.\w{1,6}$", urlsplit(url).path) else 0
    return Pager(pages, current, base, name, extension)


def declared_rows(text: str) -> int | None:
    """The number of rows a pager claims: 共52条, 总记录数：52, recordCount = 52.

    >>> declared_rows("<span>共52条</span>"), declared_rows("共3页")
    (52, None)
    >>> declared_rows("总计8条记录"), declared_rows("var recordCount = 8;"), declared_rows('<p id="page" data-total="8">')
    (8, 8, 8)
    """
    found = _ROWS.search(text)
    return int(next(group for group in found.groups() if group)) if found else None


def declared_pages(text: str) -> int | None:
    """The number of pages a list claims to have: 共7页, pageCount:7.

    >>> declared_pages("<b>共 <em>7</em> 页</b>"), declared_pages("totalPage = 3;"), declared_pages("共52条")
    (7, 3, None)
    >>> declared_pages("页码:1/2"), declared_pages("总页数：4"), declared_pages('laypage({cont:"pg",pages:2,curr:1})')
    (2, 4, 2)
    """
    found = _PAGES.search(text)
    return int(next(group for group in found.groups() if group)) if found else None


def page_number(url: str) -> int | None:
    """The page number in an address, or None where it holds none.

    >>> [page_number("http://a.test/nb/" + name) for name in ("index_2.html", "list.jsp?id=9&page=3", "10.htm", "page/4/", "", "2024/")]
    [2, 3, 10, 4, None, None]
    """
    found = _PAGE_NUMBER.search(url)
    return int(found[1]) if found else None


def _file_name(url: str, text: str) -> tuple[str, str]:
    name = urlsplit(url).path.rsplit("/", 1)[-1]
    if "." in name:
        stem, _, extension = name.rpartition(".")
        return re.sub(r"_\d{1,4}$", "", stem), extension
    written = _SUFFIX.search(text)
    return "index", (written[1] or written[2]) if written else "html"
