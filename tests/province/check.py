"""Compares an archive with the truth in plain SQL, prints the counts, and lists the first differences."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import urldefrag

from tests.province import manners
from tests.province.comparison import FIELDS, TABLES, Comparison, Row, compare_report, miss_report
from tests.province.tally import Tally

_SHOWN = 20  # differences listed; the rest is counted
_NAMES = (
    "reports",
    "strangers",
    "publications",
    "sources",
    *FIELDS,
    "sections",
    "notes",
    "failing checks",
    "chrome",
    "places",
    *TABLES,
)


# What an archive may say for a reason: the label itself, or what people call it.
REASONS = {
    "waf:ruishu": r"ruishu|瑞数|412",
    "waf:jiasule": r"jiasule|加速乐|521",
    "waf:geo": r"geo|地域|境外|403",
    "robots": r"robots",
    "connection": r"connection|连接|refused",
    "soft404": r"soft.?404|不存在|找不到|not found",
    "stub": r"stub|gateway|网关|过短|空壳|相同的",
    "moved": r"moved|redirect|迁移|整合|下线|首页",
    "needs a browser": r"browser|浏览器|needs_js|脚本",
}


def run(archive: Path, truth: Path, log: Path | None = None) -> int:
    """Compare and print; 0 when all is equal, 1 otherwise or when a file cannot be used.

    `log`: the server's, from which the crawl's manners are proved.
    """
    try:
        expected = json.loads(truth.read_text(encoding="utf-8"))
        with closing(_open(archive)) as database:
            tally = compare(database, expected)
        if log is not None:
            manners.prove(tally, log, expected)
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
    for name in manners.NAMES:
        if any(tally.counts[name, state] for state in ("equal", "extra")):
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
        if not found and expected.get("late"):
            continue
        if not found:
            tally.note("reports", "missing", f"{name} {expected['urls'][0]}")
            miss_report(tally, expected)
            continue
        tally.note("reports", "equal" if len(found) == 1 else "wrong", f"{name} stands in {len(found)} rows")
        # A retelling in pictures (图解) may stand beside its report as a publication, or be left alone.
        addresses = [
            url for url, report in published.items() if report in found and url not in truth["retellings"]
        ]
        _compare_urls(tally, name, expected["urls"], addresses)
        compare_report(Comparison(tally, database, found[0], name, expected), truth["chrome"], truth["rules"])
    _find_strangers(tally, database, published, claimed, truth["strangers"])
    _compare_sources(tally, database, truth["sources"])
    return tally


def _compare_sources(tally: Tally, database: sqlite3.Connection, sources: Mapping[str, str]) -> None:
    """Each source's first page: good where its column can be crawled, else with the true reason."""
    rows = {
        row["id"]: row
        for row in database.execute(
            "SELECT sources.id, fetches.outcome, coalesce(fetches.status, '') || ' ' || coalesce(fetches.error, '') || "
            "coalesce((SELECT group_concat(' ' || kind || ' ' || detail, '') FROM problems "
            "WHERE problems.page_id = pages.id), '') AS said FROM sources JOIN pages ON pages.url = sources.url "
            "JOIN fetches ON fetches.id = (SELECT max(id) FROM fetches WHERE page_id = pages.id)"
        )
    }
    for source, reason in sources.items():
        row = rows.get(source)
        if row is None:
            tally.note("sources", "missing", f"{source}: expected {reason}, found never asked")
            continue
        good = row["outcome"] in ("new", "changed", "same", "not_modified")
        told = good if reason == "ok" else re.search(REASONS[reason], row["said"], re.IGNORECASE)
        state = "equal" if told else "wrong"
        tally.note(
            "sources", state, f"{source}: expected {reason}, found {row['outcome']} {row['said'][:200]}"
        )


def _publications(database: sqlite3.Connection) -> dict[str, str]:
    """Report by address; a fragment (a crawler's own mark on a column that is its one article) is no other page."""
    rows = database.execute(
        "SELECT url, report_id FROM publications JOIN pages ON pages.id = publications.page_id"
    )
    return {urldefrag(row["url"]).url: row["report_id"] for row in rows}


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
