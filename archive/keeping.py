"""Keep: one answer with its body and links becomes rows, and the frontier moves on, in one transaction."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from archive import quarantine, vanished
from archive.frontier import add_page
from archive.problems import add_problem
from archive.quarantine import Doubt
from archive.revisit import next_check_at, past
from archive.rows import FetchOutcome, FetchRow, Kept, LinkRow, PageKind, ProblemRow

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GOOD: tuple[FetchOutcome, ...] = ("new", "changed", "same")

# Level 3: 7.8 times smaller at 869 MB/s; level 9 gains a tenth for five times the work (measured on 100
# pages).
_LEVEL = 3

_STATE: dict[FetchOutcome, str] = {
    "new": "live", "changed": "live", "same": "live", "not_modified": "live",
    "gone": "gone", "blocked": "blocked", "quarantined": "live", "failed": "failed",
}  # fmt: skip

# The report pages a part belongs to; a continuation of a continuation leads back through the first.
_OWNERS = """
    WITH RECURSIVE owner (id) AS (
        SELECT from_page_id FROM links WHERE page_id = :page AND kind IN ('continuation', 'attachment')
        UNION
        SELECT links.from_page_id FROM owner JOIN links ON links.page_id = owner.id
        WHERE links.kind = 'continuation')
    SELECT pages.id FROM owner JOIN pages ON pages.id = owner.id
    WHERE pages.kind = 'report' AND pages.good_fetch_id IS NOT NULL ORDER BY pages.id
"""


@dataclass(frozen=True)
class Packed:
    """A body ready for its row: hashed and compressed before the transaction begins."""

    sha256: str
    size: int
    data: bytes


def pack(body: bytes) -> Packed:
    return Packed(hashlib.sha256(body).hexdigest(), len(body), zstd.compress(body, level=_LEVEL))


def unpack(connection: sqlite3.Connection, sha256: str) -> bytes | None:
    """A kept body, or None where there is none of that hash."""
    row = connection.execute("SELECT codec, data FROM bodies WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        return None
    return decoded(row["codec"], row["data"])


def decoded(codec: str, data: bytes) -> bytes:
    """The bytes of a row of `bodies`."""
    return zstd.decompress(data) if codec == "zstd" else data


def keep(
    connection: sqlite3.Connection, fetch: FetchRow, body: Packed | None, links: Sequence[LinkRow], now: str
) -> Kept:
    page, _ = add_page(
        connection, fetch.url, fetch.kind, fetch.source_id, fetch.fetched_at, due=not fetch.saved
    )
    before = connection.execute(
        "SELECT pages.kind, pages.failures, pages.good_fetch_id, fetches.body_sha256 AS good FROM pages "
        "LEFT JOIN fetches ON fetches.id = pages.good_fetch_id WHERE pages.id = ?",
        (page,),
    ).fetchone()
    outcome = outcome_of(fetch, body, before["good"])
    doubt = None
    if outcome == "changed" and before["kind"] == "listing":
        doubt = _doubt(connection, page, before["good_fetch_id"], fetch, links)
    if doubt:
        outcome = "quarantined"
    fetch_id = _add_fetch(connection, page, fetch, body, outcome)
    failures = before["failures"] + 1 if outcome in ("failed", "blocked", "gone") else 0
    state = _STATE[outcome]
    next_check = next_check_at(now, before["kind"], outcome, failures, past(connection, page))
    # Lists are judged by their walks, and those of a source in use are asked for whatever became of them.
    if before["good"] and before["kind"] != "listing" and vanished.is_missing(outcome, fetch.error):
        state, next_check = vanished.judge(connection, page, now)
    connection.execute(
        "UPDATE pages SET state = ?, failures = ?, last_run_id = ?, last_checked_at = ?, next_check_at = ?, "
        "good_fetch_id = iif(?, ?, good_fetch_id) WHERE id = ?",
        (
            state, failures, fetch.run_id, fetch.fetched_at, None if fetch.saved else next_check,
            outcome in GOOD, fetch_id, page,
        ),
    )  # fmt: skip
    new_pages = 0
    if doubt:
        quarantine.put(connection, page, fetch_id, doubt, _likeness(links), links, now)
    elif outcome in (*GOOD, "not_modified"):
        quarantine.lift(connection, page)
        new_pages = add_links(connection, page, fetch, fetch_id, links)
    waiting = mark_unread(connection, page, before["kind"], outcome)
    return Kept(fetch_id, outcome, new_pages, waiting, doubt.words if doubt else None)


def _doubt(
    connection: sqlite3.Connection, page: str, good_fetch: int, fetch: FetchRow, links: Sequence[LinkRow]
) -> Doubt | None:
    """What speaks against a page of a list, unless three days confirm it. What a report's page says is not known yet."""
    doubt = quarantine.of_list(connection, page, good_fetch, links)
    if doubt and quarantine.is_confirmed(connection, page, _likeness(links), fetch.fetched_at):
        return None
    return doubt


def _likeness(links: Sequence[LinkRow]) -> str:
    return quarantine.likeness(sorted(link.url for link in links))


def outcome_of(  # noqa: PLR0911 - one return an outcome reads best
    fetch: FetchRow, body: Packed | None, good_sha256: str | None
) -> FetchOutcome:
    """What an answer amounts to, by its bytes: another page than before is `changed`, whatever the server
    says."""
    if fetch.blocked or fetch.status in (401, 403, 451):
        return "blocked"
    if fetch.error:
        return "failed"
    if fetch.status in (404, 410):
        return "gone"
    if fetch.status == 304 and good_sha256:
        return "not_modified"
    if not (fetch.status == 200 or fetch.saved) or body is None or body.size == 0:
        return "failed"
    if good_sha256 is None:
        return "new"
    return "same" if body.sha256 == good_sha256 else "changed"


def _add_fetch(
    connection: sqlite3.Connection, page: str, fetch: FetchRow, body: Packed | None, outcome: FetchOutcome
) -> int:
    if body is not None:
        connection.execute(
            "INSERT OR IGNORE INTO bodies (sha256, size, codec, data) VALUES (?, ?, 'zstd', ?)",
            (body.sha256, body.size, body.data),
        )
    error = fetch.blocked or fetch.error
    if error is None and outcome == "failed":
        error = "empty body" if fetch.status == 200 else f"HTTP status {fetch.status}"
    added = connection.execute(
        "INSERT INTO fetches (run_id, page_id, fetched_at, status, outcome, body_sha256, final_url, chain, "
        "headers, elapsed_ms, error, manner) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            fetch.run_id, page, fetch.fetched_at, fetch.status, outcome, body.sha256 if body else None,
            fetch.final_url or None, json.dumps(fetch.chain, ensure_ascii=False) if fetch.chain else None,
            json.dumps(dict(fetch.headers), ensure_ascii=False) if fetch.headers else None,
            fetch.elapsed_ms, error, json.dumps(fetch.manner, ensure_ascii=False) if fetch.manner else None,
        ),
    )  # fmt: skip
    assert added.lastrowid is not None
    return added.lastrowid


def add_links(
    connection: sqlite3.Connection, page: str, fetch: FetchRow, fetch_id: int, links: Sequence[LinkRow]
) -> int:
    """Note the links of a page; how many pages they added."""
    new = 0
    for position, link in enumerate(links):
        try:
            target, is_new = add_page(
                connection, link.url, link.kind, fetch.source_id, fetch.fetched_at, due=not fetch.saved
            )
        except ValueError as error:
            problem = ProblemRow("BAD_LINK", f"{link.text[:80]}: {error}")
            add_problem(connection, problem, "crawl", fetch.fetched_at, run_id=fetch.run_id, page_id=page)
            continue
        new += is_new
        row = (
            page, target, link.kind, link.text, link.title, link.listed_on, position, fetch_id,
            fetch.fetched_at, fetch.fetched_at, fetch_id,
        )  # fmt: skip
        connection.execute(
            "INSERT INTO links (from_page_id, page_id, kind, text, title, listed_on, position, "
            "last_fetch_id, first_seen_at, last_seen_at, first_fetch_id) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (from_page_id, page_id) DO UPDATE SET kind = excluded.kind, "
            # A picture beside the title links to the same page and says nothing.
            "text = iif(excluded.text = '', text, excluded.text), title = coalesce(excluded.title, title), "
            "listed_on = coalesce(excluded.listed_on, listed_on), position = excluded.position, "
            "last_fetch_id = excluded.last_fetch_id, last_seen_at = excluded.last_seen_at",
            row,
        )
    return new


def mark_unread(
    connection: sqlite3.Connection, page: str, kind: PageKind, outcome: FetchOutcome
) -> tuple[str, ...]:
    """Have the reports read that this answer has a part in; their ids."""
    if kind == "listing":
        return ()
    owners = [row[0] for row in connection.execute(_OWNERS, {"page": page})]
    if kind == "report":
        owners = [page, *(owner for owner in owners if owner != page)]
    if outcome in ("new", "changed"):
        connection.executemany("UPDATE pages SET read_state = 'unread' WHERE id = ?", [(i,) for i in owners])
    else:
        connection.execute("UPDATE attachments SET state = ? WHERE page_id = ?", (_STATE[outcome], page))
    # Also those that waited for this part, whatever became of it.
    marks = ", ".join("?" * len(owners))
    unread = {
        row[0]
        for row in connection.execute(
            f"SELECT id FROM pages WHERE read_state = 'unread' AND id IN ({marks})",  # noqa: S608 - only `?`
            owners,
        )
    }
    return tuple(owner for owner in owners if owner in unread)
