"""Read: a report whose bytes are kept is read, away from the crawl, and goes on to Record."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from archive.errors import ArchiveError
from archive.prepared import Prepared
from pipelines.keep import KeptPage, stops_when_storage_fails
from pipelines.pool import ReadingPool, WorkerDiedError
from pipelines.report.model import Context, Document, Part, Problem, Report
from pipelines.rows import read_rows

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from archive.rows import DocumentRows

logger = logging.getLogger(__name__)

Readers = ReadingPool[Document, tuple[Report, Prepared | None]]

_SWELLS = "读取所需内存超过限制"
_ROLES = {"continuation": "续页", "attachment": "附件"}


@dataclass(frozen=True)
class ReadPage:
    """One reading of the bodies `part_sha256`. Where it gave no report, `problems` say why.

    `unreadable`: reading failed, rather than finding that the page is no report. `prepared` is the report as it is
    recorded when nobody corrects it, without what is said about its missing parts.
    """

    page_id: str
    report: Report | None
    unreadable: bool = False
    problems: tuple[Problem, ...] = ()
    part_sha256: tuple[str, ...] = ()
    prepared: Prepared | None = None


@dataclass(frozen=True)
class ReadPages:
    """A kept page with the readings it led to, for Record; `page_id` is the kept page's."""

    kept: KeptPage
    readings: tuple[ReadPage, ...] = ()

    @property
    def page_id(self) -> str:
        return self.kept.page_id


class Read:
    """Reads every report page that became unread by this page, in the pool of worker processes."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Read:
        return cls(crawler)

    async def process_item(self, item: KeptPage) -> ReadPages:
        spider: Any = self._crawler.spider
        readings = []
        for page_id in item.read_page_ids:
            with stops_when_storage_fails(self._crawler):
                rows = spider.store.document(page_id)
                readings.append(await read_document(spider.pool, page_id, rows))
        return ReadPages(item, tuple(readings))


def readers(count: int) -> Readers:
    """So many processes that read documents, each loading the reader while its caller goes on; 0 reads here."""
    return ReadingPool(count, read_rows)


async def read_document(pool: Readers, page_id: str, rows: DocumentRows | None) -> ReadPage:
    """The reading of one document from its kept rows; never raises for what the document is.

    Raises ArchiveError where no reading process can begin.
    """
    if rows is None:
        return ReadPage(page_id, None, True, (Problem("NOT_KEPT", "没有存下这一页的正文"),))
    parts = tuple(part.sha256 for part in rows.parts)

    def failed(kind: str, detail: str) -> ReadPage:
        return ReadPage(page_id, None, True, (Problem(kind, f"{rows.url}: {detail}"[:500]),), parts)

    try:
        report, prepared = await _read_within_limits(pool, document_of(rows))
    except ArchiveError:
        raise
    except (WorkerDiedError, MemoryError) as error:
        return failed("UNREADABLE", str(error) or _SWELLS)
    except Exception as error:
        # A fault of the reader: kept apart from what a page can be guilty of, and found in the log with its
        # trace.
        logger.exception("cannot read %s", rows.url)
        return failed("READER_FAILED", f"{type(error).__name__}: {error}")
    missing = tuple(
        Problem("PART_MISSING", f"缺少{_ROLES[part.role]} {part.name or part.url}（{part.state}）")
        for part in rows.missing
    )
    return ReadPage(page_id, report, False, (*report.problems, *missing), parts, prepared)


async def _read_within_limits(pool: Readers, document: Document) -> tuple[Report, Prepared | None]:
    """The reading of a document; where it breaks the limits, that of its pages alone: a file must not take the report
    beside it along. Raises WorkerDiedError and MemoryError where the pages are to blame."""
    try:
        return await pool.run(document)
    except (WorkerDiedError, MemoryError) as error:
        pages = tuple(part for part in document.parts if part.role != "attachment")
        if len(pages) == len(document.parts):
            raise
        report, _ = await pool.run(replace(document, parts=pages))
        problem = Problem("ATTACHMENT_TOO_LARGE", f"附件未读取：{error or _SWELLS}")
        parts = tuple(part.sha256 for part in document.parts)
        return replace(report, problems=(*report.problems, problem), part_sha256=parts), None


def document_of(rows: DocumentRows) -> Document:
    """The reader's document from the archive's rows."""
    context = rows.context
    return Document(
        parts=tuple(
            Part(part.role, part.url, part.body, part.sha256, part.content_type, part.name)
            for part in rows.parts
        ),
        context=Context(
            agency=context.agency,
            division_code=context.division_code,
            listed_title=context.listed_title,
            listed_on=context.listed_on,
            official=context.official,
        ),
    )
