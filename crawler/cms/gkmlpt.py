"""广东省政府信息公开目录平台 (gkmlpt): a tree of categories in `window._CONFIG`, lists from
`/gkmlpt/api/all/<category>?page=N&sid=<SID>`, 100 rows a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from crawler.cms import feed
from crawler.cms.listing import Listing, ListPage, absolute
from crawler.cms.reading import listing
from crawler.cms.script import data_after, value_of
from crawler.titles import is_column_name

NAME = "gkmlpt"

_API = re.compile(r"/gkmlpt/api/all/(\d{1,9})")


def detects(page: ListPage) -> bool:
    return (
        bool(_API.search(page.url))
        or "/gkmlpt/index" in page.url
        or ("_CONFIG" in page.text and "SID" in page.text)
    )


def read_list(page: ListPage) -> Listing:
    asked = _API.search(page.url)
    if asked:
        page = replace(page, text=json.dumps(_addressed(page.payload, _prefix(page.url))))
        return feed.read(page, f"{NAME}:{urlsplit(page.url).netloc}:{asked[1]}")
    return _index(page)


def _index(page: ListPage) -> Listing:
    """The category in the address's fragment, else the report columns of the tree."""
    plain, fragment = urldefrag(page.url)
    chosen = re.match(r"/?(\d{1,9})", fragment)
    sid = value_of(page.text, "SID")
    nodes = list(_report_nodes(data_after(page.text, "TREE:") or data_after(page.text, '"TREE":')))
    elsewhere = [absolute(page.base, node.get("jump_url")) for node in nodes]
    ids = [chosen[1]] if chosen else [str(node["id"]) for node in nodes if not node.get("jump_url")]
    prefix = _prefix(plain)
    pages = [f"{prefix}/gkmlpt/api/all/{identifier}?page=1&sid={sid}" for identifier in ids] if sid else []
    key = f"{NAME}:{urlsplit(plain).netloc}:{ids[0] if ids else ''}"
    return listing(page, key, (), pages, columns=[] if chosen else [url for url in elsewhere if url])


def _prefix(url: str) -> str:
    """What stands before the platform's own paths: a department's sub-site has its name there."""
    return url.partition("/gkmlpt/")[0] if "/gkmlpt/" in url else urljoin(url, "/").rstrip("/")


def _addressed(payload: Any, prefix: str) -> Any:
    """The answer with the addresses it leaves out: an article's is made of its id."""
    articles = payload.get("articles") if isinstance(payload, Mapping) else None
    for article in articles if isinstance(articles, list) else []:
        number = article.get("id") if isinstance(article, dict) else None
        if isinstance(number, int) and not any(article.get(name) for name in ("url", "jump_url", "post_url")):
            article["url"] = f"{prefix}/gkmlpt/content/{number // 10**6}/{number // 1000}/post_{number}.html"
    return payload


def _report_nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The nodes of report columns, with the years below them."""
    for node in tree if isinstance(tree, list) else []:
        if not isinstance(node, Mapping) or "id" not in node:
            continue
        children = node.get("children") or []
        if is_column_name(str(node.get("name", ""))):
            yield node
            yield from (child for child in children if isinstance(child, Mapping) and "id" in child)
        else:
            yield from _report_nodes(children)
