"""Datasette plugin: /-/snapshot/<fetch id or body sha256> serves kept bytes as they were, in a sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from archive.frontier import header
from archive.keeping import decoded
from archive.snapshots import headers

_FETCH = re.compile(r"[0-9]{1,18}\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")

_BODY = """
    SELECT bodies.sha256, bodies.codec, bodies.data, fetches.headers
    FROM fetches JOIN bodies ON bodies.sha256 = fetches.body_sha256
"""


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return [(r"/-/snapshot/(?P<key>[^/]+)$", snapshot)]


async def snapshot(request: Request, datasette: Datasette) -> Response:
    key = request.url_vars["key"]
    if _SHA256.match(key):
        where, value = "fetches.body_sha256 = ? ORDER BY fetches.id DESC", key
    elif _FETCH.match(key):
        where, value = "fetches.id = ?", int(key)
    else:
        return _missing(key)
    database = datasette.get_database("reports")
    row = (await database.execute(f"{_BODY} WHERE {where} LIMIT 1", [value])).first()
    if row is None:
        return _missing(key)
    body = decoded(row["codec"], row["data"])
    given = headers(body, header(row["headers"], "content-type") or "", row["sha256"][:16])
    content_type = given.pop("content-type")
    return Response(body, headers=given, content_type=content_type)


def _missing(key: str) -> Response:
    return Response.text(f"没有快照 {key[:80]}：需要 fetches.id 或 bodies.sha256\n", status=404)
