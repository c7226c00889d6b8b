"""The frontier: which pages are there, which are due, which wait to be read.

It lives in the archive, so a crawl that is killed at any moment goes on from its last commit.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing

from archive.ids import canonical_url, page_id, site
from archive.revisit import MOST_REPLAYS
from archive.rows import AgencyRow, DuePage, PageKind, PlanRow, SeedRow, SourceRow

# What may be asked for: pages of sources in use, never twice in one run. A page whose next_check_at is NULL
# is settled: gone for good, or taken from disk.
_ASKABLE = """
    pages.next_check_at <= :until AND pages.last_run_id IS NOT :run_id
    AND (pages.source_id IS NULL OR EXISTS
         (SELECT 1 FROM sources WHERE id = pages.source_id AND status IN ('active', 'unverified')))
    AND (:sources IS NULL OR pages.source_id IN (SELECT value FROM json_each(:sources)))
"""

_EVER = "9999"

_DUE = """
    SELECT pages.id, pages.url, pages.site, pages.kind, pages.source_id, fetches.headers,
        (SELECT count(*) FROM fetches AS later WHERE later.page_id = pages.id AND later.id > pages.good_fetch_id
            AND later.outcome = 'not_modified') AS replays,
        (SELECT origin.url FROM links JOIN pages AS origin ON origin.id = links.from_page_id
         WHERE links.page_id = pages.id ORDER BY links.last_fetch_id, origin.id LIMIT 1) AS referer
    FROM pages LEFT JOIN fetches ON fetches.id = pages.good_fetch_id
    WHERE pages.site = :site AND
"""
_DUE_NOW = f"{_DUE} {_ASKABLE} ORDER BY pages.next_check_at, pages.id"
# What was asked longest ago comes first, so that one seek passes over what this run has asked already: it may be all of
# a million pages (the index pages_asked; without it 13.7 s a question).
_DUE_ANYHOW = f"""
    {_DUE} {_ASKABLE} AND ifnull(pages.last_run_id, 0) < :run_id
    ORDER BY ifnull(pages.last_run_id, 0), pages.next_check_at, pages.id
"""

# One seek a site, however many pages it has (SELECT DISTINCT would read them all).
_SITES = """
    WITH RECURSIVE seen (site) AS (
        SELECT min(site) FROM pages
        UNION ALL
        SELECT (SELECT min(site) FROM pages WHERE pages.site > seen.site) FROM seen
        WHERE seen.site IS NOT NULL)
    SELECT site FROM seen WHERE site IS NOT NULL
"""


def load_registry(
    connection: sqlite3.Connection,
    agencies: Iterable[AgencyRow],
    sources: Iterable[SourceRow],
    reports: Iterable[SeedRow],
    now: str,
) -> None:
    """Make the archive's registry equal the files'. What left them stays: agencies as they are, sources
    `removed`."""
    _upsert(connection, "agencies", [vars(row) for row in agencies])
    _name_divisions(connection)
    rows = list(sources)
    before = {row["id"]: row["url"] for row in connection.execute("SELECT id, url FROM sources")}
    _upsert(connection, "sources", [{**vars(row), "site": site(row.url)} for row in rows])
    gone = [(source,) for source in before.keys() - {row.id for row in rows}]
    connection.executemany("UPDATE sources SET status = 'removed' WHERE id = ?", gone)
    for row in rows:
        if before.get(row.id, row.url) != row.url:
            _retire(connection, row.id, before[row.id])
        if row.status in ("active", "unverified") and row.cms != "discover":
            listing, _ = add_page(connection, row.url, "listing", row.id, now)
            # A source in use is asked for again even after its address was gone, or had been another's.
            connection.execute(
                "UPDATE pages SET next_check_at = ? WHERE id = ? AND next_check_at IS NULL", (now, listing)
            )
    for report in reports:
        add_page(connection, report.url, "report", report.source, now)


def _upsert(connection: sqlite3.Connection, table: str, values: Sequence[Mapping[str, object]]) -> None:
    """The rows of a registry file; one prepared statement takes 3,500 of them in a tenth of sqlite-utils' time."""
    if not values:
        return
    names = list(values[0])
    marks = ", ".join(f":{name}" for name in names)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",  # noqa: S608
        values,
    )


def add_page(
    connection: sqlite3.Connection,
    url: str,
    kind: PageKind,
    source_id: str | None,
    now: str,
    *,
    due: bool = True,
) -> tuple[str, bool]:
    """Its id, and whether the page is new. `due`: a new one is to be asked for at once, else never.

    Raises ValueError for no http(s) address.
    """
    address = canonical_url(url)
    row = (page_id(address), address, site(address), source_id, kind, now, now if due else None)
    added = connection.execute(
        "INSERT OR IGNORE INTO pages (id, url, site, source_id, kind, first_seen_at, next_check_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    return row[0], added.rowcount > 0


def unread(connection: sqlite3.Connection, after: str, limit: int) -> list[DuePage]:
    """Report pages whose kept bytes wait to be read, by id, beyond `after`."""
    rows = connection.execute(
        "SELECT id, url, site, kind, source_id FROM pages INDEXED BY pages_unread "
        "WHERE read_state = 'unread' AND id > ? ORDER BY id LIMIT ?",
        (after, limit),
    )
    return [DuePage(**row) for row in map(dict, rows)]


def due(  # noqa: PLR0913 - a query's terms, named by every caller
    connection: sqlite3.Connection,
    *,
    now: str,
    sources: Collection[str] | None,
    per_site: int,
    exclude: Collection[str],
    full: bool,
    run_id: int,
    limit: int,
    after_site: str,
    without: Collection[str] = (),
) -> list[DuePage]:
    """Pages to ask for, at most `per_site` of a site; sites take turns, beginning after `after_site`.

    `without`: sites to leave alone.
    """
    sites = [row[0] for row in connection.execute(_SITES) if row[0] not in without]
    turn = [name for name in sites if name > after_site] + [name for name in sites if name <= after_site]
    terms = _terms(now, sources, full, run_id)
    query = _DUE_ANYHOW if full else _DUE_NOW
    found: list[DuePage] = []
    for name in turn:
        room = min(per_site, limit - len(found))
        if room <= 0:
            break
        found.extend(_due_of_site(connection, query, {**terms, "site": name}, exclude, room))
    return found


def due_plan(
    connection: sqlite3.Connection, *, now: str, sources: Collection[str] | None, full: bool, run_id: int
) -> list[PlanRow]:
    """How many pages of each site would be asked for, as far as they are known by now."""
    rows = connection.execute(
        f"SELECT site, count(*) AS pages FROM pages WHERE {_ASKABLE} GROUP BY site ORDER BY site",  # noqa: S608
        _terms(now, sources, full, run_id),
    )
    return [PlanRow(**row) for row in map(dict, rows)]


def header(headers: str | None, name: str) -> str | None:
    """One header of a kept fetch (`headers` is JSON); names are compared without case."""
    pairs: Mapping[str, str] = json.loads(headers) if headers else {}
    return next((value for key, value in pairs.items() if key.lower() == name), None)


def _terms(now: str, sources: Collection[str] | None, full: bool, run_id: int) -> dict[str, object]:
    chosen = None if sources is None else json.dumps(sorted(sources))
    return {"until": _EVER if full else now, "sources": chosen, "run_id": run_id}


def _due_of_site(
    connection: sqlite3.Connection,
    query: str,
    terms: Mapping[str, object],
    exclude: Collection[str],
    room: int,
) -> Iterator[DuePage]:
    # Closed explicitly: an open cursor would keep a read transaction, and with it the WAL, from ending.
    with closing(connection.execute(query, terms)) as rows:
        for row in rows:
            if row["id"] in exclude:
                continue
            headers = row["headers"] if row["replays"] < MOST_REPLAYS else None
            yield DuePage(
                id=row["id"],
                url=row["url"],
                site=row["site"],
                kind=row["kind"],
                source_id=row["source_id"],
                referer=row["referer"],
                etag=header(headers, "etag"),
                last_modified=header(headers, "last-modified"),
            )
            room -= 1
            if room == 0:
                return


def _retire(connection: sqlite3.Connection, source_id: str, url: str) -> None:
    """Stop asking for the address a source had before, unless some page still links to it."""
    connection.execute(
        "UPDATE pages SET next_check_at = NULL WHERE id = ? AND source_id = ? "
        "AND id NOT IN (SELECT page_id FROM links WHERE page_id = ?)",
        (page_id(url), source_id, page_id(url)),
    )


def _name_divisions(connection: sqlite3.Connection) -> None:
    """Name divisions that only this registry knows (simulated ones, new zones) by their governments."""
    rows = connection.execute(
        "SELECT division_code, name FROM agencies WHERE kind != 'township' AND name LIKE '%人民政府%' "
        "AND division_code NOT IN (SELECT code FROM divisions) ORDER BY length(name)"
    ).fetchall()
    for code, agency in rows:
        name = agency.partition("人民政府")[0]
        connection.execute(
            "INSERT OR IGNORE INTO divisions VALUES (?, ?, ?, NULL, 'registry')", (code, name, name)
        )
