"""The unified platform of Jiangxi: 50 rows inline as JSON, the rest by POST from `/queryList`, JSON inside JSON.

The page also holds its whole tree of columns. `style` is not used.
"""

from __future__ import annotations

import json
from functools import partial

from tests.province import carriers, frame
from tests.province.model import Answer, Document, Handler, Posting, Request, Site
from tests.province.pages import clock

_INLINE = 50


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/lysrmzf/col/col21001/content/content_<19 digits>.html`."""
    folder = site.column_path.rsplit("/", 1)[0]
    return f"{folder}/content/content_{_id(site, serial)}.html"


def _id(site: Site, serial: int) -> str:
    return frame.digits(19, site.host, site.column_path, serial)


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {
        site.column_path: partial(_column, site),
        "/queryList": partial(_query, site),
    }
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def _code(site: Site) -> str:
    return site.column_path.split("/")[-2]


def _website(site: Site) -> str:
    return site.column_path.split("/")[1]


# --- the column ---


def _column(site: Site, request: Request) -> Answer:
    rows = json.dumps([_entry(site, posting) for posting in site.postings[:_INLINE]], ensure_ascii=False)
    this = json.dumps(_channel(site, _code(site), site.column, site.column_path), ensure_ascii=False)
    return frame.page(
        site,
        f"{frame.crumbs(site)}\n<div id=\"div522756\"></div>\n<script>\n  var websiteId = '{frame.digits(19, site.host)}',"
        f"\n    websiteCode = '{_website(site)}',\n    channelId = '{frame.digits(19, site.column_path)}',\n"
        f"    codeName = '{_code(site)}';\n  var channelsTagSelf = {this}; //当前栏目信息\n"
        f"  var channelsTagParent = [\n    {tree(site)},\n  ]; //父级栏目信息\n  var listData = {{\n"
        f"    articleList: {rows},\n  }};\n  $('#div522756').loadPageData({{url:'/queryList',unitid:'522756',"
        f"webSiteCode:['{_website(site)}'],channelCode:['{_code(site)}'],perPage:{site.page_size},showMode:'full',"
        "groupSize:1,titleMax:39,templateContainerId:'div522756'});\n</script>\n"
        '<script id="tpl" type="text/x-handlebars-template"><ul class=\'List_list\'>{{#each data}}<li>'
        "<a href='{{pcUrl}}' title='{{title}}'>{{title}}</a><span class='list_span'>{{pubDate}}</span></li>{{/each}}"
        '</ul></script>\n<script src="/commonfiles/jquery.jpage.js"></script>',
    )


def tree(site: Site) -> str:
    """The tree of columns as JSON, the report column among its leaves."""
    base = f"/{_website(site)}/col"
    leaves = [
        ("col30011", "政府信息公开指南", f"{base}/col30011/index.html"),
        ("col30012", "政府信息公开制度", f"{base}/col30012/index.html"),
        (_code(site), site.column, site.column_path),
    ]
    root = _channel(site, "col30010", "政府信息公开", f"{base}/col30010/index.html")
    root["children"] = [_channel(site, *leaf) for leaf in leaves]
    return json.dumps(root, ensure_ascii=False)


def _channel(site: Site, code: str, name: str, path: str) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "showName": f"<p>{name}</p>",
        "articleCount": len(site.postings) if path == site.column_path else 0,
        "urls": json.dumps({"pc": path}),
        "id": frame.digits(19, site.host, code),
    }


def _entry(site: Site, posting: Posting) -> dict[str, object]:
    """One article; `urls`, `images` and `metadata` are JSON inside the JSON."""
    title = posting.document.stated.title
    return {
        "id": _id(site, posting.serial),
        "title": title,
        "showTitle": f"<p>{title}</p>",
        "pubDate": f"{posting.listed_on} {clock(posting)}",
        "contentSource": posting.document.stated.publisher or "",
        "urls": json.dumps({"pc": posting.path}),
        "metadata": "{}",
        "images": "[]",
        "articleFiles": [],
    }


# --- the interface ---


def _query(site: Site, request: Request) -> Answer:
    if request.method != "POST":
        return frame.not_allowed(request)
    asked = request.params
    right = asked.get("channelCode[]") == _code(site) and asked.get("webSiteCode[]") == _website(site)
    size = frame.number(request, "pageSize")
    if not right or not 0 < size <= 100:
        return frame.as_json({"data": {"total": 0, "results": []}})
    found = frame.of_page(site, frame.number(request, "current"), size)
    results = []
    for posting in found:
        text = carriers.body(site, posting, "p")
        results.append({"source": {**_entry(site, posting), "content": {"content": text}}})
    return frame.as_json({"data": {"total": len(site.postings), "results": results}})


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    made = f"<meta name='HtmlGenerateTime' content='{int(posting.listed_on[:4]) + 1}-02-01 10:00:00'>\n"
    content = '<div class="content" id="zoomcon">{}</div>'
    return frame.page(site, frame.article(site, posting, content), posting, made)
