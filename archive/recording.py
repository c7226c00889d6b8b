"""Record: the reading of a document becomes the rows of a report, in one transaction.

A report is (agency, year); pages publish it; it is shown from one of them, the preferred. Its rows are always
the reading of that page, so nothing is ever mixed from two.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from archive import corrections, neighbours, publications, readings, reparsing, search, trial
from archive.agencies import Agencies
from archive.documents import kept_sha256, part_rows
from archive.prepared import Prepared
from archive.problems import add_problem, clear_reading_problems
from archive.publications import Identity
from archive.readings import Place
from archive.rows import CorrectionRow, Number, ProblemRow, Reading, Recorded, RecordOutcome

UnreadableOutcome = Literal["unreadable", "quarantined", "waiting"]
# A reading corrected by these rows; without any it is what the page says.
Corrector = Callable[[Sequence[CorrectionRow]], Reading]

_PAGE = """
    SELECT pages.id, pages.url, fetches.id AS fetch_id, fetches.fetched_at, fetches.body_sha256,
        sources.agency, sources.division_code
    FROM pages JOIN fetches ON fetches.id = pages.good_fetch_id LEFT JOIN sources ON sources.id =
    pages.source_id WHERE pages.id = ?
"""


@dataclass(frozen=True)
class _Task:
    """All that recording one reading needs to know.

    `reading` is what the page says: identities of content, versions and changes go by it. `shown` is what the
    record shows: the same after people's `corrections`.
    """

    connection: sqlite3.Connection
    page: sqlite3.Row
    parts: Sequence[sqlite3.Row]
    run_id: int | None
    prepared: Prepared
    shown: Reading
    corrections: Sequence[CorrectionRow]
    identity: Identity
    now: str

    @property
    def reading(self) -> Reading:
        return self.prepared.reading

    def problem(self, problem: ProblemRow, report_id: str, page_id: str | None = None) -> None:
        page = page_id or self.page["id"]
        add_problem(
            self.connection,
            problem,
            "reading",
            self.now,
            run_id=self.run_id,
            page_id=page,
            report_id=report_id,
        )


def record(
    connection: sqlite3.Connection,
    agencies: Agencies,
    page_id: str,
    run_id: int | None,
    prepared: Prepared,
    now: str,
    correct: Corrector,
) -> Recorded:
    reading = prepared.reading
    page = connection.execute(_PAGE, (page_id,)).fetchone()
    if page is None:
        raise ValueError(f"page {page_id} has no kept body to record a reading of")
    parts = part_rows(connection, page_id)
    known = connection.execute("SELECT * FROM publications WHERE page_id = ?", (page_id,)).fetchone()
    rows = corrections.of_page(connection, page_id, known["report_id"] if known else None)
    shown = correct(rows) if rows else reading
    identity = publications.identify(agencies, shown, page["agency"], page["division_code"])
    verdict = (
        trial.of_reading(connection, page_id, known, prepared, shown, identity, now) if known else "pass"
    )
    if verdict in ("waiting", "quarantined"):
        return Recorded(known["report_id"], verdict)
    if verdict == "another":
        known = None
    clear_reading_problems(connection, page_id)
    before = neighbours.standing(connection, known["report_id"]) if known else None
    task = _Task(connection, page, parts, run_id, prepared, shown, rows, identity, now)
    report_id = _report_id(task, known)
    rows = corrections.of_page(connection, page_id, report_id)
    if rows != task.corrections:
        task = replace(task, shown=correct(rows) if rows else reading, corrections=rows)
    outcome = _publish(task, report_id, known)
    neighbours.check(connection, before, neighbours.standing(connection, report_id))
    for problem in (*task.shown.problems, *([identity.problem] if identity.problem else ())):
        task.problem(problem, report_id)
    if kept_sha256(parts) == reading.part_sha256:  # else a part arrived while it was read: it is read again
        connection.execute("UPDATE pages SET read_state = 'read' WHERE id = ?", (page_id,))
    return Recorded(report_id, outcome)


def record_unreadable(
    connection: sqlite3.Connection,
    page_id: str,
    run_id: int | None,
    problems: Sequence[ProblemRow],
    *,
    unreadable: bool,
    part_sha256: Sequence[str],
    now: str,
) -> UnreadableOutcome:
    parts = part_rows(connection, page_id)
    known = connection.execute("SELECT * FROM publications WHERE page_id = ?", (page_id,)).fetchone()
    verdict = trial.of_nothing(connection, page_id, known, problems, part_sha256, now) if known else "pass"
    if verdict in ("waiting", "quarantined"):
        return verdict
    if verdict == "another":
        known = None
    clear_reading_problems(connection, page_id)
    if known and _was_read_by_people(connection, known):
        before = neighbours.standing(connection, known["report_id"])
        if not publications.leave(connection, known["report_id"], page_id):
            _delete_report(connection, known["report_id"])
        neighbours.check(connection, before)
        known = None
    for problem in problems:
        add_problem(
            connection, problem, "reading", now,
            run_id=run_id, page_id=page_id, report_id=known["report_id"] if known else None,
        )  # fmt: skip
    if not part_sha256 or kept_sha256(parts) == tuple(part_sha256):
        state = "unreadable" if unreadable else "read"
        connection.execute("UPDATE pages SET read_state = ? WHERE id = ?", (state, page_id))
    return "unreadable"


def _was_read_by_people(connection: sqlite3.Connection, known: sqlite3.Row) -> bool:
    """Whether these same bytes were a report by corrections alone (a scan) that have been taken back."""
    title = connection.execute(
        "SELECT title_evidence FROM reports WHERE id = ?", (known["report_id"],)
    ).fetchone()[0]
    bytes_now = kept_sha256(part_rows(connection, known["page_id"]))
    return (title or "").startswith("correction:") and tuple(json.loads(known["parts"])) == bytes_now


def _report_id(task: _Task, known: sqlite3.Row | None) -> str:
    """The report this page publishes: another page's, the one it published before, or a new one of its
    own."""
    other = publications.report_of(task.connection, task.identity, task.prepared.content_sha256)
    if known is None:
        return other or _own_id(task)
    if other == known["report_id"] or (other is None and known["preferred"]):
        return str(known["report_id"])
    if not publications.leave(task.connection, known["report_id"], task.page["id"]):
        _delete_report(task.connection, known["report_id"])
    return other or _own_id(task)


def _own_id(task: _Task) -> str:
    """The page's id, unless a report that once stood there bears it."""
    taken = task.connection.execute("SELECT 1 FROM reports WHERE id = ?", (task.page["id"],)).fetchone()
    what = task.identity.report_year or task.reading.part_sha256[0][:8]
    return f"{task.page['id']}-{what}" if taken else str(task.page["id"])


def _publish(task: _Task, report_id: str, known: sqlite3.Row | None) -> RecordOutcome:
    connection, page_id = task.connection, task.page["id"]
    shown = connection.execute(
        "SELECT publications.page_id, pages.url, reports.* FROM publications "
        "JOIN pages ON pages.id = publications.page_id JOIN reports ON reports.id = publications.report_id "
        "WHERE report_id = ? AND preferred = 1",
        (report_id,),
    ).fetchone()
    another = shown is not None and shown["page_id"] != page_id
    recorded = readings.recorded_values(connection, report_id)
    differing = publications.differences(recorded, task.shown) if another else {}
    _put_publication(task, report_id, conflicting=bool(differing))
    best = publications.preferred(connection, report_id)
    if shown is None:
        _replace(task, report_id, None)
        _show_from(connection, report_id, page_id)
        return "new"
    if not another:
        outcome = _update(task, report_id, known, shown, recorded)
        if best != page_id or outcome == "changed" or task.identity.agency_id != shown["agency_id"]:
            publications.read_again(connection, report_id, but=page_id)
        return outcome
    if best == page_id:
        _take_over(task, report_id, shown, differing)
    elif differing:
        task.problem(publications.conflict(differing, shown["url"]), report_id)
    elif not recorded and task.reading.text.split() != shown["text"].split():
        detail = f"与首选页 {shown['url']} 的文字不同，且两页没有可以比较的数字"
        task.problem(ProblemRow("DIFFERING_PUBLICATIONS", detail), report_id)
    if differing:
        return "conflict"
    if known is None or known["report_id"] != report_id:
        return "publication"
    if known["content_sha256"] == task.prepared.content_sha256:
        _amend_fetch(task)
    return "same"


def _update(
    task: _Task,
    report_id: str,
    known: sqlite3.Row | None,
    shown: sqlite3.Row,
    recorded: dict[Place, Number | None],
) -> RecordOutcome:
    """The page a report is shown from was read again: a new version only if new bytes say something else."""
    assert known is not None, "a report is shown from a page that publishes it"
    new_bytes = trial.has_new_bytes(known, task.reading.part_sha256)
    if not new_bytes or shown["reading_sha256"] == task.prepared.reading_sha256:
        if new_bytes:
            _amend_fetch(task)
        _replace(task, report_id, shown)
        return "same"
    version = shown["version"] + 1
    task.connection.execute(
        "INSERT INTO versions (report_id, version, body_sha256, seen_at) VALUES (?, ?, ?, ?)",
        (report_id, version, task.reading.part_sha256[0], task.page["fetched_at"]),
    )
    if known["reader_version"] == task.reading.reader_version:
        _add_changes(task, report_id, version, recorded)
    else:
        detail = f"第 {version} 版由新版程序读取，尚未与前一版比较；请运行 scrapy reparse"
        task.problem(ProblemRow("CHANGES_NOT_COMPARED", detail), report_id)
    _replace(task, report_id, shown, version=version)
    return "changed"


def _take_over(
    task: _Task, report_id: str, shown: sqlite3.Row, differing: dict[Place, tuple[object, object]]
) -> None:
    """Show the report from this page, which is to be preferred to the one it was shown from. No new
    version."""
    _replace(task, report_id, shown)
    _show_from(task.connection, report_id, task.page["id"])
    if differing:
        task.connection.execute(
            "UPDATE publications SET conflicting = page_id != ? WHERE page_id IN (?, ?)",
            (task.page["id"], task.page["id"], shown["page_id"]),
        )
        turned = {place: (here, there) for place, (there, here) in differing.items()}
        # Noted at the page that lost its place: read again, it says so anew.
        clear_reading_problems(task.connection, shown["page_id"])
        task.problem(publications.conflict(turned, task.page["url"]), report_id, shown["page_id"])
        publications.read_again(task.connection, report_id, but=task.page["id"])


def _put_publication(task: _Task, report_id: str, *, conflicting: bool) -> None:
    attached = {row["body_sha256"] for row in task.parts if row["role"] == "attachment"}
    bodies = task.reading.part_sha256
    page_figures = sum(bodies[figure.part] not in attached for figure in task.reading.figures)
    task.connection.execute(
        "INSERT INTO publications (report_id, page_id, trust, preferred, conflicting, page_figures, "
        "content_sha256, parts, reader_version, first_seen_at) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (page_id) DO UPDATE SET report_id = excluded.report_id, trust = excluded.trust, "
        "conflicting = excluded.conflicting, page_figures = excluded.page_figures, "
        "content_sha256 = excluded.content_sha256, parts = excluded.parts, "
        "reader_version = excluded.reader_version",
        (
            report_id, task.page["id"], task.reading.trust, conflicting, page_figures, task.prepared.content_sha256,
            json.dumps(bodies), task.reading.reader_version, task.page["fetched_at"],
        ),
    )  # fmt: skip


def _show_from(connection: sqlite3.Connection, report_id: str, page_id: str) -> None:
    connection.execute(
        "UPDATE publications SET preferred = page_id = ? WHERE report_id = ?", (page_id, report_id)
    )


def _replace(task: _Task, report_id: str, old: sqlite3.Row | None, version: int | None = None) -> None:
    """Make all rows of a report anew from this reading; `version` only where it is a new one."""
    connection, reading = task.connection, task.shown
    if old is not None:
        search.remove(connection, old["search_id"], old["title"] or "", old["agency"] or "", old["text"])
        readings.delete(connection, report_id)
        search_id = old["search_id"]
    else:
        search_id = connection.execute("SELECT coalesce(max(search_id), 0) + 1 FROM reports").fetchone()[0]
    seen_at = task.page["fetched_at"]
    is_new_version = version is not None
    version = version or (old["version"] if old else 1)
    row: dict[str, object] = {
        "search_id": search_id,
        "id": report_id,
        **publications.fact_columns(task.identity, reading),
        "form": reading.form,
        "script": reading.script,
        "trust": reading.trust,
        "text": reading.text,
        "body_sha256": reading.part_sha256[0],
        "version": version,
        "reader_version": reading.reader_version,
        "reading_sha256": task.prepared.reading_sha256,
        "first_seen_at": min(old["first_seen_at"], seen_at) if old else seen_at,
        "changed_at": old["changed_at"] if old and not is_new_version else seen_at,
    }
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(
        f"INSERT OR REPLACE INTO reports ({names}) VALUES ({marks})",  # noqa: S608 - names are this module's
        list(row.values()),
    )
    if old is None:
        connection.execute(
            "INSERT INTO versions (report_id, version, body_sha256, seen_at) VALUES (?, 1, ?, ?)",
            (report_id, reading.part_sha256[0], seen_at),
        )
    title, agency = row["title"] or "", row["agency"] or ""
    search.add(connection, search_id, str(title), str(agency), task.prepared.words)
    connection.execute(
        "UPDATE versions SET parts = ? WHERE report_id = ? AND version = ?",
        (reparsing.written(task.parts), report_id, version),
    )
    readings.write(connection, report_id, task.parts, reading)
    corrections.note(
        connection, report_id, task.corrections, task.reading, reading, version=version, now=task.now
    )


def _add_changes(task: _Task, report_id: str, version: int, recorded: dict[Place, Number | None]) -> None:
    """What the agency changed, by what was and is printed: a correction neither makes a change nor hides one."""
    old = corrections.as_read(task.connection, task.page["id"], report_id, recorded)
    new = readings.values(task.reading.distinct.values())
    changed = [place for place in dict.fromkeys((*old, *new)) if old.get(place) != new.get(place)]
    task.connection.executemany(
        "INSERT INTO figure_changes (report_id, from_version, to_version, table_name, line, column_name, "
        "old, new, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'agency')",
        [(report_id, version - 1, version, *place, old.get(place), new.get(place)) for place in changed],
    )


def _amend_fetch(task: _Task) -> None:
    """Other bytes that say the same: counters and chrome are no change."""
    task.connection.execute(
        "UPDATE fetches SET outcome = 'same' WHERE id = ? AND outcome = 'changed'", (task.page["fetch_id"],)
    )


def _delete_report(connection: sqlite3.Connection, report_id: str) -> None:
    """Take out a report that no page publishes any more, because its page was found to publish another."""
    old = connection.execute("SELECT * FROM reports WHERE id = ?", (report_id,)).fetchone()
    search.remove(connection, old["search_id"], old["title"] or "", old["agency"] or "", old["text"])
    readings.delete(connection, report_id)
    corrections.forget(connection, report_id)
    for table in ("reports", "versions", "figure_changes"):
        column = "id" if table == "reports" else "report_id"
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (report_id,))  # noqa: S608 - constants
