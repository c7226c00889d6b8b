"""大汉集约化平台 (jpaas): the page holds placeholders, each filled from a `build/unit` endpoint.

The request's parameters stand in the placeholder's `queryData`. A bare `pageNo` is ignored and page 1 comes
again; the number must be inside `paramJson`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from crawler.cms import feed
from crawler.cms.listing import Listing, ListPage, absolute, having, parse, rows_of
from crawler.cms.reading import behind, listing
from crawler.cms.script import pairs

if TYPE_CHECKING:
    from lxml.etree import _Element

NAME = "jpaas"

_ENDPOINT = re.compile(r"/front/page/build/unit$")
_MOST_UNITS = 6  # a column page also fills its head, foot and menus this way
_LIST = re.compile("列表|分页|list", re.IGNORECASE)


def detects(page: ListPage) -> bool:
    return (
        bool(_ENDPOINT.search(urlsplit(page.url).path))
        or "unitbuild.js" in page.text
        or "/front/page/build/unit" in page.text
    )


def read_list(page: ListPage) -> Listing:
    if page.payload is None:
        units = list(_units(page))
        lists = [unit for unit in units if _LIST.search(unit[1])] or units
        key = f"{NAME}:{lists[0][2]}" if lists else f"{NAME}:{page.url}"
        return listing(page, key, (), [url for url, _, _ in lists[:_MOST_UNITS]])
    asked = dict(parse_qsl(urlsplit(page.url).query))
    key = f"{NAME}:{asked.get('pageId')}"
    trees = [parse(html) for html in feed.html_of(page.payload)]
    rows = {one.url: one for tree in trees for one in rows_of(tree, page.base)}
    count, size = next((_pagination(tree) for tree in trees if _pagination(tree)[0]), (None, 0))
    pages: list[str] = []
    if count and size and "paramJson" not in asked:
        pages = [_page(page.url, number, size) for number in behind(1, count, size)]
    return listing(page, key, rows.values(), pages, total=count)


def _units(page: ListPage) -> Iterator[tuple[str, str, str]]:
    """Address, tag and page of each placeholder."""
    for element in having(page.tree, "querydata", re.compile(".")):
        asked = pairs(element.get("querydata") or "")
        url = absolute(page.base, element.get("url") or element.get("uniturl"))
        if url and asked.get("parseType"):
            yield f"{url}?{urlencode(asked)}", asked.get("tagId", ""), asked.get("pageId", "")


def _pagination(tree: _Element) -> tuple[int | None, int]:
    """Rows in all and a page, from `<div class="pagination" count="8242" rows="15">`."""
    for element in tree.iter("div"):
        count, rows = element.get("count") or "", element.get("rows") or ""
        if count.isdigit() and rows.isdigit():
            return int(count), int(rows)
    return None, 0


def _page(url: str, number: int, size: int) -> str:
    return url + "&paramJson=" + quote(f'{{"pageNo":{number},"pageSize":{size}}}', safe="")
