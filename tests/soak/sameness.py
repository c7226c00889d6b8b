"""What an archive holds, told so that two crawls of one site can be compared: without what order and run alone decide."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

Rows = Counter[tuple[object, ...]]

# Row numbers, and the run a row came in: another order of the same answers gives others. `headers` hold the server's
# time of day. The clock itself is fixed in these crawls, so times are compared.
_BY_CHANCE = {
    "run_id", "last_run_id", "search_id", "last_fetch_id", "fetch_id", "elapsed_ms", "headers", "stats",
}  # fmt: skip
_NUMBERED = ("fetches", "problems", "text_figures")
# The runs themselves are what is different. `walks` are judged run by run: a killed one judges nothing.
_OF_RUNS = ("runs", "walks", "_sqlite_migrations", "archive_info")
# A run that reads robots.txt anew says anew that there is none: that it was said is compared, not how often.
_REPEATED = ("problems",)
_GOOD = "(SELECT body_sha256 FROM fetches WHERE fetches.id = good_fetch_id) AS good"

# A report that stands on two pages bears the name of the one that came first, and shows its cells: of these only
# the figures are compared.
_TWINS = "(SELECT report_id FROM publications GROUP BY report_id HAVING count(*) > 1)"
_FIGURES = ("disclosure_requests", "legal_challenges", "proactive_disclosure", "indicators")


def contents(path: Path, *, judged: bool = True) -> dict[str, Rows]:
    """The rows of every table by what they say. `judged` False leaves out coverage, which rests on whole walks."""
    with closing(sqlite3.connect(path)) as connection:
        found = {name: Counter(connection.execute(select)) for name, select in _selects(connection)}
    return {name: rows for name, rows in found.items() if judged or name != "coverage_cells"}


def differences(one: dict[str, Rows], other: dict[str, Rows]) -> list[str]:
    """A line for each table that differs, with the first row that one has and the other has not."""
    found = []
    for table in sorted(one.keys() | other.keys()):
        less = one.get(table, Counter()) - other.get(table, Counter())
        more = other.get(table, Counter()) - one.get(table, Counter())
        if less or more:
            example = str(next(iter(less or more)))[:300]
            found.append(f"{table}: {less.total()} rows missing, {more.total()} too many, as {example}")
    return found


def doubled(one: dict[str, Rows], other: dict[str, Rows]) -> int:
    """How many rows of pages and reports `other` has more often than `one`."""
    return sum(
        (other[name] - one[name]).total() for name in ("fetches", "pages", "reports", "versions", "bodies")
    )


def _selects(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Name and SELECT of everything to compare."""
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'reports_fts%' ORDER BY name"
    ).fetchall()
    for (table,) in names:
        if table in _OF_RUNS:
            continue
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        kept = [
            name for name in columns if name not in _BY_CHANCE and not (name == "id" and table in _NUMBERED)
        ]
        report = "id" if table == "reports" else "report_id"
        single = f"WHERE {report} IS NULL OR {report} NOT IN {_TWINS}" if report in columns else ""
        how = "SELECT DISTINCT" if table in _REPEATED else "SELECT"
        yield table, f"{how} {_listed(kept)} FROM {table} {single}"
        if table in _FIGURES:
            kept.remove("report_id")
            yield f"{table} of twins", f"SELECT {_listed(kept)} FROM {table} WHERE report_id IN {_TWINS}"


def _listed(columns: list[str]) -> str:
    return ", ".join(_GOOD if name == "good_fetch_id" else f'"{name}"' for name in columns)
