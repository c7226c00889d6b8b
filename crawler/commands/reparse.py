"""`scrapy reparse`: rebuild every record from the bytes that are kept; nothing is fetched, no version is made."""

from __future__ import annotations

import argparse
import asyncio
import shlex
from collections import Counter
from pathlib import Path

from archive.opening import kind_of
from archive.rows import CorrectionRow
from archive.store import Store
from crawler.clock import clock
from crawler.command import ProjectCommand
from crawler.corrections import CORRECTIONS, hand_over, load_corrections
from crawler.registry import RegistryError
from pipelines.pool import ReadingPool
from pipelines.read import ReadPage, read_document
from pipelines.record import reading_of, record_page


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[--jobs N] [--dry-run] [--report ID]"

    def short_desc(self) -> str:
        return "Rebuild records from kept bytes; print which figures changed"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--jobs", metavar="N", help="processes that read (default: READ_WORKERS; 0: none)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument("--report", metavar="ID", help="only the report with this id")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if args:
            raise ValueError(f"what is {args[0]!r}? reparse takes {self.syntax()}")
        jobs = opts.jobs if opts.jobs is not None else str(self.settings["READ_WORKERS"])
        if not jobs.isdigit():
            raise ValueError(f"--jobs {jobs!r} is no number; write 0, 1, 2 …")
        path = Path(self.settings["ARCHIVE"])
        corrections = _corrections(Path(self.settings["SOURCES"]) / CORRECTIONS)
        command = shlex.join(["scrapy", "reparse", *(["--dry-run"] if opts.dry_run else [])])
        now = clock(self.settings.get("NOW"))
        with Store.open(path, kind=kind_of(path), now=now, command=command) as store:
            if opts.report and not store.kept_pages(limit=1, report_id=opts.report):
                raise ValueError(f"there is no report {opts.report} in {path}; see the column id of reports")
            if opts.dry_run:
                outcomes = asyncio.run(_rebuild(store, int(jobs), opts.report, None))
                return _summary(outcomes)[0]
            if corrections is not None:
                hand_over(store, corrections)
            run_id = store.begin_run(command)
            outcomes = asyncio.run(_rebuild(store, int(jobs), opts.report, run_id))
            code, verdict = _summary(outcomes)
            store.end_run(run_id, code, verdict, dict(outcomes))
            return code


def _corrections(path: Path) -> tuple[CorrectionRow, ...] | None:
    """The corrections in the registry's file. Without one those in the archive stay: a registry that was not named
    is hardly meant to take them back."""
    if not path.exists():
        return None
    errors: list[str] = []
    found = load_corrections(path, errors)
    if errors:
        raise RegistryError(errors)
    return found


async def _rebuild(store: Store, jobs: int, report_id: str | None, run_id: int | None) -> Counter[str]:
    """Read every page again, a few at once; `run_id` None changes nothing. Counts of what came of it."""
    outcomes: Counter[str] = Counter()
    pool = ReadingPool(jobs)
    at_once = max(1, jobs * 2)
    try:
        after = ""
        while pages := store.kept_pages(after, at_once, report_id):
            after = pages[-1]
            for reading in await _read(store, pool, pages):
                outcomes[_settle(store, run_id, reading)] += 1
        # Recording one publication of a report may ask for another to be read again.
        after = ""
        while run_id is not None and (rows := store.unread(after=after, limit=at_once)):
            after = rows[-1].id
            for reading in await _read(store, pool, [row.id for row in rows]):
                _settle(store, run_id, reading)
    finally:
        pool.close()
    return outcomes


async def _read(store: Store, pool: ReadingPool, pages: list[str]) -> list[ReadPage]:
    rows = [store.document(page) for page in pages]
    return await asyncio.gather(
        *(read_document(pool, page, row) for page, row in zip(pages, rows, strict=True))
    )


def _settle(store: Store, run_id: int | None, page: ReadPage) -> str:
    """Print what a reading changes, then record it."""
    understood = page.report is not None and page.report.understood
    changed = False
    if page.report is not None and understood:
        for place, old, new in store.changed_figures(page.page_id, reading_of(page.report, ())):
            print(f"{page.page_id} {' '.join(place)}: {_printed(old)} → {_printed(new)}")
            changed = True
    if run_id is not None:
        record_page(store, run_id, page)
    if not understood:
        return "unreadable"
    return "figures changed" if changed else "same"


def _summary(outcomes: Counter[str]) -> tuple[int, str]:
    counts = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())) or "nothing kept"
    print(f"{sum(outcomes.values())} pages read: {counts}")
    return 0, counts


def _printed(value: float | None) -> str:
    return "–" if value is None else f"{value}"
