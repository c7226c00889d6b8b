"""`scrapy reparse`: rebuild every record from the bytes that are kept; nothing is fetched, no version is made."""

from __future__ import annotations

import argparse
import asyncio
import shlex
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from archive.opening import kind_of
from archive.rows import CorrectionRow, DocumentRows, Reading
from archive.store import Store
from crawler.clock import clock
from crawler.command import STOPPED, ProjectCommand, workers
from crawler.corrections import CORRECTIONS, hand_over, load_corrections
from crawler.registry import RegistryError
from pipelines.read import Readers, ReadPage, read_document, readers
from pipelines.record import record_page
from pipelines.rows import reading_of


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[--jobs N] [--dry-run] [--report ID]"

    def short_desc(self) -> str:
        return "Rebuild records from kept bytes; print what changed"

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
        given = opts.jobs is not None
        jobs = workers(opts.jobs, "--jobs") if given else workers(self.settings["READ_WORKERS"])
        path = Path(self.settings["ARCHIVE"])
        corrections = _corrections(Path(self.settings["SOURCES"]) / CORRECTIONS)
        command = shlex.join(["scrapy", "reparse", *(["--dry-run"] if opts.dry_run else [])])
        now = clock(self.settings.get("NOW"))
        with Store.open(path, kind=kind_of(path), now=now, command=command) as store:
            if opts.report and not store.kept_pages(limit=1, report_id=opts.report):
                raise ValueError(f"there is no report {opts.report} in {path}; see the column id of reports")
            if opts.dry_run:
                outcomes = asyncio.run(_rebuild(store, jobs, opts.report, None))
                return _summary(outcomes)[0]
            if corrections is not None:
                hand_over(store, corrections)
            run_id = store.begin_run(command)
            try:
                outcomes = asyncio.run(_rebuild(store, jobs, opts.report, run_id))
            except KeyboardInterrupt:
                store.end_run(run_id, STOPPED, "stopped early; run the same command again", {})
                raise
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
    """Read every page and every version again, a few at once; `run_id` None changes nothing. Counts of what came of
    it."""
    outcomes: Counter[str] = Counter()
    at_once = max(1, jobs * 2)
    with readers(jobs) as pool:
        after = ""
        while pages := store.kept_pages(after, at_once, report_id):
            after = pages[-1]
            for reading in await _read(pool, [(page, store.document(page)) for page in pages]):
                outcomes[_settle(store, run_id, reading)] += 1
        # Recording one publication of a report may ask for another to be read again.
        after = ""
        while run_id is not None and (rows := store.unread(after=after, limit=at_once)):
            after = rows[-1].id
            for reading in await _read(pool, [(row.id, store.document(row.id)) for row in rows]):
                _settle(store, run_id, reading)
        after = ""
        while reports := store.reports_with_versions(after, 1, report_id):
            after = reports[-1]
            await _compare(store, pool, after, dry_run=run_id is None)
    return outcomes


async def _read(pool: Readers, documents: Iterable[tuple[str, DocumentRows | None]]) -> list[ReadPage]:
    return await asyncio.gather(*(read_document(pool, page, rows) for page, rows in documents))


def _settle(store: Store, run_id: int | None, page: ReadPage) -> str:
    """Print what a reading changes, then record it."""
    reading = _reading(page)
    changes = store.changes(page.page_id, reading) if reading else ()
    for change in changes:
        print(f"{page.page_id} {change.what}: {_printed(change.old)} → {_printed(change.new)}")
    if reading is None and store.is_shown(page.page_id):
        print(
            f"{page.page_id} gives no report any more, the record it gave stays: {page.problems[-1].detail}"
        )
    if run_id is not None:
        record_page(store, run_id, page)
    if reading is None:
        return "unreadable" if page.unreadable else "no report"
    return "changed" if changes else "same"


def _reading(page: ReadPage) -> Reading | None:
    """What was read, as rows; None of a page that gave no report."""
    return reading_of(page.report, ()) if page.report is not None and page.report.understood else None


async def _compare(store: Store, pool: Readers, report_id: str, *, dry_run: bool) -> None:
    """Have one reader read all versions of a report, so that what it reads better is no change the agency made."""
    documents = store.versions(report_id)
    known = [(str(version), rows) for version, rows in documents.items() if rows is not None]
    read = {int(page.page_id): _reading(page) for page in await _read(pool, known)}
    recorded, anew = store.compare_versions(
        report_id, {version: read.get(version) for version in documents}, dry_run=dry_run
    )
    for taken, changes in ((True, set(recorded) - set(anew)), (False, set(anew) - set(recorded))):
        for change in sorted(changes, key=str):
            told = f"{_printed(change.old)} → {_printed(change.new)}"
            print(
                f"{report_id} from version {change.from_version} to {change.to_version}, {' '.join(change.place)}: "
                f"{'no longer a change' if taken else 'a change of the agency'} {told}"
            )


def _summary(outcomes: Counter[str]) -> tuple[int, str]:
    """The exit code and the counts: a page whose bytes could not be read is one that failed (2)."""
    counts = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())) or "nothing kept"
    print(f"{sum(outcomes.values())} pages read: {counts}")
    return 2 if outcomes["unreadable"] else 0, counts


def _printed(value: float | str | None) -> str:
    return "–" if value is None else f"{value}"
