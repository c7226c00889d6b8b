"""The families of content-management systems, one module each; which one a page belongs to is seen from the
page.

A family is a module with a `NAME` and two pure functions: `detects(page)` and `read_list(page)`. Detection
goes by what the page calls, never by what stands inside an article: after a migration the old system's
marks stay in the body. The order below is the order of trust: an endpoint named in the page first, address
shapes after it, the generic reading last.
"""

from __future__ import annotations

from typing import Protocol

from crawler.cms import generic, hanweb, trs
from crawler.cms.listing import Listing, ListPage, Row

__all__ = ["FAMILIES", "Family", "ListPage", "Listing", "Row", "family_of"]


class Family(Protocol):
    """What a family module offers."""

    NAME: str

    def detects(self, page: ListPage) -> bool:
        """Whether the page was made by this family."""

    def read_list(self, page: ListPage) -> Listing:
        """The rows of a list page, with the addresses of its further pages."""


FAMILIES: dict[str, Family] = {family.NAME: family for family in (hanweb, trs, generic)}


def family_of(page: ListPage, declared: str | None = None) -> Family:
    """The family of a page: the one the registry names for its source, else the first that recognises it.

    A declared family that does not recognise the page gives way: sites move to another system without notice,
    and a Hanweb column often lists its articles in plain HTML.
    """
    named = FAMILIES.get(declared or "")
    if named is not None and named.detects(page):
        return named
    return next(family for family in FAMILIES.values() if family.detects(page))
