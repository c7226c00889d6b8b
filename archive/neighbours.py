"""What rests on several reports at once: held together again whenever one of them is recorded."""

from __future__ import annotations

import sqlite3

from archive import areas, chains
from archive.chains import Owner

Standing = tuple[Owner, int]


def standing(connection: sqlite3.Connection, report_id: str) -> Standing | None:
    """Whose report this is, and of which year; None where either is not known."""
    row = connection.execute(
        "SELECT agency_id, agency, division_code, report_year FROM reports WHERE id = ?", (report_id,)
    ).fetchone()
    if row is None or row["report_year"] is None or row["agency"] is None:
        return None
    return Owner(row["agency_id"], row["agency"], row["division_code"]), row["report_year"]


def check(connection: sqlite3.Connection, *concerned: Standing | None) -> None:
    """Hold reports against those of other years, and of other agencies of their area.

    `concerned`: where a report stood before it was recorded, and where it stands now.
    """
    for found in {each for each in concerned if each is not None}:
        owner, year = found
        chains.rebuild(connection, owner, year)
        if owner.agency_id is not None:
            areas.rebuild(connection, owner.agency_id, year)
