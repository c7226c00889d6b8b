"""Verify: is every kept body what its hash says, and does every row that names another find it?

Read only, row by row: memory stays flat whatever the archive holds.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from archive.keeping import decoded
from archive.search import match_query

_VALUES = {
    "disclosure_requests": (
        "line",
        ("natural_person", "enterprise", "research", "nonprofit", "legal_service", "other", "total"),
    ),
    "legal_challenges": ("kind", ("upheld", "corrected", "other", "pending", "total")),
}

# Names of codes, as far as GB/T 2260 and the registry tell them; a code without a name is no fault.
_KNOWN_IN_PART = ("divisions",)

# Columns that hold the hash of a body; the archive keeps every body that anything was read from.
_BODIES = (
    "fetches.body_sha256", "reports.body_sha256", "versions.body_sha256", "figure_cells.body_sha256",
    "printed_tables.body_sha256", "attachments.sha256",
)  # fmt: skip

# What must not be, as SELECTs of (which row, what is wrong with it).
_FORBIDDEN = (
    "SELECT 'pages ' || pages.id, 'its good fetch ' || good_fetch_id || ' is none of its own with a body' FROM pages "
    "WHERE good_fetch_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fetches WHERE id = good_fetch_id "
    "AND page_id = pages.id AND body_sha256 IS NOT NULL)",
    "SELECT 'reports ' || id, 'no page publishes it' FROM reports "
    "WHERE NOT EXISTS (SELECT 1 FROM publications WHERE report_id = reports.id)",
    "SELECT 'reports ' || report_id, sum(preferred) || ' of its pages are preferred, not one' FROM publications "
    "GROUP BY report_id HAVING sum(preferred) != 1",
    "SELECT 'reports ' || id, 'is version ' || version || ', but its versions end with ' || coalesce((SELECT max(version) "
    "FROM versions WHERE report_id = reports.id), 'none') FROM reports "
    "WHERE version IS NOT (SELECT max(version) FROM versions WHERE report_id = reports.id)",
    "SELECT 'publications ' || page_id, 'it was read from body ' || value || ', which is not kept' "
    "FROM publications, json_each(parts) WHERE NOT EXISTS (SELECT 1 FROM bodies WHERE sha256 = value)",
    "SELECT 'versions ' || report_id || ' ' || version, 'its part ' || json_extract(value, '$[4]') || ' is not kept' "
    "FROM versions, json_each(parts) WHERE json_extract(value, '$[4]') IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM bodies WHERE sha256 = json_extract(value, '$[4]'))",
    # A figure that people put in has no table on the page (-1).
    "SELECT 'figure_cells ' || report_id || '/' || table_name || '/' || line || '/' || column_name, "
    "'the table it was printed in is not kept' FROM figure_cells AS cells WHERE table_index >= 0 AND NOT EXISTS "
    "(SELECT 1 FROM printed_tables WHERE report_id = cells.report_id AND part = cells.part "
    "AND table_index = cells.table_index)",
    "SELECT 'proactive_disclosure ' || report_id || '/' || item || '/' || measure, 'has no cell of the same value' "
    "FROM proactive_disclosure AS rows WHERE value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM figure_cells WHERE "
    "report_id = rows.report_id AND table_name = 'proactive_disclosure' AND line = item AND column_name = measure "
    "AND figure_cells.value = rows.value)",
    "SELECT 'indicators ' || report_id || '/' || position, 'has no cell of the same value' FROM indicators AS rows "
    "WHERE value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM figure_cells WHERE report_id = rows.report_id "
    "AND table_name = 'indicators' AND line = CAST(position AS TEXT) AND figure_cells.value = rows.value)",
    "SELECT 'reports ' || id, 'is not in the search index' FROM reports "
    "WHERE search_id NOT IN (SELECT id FROM reports_fts_docsize)",
    "SELECT 'reports_fts ' || id, 'indexes no report' FROM reports_fts_docsize "
    "WHERE id NOT IN (SELECT search_id FROM reports)",
)


def faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Every fault of an archive, a line each: which row, and what is wrong with it. A file that is itself damaged
    gives what SQLite says of it, and nothing else is looked at."""
    damaged = list(_file(connection))
    yield from damaged
    if damaged:
        return
    yield from _bodies(connection)
    yield from _references(connection)
    for select in (*_FORBIDDEN, *_unkept_bodies(), *_figures_without_cells()):
        for row in connection.execute(select):
            yield f"{row[0]}: {row[1]}"
    yield from _unsearchable(connection)


def damages(connection: sqlite3.Connection) -> Iterator[str]:
    """The faults that no reading of what is kept can mend: of the file, and of the bodies."""
    damaged = list(_file(connection))
    yield from damaged or _bodies(connection)


def cut_short(connection: sqlite3.Connection) -> Iterator[str]:
    """A file that is not as long as it should be: SQLite takes what is cut off the end for zeros."""
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    found = path.stat().st_size
    log = path.with_name(path.name + "-wal")
    # Beside a log the file may be shorter: its last pages are in there.
    if found != pages * size and not (log.exists() and log.stat().st_size):
        yield f"the file: has {found} bytes, not {pages * size}"


def _file(connection: sqlite3.Connection) -> Iterator[str]:
    # A flipped bit makes text that is none: a fault to be told, and no reason to look no further.
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    for row in connection.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield f"the file: {' '.join(str(row[0]).split())}"
    yield from cut_short(connection)


def _bodies(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute("SELECT sha256, size, codec, data FROM bodies"):
        sha256, size = row["sha256"], row["size"]
        try:
            body = decoded(row["codec"], row["data"])
        except Exception as error:  # noqa: BLE001 - damaged data fails in whatever way the decoder meets it
            yield f"bodies {sha256}: cannot be unpacked ({type(error).__name__})"
            continue
        found = hashlib.sha256(body).hexdigest()
        if found != sha256:
            yield f"bodies {sha256}: its bytes have the hash {found}"
        elif len(body) != size:
            yield f"bodies {sha256}: has {len(body)} bytes, not {size}"


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    """Every declared reference, which SQLite was told not to enforce."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    for (table,) in tables.fetchall():
        columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        key = " || ' ' || ".join(f'"{row["name"]}"' for row in columns if row["pk"]) or "rowid"
        for reference in connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall():
            child, parent, target = reference["from"], reference["table"], reference["to"]
            if parent in _KNOWN_IN_PART:
                continue
            select = (
                f'SELECT {key}, "{child}" FROM "{table}" AS child WHERE "{child}" IS NOT NULL AND NOT EXISTS '  # noqa: S608
                f'(SELECT 1 FROM "{parent}" AS parent WHERE parent."{target}" = child."{child}")'
            )
            for row in connection.execute(select):
                yield f"{table} {row[0]}: {child} {row[1]} is not in {parent}"


def _unkept_bodies() -> Iterator[str]:
    for name in _BODIES:
        table, _, column = name.partition(".")
        key = "report_id" if table in ("versions", "figure_cells", "printed_tables") else "id"
        yield (
            f"SELECT '{table} ' || {key}, 'body ' || {column} || ' is not kept' FROM {table} WHERE {column} IS NOT NULL "  # noqa: S608
            f"AND NOT EXISTS (SELECT 1 FROM bodies WHERE sha256 = {table}.{column})"
        )


def _figures_without_cells() -> Iterator[str]:
    for table, (line, columns) in _VALUES.items():
        for column in columns:
            yield (
                f"SELECT '{table} ' || report_id || '/' || {line} || '/{column}', 'has no cell of the same value' "  # noqa: S608
                f"FROM {table} AS rows WHERE {column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM figure_cells WHERE "
                f"report_id = rows.report_id AND table_name = '{table}' AND figure_cells.line = rows.{line} "
                f"AND column_name = '{column}' AND figure_cells.value = rows.{column})"
            )


def _unsearchable(connection: sqlite3.Connection) -> Iterator[str]:
    """Reports that are not found by their own title: the index holds no text to be compared with."""
    for row in connection.execute("SELECT id, search_id, title FROM reports WHERE title IS NOT NULL"):
        query = match_query(f'"{row["title"].replace(chr(34), " ")}"')
        if query == '""':
            continue
        hit = "SELECT 1 FROM reports_fts WHERE reports_fts MATCH ? AND rowid = ?"
        if connection.execute(hit, (f"title : {query}", row["search_id"])).fetchone() is None:
            yield f"reports {row['id']}: a search for its title does not find it"
