"""Is a list whole? Counts the rows of each list over its pages and says when it gave fewer than it
declares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from archive.ids import canonical_url
from crawler.cms import Listing, ListPage


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

    def see(self, source_id: str, page: ListPage, listing: Listing) -> list[tuple[str, str]]:
        """Take in one page of a list; the problems it brings to light, as (kind, detail)."""
        url = _canonical(page.url)
        walk = self._walks.setdefault((source_id, listing.key), _Walk())
        walk.started |= page.is_source or url in self._firsts
        if page.is_source:
            self._firsts.update(map(_canonical, listing.columns))
        walk.wanted.update(map(_canonical, listing.next_pages))
        walk.fetched.add(url)
        walk.declared = max(filter(None, (walk.declared, listing.declared_total)), default=None)
        problems = self._repeated(walk, page, listing)
        walk.rows.update(_hashes(row.url for row in listing.rows))
        if walk.started and walk.wanted <= walk.fetched:
            problems += _short(walk, page)
            # Judged: its rows need not be remembered, so a run's memory does not grow with its lists.
            walk.rows, walk.pages = set(), set()
        return problems

    @staticmethod
    def _repeated(walk: _Walk, page: ListPage, listing: Listing) -> list[tuple[str, str]]:
        """Some systems ignore the page number and give page 1 again and again."""
        if not listing.rows:
            return []
        signature = hash(frozenset(row.url for row in listing.rows))
        if signature in walk.pages:
            return [("LIST_REPEATS", f"这一页与同一列表的另一页条目相同：{page.url}")]
        walk.pages.add(signature)
        return []


def _short(walk: _Walk, page: ListPage) -> list[tuple[str, str]]:
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
