"""Any other list: what is printed in the page, read by its looks alone. The last family."""

from __future__ import annotations

from crawler.cms import feed, static
from crawler.cms.listing import Listing, ListPage

NAME = "generic"


def detects(page: ListPage) -> bool:
    """Every page that is no bare answer is at least generic."""
    return not feed.detects(page)


def read_list(page: ListPage) -> Listing:
    return static.read(page, NAME)
