"""The nationwide disclosure page (政府信息公开平台, 国办公开办函〔2019〕61号) of a vendor nobody here knows.

Its class names are the same everywhere: `zfxxgk_zdgkc` holds the list, `dl_nav01` the four fixed parts, and
政府信息公开年报 folds up bare years. Every family reads the box and the years (`static`, `columns`); this
module names the page where nothing tells the system behind it.
"""

from __future__ import annotations

from crawler.cms import static
from crawler.cms.listing import Listing, ListPage

NAME = "std61"


def detects(page: ListPage) -> bool:
    return any(mark in page.text for mark in (static.STANDARD_BOX, "dl_nav01", "zfxxgk_zdgktit"))


def read_list(page: ListPage) -> Listing:
    return static.read(page, NAME)
