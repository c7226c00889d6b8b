"""Any other list: the group of links that looks most like dated titles, and whatever pager the page prints.

Links are grouped by where they stand (the tags and classes above them); the group wins whose links most
often carry a report's title or have a date beside them. Navigation, footers and link lists are left out by
their names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element

from crawler.cms.listing import (
    MOST_PAGES,
    Listing,
    ListPage,
    Row,
    absolute,
    anchors,
    iso_date,
    parse,
    row,
    text_of,
    unique,
)  # fmt: skip
from crawler.cms.pagers import declared_rows, find_pager, next_links
from crawler.titles import classify, full_title, is_column_name

NAME = "generic"

_CHROME = re.compile(
    r"nav|menu|foot|header|crumb|yqlj|friend|link|select|tool|share|login|search|banner", re.I
)
_JUMP = re.compile(
    r"""location(?:\.href)?\s{0,4}=\s{0,4}['"]([^'"]{1,300})['"]|window\.open\(\s{0,4}['"]([^'"]{1,300})['"]"""
)


def detects(page: ListPage) -> bool:
    """Everything is at least generic."""
    return True


def read_list(page: ListPage) -> Listing:
    rows = _best_group(page.tree, page.url)
    if not rows:
        rows = _best_group(_comments(page.tree), page.url)
    pager = find_pager(page.text, page.url)
    others = pager.others(page.url) if pager else []
    if not others:
        others = next_links(page)
    problems = []
    if len(others) > MOST_PAGES:
        problems.append(
            (
                "LIST_CUT",
                f"列表还有 {len(others)} 页，只取 {MOST_PAGES} 页：{page.url}",
            )
        )
    columns = report_columns(page)
    if not rows and not columns:
        problems.append(("EMPTY_LIST_PAGE", f"列表页没有条目：{page.url}"))
    total = (pager.rows if pager else None) or declared_rows(page.text)
    return Listing(_key(page), rows, unique(others)[:MOST_PAGES], columns, total, tuple(problems))


def report_columns(page: ListPage) -> tuple[str, ...]:
    """Bare years (2024, 2023年) listed under a heading that names a report column and is no link itself.

    The nationwide disclosure page (国办公开办函〔2019〕61号) folds the years of 政府信息公开年报 up under
    such a heading.
    """
    found: list[str] = []
    for heading in page.tree.iter("h1", "h2", "h3", "h4", "dt", "div", "span", "p"):
        if len(heading) > 6 or next(anchors(heading), None) is not None:
            continue
        name = text_of(heading)
        following = heading.getnext()
        if len(name) > 20 or following is None or not is_column_name(name.replace(" ", "")):
            continue
        for anchor in anchors(following):
            url = absolute(page.url, anchor.get("href"))
            if url and url != page.url and classify(text_of(anchor)).kind == "year":
                found.append(url)
    return unique(found)


def _best_group(tree: _Element, base: str) -> tuple[Row, ...]:
    groups: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for anchor in anchors(tree):
        place = _place(anchor)
        one = row(anchor, base) or _script_row(anchor, base)
        if place is None or one is None or one.url.rstrip("/") == base.rstrip("/"):
            continue
        known = groups[place].get(one.url)
        if known is None or len(one.text) > len(known.text):
            groups[place][one.url] = one
    best = max(groups.values(), key=_score, default={})
    return tuple(best.values()) if _score(best) > 0 else ()


def _score(group: dict[str, Row]) -> float:
    """Reports weigh most: a dated news box must not win over the report list beside it."""
    if not group:
        return 0
    reports = sum(
        classify(full_title(r.text, r.title)).kind not in ("other", "rejected", "year")
        for r in group.values()
    )
    dated = sum(r.listed_on is not None for r in group.values())
    if reports == 0 and dated < max(2, 0.6 * len(group)):
        return 0
    return reports * 3 + dated


def _place(anchor: _Element) -> tuple[str, ...] | None:
    """Tags and classes above a link, without row numbers; None inside navigation and footers."""
    place: list[str] = []
    for element in anchor.iterancestors():
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("nav", "footer", "header", "select") or _CHROME.search(names):
            return None
        if element.tag in ("body", "html"):
            break
        place.append(
            f"{element.tag}.{re.sub(r'[0-9]+', '', names.strip())}" if len(place) > 1 else element.tag
        )
    return tuple(place)


def _script_row(anchor: _Element, base: str) -> Row | None:
    """A link whose address is only in its script: onclick="location.href='…'"."""
    found = _JUMP.search(anchor.get("onclick") or anchor.get("href") or "")
    url = absolute(base, (found[1] or found[2]) if found else None)
    text = text_of(anchor)
    return Row(url, text, anchor.get("title"), iso_date(text)) if url and text else None


def _comments(tree: _Element) -> _Element:
    """The page's comments as HTML: some templates print the list there and fill it in by script."""
    inside = [c.text or "" for c in tree.iter(etree.Comment) if "<li" in (c.text or "")]
    return parse("<div>" + "".join(inside) + "</div>")


def _key(page: ListPage) -> str:
    """The address without its page number, so that all pages of one list share it.

    `nb/`, `nb/index_2.html`, `nb/2.html` and the descending `nb/10.htm` behind `nb.htm` are each one list.
    """
    parts = urlsplit(page.url)
    path = re.sub(r"(?:_\d{1,4})?\.\w{2,6}$", "", parts.path)
    path = re.sub(r"/(?:index|list|\d{1,4})?$", "", path)
    query = re.sub(r"(?:page\w{0,10}|cur_page|p|current)=\d{1,5}", "", parts.query, flags=re.IGNORECASE)
    return f"generic:{parts.netloc}{path}?{query}"
