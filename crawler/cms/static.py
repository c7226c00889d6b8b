"""Lists printed in the page: the group of links that looks most like dated titles, and the pager beside it.

Links are grouped by where they stand (the tags and classes above them); the group wins whose links most
often carry a report's title or have a date beside them. Navigation, footers and link lists are left out by
their names. The list box of the nationwide disclosure page goes before all groups.

`Shape` makes a family of what only its marks and the look of its articles' addresses tell apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from crawler.cms.columns import is_agency_name
from crawler.cms.controls import next_pages, unknown_pager
from crawler.cms.listing import (
    Listing,
    ListPage,
    Row,
    absolute,
    anchors,
    having,
    iso_date,
    parse,
    row,
    rows_of,
    text_of,
)
from crawler.cms.pagers import declared_pages, declared_rows, find_pager, has_unread_pager
from crawler.cms.reading import listing, unknown
from crawler.cms.script import jump_of
from crawler.titles import classify, full_title

if TYPE_CHECKING:
    from lxml.etree import _Element

# 国办公开办函〔2019〕61号: one template, handed to all vendors, whose class names went with it.
STANDARD_BOX = "zfxxgk_zdgkc"

_CHROME = re.compile(
    r"nav|menu|foot|header|crumb|position|weizhi|yqlj|friend|link|select|tool|share|login|search|banner", re.I
)
# Where an element that is no link keeps where it leads.
_LEADING = ("onclick", "data-url", "data-href", "data-link", "data-src")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd)$", re.IGNORECASE)
_DATA_FILE = re.compile(r"""(?:getJSON|ajax|get|fetch|url)\s{0,4}[(:]\s{0,4}["']([\w./-]{1,200}\.json)["']""")
_MOST_SCRIPT = 300_000  # characters of a page that are searched for them
_PAGE_PARAMETER = re.compile(
    r"(?:page\w{0,10}|cur_?page|p|current|currpage|start|offset|a\d{1,9}[tpc])=\d{0,5}(?:&|$)", re.IGNORECASE
)


@dataclass(frozen=True)
class Shape:
    """A family by its look: `marks` in the page's frame, `article` matching the path of what it lists.

    The page's own address, a mark and one such address, or two addresses are enough; a mark alone is when
    `sure`.
    """

    name: str
    article: re.Pattern[str]
    marks: tuple[str, ...] = ()
    sure: bool = False

    def detects(self, page: ListPage) -> bool:
        if page.payload is not None:
            return False
        if self.article.search(urlsplit(page.url).path):
            return True
        marked = page.marked(self.marks)
        if marked and self.sure:
            return True
        found = {urlsplit(url).path for url in _targets(page) if self.article.search(urlsplit(url).path)}
        return len(found) >= (1 if marked else 2)

    def read_list(self, page: ListPage) -> Listing:
        """Every link to an article or a dated file is a row, wherever it stands (lists are often tables)."""
        return read(page, self.name, rows=self.rows(page))

    def rows(self, page: ListPage) -> list[Row]:
        """What has the family's looks; and reports that have not: columns link to other systems too."""
        found = {one.url: one for one in rows_of(page.tree, page.base) if self.is_row(one)}
        listed = static_rows(page)
        return [*found.values(), *(r for r in listed if r.url not in found and (not found or _is_report(r)))]

    def is_row(self, one: Row) -> bool:
        path = urlsplit(one.url).path
        return bool(self.article.search(path) or (one.listed_on is not None and _FILE.search(path)))


def read(page: ListPage, name: str, *, rows: list[Row] | None = None, key: str | None = None) -> Listing:
    """The Listing of a page whose rows are printed in it; `rows` where a family knows them better."""
    pager = find_pager(page.text, page.base)
    others = (pager.others(page.base) if pager else []) or next_pages(page)
    total = (pager.rows if pager else None) or declared_rows(page.text)
    found = static_rows(page) if rows is None else rows
    others = others if found or others else _data_files(page)
    many = declared_pages(page.text)
    result = listing(page, key or list_key(page, name), found, others, total=total, pages_declared=many)
    alone = many == 1 or (many is None and pager is not None)
    more = None if others or not found or alone else _more(page, total, len(found))
    if more is None or any(kind == "PAGER_UNKNOWN" for kind, _ in result.problems):
        return result
    return replace(result, problems=(*result.problems, unknown(page, f"列表有“{more}”")))


def _more(page: ListPage, total: int | None, rows: int) -> str | None:
    """What says that the list goes on where no address was found; not where it has as many rows as it declares."""
    if total is not None and total <= rows:
        return None
    return "createPageHTML" if has_unread_pager(page.text, page.base) else unknown_pager(page)


def _data_files(page: ListPage) -> list[str]:
    """Files of JSON the scripts of an empty list load, beside the page or below (seen at 湖北)."""
    urls = (absolute(page.base, name) for name in _DATA_FILE.findall(page.text[:_MOST_SCRIPT]))
    own = urlsplit(page.url)
    return [url for url in dict.fromkeys(urls) if url and urlsplit(url).netloc == own.netloc][:3]


def static_rows(page: ListPage) -> tuple[Row, ...]:
    """The rows of the page's list; where none is visible, of the list inside its comments."""
    boxes = having(page.tree, "class", re.compile(STANDARD_BOX)) if STANDARD_BOX in page.text else []
    hidden = _comments(page.tree)
    fewest = 2 if page.is_source else 1  # the last page of several may hold a single row
    for trees, reading in (
        (boxes, _all_rows),
        ([_comments(box) for box in boxes], _all_rows),
        ([page.tree], lambda tree, page: _best_group(tree, page, fewest)),
        ([hidden], _best_group),
    ):
        rows = _listed([one for tree in trees for one in reading(tree, page)], page)
        if rows:
            return rows
    return ()


def list_key(page: ListPage, name: str) -> str:
    """The address without its page number, so that all pages of one list share it.

    `nb/`, `nb/index_2.html`, `nb/2.html` and the descending `nb/10.htm` behind `nb.htm` are each one list.
    """
    parts = urlsplit(page.url)
    path = re.sub(r"/page/\d{1,4}/?$", "/", parts.path)
    path = re.sub(r"(?:_\d{1,4})?\.\w{2,6}$", "", path)
    path = re.sub(r"/(?:index|list|\d{1,4})?$", "", path)
    query = "&".join(sorted(filter(None, _PAGE_PARAMETER.sub("", parts.query).split("&"))))
    return f"{name}:{parts.netloc}{path}?{query}"


def _targets(page: ListPage) -> list[str]:
    """Where the frame's links lead: an article's own links tell nothing of the system it stands in."""
    urls = (absolute(page.base, anchor.get("href")) for anchor in anchors(page.tree))
    return [url for url in urls if url is not None]


def _same(url: str, base: str) -> bool:
    return url.rstrip("/") == base.rstrip("/")


def _listed(rows: list[Row], page: ListPage) -> tuple[Row, ...]:
    return tuple({one.url: one for one in rows if not _same(one.url, page.url)}.values())


def _all_rows(tree: _Element, page: ListPage) -> tuple[Row, ...]:
    return (*rows_of(tree, page.base), *filter(None, (_script_row(e, page) for e in _clickable(tree))))


def _best_group(tree: _Element, page: ListPage, fewest: int = 2) -> tuple[Row, ...]:
    groups: dict[tuple[str, ...], dict[str, Row]] = defaultdict(dict)
    for anchor in (*anchors(tree), *_clickable(tree)):
        place = _place(anchor)
        one = row(anchor, page.base) or _script_row(anchor, page)
        # What leads here or home is no row: it must not make its group look like a list.
        if place is None or one is None or urlsplit(one.url).path in ("", "/") or _same(one.url, page.base):
            continue
        known = groups[place].get(one.url)
        if known is None or len(one.text) > len(known.text):
            groups[place][one.url] = one
    best = max(groups.values(), key=lambda group: _score(group, fewest), default={})
    if _score(best, fewest) <= 0:
        return ()
    # Governments' reports and departments' often stand in two boxes of one page.
    beside = [r for group in groups.values() if group is not best for r in group.values() if _is_report(r)]
    return (*best.values(), *(r for r in beside if r.url not in best))


def _is_report(one: Row) -> bool:
    """Whether a row counts wherever it stands; what only a report column may mean by it, the column's name decides."""
    title = full_title(one.text, one.title)
    said = classify(title)
    named = said.kind == "year" and said.agency is not None
    return (
        said.kind in ("report", "truncated") or named or (one.listed_on is not None and is_agency_name(title))
    )


def _score(group: dict[str, Row], fewest: int) -> float:
    """Reports weigh most: a dated news box must not win over the report list beside it."""
    if not group:
        return 0
    said = [classify(full_title(r.text, r.title)) for r in group.values()]
    reports = sum(
        t.kind not in ("other", "rejected", "year") or (t.kind == "year" and t.agency is not None)
        for t in said
    )
    dated = sum(r.listed_on is not None for r in group.values())
    if reports == 0 and dated < max(fewest, 0.6 * len(group)):
        return 0
    return reports * 3 + dated


def _place(anchor: _Element) -> tuple[str, ...] | None:
    """Tags and classes above a link, without row numbers; None inside navigation, breadcrumbs and footers."""
    place: list[str] = []
    for element in anchor.iterancestors():
        if len(place) < 2 and "位置" in (element.text or ""):
            return None
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in ("nav", "footer", "header", "select") or _CHROME.search(names):
            return None
        if element.tag in ("body", "html"):
            break
        place.append(
            f"{element.tag}.{re.sub(r'[0-9]+', '', names.strip())}" if len(place) > 1 else element.tag
        )
    return tuple(place)


def _clickable(tree: _Element) -> list[_Element]:
    """Elements that are no links but lead somewhere: by their script, `<li onclick="location.href='…'">`, or by an
    address that a script elsewhere reads, `<li data-url="…">`. One around a link is that link's row.
    """
    found = [e for e in tree.iter() if isinstance(e.tag, str) and any(e.get(name) for name in _LEADING)]
    return [e for e in found if e.get("href") is None and not any(_usable(a) for a in anchors(e))]


def _usable(anchor: _Element) -> bool:
    return not (anchor.get("href") or "").strip().lower().startswith(("javascript:", "#"))


def _script_row(element: _Element, page: ListPage) -> Row | None:
    """A row whose address is not in a link: onclick="location.href='…'", a function's argument, data-url="…"."""
    named = next((element.get(name) for name in _LEADING[1:] if element.get(name)), None)
    script = element.get("onclick") or element.get("href") or ""
    url = absolute(page.base, named or jump_of(page.text, script))
    text = text_of(element)
    title = element.get("title") or next((a.get("title") for a in anchors(element) if a.get("title")), None)
    words = next((text_of(a) for a in anchors(element) if text_of(a)), text)
    return Row(url, words, title, iso_date(text)) if url and text else None


def _comments(tree: _Element) -> _Element:
    """The comments of a page or box as HTML: some templates print the list there and fill it in by script."""
    inside = [c.text or "" for c in tree.iter(etree.Comment) if "<li" in (c.text or "")]
    return parse("<div>" + "".join(inside) + "</div>")
