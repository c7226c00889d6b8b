"""Corrections by people (corrections.csv): which there are for a page, and what they leave behind in the archive.

A correction names a report by its id and wins over whatever is read; how a reading is corrected is the pipelines'
business. The table holds the file's rows, each with what the reading says instead, so that what the agency changed
can still be told from what people corrected.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from functools import cache

from archive import readings
from archive.forms import forms
from archive.readings import Place
from archive.rows import CorrectionRow, Number, Reading

# The columns of `reports` that may be corrected; the others are not about what the report says.
FACTS = (
    "title", "agency", "division_code", "report_year", "index_number", "document_number", "publisher",
    "published_on", "created_on", "form",
)  # fmt: skip
_INDICATOR = re.compile(r"indicators/[1-9]\d{0,3}/value")
_COLUMNS = "report_id, field, value, evidence, who, why"


def place_of(field: str) -> Place | None:
    """The figure a field names, as table/line/column (the tail of its id); None for a column of `reports`.

    >>> place_of("disclosure_requests/granted/total"), place_of("title")
    (('disclosure_requests', 'granted', 'total'), None)
    """
    table, _, rest = field.partition("/")
    line, _, column = rest.rpartition("/")
    return (table, line, column) if line else None


def is_place(field: str) -> bool:
    """Whether a field names a figure that one of the forms asks for, or a row of the table in use before 2019.

    >>> is_place("proactive_disclosure/fee/amount"), is_place("proactive_disclosure/fee/issued")
    (True, False)
    """
    return field in _places() or _INDICATOR.fullmatch(field) is not None


@cache
def _places() -> frozenset[str]:
    asked: list[tuple[str, str, str]] = []
    for form in forms():
        for block in form.blocks:
            asked += [("proactive_disclosure", i.name, m.name) for i in block.items for m in block.measures]
        for line in form.request_lines:
            asked += [("disclosure_requests", line.name, column.name) for column in form.request_columns]
        for kind in form.challenge_kinds:
            asked += [("legal_challenges", kind.name, column.name) for column in form.challenge_columns]
    return frozenset("/".join(place) for place in asked)


def load(connection: sqlite3.Connection, rows: Iterable[CorrectionRow]) -> list[str]:
    """Make the table equal the file; pages whose corrections changed are to be read again.

    Returns the ids of reports for which no page is kept: mistyped, or not crawled yet.
    """
    new = {(row.report_id, row.field): row for row in rows}
    old = {(row.report_id, row.field): row for row in _select(connection, "1", ())}
    changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    connection.executemany("DELETE FROM corrections WHERE report_id = ? AND field = ?", changed)
    connection.executemany(
        f"INSERT INTO corrections ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
        [
            (row.report_id, row.field, row.value, row.evidence, row.who, row.why)
            for key in changed
            if (row := new.get(key)) is not None
        ],
    )
    for report_id in sorted({report for report, _ in changed}):
        connection.execute(
            "UPDATE pages SET read_state = 'unread' WHERE good_fetch_id IS NOT NULL AND read_state IS NOT NULL "
            "AND (id = ? OR id IN (SELECT page_id FROM publications WHERE report_id = ?))",
            (_first_page(report_id), report_id),
        )
    known = "SELECT 1 FROM pages WHERE id = ? AND good_fetch_id IS NOT NULL"
    reports = dict.fromkeys(report for report, _ in new)
    return [each for each in reports if connection.execute(known, (_first_page(each),)).fetchone() is None]


def of_page(connection: sqlite3.Connection, page_id: str, report_id: str | None) -> list[CorrectionRow]:
    """The corrections a page's reading is subject to: those of the report it publishes, and those that name the
    report it used to be by itself. What is said of the report comes last, and so wins.
    """
    return _select(
        connection, "report_id IN (?, ?) ORDER BY report_id = ?, field", (page_id, report_id, report_id)
    )


def as_read(
    connection: sqlite3.Connection, page_id: str, report_id: str, recorded: Mapping[Place, Number | None]
) -> dict[Place, Number | None]:
    """The figures a report stands in the archive with, as they were read before they were corrected."""
    rows = connection.execute(
        "SELECT field, read_value FROM corrections WHERE applied_at IS NOT NULL AND report_id IN (?, ?)",
        (page_id, report_id),
    )
    read = {place: row["read_value"] for row in rows if (place := place_of(row["field"])) is not None}
    return {**recorded, **read}


def facts_as_read(connection: sqlite3.Connection, page_id: str, report_id: str) -> dict[str, str | None]:
    """The corrected facts of a report (and its form) as they were read before, by name."""
    rows = connection.execute(
        "SELECT field, read_value FROM corrections WHERE applied_at IS NOT NULL AND report_id IN (?, ?)",
        (page_id, report_id),
    )
    return {row["field"]: row["read_value"] for row in rows if place_of(row["field"]) is None}


def note(
    connection: sqlite3.Connection,
    report_id: str,
    rows: Iterable[CorrectionRow],
    read: Reading,
    shown: Reading,
    *,
    version: int,
    now: str,
) -> None:
    """Write down what corrections did to the record that is shown: in their own rows, and in `figure_changes`."""
    before, after = (readings.values(each.distinct.values()) for each in (read, shown))
    changes: dict[Place, tuple[Number | None, Number | None]] = {}
    for row in rows:
        place = place_of(row.field)
        if place is None:
            value: object = read.form if row.field == "form" else _fact(read, row.field)
        elif place in after:
            value = before.get(place)
            if value != after[place]:
                changes[place] = (before.get(place), after[place])
        else:
            continue
        connection.execute(
            "UPDATE corrections SET read_value = ?, applied_at = coalesce(applied_at, ?) "
            "WHERE report_id = ? AND field = ?",
            (value, now, row.report_id, row.field),
        )
    _write_changes(connection, report_id, changes, version)


def forget(connection: sqlite3.Connection, report_id: str) -> None:
    """Note that a report is no more; what was to be corrected in it waits for it to come back."""
    connection.execute(
        "UPDATE corrections SET read_value = NULL, applied_at = NULL WHERE report_id = ?", (report_id,)
    )


def _write_changes(
    connection: sqlite3.Connection,
    report_id: str,
    changes: Mapping[Place, tuple[Number | None, Number | None]],
    version: int,
) -> None:
    """One row for each figure that stands corrected; a row that already says so stays as it is."""
    wanted = {(*place, *values) for place, values in changes.items()}
    for row in connection.execute(
        "SELECT id, table_name, line, column_name, old, new FROM figure_changes "
        "WHERE report_id = ? AND cause = 'correction'",
        (report_id,),
    ).fetchall():
        if tuple(row)[1:] in wanted:
            wanted.remove(tuple(row)[1:])
        else:
            connection.execute("DELETE FROM figure_changes WHERE id = ?", (row["id"],))
    connection.executemany(
        "INSERT INTO figure_changes (report_id, from_version, to_version, table_name, line, column_name, "
        "old, new, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'correction')",
        [(report_id, version, version, *row) for row in sorted(wanted, key=lambda row: row[:3])],
    )


def _fact(reading: Reading, name: str) -> str | None:
    fact = reading.facts.get(name)
    return fact.value if fact else None


def _first_page(report_id: str) -> str:
    """The page a report has its id from; a second report of one page has the year behind it."""
    return report_id.partition("-")[0]


def _select(connection: sqlite3.Connection, where: str, values: tuple[object, ...]) -> list[CorrectionRow]:
    rows = connection.execute(f"SELECT {_COLUMNS} FROM corrections WHERE {where}", values)  # noqa: S608 - constants
    return [CorrectionRow(**row) for row in map(dict, rows.fetchall())]
