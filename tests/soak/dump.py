"""What an archive's good records are, row by row, and one hash of them all."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

# Everything a report consists of. Not pages, fetches and problems: these tell what was met, and are to change.
RECORDS = (
    "reports", "publications", "versions", "figure_changes", "sections", "proactive_disclosure", "disclosure_requests",
    "legal_challenges", "indicators", "text_figures", "cell_notes", "figure_cells", "printed_tables", "checks",
    "attachments", "corrections",
)  # fmt: skip


def rows(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def records(path: Path, but: str = "0") -> tuple[str, int]:
    """One hash over the rows of all reports, and how many rows; `but`: a condition on reports that are left out."""
    hashed, count = hashlib.sha256(), 0
    chosen = f"SELECT id FROM reports WHERE NOT ({but})"
    for table in RECORDS:
        column = "id" if table == "reports" else "report_id"
        found = rows(path, f"SELECT * FROM {table} WHERE {column} IN ({chosen})")
        for line in sorted(json.dumps(row, ensure_ascii=False) for row in found):
            hashed.update(f"{table}\t{line}\n".encode())
        count += len(found)
    found = rows(path, f"SELECT id, good_fetch_id FROM pages WHERE id IN (SELECT page_id FROM publications WHERE "
                 f"report_id IN ({chosen})) AND NOT EXISTS (SELECT 1 FROM fetches WHERE id = good_fetch_id "
                 "AND outcome IN ('new', 'same', 'changed'))")  # fmt: skip
    hashed.update(repr(found).encode())  # a record whose page has lost its good bytes is another
    return hashed.hexdigest(), count
