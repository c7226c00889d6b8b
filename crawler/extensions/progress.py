"""What people see of a crawl: one live line on a terminal, a log line now and then elsewhere, a summary at
the end.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.live import Live
from scrapy import signals
from scrapy.logformatter import LogFormatter
from scrapy.utils.asyncio import create_looping_call

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.spiders.base import ArchiveSpider

logger = logging.getLogger(__name__)

LIVE_SECONDS = 0.5
LOG_SECONDS = 30.0


class Progress:
    """Shows sources, pages, reports new/changed/same and failures while the crawl runs."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._live = Live(console=self._console, auto_refresh=False, transient=True)
        self._clock: Any = None
        self._spider: ArchiveSpider | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Progress:
        progress = cls()
        crawler.signals.connect(progress.begin, signals.spider_opened)
        crawler.signals.connect(progress.end, signals.spider_closed)
        return progress

    def begin(self, spider: ArchiveSpider) -> None:
        self._spider = spider
        self._clock = create_looping_call(self._show)
        if self._console.is_terminal:
            self._live.start()
        self._clock.start(LIVE_SECONDS if self._console.is_terminal else LOG_SECONDS, now=False)

    def end(self, spider: ArchiveSpider) -> None:
        if self._clock is not None and self._clock.running:
            self._clock.stop()
        self._live.stop()
        sys.stdout.write("\n".join(spider.tally.summary()) + "\n")

    def _show(self) -> None:
        assert self._spider is not None
        line = status_line(self._spider)
        if self._console.is_terminal:
            self._live.update(line, refresh=True)
        else:
            logger.info("%s", line)


def status_line(spider: ArchiveSpider) -> str:
    """The state of a crawl in one line."""
    tally = spider.tally
    return (
        f"{len(tally.sources)} sources · {tally.total('pages')} pages · reports {tally.total('new')} new "
        f"{tally.total('changed')} changed {tally.total('same')} same · {tally.total('failed')} failed · "
        f"{len(spider.under_way)} under way"
    )


class QuietFormatter(LogFormatter):
    """Scrapy's log lines without the items: what became of a page is in the ledger, and a page is no log
    text.
    """

    def scraped(self, item: Any, response: Any, spider: Any) -> Any:
        return None

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        level = getattr(exception, "log_level", None) or "WARNING"
        return {
            "level": logging.getLevelName(level) if isinstance(level, str) else level,
            "msg": "Dropped %(page)s: %(exception)s",
            "args": {"page": getattr(item, "url", "a page"), "exception": exception},
        }

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        return {
            "level": logging.ERROR,
            "msg": "Cannot process %(page)s",
            "args": {"page": getattr(item, "url", "a page")},
        }
