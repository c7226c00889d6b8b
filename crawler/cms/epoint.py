"""新点 Epoint: `ewb-` pages whose lists are printed, or come from `rest/lightfrontaction/getgovinfolist` as
JSON.

Whether its pages count from 0 or from 1 is not known of a host beforehand, so both are asked; what the other
one repeats counts once.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from crawler.asking import json_body
from crawler.cms import feed, static
from crawler.cms.listing import Listing, ListPage
from crawler.cms.reading import listing
from crawler.cms.script import value_of

NAME = "epoint"

_ROWS = 20
_MARKS = ("lightfrontaction", "webBuilderCommon.js", 'class="ewb-')
_ENDPOINT = "/rest/lightfrontaction/getgovinfolist"
_INDEX = re.compile(r"%22pageIndex%22:(\d{1,4})")


def detects(page: ListPage) -> bool:
    return _ENDPOINT in page.url or page.marked(_MARKS)


def read_list(page: ListPage) -> Listing:
    if _ENDPOINT in page.url:
        return _answer(page)
    found = static.read(page, NAME)
    fields = {
        "siteGuid": value_of(page.text, "siteGuid"),
        "categorynum": value_of(page.text, "categorynum", "categoryNum") or value_of(page.url, "categorynum"),
        "deptcode": value_of(page.text, "deptcode", "deptCode") or "",
    }
    if found.rows or "getgovinfolist" not in page.text or not (fields["siteGuid"] and fields["categorynum"]):
        return found
    project = value_of(page.text, "projectName") or ""
    endpoint = urljoin(page.url, f"/{project.strip('/')}{_ENDPOINT}" if project else _ENDPOINT)
    pages = [
        json_body(endpoint, {"token": "", "params": {**fields, "pageIndex": number, "pageSize": _ROWS}})
        for number in (0, 1)
    ]
    return listing(page, f"{NAME}:{fields['categorynum']}", (), pages)


def _answer(page: ListPage) -> Listing:
    rows = feed.payload_rows(page.payload, page.base)
    total = feed.total_of(page.payload)
    plain, fragment = urldefrag(page.url)
    index = _INDEX.search(fragment)
    category = value_of(unquote(fragment), "categorynum") or urlsplit(plain).path
    number = int(index[1]) if index else 0
    # Page 0 may be page 1 again, which is no fault: it is a list of its own.
    key = f"{NAME}:{category}" if number else f"{NAME}:{category}:0"
    more = []
    if index and number and len(rows) >= _ROWS:
        more = [f"{plain}#{_INDEX.sub(f'%22pageIndex%22:{number + 1}', fragment)}"]
    return listing(
        page,
        key,
        rows,
        more,
        total=total if number == 0 and total == len(rows) else None,
        may_be_empty=number > 0,
    )
