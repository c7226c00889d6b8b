"""Compares an archive with the truth in plain SQL, prints the counts, and lists the first differences."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from tests.province.comparison import FIELDS, TABLES, Comparison, Row, compare_report, miss_report
from tests.province.tally import Tally

_SHOWN = 20  # differences listed; the rest is counted
_NAMES = (
    "reports",
    "strangers",
    "publications",
    *FIELDS,
    "sections",
    "notes",
    "failing checks",
    "chrome",
    "places",
    *TABLES,
)


def run(archive: Path, truth: Path) -> int:
    """Compare and print; 0 when all is equal, 1 otherwise or when a file cannot be used."""
    try:
        expected = json.loads(truth.read_text(encoding="utf-8"))
        with closing(_open(archive)) as database:
            tally = compare(database, expected)
    except (OSError, ValueError, KeyError, sqlite3.Error) as error:
        reason = f"the truth has no {error}" if isinstance(error, KeyError) else error
        print(
            f"python -m tests.province check: cannot compare {archive} with {truth}: {reason}",
            file=sys.stderr,
        )
        return 1
    _print(tally)
    return 1 if tally.differences else 0


def _open(archive: Path) -> sqlite3.Connection:
    if not archive.is_file():
        raise FileNotFoundError(f"no such file: {archive}")
    database = sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    return database


def _print(tally: Tally) -> None:
    for name in _NAMES:
        print(tally.line(name))
    print(tally.line("all figures", *TABLES))
    for difference in tally.differences[:_SHOWN]:
        print(f"  {difference}")
    if len(tally.differences) > _SHOWN:
        print(f"  … and {len(tally.differences) - _SHOWN} more differences")
    print(f"{len(tally.differences)} differences" if tally.differences else "all equal")


def compare(database: sqlite3.Connection, truth: Row) -> Tally:
    """Match reports by the addresses they were published at, then compare each with its truth."""
    tally = Tally()
    published = _publications(database)
    claimed: set[str] = set()
    for expected in truth["reports"]:
        name = f"{expected['agency']} {expected['report_year']}"
        found = sorted({published[url] for url in expected["urls"] if url in published})
        claimed.update(found)
        if not found:
            tally.note("reports", "missing", f"{name} {expected['urls'][0]}")
            miss_report(tally, expected)
            continue
        tally.note("reports", "equal" if len(found) == 1 else "wrong", f"{name} stands in {len(found)} rows")
        _compare_urls(
            tally, name, expected["urls"], [url for url, report in published.items() if report in found]
        )
        compare_report(Comparison(tally, database, found[0], name, expected), truth["chrome"], truth["rules"])
    _find_strangers(tally, database, published, claimed, truth["strangers"])
    return tally


def _publications(database: sqlite3.Connection) -> dict[str, str]:
    rows = database.execute(
        "SELECT url, report_id FROM publications JOIN pages ON pages.id = publications.page_id"
    )
    return {row["url"]: row["report_id"] for row in rows}


def _compare_urls(tally: Tally, name: str, expected: Sequence[str], found: Sequence[str]) -> None:
    for url in sorted({*expected, *found}):
        state = "equal" if url in expected and url in found else "missing" if url in expected else "extra"
        tally.note("publications", state, f"{name} {url}")


def _find_strangers(
    tally: Tally,
    database: sqlite3.Connection,
    published: Mapping[str, str],
    claimed: set[str],
    strangers: Sequence[str],
) -> None:
    for row in database.execute("SELECT id, title FROM reports ORDER BY id"):
        if row["id"] not in claimed:
            where = next((url for url, report in published.items() if report == row["id"]), "without address")
            kind = "a stranger taken for a report" if where in strangers else "a report that nobody published"
            tally.note("strangers", "extra", f"{kind}: {row['title']} {where}")
