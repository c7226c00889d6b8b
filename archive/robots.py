"""The robots.txt of each origin as it was last had with rules in it: they hold for a day when it cannot be had."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

# RFC 9309 §2.4: a kept copy is used for no more than 24 hours, unless the file is unreachable; here not even then.
_FRESH = timedelta(hours=24)


def keep(connection: sqlite3.Connection, origin: str, body: bytes, now: str) -> None:
    """`origin`: scheme, host and port, as http://www.example.gov.cn; `now` UTC."""
    connection.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (origin, now, body))


def fresh(connection: sqlite3.Connection, origin: str, now: str) -> bytes | None:
    """What was kept of an origin within the last day, or None."""
    row = connection.execute("SELECT fetched_at, body FROM robots WHERE origin = ?", (origin,)).fetchone()
    if row is None or _moment(now) - _moment(row["fetched_at"]) > _FRESH:
        return None
    return bytes(row["body"])


def _moment(utc: str) -> datetime:
    return datetime.fromisoformat(utc.removesuffix("Z"))
