"""Datasette plugin: what the page of one report shows besides its row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette

from archive.printed import shown

# Queries for the templates, by what they call their rows. All are seeks by report.
_PARTS = {
    "publications": """
        SELECT publications.*, pages.url, pages.good_fetch_id, pages.state, pages.source_id
        FROM publications JOIN pages ON pages.id = publications.page_id
        WHERE report_id = ? ORDER BY preferred DESC, publications.first_seen_at""",
    "sections": "SELECT * FROM sections WHERE report_id = ? ORDER BY position",
    "checks": "SELECT * FROM checks WHERE report_id = ? AND outcome = 'fail' ORDER BY rule, scope",
    "problems": "SELECT * FROM problems WHERE report_id = ? ORDER BY id",
    "attachments": "SELECT * FROM attachments WHERE report_id = ? ORDER BY name",
    "versions": "SELECT * FROM versions WHERE report_id = ? ORDER BY version",
    "changes": """
        SELECT *, EXISTS (SELECT 1 FROM figure_cells WHERE report_id = changes.report_id
            AND table_name = changes.table_name AND line = changes.line AND column_name = changes.column_name) AS printed
        FROM changes WHERE report_id = ? AND cause = 'agency' ORDER BY to_version""",
    "corrections": "SELECT * FROM corrections WHERE report_id = ? AND applied_at IS NOT NULL ORDER BY field",
}
_TABLES = "SELECT part, table_index, cells FROM printed_tables WHERE report_id = ? ORDER BY part, table_index"
_FIGURES = """
    SELECT report_id || '/' || table_name || '/' || line || '/' || column_name AS id, part, table_index,
        row_index, column_index
    FROM figure_cells WHERE report_id = ?
"""


@hookimpl
def extra_template_vars(
    datasette: Datasette, view_name: str, table: str | None
) -> dict[str, Callable[..., Any]]:
    if view_name != "row" or table != "reports":
        return {}

    async def report_details(report_id: str) -> dict[str, Any]:
        database = datasette.get_database("reports")
        details: dict[str, Any] = {
            name: [dict(row) for row in await database.execute(sql, [report_id])]
            for name, sql in _PARTS.items()
        }
        places: dict[tuple[int, int], dict[tuple[int, int], str]] = defaultdict(dict)
        for row in await database.execute(_FIGURES, [report_id]):
            places[row["part"], row["table_index"]][row["row_index"], row["column_index"]] = row["id"]
        # Tables of layout hold no figure; they are not worth showing.
        details["tables"] = [
            shown(row["cells"], places[row["part"], row["table_index"]])
            for row in await database.execute(_TABLES, [report_id])
            if (row["part"], row["table_index"]) in places
        ]
        return details

    return {"report_details": report_details}
