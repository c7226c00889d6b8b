"""Anhui's label 8888 (龙讯): an empty column whose rows are fetched as a fragment of HTML with many parameters.

An article prints its table of metadata twice, for wide screens and narrow ones. `style` is not used.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from tests.province import frame, metadata
from tests.province.model import Answer, Document, Handler, Posting, Request, Site

_LABEL = "/site/label/8888"


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/public/1681/554300001.html`."""
    return f"/public/{_organ(site)}/{554_300_000 + 7 * serial}.html"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {site.column_path: partial(_column, site), _LABEL: partial(_fragment, site)}
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def _organ(site: Site) -> str:
    """`/public/column/1681`: the column's path ends with the agency's number."""
    return site.column_path.rsplit("/", 1)[1]


def _category(site: Site) -> str:
    return frame.digits(7, site.host, "cat")


def _site_id(site: Site) -> str:
    return frame.digits(7, site.host)


def _parameters(site: Site) -> dict[str, str]:
    """What the page's script sends; the server answers nothing without the first five."""
    return {
        "labelName": "publicInfoList",
        "siteId": _site_id(site),
        "organId": _organ(site),
        "catId": _category(site),
        "action": "list",
        "type": "4",
        "pageSize": str(site.page_size),
        "isDate": "true",
        "dateFormat": "yyyy-MM-dd",
        "length": "50",
        "catIds": "",
        "cId": "",
        "keyWords": "",
        "result": "暂无相关信息",
        "file": "/xxgk/publicInfoList_new",
    }


def _column(site: Site, request: Request) -> Answer:
    options = ",\n      ".join(f"{name}: '{value}'" for name, value in _parameters(site).items())
    return frame.page(
        site,
        f'{frame.crumbs(site)}\n<div class="xxgk_navli" id="infoList"></div><div id="page"></div>\n<script>\n'
        f'  var yxCatId = "{_category(site)}";\n  $("#infoList").load8888({{url: "{_LABEL}?IsAjax=1&dataType=html",\n'
        f"    pageIndex: 1, pageCount:{frame.count(site)},\n    data: {{\n      {options}\n    }} }});\n</script>",
        head=f'<meta name="SiteId" content="{_site_id(site)}">\n',
    )


def _fragment(site: Site, request: Request) -> Answer:
    wanted = list(_parameters(site).items())[:5]
    right = all(request.params.get(name) == value for name, value in wanted)
    size = frame.number(request, "pageSize") if "pageSize" in request.params else site.page_size
    found = frame.of_page(site, frame.number(request, "pageIndex"), size) if right and size else []
    if not found:
        return frame.send(site, '<div class="xxgk_navli">暂无相关信息</div>')
    rows = "".join(
        f'<ul><li class="xh">{i}</li><li class="mc"><a href="{p.path}" title="{frame.name(p)}" target="_blank">'
        f'{frame.short(p, 20)}</a></li><li><span class="date">{p.listed_on}</span></li></ul>'
        for i, p in enumerate(found, start=1)
    )
    return frame.send(site, f'<div class="xxgk_navli">{rows}</div>')


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    content, heading = '<div class="wzcon j-fontContent">{}</div>', '<h1 class="newstitle">{}</h1>'
    twice = metadata.block(replace(posting, variant=7 * posting.variant + 2))
    return frame.page(site, frame.article(site, posting, content, heading=heading, block=twice), posting)
