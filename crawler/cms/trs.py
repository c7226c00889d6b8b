"""拓尔思 TRS WCM: columns are directories of static pages, `index_N.html` behind them, articles
`tYYYYMMDD_ID.html`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms import static
from crawler.cms.listing import Listing, ListPage

NAME = "trs"

# CurrChnlCls is the breadcrumb's class; other systems took the template over, so addresses must agree.
_SHAPE = static.Shape(
    NAME,
    re.compile(r"/t(?:20\d{6}_)?\d{4,12}(?:_ext)?\.s?html?$"),
    ("CurrChnlCls",),
)
_EDITORS = ("TRS_Editor", "TRS_UEDITOR", "trs_editor_view")


def detects(page: ListPage) -> bool:
    # The editor's name is inside the article: systems that took its articles over come before this one.
    return _SHAPE.detects(page) or (page.payload is None and any(name in page.text for name in _EDITORS))


def read_list(page: ListPage) -> Listing:
    # The directory is the list: all its pages stand in it.
    parts = urlsplit(page.url)
    key = f"{NAME}:{parts.netloc}{parts.path.rsplit('/', 1)[0]}"
    return static.read(page, NAME, rows=_SHAPE.rows(page), key=key)
