"""From what a page shows to the links worth keeping: reports out of lists, parts out of reports (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Protocol
from urllib.parse import parse_qs, unquote, urldefrag, urlsplit

from lxml.etree import _Element

from crawler.cms.columns import (
    is_agency_name,
    is_column_address,
    is_sub_column,
    names_report_column,
    report_columns,
)
from crawler.cms.listing import Listing, ListPage, Row, absolute, anchors, base_of, parse, row, text_of
from crawler.cms.pagers import find_pager
from crawler.cms.unlinked import unlinked
from crawler.items import Link
from crawler.titles import Title, classify, full_title, is_column_name


class Named(Protocol):
    """What a list calls a page."""

    @property
    def url(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def title(self) -> str | None: ...


MOST_UNLINKED = 5  # of one page are named; one is enough for it to be in doubt
MOST_PARTS = 30  # attachments and further pages of one report; the most seen on a real one is 4

_FILES = "pdf|docx?|xlsx?|wps|et|ofd|zip|rar"
_DOWNLOADS = "downfile|download|downloadfile"
_FILE = re.compile(rf"\.(?:{_FILES})$", re.IGNORECASE)
_DOWNLOAD = re.compile(rf"/(?:{_DOWNLOADS})\.(?:jsp|do|action|aspx)$", re.IGNORECASE)
_NAMES_FILE = re.compile(rf"\.(?:{_FILES})|(?:{_DOWNLOADS})\.", re.IGNORECASE)
# Marks of a part, in the bytes of a page without capitals. Each begins with one byte, for which a page is searched many
# times as fast as for words (0.3 ms a page against 1.4, measured on 140 of 39 KB).
_FILE_MARK = re.compile(
    rb"\.(?:pdf|doc|xls|wps|et|ofd|zip|rar|(?<=viewer\.)html|(?<=downfile\.)|(?<=download\.)|(?<=downloadfile\.))"
)
# The digit first: of a page's thousand `=` few have one behind them.
_PAGE_MARK = re.compile(
    b"=[2-9](?:" + b"|".join(rb"(?<=page" + rb"\w" * more + b"=.)" for more in range(7)) + rb"|(?<=[?&;]p=.))"
)
_PAGER_MARKS = (b"createpage", b"countpage")
# Files shown inside the page: VSB's viewer, pdf.js, a script that opens a window.
_SHOWN = re.compile(
    r"""(?:showVsbpdfIframe|window\.open)\(\s{0,9}["']([^"'\s]{1,500}\.pdf[^"'\s]{0,200})["']"""
    r"""|viewer\.html\?file=([^"'&\s<>]{1,500})"""
)
# What only a report says, in the six sections of its form.
_SECTIONS = (
    "总体情况",
    "主动公开政府信息",
    "收到和处理政府信息公开申请",
    "行政复议、行政诉讼",
    "存在的主要问题",
    "其他需要报告的事项",
)
_FURTHER = re.compile(
    r"^(?:下一?页|[2-9]|[1-4]\d|第[一二三四五六七八九\d]{1,3}页"
    r"|(?:余下|剩余|阅读|查看|展开|显示)?全文(?:阅读|显示)?|在本页显示全文)[>»›]{0,2}$"
)
# What an article's address has more on its further pages: `?page=2`, `&pageNo=2`.
_PAGE_IN_QUERY = re.compile(
    r"(?:^|&)(?:page\w{0,6}|p|cur_?page|currpage|currentpage)=\d{1,3}(?=&|$)", re.IGNORECASE
)
_CHROME = re.compile(r"nav|menu|foot|header|yqlj|friend", re.IGNORECASE)


def list_links(page: ListPage, listing: Listing) -> tuple[tuple[Link, ...], tuple[tuple[str, str], ...]]:
    """The links of a list page: reports by their titles, further pages and columns; with what is a problem.

    Frames and sub-columns are followed from a source's own address and one step from there.
    """
    problems = list(listing.problems)
    columns = [Link(url, "listing") for url in listing.columns] if page.follows else []
    reports: list[Link] = []
    tables: list[Link] = []
    in_reports = names_report_column(page)
    for one in listing.rows:
        link, problem = _row_link(one, in_reports)
        if problem:
            problems.append(problem)
        if link is not None and link.kind == "report":
            reports.append(link)
        elif link is not None and link.kind == "continuation":
            tables.append(link)
        elif link is not None and page.follows:
            columns.append(link)
    pages = [Link(url, "listing") for url in listing.next_pages]
    if page.follows and not (reports or pages):
        own = own_report(page)
        if own is not None:
            reports = [own]
            problems = [one for one in problems if one[0] not in ("EMPTY_LIST_PAGE", "NEEDS_BROWSER")]
    if page.payload is None and not any(one.url.endswith("#!report") for one in reports):
        problems += [
            ("ROW_UNLINKED", f"列表上有“{name}”，没有能打开的链接：{page.url}")
            for name in unlinked(page, listing.rows)[:MOST_UNLINKED]
        ]
    years = {_title(report).year for report in reports}
    problems += [
        ("STATISTICS_APART", f"统计表单独成页，同一页上没有它的年报：{_name(table)} {table.url}")
        for table in tables
        if _title(table).year not in years
    ]
    return _once([*reports, *tables, *columns, *pages]), tuple(problems)


def columns_beyond(page: ListPage, listing: Listing) -> tuple[str, ...]:
    """The lists that a page leads to which are too far from the registry's address to be walked."""
    if page.follows:
        return ()
    in_reports = names_report_column(page)
    links = (_row_link(one, in_reports)[0] for one in listing.rows)
    rows = [link.url for link in links if link is not None and link.kind == "listing"]
    return tuple(dict.fromkeys((*(report_columns(page) if page.payload is None else ()), *rows)))


def statistics_of(own: Sequence[Named], beside: Sequence[Named], *, one_agency: bool) -> tuple[Link, ...]:
    """The statistics pages that belong to a report, of those the same lists name: by year and agency.

    `own`: how lists name the report. Where a table names no agency, or the report none, it must be a column of
    one agency.
    """
    found = []
    titles = [classify(full_title(name.text, name.title)) for name in own]
    for table in beside:
        said = classify(full_title(table.text, table.title))
        if any(_belongs(said, title, one_agency) for title in titles):
            found.append(Link(table.url, "continuation", table.text, table.title))
    return _once(found)


def _belongs(table: Title, report: Title, one_agency: bool) -> bool:
    same = table.agency == report.agency
    known = table.agency is not None and report.agency is not None
    return table.year is not None and table.year == report.year and (same if known else one_agency)


def _title(link: Link) -> Title:
    return classify(_name(link))


def _name(link: Link) -> str:
    return full_title(link.text, link.title)


def own_report(page: ListPage) -> Link | None:
    """The report a column's page itself is, where a column holds a single article (or a year's is the article).

    It is asked for once more as a report, under `#!report`: the list's page stays a list, which may grow.
    """
    if page.payload is not None or "公开" not in page.text:
        return None
    titles = [
        meta.get("content") or "" for meta in page.tree.iter("meta") if meta.get("name") == "ArticleTitle"
    ]
    titles += [text_of(element) for element in page.tree.iter("h1", "h2", "h3", "title")]
    titled = next((title for title in titles if classify(title).kind == "report"), None)
    words = text_of(page.tree).replace(" ", "")
    sections = sum(section in words for section in _SECTIONS)
    files = bool(titled) and any(is_file(url) for url in _file_addresses(page.url, page.text, page.tree))
    if sections < 3 and not files:
        return None
    name = titled or next((title for title in titles if is_column_name(title.replace(" ", ""))), "")
    return Link(f"{urldefrag(page.url).url}#!report", "report", name)


def report_links(url: str, text: str) -> tuple[tuple[Link, ...], tuple[tuple[str, str], ...]]:
    """The further pages and the files of a report page."""
    if not _may_have_parts(url, text):
        return (), ()
    tree = parse(text)
    base = base_of(tree, url)
    parts = [Link(further, "continuation") for further in _further_pages(url, text, tree)]
    for anchor in anchors(tree):
        # Looked for before the row is made up: of a page's hundred links hardly one is a file.
        one = row(anchor, base) if _NAMES_FILE.search(anchor.get("href") or "") else None
        if one is not None and is_file(one.url) and not _in_chrome(anchor):
            parts.append(Link(one.url, "attachment", file_name(one), one.title))
    parts += [Link(shown, "attachment") for shown in _shown_files(base, text, tree)]
    found = _once(parts)
    if len(found) <= MOST_PARTS:
        return found, ()
    return found[:MOST_PARTS], (("PARTS_CUT", f"{len(found)} 个分页和附件，只取前 {MOST_PARTS} 个：{url}"),)


def _may_have_parts(url: str, text: str) -> bool:
    """Whether any part could be found; most reports have none, and to parse them for that takes ten times as long."""
    own = urlsplit(url).path.rpartition("/")[2].rpartition(".")[0]
    # Bytes are searched ten times as fast as a text with Chinese in it.
    small = text.encode("utf-8", "replace").lower()
    return (
        f"{own.lower()}_".encode() in small
        or _PAGE_MARK.search(small) is not None
        or _FILE_MARK.search(small) is not None
        or any(mark in small for mark in _PAGER_MARKS)
    )


def is_file(url: str) -> bool:
    """Whether an address is that of a file to download.

    >>> is_file("http://a.test/P020.pdf"), is_file("http://a.test/module/download/downfile.jsp?filename=1.doc")
    (True, True)
    >>> is_file("http://a.test/art/2023/1/9/art_1_2.html")
    False
    """
    path = urlsplit(url).path
    return bool(_FILE.search(path) or _DOWNLOAD.search(path))


def file_name(one: Row) -> str:
    """What a file is called: the link's words, its title, `showname`, else the last part of its address.

    >>> file_name(Row("http://a.test/x/1.pdf", "附件2.xls"))
    '附件2.xls'
    >>> file_name(Row("http://a.test/downfile.jsp?filename=9f.pdf&showname=%E9%99%84%E8%A1%A8.pdf", "下载"))
    '附表.pdf'
    """
    if one.text and one.text not in ("下载", "点击下载", "附件", "查看"):
        return one.text
    query = parse_qs(urlsplit(one.url).query)
    shown = next(iter(query.get("showname", [])), None)
    return shown or one.title or one.text or unquote(urlsplit(one.url).path.rsplit("/", 1)[-1])


def _row_link(one: Row, in_reports: bool) -> tuple[Link | None, tuple[str, str] | None]:
    title = full_title(one.text, one.title)
    found = classify(title)
    link = Link(one.url, "report", one.text, one.title, one.listed_on)
    is_column = one.listed_on is None and is_column_address(one.url)
    # 浑南区国资局 and a date: in a report column the title is left to be understood.
    by_name = in_reports and one.listed_on is not None and is_agency_name(title)
    if found.kind in ("report", "truncated") or by_name:
        return link, None
    if is_column and one.listed_on is None and in_reports and is_sub_column(title):
        return replace(link, kind="listing"), None
    if is_column and is_column_name(title) and found.kind == "other":
        return replace(link, kind="listing"), None
    if found.kind == "undated" or (found.kind == "year" and in_reports):
        return (replace(link, kind="listing") if is_column else link), None
    if found.kind == "statistics":
        # The table of a report on a page of its own: a part of that report (`statistics_of`), no report.
        return replace(link, kind="continuation"), None
    return None, None


def _further_pages(url: str, text: str, tree: _Element) -> list[str]:
    """Pages 2 and on of one article: its own address with `_N` before the extension, or with a page number in its
    query; and the address of its whole text (全文), where it shows the beginning only.
    """
    parts = urlsplit(url)
    stem, _, extension = parts.path.rpartition(".")
    if re.search(r"_\d{1,3}$", stem) or _PAGE_IN_QUERY.search(parts.query):
        return []
    pager = find_pager(text, url) if stem else None
    if pager and pager.pages > 1 and stem.endswith(pager.name):
        return pager.others(url)
    numbered = re.compile(
        re.escape(stem or parts.path) + r"_(?:\d{1,3}|all|full|qw)\." + re.escape(extension) + "$"
    )
    found = []
    for anchor in anchors(tree):
        if not _FURTHER.match(text_of(anchor).replace(" ", "")):
            continue
        target = absolute(base_of(tree, url), anchor.get("href"))
        other = urlsplit(target or "")
        if other.netloc != parts.netloc or target == url:
            continue
        in_query = other.path == parts.path and _PAGE_IN_QUERY.sub("", other.query) == parts.query
        if target and (numbered.search(other.path) or (in_query and other.query != parts.query)):
            found.append(target)
    return found


def _shown_files(base: str, text: str, tree: _Element) -> list[str]:
    """Files a page shows in itself without linking to them."""
    named = [one or unquote(viewed) for one, viewed in _SHOWN.findall(text)]
    framed = [e.get("src") or e.get("data") or "" for e in tree.iter("iframe", "embed", "object")]
    named += [address for address in framed if _FILE.search(urlsplit(address).path)]
    return [url for url in (absolute(base, unescape(address)) for address in named) if url is not None]


def _file_addresses(url: str, text: str, tree: _Element) -> list[str]:
    base = base_of(tree, url)
    linked = (absolute(base, a.get("href")) for a in anchors(tree) if not _in_chrome(a))
    return [*filter(None, linked), *_shown_files(base, text, tree)]


def _in_chrome(anchor: _Element) -> bool:
    return any(
        e.tag in ("nav", "footer", "header") or _CHROME.search(f"{e.get('class') or ''} {e.get('id') or ''}")
        for e in anchor.iterancestors()
    )


def _once(links: list[Link]) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for link in links:
        found.setdefault(link.url, link)
    return tuple(found.values())
