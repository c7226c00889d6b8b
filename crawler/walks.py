"""Is a list whole? Counts the rows of each list over its pages and says where it is not.

LIST_SHORT: fewer rows than it declares. LIST_REPEATS: a page gave another page's rows (page numbers ignored).
LIST_ENDLESS: a chain of further pages without end. LIST_BROKEN: a further page could not be had, so the list
is not known to its end, whatever was seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from archive.ids import canonical_url
from crawler.cms import Listing, ListPage
from crawler.cms.pagers import page_number

# Pages of a chain (each names only the next) that are followed; announced pages have their own bound.
LONGEST_CHAIN = 60

Problems = list[tuple[str, str]]


@dataclass
class _Walk:
    declared: int | None = None
    started: bool = False
    wanted: set[str] = field(default_factory=set)
    fetched: set[str] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)


class Walks:
    """The lists walked in one run. A list is judged once every page it named has been seen in this run."""

    def __init__(self) -> None:
        self._walks: dict[tuple[str, str], _Walk] = {}
        self._firsts: set[str] = set()

    def see(self, source_id: str, page: ListPage, listing: Listing) -> tuple[Listing, Problems]:
        """Take in one page of a list; the listing as it is to be followed, and the problems it brings to
        light, as (kind, detail).
        """
        url = _canonical(page.url)
        walk = self._walks.setdefault((source_id, listing.key), _Walk())
        walk.started |= page.is_source or url in self._firsts
        if page.follows:
            # A page without rows of its own (a frame, a tree, a script) is but the way to its lists.
            leads_to = (*listing.columns, *(() if listing.rows else listing.next_pages))
            self._firsts.update(map(_canonical, leads_to))
        problems = self._repeated(walk, page, listing)
        first = page.is_source or url in self._firsts
        if listing.next_pages and not first and (problems or self._endless(walk, listing)):
            # Each such page names another: page 1 for ever, or a calendar's next month.
            problems = problems or [
                ("LIST_ENDLESS", f"翻了 {LONGEST_CHAIN} 页仍有下一页，不再翻：{page.url}")
            ]
            listing = replace(listing, next_pages=())
        walk.wanted.update(map(_canonical, listing.next_pages))
        walk.fetched.add(url)
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
