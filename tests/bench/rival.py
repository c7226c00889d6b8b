"""The spider ours is measured against: the same requests and the same Keep, the text by trafilatura in its callback."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import trafilatura
from scrapy.http import TextResponse

from archive.sql import transaction
from crawler.spiders.reports import ReportsSpider
from pipelines.record import RecordedPage

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from archive.rows import DuePage
    from crawler.items import Page
    from pipelines.keep import KeptPage


class TrafilaturaSpider(ReportsSpider):
    """Extracts the text of every report page, as trafilatura does it by default, and nothing else."""

    name = "trafilatura"
    custom_settings = {"ITEM_PIPELINES": {"pipelines.keep.Keep": 100, "tests.bench.rival.OneRow": 200}}  # noqa: RUF012 - as Scrapy declares it

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.texts: dict[str, str] = {}

    def parse(self, response: Response, due: DuePage) -> Iterator[Page]:
        if due.kind == "report" and isinstance(response, TextResponse):
            self.texts[due.id] = trafilatura.extract(response.text) or ""
        yield from super().parse(response, due)

    async def _drain(self) -> AsyncIterator[Page]:
        """Nothing is read here, so nothing waits to be read."""
        for page in ():
            yield page


class OneRow:
    """The text of a page in a row of its own, committed as durably as the archive commits."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> OneRow:
        return cls(crawler)

    def open_spider(self) -> None:
        spider: Any = self._crawler.spider
        path = spider.store.path.with_suffix(".texts.db")
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE texts (page_id TEXT PRIMARY KEY, text TEXT)")

    def close_spider(self) -> None:
        self._connection.close()

    def process_item(self, item: KeptPage) -> RecordedPage:
        spider: Any = self._crawler.spider
        if (text := spider.texts.pop(item.page_id, None)) is not None:
            with transaction(self._connection):
                self._connection.execute("INSERT INTO texts VALUES (?, ?)", (item.page_id, text))
        return RecordedPage(item)
