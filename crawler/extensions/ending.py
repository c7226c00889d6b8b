"""The ending: a crawl that is told to stop does not wait for ever for what has ended already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_SECONDS = 0.2


class Ending:
    """Looks now and then whether only the closing itself is left.

    Scrapy 2.19 asks that when an answer is through its pipelines, and not when an item is that start() yielded: a crawl
    that is stopped while it drains what an earlier one kept would never end (measured: 2 of 4 on a full disk).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._watch = create_looping_call(self._look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Ending:
        ending = cls(crawler)
        crawler.signals.connect(ending._begin, signals.spider_opened)
        crawler.signals.connect(ending._end, signals.spider_closed)
        return ending

    def _begin(self) -> None:
        self._watch.start(_SECONDS, now=False)

    def _end(self) -> None:
        if self._watch.running:
            self._watch.stop()

    def _look(self) -> None:
        engine, spider = self._crawler.engine, self._crawler.spider
        slot = engine.scraper.slot if engine else None
        if slot and spider and slot.closing and not slot.closing.called and slot.is_idle():
            slot.closing.callback(spider)
