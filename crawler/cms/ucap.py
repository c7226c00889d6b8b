"""开普 UCAP (CMSPRO): `x.shtml`, `x_2.shtml` …, articles `/cNNNNNN/YYYYMM/<id>.shtml`.

The static pages end after ten (200 rows, seen at 甘肃), and so does the total they declare; older rows are only
in the search behind the column, `/common/search/<channelId>`, which is asked where the pages stop at just that
cap or hold no rows at all.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms import feed, static
from crawler.cms.listing import Listing, ListPage, absolute
from crawler.cms.pagers import find_pager
from crawler.cms.reading import listing

NAME = "ucap"

CAP = 10  # static pages at most
_ROWS = 18  # rows a page of the search, as its own pages ask; some hosts cut at 20

_SEARCH = re.compile(r"(?:/common/search/\w{1,64}|/(?:search|searchList)/[0-9a-f]{32})$")
_MARKS = ("UCAPCONTENT", "UCAPTITLE", "UCAP-CONTENT", "/guestweb4/", "cmspro_", "UCAP Manuscript")


def detects(page: ListPage) -> bool:
    if _SEARCH.search(urlsplit(page.url).path):
        return True
    if page.payload is not None:
        return False
    return _channel(page) is not None or page.marked(_MARKS)


def read_list(page: ListPage) -> Listing:
    searched = _SEARCH.search(urlsplit(page.url).path)
    if searched:
        return feed.read(page, f"{NAME}:{searched[0].rpartition('/')[2]}")
    channel = _channel(page)
    key = f"{NAME}:{channel}" if channel else static.list_key(page, NAME)
    found = static.read(page, NAME, key=key)
    pager = find_pager(page.text, page.base)
    first = pager is None or pager.current == pager.base
    capped = pager is not None and pager.pages == CAP and pager.rows in (None, CAP * len(found.rows))
    if channel and first and (capped or not found.rows):
        search = absolute(
            page.base,
            f"/common/search/{channel}?_isAgg=true&_isJson=true&_pageSize={_ROWS}&_template=index&page=1",
        )
        return listing(
            page, key, found.rows, [*found.next_pages, *filter(None, [search])], total=found.declared_total
        )
    return found


def _channel(page: ListPage) -> str | None:
    """The column's id in the search: `<meta name="channelId">`."""
    for meta in page.tree.iter("meta"):
        if (meta.get("name") or "").lower() == "channelid" and re.fullmatch(
            r"\w{1,64}", meta.get("content") or ""
        ):
            return meta.get("content")
    return None
