"""Acceptance: a person says that an answer in quarantine is right, and it becomes the page's good one, as in Keep."""

from __future__ import annotations

import json
import sqlite3

from archive import quarantine
from archive.keeping import add_links, mark_unread
from archive.rows import FetchRow, LinkRow

_FETCH = """
    SELECT fetches.*, pages.url, pages.kind, pages.source_id, quarantine.links,
        (SELECT max(id) FROM fetches AS later WHERE later.page_id = pages.id AND later.id > fetches.id
            AND later.outcome IN ('new', 'changed', 'same', 'not_modified')) AS well
    FROM fetches JOIN pages ON pages.id = fetches.page_id LEFT JOIN quarantine ON fetch_id = fetches.id
    WHERE fetches.id = ?
"""


def accept(connection: sqlite3.Connection, fetch_id: int, now: str) -> tuple[str, ...]:
    """Make the answer of a fetch the good one; the ids of the report pages that are now to be read.

    Raises ValueError, in one line, for a fetch that is not in quarantine, or whose page was itself again since.
    """
    row = connection.execute(_FETCH, (fetch_id,)).fetchone()
    if row is None:
        raise ValueError(f"there is no fetch {fetch_id}; `scrapy accept` lists what is in quarantine")
    if row["outcome"] != "quarantined" or row["links"] is None:
        raise ValueError(
            f"fetch {fetch_id} is not in quarantine, its outcome is {row['outcome']}; `scrapy accept` lists what is"
        )
    if row["well"] is not None:
        raise ValueError(
            f"fetch {fetch_id} is out of date: {row['url']} was itself again in fetch {row['well']}, which stays"
        )
    page = row["page_id"]
    connection.execute("UPDATE fetches SET outcome = 'changed', error = NULL WHERE id = ?", (fetch_id,))
    connection.execute("UPDATE quarantine SET accepted_at = ? WHERE fetch_id = ?", (now, fetch_id))
    connection.execute(
        "UPDATE pages SET state = 'live', failures = 0, good_fetch_id = ? WHERE id = ?", (fetch_id, page)
    )
    quarantine.lift(connection, page)
    links = [LinkRow(**link) for link in json.loads(row["links"])]
    # A document taken from disk has no status.
    fetch = FetchRow(
        row["run_id"],
        row["url"],
        row["kind"],
        row["source_id"],
        row["fetched_at"],
        saved=row["status"] is None,
    )
    add_links(connection, page, fetch, fetch_id, links)
    return mark_unread(connection, page, row["kind"], "changed")
