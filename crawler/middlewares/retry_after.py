"""A site that answers 429 or 503 with Retry-After is left alone for that long; other sites go on.

The pause is the site's slot's: what waits for it stays queued and is sent afterwards. It begins when the answer comes
in, before the slot sends what is next in its queue. It does not use up retries, but three pauses for one page are
enough: then it fails, and waits for the frontier's own back-off.

Delays are counted from here too: from the end of an answer. Counted from when a request is sent, as Scrapy does, a
request that left late in a busy process is followed by the next too soon (measured in a server's log: 0.12 s for 0.2).
"""

from __future__ import annotations

import logging
import math
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import call_later

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

LONGEST = 3600.0  # seconds; a longer wish is another run's business
UNSAID = 60.0  # a 429 that names no time
MOST_PAUSES = 3


def seconds_to_wait(header: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, from 0 to an hour; None when it says nothing that can be read.

    >>> now = datetime(2026, 1, 31, 8, 0, tzinfo=timezone.utc)
    >>> [seconds_to_wait(header, now) for header in ("5", "99999", "-1", "1e99", "soon", None)]
    [5.0, 3600.0, 0.0, 3600.0, None, None]
    >>> seconds_to_wait("Sat, 31 Jan 2026 08:02:00 GMT", now)
    120.0
    >>> seconds_to_wait("Sat, 31 Jan 99999999999999999999 08:02:00 GMT", now)
    """
    if not header:
        return None
    try:
        wait = float(header.strip())
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except (ValueError, OverflowError):
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=timezone.utc)
        wait = (until - now).total_seconds()
    return None if math.isnan(wait) else min(max(wait, 0.0), LONGEST)


class RetryAfter:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._until: dict[str, float] = {}  # by slot, on the monotonic clock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RetryAfter:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.downloaded, signals.response_downloaded)
        return middleware

    def downloaded(self, response: Response, request: Request) -> None:
        """Before the slot takes the next request from its queue, which it does before any middleware sees the answer."""
        slot = self._crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        if slot is None:
            return
        slot.lastseen = max(slot.lastseen, monotonic())
        wait = _wait(response)
        if wait is not None:
            self._pause(request.meta["download_slot"], slot, wait)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        pauses = request.meta.get("pauses", 0)
        if _wait(response) is None or pauses >= MOST_PAUSES:
            return response
        return request.replace(meta={**request.meta, "pauses": pauses + 1}, dont_filter=True)

    def _pause(self, name: str, slot: Slot, wait: float) -> None:
        until = monotonic() + wait
        if until <= self._until.get(name, 0.0):
            return
        self._until[name] = until
        slot.close()  # what it waited for is earlier
        slot.latercall = call_later(wait, self._crawler.engine.downloader._latercall, slot)
        # A slot idle for a minute is forgotten, and its pause with it; one last used in the future is not.
        slot.lastseen = max(slot.lastseen, until - slot.delay)
        logger.info("%s asks for a pause of %.0f s", name, wait)


def _wait(response: Response) -> float | None:
    """Seconds an answer asks everybody to wait; None where it does not."""
    if response.status not in (429, 503):
        return None
    header = response.headers.get("Retry-After")
    wait = seconds_to_wait(header.decode("latin-1") if header else None, datetime.now(timezone.utc))
    return UNSAID if wait is None and response.status == 429 else wait
