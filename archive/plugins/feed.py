"""Datasette plugin: /-/feed.atom, the newest notices as an Atom feed; feed readers find it from every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from archive.feed import ENTRIES, PATH, atom
from archive.notices import NEWEST, notice


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(rf"/{PATH}$", feed)]


@hookimpl
def extra_template_vars(datasette: Datasette) -> dict[str, Any]:
    return {"feed_path": datasette.urls.path(PATH)}


async def feed(request: Request, datasette: Datasette) -> Response:
    database = datasette.get_database("reports")
    info = dict(tuple(row) for row in await database.execute("SELECT key, value FROM archive_info"))
    rows = await database.execute(NEWEST, [ENTRIES])
    site = datasette.absolute_url(request, datasette.urls.instance())
    written = atom(map(notice, rows), kind=info["kind"], created_at=info["created_at"], site=site)
    return Response(written.decode(), content_type="application/atom+xml; charset=utf-8")
