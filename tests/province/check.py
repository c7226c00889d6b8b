"""Compares an archive with the truth in plain SQL, prints what was counted, and lists the first differences."""

from __future__ import annotations

import json
import sqlite3
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIELDS = (
    "agency_id", "agency", "division_code", "report_year", "form", "script", "trust", "title", "published_on",
    "created_on", "index_number", "document_number", "publisher",
)  # fmt: skip
_SHOWN = 20  # differences listed; the rest is counted

Row = Mapping[str, Any]


@dataclass
class Tally:
    """Counts under a name and a state (equal, wrong, missing, extra), and the differences in words."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def note(self, name: str, state: str, detail: str = "", times: int = 1) -> None:
        """Count; what is not equal is a difference, unless it has no words (it follows from another one)."""
        self.counts[name, state] += times
        if state != "equal" and detail:
            self.differences.append(f"{state} {name}: {detail}")

    def line(self, title: str, *names: str) -> str:
        """The counts under one name, or the sums over several."""
        states = ("equal", "wrong", "missing", "extra")
        sums = {state: sum(self.counts[name, state] for name in names or (title,)) for state in states}
        expected = sums["equal"] + sums["wrong"] + sums["missing"]
        return f"{title}: expected {expected} · " + " · ".join(f"{state} {sums[state]}" for state in states)


def run(archive: Path, truth: Path) -> int:
    """Compare and print; 0 when all is equal, 1 otherwise or when a file cannot be used."""
    try:
        expected = json.loads(truth.read_text(encoding="utf-8"))
        with closing(_open(archive)) as database:
            tally = compare(database, expected)
    except (OSError, ValueError, sqlite3.Error) as error:
        print(
            f"python -m tests.province check: cannot compare {archive} with {truth}: {error}", file=sys.stderr
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
    print(tally.line(*FIGURES))
    for difference in tally.differences[:_SHOWN]:
        print(f"  {difference}")
    if len(tally.differences) > _SHOWN:
        print(f"  … and {len(tally.differences) - _SHOWN} more differences")
    print("all equal" if not tally.differences else f"{len(tally.differences)} differences")


TABLES = ("proactive_disclosure", "disclosure_requests", "legal_challenges", "indicators")
FIGURES = ("all figures", *TABLES)
_NAMES = (
    "reports",
    "strangers",
    "publications",
    *FIELDS,
    "sections",
    "notes",
    "failing checks",
    "chrome",
    *TABLES,
)


# --- reports -------------------------------------------------------------------------------------------------


def compare(database: sqlite3.Connection, truth: Row) -> Tally:
    tally = Tally()
    published = _publications(database)
    claimed: set[str] = set()
    for expected in truth["reports"]:
        name = f"{expected['agency']} {expected['report_year']}"
        found = sorted({published[url] for url in expected["urls"] if url in published})
        claimed.update(found)
        if not found:
            tally.note("reports", "missing", f"{name} {expected['urls'][0]}")
            _nothing_found(tally, expected)
            continue
        tally.note(
            "reports",
            "equal" if len(found) == 1 else "wrong",
            f"{name} stands in {len(found)} rows, not in one",
        )
        _compare_urls(
            tally, name, expected["urls"], [url for url, report in published.items() if report == found[0]]
        )
        _compare_report(tally, database, found[0], name, expected, truth)
    _strangers(tally, database, published, claimed, set(truth["strangers"]))
    return tally


def _publications(database: sqlite3.Connection) -> dict[str, str]:
    rows = database.execute(
        "SELECT url, report_id FROM publications JOIN pages ON pages.id = publications.page_id"
    )
    return {row["url"]: row["report_id"] for row in rows}


def _nothing_found(tally: Tally, expected: Row) -> None:
    """A missing report misses all it should hold; counted in full, told once."""
    for fact in FIELDS:
        tally.note(fact, "missing")
    for what in ("sections", "notes", "failing checks"):
        tally.note(what, "missing", times=len(expected[what.replace(" ", "_")]))
    tally.note("publications", "missing", times=len(expected["urls"]))
    for table, rows in expected["figures"].items():
        tally.note(table, "missing", times=len(rows))


def _strangers(
    tally: Tally,
    database: sqlite3.Connection,
    published: Mapping[str, str],
    claimed: set[str],
    known: set[str],
) -> None:
    for row in database.execute("SELECT id, title FROM reports ORDER BY id"):
        if row["id"] not in claimed:
            where = next((url for url, report in published.items() if report == row["id"]), "no address")
            kind = "a stranger taken for a report" if where in known else "a report nobody published"
            tally.note("strangers", "extra", f"{kind}: {row['title']} {where}")


def _compare_urls(tally: Tally, name: str, expected: Sequence[str], found: Sequence[str]) -> None:
    for url in sorted({*expected, *found}):
        state = "equal" if url in expected and url in found else "missing" if url in expected else "extra"
        tally.note("publications", state, f"{name} {url}")


def _compare_report(
    tally: Tally, database: sqlite3.Connection, report: str, name: str, expected: Row, truth: Row
) -> None:
    row = database.execute("SELECT * FROM reports WHERE id = ?", (report,)).fetchone()
    for fact in FIELDS:
        same = row[fact] == expected[fact]
        tally.note(
            fact, "equal" if same else "wrong", f"{name}: expected {expected[fact]!r}, found {row[fact]!r}"
        )
    for phrase in truth["chrome"]:
        if phrase in row["text"]:
            tally.note("chrome", "extra", f"{name}: the text holds {phrase!r}")
    _compare_sections(tally, database, report, name, expected)
    _compare_figures(tally, database, report, name, expected["figures"])
    _compare_notes(tally, database, report, name, expected)
    _compare_checks(tally, database, report, name, expected, truth["rules"])


def _compare_sections(
    tally: Tally, database: sqlite3.Connection, report: str, name: str, expected: Row
) -> None:
    rows = database.execute(
        "SELECT kind, heading FROM sections WHERE report_id = ? ORDER BY position", (report,)
    )
    found = [(row["kind"], _bare(row["heading"])) for row in rows]
    wanted = [(section["kind"], _bare(section["heading"])) for section in expected["sections"]]
    _compare_sets(tally, "sections", name, wanted, found)


def _bare(text: str | None) -> str | None:
    """A label as a reader sees it: width and white space do not count."""
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())


def _compare_sets(tally: Tally, what: str, name: str, wanted: Iterable[Any], found: Iterable[Any]) -> None:
    missing, extra = Counter(wanted), Counter(found)
    equal = missing & extra
    tally.note(what, "equal", times=equal.total())
    for state, rest in (("missing", missing - equal), ("extra", extra - equal)):
        for item in rest.elements():
            tally.note(what, state, f"{name}: {item}")


# --- figures -------------------------------------------------------------------------------------------------

Figures = dict[tuple[Any, ...], tuple[Any, Any]]  # place in the table → (value, unit)


def _compare_figures(
    tally: Tally, database: sqlite3.Connection, report: str, name: str, expected: Row
) -> None:
    tables = {
        "proactive_disclosure": (_proactive(database, report), {tuple(r[:3]): (r[3], r[4]) for r in _rows(expected, "proactive_disclosure")}),
        "disclosure_requests": (_wide(database, report, "disclosure_requests", "line"), {(r[0], r[1]): (r[2], None) for r in _rows(expected, "disclosure_requests")}),
        "legal_challenges": (_wide(database, report, "legal_challenges", "kind"), {(r[0], r[1]): (r[2], None) for r in _rows(expected, "legal_challenges")}),
        "indicators": (_indicators(database, report), _places([(r[0], r[1], r[2], r[3]) for r in _rows(expected, "indicators")])),
    }  # fmt: skip
    for table, (found, wanted) in tables.items():
        for place in sorted({*found, *wanted}, key=str):
            state = _state(wanted.get(place), found.get(place))
            tally.note(
                table, state, f"{name} {place}: expected {wanted.get(place)}, found {found.get(place)}"
            )


def _rows(expected: Row, table: str) -> list[list[Any]]:
    return list(expected[table])


def _state(wanted: tuple[Any, Any] | None, found: tuple[Any, Any] | None) -> str:
    """A figure is missing or extra also where the place is there but its number is not, or should not be."""
    if wanted == found:
        return "equal"
    if found is None or (wanted and wanted[0] is not None and found[0] is None):
        return "missing"
    if wanted is None or (wanted[0] is None and found[0] is not None):
        return "extra"
    return "wrong"


def _proactive(database: sqlite3.Connection, report: str) -> Figures:
    rows = database.execute("SELECT * FROM proactive_disclosure WHERE report_id = ?", (report,))
    return {(row["clause"], row["item"], row["measure"]): (row["value"], row["unit"]) for row in rows}


_WIDE = {
    "disclosure_requests": (
        "natural_person",
        "enterprise",
        "research",
        "nonprofit",
        "legal_service",
        "other",
        "total",
    ),
    "legal_challenges": ("upheld", "corrected", "other", "pending", "total"),
}


def _wide(database: sqlite3.Connection, report: str, table: str, key: str) -> Figures:
    rows = database.execute(f"SELECT * FROM {table} WHERE report_id = ?", (report,))
    return {(row[key], column): (row[column], None) for row in rows for column in _WIDE[table]}


def _indicators(database: sqlite3.Connection, report: str) -> Figures:
    rows = database.execute("SELECT * FROM indicators WHERE report_id = ? ORDER BY position", (report,))
    return _places([(row["code"], row["label"], row["unit"], row["value"]) for row in rows])


def _places(rows: Iterable[tuple[Any, Any, Any, Any]]) -> Figures:
    """Indicators by their order in the table, code and label; a dash in the unit column is no unit."""
    return {
        (order, code, _bare(label)): (value, unit if unit and unit.strip("—-－") else None)
        for order, (code, label, unit, value) in enumerate(rows)
    }


# --- notes and checks ----------------------------------------------------------------------------------------


def _compare_notes(tally: Tally, database: sqlite3.Connection, report: str, name: str, expected: Row) -> None:
    """Cells that print no number, or more than one. A note on a plain signed number (-3) is nobody's error."""
    rows = database.execute("SELECT * FROM cell_notes WHERE report_id = ?", (report,))
    found = {
        _cell(row["table_name"], row["line"], row["column_name"]): (_bare(row["raw"]), row["meaning"])
        for row in rows
    }
    wanted = {_cell(*note[:3]): (_bare(note[3]), note[4]) for note in expected["notes"]}
    for place in sorted({*found, *wanted}, key=str):
        if place not in wanted and _plain_sign(found[place]):
            continue
        state = "missing" if place not in found else "extra" if place not in wanted else "wrong"
        state = "equal" if found.get(place) == wanted.get(place) else state
        tally.note("notes", state, f"{name} {place}: expected {wanted.get(place)}, found {found.get(place)}")


def _cell(table: str, line: str, column: str) -> tuple[str, ...]:
    """An indicator has one figure a line, so its column needs no name."""
    return (table, _bare(line) or "") if table == "indicators" else (table, line, column)


def _plain_sign(note: tuple[str | None, str]) -> bool:
    return note[1] == "signed" and (note[0] or "").lstrip("+-").replace(",", "").isdecimal()


def _compare_checks(
    tally: Tally, database: sqlite3.Connection, report: str, name: str, expected: Row, rules: Sequence[str]
) -> None:
    marks = ",".join("?" * len(rules))
    rows = database.execute(
        f"SELECT rule, scope FROM checks WHERE report_id = ? AND outcome = 'fail' AND rule IN ({marks})",
        (report, *rules),
    )
    found = [(row["rule"], row["scope"]) for row in rows]
    _compare_sets(
        tally, "failing checks", name, [tuple(check) for check in expected["failing_checks"]], found
    )
