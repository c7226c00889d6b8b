"""江西统一平台 (queryList): 50 rows as JSON in the page, all rows from `POST /queryList`, the tree of columns
beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from crawler.asking import form
from crawler.cms import feed
from crawler.cms.listing import Listing, ListPage
from crawler.cms.reading import behind, listing
from crawler.cms.script import data_after, pairs, value_of
from crawler.titles import is_column_name

NAME = "querylist"

_ENDPOINT = "/queryList"


def detects(page: ListPage) -> bool:
    return urlsplit(page.url).path == _ENDPOINT or "loadPageData(" in page.text


def read_list(page: ListPage) -> Listing:
    if urlsplit(page.url).path == _ENDPOINT:
        posted = dict(parse_qsl(urldefrag(page.url).fragment.partition(":")[2]))
        return feed.read(page, f"{NAME}:{posted.get('channelCode[]')}")
    return _column(page)


def _column(page: ListPage) -> Listing:
    asked = pairs(page.text[page.text.find("var params") :][:3000])
    code = asked.get("channelCode") or value_of(page.text, "codeName")
    own = data_after(page.text, "channelsTagSelf")
    rows = feed.payload_rows(data_after(page.text, "articleList:"), page.base)
    total = own.get("articleCount") if isinstance(own, Mapping) else None
    pages: list[str] = []
    if isinstance(total, int) and total > len(rows):
        site = asked.get("webSiteCode") or value_of(page.text, "websiteCode") or ""
        pages = [
            _request(page, site, code or "", number, _size(asked))
            for number in (1, *behind(1, total, _size(asked)))
        ]
    named = isinstance(own, Mapping) and is_column_name(str(own.get("name", "")))
    columns = () if named else tuple(_columns(data_after(page.text, "channelsTagParent"), page))
    return listing(page, f"{NAME}:{code}", rows, pages, columns=columns, total=total)


def _size(asked: Mapping[str, str]) -> int:
    """Rows a page, as the column's own script asks for them."""
    return min(max(int(asked.get("perPage", "15")) if asked.get("perPage", "15").isdigit() else 15, 5), 50)


def _request(page: ListPage, site: str, code: str, number: int, size: int) -> str:
    fields = (
        ("current", str(number)), ("pageSize", str(size)), ("webSiteCode[]", site), ("channelCode[]", code),
        ("sort", "sortNum"), ("order", "desc"),
    )  # fmt: skip
    return form(urljoin(page.url, _ENDPOINT), fields)


def _columns(tree: Any, page: ListPage) -> Iterator[str]:
    """The report columns of the tree the page carries."""
    for node in tree if isinstance(tree, list) else []:
        if isinstance(node, Mapping):
            if is_column_name(str(node.get("name", ""))):
                yield from (
                    one.url for one in feed.payload_rows([dict(node)], page.base) if one.url != page.url
                )
            else:
                yield from _columns(node.get("children"), page)
