"""What a new reading of kept bytes needs to know: which pages and versions there are, and what it would change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from archive import corrections, readings
from archive.documents import context_of, kept_body
from archive.frontier import header
from archive.readings import Place
from archive.rows import DocumentRows, Number, PartRow, Reading

# Pages once taken for reports, whatever their reading came to; of one report, those that publish it.
_PAGES = """
    SELECT id FROM pages
    WHERE kind = 'report' AND good_fetch_id IS NOT NULL AND id > :after
        AND (:report IS NULL OR id IN (SELECT page_id FROM publications WHERE report_id = :report))
    ORDER BY id LIMIT :limit
"""
_SEVERAL_VERSIONS = """
    SELECT report_id FROM versions WHERE report_id > :after AND (:report IS NULL OR report_id = :report)
    GROUP BY report_id HAVING count(*) > 1 ORDER BY report_id LIMIT :limit
"""
# The facts a record shows that come from the document itself; agency and division depend on the registry too.
_FACTS = (
    "title",
    "report_year",
    "published_on",
    "created_on",
    "index_number",
    "document_number",
    "publisher",
)

Values = Mapping[Place, Number | None]


class Change(NamedTuple):
    """What a record says and what a reading says instead: of a figure (its place) or of a fact (its name)."""

    what: str
    old: Number | str | None
    new: Number | str | None


class VersionChange(NamedTuple):
    """A figure that differs between two versions, as one reader reads both."""

    from_version: int
    to_version: int
    place: Place
    old: Number | None
    new: Number | None


def kept_pages(connection: sqlite3.Connection, after: str, limit: int, report_id: str | None) -> list[str]:
    """Ids of report pages with a kept body, in order, beyond `after`."""
    terms = {"after": after, "limit": limit, "report": report_id}
    return [row[0] for row in connection.execute(_PAGES, terms)]


def is_shown(connection: sqlite3.Connection, page_id: str) -> bool:
    """Whether a report is shown from this page."""
    sql = "SELECT 1 FROM publications WHERE page_id = ? AND preferred = 1"
    return connection.execute(sql, (page_id,)).fetchone() is not None


def changes(connection: sqlite3.Connection, page_id: str, reading: Reading) -> list[Change]:
    """The facts and figures of the report shown from this page that the reading gives otherwise."""
    shown = connection.execute(
        "SELECT reports.* FROM publications JOIN reports ON reports.id = report_id "
        "WHERE page_id = ? AND preferred = 1",
        (page_id,),
    ).fetchone()
    if shown is None:
        return []
    corrected = corrections.facts_as_read(connection, page_id, shown["id"])
    return [
        *_changed_facts({**dict(shown), **corrected}, reading),
        *_changed_figures(connection, page_id, shown["id"], reading),
    ]


def _changed_facts(read: Mapping[str, object], reading: Reading) -> Iterator[Change]:
    """`read`: what was read before, by name; people's corrections of it are not the reader's."""
    for name in ("form", *_FACTS):
        fact = reading.facts.get(name)
        new = reading.form if name == "form" else (fact.value or None) if fact else None
        old = None if read[name] is None else str(read[name])
        if old != new:
            yield Change(name, old, new)


def _changed_figures(
    connection: sqlite3.Connection, page_id: str, report_id: str, reading: Reading
) -> Iterator[Change]:
    recorded = readings.recorded_values(connection, report_id)
    old = corrections.as_read(connection, page_id, report_id, recorded)
    for place, before, after in _differing(old, readings.values(reading.distinct.values())):
        yield Change(" ".join(place), before, after)


def _differing(old: Values, new: Values) -> Iterator[tuple[Place, Number | None, Number | None]]:
    for place in dict.fromkeys((*old, *new)):
        if old.get(place) != new.get(place):
            yield place, old.get(place), new.get(place)


# Versions


def written(parts: Sequence[sqlite3.Row]) -> str:
    """The bytes a document consists of, as `versions.parts` keeps them."""
    return json.dumps(
        [
            [
                row["role"],
                row["id"],
                row["url"],
                row["name"],
                row["body_sha256"],
                header(row["headers"], "content-type"),
            ]
            for row in parts
            if row["body_sha256"]
        ],
        ensure_ascii=False,
    )


def reports_with_versions(
    connection: sqlite3.Connection, after: str, limit: int, report_id: str | None
) -> list[str]:
    """Ids of reports that were seen in more than one version, in order, beyond `after`."""
    terms = {"after": after, "limit": limit, "report": report_id}
    return [row[0] for row in connection.execute(_SEVERAL_VERSIONS, terms)]


def versions(connection: sqlite3.Connection, report_id: str) -> dict[int, DocumentRows | None]:
    """The document of every version of a report; None where it is not known which bytes it was."""
    rows = connection.execute(
        "SELECT version, parts FROM versions WHERE report_id = ? ORDER BY version", (report_id,)
    ).fetchall()
    return {row["version"]: _document(connection, row["parts"]) for row in rows}


def _document(connection: sqlite3.Connection, packed: str | None) -> DocumentRows | None:
    if packed is None:
        return None
    parts = tuple(
        PartRow(role, page_id, url, name, kept_body(connection, sha256), sha256, content_type or "")
        for role, page_id, url, name, sha256, content_type in json.loads(packed)
    )
    page = parts[0]
    context = context_of(connection, page.page_id)
    return DocumentRows(page.page_id, page.url, None, parts, (), context) if context else None


def compare_versions(
    connection: sqlite3.Connection, report_id: str, read: Mapping[int, Reading | None]
) -> tuple[list[VersionChange], list[VersionChange]]:
    """What the agency changed from version to version: as the archive has it, and as one reader reads them all.

    Pairs are in neither of which a version could not be read, or whose versions stood on two pages.
    """
    pages = _pages(connection, report_id)
    pairs = [
        (earlier, later)
        for earlier, later in pairwise(read)
        if read[earlier] and read[later] and pages.get(earlier) == pages.get(later)
    ]
    recorded = [
        VersionChange(row[0], row[1], (row[2], row[3], row[4]), row[5], row[6])
        for row in connection.execute(
            "SELECT from_version, to_version, table_name, line, column_name, old, new FROM figure_changes "
            "WHERE report_id = ? AND cause = 'agency' ORDER BY id",
            (report_id,),
        )
        if (row[0], row[1]) in pairs
    ]
    values = {
        version: readings.values(reading.distinct.values())
        for version, reading in read.items()
        if reading is not None
    }
    anew = [
        VersionChange(earlier, later, *difference)
        for earlier, later in pairs
        for difference in _differing(values[earlier], values[later])
    ]
    return recorded, anew


def _pages(connection: sqlite3.Connection, report_id: str) -> dict[int, str]:
    """The page that each version stood on, as far as that was written down."""
    rows = connection.execute(
        "SELECT version, parts FROM versions WHERE report_id = ? AND parts IS NOT NULL", (report_id,)
    )
    return {row["version"]: json.loads(row["parts"])[0][1] for row in rows}


def replace_changes(
    connection: sqlite3.Connection,
    report_id: str,
    recorded: Iterable[VersionChange],
    anew: Iterable[VersionChange],
) -> None:
    """Put what one reader finds changed between versions in the place of what was recorded of them."""
    for change in recorded:
        connection.execute(
            "DELETE FROM figure_changes WHERE report_id = ? AND cause = 'agency' AND from_version = ? "
            "AND to_version = ? AND table_name = ? AND line = ? AND column_name = ?",
            (report_id, change.from_version, change.to_version, *change.place),
        )
    connection.executemany(
        "INSERT INTO figure_changes (report_id, from_version, to_version, table_name, line, column_name, "
        "old, new, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'agency')",
        [
            (report_id, change.from_version, change.to_version, *change.place, change.old, change.new)
            for change in anew
        ],
    )
