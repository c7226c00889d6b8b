"""How a family puts its Listing together: bounds, the lists a page leads to, and an empty page named (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.cms.columns import frames, report_columns
from crawler.cms.listing import Listing, ListPage, Row, unique
from crawler.cms.pagers import page_number

# Pages of one list that are asked for; a list that claims more says so as a problem. The largest real column
# known has 40 agencies × 15 years on pages of 10 rows.
MOST_PAGES = 200
# Addresses of further pages that are made up before they are cut to these: how many pages there are is a site's word,
# and a list of 10^12 addresses is the end of the crawl.
MOST_NAMED = 10_000

_SCRIPT_MADE = re.compile(r"""\bid=["']?(?:app|root)\b|\bng-app\b|\bdata-server-rendered\b""")
_EMPTY = ("暂无相关信息", "暂无数据", "暂无信息", "暂无内容", "没有找到", "无相关信息")


def listing(
    page: ListPage,
    key: str,
    rows: Iterable[Row],
    pages: Iterable[str] = (),
    *,
    columns: Iterable[str] = (),
    total: int | None = None,
    pages_declared: int | None = None,
    may_be_empty: bool = False,
) -> Listing:
    """The Listing of a page. `pages_declared`: how many pages the list says it has, whether found or not.

    `may_be_empty`: a page behind the first of a list that tells no total, where an empty one is the end.
    """
    found, others = tuple(rows), unique(pages)
    is_html = page.payload is None
    leads_to = unique((*columns, *(report_columns(page) if is_html else ()))) if page.follows else ()
    if is_html and page.follows and not (found or others or leads_to):
        leads_to = frames(page)
    problems: list[tuple[str, str]] = []
    if len(others) > MOST_PAGES:
        problems.append(("LIST_CUT", f"列表还有 {len(others)} 页，只取 {MOST_PAGES} 页：{page.url}"))
    if not (found or others or leads_to or may_be_empty):
        problems.append(_empty(page))
    first = page.is_source or page_number(page.url) is None
    if found and not others and (pages_declared or 0) > 1 and first:
        problems.append(unknown(page, f"列表共 {pages_declared} 页"))
    return Listing(key, found, others[:MOST_PAGES], leads_to, total, tuple(problems))


def behind(first: int, total: int, size: int) -> range:
    """The numbers of the pages behind the first, of a list that claims so many rows.

    >>> list(behind(1, 31, 15)), list(behind(0, 15, 15)), len(behind(1, 10**400, 1)) == MOST_NAMED
    ([2, 3], [], True)
    """
    return range(first + 1, first - (-total // size))[:MOST_NAMED]  # whole numbers: a float ends at 10^308


def unknown(page: ListPage, said: str) -> tuple[str, str]:
    """The problem of paging by a script nobody here knows: the end of the page is not the end of the list."""
    return "PAGER_UNKNOWN", f"{said}，找不到下一页的地址：{page.url}"


def _empty(page: ListPage) -> tuple[str, str]:
    """Why a page has no rows, as far as it says so."""
    said = next((word for word in _EMPTY if word in page.text), None)
    if said is None and _SCRIPT_MADE.search(page.text):
        return "NEEDS_BROWSER", f"列表由脚本生成，没有认得的接口，需要浏览器：{page.url}"
    why = f"（页面写明“{said}”）" if said else ""
    return "EMPTY_LIST_PAGE", f"列表页没有条目{why}：{page.url}"
