"""Keepsakes: a report whose page became another's stays in the archive, on a page of its own that is gone."""

from __future__ import annotations

import hashlib
import json
import sqlite3

from archive.ids import site

_OLD = """
    SELECT id, body_sha256 FROM fetches WHERE page_id = ? AND outcome IN ('new', 'changed', 'same')
    AND body_sha256 = json_extract(?, '$[0]') ORDER BY id DESC LIMIT 1
"""
_COPY = "run_id, fetched_at, status, body_sha256, final_url, chain, headers, elapsed_ms, manner"


def lay_by(connection: sqlite3.Connection, page_id: str, known: sqlite3.Row) -> bool:
    """Take a report (its publication `known`) off the page that published it, with the bytes it was read from.

    Its page's address is the old one with `#kept:` and the beginning of the body's hash: it leads where the report
    once stood, and is never asked for. False where those bytes are not the page's own: then nothing is done.
    """
    old = connection.execute(_OLD, (page_id, known["parts"])).fetchone()
    if old is None:
        return False
    url = connection.execute("SELECT url FROM pages WHERE id = ?", (page_id,)).fetchone()[0]
    address = f"{url}#kept:{old['body_sha256'][:16]}"
    keepsake = hashlib.sha256(address.encode()).hexdigest()[:16]
    fetch = connection.execute(
        f"INSERT INTO fetches (page_id, outcome, {_COPY}) SELECT ?, 'new', {_COPY} FROM fetches WHERE id = ?",  # noqa: S608
        (keepsake, old["id"]),
    ).lastrowid
    connection.execute(
        "INSERT OR REPLACE INTO pages (id, url, site, source_id, kind, state, read_state, good_fetch_id, last_run_id, "
        "failures, first_seen_at, last_checked_at, next_check_at) "
        "SELECT ?, ?, ?, source_id, 'report', 'gone', 'read', ?, last_run_id, 0, first_seen_at, last_checked_at, NULL "
        "FROM pages WHERE id = ?",
        (keepsake, address, site(url), fetch, page_id),
    )
    parts = connection.execute(
        "SELECT parts FROM versions WHERE report_id = ? AND parts IS NOT NULL ORDER BY version DESC LIMIT 1",
        (known["report_id"],),
    ).fetchone()
    files = [part[1] for part in json.loads(parts[0])[1:]] if parts else []
    connection.execute(
        "INSERT OR IGNORE INTO links (from_page_id, page_id, kind, text, title, listed_on, position, last_fetch_id, "
        "first_seen_at, last_seen_at, first_fetch_id) "
        "SELECT ?, page_id, kind, text, title, listed_on, position, ?, first_seen_at, last_seen_at, ? FROM links "
        "WHERE from_page_id = ? AND page_id IN (SELECT value FROM json_each(?))",
        (keepsake, fetch, fetch, page_id, json.dumps(files)),
    )
    connection.execute("UPDATE publications SET page_id = ? WHERE page_id = ?", (keepsake, page_id))
    return True
