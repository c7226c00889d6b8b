"""TrueCMS (南通, 连云港): the first 60 rows in `#initData`, the rest from `getMessage.do` as JSONP.

The endpoint answers 404 without the column as Referer, and nothing at all to a page of 100 rows (50 works).
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

from crawler.cms import feed
from crawler.cms.listing import Listing, ListPage, absolute, having, parse, rows_of
from crawler.cms.reading import MOST_PAGES, listing
from crawler.cms.script import value_of

NAME = "truecms"

_ROWS = 20
# The callback's name is ours to choose: this one says that the column told no total, so groups are asked for
# one after the other until one is not full.
_CHAIN = "more"
_ENDPOINT = "messageController/getMessage.do"
_NEXT = re.compile(r"startrecord=(\d{1,6})&endrecord=\d{1,6}")


def detects(page: ListPage) -> bool:
    return _ENDPOINT in page.url or "TrueCMS/messageController" in page.text or _ENDPOINT in page.text


def read_list(page: ListPage) -> Listing:
    if _ENDPOINT in page.url:
        return _answer(page)
    column = value_of(page.text, "columnId") or ""
    boxes = having(page.tree, "id", re.compile(r"^initData$"))
    rows = {one.url: one for box in boxes for one in rows_of(box, page.base)}
    total = value_of(page.text, "totalRecord")
    many = int(total) if total and total.isdigit() else None
    endpoint = absolute(page.base, value_of(page.text, "proxyUrl"))
    pages = []
    if endpoint and column and (many is None or many > len(rows)):
        callback = "group" if many else _CHAIN
        first = _group(f"{endpoint}?columnId={quote(column)}&contentTemplate=&callback={callback}", 1)
        pages = _groups(first, many) if many else [first]
    return listing(page, f"{NAME}:{column}", rows.values(), pages, total=many)


def _answer(page: ListPage) -> Listing:
    """One group; the next one where the column did not say how many rows there are."""
    column = next(iter(parse_qs(urlsplit(page.url).query).get("columnId", [])), "")
    rows = {one.url: one for html in feed.html_of(page.payload) for one in rows_of(parse(html), page.base)}
    start = _NEXT.search(page.url)
    chained = start is not None and page.url.endswith(f"callback={_CHAIN}")
    more = [_group(page.url, int(start[1]) + _ROWS)] if chained and start and len(rows) >= _ROWS else []
    return listing(page, f"{NAME}:{column}", rows.values(), more, may_be_empty=chained)


def _groups(first: str, total: int) -> list[str]:
    starts = range(1, min(total, _ROWS * (MOST_PAGES + 1)) + 1, _ROWS)
    return [_group(first, start) for start in starts]


def _group(url: str, start: int) -> str:
    """The address of the group that begins with a row; the group's bounds stand first in it."""
    head, _, query = url.partition("?")
    rest = re.sub(r"^startrecord=\d{1,6}&endrecord=\d{1,6}&perpage=\d{1,4}&", "", query)
    return f"{head}?startrecord={start}&endrecord={start + _ROWS - 1}&perpage={_ROWS}&{rest}"
