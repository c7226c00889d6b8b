"""Hanweb jpaas: an empty column page whose rows come as HTML inside JSON, a page at a time.

A bare `pageNo` is ignored and page 1 given again; only `paramJson={"pageNo":2,…}` is understood.
"""

from __future__ import annotations

import json
from functools import partial

from tests.province import frame
from tests.province.model import Answer, Document, Handler, Posting, Request, Site

_UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/zwgk/art/2024/art_<32hex>.html`."""
    folder = site.column_path.split("/")[1]
    return f"/{folder}/art/{document.stated.published_on[:4]}/art_{frame.code(site.host, serial)}.html"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {site.column_path: partial(_column, site), _UNIT: partial(_unit, site)}
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def _query(site: Site) -> dict[str, str]:
    return {
        "parseType": "bulidstatic",
        "webId": frame.code(site.host)[:8],
        "tplSetId": frame.code(site.host, "tpl"),
        "pageType": "column",
        "tagId": "分页列表",
        "editType": "null",
        "pageId": frame.code(site.host, site.column_path)[:8],
    }


def _column(site: Site, request: Request) -> Answer:
    query = str(_query(site)).replace(", ", ",").replace(": ", ":")
    return frame.page(
        site,
        f'{frame.crumbs(site)}\n<div id="分页列表"></div>\n<script id="unit_1" '
        'src="/cms_files/default/script/AuthorizedRead/unitbuild.js?v=4.3.0-SWB-U19"\n '
        f'url="{_UNIT}"\n queryData="{query}"></script>',
    )


def _unit(site: Site, request: Request) -> Answer:
    asked = request.params
    if any(asked.get(name) != value for name, value in _query(site).items() if name != "editType"):
        return frame.as_json({"success": False, "message": "参数错误", "code": "500", "data": None})
    page = _page(asked.get("paramJson", ""))
    rows = "".join(_row(posting) for posting in frame.of_page(site, page))
    html = (
        f'<div id="分页列表"><div class="page-content"><ul class="txtList_01">{rows}</ul></div>'
        f'<div class="pagination" rows="{site.page_size}" count="{len(site.postings)}" pageNo="{page}" '
        f'unitid="分页列表" unitUrl="{_UNIT}" queryData="{_query(site)}"></div></div>'
    )
    return frame.as_json({"success": True, "message": "操作成功", "code": "200", "data": {"html": html}})


def _page(text: str) -> int:
    try:
        return int(json.loads(text)["pageNo"]) if text else 1
    except (ValueError, KeyError, TypeError):
        return 1


def _row(posting: Posting) -> str:
    """A full title in `title`, with the date behind it on every third row."""
    trailing = f" {posting.listed_on[:4]}年{posting.listed_on[5:7]}月{posting.listed_on[8:]}日"
    title = frame.name(posting) + (trailing if posting.serial % 3 == 0 else "")
    return (
        f'<li><a href="{posting.path}" title="{title}" target="_blank">{frame.short(posting)}</a>'
        f"<span>[{posting.listed_on}]</span></li>"
    )


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    maketime = f"<meta name='Maketime' content='{int(posting.listed_on[:4]) + 1}-03-02 11:20:41'>\n"
    return frame.page(
        site,
        frame.article(site, posting, '<div class="art-con" ergodic="article">{}</div>'),
        posting,
        maketime,
    )
