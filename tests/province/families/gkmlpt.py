"""Guangdong's gkmlpt: one page for every column (`index#952`), a tree inside it, rows from a JSON interface.

`style`: `normal` (items of its own), `json` (an article's text stands only in the page's JSON), `direct` (some
rows are PDF files, their addresses elsewhere: `jump_url`).
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from functools import partial

from tests.province import carriers, frame, metadata, pages
from tests.province.model import Answer, Document, Handler, Posting, Report, Request, Site

CATEGORY = 952
_ROWS = 100
_ZONE = timezone(timedelta(hours=8))


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/gkmlpt/content/8/8123/post_8123456.html`: the number by millions and thousands."""
    number = _number(site, serial)
    if _is_file(document):
        return f"/attachment/0/{number // 1000}/{number}/{number}.pdf"
    return f"{_root(site)}/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"


def _is_file(document: Document) -> bool:
    return isinstance(document, Report) and document.carrier == "pdf" and not document.stated.dated


def _number(site: Site, serial: int) -> int:
    return 2_000_000 + int(site.division_code) % 1000 * 1000 + serial * 13


def _root(site: Site) -> str:
    """`/gkmlpt`, or `/mzj/gkmlpt` for a department on the portal's host."""
    return site.column_path.partition("#")[0].removesuffix("/index")


def routes(site: Site) -> dict[str, Handler]:
    root = _root(site)
    table: dict[str, Handler] = {
        f"{root}/index": partial(_index, site),
        f"{root}/api/all/{CATEGORY}": partial(_list, site),
    }
    for posting in site.postings:
        direct = posting.path.endswith(".pdf")
        table[posting.path] = partial(_file, posting) if direct else partial(_article, site, posting)
    return table


def _config(site: Site, detail: dict[str, object] | None = None) -> str:
    leaves = [(950, "政府信息公开指南"), (951, "政府信息公开制度"), (CATEGORY, site.column)]
    tree = [
        {"id": i, "name": name, "post_count": len(site.postings) + 3 if i == CATEGORY else 0, "jump_url": "",
         "children": []}
        for i, name in leaves
    ]  # fmt: skip
    found = f"DETAIL: {json.dumps(detail, ensure_ascii=True)}, " if detail else ""
    sid = 750_000 + int(site.division_code) % 9000
    text = json.dumps(tree, ensure_ascii=False)
    # Angle brackets are escaped, as no script may hold an end tag.
    found = found.replace("<", "\\u003C").replace(">", "\\u003E")
    return f"<script>window._CONFIG = {{SID: '{sid}', SERVICE_AREA_ID: 1, {found}TREE: {text}}};</script>"


def _index(site: Site, request: Request) -> Answer:
    return frame.page(
        site,
        f'<div id="app"></div>\n{_config(site)}\n<script src="{_root(site)}/js/app.js"></script>',
    )


def _list(site: Site, request: Request) -> Answer:
    found = frame.of_page(site, frame.number(request, "page"), _ROWS)
    total = len(site.postings)
    return frame.as_json(
        {
            "classify": {"id": CATEGORY, "name": site.column, "post_count": total + 3, "jump_url": ""},
            "total": total,
            "offset": 0,
            "articles": [_entry(site, posting, request) for posting in found],
        }
    )


def _entry(site: Site, posting: Posting, request: Request) -> dict[str, object]:
    stated = posting.document.stated
    origin = f"http://{request.host}"
    elsewhere = posting.path.endswith(".pdf")
    return {
        "id": _number(site, posting.serial),
        "title": stated.title,
        "identifier": stated.index_number or "",
        "document_number": stated.document_number or "",
        "publisher": stated.publisher or "",
        "date": _epoch(stated.created_on or stated.published_on),
        "display_publish_time": _epoch(posting.listed_on),
        "first_publish_time": _epoch(posting.listed_on) + 86_400,
        "created_at": f"{posting.listed_on} 10:00:00",
        "url": "" if elsewhere else origin + posting.path,
        "jump_url": origin + posting.path if elsewhere else "",
        "type": "url" if elsewhere else "normal",
        "classify_main": CATEGORY,
        "classify_main_name": site.column,
        "is_expired": False,
        "attachment": [],
    }


def _epoch(day: str) -> int:
    """Seconds; nine in the morning in China."""
    return int(datetime.fromisoformat(day).replace(hour=9, tzinfo=_ZONE).timestamp())


def _file(posting: Posting, request: Request) -> Answer:
    return Answer(carriers.of(posting), "application/pdf")


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    text = carriers.body(site, posting, "p")
    detail: dict[str, object] = {
        "id": _number(site, posting.serial),
        "title": posting.document.stated.title,
        "content": text,
    }
    shown = "" if site.style == "json" else text
    return frame.page(
        site,
        f'{_config(site, detail)}\n<div class="position">{pages.crumbs(site)}</div>\n{metadata.block(posting)}\n'
        f"<h1>{metadata.title(posting)}</h1>\n{metadata.line(site, posting)}\n"
        f'<div class="article-content">{shown}</div>\n{pages.tail(site, posting)}',
        posting,
    )
