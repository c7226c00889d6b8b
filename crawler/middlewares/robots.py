"""robots.txt as RFC 9309 has it: what cannot be read because the site fails is a no, what is not there is a
yes.

404 and other 4xx, or a page without a single rule, allow everything and leave a problem row; 5xx, 429, no answer
and a loop of redirects (REDIRECT_MAX_TIMES) disallow the site for this run, unless rules of the last 24 hours are
kept. `Crawl-delay`, which the RFC leaves open, is honoured.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from archive.errors import ArchiveError
from archive.rows import ProblemRow
from crawler.middlewares import Refused

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

TOKEN = "gongkai"  # noqa: S105 - the name robots.txt files know the crawler by
# RFC 9309 §2.5: at least 500 KiB must be parsed; 10.8 MB cost 108 MB of memory and 1.4 s (measured).
LARGEST = 512 * 1024
LONGEST_DELAY = 60.0  # seconds; a crawl delay of a day means "not at all", which Disallow says better

_RULE = re.compile(rb"^[ \t]{0,20}(?:user-agent|allow|disallow|crawl-delay|sitemap)[ \t]{0,20}:", re.I | re.M)


@dataclass(frozen=True)
class Rules:
    """What a site's robots.txt comes to. `refusal`: why nothing may be asked in this run."""

    parsed: Protego | None = None
    refusal: str | None = None
    problem: tuple[str, str] | None = None

    def allows(self, url: str) -> bool:
        return self.parsed is None or bool(self.parsed.can_fetch(url, TOKEN))

    def delay(self) -> float | None:
        asked = self.parsed.crawl_delay(TOKEN) if self.parsed else None
        return None if asked is None else min(float(asked), LONGEST_DELAY)


def read_rules(status: int, body: bytes, url: str) -> Rules:
    """The rules an answer holds.

    >>> read_rules(200, b"User-agent: *\\nDisallow: /a", "").allows("http://h.test/a/1")
    False
    >>> read_rules(404, b"", "http://h.test/robots.txt").problem
    ('ROBOTS_UNAVAILABLE', 'HTTP 404，视为允许全部：http://h.test/robots.txt')
    >>> read_rules(503, b"", "").refusal
    'robots.txt unreachable: HTTP 503'
    """
    # A redirect that is left here leads nowhere that may be asked.
    if status >= 500 or status == 429 or 300 <= status < 400:
        return Rules(refusal=f"robots.txt unreachable: HTTP {status}")
    if status != 200:
        return Rules(problem=("ROBOTS_UNAVAILABLE", f"HTTP {status}，视为允许全部：{url}"))
    body = body[:LARGEST]
    if body.strip() and not _RULE.search(body):
        return Rules(problem=("ROBOTS_UNPARSABLE", f"没有一条可读的规则，视为允许全部：{url}"))
    return Rules(parsed=Protego.parse(body.decode("utf-8", "replace")))


class Robots:
    """Asks each host's robots.txt once a run, before its first page, and obeys it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._ask(origin))
        # Shielded: when one request is cancelled, the others still wait for the same answer.
        rules = await asyncio.shield(self._rules[origin])
        if self._stopping():
            # Let go like all that still waits (ArchiveSpider.change): nothing is known of the site, nothing is noted.
            raise IgnoreRequest("the crawl is stopping")
        if rules.refusal:
            raise Refused(rules.refusal)
        if not rules.allows(request.url):
            raise Refused(f"robots.txt disallows {parts.path[:200]}", blocked=True)
        self._slow_down(request, rules)

    async def _ask(self, origin: str) -> Rules:
        url = f"{origin}/robots.txt"
        request = Request(
            url, callback=NO_CALLBACK, priority=1000, meta={"is_robots": True}, dont_filter=True
        )
        try:
            answer: Response = await self._crawler.engine.download_async(request)
        except Refused as error:
            return Rules(refusal=str(error))
        except IgnoreRequest as error:
            refusal = f"robots.txt unreachable: {error}"
            return Rules(refusal=refusal) if self._stopping() else self._kept(origin, refusal)
        except Exception as error:  # noqa: BLE001 - whatever kept it from being read, the answer is no
            return self._kept(origin, f"robots.txt unreachable: {type(error).__name__}: {error}"[:300])
        rules = read_rules(answer.status, answer.body, url)
        if rules.refusal:
            return self._kept(origin, rules.refusal)
        if rules.parsed is not None:
            self._keep(origin, answer.body[:LARGEST])
        if rules.problem:
            self._note(ProblemRow(*rules.problem))
        return rules

    def _stopping(self) -> bool:
        return bool(self._crawler.spider.stopping)  # type: ignore[union-attr]  # an ArchiveSpider

    def _kept(self, origin: str, refusal: str) -> Rules:
        """The rules of the last day, where there are any, in the place of those that could not be read."""
        spider = self._crawler.spider
        body = spider.store.fresh_robots(origin)  # type: ignore[union-attr]  # an ArchiveSpider
        if body is None:
            return Rules(refusal=refusal)
        self._note(ProblemRow("ROBOTS_KEPT", f"{refusal}，沿用一天之内取到的规则：{origin}/robots.txt"[:500]))
        return read_rules(200, body, f"{origin}/robots.txt")

    def _keep(self, origin: str, body: bytes) -> None:
        try:
            self._crawler.spider.store.keep_robots(origin, body)  # type: ignore[union-attr]  # an ArchiveSpider
        except ArchiveError as error:
            # The next Keep meets the same failure and ends the crawl with it.
            logger.error("%s", error)  # noqa: TRY400 - a line for people

    def _note(self, problem: ProblemRow) -> None:
        spider = self._crawler.spider
        try:
            spider.store.add_problem(problem, run_id=spider.run_id)  # type: ignore[union-attr]  # an ArchiveSpider
        except ArchiveError as error:
            # The next Keep meets the same failure and ends the crawl with it.
            logger.error("%s", error)  # noqa: TRY400 - a line for people

    def _slow_down(self, request: Request, rules: Rules) -> None:
        asked = rules.delay()
        name = request.meta.get("download_slot")
        if asked is None or name is None:
            return
        downloader = self._crawler.engine.downloader
        # A slot idle for a minute is made anew, out of these settings.
        made_of = downloader.per_slot_settings.setdefault(name, {})
        made_of["delay"] = max(asked, made_of.get("delay", downloader._delay))
        slot = downloader.slots.get(name)
        if slot is not None:
            slot.delay = max(slot.delay, asked)
