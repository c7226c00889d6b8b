"""Datasette plugin: the ordinary search box splits what is typed as the index splits text."""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from archive.search import match_query


@hookimpl(trylast=True)  # after Datasette's own escape_fts, which it replaces
def prepare_connection(conn: sqlite3.Connection) -> None:
    conn.create_function("escape_fts", 1, match_query)
