"""Datasette plugin: what a notice says is shown line by line, with its links."""

from __future__ import annotations

import json

from datasette import hookimpl
from datasette.app import Datasette
from markupsafe import Markup, escape


@hookimpl
def render_cell(value: object, column: str, table: str, datasette: Datasette) -> Markup | None:
    if table != "notices" or value is None:
        return None
    if column == "path":
        return _link(datasette, str(value), "站内页")
    if column == "lines":
        lines = json.loads(str(value))
        return Markup("<br>").join(
            _link(datasette, path, text) if path else escape(text) for text, path in lines
        )
    return None


def _link(datasette: Datasette, path: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(path), text)
