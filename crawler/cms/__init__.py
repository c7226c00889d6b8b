"""The families of content-management systems, one module each; which one a page belongs to is seen from the
page.

To add a family:

1. Write `crawler/cms/<name>.py`: its docstring says how its lists and addresses look, and where seen.
2. Give it `NAME`, `detects(page)` and `read_list(page)`. Where only its marks and the look of its articles
   differ, a `static.Shape` is all of it (`nfcms.py`); where an endpoint gives the rows, have
   `read_list` return the endpoint's addresses as pages (`crawler.asking` for what is posted) and read its
   answer with `feed` (`gkmlpt.py`).
3. Put it into the tuple below, by trust: an endpoint named in the page first, marks of the frame after it,
   looks of addresses then, the generic reading last. Marks are looked for in `page.frame`: after a migration
   the old system's marks stay in the article.
4. Write a page and an answer of its kind into tests/crawler/test_families.py.
5. Add its line to docs/families.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

from crawler.cms import (
    epoint,
    feed,
    generic,
    gkmlpt,
    hanweb,
    jpaas,
    label8888,
    nfcms,
    querylist,
    shanghai,
    standard,
    trs,
    truecms,
    ucap,
    vsb,
    xxgk,
)
from crawler.cms.listing import Listing, ListPage, Row

__all__ = ["FAMILIES", "Family", "ListPage", "Listing", "Row", "Verdicts", "family_of"]


class Family(Protocol):
    """What a family module offers."""

    NAME: str

    def detects(self, page: ListPage) -> bool:
        """Whether the page was made by this family."""

    def read_list(self, page: ListPage) -> Listing:
        """The rows of a list page, with the addresses of its further pages."""


_IN_ORDER: tuple[Family, ...] = (
    gkmlpt, querylist, truecms, xxgk, jpaas, label8888, hanweb, ucap, vsb, epoint, trs, nfcms, shanghai,
    standard, feed, generic,
)  # fmt: skip

FAMILIES: dict[str, Family] = {family.NAME: family for family in _IN_ORDER}

# What these recognise says nothing of the system: who asked for such a page knows better.
_BY_LOOKS = ("feed", "generic")


def family_of(page: ListPage, declared: str | None = None) -> Family:
    """The family of a page: the one the registry names for its source, else the first that recognises it.

    A declared family that does not recognise the page gives way: sites move to another system without notice,
    and a Hanweb column often lists its articles in plain HTML.
    """
    named = FAMILIES.get(declared or "")
    if named is not None and named.detects(page):
        return named
    return next(family for family in FAMILIES.values() if family.detects(page))


class Verdicts:
    """Which family each part of a host is made by, for pages that do not say it themselves.

    A short last page or an endpoint's bare answer is read by the family whose page asked for it. Verdicts are
    kept by host and folder; after a restart they are found again from the kept body of the asking page, which
    `kept` gives as text.
    """

    def __init__(self, kept: Callable[[str], str | None]) -> None:
        self._kept = kept
        self._known: dict[tuple[str, str], str] = {}

    def family(self, page: ListPage, declared: str | None = None) -> Family:
        """The family that reads a page."""
        found = family_of(page, declared)
        if found.NAME in _BY_LOOKS and page.referer is not None:
            asked_by = self._known.get(_folder(page.referer)) or self._again(page.referer, declared)
            found = FAMILIES.get(asked_by or "", found)
        self._known.setdefault(_folder(page.url), found.NAME)
        return found

    def _again(self, url: str, declared: str | None) -> str | None:
        text = self._kept(url)
        return family_of(ListPage(url, text), declared).NAME if text is not None else None


def _folder(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc, parts.path.rpartition("/")[0]
