"""What both spiders share: the archive, the run, how many pages are under way, and how a crawl ends."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.exceptions import IgnoreRequest

from archive.ids import site
from crawler.tally import Tally
from pipelines.group_commit import GroupCommit

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.errors import ArchiveError
    from archive.rows import ListRow
    from archive.store import Store
    from crawler.registry import Registry
    from pipelines.read import Readers
    from pipelines.record import RecordedPage


class ArgumentError(ValueError):
    """A spider argument that cannot be used, as one line: what is wrong and what would be right."""


class ArchiveSpider(Spider):
    """Base of the spiders.

    #. Name its arguments in `arguments`, and turn their texts into values in `parse_arguments`.
    #. Yield `Page` items only, each entered with `enter` before; never a request that is no row of the
    frontier. #. Wait with `change` for room: `under_way` shrinks when a page is through all pipelines.
    """

    arguments: tuple[str, ...] = ()
    command: str = ""
    exit_code: int | None = None

    def __init__(self, *, store: Store, registry: Registry, pool: Readers, **values: Any) -> None:
        super().__init__(self.name)
        self.store = store
        self.commits = GroupCommit(store)
        self.registry = registry
        self.pool = pool
        self.run_id = 0
        self.sites: Collection[str] = frozenset(site(source.url) for source in registry.sources.values())
        self.under_way: dict[str, str] = {}
        # A page that ends without an item is not asked for again in this run: it would be due at once.
        self.given_up: set[str] = set()
        self.tally = Tally()
        self.stopping = False
        self.storage_error: ArchiveError | None = None
        # Sites of which this run asks no more, with what they used up.
        self.over_budget: dict[str, str] = {}
        # What was made of each page of a list (by id) in this run; None where a spider walks no lists.
        self.lists: Mapping[str, ListRow] | None = None
        self._changed = asyncio.Event()
        for name, value in values.items():
            setattr(self, name, value)

    @classmethod
    def parse_arguments(cls, given: Mapping[str, str], registry: Registry) -> dict[str, Any]:
        """The spider's values from what stood behind -a. Raises ArgumentError."""
        for name in given:
            if name not in cls.arguments:
                raise ArgumentError(
                    f"spider argument {name}: unknown to {cls.name}; it takes {', '.join(cls.arguments)}"
                )
        return {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ArchiveSpider:
        spider: ArchiveSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._item_done, signals.item_scraped)
        crawler.signals.connect(spider._item_lost, signals.item_dropped)
        crawler.signals.connect(spider._item_lost, signals.item_error)
        crawler.signals.connect(spider._callback_failed, signals.spider_error)
        return spider

    def slot(self, url: str) -> str:
        """Requests of one slot wait for each other: a site, or a host that hosts.toml names."""
        host = (urlsplit(url).hostname or "").lower()
        return host if host in self.registry.hosts else site(url)

    def timeout(self, url: str) -> float | None:
        host = self.registry.hosts.get(self.slot(url))
        return host.timeout if host else None

    def enter(self, page_id: str, name: str) -> None:
        """Count a page as under way, under its site's name."""
        self.under_way[page_id] = name

    def leave(self, page_id: str) -> None:
        self.under_way.pop(page_id, None)
        self._changed.set()

    async def change(self) -> None:
        """Wait until a page left. When the crawl is stopped meanwhile, let go of what only waits in a
        queue.
        """
        self._changed.clear()
        try:
            await self._changed.wait()
        except asyncio.CancelledError:
            self.stopping = True
            self._empty_queues()
            raise

    def note_storage_failed(self, error: ArchiveError) -> bool:
        """Note that the archive cannot be written or read any more, which ends the crawl; whether that is news."""
        if self.storage_error is not None:
            return False
        self.storage_error = error
        self.logger.error("%s", error)
        return True

    def _empty_queues(self) -> None:
        """Requests that wait for their site's delay would hold up a stop for as long: a paused site for an
        hour.

        They are rows of the frontier and lose nothing.
        """
        for slot in self.crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                waiting.errback(IgnoreRequest("the crawl is stopping"))

    def _item_done(self, item: RecordedPage) -> None:
        self.tally.add(item)
        self.leave(item.page_id)

    def _item_lost(self, item: Any) -> None:
        self.given_up.add(item.page_id)
        self.leave(item.page_id)

    def _callback_failed(self, response: Any) -> None:
        request = getattr(response, "request", None)
        due = request.cb_kwargs.get("due") if request is not None else None
        if due is not None:
            self.given_up.add(due.id)
            self.leave(due.id)
