"""The lists a page leads to: folded years, sub-columns by kind of agency, frames (pure).

The nationwide disclosure page (国办公开办函〔2019〕61号) folds the years of 政府信息公开年报 up under a
heading that is no link; county portals divide the column once more, into 政府, 部门 and 乡镇.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.cms.listing import ListPage, absolute, anchors, text_of, unique
from crawler.titles import classify, is_column_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = ("h1", "h2", "h3", "h4", "dt", "div", "span", "p", "li")
_GROUP = re.compile(
    r"^[市县区省州盟旗]?(?:本级)?(?:人民)?(?:政府|部门|直属?部门|级部门|直单位|乡镇|镇街|镇乡|街道|乡镇街道|镇\(街道\)|园区|其他单位)"
    r"(?:[\(（]街道[\)）])?(?:信息公开)?(?:年报|年度报告)?$"
)
_AGENCY = re.compile(
    r"^[\u4e00-\u9fff]{1,24}(?:人民政府|政府办公室|局|委员会|委|办公室|厅|院|镇|乡|街道|街道办事处|中心|支队|大队|分局|管委会|办事处)$"
)
_STANDARD_NAV = re.compile(r"dl_nav0|sideMenu")
# What stands in frames besides lists: counters, the weather, the site's head and foot.
_NO_LIST = re.compile(
    r"visit|count|weather|tianqi|search|login|share|menu|/top|/head|/foot|conac|banner|map\.|player|\.(?:pdf|swf|jpg|png)",
    re.IGNORECASE,
)


def report_columns(page: ListPage) -> tuple[str, ...]:
    """Bare years (2024, 2023年) and kinds of agency (部门, 乡镇) under a report heading that is no link."""
    found: list[str] = []
    for heading in page.tree.iter(*_HEADINGS):
        if len(heading) > 6 or next(anchors(heading), None) is not None:
            continue
        following = heading.getnext()
        if following is None:
            continue
        name = text_of(heading).replace(" ", "")
        if len(name) > 20 or not is_column_name(name):
            continue
        for anchor in anchors(following):
            url = absolute(page.base, anchor.get("href"))
            if (
                url
                and url != page.url
                and urlsplit(url).path not in ("", "/")
                and is_sub_column(text_of(anchor))
            ):
                found.append(url)
    return unique(found) or _standard_column(page)


def is_sub_column(text: str) -> bool:
    """Whether a label under a report heading names a part of the column: a year, a kind of agency, an agency.

    >>> [is_sub_column(label) for label in ("2023年", "·2024", "部门年报", "乡镇", "某某县财政局", "法定主动公开内容")]
    [True, True, True, True, True, False]
    """
    label = text.replace(" ", "").strip("·>-")
    named = classify(label)
    bare_year = named.kind == "year" and named.agency is None
    return bare_year or _GROUP.match(label) is not None or _AGENCY.match(label) is not None


def frames(page: ListPage) -> tuple[str, ...]:
    """Columns that are only a frame around another page of the same host."""
    host = urlsplit(page.url).netloc
    found = []
    main = [f for f in page.tree.iter("frame") if re.search("main|right|content", f.get("name") or "", re.I)]
    # Of a frameset the list is in the main frame; menus and heads stand around it.
    for frame in main or page.tree.iter("iframe", "frame"):
        url = absolute(page.base, frame.get("src"))
        if url and urlsplit(url).netloc == host and url != page.url and not _NO_LIST.search(url):
            found.append(url)
    return unique(found)[:4]


def _standard_column(page: ListPage) -> tuple[str, ...]:
    """The report column of the standard page's navigation, where its heading is a link."""
    found = []
    for anchor in anchors(page.tree):
        if not is_column_name(text_of(anchor).replace(" ", "")) or not _in_standard_nav(anchor):
            continue
        url = absolute(page.base, anchor.get("href"))
        if url and _bare(url) != _bare(page.url):
            found.append(url)
    return unique(found)[:1]


def _bare(url: str) -> str:
    """Without the name of a directory's first page: `nb/` and `nb/index.html` are one."""
    return re.sub(r"/(?:index\.\w{2,6})?$", "", url)


def _in_standard_nav(anchor: _Element) -> bool:
    return any(_STANDARD_NAV.search(e.get("class") or "") for e in anchor.iterancestors())
