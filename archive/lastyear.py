"""A draft against the report of the year before, out of an archive that is only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.agencies import Agencies, name_key, within
from archive.chains import Cells, Owner, against_year_before, cells_of, compare
from archive.opening import kind_of, read_only
from archive.rows import AgencyRow, CheckRow
from archive.sql import storage_errors


def chain(
    path: Path, agency: str, division: str | None, year: int, cells: Cells
) -> tuple[CheckRow, ...] | None:
    """The chains from the archived report of the year before to a draft's cells; None where it has no such report.

    `agency`, `division`: as the draft names them. Raises ArchiveError for a file that is no archive.
    """
    kind_of(path)
    with storage_errors(path), closing(read_only(path)) as connection:
        connection.row_factory = sqlite3.Row
        rows = [AgencyRow(**row) for row in map(dict, connection.execute("SELECT * FROM agencies"))]
        registered = Agencies(rows).resolve(agency, division, None, None).agency
        if registered is not None:
            return against_year_before(connection, Owner(registered.id, None, None), year, lambda: cells)
        report = _report(connection, agency, division, year - 1)
        return compare(year, cells_of(connection, report), cells) if report else None


def _report(connection: sqlite3.Connection, agency: str, division: str | None, year: int) -> str | None:
    # A draft seldom says where its agency is: a name that only one agency of the year has is enough.
    found = {
        (row["agency_id"], row["agency"], row["division_code"]): row["id"]
        for row in connection.execute(
            "SELECT id, agency_id, agency, division_code FROM reports "
            "WHERE report_year = ? AND agency IS NOT NULL ORDER BY search_id DESC",
            (year,),
        )
        if name_key(row["agency"]) == name_key(agency) and _agrees(row["division_code"], division)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _agrees(code: str | None, division: str | None) -> bool:
    return code is None or division is None or within(code, division) or within(division, code)
