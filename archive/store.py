"""The store: the only door through which an archive is written.

Synchronous, one connection, one writer. Every public method is one whole transaction; when it returns, what
it did survives a power cut (within `one_commit`: when that ends). Nothing in it awaits, and no cursor stays open.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path
from types import TracebackType

from archive import (
    acceptance,
    areas,
    chains,
    corrections,
    coverage,
    frontier,
    ids,
    keeping,
    notices,
    opening,
    recording,
    reparsing,
    robots,
    walks,
)
from archive.agencies import Agencies
from archive.documents import document, good_body, listed_beside
from archive.errors import STORAGE_FAILED, ArchiveError
from archive.lock import WriterLock
from archive.prepared import Prepared
from archive.problems import add_problem
from archive.recording import Corrector
from archive.rows import (
    AgencyRow,
    CorrectionRow,
    DocumentRows,
    DuePage,
    FetchRow,
    Kept,
    KeptBody,
    LinkRow,
    ListRow,
    PlanRow,
    ProblemRow,
    Reading,
    Recorded,
    SeedRow,
    SourceRow,
)
from archive.space import refuse_crowded
from archive.sql import storage_errors, transaction

Clock = Callable[[], str]

_KILLED = "ended without a word: killed, or the power failed; the run after it went on"


def utc_now() -> str:
    """The time as the archive writes it: UTC, to the second, as 2026-01-31T08:00:00Z."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """An open archive. Every method raises ArchiveError when the disk or the file fails it."""

    def __init__(self, path: Path, kind: str, now: Clock, lock: WriterLock) -> None:
        """Use `Store.open`."""
        self.path = path
        self.kind = kind
        self.now = now
        self._lock = lock
        self._connection = opening.connect(path, kind, now)
        self._agencies: Agencies | None = None

    @classmethod
    def open(cls, path: Path, *, kind: str = "real", now: Clock = utc_now, command: str = "") -> Store:
        """Open the archive at `path` for writing, or make one; `kind` is real or demo, `command` names the
        holder.

        Raises ArchiveError: 3 when it cannot be written, 4 when the file is no archive, one of the other kind
        or newer than this program, 5 when another process has it open for writing.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(
                f"cannot make the folder {path.parent}: {error.strerror}", STORAGE_FAILED
            ) from error
        lock = WriterLock(path, command=command, started=now())
        try:
            return cls(path, kind, now, lock)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Close the archive and let go of its lock."""
        self._connection.close()
        self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # The registry

    def load_registry(
        self, agencies: Iterable[AgencyRow], sources: Iterable[SourceRow], reports: Iterable[SeedRow] = ()
    ) -> None:
        """Make the archive's registry equal the files'; sources in use and reports get their page in the frontier.

        Sources that left the files become `removed`, agencies stay.
        """
        with storage_errors(self.path), transaction(self._connection):
            roster = self._roster()
            frontier.load_registry(self._connection, agencies, sources, reports, self.now())
            if self._roster() != roster:
                areas.rebuild_all(self._connection)
                chains.rebuild_successions(self._connection)
        self._agencies = None

    def load_corrections(self, rows: Iterable[CorrectionRow]) -> list[str]:
        """Make the archive's corrections equal the file's; what they concern is to be read again.

        Returns the ids of reports that the archive does not have.
        """
        with storage_errors(self.path), transaction(self._connection):
            return corrections.load(self._connection, rows)

    def corrections(self, page_id: str) -> list[CorrectionRow]:
        """The corrections that name the report a page is by itself."""
        with storage_errors(self.path):
            return corrections.of_page(self._connection, page_id, None)

    # Runs

    def begin_run(self, command: str) -> int:
        """Note that a run begins; its id. Runs before it that never ended were killed: there is one writer."""
        refuse_crowded(self.path)
        with storage_errors(self.path), transaction(self._connection):
            self._connection.execute(
                "UPDATE runs SET verdict = ? WHERE finished_at IS NULL AND verdict IS NULL", (_KILLED,)
            )
            added = self._connection.execute(
                "INSERT INTO runs (command, started_at) VALUES (?, ?)", (command, self.now())
            )
        assert added.lastrowid is not None
        return added.lastrowid

    def end_walks(self, run_id: int, lists: Mapping[str, ListRow], *, finished: bool) -> int:
        """Write down how far the lists of each source were walked in a run, and the verdict on the source.

        `lists`: what the crawl made of each page of a list it read, by page id. `finished`: nothing stopped the run.
        Returns how many sources' lists could not be walked to their end, or lost what they listed before.
        """
        with storage_errors(self.path), transaction(self._connection):
            return walks.end(self._connection, run_id, lists, finished=finished)

    def end_run(self, run_id: int, exit_code: int, verdict: str, stats: Mapping[str, object]) -> None:
        """Note how a run ended, `verdict` in words, `stats` as JSON; and judge coverage by what is known now."""
        row = (self.now(), exit_code, verdict, json.dumps(stats, ensure_ascii=False, default=str), run_id)
        with storage_errors(self.path), transaction(self._connection):
            self._connection.execute(
                "UPDATE runs SET finished_at = ?, exit_code = ?, verdict = ?, stats = ? WHERE id = ?", row
            )
            coverage.refresh(self._connection, self.now())

    def refresh_coverage(self) -> None:
        """Judge coverage anew by this moment's clock."""
        with storage_errors(self.path), transaction(self._connection):
            coverage.refresh(self._connection, self.now())

    # Notices

    def note_notices(self) -> int:
        """Note what there is to tell that was not noted before; how many notices that made."""
        with storage_errors(self.path), transaction(self._connection):
            return notices.note(self._connection, self.now())

    def mark_told(self, channel: str, last_id: int) -> None:
        """Remember that a channel was told all notices up to an id."""
        with storage_errors(self.path), transaction(self._connection):
            notices.mark_told(self._connection, channel, last_id)

    # The frontier

    def unread(self, after: str = "", limit: int = 50) -> list[DuePage]:
        """Report pages whose kept bytes wait to be read, in order of id, from beyond `after`."""
        with storage_errors(self.path):
            return frontier.unread(self._connection, after, limit)

    def due(  # noqa: PLR0913 - a query's terms, named by every caller
        self,
        *,
        now: str,
        sources: Collection[str] | None,
        per_site: int,
        exclude: Collection[str],
        full: bool,
        run_id: int,
        limit: int,
        after_site: str = "",
        without: Collection[str] = (),
    ) -> list[DuePage]:
        """Up to `limit` pages to ask for, at most `per_site` of any site, from the site behind `after_site`
        on.

        `exclude`: ids of pages under way. `full`: whatever its due time. No page that run `run_id` has asked
        for already (by run, not by time: a clock may jump). `sources` None: those of all sources in use.
        `without`: sites to leave alone.
        """
        with storage_errors(self.path):
            return frontier.due(
                self._connection, now=now, sources=sources, per_site=per_site, exclude=exclude, full=full,
                run_id=run_id, limit=limit, after_site=after_site, without=without,
            )  # fmt: skip

    def due_plan(
        self, *, now: str, sources: Collection[str] | None, full: bool, run_id: int = 0
    ) -> list[PlanRow]:
        """How many pages of each site are known to be due."""
        with storage_errors(self.path):
            return frontier.due_plan(self._connection, now=now, sources=sources, full=full, run_id=run_id)

    # The two transactions of a page

    @contextmanager
    def one_commit(self) -> Iterator[None]:
        """A block whose calls of this store are committed together when it ends: all of them, or none.

        An error is not to be caught within it: what was written before would be committed. Raises ArchiveError.
        """
        with storage_errors(self.path), transaction(self._connection):
            yield

    def keep(
        self,
        fetch: FetchRow,
        body: bytes | None,
        links: Sequence[LinkRow],
        problems: Sequence[ProblemRow] = (),
    ) -> Kept:
        """Commit one answer: its bytes, the fetch, the links with the pages they add, and the page's next
        check.

        The outcome is decided by the bytes; a list that has lost all its reports is quarantined. Only a good
        answer (200 with a body) becomes the page's good fetch and marks the report it belongs to as unread; a
        failed one changes neither. `problems` that the crawl had with these bytes are noted when they are others
        than before.

        Raises ArchiveError (3) also while there is room, when the disk is nearly full.
        """
        refuse_crowded(self.path)
        packed = keeping.pack(body) if body and not body.isspace() else None
        now = self.now()
        with storage_errors(self.path), transaction(self._connection):
            kept = keeping.keep(self._connection, fetch, packed, links, now)
            if kept.outcome in ("new", "changed"):
                page = ids.page_id(ids.canonical_url(fetch.url))
                for problem in problems:
                    add_problem(self._connection, problem, "crawl", now, run_id=fetch.run_id, page_id=page)
            return kept

    def record(
        self, page_id: str, run_id: int | None, prepared: Prepared, correct: Corrector | None = None
    ) -> Recorded:
        """Commit the reading of a page's document: every row of the report, its search index, its problems.

        Its `part_sha256` must name the bodies of `document(page_id)` in order: if others are kept by now,
        the page stays unread. `correct` gives the reading as people's corrections have it; which apply is known
        only here, where it is decided which report the page publishes.
        """
        with storage_errors(self.path), transaction(self._connection):
            return recording.record(
                self._connection, self._registry(), page_id, run_id, prepared, self.now(),
                correct or (lambda rows: prepared.reading),
            )  # fmt: skip

    def record_unreadable(
        self,
        page_id: str,
        run_id: int | None,
        problems: Sequence[ProblemRow],
        *,
        unreadable: bool,
        part_sha256: Sequence[str] = (),
    ) -> recording.UnreadableOutcome:
        """Commit that a page gave no report, and why; a good record it gave before stays as it is.

        Its outcome: `quarantined` where the page gave one before and its new bytes were set aside, `waiting` where a
        part of it is still to come.
        `unreadable`: reading it failed, rather than finding no report. `part_sha256` as in `record`; empty
        where reading never got as far as the parts.
        """
        with storage_errors(self.path), transaction(self._connection):
            return recording.record_unreadable(
                self._connection, page_id, run_id, problems,
                unreadable=unreadable, part_sha256=part_sha256, now=self.now(),
            )  # fmt: skip

    def accept(self, fetch_ids: Iterable[int]) -> list[str]:
        """Commit that answers in quarantine are the good ones after all; ids of the report pages to read now.

        Raises ValueError for a fetch that is not in quarantine; then none is accepted.
        """
        with storage_errors(self.path), transaction(self._connection):
            pages = [acceptance.accept(self._connection, each, self.now()) for each in fetch_ids]
            return [*dict.fromkeys(page for found in pages for page in found)]

    def add_problem(
        self, problem: ProblemRow, *, run_id: int | None = None, page_id: str | None = None
    ) -> None:
        """Commit a problem that the crawl met."""
        with storage_errors(self.path), transaction(self._connection):
            add_problem(self._connection, problem, "crawl", self.now(), run_id=run_id, page_id=page_id)

    # Robots

    def keep_robots(self, origin: str, body: bytes) -> None:
        """Commit the rules of an origin, as they were just read."""
        with storage_errors(self.path), transaction(self._connection):
            robots.keep(self._connection, origin, body, self.now())

    def fresh_robots(self, origin: str) -> bytes | None:
        """The rules of an origin as they were read within the last day, or None."""
        with storage_errors(self.path):
            return robots.fresh(self._connection, origin, self.now())

    # What is kept

    def document(self, page_id: str) -> DocumentRows | None:
        """The kept bodies that make up a page's report, and which are missing; None for a page without
        any."""
        with storage_errors(self.path):
            return document(self._connection, page_id)

    def kept_pages(self, after: str = "", limit: int = 50, report_id: str | None = None) -> list[str]:
        """Ids of report pages whose bytes are kept, in order, from beyond `after`; of one report if named."""
        with storage_errors(self.path):
            return reparsing.kept_pages(self._connection, after, limit, report_id)

    def changes(self, page_id: str, reading: Reading) -> list[reparsing.Change]:
        """Which facts and figures of the report shown from a page a reading would change."""
        with storage_errors(self.path):
            return reparsing.changes(self._connection, page_id, reading)

    def is_shown(self, page_id: str) -> bool:
        """Whether a report is shown from this page."""
        with storage_errors(self.path):
            return reparsing.is_shown(self._connection, page_id)

    def reports_with_versions(
        self, after: str = "", limit: int = 50, report_id: str | None = None
    ) -> list[str]:
        """Ids of reports seen in more than one version, in order, from beyond `after`; only one if named."""
        with storage_errors(self.path):
            return reparsing.reports_with_versions(self._connection, after, limit, report_id)

    def versions(self, report_id: str) -> dict[int, DocumentRows | None]:
        """The documents that a report's versions are; None for one whose bytes were not written down."""
        with storage_errors(self.path):
            return reparsing.versions(self._connection, report_id)

    def compare_versions(
        self, report_id: str, read: Mapping[int, Reading | None], *, dry_run: bool
    ) -> tuple[list[reparsing.VersionChange], list[reparsing.VersionChange]]:
        """What changed between a report's versions, as recorded and as one reader reads them, which is then recorded."""
        with storage_errors(self.path), transaction(self._connection):
            recorded, anew = reparsing.compare_versions(self._connection, report_id, read)
            if recorded != anew and not dry_run:
                reparsing.replace_changes(self._connection, report_id, recorded, anew)
            return recorded, anew

    def good_body(self, page_id: str) -> KeptBody | None:
        """A page's good body, which is what a 304 (not modified) refers to; None where there is none."""
        with storage_errors(self.path):
            return good_body(self._connection, page_id)

    def listed_beside(self, page_id: str) -> tuple[list[LinkRow], list[LinkRow]]:
        """How lists name a report page, and the parts of reports (statistics pages) the same lists name; both or neither."""
        with storage_errors(self.path):
            return listed_beside(self._connection, page_id)

    def _roster(self) -> list[tuple[object, ...]]:
        return [tuple(row) for row in self._connection.execute("SELECT * FROM agencies ORDER BY id")]

    def _registry(self) -> Agencies:
        if self._agencies is None:
            self._agencies = Agencies(
                AgencyRow(**row) for row in map(dict, self._connection.execute("SELECT * FROM agencies"))
            )
        return self._agencies
