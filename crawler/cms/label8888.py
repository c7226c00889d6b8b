"""安徽 (龙讯): `/public/column/<organId>?…catId=…`, further pages as HTML from `/site/label/8888`.

What the endpoint wants (site, agency, category, its template's path) stands in the column's script.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawler.cms import static
from crawler.cms.listing import Listing, ListPage, rows_of
from crawler.cms.pagers import declared_pages
from crawler.cms.reading import listing
from crawler.cms.script import value_of

NAME = "label8888"

_ENDPOINT = "/site/label/8888"
_ITEM = re.compile(
    r"/public/\d{1,9}/\d{1,12}\.html$|/content/\d{1,12}\.html$|/XxgkAnnualReport/|\.(?:pdf|docx?)$"
)


def detects(page: ListPage) -> bool:
    return (
        _ENDPOINT in page.url
        or _ENDPOINT in page.text
        or ("/public/column/" in page.url and "yxCatId" in page.text)
    )


def read_list(page: ListPage) -> Listing:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    rows = [one for one in rows_of(page.tree, page.base) if _ITEM.search(one.url)] or static.static_rows(page)
    if _ENDPOINT in page.url:
        return listing(page, f"{NAME}:{asked.get('organId')}:{asked.get('catId')}", rows)
    fields = _fields(page, asked)
    many = declared_pages(page.text) or 1
    # An empty first page leaves it all to the script.
    numbers = range(2 if rows else 1, many + 1)
    pages = [_request(page, fields, number) for number in numbers] if fields["siteId"] else []
    key = f"{NAME}:{fields['organId']}:{fields['catId']}"
    return listing(page, key, rows, pages, pages_declared=many)


def _fields(page: ListPage, asked: dict[str, str]) -> dict[str, str]:
    organ = re.search(r"/public/column/(\d{1,9})", page.url)
    metas = {(meta.get("name") or "").lower(): meta.get("content") or "" for meta in page.tree.iter("meta")}
    # A template's own call, where the page spells one out, knows best.
    spelled = re.search(r"/site/label/8888\?([^'\"\s]{1,1500})", page.text)
    call = {name: values[0] for name, values in parse_qs(spelled[1]).items()} if spelled else {}

    def named(name: str, *others: str | None) -> str:
        return next(filter(None, (call.get(name), *others)), "")

    return {
        "labelName": named("labelName", value_of(page.text, "labelName"), "publicInfoList"),
        "siteId": named("siteId", metas.get("siteid"), value_of(page.text, "siteId")),
        "pageSize": named("pageSize", value_of(page.text, "pageSize"), "18"),
        "organId": named("organId", organ[1] if organ else None, value_of(page.text, "organId")),
        "type": named("type", asked.get("type"), "4"),
        "catId": named("catId", asked.get("catId"), value_of(page.text, "yxCatId", "catId")),
        "file": named("file", value_of(page.text, "file")),
    }


def _request(page: ListPage, fields: dict[str, str], number: int) -> str:
    query = {
        "IsAjax": "1", "dataType": "html", "labelName": fields["labelName"], "siteId": fields["siteId"],
        "pageSize": fields["pageSize"], "pageIndex": str(number), "action": "list", "isDate": "true",
        "dateFormat": "yyyy-MM-dd", "length": "50", "organId": fields["organId"], "type": fields["type"],
        "catId": fields["catId"], "result": "暂无相关信息", "file": fields["file"],
    }  # fmt: skip
    return urljoin(page.url, _ENDPOINT) + "?" + urlencode(query)
