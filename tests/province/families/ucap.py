"""UCAP (开普): static pages up to a cap of ten, a JSON search for what is older, bodies in parts.

`style`: `cap` (publishes ten pages at most and declares no more rows than they hold), `flat` (all pages are
static), `aggregate` (rows come from the search alone).
"""

from __future__ import annotations

from functools import partial

from tests.province import carriers, frame, metadata, pages
from tests.province.model import Answer, Document, Handler, Posting, Request, Site

_CAP = 10  # static pages; a publishing limit seen as 10 × 20 rows
_LARGEST = 20  # the most rows the search gives at once, whatever is asked


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/c110634/202401/<32hex>.shtml`."""
    month = document.stated.published_on.replace("-", "")[:6]
    return f"{site.column_path.rsplit('/', 1)[0]}/{month}/{frame.code(site.host, serial)}.shtml"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {site.column_path: partial(_list_page, site, 1)}
    if site.style != "aggregate":
        for number in range(2, _pages(site) + 1):
            table[f"{_stem(site)}_{number}.shtml"] = partial(_list_page, site, number)
    for prefix in ("/common/search/", "/search/"):
        table[prefix + _channel(site)] = partial(_search, site)
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def _channel(site: Site) -> str:
    return frame.code(site.host, site.column_path)


def _stem(site: Site) -> str:
    return site.column_path.rsplit(".", 1)[0]


def _pages(site: Site) -> int:
    return min(_CAP, frame.count(site)) if site.style == "cap" else frame.count(site)


def _head(site: Site) -> str:
    code = site.column_path.split("/")[-2]
    return f'<meta name="channelId" content="{_channel(site)}">\n<meta name="code" content="{code}">\n'


def _list_page(site: Site, number: int, request: Request) -> Answer:
    found = [] if site.style == "aggregate" else frame.of_page(site, number)
    rows = "\n".join(
        f'<li><a href="{p.path}" title="{frame.name(p)}" target="_blank">{frame.short(p, 24)}</a>'
        f"<span>{p.listed_on}</span></li>"
        for p in found
    )
    declared = min(len(site.postings), _pages(site) * site.page_size)
    name = _stem(site).rsplit("/", 1)[1]
    pager = f"createPageHTML('page_div',{_pages(site)},{number},'{name}','shtml',{declared});"
    if site.style == "aggregate":
        pager = (
            f"loadList('/common/search/{_channel(site)}',{{_isAgg:true,_isJson:true,_pageSize:18,page:1}});"
        )
    return frame.page(
        site,
        f'{frame.crumbs(site)}\n<ul class="gknblist" id="list">\n{rows}\n</ul>\n<div id="page_div"></div>\n'
        f'<script src="/xhtml/js/page.js"></script>\n<script>{pager}</script>',
        head=_head(site),
    )


def _search(site: Site, request: Request) -> Answer:
    size = min(frame.number(request, "_pageSize") if "_pageSize" in request.params else 18, _LARGEST)
    number = frame.number(request, "page")
    if size < 1:
        return Answer(b"{}", "application/json", 400)
    results = [
        {
            "manuscriptId": str(170_000 + posting.serial),
            "title": posting.document.stated.title,
            "url": f"//{request.host}{posting.path}",
            "publishedTimeStr": f"{posting.listed_on} {pages.clock(posting)}:26",
            "channelName": site.column,
            "channelId": _channel(site),
            "memo": "",
            "domainMetaList": [],
        }
        for posting in frame.of_page(site, number, size)
    ]
    found = {"channelId": _channel(site), "page": number, "rows": size, "total": len(site.postings)}
    return frame.as_json({"data": {**found, "results": results}, "channelName": site.column})


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    text = carriers.body(site, posting, "p")
    if posting.variant % 3 == 0:  # parts, as the editor left them; never inside a table
        first, _, rest = text.partition("</table>")
        text = f"{first}</table>\n<pagebreak></pagebreak>\n{rest}" if rest else text
    return frame.page(
        site,
        f'<div class="position">{pages.crumbs(site)}</div>\n<div class="main">{metadata.block(posting)}\n'
        f"<h1><UCAPTITLE>{metadata.title(posting)}</UCAPTITLE></h1>\n{metadata.line(site, posting)}\n"
        f'<div class="gknbxq_detail" id="zoomcon"><UCAPCONTENT>{text}</UCAPCONTENT></div>\n</div>\n'
        f"{pages.tail(site, posting)}",
        posting,
        _head(site),
    )
