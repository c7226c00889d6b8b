"""The spider of `scrapy discover`: one page of a site at a time, many sites at once, through every middleware.

It stands outside `crawler/spiders`: it fills no archive, so `scrapy crawl` has no use for it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse

from archive.ids import site
from crawler.asking import request_of
from crawler.discovery.search import Answer, Search
from crawler.middlewares import Refused
from crawler.middlewares.manners import told_text
from crawler.refusals import refusal_of
from pipelines.report.page.decode import decode

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from archive.rows import ProblemRow
    from crawler.registry import Registry

LARGEST_PAGE = 8 * 1024 * 1024  # bytes; the largest real home page seen has 0.4 MB


class NoArchive:
    """Takes what would be problem rows of an archive: a search keeps nothing."""

    def add_problem(self, problem: ProblemRow, **place: object) -> None:
        """Robots' remarks change nothing here; its refusals arrive as failures."""

    def keep_robots(self, origin: str, body: bytes) -> None:
        """Rules are kept by crawls."""

    def fresh_robots(self, origin: str) -> bytes | None:
        return None


class DiscoverSpider(Spider):
    """Runs searches; `done` is called with each that is over, as soon as it is."""

    name = "discover"
    custom_settings = {  # noqa: RUF012 - Scrapy reads it off the class
        "ITEM_PIPELINES": {},
        # Both belong to an archive's runs.
        "EXTENSIONS": {
            "crawler.extensions.ledger.Ledger": None,
            "crawler.extensions.progress.Progress": None,
        },
        # A search lets a page go rather than ask twice: 40 requests are all it has.
        "RETRY_ENABLED": False,
        "REDIRECT_MAX_TIMES": 3,
    }

    def __init__(self, *, registry: Registry, searches: list[Search], done: Callable[[Search], None]) -> None:
        super().__init__(self.name)
        self.registry = registry
        self.searches = searches
        self.done = done
        self.store = NoArchive()
        self.stopping = False  # a search that is stopped begins anew next time
        self.run_id = 0
        self.sites = frozenset(site(search.home) for search in searches)
        self.origins: dict[int, set[str]] = {id(search): set() for search in searches}
        self.finished: str | None = None

    def slot(self, url: str) -> str:
        """As in a crawl: a site, or a host that hosts.toml names."""
        host = (urlsplit(url).hostname or "").lower()
        return host if host in self.registry.hosts else site(url)

    def timeout(self, url: str) -> float | None:
        host = self.registry.hosts.get(self.slot(url))
        return host.timeout if host else None

    async def start(self) -> AsyncIterator[Any]:
        for search in self.searches:
            for request in self._next(search):
                yield request

    def parse(self, response: Response, search: Search) -> Iterator[Request]:
        text = ""
        if isinstance(response, TextResponse) and len(response.body) <= LARGEST_PAGE:
            # As the reader decodes it: headers lie about charsets.
            declared = (response.headers.get("Content-Type") or b"").decode("latin-1")
            text = told_text(response) or decode(response.body, declared).text
        redirects = response.meta.get("redirect_urls", [])
        refusal = None if response.status in (404, 410) else refusal_of(response.status, text)
        cost = 1 + len(redirects) + self._robots(search, [*redirects, response.url])
        search.see(Answer(response.url, response.status, text, cost, refusal))
        yield from self._next(search)

    def failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        search: Search = request.cb_kwargs["search"]
        error = failure.value
        text = str(error) if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
        redirects = request.meta.get("redirect_urls", [])
        cost = 1 + len(redirects) + self._robots(search, [*redirects, request.url])
        blocked = isinstance(error, Refused) and error.blocked
        search.fail(" ".join(text.split())[:300], blocked=blocked, requests=cost)
        yield from self._next(search)

    def _next(self, search: Search) -> Iterator[Request]:
        url = search.next()
        if url is None:
            self.done(search)
            return
        asked = request_of(url)
        yield Request(
            asked.url,
            method=asked.method,
            body=asked.body,
            headers=asked.headers,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"search": search},
            dont_filter=True,
        )

    def _robots(self, search: Search, urls: list[str]) -> int:
        """Requests for robots.txt that these addresses came to: one for every host a search meets first."""
        seen = self.origins[id(search)]
        new = {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in urls} - seen
        seen |= new
        return len(new)

    def closed(self, reason: str) -> None:
        self.finished = reason
