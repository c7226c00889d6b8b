"""Chains over the years: what one year's report must take over from the year before (X_CARRY, X_ITEMS …).

The sums are data, archive/forms/chains.toml. Their rows stand with the later year's report, and are made anew
whenever a report of either year is recorded, changed or taken away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from archive.forms import Chain, Term, chains
from archive.labels import SHORT, name_label, number_text
from archive.readings import Place, delete_checks, write_checks
from archive.rows import CheckRow, Number

Cells = Mapping[Place, Number | None]  # every printed cell; None where it holds no number


@dataclass(frozen=True)
class Owner:
    """Whose reports follow each other: an agency of the registry, else a name within a division."""

    agency_id: str | None
    agency: str | None
    division_code: str | None


@dataclass(frozen=True)
class _Operand:
    """A term of a chain with the value its cell holds, and the cell's name with the year."""

    name: str
    sign: int
    value: Number | None


Side = list[_Operand]


def compare(year: int, earlier: Cells, later: Cells) -> tuple[CheckRow, ...]:
    """The chains from the report of the year before to that of `year`, as far as both print what they sum.

    A chain over measures that one of the two forms does not ask for says nothing and gives no row; one whose cells
    are there but hold no number is not assessable.
    """
    years = {"earlier": earlier, "later": later}
    return tuple(row for chain in chains() if _applies(chain, years) for row in _rows(chain, year, years))


def rebuild(connection: sqlite3.Connection, owner: Owner, year: int) -> None:
    """Make the rows anew that a report of this year has a part in: its own, and those of the year after, of the agency
    or of the one that took its place."""
    for who, later in (
        (owner, year),
        (owner, year + 1),
        *((each, year + 1) for each in _successor(connection, owner)),
    ):
        report = report_of(connection, who, later)
        if report is not None:
            delete_checks(connection, report, [chain.rule for chain in chains()])
            write_checks(
                connection,
                report,
                against_year_before(connection, who, later, partial(cells_of, connection, report)) or (),
            )


def rebuild_successions(connection: sqlite3.Connection) -> None:
    """Make the rows anew that rest on one agency following another: another roster may say who does."""
    for row in connection.execute(
        "SELECT agency_id, report_year FROM reports JOIN agencies ON agencies.id = agency_id "
        "WHERE report_year IS NOT NULL AND (successor IS NOT NULL OR agency_id IN (SELECT successor FROM agencies))"
    ).fetchall():
        rebuild(connection, Owner(row["agency_id"], None, None), row["report_year"])


def against_year_before(
    connection: sqlite3.Connection, owner: Owner, year: int, later: Callable[[], Cells]
) -> tuple[CheckRow, ...] | None:
    """The chains to cells of a report from the archived one of the year before; None where the archive has none. `later`
    gives the cells where they are wanted: most reports come before that of the year before.

    An agency that took another's place (机构改革) is held against that one's last report. What was handed over may be less
    or more than all, so a difference is then information.
    """
    before = report_of(connection, owner, year - 1)
    if before is not None:
        return compare(year, cells_of(connection, before), later())
    predecessor = _predecessor(connection, owner)
    before = report_of(connection, Owner(predecessor["id"], None, None), year - 1) if predecessor else None
    if predecessor is None or before is None:
        return None
    remark = f"（{year - 1}年为前身{predecessor['name']}的报告）"
    return tuple(
        row._replace(outcome="info", note=f"{row.note}{remark}") if row.outcome == "fail" else row
        for row in compare(year, cells_of(connection, before), later())
    )


def _successor(connection: sqlite3.Connection, owner: Owner) -> list[Owner]:
    """The agency that took an agency's place, if any."""
    row = connection.execute("SELECT successor FROM agencies WHERE id = ?", (owner.agency_id,)).fetchone()
    return [Owner(row["successor"], None, None)] if row is not None and row["successor"] else []


def _predecessor(connection: sqlite3.Connection, owner: Owner) -> sqlite3.Row | None:
    """The one agency whose place another took; of several merged into one, none speaks for all."""
    rows = connection.execute(
        "SELECT id, name FROM agencies WHERE successor = ? LIMIT 2", (owner.agency_id,)
    ).fetchall()
    return rows[0] if len(rows) == 1 else None


def cells_of(connection: sqlite3.Connection, report_id: str) -> Cells:
    """The cells of a report that chains speak of: a seek for each of their lines, a fifth of reading them all."""
    return {
        (table, line, row[0]): row[1]
        for table, line in _lines()
        for row in connection.execute(
            "SELECT column_name, value FROM figure_cells WHERE report_id = ? AND table_name = ? AND line = ?",
            (report_id, table, line),
        )
    }


@cache
def _lines() -> tuple[tuple[str, str], ...]:
    found: dict[tuple[str, str], None] = {}
    for chain in chains():
        names = [term.name for term in (*chain.left, *chain.right)]
        found |= dict.fromkeys(
            (chain.table, name) for name in (names if chain.over == "columns" else chain.scopes)
        )
    return tuple(found)


def _applies(chain: Chain, years: Mapping[str, Cells]) -> bool:
    return all(
        any(_place(chain, scope, term) in years[term.year] for scope in chain.scopes)
        for term in (*chain.left, *chain.right)
    )


def _place(chain: Chain, scope: str, term: Term) -> Place:
    line, column = (term.name, scope) if chain.over == "columns" else (scope, term.name)
    return chain.table, line, column


def _rows(chain: Chain, year: int, years: Mapping[str, Cells]) -> Iterator[CheckRow]:
    for scope in chain.scopes:
        left, right = (
            [
                _Operand(
                    f"{year - (term.year == 'earlier')}年{name_label(chain.table, term.name)}",
                    term.sign,
                    years[term.year].get(_place(chain, scope, term)),
                )
                for term in side
            ]
            for side in (chain.left, chain.right)
        )
        yield _row(chain, scope, left, right)


def _row(chain: Chain, scope: str, left: Side, right: Side) -> CheckRow:
    where = f"{SHORT[chain.table]}·{name_label(chain.table, scope)}："
    sums = _sum(left), _sum(right)
    if sums[0] is None or sums[1] is None:
        blank = "、".join(operand.name for operand in (*left, *right) if operand.value is None)
        return CheckRow(chain.rule, scope, "not_assessable", *sums, f"{where}{blank}没有填数字")
    difference = abs(sums[0] - sums[1])
    if difference < 1e-6:
        return CheckRow(chain.rule, scope, "pass", *sums)
    unless = f"（{chain.unless}）" if chain.unless else ""
    note = f"{where}{_told(left, sums[0])}≠{_told(right, sums[1])}，差{number_text(difference)}{unless}"
    return CheckRow(chain.rule, scope, chain.differing, *sums, note)


def _sum(side: Side) -> Number | None:
    numbers = [operand.value * operand.sign for operand in side if operand.value is not None]
    return sum(numbers) if len(numbers) == len(side) else None


def _told(side: Side, total: Number) -> str:
    """A side in words: each cell with its year and value, and their sum where there are several."""
    words = "".join(
        f"{'－' if operand.sign < 0 else '＋'}{operand.name}{number_text(operand.value)}"
        for operand in side
        if operand.value is not None
    ).removeprefix("＋")
    return words if len(side) == 1 else f"{words}＝{number_text(total)}"


def report_of(connection: sqlite3.Connection, owner: Owner, year: int) -> str | None:
    """The report of a year in the archive; the first recorded where there are several."""
    known = owner.agency_id is not None
    whose = "agency_id = ?" if known else "agency_id IS NULL AND division_code = ? AND agency = ?"
    terms = (owner.agency_id,) if known else (owner.division_code, owner.agency)
    found = connection.execute(
        f"SELECT id FROM reports WHERE {whose} AND report_year = ? ORDER BY search_id",  # noqa: S608 - constants
        (*terms, year),
    ).fetchone()
    return found[0] if found else None
