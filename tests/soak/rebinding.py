"""A name server that turns: each name below rebind.gov.test is public at first, and then an address inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.middlewares.address import Addresses, GuardedResolver

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase

ALLOWED, INSIDE = "127.0.0.1", "127.0.0.2"
DOMAIN = "rebind.gov.test"


class Turning(Addresses):
    """Answers a name with the allowed address once, and with the one inside from then on."""

    asked: set[str] = set()  # noqa: RUF012 - one crawl is one process, and its resolver is one too

    def answer(self, name: str) -> str | None:
        if not name.endswith(DOMAIN):
            return super().answer(name)
        first = name not in self.asked
        self.asked.add(name)
        return ALLOWED if first else INSIDE


class Rebinding(GuardedResolver):
    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Rebinding:
        found = Addresses.from_settings(crawler.settings)
        return cls(reactor, 0, 5.0, Turning(found.allowed, found.names))
