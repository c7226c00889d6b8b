"""Hanweb's xxgk module: a tree of categories in a frame, rows of one agency (`area`) and one category by POST.

`style`: `area` (one agency), `areas` (a portal: its column lists agencies, each with an area of its own).
"""

from __future__ import annotations

from datetime import date
from functools import partial

from tests.province import frame
from tests.province.model import Agency, Answer, Document, Handler, Posting, Request, Site

_TYPES = (("A0101", "指南"), ("A0102", "年度报告"), ("A0103", "机构职能"))
_TREE, _SEARCH = "/module/xxgk/tree.jsp", "/module/xxgk/search.jsp"


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/art/2024/1/18/art_1229_40077.html`."""
    day = date.fromisoformat(document.stated.published_on)
    return f"/art/{day.year}/{day.month}/{day.day}/art_{_column(site)}_{40_000 + 11 * serial}.html"


def _column(site: Site) -> str:
    return site.column_path.split("/")[2][3:]


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {
        site.column_path: partial(_column_page, site),
        _TREE: partial(_tree, site),
        _SEARCH: partial(_search, site),
    }
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def _area(agency: Agency) -> str:
    """As an organisation's code looks: 18 characters."""
    return f"11{agency.division_code}{frame.digits(9, agency.id)}C"


def _areas(site: Site) -> dict[str, Agency]:
    found = {posting.document.agency.id: posting.document.agency for posting in site.postings}
    return {_area(agency): agency for agency in found.values()}


def _column_page(site: Site, request: Request) -> Answer:
    areas, asked = _areas(site), request.params.get("vc_xxgkarea", "")
    if site.style == "areas" and asked not in areas:
        links = "".join(
            f'<li><a href="{site.column_path}?vc_xxgkarea={area}&amp;number=&amp;jh=264">{agency.name}</a></li>'
            for area, agency in areas.items()
        )
        return frame.page(
            site, f'{frame.crumbs(site)}\n<div class="xxgk_bmlist"><h3>部门年报</h3><ul>{links}</ul></div>'
        )
    area = asked or next(iter(areas))
    query = f"standardXxgk=1&area={area}"
    return frame.page(
        site,
        f'{frame.crumbs(site)}\n<iframe src="{_TREE}?{query.replace("&", "&amp;")}&amp;divid=div4" width="220"></iframe>\n'
        f"<div id=\"div4\"></div>\n<script>function funclick(a,b,c){{loadDynamic('{_SEARCH}?standardXxgk=1&infotypeId='"
        f"+a+'&vc_title='+encodeURI(b)+'&vc_number='+encodeURI(c)+'&area={area}','div4','0','0','950','1','','')}}\n"
        "funclick('A0102','','');</script>",
    )


def _tree(site: Site, request: Request) -> Answer:
    nodes = "".join(
        f"<li><a href=\"javascript:void(0)\" onclick=\"funclick('{key}','','')\">{name}</a></li>"
        for key, name in _TYPES
    )
    return frame.send(
        site, f'<html><head><title>目录</title></head><body><ul class="tree">{nodes}</ul></body></html>'
    )


def _search(site: Site, request: Request) -> Answer:
    """One page of rows. Without an agency, or for another category, there are none."""
    asked, areas = request.params, _areas(site)
    agency = areas.get(asked.get("area", ""))
    right = agency is not None and asked.get("infotypeId") == "A0102"
    found = [posting for posting in site.postings if posting.document.agency is agency] if right else []
    number, size = frame.number(request, "currpage"), site.page_size
    rows = "\n".join(map(_row, found[max(0, number - 1) * size : number * size]))
    pages = max(1, -(-len(found) // size))
    links = (
        f'<a onclick="goPage({number + 1})">下一页</a> <a onclick="goPage({pages})">尾 页</a>'
        if number < pages
        else ""
    )
    return frame.send(
        site,
        f'<div class="zfxxgk_list_con"><ul>\n{rows}\n</ul></div>\n<div class="page">{links}&nbsp;&nbsp;共{pages}页&nbsp;</div>',
    )


def _row(posting: Posting) -> str:
    return (
        f'<li><a href="{posting.path}" title="{frame.name(posting)}" target="_blank">{frame.short(posting)}</a>'
        f"<span>{posting.listed_on}</span></li>"
    )


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    content = '<div id="zoom"><!--<$[信息内容]>begin-->{}<!--<$[信息内容]>end--></div>'
    return frame.page(site, frame.article(site, posting, content), posting)
