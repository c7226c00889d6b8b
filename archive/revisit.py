"""When a page is asked for again: by the calendar of the reports, and by how long it has stood unchanged.

Lists are where new reports turn up. From January to April, when reports appear and fall due, they are due again after
twenty hours; in the rest of the year on Mondays, all on the same day, because only a walk that sees every page of a
source's lists in one run can say that something is not there. A deadline passes no list by: at the first minute after
it all of them are due, so the next run is the check that coverage rests on.

A report is asked for again after half as long as it has stood: a day after it was put up or changed, then a day and a
half, two, three …, twice a year when it is old. That is about fifteen times in its first year, and what a crawl asks
for grows with what is put up and changed, not with what there is.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from archive.duedates import SHANGHAI, day, due_on, newest_due_year, overdue_from
from archive.rows import FetchOutcome, PageKind

# Validators lie: some servers keep an ETag while the page changes. After so many 304s on end a page is asked for whole.
MOST_REPLAYS = 9

# Less than a day: a daily run finds due what the last one had, however long that one took.
DAY = timedelta(hours=20)
_UNDATED = timedelta(days=7)  # nothing says how old it is; after a reading its year does
_LONGEST = timedelta(days=180)
_SEASON = (1, 2, 3, 4)  # months; the last due day is 31 March, most that are late come within weeks
_FIRST_RETRY = timedelta(hours=1)
_LAST_RETRY = timedelta(days=7)

# A part (continuation, attachment) is as old as the reports it belongs to. A version of 1 is no change.
_PAST = """
    WITH document (id) AS (
        SELECT :page
        UNION SELECT from_page_id FROM links WHERE page_id = :page AND kind IN ('continuation', 'attachment'))
    SELECT max(iif(version > 1, changed_at, NULL)) AS changed_at, max(report_year) AS year,
        max(published_on) AS published_on,
        (SELECT max(listed_on) FROM links WHERE page_id IN (SELECT id FROM document)) AS listed_on,
        (SELECT first_seen_at FROM pages WHERE id = :page) AS first_seen_at
    FROM publications JOIN reports ON reports.id = report_id WHERE page_id IN (SELECT id FROM document)
"""


@dataclass(frozen=True)
class Past:
    """What is known of a document before an answer. Dates are ISO 8601 in China, `…_at` UTC; None: not known.

    `changed_at`: when a change of its reading was last seen. `on`: when it was put up, by its list or by itself.
    """

    first_seen_at: str
    changed_at: str | None = None
    on: str | None = None
    year: int | None = None


def past(connection: sqlite3.Connection, page: str) -> Past:
    row = connection.execute(_PAST, {"page": page}).fetchone()
    on = max(filter(None, (row["listed_on"], row["published_on"])), default=None)
    return Past(row["first_seen_at"], row["changed_at"], on, row["year"])


def next_check_at(now: str, kind: PageKind, outcome: FetchOutcome, failures: int, past: Past) -> str | None:
    """When to ask again (UTC). None: never; a page that was gone twice is settled.

    >>> new = Past("2026-01-21T02:00:00Z", on="2026-01-20", year=2025)
    >>> next_check_at("2026-01-21T02:00:00Z", "report", "new", 0, new)
    '2026-01-21T22:00:00Z'
    >>> old = Past("2026-01-21T02:00:00Z", on="2016-01-20", year=2015)
    >>> next_check_at("2026-01-21T02:00:00Z", "report", "same", 0, old)
    '2026-07-20T02:00:00Z'
    >>> next_check_at("2026-01-21T02:00:00Z", "report", "failed", 3, new)
    '2026-01-21T06:00:00Z'
    >>> next_check_at("2026-01-21T02:00:00Z", "report", "gone", 2, new)
    """
    if outcome == "gone" and failures > 1:
        return None
    if outcome in ("failed", "blocked", "gone"):
        # The exponent is bounded: a page may fail for years.
        retry = after(now, min(_FIRST_RETRY * 2 ** min(failures - 1, 10), _LAST_RETRY))
        # Never later than the other pages of its list, which would be walked without it.
        return min(retry, list_check(now)) if kind == "listing" else retry
    return list_check(now) if kind == "listing" else document_check(now, past)


def list_check(now: str) -> str:
    """When all lists are due again (UTC).

    >>> list_check("2026-02-10T02:00:00Z"), list_check("2026-01-31T02:00:00Z")  # in season; a deadline
    ('2026-02-10T22:00:00Z', '2026-01-31T16:00:00Z')
    >>> list_check("2026-06-10T02:00:00Z"), list_check("2026-12-29T02:00:00Z")  # a Monday in China; the new year
    ('2026-06-14T16:00:00Z', '2026-12-31T16:00:00Z')
    """
    soon = after(now, DAY)
    if day(soon).month in _SEASON:
        return min(soon, _next_deadline(now))
    today = day(now)
    monday = today + timedelta(days=7 - today.weekday())
    return _midnight(min(monday, date(today.year + 1, 1, 1)))


def document_check(now: str, past: Past) -> str:
    """When a report or a part of one is due again (UTC).

    The newest report, and one whose year is unknown, is asked for when the next falls due: an address may hold each
    year's report in turn.

    >>> document_check("2026-06-10T02:00:00Z", Past("2026-06-10T02:00:00Z"))
    '2026-06-17T02:00:00Z'
    >>> document_check("2025-12-10T02:00:00Z", Past("2025-01-20T02:00:00Z", on="2025-01-20", year=2024))
    '2026-01-31T16:00:00Z'
    >>> document_check("2026-06-10T02:00:00Z", Past("2016-06-10T02:00:00Z", "2026-06-08T02:00:00Z", "2016-01-20", 2015))
    '2026-06-11T02:00:00Z'
    """
    since = _since(now, past)
    shortest = DAY if since is not None else _UNDATED
    stood = _moment(now) - _moment(since or past.first_seen_at)
    at = after(now, min(max(stood / 2, shortest), _LONGEST))
    if past.year is None or past.year >= newest_due_year("government", now):
        return min(at, _next_deadline(now))
    return at


def _since(now: str, past: Past) -> str | None:
    """The last moment at which it is known to have been put up or changed; None where nothing tells."""
    known = [past.changed_at]
    if past.on is not None:
        known.append(f"{past.on}T00:00:00Z")
    elif past.year is not None:
        known.append(overdue_from(due_on("government", past.year)))
    # A date to come is a slip of whoever wrote it.
    return max((at for at in known if at is not None and at <= now), default=None)


def _next_deadline(now: str) -> str:
    year = day(now).year
    moments = (
        overdue_from(due_on(kind, of)) for of in (year - 1, year) for kind in ("department", "government")
    )
    return next(moment for moment in moments if moment > now)


def after(now: str, wait: timedelta) -> str:
    """A moment (UTC) so much later."""
    return (_moment(now) + wait).strftime("%Y-%m-%dT%H:%M:%SZ")


def _midnight(on: date) -> str:
    moment = datetime.combine(on, time(), SHANGHAI).astimezone(timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(utc: str) -> datetime:
    return datetime.fromisoformat(utc.removesuffix("Z")).replace(tzinfo=timezone.utc)
