"""Vanished: a page that was there and is missing is gone only when several days say so; sites are moved, and put back."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from archive.duedates import day
from archive.revisit import DAY, after
from archive.rows import FetchOutcome

GONE_DAYS = 3  # days in China
# How answers begin that say so with status 200 (crawler/refusals.py), or lead to the home page.
SAID = ("soft404", "moved", "redirected to the home page")

_BACK = timedelta(days=30)  # it may come back


def is_missing(outcome: FetchOutcome, error: str | None) -> bool:
    """Whether an answer says that the page is not there."""
    return outcome == "gone" or (outcome == "failed" and (error or "").startswith(SAID))


def judge(connection: sqlite3.Connection, page: str, now: str) -> tuple[str, str]:
    """State and next check of a page that was there: gone when it was missing on enough days and never there between.

    What could not be asked says nothing.
    """
    days = set()
    for row in connection.execute(
        "SELECT outcome, error, fetched_at FROM fetches WHERE page_id = ? ORDER BY id DESC LIMIT 100", (page,)
    ).fetchall():
        if is_missing(row["outcome"], row["error"]):
            days.add(day(row["fetched_at"]))
        elif row["outcome"] not in ("failed", "blocked"):
            break
    return ("failed", after(now, DAY)) if len(days) < GONE_DAYS else ("gone", after(now, _BACK))
