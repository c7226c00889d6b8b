"""Quarantine: an answer that looks worse than the good one is kept aside, until people or three days confirm it.

A fetch is in quarantine by its outcome. Its page keeps its good fetch, its report keeps its record, and one problem
(QUARANTINED) says what looks wrong; it goes when the page is itself again or the answer is accepted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from archive.duedates import day
from archive.problems import add_problem
from archive.revisit import DAY, after
from archive.rows import LinkRow, ProblemRow

KIND = "QUARANTINED"
SIGHTINGS = 3  # alike, on as many days in China: then it is what the page is now
_LATER = timedelta(days=7)  # when to look again once three days did not agree; until then daily

_WAITING = """
    SELECT fetches.id AS fetch_id, pages.id AS page_id, pages.url, pages.kind, fetches.fetched_at, quarantine.doubt,
        coalesce(reports.agency, agencies.name) AS agency, reports.report_year
    FROM problems JOIN pages ON pages.id = problems.page_id
        JOIN fetches ON fetches.id =
            (SELECT max(id) FROM fetches WHERE page_id = pages.id AND outcome = 'quarantined')
        JOIN quarantine ON quarantine.fetch_id = fetches.id
        LEFT JOIN reports ON reports.id = problems.report_id
        LEFT JOIN sources ON sources.id = pages.source_id LEFT JOIN agencies ON agencies.id = sources.agency
    WHERE problems.kind = ? ORDER BY fetches.id
"""


class Doubt(NamedTuple):
    """What makes an answer look worse. `another`: it reads as another report, or as none, so that the one it would
    replace is no longer there."""

    words: str
    another: bool = False


@dataclass(frozen=True)
class Held:
    """An answer in quarantine, the newest of its page. `days`: on how many days the like of it was seen."""

    fetch_id: int
    page_id: str
    url: str
    kind: str
    fetched_at: str
    doubt: str
    agency: str | None
    report_year: int | None
    days: int


def of_list(
    connection: sqlite3.Connection, page: str, good_fetch: int, links: Sequence[LinkRow]
) -> Doubt | None:
    """What speaks against a page of a list: it listed reports, and lists none any more."""
    if any(link.kind == "report" for link in links):
        return None
    (listed,) = connection.execute(
        "SELECT count(*) FROM links WHERE from_page_id = ? AND kind = 'report' AND last_fetch_id >= ?",
        (page, good_fetch),
    ).fetchone()
    return Doubt(f"列表原有 {listed} 份报告，现在一份年报也没有读到") if listed else None


def likeness(parts: Iterable[object]) -> str:
    """What two sightings are compared by."""
    return sha256(json.dumps([*parts], ensure_ascii=False).encode()).hexdigest()


def held(connection: sqlite3.Connection) -> list[Held]:
    """All answers that wait to be accepted or to pass, oldest first."""
    found = []
    for row in connection.execute(_WAITING, (KIND,)).fetchall():
        (sighting,) = connection.execute(
            "SELECT sighting FROM quarantine WHERE fetch_id = ?", (row["fetch_id"],)
        ).fetchone()
        found.append(Held(**dict(row), days=len(_days(connection, row["page_id"], sighting))))
    return found


def is_confirmed(
    connection: sqlite3.Connection, page_id: str, sighting: str, seen_at: str, fetch_id: int | None = None
) -> bool:
    """Whether what is seen of a page at a moment (in a fetch) was seen on enough other days, and nothing else between."""
    return len({day(seen_at), *_days(connection, page_id, sighting, but=fetch_id)}) >= SIGHTINGS


def put(
    connection: sqlite3.Connection,
    page_id: str,
    fetch_id: int,
    doubt: Doubt,
    sighting: str,
    links: Sequence[LinkRow],
    now: str,
    *,
    report_id: str | None = None,
) -> None:
    """Set an answer aside: its fetch, what it would bring, when to look again, and the problem that tells of it."""
    run_id = connection.execute("SELECT run_id FROM fetches WHERE id = ?", (fetch_id,)).fetchone()[0]
    connection.execute(
        "UPDATE fetches SET outcome = 'quarantined', error = ? WHERE id = ?", (doubt.words, fetch_id)
    )
    connection.execute(
        "INSERT OR REPLACE INTO quarantine (fetch_id, doubt, sighting, links) VALUES (?, ?, ?, ?)",
        (fetch_id, doubt.words, sighting, json.dumps([asdict(link) for link in links], ensure_ascii=False)),
    )
    days = len(_days(connection, page_id, None))
    connection.execute(
        "UPDATE pages SET next_check_at = ? WHERE id = ? AND next_check_at IS NOT NULL",
        (after(now, DAY if days < SIGHTINGS else _LATER), page_id),
    )
    lift(connection, page_id)
    detail = f"{doubt.words}；已隔离，沿用原来的内容。核对后确认无误，可运行 scrapy accept {fetch_id}"
    add_problem(
        connection,
        ProblemRow(KIND, detail),
        "crawl",
        now,
        run_id=run_id,
        page_id=page_id,
        report_id=report_id,
    )


def lift(connection: sqlite3.Connection, page_id: str) -> None:
    """The page is not, or no longer, what was set aside."""
    connection.execute("DELETE FROM problems WHERE page_id = ? AND kind = ?", (page_id, KIND))


def set_back(
    connection: sqlite3.Connection,
    parts: Iterable[sqlite3.Row],
    known: Collection[str],
    doubt: Doubt,
    sighting: str,
    now: str,
    report_id: str,
) -> bool:
    """Give the parts of a document whose bytes were exchanged their former bytes back; whether any had to be.

    `known`: the bodies its record was read from. Nothing is done for what was accepted, or is confirmed by now.
    """
    exchanged = []
    for part in parts:
        if part["body_sha256"] is None or part["body_sha256"] in known:
            continue
        good = connection.execute(
            "SELECT fetches.id, fetched_at, accepted_at FROM pages JOIN fetches ON fetches.id = good_fetch_id "
            "LEFT JOIN quarantine ON quarantine.fetch_id = fetches.id WHERE pages.id = ?",
            (part["id"],),
        ).fetchone()
        before = connection.execute(
            "SELECT max(id) FROM fetches WHERE page_id = ? AND id < ? AND outcome IN ('new', 'changed', 'same') "
            "AND body_sha256 IN (SELECT value FROM json_each(?))",
            (part["id"], good["id"], json.dumps([*known])),
        ).fetchone()[0]
        if good["accepted_at"] or is_confirmed(
            connection, part["id"], sighting, good["fetched_at"], good["id"]
        ):
            return False
        if before is not None:
            exchanged.append((part["id"], good["id"], before))
    for page_id, fetch_id, before in exchanged:
        links = _take_links(connection, page_id, fetch_id, before)
        connection.execute("UPDATE pages SET good_fetch_id = ? WHERE id = ?", (before, page_id))
        put(connection, page_id, fetch_id, doubt, sighting, links, now, report_id=report_id)
    return bool(exchanged)


def _take_links(connection: sqlite3.Connection, page_id: str, fetch_id: int, before: int) -> list[LinkRow]:
    """The links of an answer; those that came after the good one are taken out, with the pages nobody else knows of."""
    rows = connection.execute(
        "SELECT pages.id, pages.url, links.kind, text, title, listed_on, first_fetch_id > ? AS is_new FROM links "
        "JOIN pages ON pages.id = links.page_id WHERE from_page_id = ? AND last_fetch_id = ? ORDER BY position",
        (before, page_id, fetch_id),
    ).fetchall()
    connection.execute("DELETE FROM links WHERE from_page_id = ? AND first_fetch_id > ?", (page_id, before))
    connection.executemany(
        "DELETE FROM pages WHERE id = ? AND state = 'pending' AND kind IN ('continuation', 'attachment') "
        "AND NOT EXISTS (SELECT 1 FROM links WHERE links.page_id = pages.id)",
        [(row["id"],) for row in rows if row["is_new"]],
    )
    return [LinkRow(*row[1:6]) for row in rows]


def _days(
    connection: sqlite3.Connection, page_id: str, sighting: str | None, *, but: int | None = None
) -> set[date]:
    """The days of the newest answers set aside that were alike (None: or not), with neither a good one nor another
    between.

    `but`: a fetch that is still to be judged.
    """
    days: set[date] = set()
    for row in connection.execute(
        "SELECT outcome, fetched_at, sighting FROM fetches LEFT JOIN quarantine ON fetch_id = fetches.id "
        "WHERE page_id = ? AND fetches.id IS NOT ? "
        "AND outcome IN ('new', 'changed', 'same', 'not_modified', 'quarantined') ORDER BY id DESC LIMIT 100",
        (page_id, but),
    ).fetchall():
        if row["outcome"] != "quarantined" or sighting not in (None, row["sighting"]):
            break
        days.add(day(row["fetched_at"]))
    return days
