"""Keep: what was fetched is committed, bytes, links and all, before anything is read out of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy.exceptions import DropItem

from archive.errors import ArchiveError
from archive.rows import FetchRow, LinkRow, ProblemRow

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.store import Store


@dataclass(frozen=True)
class KeptPage:
    """A committed page on its way to be read. `outcome` as in `fetches`; `unread` for one kept by an
    earlier run.

    `read_page_ids`: the report pages to read now, none or one as a rule, several where they share a file.
    `reports_listed`: ids of the report pages a list links to.
    """

    page_id: str
    url: str
    kind: str
    source_id: str | None
    outcome: str
    read_page_ids: tuple[str, ...] = ()
    links: tuple[LinkRow, ...] = ()
    error: str | None = None


class Keep:
    """Turns a Page into rows in one transaction. When storage fails the crawl ends: nothing can be kept."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Keep:
        return cls(crawler)

    async def process_item(self, item: Any) -> KeptPage:
        page = ItemAdapter(item)
        if page["kept"]:
            return KeptPage(
                page["page_id"], page["url"], page["kind"], page["source_id"], "unread", (page["page_id"],)
            )
        spider: Any = self._crawler.spider
        with stops_when_storage_fails(self._crawler):
            kept: KeptPage = await spider.commits.write(partial(keep_page, spider.store, spider.run_id, page))
            return kept


def keep_page(store: Store, run_id: int, page: ItemAdapter) -> KeptPage:
    """Commit one page. Raises ArchiveError when the archive cannot take it."""
    links = tuple(
        LinkRow(link.url, link.kind, link.text, link.title, link.listed_on) for link in page["links"]
    )
    fetch = FetchRow(
        run_id=run_id,
        url=page["url"],
        kind=page["kind"],
        source_id=page["source_id"],
        fetched_at=page["fetched_at"],
        status=page["status"],
        final_url=page["final_url"],
        chain=page["chain"],
        headers=page["headers"],
        elapsed_ms=page["elapsed_ms"],
        error=page["error"],
        blocked=page["blocked"],
        saved=page["saved"],
        manner=page["manner"],
    )
    problems = [ProblemRow(kind, detail) for kind, detail in page["problems"]]
    kept = store.keep(fetch, page["body"] or None, links, problems)
    error = page["blocked"] or page["error"] or kept.doubt
    return KeptPage(
        page["page_id"],
        page["url"],
        page["kind"],
        page["source_id"],
        kept.outcome,
        kept.read_page_ids,
        links,
        error,
    )


class stops_when_storage_fails:  # noqa: N801 - reads as the sentence it is
    """A `with` block in which a failing archive ends the crawl, once, with one line (exit code 3).

    A page that could not be committed stays what it was in the frontier, so the next run asks for it again.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, ArchiveError):
            return
        spider: Any = self._crawler.spider
        if spider.note_storage_failed(error):
            # Kept on the spider: a task without a reference may be collected before it runs.
            spider.closing = asyncio.ensure_future(
                self._crawler.engine.close_spider_async(reason="storage_failed")
            )
        raise DropItem("storage failed", log_level="DEBUG") from error
