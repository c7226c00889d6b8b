"""What every family gives back from a list page, and the few readings of HTML they share (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import cast
from urllib.parse import urljoin

from lxml import etree
from lxml.etree import _Element

MOST_PAGES = 50  # pages of one list that are followed; a list that claims more says so as a problem

_DATE = re.compile(r"(20\d\d)\s{0,3}[-/.年]\s{0,3}(\d{1,2})\s{0,3}[-/.月]\s{0,3}(\d{1,2})(?!\d)")
# Not lxml.html's: choosing a class for every element in Python takes as long again as parsing.
_PARSER = etree.HTMLParser(encoding="utf-8")
# What an XPath gives depends on its text; this one gives text.
_string = cast("Callable[[_Element], str]", etree.XPath("string(.)", smart_strings=False))


@dataclass(frozen=True)
class Row:
    """A row of a list. `url` absolute, `text` as shown, `title` the attribute, `listed_on` an ISO date."""

    url: str
    text: str
    title: str | None = None
    listed_on: str | None = None


@dataclass(frozen=True)
class Listing:
    """What a list page says.

    `next_pages`: more pages of the same list; `columns`: other lists it leads to (frames, bare years under a
    report heading); both are plain addresses to GET. `key` is the same on every page of one list.
    `declared_total` is the number of rows the list claims to have, over all its pages.
    """

    key: str
    rows: tuple[Row, ...] = ()
    next_pages: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    declared_total: int | None = None
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ListPage:
    """A list page as fetched. `is_source`: its address stands in the registry (a column's first page)."""

    url: str
    text: str
    is_source: bool = True

    @cached_property
    def tree(self) -> _Element:
        return parse(self.text)


def parse(text: str) -> _Element:
    """Parse HTML text; anything at all gives a tree."""
    tree = etree.fromstring(text.encode("utf-8", "replace") or b"<html></html>", _PARSER)
    return etree.Element("html") if tree is None else tree


def text_of(element: _Element) -> str:
    """All text below an element, in one line.

    >>> text_of(parse("<a>政府信息<br>公开  年报</a>"))
    '政府信息公开 年报'
    """
    return " ".join(_string(element).split())


def absolute(base: str, href: str | None) -> str | None:
    """The absolute http(s) address of a link, or None for anything else.

    >>> absolute("http://a.test/x/", "./t1.html"), absolute("http://a.test/", "javascript:void(0)")
    ('http://a.test/x/t1.html', None)
    """
    href = (href or "").strip()
    if not href or href.startswith("#"):
        return None
    try:
        url = urljoin(base, href.replace("\\", "/"))
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None


def iso_date(text: str) -> str | None:
    """The first date in a text; lists break dates over lines and pad them.

    >>> [iso_date(text) for text in ("2024-\\n01-\\n23", "[2008- 11- 07]", "2024年1月5日", "2024-13-01")]
    ['2024-01-23', '2008-11-07', '2024-01-05', None]
    """
    found = _DATE.search(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def anchors(element: _Element) -> Iterator[_Element]:
    for anchor in element.iter("a"):
        if anchor.get("href"):
            yield anchor


def row(anchor: _Element, base: str) -> Row | None:
    """The row an anchor stands in: its date is in the smallest block that holds no other link with text."""
    url = absolute(base, anchor.get("href"))
    text = text_of(anchor)
    title = (anchor.get("title") or "").strip() or None
    if url is None or not (text or title):
        return None
    return Row(url, text, title, _date_beside(anchor) or iso_date(text) or iso_date(title or ""))


def _date_beside(anchor: _Element) -> str | None:
    block = anchor
    for _ in range(4):
        parent = block.getparent()
        # Two are enough to know: counting all of them is quadratic on a page of a million links.
        if parent is None or len(list(islice((a for a in anchors(parent) if text_of(a)), 2))) > 1:
            break
        block = parent
    inside = set(anchor.iter())
    beside = [e.text or "" for e in block.iter() if e not in inside and isinstance(e.tag, str)]
    beside += [e.tail or "" for e in block.iter() if e is not block]
    return iso_date(" ".join(beside)) or iso_date(text_of(anchor))


def unique(urls: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urls))
