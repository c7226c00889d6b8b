"""Datasette plugin: ids of figures, bodies and fetches are links to what they name."""

from __future__ import annotations

from urllib.parse import quote

from datasette import hookimpl
from datasette.app import Datasette
from markupsafe import Markup

_BODIES = ("body_sha256", "old_body_sha256", "new_body_sha256", "sha256")


@hookimpl
def render_cell(value: object, column: str, table: str, datasette: Datasette) -> Markup | None:
    if value is None or value == "":
        return None
    if table == "figures" and column == "id":
        return _link(datasette, f"-/figure/{quote(str(value), safe='/')}", str(value))
    if (
        table in ("figures", "changes", "panel", "coverage") and column == "report_id"
    ):  # views have no references
        return _link(datasette, f"reports/reports/{quote(str(value))}", str(value))
    if column in _BODIES:
        return _link(datasette, f"-/snapshot/{quote(str(value))}", f"快照 {str(value)[:8]}")
    if (table, column) == ("pages", "good_fetch_id"):
        return _link(datasette, f"-/snapshot/{quote(str(value))}", f"快照 {value}")
    return None


def _link(datasette: Datasette, path: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), text)
