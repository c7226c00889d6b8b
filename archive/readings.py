"""A reading as rows: writing it into the tables and taking it out of them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from archive.forms import forms
from archive.frontier import header
from archive.ids import page_id
from archive.rows import AttachmentRow, CheckRow, FigureRow, Number, Reading

REQUEST_COLUMNS = (
    "natural_person", "enterprise", "research", "nonprofit", "legal_service", "other", "total",
)  # fmt: skip
CHALLENGE_COLUMNS = ("upheld", "corrected", "other", "pending", "total")

# Every table whose rows belong to one report and are made anew from its reading.
_TABLES = (
    "sections", "proactive_disclosure", "disclosure_requests", "legal_challenges", "indicators",
    "text_figures", "cell_notes", "figure_cells", "printed_tables", "checks", "attachments",
)  # fmt: skip

Place = tuple[str, str, str]


def values(rows: Iterable[FigureRow]) -> dict[Place, Number | None]:
    return {(row.table, row.line, row.column): row.value for row in rows}


def recorded_values(connection: sqlite3.Connection, report_id: str) -> dict[Place, Number | None]:
    """The figures a report stands in the archive with."""
    rows = connection.execute(
        "SELECT table_name, line, column_name, value FROM figure_cells WHERE report_id = ?", (report_id,)
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def write(
    connection: sqlite3.Connection, report_id: str, parts: Sequence[sqlite3.Row], reading: Reading
) -> None:
    """Write all rows of a reading but the one in `reports`; those of an earlier reading must be gone. `parts`: those of
    its document."""
    distinct = list(reading.distinct.values())
    _insert(
        connection,
        "sections (report_id, position, kind, heading, text)",
        ((report_id, i, s.kind, s.heading, s.text) for i, s in enumerate(reading.sections, 1)),
    )
    _write_forms(connection, report_id, distinct)
    _insert(
        connection,
        "indicators (report_id, position, code, label, unit, value, raw)",
        ((report_id, *indicator) for indicator in reading.indicators),
    )
    _insert(
        connection,
        "text_figures (report_id, measure, value, unit, sentence, scope)",
        ((report_id, t.measure, t.value, t.unit, t.sentence, t.scope) for t in reading.text_figures),
    )
    _write_places(connection, report_id, distinct, reading)
    write_checks(connection, report_id, reading.checks)
    _write_attachments(connection, report_id, parts, reading)


def write_checks(connection: sqlite3.Connection, report_id: str, checks: Iterable[CheckRow]) -> None:
    _insert(
        connection,
        "checks (report_id, rule, scope, outcome, left_value, right_value, note)",
        [(report_id, *check) for check in checks],
    )


def delete_checks(connection: sqlite3.Connection, report_id: str, rules: Iterable[str]) -> None:
    """Take out a report's rows of some rules: those that rest on other reports too."""
    pairs = [(report_id, rule) for rule in rules]
    connection.executemany("DELETE FROM checks WHERE report_id = ? AND rule = ?", pairs)


def delete(connection: sqlite3.Connection, report_id: str) -> None:
    """Take out all rows of a report's reading but the one in `reports`, and every check of it."""
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE report_id = ?", (report_id,))  # noqa: S608 - constants


@cache
def _clauses() -> Mapping[str, int]:
    """The clause (项) of 条例第二十条 under which the forms ask for each item."""
    return {item.name: block.clause for form in forms() for block in form.blocks for item in block.items}


def _write_forms(connection: sqlite3.Connection, report_id: str, rows: list[FigureRow]) -> None:
    clause = _clauses()
    _insert(
        connection,
        "proactive_disclosure (report_id, clause, item, measure, value, unit, raw)",
        (
            (report_id, clause[f.line], f.line, f.column, f.value, f.unit, f.raw)
            for f in rows
            if f.table == "proactive_disclosure"
        ),
    )
    requests = _by_line(rows, "disclosure_requests")
    _insert(
        connection,
        f"disclosure_requests (report_id, position, line, {', '.join(REQUEST_COLUMNS)})",
        (
            (report_id, i, line, *(cells.get(column) for column in REQUEST_COLUMNS))
            for i, (line, cells) in enumerate(requests.items(), 1)
        ),
    )
    _insert(
        connection,
        f"legal_challenges (report_id, kind, {', '.join(CHALLENGE_COLUMNS)})",
        (
            (report_id, kind, *(cells.get(column) for column in CHALLENGE_COLUMNS))
            for kind, cells in _by_line(rows, "legal_challenges").items()
        ),
    )


def _write_places(
    connection: sqlite3.Connection, report_id: str, rows: list[FigureRow], reading: Reading
) -> None:
    bodies = reading.part_sha256
    _insert(
        connection,
        "figure_cells (report_id, table_name, line, column_name, value, unit, raw, body_sha256, part, "
        "table_index, row_index, column_index)",
        # A row's own order but for `meaning`, which has a table of its own: hundreds of figures a report.
        [(report_id, *f[:6], bodies[f.part], *f[7:]) for f in rows],
    )
    _insert(
        connection,
        "cell_notes (report_id, table_name, line, column_name, raw, meaning)",
        ((report_id, f.table, f.line, f.column, f.raw, f.meaning) for f in rows if f.meaning),
    )
    _insert(
        connection,
        "printed_tables (report_id, part, table_index, body_sha256, cells)",
        ((report_id, table.part, table.index, bodies[table.part], table.cells) for table in reading.tables),
    )


def _write_attachments(
    connection: sqlite3.Connection, report_id: str, parts: Sequence[sqlite3.Row], reading: Reading
) -> None:
    """The files the document offers, whether the page's text or its links name them."""
    named = {_target(row): row.name for row in reading.attachments}
    for part in parts:
        if part["role"] == "attachment":
            named.setdefault(part["id"], part["name"])
    rows: list[tuple[object, ...]] = []
    for target, name in named.items():
        kept = connection.execute(
            "SELECT pages.state, fetches.headers, fetches.body_sha256, bodies.size FROM pages "
            "LEFT JOIN fetches ON fetches.id = pages.good_fetch_id "
            "LEFT JOIN bodies ON bodies.sha256 = fetches.body_sha256 WHERE pages.id = ?",
            (target,),
        ).fetchone()
        if kept is None:
            rows.append((f"{report_id}-{target}", report_id, None, name, None, None, None, "not_linked"))
            continue
        media_type = (header(kept["headers"], "content-type") or "").partition(";")[0].strip() or None
        rows.append(
            (f"{report_id}-{target}", report_id, target, name, media_type, kept["size"], kept["body_sha256"],
             kept["state"])
        )  # fmt: skip
    _insert(connection, "attachments (id, report_id, page_id, name, media_type, size, sha256, state)", rows)


def _target(attachment: AttachmentRow) -> str:
    """The page an attachment is at; where the document names it without a usable address, an id of its name."""
    try:
        return page_id(attachment.url)
    except ValueError:
        return hashlib.sha256(attachment.name.encode()).hexdigest()[:16]


def _by_line(rows: list[FigureRow], table: str) -> Mapping[str, Mapping[str, Number | None]]:
    lines: dict[str, dict[str, Number | None]] = defaultdict(dict)
    for row in rows:
        if row.table == table:
            lines[row.line][row.column] = row.value
    return lines


def _insert(connection: sqlite3.Connection, target: str, rows: Iterable[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * (target.count(",") + 1))
    connection.executemany(f"INSERT INTO {target} VALUES ({marks})", rows)  # noqa: S608 - targets are literals
