"""Epoint (新点): metas nobody filled in, and rows by POST of JSON. `style`: `rest`, or `static` lists `N.html`."""

from __future__ import annotations

import json
from functools import partial

from tests.province import frame
from tests.province.model import Answer, Document, Handler, Posting, Request, Site

# Left as the installer wrote them.
_PLACEHOLDERS = (
    '<meta name="SiteName" content="网站名称">\n<meta name="SiteDomain" content="网站域名">\n'
    '<meta name="SiteIDCode" content="政府网站标识码">\n'
)


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/xxgk/003002/003002008/20240118/<uuid>.html`."""
    code, day = frame.code(site.host, serial), document.stated.published_on.replace("-", "")
    uuid = "-".join((code[:8], code[8:12], code[12:16], code[16:20], code[20:]))
    return f"{_folder(site)}{day}/{uuid}.html"


def _folder(site: Site) -> str:
    return site.column_path.rsplit("/", 1)[0] + "/"


def _category(site: Site) -> str:
    return site.column_path.split("/")[-2]


def _project(site: Site) -> str:
    return f"/{site.host.split('.')[0]}web"


def endpoint(site: Site) -> str:
    return f"{_project(site)}/rest/lightfrontaction/getgovinfolist"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {site.column_path: partial(_column, site, 1)}
    if site.style == "rest":
        table[endpoint(site)] = partial(_rows, site)
    else:
        for number in range(2, frame.count(site) + 1):
            table[f"{_folder(site)}{number}.html"] = partial(_column, site, number)
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def parameters(site: Site, index: int) -> dict[str, object]:
    return {
        "deptcode": frame.digits(9, site.host),
        "categorynum": _category(site),
        "siteGuid": frame.code(site.host),
        "pageIndex": index,
        "pageSize": site.page_size,
    }


def _column(site: Site, number: int, request: Request) -> Answer:
    info = f"siteInfo={{projectName:'{_project(site)}',siteGuid:'{frame.code(site.host)}'}};"
    if site.style == "rest":
        sent = json.dumps({"token": "", "params": parameters(site, 0)}, ensure_ascii=False)
        main = (
            f'<ul class="ewb-news-items" id="infolist"></ul><div id="pager" data-total="{len(site.postings)}"></div>\n'
            f"<script>{info}\n  Util.ajax({{url:'{endpoint(site)}',type:'POST',contentType:'application/json',"
            f"data:{sent}}});</script>"
        )
    else:
        rows = "\n".join(
            f'<li class="ewb-list-node"><a href="{p.path}" title="{frame.name(p)}">{frame.short(p, 26)}</a>'
            f'<span class="ewb-date">{p.listed_on}</span></li>'
            for p in frame.of_page(site, number)
        )
        last = frame.count(site)
        after = f'<a href="{_folder(site)}{number + 1}.html">下页</a>' if number < last else ""
        main = (
            f'<ul class="ewb-news-items">\n{rows}\n</ul><div class="ewb-page"><span>{number}/{last}</span>{after}</div>'
            f"<script>{info}</script>"
        )
    script = '<script src="/js/webBuilderCommon.js"></script>\n'
    return frame.page(
        site, f'<div class="ewb-container">{frame.crumbs(site)}\n{main}</div>', head=_PLACEHOLDERS + script
    )


def _rows(site: Site, request: Request) -> Answer:
    if request.method != "POST":
        return frame.not_allowed(request)
    try:
        asked = json.loads(request.body)["params"]
        index, size = int(asked["pageIndex"]), int(asked["pageSize"])
    except (ValueError, KeyError, TypeError):
        return frame.as_json({"status": {"code": "0", "text": "参数错误"}, "custom": {}})
    right = asked.get("categorynum") == _category(site) and asked.get("siteGuid") == frame.code(site.host)
    found = frame.of_page(site, index + 1, size) if right and 0 < size <= 100 and index >= 0 else []
    data = [
        {
            "infourl": posting.path,
            "realtitle": posting.document.stated.title,
            "title": posting.document.stated.title[:20],
            "infodate": posting.listed_on,
        }
        for posting in found
    ]
    return frame.as_json({"status": {"code": "1"}, "custom": {"total": len(site.postings), "data": data}})


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    content = '<div class="ewb-article-detail"><div class="ewb-article-info">{}</div></div>'
    heading = '<h3 class="ewb-article-tt">{}</h3>'
    return frame.page(site, frame.article(site, posting, content, "div", heading), posting)
