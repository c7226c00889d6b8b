"""Datasette plugin: /-/figure/<id> shows a figure where it was printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from archive.labels import TABLES, figure_label
from archive.printed import shown

_FIGURE = """
    SELECT figure_cells.*, reports.title, reports.agency, reports.report_year, cell_notes.meaning,
        corrections.read_value, corrections.field AS corrected, corrections.evidence, corrections.who,
        corrections.why,
        (SELECT label FROM indicators WHERE report_id = figure_cells.report_id
         AND table_name = 'indicators' AND CAST(position AS TEXT) = line) AS indicator
    FROM figure_cells JOIN reports ON reports.id = figure_cells.report_id
        LEFT JOIN cell_notes USING (report_id, table_name, line, column_name)
        LEFT JOIN corrections ON corrections.report_id = figure_cells.report_id
            AND corrections.field = table_name || '/' || line || '/' || column_name
            AND corrections.applied_at IS NOT NULL
    WHERE figure_cells.report_id = ? AND table_name = ? AND line = ? AND column_name = ?
"""
_TABLE = "SELECT cells FROM printed_tables WHERE report_id = ? AND part = ? AND table_index = ?"
# From what to what the agency changed it after publication.
_CHANGES = """
    SELECT from_version, to_version, old, new, seen_at FROM changes
    WHERE report_id = ? AND table_name = ? AND line = ? AND column_name = ? AND cause = 'agency' ORDER BY to_version
"""
_NEIGHBOURS = """
    SELECT report_id || '/' || table_name || '/' || line || '/' || column_name AS id, row_index, column_index
    FROM figure_cells WHERE report_id = ? AND part = ? AND table_index = ?
"""


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"/-/figure/(?P<figure>.+)$", figure)]


@hookimpl
def extra_template_vars() -> dict[str, Any]:
    return {"figure_path": figure_path, "figure_label": figure_label}


def figure_path(identifier: str) -> str:
    """The page of a figure, from its id."""
    return f"-/figure/{quote(identifier, safe='/')}"


async def figure(request: Request, datasette: Datasette) -> Response:
    identifier = unquote(request.url_vars["figure"])
    report_id, _, rest = identifier.partition("/")
    table, _, rest = rest.partition("/")
    line, _, column = rest.rpartition("/")  # a line of the old table may hold a slash, a column never does
    database = datasette.get_database("reports")
    row = (await database.execute(_FIGURE, [report_id, table, line, column])).first()
    if row is None:
        context = {"status": 404, "error": f"没有编号为 {identifier[:200]} 的数字"}
        page = await datasette.render_template("error.html", context, request=request)
        return Response.html(page, status=404)
    place = [report_id, row["part"], row["table_index"]]
    printed = (await database.execute(_TABLE, place)).first()
    neighbours = {
        (n["row_index"], n["column_index"]): n["id"] for n in await database.execute(_NEIGHBOURS, place)
    }
    context = {
        "id": identifier,
        "figure": dict(row),
        "label": row["indicator"] or figure_label(table, line, column),
        "table_label": TABLES.get(table, table),
        "rows": shown(printed["cells"], neighbours) if printed else [],
        "changes": [
            dict(change) for change in await database.execute(_CHANGES, [report_id, table, line, column])
        ],
    }
    return Response.html(await datasette.render_template("figure.html", context, request=request))
