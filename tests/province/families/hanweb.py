"""Hanweb jpage (大汉版通) in its three generations: rows in the column page, a proxy for the rest.

`style`: `initdata` (a JS array, until about 2015), `datastore` (XML in the page), `nextgroup` (XML with a
link to the next group). The column page holds the first group of rows only; `dataproxy.jsp` has all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from html import escape

from tests.province import carriers, metadata, pages
from tests.province.model import Answer, Document, Handler, Posting, Request, Site

GROUP_SIZE = 3  # pages of rows in a group, jpage's default
_PROXIES = {
    "initdata": "/module/jslib/jquery/jpage/dataproxy.jsp",
    "datastore": "/module/jpage/dataproxy.jsp",
    "nextgroup": "/module/web/jpage/dataproxy.jsp",
}
_EMPTY = b"<datastore><recordset>\r\n</recordset>\r\n</datastore>\r\n\r\n"  # what deep pages answer with


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/art/2023/1/19/art_1229_2493752.html`; months and days are not padded."""
    day = date.fromisoformat(document.stated.published_on)
    return f"/art/{day.year}/{day.month}/{day.day}/art_{_column(site)}_{_article(site, serial)}.html"


def _column(site: Site) -> str:
    return site.column_path.split("/")[2][3:]


def _unit(site: Site) -> str:
    return str(int(_column(site)) % 90000 + 325)


def _article(site: Site, serial: int) -> int:
    return int(_column(site)) % 1000 * 10_000 + 11 * serial + 7


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {
        "/": partial(_home, site),
        site.column_path: partial(_column_page, site),
        _PROXIES[site.style]: partial(_proxy, site),
    }
    if "shell" in site.traps:
        table |= {site.column_path: partial(_shell, site), inner(site): partial(_column_page, site)}
    for posting in site.postings:
        table[posting.path] = partial(_article_page, site, posting)
    return table


def inner(site: Site) -> str:
    """Where the list stands when the column's own address is only a shell around it."""
    return f"/col/col{int(_column(site)) + 1}/index.html"


def _answer(site: Site, page: str) -> Answer:
    return Answer(page.encode(site.encoding), f"text/html; charset={site.encoding}")


def _home(site: Site, request: Request) -> Answer:
    return _answer(
        site,
        f"<!DOCTYPE html><html><head>{pages.head(site, None)}</head><body>{pages.top(site)}"
        f'<div class="list"><a href="{site.column_path}">{site.column}</a></div>{_foot(site)}</body></html>',
    )


# --- the column ---


def _shell(site: Site, request: Request) -> Answer:
    """Trap `shell`: the column's page holds the list in a frame of the same host."""
    frame = f'<iframe src="{inner(site)}" width="100%" height="900" frameborder="0"></iframe>'
    return _answer(
        site,
        f"<!DOCTYPE html>\n<html>\n<head>\n{pages.head(site, None, _SCRIPTS)}</head>\n<body>\n{pages.top(site)}\n"
        f'<div class="position">{pages.crumbs(site, "列表")}</div>\n{frame}\n{_foot(site)}\n</body></html>',
    )


def _column_page(site: Site, request: Request) -> Answer:
    return _answer(
        site,
        f"<!DOCTYPE html>\n<html>\n<head>\n{pages.head(site, None, _SCRIPTS)}</head>\n<body>\n"
        f"{pages.top(site)}\n"
        f'<div class="position">{pages.crumbs(site, "列表")}</div>\n{_widget(site)}\n{_foot(site)}\n'
        "</body></html>",
    )


_SCRIPTS = (
    '<meta name="Generator" content="大汉版通">\n<link href="/script/page.css" type="text/css" '
    'rel="stylesheet">\n'
    '<script language="javascript" src="/module/jslib/jquery/jquery.js"></script>\n'
)


def _widget(site: Site) -> str:
    unit, rows = _unit(site), [_row(site, posting) for posting in site.postings[: _group(site)]]
    options = (
        f"totalRecord:{len(site.postings)},openCookies:false,groupSize:{GROUP_SIZE},perPage:{site.page_size}"
    )
    proxy, parameters = f"proxyUrl:'{_PROXIES[site.style]}'", _ajax_parameters(site)
    if site.style == "initdata":
        array = ",".join("'" + row.replace("'", "\\'").replace("\n", " ") + "'" for row in rows)
        return (
            f'<div id="{unit}"></div>\n<script>var InitData{unit};InitData{unit}=[{array}];\n'
            f"$(function(){{$('#{unit}').jpage({{themeName:'default',showMode:'full',{options},"
            f"dataStore:InitData{unit},{proxy},barPosition:'bottom',ajaxParam:{{{parameters}}}}});}});"
            "</script>"
        )
    store = _records(rows, _next_group(site, 1) if site.style == "nextgroup" else "")
    return (
        f'<div id="{unit}" class="default_pgContainer"><script type="text/xml"><datastore>\n'
        f"{store}</datastore>"
        f"</script></div>\n<script>var param_{unit}={{{parameters}}};\n$('#{unit}').jpage({{{options},"
        f"{proxy},"
        f"ajaxParam:param_{unit}}});</script>"
    )


def _ajax_parameters(site: Site) -> str:
    return (
        f"col:1,appid:'1',webid:{_webid(site)},path:'/',columnid:{_column(site)},sourceContentType:'1',"
        f"unitid:'{_unit(site)}',webname:'{site.name}',permissiontype:0"
    )


def _webid(site: Site) -> int:
    return int(site.division_code) % 97 + 1


def _group(site: Site) -> int:
    return site.page_size * GROUP_SIZE


def _next_group(site: Site, page: int) -> str:
    return (
        "<nextgroup><![CDATA[<a "
        f'href="{_PROXIES[site.style]}?page={page}&webid={_webid(site)}&path=/&columnid='
        f'{_column(site)}&unitid={_unit(site)}&webname={site.host}&permissiontype=0"></a>]]></nextgroup>\n'
    )


def _records(rows: Sequence[str], before: str = "") -> str:
    records = "".join(f"<record><![CDATA[{row}]]></record>\n" for row in rows)
    return f"{before}<recordset>\n{records}</recordset>"


def _row(site: Site, posting: Posting) -> str:
    """A list row: text cut off, full title in `title`, attributes in varying order, dates with newlines."""
    full = escape(posting.document.stated.title)
    short = full if len(full) <= 18 else full[:17] + "..."
    if site.style == "initdata":
        return f'<li><a href="{posting.path}" title="{full}">{short}</a><span>{posting.listed_on}</span></li>'
    if posting.variant % 2:
        broken = "-\n".join(posting.listed_on.split("-"))
        return (
            f"<li><a title='{full}' target=\"_blank\" href='{posting.path}'>{short}</a><b>{broken}</b></li>"
        )
    return (
        f'<li><a href="{posting.path}" title="{full}" target="_blank">{short}</a><span>'
        f"{posting.listed_on}</span></li>"
    )


# --- the proxy ---


def _proxy(site: Site, request: Request) -> Answer:
    """One group of rows, preceded by the last row of the group before it, as the real proxy repeats it."""
    asked = request.params
    if asked.get("columnid") != _column(site) or asked.get("unitid") != _unit(site):
        return Answer(_EMPTY, "text/xml;charset=UTF-8")
    first, last = _range(site, asked)
    rows = [_row(site, posting) for posting in site.postings[max(0, first - 2) : last]] if first else []
    if not rows or first > len(site.postings):
        return Answer(_EMPTY, "text/xml;charset=UTF-8")
    total = len(site.postings)
    totals = f"<totalrecord>{total}</totalrecord><totalpage>{-(-total // site.page_size)}</totalpage>\n"
    more = _next_group(site, last // _group(site)) if last < total else ""
    return Answer(
        f"<datastore>\n{_records(rows, more + totals)}\n</datastore>".encode(), "text/xml;charset=UTF-8"
    )


def _range(site: Site, asked: Mapping[str, str]) -> tuple[int, int]:
    """First and last row asked for, from 1: by `startrecord` and `endrecord`, or by a group's `page`.

    (0, 0) for what is no number; never more than one group.
    """
    if "startrecord" in asked:
        start, end = asked["startrecord"], asked.get("endrecord", "0")
    else:
        page = asked.get("page", "0")
        start = str(int(page) * _group(site) + 1) if page.isdecimal() else ""
        end = str(int(page) * _group(site) + _group(site)) if page.isdecimal() else ""
    if not start.isdecimal() or not end.isdecimal():
        return 0, 0
    return int(start), min(int(end), int(start) + _group(site) - 1)


# --- an article ---


def _article_page(site: Site, posting: Posting, request: Request) -> Answer:
    frame = {"initdata": _frame_2014, "datastore": _frame_2016, "nextgroup": _frame_2023}[site.style]
    maketime = f"<meta name='Maketime' content='{int(posting.listed_on[:4]) + 1}-05-06 09:51:50_194'>\n"
    return _answer(
        site,
        f"<!DOCTYPE html>\n<html>\n<head>\n{pages.head(site, posting, maketime + _SCRIPTS)}</head>\n<body>\n"
        f"{pages.top(site)}\n{frame(site, posting)}\n{pages.tail(site, posting)}\n{_foot(site)}\n"
        f"{_visits(site, posting)}"
        "</body></html>",
    )


def _frame_2014(site: Site, posting: Posting) -> str:
    body = carriers.body(site, posting, "br")
    return (
        f'<table width="1000" align="center"><tr><td class="pos">{pages.crumbs(site)}</td></tr>\n'
        f"<tr><td>{metadata.block(posting)}</td></tr>\n"
        f'<tr><td class="title" align="center"><!--<$[标题]>begin-->{metadata.title(posting)}<!--<$[标题]>'
        "end--></td></tr>\n"
        f"<tr><td>{metadata.line(site, posting)}</td></tr>\n"
        f'<tr><td class="bt_content"><div id="zoom"><!--<$[信息内容]>begin-->{body}<!--<$[信息内容]>end-->'
        "</div></td></tr>"
        "</table>"
    )


def _frame_2016(site: Site, posting: Posting) -> str:
    body = carriers.body(site, posting, "p")
    return (
        f'<div class="position">{pages.crumbs(site)}</div>\n{metadata.block(posting)}\n'
        f'<p class="con-title"> <!--<$[标题]>begin-->{metadata.title(posting)}<!--<$[标题]>end--></p>\n'
        f"{metadata.line(site, posting)}\n"
        '<div class="main-txt" id="zoom"><!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><meta '
        'name="ContentStart">'
        f'{body}<meta name="ContentEnd"><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div>'
    )


def _frame_2023(site: Site, posting: Posting) -> str:
    body = carriers.body(site, posting, "p")
    return (
        f'<div class="xl_curpage"><table><tr><td>{pages.crumbs(site)}</td></tr></table></div>\n'
        f'<div class="xl_con">{metadata.block(posting)}\n<div class="xl_title">\n'
        f"    {metadata.title(posting)}\n</div>\n"
        f'{metadata.line(site, posting)}\n<div class="zoom" style="padding:20px">\n{body}\n</div></div>'
    )


def _visits(site: Site, posting: Posting) -> str:
    return (
        "<!-- visitcount Begin --><iframe "
        f"src='/module/visitcount/visit.jsp?type=3&i_webid={_webid(site)}&i_columnid="
        f'{_column(site)}&i_articleid={_article(site, posting.serial)}\' name="vishidden" '
        'style="display:none"></iframe>'
        "<!-- visitcount End -->\n"
    )


def _foot(site: Site) -> str:
    return pages.foot(site, "<a style='display:none'>Produced By 大汉网络 大汉版通发布系统</a>")
