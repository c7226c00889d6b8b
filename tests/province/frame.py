"""The frame most families share: a page's bytes with what is wrong about them, an article, a list's pages."""

from __future__ import annotations

import json
from hashlib import md5
from html import escape

from tests.province import carriers, metadata, pages
from tests.province.model import Answer, Posting, Request, Site

# 瑞数 puts this block into every page it lets through; with content around it, it is no block at all.
TS_BLOCK = (
    "<script type=\"text/javascript\" r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=40817;"
    '$_ts.cd="qhTqrpqkrsWtqkqrrGLqqsgqcq";if($_ts.lcd)$_ts.lcd();</script>'
    '<script type="text/javascript" charset="iso-8859-1" src="/kYbTqNdzXwR/Hd2PmcQ0.71be4a9.js" r=\'m\'></script>'
)


def send(site: Site, html: str, content_type: str = "") -> Answer:
    """A page's bytes. Traps: `ts`, `bom`, `utf8-header` (it says UTF-8, and sends GBK)."""
    if "ts" in site.traps:
        html = html.replace("</head>", TS_BLOCK + "</head>", 1)
    mark = b"\xef\xbb\xbf" if "bom" in site.traps else b""
    if not content_type:
        content_type = "text/html"
        if "utf8-header" in site.traps:
            content_type += ";charset=UTF-8"
        elif site.encoding == "utf-8" and not mark:
            content_type += "; charset=utf-8"
    return Answer(mark + html.encode(site.encoding), content_type)


def page(site: Site, main: str, posting: Posting | None = None, head: str = "", foot: str = "") -> Answer:
    """A page of the site around `main`; `head` and `foot` are what the family adds there."""
    return send(
        site,
        f"<!DOCTYPE html>\n<html>\n<head>\n{pages.head(site, posting, head)}</head>\n<body>\n{pages.top(site)}\n"
        f"{main}\n{pages.foot(site, foot)}</body></html>",
    )


def article(
    site: Site,
    posting: Posting,
    content: str,
    style: str = "p",
    heading: str = "<h1>{}</h1>",
    block: str | None = None,
) -> str:
    """The main part of an article: `content` and `heading` are templates for the text and the title."""
    block = metadata.block(posting) if block is None else block
    return (
        f'<div class="position">{pages.crumbs(site)}</div>\n<div class="main">{block}\n'
        f"{heading.format(metadata.title(posting))}\n{metadata.line(site, posting)}\n"
        f"{content.format(carriers.body(site, posting, style))}\n</div>\n{pages.tail(site, posting)}"
    )


def crumbs(site: Site) -> str:
    return f'<div class="position">{pages.crumbs(site, "列表")}</div>'


def count(site: Site) -> int:
    """How many pages the list has."""
    return max(1, -(-len(site.postings) // site.page_size))


def of_page(site: Site, number: int, size: int = 0) -> list[Posting]:
    """The postings of a list page, counted from 1."""
    size = size or site.page_size
    return site.postings[(number - 1) * size : number * size] if number > 0 else []


def name(posting: Posting) -> str:
    """The title as an attribute or text of HTML."""
    return escape(posting.document.stated.title)


def short(posting: Posting, most: int = 18) -> str:
    """The title cut as lists cut it."""
    title = posting.document.stated.title
    return escape(title if len(title) <= most else title[: most - 1] + "...")


def number(request: Request, field: str) -> int:
    """A page number out of a query; 1 where it is missing, 0 for what is no number."""
    text = request.params.get(field, "1")
    return int(text) if text.isdecimal() else 0


def code(*parts: object) -> str:
    """32 hexadecimal digits, as many systems name things."""
    return md5(":".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def digits(size: int, *parts: object) -> str:
    """A number of `size` digits as systems give to articles; never with a zero in front."""
    return str(int(code(*parts), 16) % (9 * 10 ** (size - 1)) + 10 ** (size - 1))


def as_json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), "application/json;charset=UTF-8")


def not_allowed(request: Request) -> Answer:
    """What a POST interface answers to a GET."""
    return Answer(b'{"status":405,"error":"Method Not Allowed"}', "application/json", 405)
