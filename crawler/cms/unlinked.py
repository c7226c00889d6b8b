"""Reports a list names without a link that anybody can follow: it is not whole, whatever else it links to (pure).

Rows that only a script opens (`openDoc(17)`), rows in a script's data, a row whose link was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from crawler.cms.controls import years_by_script
from crawler.cms.listing import ListPage, Row, absolute
from crawler.titles import LONGEST, Title, classify, full_title

if TYPE_CHECKING:
    from lxml.etree import _Element

# What names the page or the site, not a row.
_NO_ROW = ("title", "h1", "h2", "h3", "h4", "style", "select", "option", "meta", "noscript", "template")
_TEXT_IN_SCRIPT = re.compile(
    r""""((?:[^"\\\n]|\\.){8,200})"|'((?:[^'\\\n]|\\.){8,200})'|<!\[CDATA\[([^\]<]{8,200})\]\]"""
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_MOST_SCRIPT = 300_000  # characters of a page's scripts that are looked through
_YEAR = re.compile(r"20\d\d|二[〇○零0Oo]")


def unlinked(page: ListPage, rows: Iterable[Row]) -> tuple[str, ...]:
    """The reports, by their titles, that a page names and no row leads to."""
    listed: dict[int, set[str | None]] = {}
    for row in rows:
        said = classify(full_title(row.text, row.title))
        if said.year is not None:
            listed.setdefault(said.year, set()).add(said.agency)
    found: dict[str, None] = {}
    for text in _named(page):
        title = classify(text)
        if title.kind == "report" and title.year is not None and not _is_listed(title, listed):
            found[text] = None
    # Tabs that fetch another year's list: none of these years' reports can be said not to be there.
    found.update((f"{year}年", None) for year in years_by_script(page) if year not in listed)
    return tuple(found)


def _is_listed(title: Title, listed: dict[int, set[str | None]]) -> bool:
    """Whether a row may be the report of a title: of its year, and of its agency as far as both name one."""
    agencies = listed.get(title.year or 0, set())
    own = title.agency
    return any(own is None or other is None or own in other or other in own for other in agencies)


def _named(page: ListPage) -> Iterator[str]:
    """The texts of a page that stand in no link, and what its scripts and islands of XML quote."""
    looked = 0
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script":
            script = (element.text or "")[: _MOST_SCRIPT - looked]
            looked += len(script)
            yield from _quoted(script)
        elif element.tag not in _NO_ROW and (element.text or "").strip() and not _in_link(page, element):
            yield from _worth(element.text or "")
        if element.tail and not _in_link(page, element.getparent()):
            yield from _worth(element.tail)


def _quoted(script: str) -> Iterator[str]:
    if "公开" not in script and "\\u" not in script:
        return
    for found in _TEXT_IN_SCRIPT.findall(script):
        text = next((each for each in found if each), "")
        if "\\u" in text:
            text = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
        yield from _worth(unescape(text))


def _worth(text: str) -> Iterator[str]:
    """A text that may be a title; most are not, and to classify them all would take as long as all the rest."""
    text = " ".join(text.split())
    if 8 <= len(text) <= LONGEST and "公开" in text and _YEAR.search(text):
        yield text


def _in_link(page: ListPage, element: _Element | None) -> bool:
    """Whether an element stands in what is no row of its own: a link with an address, a heading."""
    above = element
    while above is not None:
        if above.tag in _NO_ROW:
            return True
        if above.tag == "a" and absolute(page.base, above.get("href")):
            return True
        above = above.getparent()
    return False
