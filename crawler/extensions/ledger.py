"""The ledger: every run is a row of `runs`, ended here with what it came to; the command has begun it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals

from archive.errors import ArchiveError
from crawler.tally import judge, plain

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders.base import ArchiveSpider


class Ledger:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Ledger:
        ledger = cls(crawler)
        crawler.signals.connect(ledger.end, signals.spider_closed)
        return ledger

    def end(self, spider: ArchiveSpider, reason: str) -> None:
        unwalked = 0
        try:
            if spider.lists is not None:
                well = reason == "finished" and spider.storage_error is None
                unwalked = spider.store.end_walks(spider.run_id, spider.lists, finished=well)
            spider.exit_code, verdict = judge(spider, reason, unwalked)
            stats = plain(self._crawler.stats.get_stats())
            spider.store.end_run(spider.run_id, spider.exit_code, verdict, stats)
        except ArchiveError as error:
            # The run's own row cannot be ended either: say why, unless that was said before.
            spider.note_storage_failed(error)
            spider.exit_code = error.exit_code
