"""The download handler of crawls that need a browser: scrapy-playwright's, with our TLS for everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler

from crawler.tls import PolicyByHost

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class BrowserHandler(ScrapyPlaywrightDownloadHandler):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory = PolicyByHost(crawler)
