"""AREA_SUM: a government's report covers its area, so its totals should be the sums of the reports within it.

Its own departments and townships, and the governments of the divisions directly below. How areas count differs (some
leave out offices, some their districts), so a difference is information, no error; and without a report of every
member on the roster there is nothing to compare, and no row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from archive.chains import Owner, report_of
from archive.divisions import divisions
from archive.labels import SHORT, name_label, number_text
from archive.readings import delete_checks, write_checks
from archive.rows import CheckRow, Number

RULE = "AREA_SUM"

# An agency owes the report of a year if it was there when the year was over. An index leads to both kinds.
_MEMBERS = """
    SELECT id, division_code, kind FROM agencies
    WHERE (since IS NULL OR substr(since, 1, 4) <= :year) AND (until IS NULL OR substr(until, 1, 4) > :year)
        AND ((division_code = :division AND kind IN ('department', 'township'))
             OR (division_code > :division AND division_code <= :last AND kind = 'government'))
"""
_TOTALS = """
    SELECT table_name, line, value FROM figure_cells
    WHERE report_id = ? AND table_name IN ('disclosure_requests', 'legal_challenges') AND column_name = 'total'
"""


def parent(code: str) -> str | None:
    """The division a division belongs to, by GB/T 2260; rows that only group others (市辖区) are passed over.

    >>> parent("350602"), parent("350600"), parent("310104"), parent("350000"), parent("990121")
    ('350600', '350000', '310000', None, '990100')
    """
    if code.endswith("0000"):
        return None
    above = f"{code[:2]}0000" if code.endswith("00") else f"{code[:4]}00"
    known = divisions().get(above)
    return parent(above) if known is not None and known.is_grouping_row else above


def rebuild(connection: sqlite3.Connection, agency_id: str, year: int) -> None:
    """Make the rows anew that a report of this agency and year has a part in."""
    agency = connection.execute("SELECT * FROM agencies WHERE id = ?", (agency_id,)).fetchone()
    if agency is None or agency["kind"] == "ministry":
        return
    code = agency["division_code"]
    above = parent(code) if agency["kind"] == "government" else None
    for row in connection.execute(
        "SELECT id, division_code FROM agencies WHERE division_code IN (?, ?) AND kind = 'government'",
        (code, above),
    ).fetchall():
        own = _report(connection, row["id"], year)
        if own is not None:
            delete_checks(connection, own, [RULE])
            write_checks(connection, own, _rows(connection, own, row["division_code"], year))


def rebuild_all(connection: sqlite3.Connection) -> None:
    """Make all rows anew: another roster may have made areas complete, or no longer so."""
    for row in connection.execute(
        "SELECT agency_id, report_year FROM reports JOIN agencies ON agencies.id = agency_id "
        "WHERE kind = 'government' AND report_year IS NOT NULL"
    ).fetchall():
        rebuild(connection, row["agency_id"], row["report_year"])


def _rows(connection: sqlite3.Connection, own: str, division: str, year: int) -> Iterator[CheckRow]:
    """One row for each total that the government and every member print as a number; the sum is the left side."""
    reports = [_report(connection, member, year) for member in _members(connection, division, year)]
    parts = [_totals(connection, report) for report in reports if report is not None]
    if not parts or len(parts) < len(reports):
        return
    for (table, line), value in _totals(connection, own).items():
        shares = [share for part in parts if (share := part.get((table, line))) is not None]
        if value is None or len(shares) < len(parts):
            continue
        total = sum(shares)
        difference = abs(total - value)
        if difference < 1e-6:
            yield CheckRow(RULE, line, "pass", total, value)
            continue
        note = (
            f"{SHORT[table]}·{name_label(table, line)}·总计：{year}年所辖{len(parts)}个机关之和{number_text(total)}"
            f"≠政府报告{number_text(value)}，差{number_text(difference)}（各地汇总范围不一）"
        )
        yield CheckRow(RULE, line, "info", total, value, note)


def _members(connection: sqlite3.Connection, division: str, year: int) -> Iterator[str]:
    below = division[: 2 if division.endswith("0000") else 4]
    terms = {"division": division, "last": below.ljust(6, "9"), "year": str(year)}
    for row in connection.execute(_MEMBERS, terms).fetchall():
        if row["kind"] != "government" or parent(row["division_code"]) == division:
            yield row["id"]


def _report(connection: sqlite3.Connection, agency_id: str, year: int) -> str | None:
    return report_of(connection, Owner(agency_id, None, None), year)


def _totals(connection: sqlite3.Connection, report_id: str) -> dict[tuple[str, str], Number | None]:
    return {(row[0], row[1]): row[2] for row in connection.execute(_TOTALS, (report_id,))}
