"""Datasette plugin: a demo archive says 模拟数据 on every page and in every export."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette import hookimpl
from datasette.app import Datasette

from archive.publishing import SIMULATED


def is_demo(datasette: Datasette) -> bool:
    """Whether any archive served is a demo."""
    paths = (Path(db.path) for db in datasette.databases.values() if db.path)
    return any(_kind(path, path.stat().st_ino) == "demo" for path in paths if path.exists())


@lru_cache(maxsize=16)
def _kind(path: Path, _inode: int) -> str | None:
    """The kind of an archive; it never changes in one file, and Datasette asks dozens of times a page."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    except sqlite3.Error:
        return None  # Datasette itself says what is wrong with the file
    try:
        row = connection.execute("SELECT value FROM archive_info WHERE key = 'kind'").fetchone()
        return str(row[0]) if row else None
    except sqlite3.Error:
        return None  # no archive of this program: nothing simulated to warn of
    finally:
        connection.close()


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    return {"is_demo": is_demo(datasette)}


@hookimpl
def get_metadata(datasette: Datasette) -> dict[str, str]:
    # Datasette prints `source` at the foot of every page and puts it into every JSON export.
    return {"source": f"{SIMULATED}（simulated data）", "source_url": ""} if is_demo(datasette) else {}


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    """CSV has no place for a remark: the name of the file says it, whether it is shown or saved."""

    def wrap(app: Any) -> Any:
        async def marked(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
            if scope["type"] != "http" or ".csv" not in scope["path"] or not is_demo(datasette):
                await app(scope, receive, send)
                return

            async def send_marked(event: Any) -> None:
                if event["type"] == "http.response.start":
                    name = quote(f"{SIMULATED}-{Path(scope['path']).name}")
                    saved = any(key.lower() == b"content-disposition" for key, _ in event["headers"])
                    how = "attachment" if saved else "inline"
                    kept = [pair for pair in event["headers"] if pair[0].lower() != b"content-disposition"]
                    value = f"{how}; filename*=UTF-8''{name}".encode()
                    event = {**event, "headers": [*kept, (b"content-disposition", value)]}
                await send(event)

            await app(scope, receive, send_marked)

        return marked

    return wrap
