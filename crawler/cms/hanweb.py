"""大汉 Hanweb (JCMS, 大汉版通), jpage: `/col/colN/` columns whose rows a jpage widget takes from a data proxy.

Three generations of the widget are alike: rows stand in the page (a JavaScript array `InitData`, later an
XML `datastore` in a script), the rest is asked from `dataproxy.jsp` in groups of `perPage × groupSize`
rows. The proxy is asked by GET with every parameter in the address, so that each group is an ordinary page
of the frontier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlsplit

from crawler.cms import static
from crawler.cms.listing import Listing, ListPage, Row, absolute, anchors, parse, row, unique
from crawler.cms.reading import MOST_NAMED, listing

NAME = "hanweb"

# `perpage` beyond some 300 rows is cut silently by the proxy; groups stay well below.
LARGEST_PAGE = 100

_PROXY = re.compile(r"""proxyUrl\s{0,4}:\s{0,4}['"]([^'"]{1,200})['"]""")
_NUMBER = r"""\s{0,4}:\s{0,4}['"]?(\d{1,7})"""
_TOTAL = re.compile("totalRecord" + _NUMBER)
_PER_PAGE = re.compile("perPage" + _NUMBER)
_GROUP_SIZE = re.compile("groupSize" + _NUMBER)
_PARAMETERS = re.compile(r"(?:ajaxParam\s{0,4}:|param_\w{1,20}\s{0,4}=)\s{0,4}\{([^{}]{1,2000})\}")
_PARAMETER = re.compile(r"""(\w{1,40})\s{0,4}:\s{0,4}(?:'([^']{0,500})'|"([^"]{0,500})"|([\w./%-]{1,100}))""")
_COLUMN = re.compile(r"""columnid['"]?\s{0,4}[:=]\s{0,4}['"]?([\w%+/-]{1,100})""")
_XML_TOTAL = re.compile(r"<totalrecord>\s{0,9}(\d{1,7})")
_FRAME = re.compile(r"/col/col\d{1,20}/")
_ARTICLE = re.compile(r"/art/20\d\d[/-]\d{1,2}[/-]\d{1,2}/art_\d{1,12}_\d{1,12}\.html$")
_MARKS = ("大汉版通", "Produced By 大汉网络", "/module/visitcount/", "/script/web_front.js", "hanweb.css")


def detects(page: ListPage) -> bool:
    if any(mark in page.text for mark in ("dataproxy.jsp", ".jpage({", "<datastore>")):
        return True
    path = urlsplit(page.url).path
    return bool(_FRAME.search(path) or _ARTICLE.search(path)) or page.marked(_MARKS)


def read_list(page: ListPage) -> Listing:
    """The rows in the page, and the proxy's groups that hold the others."""
    rows = _rows(page)
    from_proxy = "dataproxy.jsp" in page.url
    total = _number(_XML_TOTAL, page.text) or _number(_TOTAL, page.text)
    groups = () if from_proxy else _groups(page, len(rows))
    if not groups and rows and "startrecord=" not in page.url:
        groups = _next_group(page)
    if not (rows or groups or from_proxy):
        return static.read(page, NAME, key=_key(page))
    return listing(page, _key(page), rows, groups, total=total)


def _rows(page: ListPage) -> tuple[Row, ...]:
    """One row a record; groups overlap by a row and pinned rows repeat, so each address counts once."""
    found: dict[str, Row] = {}
    for record in (*_records(page.text), *_init_data(page.text)):
        for anchor in anchors(parse(record)):
            one = row(anchor, page.base)
            if one is not None:
                found.setdefault(one.url, one)
                break
    if not found and not _is_widget(page.text):
        # Some hosts keep an empty widget and print the list itself: plain links to articles.
        for anchor in anchors(page.tree):
            one = row(anchor, page.base)
            if one is not None and "/art/" in one.url:
                found.setdefault(one.url, one)
    return tuple(found.values())


def _is_widget(text: str) -> bool:
    return "<record>" in text or re.search(r"InitData\w{0,20}\s{0,4}=\s{0,4}\[\s{0,9}['\"]", text) is not None


def _records(text: str) -> Iterator[str]:
    """The CDATA of each record, found by plain search: a lazy pattern is quadratic on a hostile page."""
    position = 0
    while (start := text.find("<record>", position)) >= 0:
        end = text.find("</record>", start)
        if end < 0:
            return
        yield text[start + 8 : end].strip().removeprefix("<![CDATA[").removesuffix("]]>")
        position = end


def _init_data(text: str) -> Iterator[str]:
    """The strings of the first generation's arrays: `InitData49468=['<li>…','…'];`."""
    for found in re.finditer(r"InitData\w{0,20}\s{0,4}=\s{0,4}\[", text):
        position = found.end()
        while position < len(text):
            quoted = re.compile(r"[\s,]{0,20}(['\"])").match(text, position)
            if not quoted:
                break
            end = _string_end(text, quoted.end(), quoted[1])
            if end < 0:
                break
            yield text[quoted.end() : end].replace("\\" + quoted[1], quoted[1]).replace("\\/", "/")
            position = end + 1


def _string_end(text: str, position: int, mark: str) -> int:
    while (end := text.find(mark, position)) >= 0 and text[end - 1] == "\\":
        position = end + 1
    return end


def _groups(page: ListPage, rows: int) -> tuple[str, ...]:
    """The addresses of the groups that are not in the page, from the widget's own numbers and parameters."""
    proxy, parameters = _PROXY.search(page.text), _PARAMETERS.search(page.text)
    total = _number(_TOTAL, page.text)
    if not proxy or not parameters or not total or total <= rows:
        return ()
    endpoint = absolute(page.base, proxy[1])
    if endpoint is None:
        return ()
    per_page = min(_number(_PER_PAGE, page.text) or 15, LARGEST_PAGE)
    size = per_page * min(_number(_GROUP_SIZE, page.text) or 3, LARGEST_PAGE)
    fields = "&".join(
        f"{name}={quote(unescape(first or second or third), safe='%')}"
        for name, first, second, third in _PARAMETER.findall(parameters[1])
    )
    first = size + 1 if rows >= size else 1
    return tuple(
        f"{endpoint}?startrecord={start}&endrecord={min(start + size - 1, total)}&perpage={per_page}&{fields}"
        for start in range(first, total + 1, size)[:MOST_NAMED]
    )


def _next_group(page: ListPage) -> tuple[str, ...]:
    """The next group as the proxy itself words it: where ids are encrypted it can only be repeated
    verbatim.
    """
    start = page.text.find("<nextgroup>")
    end = page.text.find("</nextgroup>", start)
    if start < 0 or end < 0:
        return ()
    group = page.text[start + 11 : end].strip().removeprefix("<![CDATA[").removesuffix("]]>")
    urls = (absolute(page.base, anchor.get("href")) for anchor in anchors(parse(group or " ")))
    return unique([url for url in urls if url is not None and url != page.url])


def _key(page: ListPage) -> str:
    """Column and unit name the list on every page of it, in the address or in the widget's parameters."""
    asked = re.search(r"columnid=([^&]{1,100})", page.url)
    parameters = _PARAMETERS.search(page.text)
    written = _COLUMN.search(parameters[1] if parameters else page.text)
    found = asked or written
    parts = urlsplit(page.url)
    return f"hanweb:{found[1]}" if found else f"hanweb:{parts.path}?{parts.query}"


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) if found else None
