"""Trial: new bytes of a report's page are held against its record before they may replace it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal

from archive import doubts, keepsakes, quarantine
from archive.documents import kept_sha256, part_rows
from archive.prepared import Prepared
from archive.publications import Identity
from archive.quarantine import Doubt
from archive.rows import ProblemRow, Reading

# `waiting`: to be read again first. `another`: they pass, and the report that was here is kept elsewhere.
Verdict = Literal["pass", "waiting", "quarantined", "another"]


def of_reading(
    connection: sqlite3.Connection, page_id: str, known: sqlite3.Row, prepared: Prepared, shown: Reading, identity: Identity,
    now: str,
) -> Verdict:  # fmt: skip
    """The verdict on a reading of a page that publishes a report (`known`); `shown`: the reading as corrected."""
    bodies = prepared.reading.part_sha256
    if not has_new_bytes(known, bodies):
        return "pass"
    parts = part_rows(connection, page_id)
    if _must_wait(parts, bodies):
        return "waiting"
    doubt = doubts.of_reading(connection, known, shown, identity, prepared.content_sha256)
    return _judge(connection, page_id, known, parts, doubt, prepared.reading_sha256, now) if doubt else "pass"


def of_nothing(
    connection: sqlite3.Connection,
    page_id: str,
    known: sqlite3.Row,
    problems: Sequence[ProblemRow],
    bodies: Sequence[str],
    now: str,
) -> Verdict:
    """The verdict on a page that published a report and gives none any more."""
    if not bodies or not has_new_bytes(known, bodies):
        return "pass"
    parts = part_rows(connection, page_id)
    if _must_wait(parts, bodies):
        return "waiting"
    # What else was met on the way (a missing file) is no reason.
    why = next((problem for problem in problems if problem.kind == "NOT_A_REPORT"), problems[-1])
    sighting = quarantine.likeness((why.kind, why.detail))
    return _judge(connection, page_id, known, parts, doubts.of_nothing(why), sighting, now)


def has_new_bytes(known: sqlite3.Row, bodies: Sequence[str]) -> bool:
    """Whether bytes were exchanged; a part that merely arrived late makes the same document complete."""
    return not set(json.loads(known["parts"])) <= set(bodies)


def _must_wait(parts: list[sqlite3.Row], bodies: Sequence[str]) -> bool:
    """Whether a part was never asked for yet, but will be (until then a changed page would lose its figures), or bytes
    were read that are kept no more: exchanged or set back meanwhile."""
    still_to_come = any(row["state"] == "pending" and row["next_check_at"] for row in parts)
    return still_to_come or not set(bodies) <= set(kept_sha256(parts))


def _judge(
    connection: sqlite3.Connection,
    page_id: str,
    known: sqlite3.Row,
    parts: list[sqlite3.Row],
    doubt: Doubt,
    sighting: str,
    now: str,
) -> Verdict:
    """Set aside what looks worse, unless it was accepted or is confirmed."""
    before = json.loads(known["parts"])
    if not quarantine.set_back(connection, parts, before, doubt, sighting, now, known["report_id"]):
        is_another = doubt.another and keepsakes.take_off(connection, page_id, known)
        return "another" if is_another else "pass"
    if list(kept_sha256(part_rows(connection, page_id))) == before:  # else a part arrived: it is read again
        connection.execute("UPDATE pages SET read_state = 'read' WHERE id = ?", (page_id,))
    return "quarantined"
