"""What a new reading of kept bytes needs to know: which pages there are, and which figures it would change."""

from __future__ import annotations

import sqlite3

from archive import corrections, readings
from archive.readings import Place
from archive.rows import Number, Reading

# Pages once taken for reports, whatever their reading came to; of one report, those that publish it.
_PAGES = """
    SELECT id FROM pages
    WHERE kind = 'report' AND good_fetch_id IS NOT NULL AND id > :after
        AND (:report IS NULL OR id IN (SELECT page_id FROM publications WHERE report_id = :report))
    ORDER BY id LIMIT :limit
"""


def kept_pages(connection: sqlite3.Connection, after: str, limit: int, report_id: str | None) -> list[str]:
    """Ids of report pages with a kept body, in order, beyond `after`."""
    terms = {"after": after, "limit": limit, "report": report_id}
    return [row[0] for row in connection.execute(_PAGES, terms)]


def changed_figures(
    connection: sqlite3.Connection, page_id: str, reading: Reading
) -> list[tuple[Place, Number | None, Number | None]]:
    """The figures of the report shown from this page that the reading gives otherwise: place, old, new."""
    shown = connection.execute(
        "SELECT report_id FROM publications WHERE page_id = ? AND preferred = 1", (page_id,)
    ).fetchone()
    if shown is None:
        return []
    recorded = readings.recorded_values(connection, shown[0])
    old = corrections.as_read(connection, page_id, shown[0], recorded)
    new = readings.values(readings.figures(reading).values())
    places = dict.fromkeys((*old, *new))
    return [(place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)]
