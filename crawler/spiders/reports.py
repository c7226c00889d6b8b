"""The crawl: what is unread first, then what is due, a few pages of each site at a time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from lxml.etree import LxmlError
from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from archive.errors import ArchiveError
from archive.ids import page_id, site
from archive.rows import DuePage, ProblemRow
from crawler.answers import address_of, blocked_by, headers_of, in_words, moved_home, text_of
from crawler.asking import request_of
from crawler.budgets import Budgets
from crawler.cms import ListPage, Verdicts
from crawler.items import Link, Page
from crawler.links import columns_beyond, list_links, report_links, statistics_of
from crawler.middlewares import Refused
from crawler.refusals import refusal_of
from crawler.spiders.base import ArchiveSpider, ArgumentError
from crawler.traps import without_traps
from crawler.walks import Walks, broken
from pipelines.report.page.decode import decode

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from crawler.registry import Registry

Problems = tuple[tuple[str, str], ...]

# Characters. Links are read inside the crawl, which must not stand still; the largest real list seen has 0.3 MB.
LARGEST_PAGE = 8 * 1024 * 1024


class ReportsSpider(ArchiveSpider):
    """Walks every source's lists and fetches the reports on them.

    Arguments: source=ID,… and division=PREFIX choose sources; full=1 asks for everything whether due or
    not; dry=1 only says what would be asked.
    """

    name = "reports"
    arguments = ("source", "division", "full", "dry")

    chosen: frozenset[str] | None = None
    full: bool = False
    dry: bool = False

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.walks = Walks()
        self.lists = self.walks.lists
        self.verdicts = Verdicts(self._kept_text)
        self._source_pages = {page_id(s.url) for s in self.registry.sources.values() if s.cms != "discover"}

    @classmethod
    def parse_arguments(cls, given: Mapping[str, str], registry: Registry) -> dict[str, Any]:
        super().parse_arguments(given, registry)
        return {
            "chosen": _chosen_sources(given.get("source"), given.get("division"), registry),
            "full": _flag(given, "full"),
            "dry": _flag(given, "dry"),
        }

    async def start(self) -> AsyncIterator[Any]:
        try:
            async for page in self._drain():
                yield page
            async for request in self._crawl():
                yield request
            # Recording one publication of a report may ask for another to be read again, of any site.
            async for page in self._drain():
                yield page
        except ArchiveError as error:
            self.note_storage_failed(error)
            raise CloseSpider("storage_failed") from error

    async def _drain(self) -> AsyncIterator[Page]:
        """Everything an earlier run kept and did not read: read before anything is asked."""
        after = ""
        while self.storage_error is None and (batch := self.store.unread(after=after, limit=50)):
            after = batch[-1].id
            for row in batch:
                self.enter(row.id, row.site)
                yield Page(row.id, row.url, row.kind, row.source_id, kept=True)
            while self.under_way:
                await self.change()

    async def _crawl(self) -> AsyncIterator[Request]:
        """Due pages, a few of each site at a time, until nothing is due and nothing is under way.

        Only as many rows are in memory as requests can be: a frontier of 200,000 rows costs no more than
        one of 20.
        """
        settings = self.crawler.settings
        self.budgets = Budgets.from_settings(settings)
        room = settings.getint("CONCURRENT_REQUESTS") * 2
        per_site = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") * 2
        last_site = ""
        while self.storage_error is None:
            batch = []
            if len(self.under_way) <= room // 2:
                batch = self._due(room - len(self.under_way), per_site, last_site)
            for row in batch:
                last_site = row.site
                if self.budgets.is_over(row.site):  # by the row before: the next question says so
                    continue
                self.enter(row.id, row.site)
                self.budgets.ask(row.site)
                yield self._request(row)
            if not batch:
                if not self.under_way:
                    return
                await self.change()

    def _due(self, room: int, per_site: int, last_site: str) -> list[DuePage]:
        """The next rows; sites with enough under way wait for their turn, those over their budget for the next run."""
        busy = Counter(self.under_way.values())
        # Not asked for at all: a page that is done frees its own site, and each of the others would cost a question.
        full = {name for name, count in busy.items() if count >= per_site}
        rows = self._allowed(room, per_site, last_site, full)
        found = []
        for row in rows:
            if busy[row.site] < per_site:
                busy[row.site] += 1
                found.append(row)
        return found

    def _allowed(self, room: int, per_site: int, last_site: str, full: Collection[str]) -> list[DuePage]:
        """The next rows, none of a `full` site, nor of one that used up its budget."""
        while True:
            rows = self.store.due(
                now=self.store.now(),
                sources=self.chosen,
                per_site=per_site,
                exclude=self.under_way.keys() | self.given_up,
                full=self.full,
                run_id=self.run_id,
                limit=room,
                after_site=last_site,
                without=self.over_budget.keys() | full,
            )
            over = self.budgets.over()
            spent = {row.site for row in rows} & over.keys()
            if not spent:
                return rows
            for name in sorted(spent):
                self._stop_asking(name, over[name])

    def _stop_asking(self, name: str, why: str) -> None:
        """Leave the rest of a site to the next run, and say so on all of its sources."""
        self.over_budget[name] = why
        detail = f"站点 {name} 本次已用完 {why}，其余留待下次；若它确有这么多，调大该设置"
        for source in self.registry.sources.values():
            if site(source.url) == name and (self.chosen is None or source.id in self.chosen):
                self._note(ProblemRow("BUDGET", detail), page_id(source.url))

    def _request(self, due: DuePage) -> Request:
        # The frontier is the duplicate filter. Referer: jpage proxies and some firewalls want the list's
        # address.
        asked = request_of(due.url)
        headers = dict(asked.headers)
        if due.referer and _same_host(due.referer, due.url):
            headers["Referer"] = urldefrag(due.referer).url
        return Request(
            asked.url,
            method=asked.method,
            body=asked.body,
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            cb_kwargs={"due": due},
            meta={"due": due},
            dont_filter=True,
        )

    def parse(self, response: Response, due: DuePage) -> Iterator[Page]:
        """One answer, one Page."""
        try:
            yield from self._take(response, due)
        except ArchiveError as error:
            self.note_storage_failed(error)
            raise CloseSpider("storage_failed") from error

    def _take(self, response: Response, due: DuePage) -> Iterator[Page]:
        self.budgets.took(due.site, len(response.body))
        links: tuple[Link, ...] = ()
        problems: Problems = ()
        error = moved_home(due, response)
        text = text_of(response)
        refusal = None if error or text is None else refusal_of(response.status, text)
        if refusal is not None and refusal.kind == "gone":
            error = error or str(refusal)
        elif response.status in (200, 304) and text and not (error or refusal):
            links, problems = self._read_links(address_of(response, due), text, due)
        if error or refusal or response.status not in (200, 304):
            self._note_broken(due, str(refusal or error or f"HTTP {response.status}"))
        yield Page(
            due.id,
            due.url,
            due.kind,
            due.source_id,
            status=response.status,
            body=b"" if response.status == 304 else response.body,
            headers=headers_of(response),
            final_url=response.url,
            chain=tuple(response.meta.get("redirect_urls", ())),
            fetched_at=self.store.now(),
            elapsed_ms=int(response.meta.get("download_latency", 0) * 1000),
            error=error,
            blocked=blocked_by(refusal, response.status),
            manner=response.meta.get("manner", ()),
            links=links,
            problems=problems,
        )

    def failed(self, failure: Failure) -> Iterator[Page]:
        """No answer, one Page all the same."""
        due: DuePage = failure.request.cb_kwargs["due"]  # type: ignore[attr-defined]  # set by Scrapy
        if self.stopping:
            self.leave(due.id)
            return
        reason = failure.value
        error = in_words(reason)
        self._note_broken(due, " ".join(error.split()))
        yield Page(
            due.id,
            due.url,
            due.kind,
            due.source_id,
            fetched_at=self.store.now(),
            error=" ".join(error.split())[:500],
            blocked=str(reason) if isinstance(reason, Refused) and reason.blocked else None,
            manner=failure.request.meta.get("manner", ()),  # type: ignore[attr-defined]  # set by Scrapy
        )

    def _read_links(self, url: str, text: str, due: DuePage) -> tuple[tuple[Link, ...], Problems]:
        if len(text) > LARGEST_PAGE:
            return (), (("LINKS_UNREADABLE", f"页面有 {len(text)} 字，超过 {LARGEST_PAGE}，未读其链接"),)
        try:
            if due.kind == "listing":
                return self._read_list(url, text, due)
            if due.kind == "report":
                found, problems = report_links(url, text)
                links, traps = without_traps((*found, *self._statistics(due)))
                return links, (*problems, *traps)
        except (LxmlError, ValueError, RecursionError) as error:
            return (), (("LINKS_UNREADABLE", f"{type(error).__name__}: {error}"[:300]),)
        return (), ()

    def _read_list(self, url: str, text: str, due: DuePage) -> tuple[tuple[Link, ...], Problems]:
        source = self.registry.sources.get(due.source_id or "")
        page = ListPage(
            url,
            text,
            is_source=due.id in self._source_pages,
            leads=due.referer is not None and page_id(due.referer) in self._source_pages,
            referer=due.referer,
        )
        listing = self.verdicts.family(page, source.cms if source else None).read_list(page)
        listing, problems = self.walks.see(due.source_id or "", page, listing)
        for kind, detail in problems:
            self._note(ProblemRow(kind, detail), due.id)
        found, more = list_links(page, listing)
        links, traps = without_traps(found)
        more = (*more, *traps)
        self.walks.read(due.id, listing, links, [*problems, *more], columns_beyond(page, listing))
        return links, more

    def _statistics(self, due: DuePage) -> tuple[Link, ...]:
        """The statistics pages of a report, which only its list knows of."""
        own, beside = self.store.listed_beside(due.id)
        source = self.registry.sources.get(due.source_id or "")
        return statistics_of(own, beside, one_agency=bool(source and source.agency))

    def _kept_text(self, url: str) -> str | None:
        """The kept text of a list page, for the verdict on it."""
        kept = self.store.good_body(page_id(url))
        return decode(kept.body, kept.content_type).text if kept is not None else None

    def _note_broken(self, due: DuePage, reason: str) -> None:
        """A list whose further page cannot be had is not at its end."""
        if due.kind == "listing" and due.id not in self._source_pages:
            self._note(ProblemRow(*broken(due.url, reason)), due.id)

    def _note(self, problem: ProblemRow, page: str) -> None:
        try:
            self.store.add_problem(problem, run_id=self.run_id, page_id=page)
        except ArchiveError as error:
            # The page's own Keep comes next, meets the same failure and ends the crawl with it.
            self.logger.error("%s", error)  # noqa: TRY400 - a line for people


def _chosen_sources(source: str | None, division: str | None, registry: Registry) -> frozenset[str] | None:
    """The ids both arguments leave, or None for all."""
    if source is None and division is None:
        return None
    ids = set(registry.sources)
    if source is not None:
        wanted = {name.strip() for name in source.split(",") if name.strip()}
        unknown = sorted(wanted - ids)
        if unknown or not wanted:
            named = ", ".join(unknown) or "nothing"
            raise ArgumentError(
                f"spider argument source: no source {named} in {registry.folder}; see its sources.csv"
            )
        ids = wanted
    if division is not None:
        if not re.fullmatch(r"\d{1,6}", division):
            raise ArgumentError(
                f"spider argument division: {division!r} is no code; give 1 to 6 digits, as 31 or 310115"
            )
        ids = {name for name in ids if registry.sources[name].division_code.startswith(division)}
        if not ids:
            raise ArgumentError(
                f"spider argument division: no source in {registry.folder} lies in {division}"
            )
    return frozenset(ids)


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0")
    if value not in ("0", "1"):
        raise ArgumentError(f"spider argument {name}: {value!r} is neither 0 nor 1")
    return value == "1"


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc == urlsplit(other).netloc
