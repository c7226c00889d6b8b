"""大汉 Hanweb's disclosure module (`/module/xxgk/`): a tree of categories in a frame, lists from `search.jsp`.

`area` is the agency's code, `infotypeId` the category's. The search is posted; its pages are HTML that says
共N页.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from crawler.asking import form
from crawler.cms.listing import Listing, ListPage, Row, absolute, rows_of, text_of, unique
from crawler.cms.pagers import declared_pages, declared_rows
from crawler.cms.reading import listing
from crawler.titles import classify, is_column_name

NAME = "xxgk"

_TREE, _SEARCH = "/module/xxgk/tree.jsp", "/module/xxgk/search.jsp"
_NODE = re.compile(r"""funclick\(\s{0,4}['"]([\w-]{1,40})['"]""")
_CALL = re.compile(r"""/module/xxgk/search\.jsp\?([^'"\s]{1,1000})""")
_REPORT = re.compile(r"/art/|/xxgkAnnualReport\.jsp|\.(?:pdf|docx?)$")


def detects(page: ListPage) -> bool:
    return (
        urlsplit(page.url).path in (_TREE, _SEARCH)
        or "/module/xxgk/search.jsp" in page.text
        or _TREE in page.text
    )


def read_list(page: ListPage) -> Listing:
    path = urlsplit(page.url).path
    if path.endswith(_SEARCH):
        return _answer(page)
    asked = dict(parse_qsl(urlsplit(page.url).query))
    if path.endswith(_TREE):
        pages = [_request(page, {**asked, "infotypeId": node}) for node in _report_nodes(page)]
        return listing(page, f"{NAME}:{asked.get('area', '')}:tree", (), pages)
    # The column itself: its one category is named in the call, else the tree knows which it is.
    calls = [dict(parse_qsl(unescape(found[1]))) for found in _CALL.finditer(page.text)]
    named = [call for call in calls if re.fullmatch(r"[\w-]{2,40}", call.get("infotypeId", ""))]
    trees = (absolute(page.base, frame.get("src")) for frame in page.tree.iter("iframe"))
    columns = [url for url in trees if url and _TREE in url]
    pages = [_request(page, call) for call in named[:1]]
    key = _key(named[0]) if named else f"{NAME}:{page.url}"
    return listing(page, key, _rows(page), pages, columns=[] if pages else columns)


def _answer(page: ListPage) -> Listing:
    posted = dict(parse_qsl(urldefrag(page.url).fragment.partition(":")[2], keep_blank_values=True))
    many = declared_pages(page.text) or 1
    first = posted.get("currpage", "1") == "1"
    pages = [_request(page, posted, number) for number in range(2, many + 1)] if first else []
    return listing(page, _key(posted), _rows(page), pages, total=declared_rows(page.text))


def _rows(page: ListPage) -> tuple[Row, ...]:
    return tuple(one for one in rows_of(page.tree, page.base) if _REPORT.search(one.url))


def _report_nodes(page: ListPage) -> Iterator[str]:
    found = []
    for element in page.tree.iter("a", "span", "li", "div"):
        call = _NODE.search(element.get("onclick") or element.get("href") or "")
        name = text_of(element).replace(" ", "") if call else ""
        if call and (is_column_name(name) or classify(name).kind == "undated"):
            found.append(call[1])
    yield from unique(found)


def _request(page: ListPage, asked: dict[str, str], number: int = 1) -> str:
    """The search for one category, in the order its own page asks."""
    names = ("infotypeId", "jdid", "area", "divid", "standardXxgk", "isAllList")
    fields = [(name, asked.get(name, "")) for name in names[:4]]
    fields += [
        ("vc_title", ""),
        ("vc_number", ""),
        ("sortfield", "createdatetime:0"),
        ("currpage", str(number)),
    ]
    fields += [("vc_filenumber", ""), ("vc_all", ""), ("texttype", ""), ("fbtime", "")]
    fields += [(name, asked.get(name) or "1") for name in names[4:]]
    return form(urljoin(page.url, _SEARCH), fields)


def _key(asked: dict[str, str]) -> str:
    return f"{NAME}:{asked.get('area', '')}:{asked.get('infotypeId', '')}"
