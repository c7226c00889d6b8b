"""Sites of no known family: plain lists with 下一页 links, in the encodings such sites still use.

`style`: `gbk` (GBK bytes declared as gb2312, none in the header), `bom` (UTF-8 with a byte-order mark, and a
gb2312 meta pasted from Word inside the text), `cells` (rows in table cells; documents without dates).
"""

from __future__ import annotations

from functools import partial
from html import escape

from tests.province import carriers, metadata, pages
from tests.province.model import Answer, Document, Handler, Posting, Request, Site


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/xxgk/nb/2291.html`, or with a date in the path on sites of style `bom`."""
    folder = site.column_path.rsplit("/", 1)[0]
    if site.style == "bom":
        return f"{folder}/{document.stated.published_on.replace('-', '/')}/{500 + 3 * serial}.shtml"
    return f"{folder}/{2200 + 7 * serial}.html"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {"/": partial(_home, site)}
    for page in range(_page_count(site)):
        table[_page_path(site, page)] = partial(_list_page, site, page)
    for posting in site.postings:
        table[posting.path] = partial(_detail, site, posting)
    return table


def _answer(site: Site, page: str) -> Answer:
    if site.style == "gbk":
        return Answer(page.encode(site.encoding), "text/html")
    mark = b"\xef\xbb\xbf" if site.style == "bom" else b""
    return Answer(
        mark + page.encode(site.encoding), "text/html" if mark else f"text/html;charset={site.encoding}"
    )


def _home(site: Site, request: Request) -> Answer:
    return _answer(
        site,
        f"<html><head>{pages.head(site, None)}</head><body>{pages.top(site)}{pages.foot(site)}</body></html>",
    )


def _page_count(site: Site) -> int:
    return max(1, -(-len(site.postings) // site.page_size))


def _page_path(site: Site, page: int) -> str:
    """The path of list page `page`, counted from 0: `list.html`, `list_2.html`."""
    stem, extension = site.column_path.rsplit(".", 1)
    return site.column_path if page == 0 else f"{stem}_{page + 1}.{extension}"


# --- the list ---


def _list_page(site: Site, page: int, request: Request) -> Answer:
    postings = site.postings[page * site.page_size : (page + 1) * site.page_size]
    rows = "\n".join(_row(site, posting) for posting in postings)
    listing = (
        f'<table width="700">{rows}</table>'
        if site.style == "cells"
        else f'<ul class="newslist">\n{rows}\n</ul>'
    )
    return _answer(
        site,
        f'<html><head>\n{pages.head(site, None)}</head>\n<body>{pages.top(site)}\n<div class="where">'
        f"{pages.crumbs(site, '列表')}</div>\n{listing}\n{_pager(site, page)}\n{pages.foot(site)}</body>"
        "</html>",
    )


def _row(site: Site, posting: Posting) -> str:
    full, day = escape(posting.document.stated.title), posting.listed_on
    if site.style == "cells":
        return (
            f'<tr><td>{posting.serial}</td><td><a href="{posting.path}">{full}</a></td><td align="right">'
            f"{day}</td></tr>"
        )
    shown = day.replace("-", ".") if site.style == "bom" else f"[{day}]"
    return f'<li>·<a href="{posting.path}" target="_blank">{full}</a><span>{shown}</span></li>'


def _pager(site: Site, page: int) -> str:
    count = _page_count(site)
    links = [f"共{len(site.postings)}条 {page + 1}/{count}"]
    if page:
        links.append(f'<a href="{_page_path(site, page - 1)}">上一页</a>')
    if page + 1 < count:
        links.append(f'<a href="{_page_path(site, page + 1)}">下一页</a>')
        links.append(f'<a href="{_page_path(site, count - 1)}">尾页</a>')
    return f'<div class="pages">{" ".join(links)}</div>'


# --- a document ---


def _detail(site: Site, posting: Posting, request: Request) -> Answer:
    style = {"gbk": ("p", "br", "div")[site.chrome % 3], "bom": "word", "cells": "br"}[site.style]
    body = (pages.WORD_META if site.style == "bom" else "") + carriers.body(site, posting, style)
    body += pages.SIGN_OFF if posting.variant % 4 == 1 else ""
    if site.style == "cells":
        content = f'<table width="960"><tr><td id="content">{body}</td></tr></table>'
    else:
        content = f'<div class="content">{body}</div>'
    return _answer(
        site,
        f'<html><head>\n{pages.head(site, posting)}</head>\n<body>{pages.top(site)}\n<div class="where">'
        f"{pages.crumbs(site)}</div>\n{metadata.block(posting)}\n<h1>{metadata.title(posting)}</h1>\n"
        f"{metadata.line(site, posting)}\n{content}\n"
        f"{pages.tail(site, posting)}\n{pages.foot(site)}</body></html>",
    )
