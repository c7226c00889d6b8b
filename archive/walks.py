"""Walks: how far a run got through the lists of each source, judged from the archive's own rows when the run ends.

A walk is complete when every page of every list that the source's address leads to was fetched well and read in this one
run, none of them casts a doubt (a declared total not met, a broken chain, a script nobody knows), and nothing that the
walk before listed has vanished. Only a complete walk can say that something is not there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.duedates import day, newest_due_year
from archive.ids import page_id
from archive.rows import ListRow

# Gravest first: a source gets the first of its faults.
VERDICTS = ("gone", "blocked", "unreachable", "error", "truncated", "short", "site_changed", "stale", "ok")

# Of these nothing went wrong: an old list may be all there is.
_WELL = ("stale", "ok")

_PROBLEMS = {
    "LIST_SHORT": "short",
    "LIST_BROKEN": "truncated",
    "LIST_REPEATS": "truncated",
    "LIST_ENDLESS": "truncated",
    "LIST_CUT": "truncated",
    "TRAP": "truncated",
    "PAGER_UNKNOWN": "truncated",
    "ROW_UNLINKED": "truncated",
    "EMPTY_LIST_PAGE": "site_changed",
}
# Says nothing of the list: the report itself is listed, its table is a page of its own.
_NO_DOUBT = ("STATISTICS_APART",)
_GOOD = ("new", "changed", "same", "not_modified")
_SIGHTINGS = 3  # on as many days, of as many reports: then a shorter list is what the list is now

_SOURCES = """
    SELECT * FROM sources WHERE id IN (SELECT pages.source_id FROM fetches JOIN pages ON pages.id = fetches.page_id
        WHERE fetches.run_id = :run AND pages.kind = 'listing'
        UNION SELECT pages.source_id FROM problems JOIN pages ON pages.id = problems.page_id
        WHERE problems.run_id = :run AND problems.kind = 'BUDGET')
"""
_BUDGET = "SELECT detail, seen_at FROM problems WHERE page_id = ? AND run_id = ? AND kind = 'BUDGET' AND origin = 'crawl'"
_FETCH = """
    SELECT id, outcome, status, error, fetched_at FROM fetches WHERE page_id = ? AND run_id = ?
    ORDER BY id DESC LIMIT 1
"""
_LINKS = "SELECT page_id, kind FROM links WHERE from_page_id = ? AND last_fetch_id = ?"
_VANISHED = """
    SELECT count(DISTINCT links.page_id) FROM pages AS origin
        JOIN links ON links.from_page_id = origin.id AND links.kind = 'report'
        JOIN fetches ON fetches.id = links.last_fetch_id
    WHERE origin.source_id = :source AND origin.kind = 'listing'
        AND fetches.run_id >= :before AND fetches.run_id < :run
        AND links.page_id NOT IN (SELECT value FROM json_each(:listed))
"""
_YEARS = """
    SELECT min(report_year), max(report_year) FROM publications JOIN reports ON reports.id = publications.report_id
    WHERE page_id IN (SELECT value FROM json_each(?))
"""


@dataclass
class _Walk:
    """What was met on the way. `faults`: (verdict, what a person can check); any of them makes the walk incomplete."""

    lists: int = 0
    times: list[str] = field(default_factory=list)
    listed: set[str] = field(default_factory=set)
    passed_over: dict[str, str | None] = field(default_factory=dict)
    beyond: set[str] = field(default_factory=set)
    faults: list[tuple[str, str]] = field(default_factory=list)


def end(connection: sqlite3.Connection, run_id: int, lists: Mapping[str, ListRow], *, finished: bool) -> int:
    """Write down the walk of every source whose lists were asked for in a run; how many of them went wrong.

    `lists`: the pages of lists the crawl read, by id. `finished`: nothing stopped the run.
    """
    wrong = 0
    for source in connection.execute(_SOURCES, {"run": run_id}).fetchall():
        walk = _follow(connection, run_id, source["url"], lists)
        for budget in connection.execute(_BUDGET, (page_id(source["url"]), run_id)).fetchall():
            walk.times.append(budget["seen_at"])
            walk.faults.append(("truncated", budget["detail"]))
        if not walk.times:
            continue  # only pages further on were asked for: nothing is known of the source as a whole
        if not finished:
            walk.faults.append(("truncated", "运行提前停止"))
        _compare(connection, run_id, source, walk)
        wrong += _write(connection, run_id, source, walk) not in _WELL
    return wrong


def _follow(connection: sqlite3.Connection, run_id: int, url: str, lists: Mapping[str, ListRow]) -> _Walk:
    """Every list page that the source's address leads to, by the links seen in this run."""
    walk = _Walk()
    first = page_id(url)
    waiting, known = [first], {first}
    for page in waiting:  # grows: a list leads to its further pages
        fetch = connection.execute(_FETCH, (page, run_id)).fetchone()
        address = connection.execute("SELECT url FROM pages WHERE id = ?", (page,)).fetchone()
        where = address["url"] if address else url
        if fetch is None:
            if page == first:
                return walk
            walk.faults.append(("ok", f"列表页本次没有取：{where}"))
            continue
        walk.lists += 1
        walk.times.append(fetch["fetched_at"])
        if fetch["outcome"] not in _GOOD:
            said = fetch["error"] or (f"HTTP {fetch['status']}" if fetch["status"] else fetch["outcome"])
            walk.faults.append((_verdict(fetch["outcome"], said, is_first=page == first), f"{said}：{where}"))
            continue
        if page not in lists:
            walk.faults.append(("error", f"列表页取到而没有读出：{where}"))
        _take(walk, lists.get(page, ListRow()))
        for link in connection.execute(_LINKS, (page, fetch["id"])).fetchall():
            if link["kind"] == "report":
                walk.listed.add(link["page_id"])
            elif link["kind"] == "listing" and link["page_id"] not in known:
                known.add(link["page_id"])
                waiting.append(link["page_id"])
    if walk.beyond - known:
        walk.faults.append(("ok", f"还有 {len(walk.beyond - known)} 个更深的栏目没有走到"))
    return walk


def _take(walk: _Walk, row: ListRow) -> None:
    for problem in row.problems:
        if problem.kind not in _NO_DOUBT:
            walk.faults.append((_PROBLEMS.get(problem.kind, "error"), problem.detail))
    walk.passed_over.update(row.passed_over)
    walk.beyond.update(row.beyond)


def _verdict(outcome: str, said: str, *, is_first: bool) -> str:
    """What a list page that was not had makes of its source.

    >>> _verdict("failed", "redirected to the home page http://a.test/", is_first=True)
    'gone'
    >>> _verdict("failed", "TimeoutError", is_first=True), _verdict("gone", "HTTP 404", is_first=False)
    ('unreachable', 'truncated')
    """
    if outcome in ("blocked", "quarantined"):
        return "blocked" if outcome == "blocked" else "site_changed"
    if not is_first:
        return "truncated"
    moved = outcome == "gone" or said.startswith(("redirected to the home page", "moved", "soft404"))
    return "gone" if moved else "unreachable"


def _compare(connection: sqlite3.Connection, run_id: int, source: sqlite3.Row, walk: _Walk) -> None:
    """Hold a walk against those before it: a list that lost entries may be half a page, or another page."""
    if walk.faults:
        return
    if not walk.listed:
        walk.faults.append(("site_changed", "列表中一份年报也没有读到"))
        return
    before = connection.execute(
        "SELECT run_id FROM walks WHERE source_id = ? AND url = ? AND complete AND run_id < ? "
        "ORDER BY run_id DESC LIMIT 1",
        (source["id"], source["url"], run_id),
    ).fetchone()
    if before is None:
        return
    terms = {"source": source["id"], "before": before[0], "run": run_id, "listed": json.dumps([*walk.listed])}
    (vanished,) = connection.execute(_VANISHED, terms).fetchone()
    if vanished and not _seen_often(connection, run_id, source, walk):
        walk.faults.append(
            ("site_changed", f"上次列出的 {vanished} 份不再列出，现列出 {len(walk.listed)} 份")
        )


def _seen_often(connection: sqlite3.Connection, run_id: int, source: sqlite3.Row, walk: _Walk) -> bool:
    """Whether the walks just before, on other days, found the same."""
    earlier = connection.execute(
        "SELECT verdict, listed, started_at FROM walks WHERE source_id = ? AND url = ? AND run_id < ? "
        "ORDER BY run_id DESC LIMIT ?",
        (source["id"], source["url"], run_id, _SIGHTINGS - 1),
    ).fetchall()
    days = {day(row["started_at"]) for row in earlier} | {day(min(walk.times))}
    same = all(row["verdict"] == "site_changed" and row["listed"] == len(walk.listed) for row in earlier)
    return same and len(days) == _SIGHTINGS


def _write(connection: sqlite3.Connection, run_id: int, source: sqlite3.Row, walk: _Walk) -> str:
    started, ended = min(walk.times), max(walk.times)
    oldest, newest = connection.execute(_YEARS, (json.dumps([*walk.listed]),)).fetchone()
    verdict, reason = min(walk.faults, key=lambda fault: VERDICTS.index(fault[0]), default=("ok", None))
    if verdict == "ok" and reason is None and (newest or 0) < newest_due_year("government", ended) - 1:
        verdict = "stale"
        reason = f"所列最新为 {newest} 年度" if newest else "所列各份都没有认出年度"
    connection.execute(
        "INSERT OR REPLACE INTO walks (run_id, source_id, url, started_at, finished_at, complete, verdict, reason, "
        "lists, listed, oldest_year, newest_year, passed_over) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run_id, source["id"], source["url"], started, ended, not walk.faults, verdict,
            reason[:500] if reason else None, walk.lists, len(walk.listed), oldest, newest,
            json.dumps([*walk.passed_over.items()], ensure_ascii=False),
        ),
    )  # fmt: skip
    return verdict
