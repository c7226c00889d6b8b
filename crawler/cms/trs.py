"""拓尔思 TRS WCM: columns are directories of static pages, `index_N.html` behind them, articles
`tYYYYMMDD_ID.html`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms.generic import report_columns
from crawler.cms.listing import MOST_PAGES, Listing, ListPage, Row, anchors, row, unique
from crawler.cms.pagers import declared_rows, find_pager, next_links

NAME = "trs"

_ARTICLE = re.compile(r"/t(?:20\d{6}_)?\d{4,12}(?:_ext)?\.s?html?$")


def detects(page: ListPage) -> bool:
    # CurrChnlCls is the breadcrumb's class; other systems took the template over, so addresses must agree.
    articles = {a.get("href") for a in anchors(page.tree) if _ARTICLE.search(a.get("href", "").split("?")[0])}
    return len(articles) >= (1 if "CurrChnlCls" in page.text else 2)


def read_list(page: ListPage) -> Listing:
    """Every link to an article or a file under a column is a row, wherever it stands (lists are often
    tables).
    """
    found: dict[str, Row] = {}
    for anchor in anchors(page.tree):
        one = row(anchor, page.url)
        if one is not None and _is_row(one):
            known = found.get(one.url)
            # The same article may be linked by a picture or a headline first: keep what says more.
            if known is None or (known.listed_on is None and one.listed_on is not None):
                found[one.url] = one
    pager = find_pager(page.text, page.url)
    others = pager.others(page.url) if pager else next_links(page)
    problems = []
    if len(others) > MOST_PAGES:
        problems.append(
            (
                "LIST_CUT",
                f"列表还有 {len(others)} 页，只取 {MOST_PAGES} 页：{page.url}",
            )
        )
    if not found and not page.is_source:
        problems.append(("EMPTY_LIST_PAGE", f"列表页没有条目：{page.url}"))
    total = (pager.rows if pager else None) or declared_rows(page.text)
    columns = report_columns(page)
    return Listing(
        _key(page), tuple(found.values()), unique(others)[:MOST_PAGES], columns, total, tuple(problems)
    )


def _is_row(one: Row) -> bool:
    path = urlsplit(one.url).path
    return bool(_ARTICLE.search(path)) or (
        one.listed_on is not None and not path.endswith("/") and "." in path.rsplit("/", 1)[-1]
    )


def _key(page: ListPage) -> str:
    """The directory: all pages of a list stand in it."""
    parts = urlsplit(page.url)
    return f"trs:{parts.netloc}{parts.path.rsplit('/', 1)[0]}"
