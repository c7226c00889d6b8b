"""The lists a page leads to: folded years, sub-columns by kind of agency, frames (pure).

The nationwide disclosure page (国办公开办函〔2019〕61号) folds the years of 政府信息公开年报 up under a
heading that is no link; county portals divide the column once more, into 政府, 部门 and 乡镇.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.ids import site
from crawler.cms.listing import ListPage, absolute, anchors, text_of, unique
from crawler.titles import classify, is_column_name

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = ("h1", "h2", "h3", "h4", "dt", "div", "span", "p", "li")
_GROUP = re.compile(
    r"^(?!政府信息公开)[市县区省州盟旗]?(?:本级)?(?:人民)?(?:政府|部门|直属?部门|级部门|直单位|乡镇|镇街|镇乡|街道|乡镇街道|镇\(街道\)|园区|其他单位)"
    r"(?:[\(（]街道[\)）])?(?:信息公开)?(?:年报|年度报告)?$"
)
# The rest of a column that shows only its newest reports.
_REST = re.compile(
    r"^(?:(?:查看|点击)?(?:更多|全部)(?:年报|年度报告|报告)?|(?:历年|往年|历史|以往|早期|往期)(?:信息公开)?(?:年报|年度报告|报告))[.…>»›+]{0,3}$"
)
_MOST_LABELS = 40  # 18 years and some kinds of agency
_AGENCY = re.compile(
    r"^[\u4e00-\u9fff]{1,24}(?:人民政府|政府办公室|局|委员会|委|办公室|厅|院|镇|乡|街道|街道办事处|中心|支队|大队|分局|管委会|办事处)$"
)
# A directory, its first page, or a page called after the list template that made it (UCAP, VSB, Anhui).
_COLUMN_ADDRESS = re.compile(
    r"(?:/|/(?:index|\w{0,30}list\w{0,10}|\w{0,20}gknb\w{0,10}|zfxxgk\w{0,20})\.\w{2,6}|/public/column/\d{1,9}|/site/tpl/\d{1,9})$"
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
    return unique(found) or _labelled(page) or _standard_column(page)


def is_sub_column(text: str) -> bool:
    """Whether a label under a report heading names a part of the column: a year, a kind of agency, an agency.

    >>> [is_sub_column(label) for label in ("2023年", "·2024", "部门年报", "乡镇", "某某县财政局", "法定主动公开内容")]
    [True, True, True, True, True, False]
    """
    label = text.replace(" ", "").strip("·>-")
    named = classify(label)
    bare_year = named.kind == "year" and named.agency is None
    return bare_year or _GROUP.match(label) is not None or _AGENCY.match(label) is not None


def is_agency_name(text: str) -> bool:
    """Whether a row's title is an agency's name and nothing else.

    >>> is_agency_name("浑南区国资局"), is_agency_name("浑南区国资局召开会议")
    (True, False)
    """
    return _AGENCY.match(text.replace(" ", "").strip("·>-")) is not None


def names_report_column(page: ListPage) -> bool:
    """Whether the page itself says that it is a report column: in its metadata, its title or its
    breadcrumb.
    """
    names = [meta.get("content") or "" for meta in page.tree.iter("meta") if meta.get("name") == "ColumnName"]
    names += [text_of(title) for title in page.tree.iter("title", "h1", "h2", "h3")]
    names += [text_of(a) for a in anchors(page.tree) if absolute(page.base, a.get("href")) == page.url]
    return any(is_column_name(name.replace(" ", "")) for name in names if len(name) <= 60)


def is_column_address(url: str) -> bool:
    """Whether an address looks like a list's rather than an article's; a home page's is neither.

    >>> [is_column_address("http://a.test" + path) for path in ("/nb/2023n/", "/c1/zwgklist.shtml", "/nb/t1.html", "/")]
    [True, True, False, False]
    """
    path = urlsplit(url).path
    return path not in ("", "/") and _COLUMN_ADDRESS.search(path) is not None


def frames(page: ListPage) -> tuple[str, ...]:
    """Columns that are only a frame around another page of the same site."""
    found = []
    main = [f for f in page.tree.iter("frame") if re.search("main|right|content", f.get("name") or "", re.I)]
    # Of a frameset the list is in the main frame; menus and heads stand around it.
    for frame in main or page.tree.iter("iframe", "frame"):
        url = absolute(page.base, frame.get("src"))
        if url and site(url) == site(page.url) and url != page.url and not _NO_LIST.search(url):
            found.append(url)
    return unique(found)[:4]


def _labelled(page: ListPage) -> tuple[str, ...]:
    """Years and kinds of agency that a report column's page links to as columns, and the rest of it (往年年报),
    wherever they stand.
    """
    found = []
    if not names_report_column(page):
        return ()
    for anchor in anchors(page.tree):
        label = text_of(anchor).replace(" ", "").strip("·>-")
        url = absolute(page.base, anchor.get("href")) if 1 < len(label) <= 12 else None
        if url is None or _bare(url) == _bare(page.url):
            continue
        if _REST.match(text_of(anchor).replace(" ", "")) and _folder(url).startswith(_folder(page.base)):
            found.append(url)
        if not is_column_address(url):
            continue
        named = classify(label)
        if _GROUP.match(label) or (named.kind == "year" and named.year is not None and named.agency is None):
            found.append(url)
    return unique(found)[:_MOST_LABELS]


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


def _folder(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path.rpartition('/')[0]}/"


def _bare(url: str) -> str:
    """Without the name of a directory's first page: `nb/` and `nb/index.html` are one."""
    return re.sub(r"/(?:index\.\w{2,6})?$", "", url)


def _in_standard_nav(anchor: _Element) -> bool:
    return any(_STANDARD_NAV.search(e.get("class") or "") for e in anchor.iterancestors())
