"""Is a list whole? Counts the rows of each list over its pages and says where it is not.

LIST_SHORT: fewer rows than it declares. LIST_REPEATS: a page gave another page's rows (page numbers ignored).
LIST_ENDLESS: a chain of further pages without end. LIST_BROKEN: a further page could not be had, so the list
is not known to its end, whatever was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archive.ids import canonical_url, page_id
from archive.rows import ListRow, ProblemRow
from crawler.cms import Listing, ListPage
from crawler.cms.pagers import page_number
from crawler.items import Link
from crawler.titles import classify, full_title

# Pages of a chain (each names only the next) that are followed; announced pages have their own bound.
LONGEST_CHAIN = 60

# What an entry is called that might be a report though it was not taken for one.
_NEARLY = re.compile(r"报告|年报|总结")
_ABOUT_DISCLOSURE = re.compile(r"公开|年报|年度报告")
# Papers about reports, not reports: 关于做好2019年…年度报告编制工作的通知.
_ABOUT_REPORTS = re.compile(r"做好|报送|上报|编制工作|编报|撰写|培训|部署|推进会|征求|通报")
_YEAR = re.compile(r"20\d\d")
MOST_PASSED_OVER = 100  # of one page of a list

Problems = list[tuple[str, str]]


@dataclass(slots=True)
class _Walk:
    """Addresses as their hashes: a run may walk ten thousand lists."""

    declared: int | None = None
    started: bool = False
    wanted: set[int] = field(default_factory=set)
    fetched: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)


class Walks:
    """The lists walked in one run. A list is judged once every page it named has been seen in this run."""

    def __init__(self) -> None:
        self._walks: dict[tuple[str, str], _Walk] = {}
        self._firsts: set[int] = set()
        self.lists: dict[str, ListRow] = {}

    def read(
        self, page: str, listing: Listing, links: Iterable[Link], problems: Problems, beyond: Iterable[str]
    ) -> None:
        """Note what was made of a page of a list (its id): that it was read, what it could not tell, what it passed
        over, and which lists (their addresses) it leads to that are not walked.
        """
        taken = {link.url for link in links}
        passed = [(title, row.listed_on) for row in listing.rows if row.url not in taken
                  and is_nearly_a_report(title := full_title(row.text, row.title))]  # fmt: skip
        self.lists[page] = ListRow(
            tuple(ProblemRow(kind, detail) for kind, detail in problems),
            tuple(passed[:MOST_PASSED_OVER]),
            tuple(page_id(_canonical(url)) for url in beyond),
        )

    def see(self, source_id: str, page: ListPage, listing: Listing) -> tuple[Listing, Problems]:
        """Take in one page of a list; the listing as it is to be followed, and the problems it brings to
        light, as (kind, detail).
        """
        url = _canonical(page.url)
        walk = self._walks.setdefault((source_id, listing.key), _Walk())
        walk.started |= page.is_source or hash(url) in self._firsts
        if page.follows:
            # A page without rows of its own (a frame, a tree, a script) is but the way to its lists.
            leads_to = (*listing.columns, *(() if listing.rows else listing.next_pages))
            self._firsts.update(_hashes(map(_canonical, leads_to)))
        problems = self._repeated(walk, page, listing)
        first = page.is_source or hash(url) in self._firsts
        if listing.next_pages and not first and (problems or self._endless(walk, listing)):
            # Each such page names another: page 1 for ever, or a calendar's next month.
            problems = problems or [
                ("LIST_ENDLESS", f"翻了 {LONGEST_CHAIN} 页仍有下一页，不再翻：{page.url}")
            ]
            listing = replace(listing, next_pages=())
        walk.wanted.update(_hashes(map(_canonical, listing.next_pages)))
        walk.fetched.add(hash(url))
        walk.declared = max(filter(None, (walk.declared, listing.declared_total)), default=None)
        walk.rows.update(_hashes(row.url for row in listing.rows))
        if walk.started and walk.wanted <= walk.fetched:
            problems += _short(walk, page)
            # Judged: its rows need not be remembered, so a run's memory does not grow with its lists.
            walk.rows, walk.pages = set(), set()
        return listing, problems

    @staticmethod
    def _endless(walk: _Walk, listing: Listing) -> bool:
        return len(listing.next_pages) == 1 and (
            len(walk.fetched) >= LONGEST_CHAIN or (page_number(listing.next_pages[0]) or 0) > LONGEST_CHAIN
        )

    @staticmethod
    def _repeated(walk: _Walk, page: ListPage, listing: Listing) -> Problems:
        """Some systems ignore the page number and give page 1 again and again."""
        if not listing.rows:
            return []
        signature = hash(frozenset(row.url for row in listing.rows))
        if signature in walk.pages:
            return [("LIST_REPEATS", f"这一页与同一列表的另一页条目相同：{page.url}")]
        walk.pages.add(signature)
        return []


def is_nearly_a_report(title: str) -> bool:
    """Whether an entry that is no report by its title is called so nearly like one that none may be said to be missing.

    >>> [is_nearly_a_report(title) for title in ("2024年信息公开年报图解", "2024年政府网站工作年度报表", "2024年部门预算")]
    [True, False, False]
    """
    kind = classify(title).kind
    if not _YEAR.search(title) or _ABOUT_REPORTS.search(title):
        return False
    if kind == "variant":  # somebody retells a report, so there is one
        return True
    return kind in ("other", "year") and all(words.search(title) for words in (_NEARLY, _ABOUT_DISCLOSURE))


def broken(url: str, reason: str) -> tuple[str, str]:
    """The problem of a further page that could not be had."""
    return "LIST_BROKEN", f"列表的后续页或子栏目取不到（{reason}），其后条目未知：{url}"[:500]


def _short(walk: _Walk, page: ListPage) -> Problems:
    seen = len(walk.rows)
    if walk.declared is None or seen >= walk.declared:
        return []
    return [("LIST_SHORT", f"列表声明 {walk.declared} 条，只见到 {seen} 条：{page.url}")]


def _hashes(urls: Iterable[str]) -> set[int]:
    return {hash(url) for url in urls}


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url
