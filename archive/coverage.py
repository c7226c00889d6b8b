"""Coverage: who on the roster has published the report of which year, and how that is known.

`missing` (未发现) is an accusation. It is made only where a complete walk of every place the agency may publish in began
after the report was due, the agency's earlier reports stand in those places, and nothing there might be the report; in any
other case the state is `unchecked` (未能检查), with the reason. docs/coverage.md says it for readers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from archive.duedates import beijing_time, day, due_on, overdue_from
from archive.evidence import Case, Evidence, Publication
from archive.innocence import found_unreadable, listed_earlier, why_not
from archive.looseends import Loose, Names, called
from archive.presence import Found, published
from archive.rows import AgencyRow

FIRST_YEAR = 2008  # the 条例 came into force on 1 May 2008

LABELS = {
    "on_time": "按时发布",
    "late": "逾期发布",
    "missing": "未发现",
    "backdated": "日期存疑",
    "gone": "已撤下（本档存有）",
    "unreadable": "无法读取",
    "unchecked": "未能检查",
    "not_due": "未到期",
}


@dataclass(frozen=True)
class Cell:
    """One agency and year. Dates are ISO 8601 in China; `checked_at` UTC; `basis` a sentence a person can check."""

    agency_id: str
    report_year: int
    due_on: str
    state: str
    published_on: str | None
    days_late: int | None
    basis: str
    checked_at: str | None
    report_id: str | None = None


def refresh(connection: sqlite3.Connection, now: str) -> None:
    """Make all cells anew, as of `now` (UTC)."""
    found = [tuple(vars(cell).values()) for cell in cells(connection, now)]
    connection.execute("DELETE FROM coverage_cells")
    connection.executemany("INSERT INTO coverage_cells VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", found)


def cells(
    connection: sqlite3.Connection, now: str, *, division: str = "", years: Iterable[int] | None = None
) -> list[Cell]:
    """The cells of all agencies in a division (a prefix of its code), by agency and year.

    `years`: those asked for; else from the first the archive knows a report of to the last that is over.
    """
    evidence = Evidence(connection, now)
    wanted = list(years) if years is not None else list(_years(connection, now))
    found = [
        _judge(connection, evidence, case, year)
        for case in evidence.cases(division)
        for year in wanted
        if owes(case.agency, year)
    ]
    return _acquitted(evidence, found)


def owes(agency: AgencyRow, year: int) -> bool:
    """Whether an agency owes the report of a year: it was there when the year was over.

    >>> agency = AgencyRow("a", "青禾市司法局", "990100", "department", since="2019-03", until="2024-10-01")
    >>> [year for year in range(2017, 2026) if owes(agency, year)]
    [2019, 2020, 2021, 2022, 2023]
    """
    return (agency.since or "")[:4] <= str(year) and (agency.until is None or agency.until[:4] > str(year))


def _years(connection: sqlite3.Connection, now: str) -> range:
    last = day(now).year - 1
    (first,) = connection.execute(
        "SELECT min(report_year) FROM reports WHERE report_year >= ?", (FIRST_YEAR,)
    ).fetchone()
    return range(min(first or last, last), last + 1)


def _judge(connection: sqlite3.Connection, evidence: Evidence, case: Case, year: int) -> Cell:
    due = due_on(case.agency.kind, year)
    cell = Cell(case.agency.id, year, due.isoformat(), "unchecked", None, None, "", _last_attempt(case))
    of_year = [each for each in case.publications if each.year == year and each.trust != "mirror"]
    own = [each for each in of_year if each.agency_id == case.agency.id]
    found = published(connection, evidence, case, own or of_year, due) if of_year else None
    in_doubt = found is not None and found.state in ("late", "backdated")
    earlier = listed_earlier(case, year, due) if in_doubt else None
    if earlier is not None:
        basis = f"“{called(earlier)}”（{earlier.listed_on}）可能是更早的发布，{earlier.why}：{earlier.url}"
        return replace(cell, basis=basis)
    if found is not None:
        return _found(cell, found, "" if own else f"以{_name(evidence, of_year[0])}名义发布；")
    if day(evidence.now) <= due:
        return replace(cell, state="not_due", basis=f"{_chinese(due)}到期，尚未到期")
    unreadable = found_unreadable(evidence, case, year)
    if unreadable is not None:
        basis = f"列表中有“{called(unreadable)}”，{unreadable.why}：{unreadable.url}"
        return replace(cell, state="unreadable", published_on=unreadable.listed_on, basis=basis)
    reason, walks = why_not(evidence, case, year, overdue_from(due))
    if reason is not None:
        return replace(cell, basis=reason)
    checked_at = min(walk["finished_at"] for walk in walks)
    return replace(cell, state="missing", basis=_accusation(case, year, due, walks), checked_at=checked_at)


def _found(cell: Cell, found: Found, said: str) -> Cell:
    return replace(
        cell, state=found.state, published_on=found.published_on, days_late=found.days_late, basis=said + found.basis,
        checked_at=found.checked_at, report_id=found.report_id,
    )  # fmt: skip


def _acquitted(evidence: Evidence, found: list[Cell]) -> list[Cell]:
    """The cells, none of whose accused is named, by whichever of its names, by a loose end anywhere in the archive."""
    missing = [cell for cell in found if cell.state == "missing"]
    if not missing:
        return found
    bearers: dict[str, set[str]] = {}
    for accused in {cell.agency_id for cell in missing}:
        for name in evidence.family(evidence.agencies[accused]):
            bearers.setdefault(name, set()).add(accused)
    names = Names(evidence.agencies[name] for name in bearers)
    years = {cell.report_year for cell in missing}
    doubts: dict[tuple[str, int], Loose] = {}
    for loose in evidence.loose_ends():
        named = {name for title in loose.titles for name in names.named(title)}
        for agency in {accused for name in named for accused in bearers[name]}:
            doubts.update({(agency, year): loose for year in years if loose.may_be_of(year)})
    return [
        replace(cell, state="unchecked", basis=f"别处有“{called(doubt)}”，{doubt.why}：{doubt.url}")
        if cell.state == "missing" and (doubt := doubts.get((cell.agency_id, cell.report_year)))
        else cell
        for cell in found
    ]


# --- words ---


def _accusation(case: Case, year: int, due: date, walks: list[sqlite3.Row]) -> str:
    lists = sum(walk["lists"] for walk in walks)
    listed = sum(walk["listed"] for walk in walks)
    names = "、".join(sorted(walk["source_id"] for walk in walks))
    last = max(each.year for each in case.publications if each.year is not None and each.year != year)
    return (
        f"{_chinese(due)}到期；{beijing_time(min(walk['finished_at'] for walk in walks))}（北京时间）查完来源 {names} 的全部 "
        f"{lists} 页列表，所列 {listed} 份报告中没有该机关 {year} 年度的；该机关见于档案的最近一份为 {last} 年度"
    )


def _last_attempt(case: Case) -> str | None:
    return max((source.attempt["finished_at"] for source in case.sources if source.attempt), default=None)


def _name(evidence: Evidence, publication: Publication) -> str:
    return evidence.agencies[publication.agency_id].name


def _chinese(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
