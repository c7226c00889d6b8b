"""Keepsakes: a report whose page became another's stays in the archive, on a page of its own that is gone."""

from __future__ import annotations

import hashlib
import json
import sqlite3

from archive import publications
from archive.ids import site

_COPY = "run_id, fetched_at, status, body_sha256, final_url, chain, headers, elapsed_ms, manner"
_PARTS = """
    SELECT parts FROM versions WHERE report_id = ? AND parts IS NOT NULL ORDER BY version DESC LIMIT 1
"""


def take_off(connection: sqlite3.Connection, page_id: str, known: sqlite3.Row) -> bool:
    """Take a report (its publication `known`) off a page that publishes another, or none, by now.

    Other pages go on publishing it; where there are none, the bytes it was read from do, as pages that are gone. False
    where it is not written down which these were: then nothing is done.
    """
    report = known["report_id"]
    (pages,) = connection.execute(
        "SELECT count(*) FROM publications WHERE report_id = ?", (report,)
    ).fetchone()
    if pages > 1:
        return publications.leave(connection, report, page_id)
    row = connection.execute(_PARTS, (report,)).fetchone()
    parts = json.loads(row["parts"]) if row else []
    if not parts or parts[0][1] != page_id:
        return False
    kept = [_copy(connection, role, part_page, sha256) for role, part_page, _, _, sha256, _ in parts]
    (keepsake, fetch, seen_at), *files = kept
    connection.executemany(
        "INSERT OR IGNORE INTO links (from_page_id, page_id, kind, text, title, listed_on, position, last_fetch_id, "
        "first_seen_at, last_seen_at, first_fetch_id) VALUES (?, ?, ?, '', ?, NULL, ?, ?, ?, ?, ?)",
        [
            (keepsake, copy, part[0], part[3], position, fetch, seen_at, seen_at, fetch)
            for position, ((copy, _, _), part) in enumerate(zip(files, parts[1:], strict=True))
        ],
    )
    connection.execute("UPDATE publications SET page_id = ? WHERE page_id = ?", (keepsake, page_id))
    return True


def _copy(connection: sqlite3.Connection, role: str, page_id: str, sha256: str) -> tuple[str, int, str]:
    """A page as it was with these bytes: its id, its fetch, and when that was.

    Its address is the old one with `#kept:` and the beginning of the hash: it leads where those bytes once stood, and
    is never asked for.
    """
    page = connection.execute("SELECT * FROM pages WHERE id = ?", (page_id,)).fetchone()
    address = f"{page['url']}#kept:{sha256[:16]}"
    copy = hashlib.sha256(address.encode()).hexdigest()[:16]
    fetch = connection.execute(
        f"INSERT INTO fetches (page_id, outcome, {_COPY}) SELECT ?, 'new', {_COPY} FROM fetches "  # noqa: S608
        "WHERE page_id = ? AND body_sha256 = ? ORDER BY id DESC LIMIT 1",
        (copy, page_id, sha256),
    ).lastrowid
    assert fetch is not None
    connection.execute(
        "INSERT OR REPLACE INTO pages (id, url, site, source_id, kind, state, read_state, good_fetch_id, "
        "first_seen_at, last_checked_at) VALUES (?, ?, ?, ?, ?, 'gone', ?, ?, ?, ?)",
        (
            copy, address, site(page["url"]), page["source_id"], "report" if role == "page" else role,
            "read" if role == "page" else None, fetch, page["first_seen_at"], page["last_checked_at"],
        ),
    )  # fmt: skip
    (seen_at,) = connection.execute("SELECT fetched_at FROM fetches WHERE id = ?", (fetch,)).fetchone()
    return copy, fetch, seen_at
