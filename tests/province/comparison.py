"""One report of an archive against its truth: facts, sections, figures, notes on cells, failing checks."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.province.tally import Tally, bare

FIELDS = (
    "agency_id", "agency", "division_code", "report_year", "form", "script", "trust", "title", "published_on",
    "created_on", "index_number", "document_number", "publisher",
)  # fmt: skip
TABLES = ("proactive_disclosure", "disclosure_requests", "legal_challenges", "indicators")

Row = Mapping[str, Any]
Figures = dict[tuple[Any, ...], tuple[Any, Any]]  # place in the table → (value, unit)


@dataclass(frozen=True)
class Comparison:
    """A report found: its id in the archive, its name for messages, and what the truth says of it."""

    tally: Tally
    database: sqlite3.Connection
    report: str
    name: str
    expected: Row

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        return self.database.execute(sql, (self.report, *values)).fetchall()

    def differ(self, what: str, state: str, place: object, wanted: object, found: object) -> None:
        self.tally.note(what, state, f"{self.name} {place}: expected {wanted}, found {found}")


def compare_report(case: Comparison, chrome: Sequence[str], rules: Sequence[str]) -> None:
    """`chrome`: phrases that may not stand in the text; `rules`: the checks that the truth speaks of."""
    (row,) = case.rows("SELECT * FROM reports WHERE id = ?")
    for fact in FIELDS:
        state = "equal" if row[fact] == case.expected[fact] else "wrong"
        case.differ(fact, state, fact, repr(case.expected[fact]), repr(row[fact]))
    for phrase in chrome:
        if phrase in row["text"]:
            case.tally.note("chrome", "extra", f"{case.name}: the text holds {phrase!r}")
    _compare_sections(case)
    for table in TABLES:
        _compare_figures(case, table)
    _compare_places(case)
    _compare_notes(case)
    _compare_checks(case, rules)


def miss_report(tally: Tally, expected: Row) -> None:
    """A missing report misses all it should hold; counted in full, told once."""
    for fact in FIELDS:
        tally.note(fact, "missing")
    tally.note("places", "missing", times=sum(_printed(expected).values()))
    for what in ("sections", "notes", "failing checks"):
        tally.note(what, "missing", times=len(expected[what.replace(" ", "_")]))
    tally.note("publications", "missing", times=len(expected["urls"]))
    for table in TABLES:
        tally.note(table, "missing", times=len(expected["figures"][table]))


def _compare_sections(case: Comparison) -> None:
    rows = case.rows("SELECT kind, heading FROM sections WHERE report_id = ? ORDER BY position")
    wanted = [(section["kind"], bare(section["heading"])) for section in case.expected["sections"]]
    case.tally.sets("sections", case.name, wanted, [(row["kind"], bare(row["heading"])) for row in rows])


# --- figures ---


def _compare_figures(case: Comparison, table: str) -> None:
    found = _FOUND[table](case)
    wanted = _wanted(table, case.expected["figures"][table])
    for place in sorted({*found, *wanted}, key=str):
        state = _state(wanted.get(place), found.get(place))
        case.differ(table, state, place, wanted.get(place), found.get(place))


def _wanted(table: str, rows: Sequence[Sequence[Any]]) -> Figures:
    if table == "proactive_disclosure":
        return {tuple(row[:3]): (row[3], row[4]) for row in rows}
    if table == "indicators":
        return _places(rows)
    return {tuple(row[:2]): (row[2], None) for row in rows}


def _state(wanted: tuple[Any, Any] | None, found: tuple[Any, Any] | None) -> str:
    """A figure is missing or extra also where the place is there but its number is not, or should not be."""
    if wanted == found:
        return "equal"
    if found is None or (wanted and wanted[0] is not None and found[0] is None):
        return "missing"
    if wanted is None or (wanted[0] is None and found[0] is not None):
        return "extra"
    return "wrong"


def _proactive(case: Comparison) -> Figures:
    rows = case.rows(
        "SELECT clause, item, measure, value, unit FROM proactive_disclosure WHERE report_id = ?"
    )
    return {(row["clause"], row["item"], row["measure"]): (row["value"], row["unit"]) for row in rows}


def _requests(case: Comparison) -> Figures:
    columns = ("natural_person", "enterprise", "research", "nonprofit", "legal_service", "other", "total")
    rows = case.rows("SELECT * FROM disclosure_requests WHERE report_id = ?")
    return {(row["line"], column): (row[column], None) for row in rows for column in columns}


def _challenges(case: Comparison) -> Figures:
    columns = ("upheld", "corrected", "other", "pending", "total")
    rows = case.rows("SELECT * FROM legal_challenges WHERE report_id = ?")
    return {(row["kind"], column): (row[column], None) for row in rows for column in columns}


def _indicators(case: Comparison) -> Figures:
    sql = "SELECT code, label, unit, value FROM indicators WHERE report_id = ? ORDER BY position"
    return _places(tuple(row) for row in case.rows(sql))


def _places(rows: Iterable[Sequence[Any]]) -> Figures:
    """Indicators by their order in the table, code and label; a dash in the unit column is no unit."""
    return {
        (order, code, _label(label)): (value, unit if unit and unit.strip("—-－") else None)
        for order, (code, label, unit, value) in enumerate(rows)
    }


def _label(text: str) -> str:
    """A line's label; some agencies print its ordinal as 1、 instead of 1."""
    label = bare(text) or ""
    return label[:2].replace("、", ".") + label[2:]


_FOUND: dict[str, Callable[[Comparison], Figures]] = {
    "proactive_disclosure": _proactive,
    "disclosure_requests": _requests,
    "legal_challenges": _challenges,
    "indicators": _indicators,
}


def _compare_places(case: Comparison) -> None:
    """Every number leads back to a cell: `figure_cells` has the same numbers under the same names."""
    columns = "table_name, line, column_name, value"
    sql = f"SELECT {columns} FROM figure_cells WHERE report_id = ? AND value IS NOT NULL"
    found = Counter(_place(*row) for row in case.rows(sql))
    case.tally.sets("places", case.name, _printed(case.expected).elements(), found.elements())


def _printed(expected: Row) -> Counter[tuple[Any, ...]]:
    """The numbers a report prints, by place."""
    figures = expected["figures"]
    places = Counter(_place("proactive_disclosure", *row[1:4]) for row in figures["proactive_disclosure"])
    for table in ("disclosure_requests", "legal_challenges"):
        places.update(_place(table, *row) for row in figures[table])
    places.update(_place("indicators", *row[1:]) for row in figures["indicators"])
    return Counter(place for place in places.elements() if place[-1] is not None)


def _place(table: str, line: str, column: str, value: object) -> tuple[Any, ...]:
    """How an archive names the lines of indicators (code, label, position) is left to it."""
    return (table, value) if table == "indicators" else (table, line, column, value)


# --- notes on cells, checks ---


def _compare_notes(case: Comparison) -> None:
    """Cells that print no number, or more than one; a note on a plain sign (-3) is no error."""
    sql = "SELECT table_name, line, column_name, raw, meaning FROM cell_notes WHERE report_id = ?"
    found, found_unnamed = _notes(case.rows(sql))
    wanted, wanted_unnamed = _notes(case.expected["notes"])
    for place in sorted({*found, *wanted}):
        if place not in wanted and _plain_sign(*found[place]):
            continue
        state = "missing" if place not in found else "extra" if place not in wanted else "wrong"
        state = "equal" if found.get(place) == wanted.get(place) else state
        case.differ("notes", state, place, wanted.get(place), found.get(place))
    case.tally.sets("notes", f"{case.name} indicators", wanted_unnamed, found_unnamed)


def _notes(
    rows: Iterable[Sequence[Any]],
) -> tuple[dict[tuple[str, ...], tuple[str, str]], list[tuple[str, str]]]:
    """(raw, meaning) by place, and those of indicators without their place (see `_place`)."""
    named: dict[tuple[str, ...], tuple[str, str]] = {}
    unnamed = []
    for table, line, column, raw, meaning in rows:
        if table == "indicators":
            unnamed.append((bare(raw) or "", meaning))
        else:
            named[table, line, column] = (bare(raw) or "", meaning)
    return named, unnamed


def _plain_sign(raw: str, meaning: str) -> bool:
    return meaning == "signed" and raw.lstrip("+-").replace(",", "").isdecimal()


def _compare_checks(case: Comparison, rules: Sequence[str]) -> None:
    marks = ",".join("?" * len(rules))
    sql = f"SELECT rule, scope FROM checks WHERE report_id = ? AND outcome = 'fail' AND rule IN ({marks})"
    wanted = [tuple(check) for check in case.expected["failing_checks"]]
    case.tally.sets("failing checks", case.name, wanted, [tuple(row) for row in case.rows(sql, *rules)])
