"""A report's document, put together from kept bodies, with what is known of it besides."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from urllib.parse import urlsplit

from archive.frontier import header
from archive.ids import site
from archive.keeping import unpack
from archive.rows import ContextRow, DocumentRows, KeptBody, LinkRow, MissingPart, PartRow

_PAGE = """
    SELECT pages.id, pages.url, pages.state, pages.next_check_at, 'page' AS role, '' AS name,
        fetches.body_sha256, fetches.headers, fetches.manner
    FROM pages JOIN fetches ON fetches.id = pages.good_fetch_id WHERE pages.id = ?
"""

# Only links seen on the good body count: a page that exchanged its attachment no longer consists of the old
# one.
_LINKED = """
    SELECT pages.id, pages.url, pages.state, pages.next_check_at, links.kind AS role,
        coalesce(links.title, links.text) AS name, fetches.body_sha256, fetches.headers, fetches.manner
    FROM pages AS origin
        JOIN links ON links.from_page_id = origin.id AND links.last_fetch_id >= origin.good_fetch_id
        JOIN pages ON pages.id = links.page_id LEFT JOIN fetches ON fetches.id = pages.good_fetch_id
    WHERE origin.id = ? AND links.kind IN ('continuation', 'attachment') ORDER BY links.position
"""

_NAMED = """
    SELECT pages.url, links.kind, links.text, links.title, links.listed_on FROM links
        JOIN pages ON pages.id = links.page_id
        JOIN pages AS origin ON origin.id = links.from_page_id AND origin.kind = 'listing'
"""
_LISTED = f"{_NAMED} WHERE links.page_id = :page AND links.kind = 'report'"
_BESIDE = f"""{_NAMED} WHERE links.kind = 'continuation'
    AND links.from_page_id IN (SELECT from_page_id FROM links WHERE page_id = :page AND kind = 'report')
"""  # noqa: S608 - constants of this module

_CONTEXT = """
    SELECT pages.url, pages.source_id, agencies.name AS agency, sources.division_code, fetches.status
    FROM pages JOIN fetches ON fetches.id = pages.good_fetch_id
        LEFT JOIN sources ON sources.id = pages.source_id LEFT JOIN agencies ON agencies.id = sources.agency
    WHERE pages.id = ?
"""


def part_rows(connection: sqlite3.Connection, page_id: str) -> list[sqlite3.Row]:
    """The parts of a document, kept or not: the page, its continuations, its attachments, each once.

    Nothing for a page never fetched well.
    """
    pages = connection.execute(_PAGE, (page_id,)).fetchall()
    attachments: list[sqlite3.Row] = []
    seen = {page_id}
    for page in pages:  # grows: a continuation may lead to the next
        for row in connection.execute(_LINKED, (page["id"],)).fetchall():
            if row["id"] in seen:
                continue
            seen.add(row["id"])
            if row["role"] == "attachment":
                attachments.append(row)
            else:
                pages.append(row)
    return pages + attachments


def kept_sha256(parts: list[sqlite3.Row]) -> tuple[str, ...]:
    """The bodies a document consists of at present."""
    return tuple(row["body_sha256"] for row in parts if row["body_sha256"])


def good_body(connection: sqlite3.Connection, page_id: str) -> KeptBody | None:
    """The body a page was last served with, or None."""
    row = connection.execute(_PAGE, (page_id,)).fetchone()
    if row is None:
        return None
    part = _part(connection, row)
    return KeptBody(part.body, part.sha256, part.content_type)


def listed_beside(connection: sqlite3.Connection, page_id: str) -> tuple[list[LinkRow], list[LinkRow]]:
    """The links of lists to a report page, and the links of the same lists to continuations; neither without the other."""
    beside = [LinkRow(*row) for row in connection.execute(_BESIDE, {"page": page_id})]
    if not beside:  # as with nearly every list
        return [], []
    return [LinkRow(*row) for row in connection.execute(_LISTED, {"page": page_id})], beside


def document(connection: sqlite3.Connection, page_id: str) -> DocumentRows | None:
    about = connection.execute(_CONTEXT, (page_id,)).fetchone()
    if about is None:
        return None
    rows = part_rows(connection, page_id)
    return DocumentRows(
        page_id=page_id,
        url=about["url"],
        source_id=about["source_id"],
        parts=tuple(_as_told(_part(connection, row), row["manner"]) for row in rows if row["body_sha256"]),
        missing=tuple(
            MissingPart(row["role"], row["id"], row["url"], row["name"], row["state"])
            for row in rows
            if not row["body_sha256"]
        ),
        context=_context(connection, page_id, about),
    )


def kept_body(connection: sqlite3.Connection, sha256: str) -> bytes:
    """A body that rows of the archive name."""
    body = unpack(connection, sha256)
    assert body is not None, f"the archive names a body that is not kept: {sha256}"
    return body


def _part(connection: sqlite3.Connection, row: sqlite3.Row) -> PartRow:
    body = kept_body(connection, row["body_sha256"])
    content_type = header(row["headers"], "content-type") or ""
    return PartRow(row["role"], row["id"], row["url"], row["name"], body, row["body_sha256"], content_type)


def _as_told(part: PartRow, manner: str | None) -> PartRow:
    """A page in the encoding hosts.toml gave for its answer, which needs no guessing: handed on as UTF-8.

    >>> part = PartRow("page", "1", "http://a.test/", "", "年报".encode("hz"), "ab12", "text/html; charset=utf-8")
    >>> _as_told(part, '["charset=hz", "tls_unverified"]').body.decode()
    '年报'
    """
    given = next((one for one in json.loads(manner or "[]") if one.startswith("charset=")), None)
    kind = part.content_type.partition(";")[0].strip()
    if given is None or not (kind.startswith("text/") or kind in ("", "application/xhtml+xml")):
        return part
    text = part.body.decode(given.removeprefix("charset="), "replace")
    return replace(
        part, body=text.encode("utf-8", "replace"), content_type=f"{kind or 'text/html'}; charset=utf-8"
    )


def context_of(connection: sqlite3.Connection, page_id: str) -> ContextRow | None:
    """What is known of a page besides its bytes; None for one never fetched well."""
    about = connection.execute(_CONTEXT, (page_id,)).fetchone()
    return _context(connection, page_id, about) if about else None


def _context(connection: sqlite3.Connection, page_id: str, about: sqlite3.Row) -> ContextRow:
    link = connection.execute(
        "SELECT coalesce(links.title, links.text) AS title, links.listed_on FROM links "
        "JOIN pages AS origin ON origin.id = links.from_page_id "
        "WHERE links.page_id = ? AND links.kind = 'report' "
        "ORDER BY origin.kind != 'listing', links.listed_on IS NULL, links.from_page_id LIMIT 1",
        (page_id,),
    ).fetchone()
    # A document from disk claims its address; only an answer of the host itself (it has a status) proves it.
    official = about["status"] is not None and _is_official(connection, about["url"])
    return ContextRow(
        agency=about["agency"],
        division_code=about["division_code"],
        listed_title=link["title"] or None if link else None,
        listed_on=link["listed_on"] if link else None,
        official=official,
    )


def _is_official(connection: sqlite3.Connection, url: str) -> bool:
    """Served under gov.cn, or by a site the registry names."""
    host = urlsplit(url).hostname or ""
    if host == "gov.cn" or host.endswith(".gov.cn"):
        return True
    named = "SELECT 1 FROM sources WHERE site = ? AND status != 'removed'"
    return connection.execute(named, (site(url),)).fetchone() is not None
