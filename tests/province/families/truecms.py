"""TrueCMS: the first rows hidden in the page, the rest as JSONP, which without a Referer answers 404.

A request for more than 50 rows at once gets none. `style` is not used.
"""

from __future__ import annotations

import json
from functools import partial

from tests.province import frame, pages
from tests.province.model import Answer, Document, Handler, Posting, Request, Site

_MOST = 50
_GROUP_SIZE = 3


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/mzj/xxgknb/content/5f5b69fd-29f8-4313-9696-b677ae958205.html`."""
    return f"{site.column_path.rsplit('/', 1)[0]}/content/{_uuid(site.host, serial)}.html"


def _uuid(*parts: object) -> str:
    code = frame.code(*parts)
    return "-".join((code[:8], code[8:12], code[12:16], code[16:20], code[20:]))


def _endpoint(site: Site) -> str:
    return f"/{site.column_path.split('/')[1]}/TrueCMS/messageController/getMessage.do"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {
        site.column_path: partial(_column, site),
        _endpoint(site): partial(_message, site),
    }
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def _row(posting: Posting) -> str:
    return (
        f"<li><span><a href='{posting.path}' target='_blank'>{frame.name(posting)}</a></span>"
        f"{posting.listed_on}</li>"
    )


def _column(site: Site, request: Request) -> Answer:
    first = "\n".join(map(_row, site.postings[: site.page_size * _GROUP_SIZE]))
    return frame.page(
        site,
        f'{frame.crumbs(site)}\n<ul id="initData" style="display:none">\n{first}\n</ul>\n<div id="list"></div>\n'
        f"<script>$('#list').jpage({{themeName:'default',totalRecord:{len(site.postings)},dataStore:$('#initData'),"
        f"proxyUrl:'{_endpoint(site)}',perPage:{site.page_size},groupSize:{_GROUP_SIZE},"
        f"ajaxParam:{{columnId:'{_uuid(site.host)}',contentTemplate:''}}}});</script>",
    )


def _message(site: Site, request: Request) -> Answer:
    if site.host not in request.referer:
        return Answer(pages.not_found(request.path), "text/html; charset=utf-8", 404)
    first, last = (frame.number(request, name) for name in ("startrecord", "endrecord"))
    size, asked = frame.number(request, "perpage"), request.params.get("columnId") == _uuid(site.host)
    fits = asked and 0 < size <= _MOST and 0 < first <= last
    rows = site.postings[first - 1 : min(last, first + size * _GROUP_SIZE - 1)] if fits else []
    records = "".join(f"<record><![CDATA[{_row(posting)}]]></record>" for posting in rows)
    store = f"<datastore><nextgroup/><recordset>{records}</recordset></datastore>"
    callback = request.params.get("callback", "cb")
    text = f"{callback}({json.dumps({'result': store}, ensure_ascii=False)})"
    return Answer(text.encode(), "application/javascript;charset=UTF-8")


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    return frame.page(site, frame.article(site, posting, '<div class="content" id="zoom">{}</div>'), posting)
