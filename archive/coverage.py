"""Coverage: who on the roster has published the report of which year, and how that is known.

`missing` (未发现) is an accusation. It is made only where a complete walk of every place the agency may publish in began
after the report was due, the agency's earlier reports stand in those places, and nothing there might be the report; in any
other case the state is `unchecked` (未能检查), with the reason. docs/coverage.md says it for readers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from re import search as matches
from urllib.parse import urlsplit

from archive.duedates import beijing_time, day, due_on, newest_due_year, overdue_from
from archive.evidence import Case, Evidence, Publication, Source
from archive.looseends import Loose, Names, years_in
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
    if found is not None:
        return _found(cell, found, "" if own else f"以{_name(evidence, of_year[0])}名义发布；")
    if day(evidence.now) <= due:
        return replace(cell, state="not_due", basis=f"{_chinese(due)}到期，尚未到期")
    unreadable = _unreadable(evidence, case, year)
    if unreadable is not None:
        basis = f"列表中有“{_title(unreadable)}”，{unreadable.why}：{unreadable.url}"
        return replace(cell, state="unreadable", published_on=unreadable.listed_on, basis=basis)
    reason, walks = _why_not(evidence, case, year, overdue_from(due))
    if reason is not None:
        return replace(cell, basis=reason)
    checked_at = min(walk["finished_at"] for walk in walks)
    return replace(cell, state="missing", basis=_accusation(case, year, due, walks), checked_at=checked_at)


def _found(cell: Cell, found: Found, said: str) -> Cell:
    return replace(
        cell, state=found.state, published_on=found.published_on, days_late=found.days_late, basis=said + found.basis,
        checked_at=found.checked_at, report_id=found.report_id,
    )  # fmt: skip


# --- what keeps an accusation from being made ---


def _why_not(evidence: Evidence, case: Case, year: int, overdue: str) -> tuple[str | None, list[sqlite3.Row]]:
    """Why nothing can be said of an agency's report, in words; else None, with the walks that found it missing."""
    if case.agency.until is not None and case.agency.until <= overdue[:10]:
        return f"该机关已于 {case.agency.until} 撤销", []
    if not case.sources:
        return "登记册中没有该机关的发布栏目", []
    walks = {source.id: walk for source in case.sources if (walk := _walk_after(source, overdue)) is not None}
    reason = next((_not_walked(source) for source in case.sources if source.id not in walks), None)
    reason = reason or _might_be(evidence, case, year, overdue)
    reason = reason or _no_home(case, year, walks)
    return reason, list(walks.values())


def _walk_after(source: Source, overdue: str) -> sqlite3.Row | None:
    """The newest complete walk that began when the report was already late: what was put up while it went on counts."""
    return next((walk for walk in reversed(source.walks) if walk["started_at"] >= overdue), None)


def _not_walked(source: Source) -> str:
    attempt = source.attempt
    if source.status == "paused":
        return f"来源 {source.id} 已暂停，到期后没有完整查过"
    if source.cms == "discover":
        return f"来源 {source.id} 只有首页，栏目尚未找到"
    if attempt is None:
        return f"来源 {source.id} 尚未查过"
    if attempt["complete"]:
        return f"来源 {source.id} 最近一次完整检查在{beijing_time(attempt['finished_at'])}，还在到期之前"
    return f"来源 {source.id} 没有查完（{beijing_time(attempt['finished_at'])}：{attempt['reason']}）"


def _might_be(evidence: Evidence, case: Case, year: int, overdue: str) -> str | None:
    """What stands in the places searched and might be the report after all."""
    if case.overfull:
        return f"来源 {case.overfull[0]} 还有大量网页没有读完"
    loose = next((each for each in case.loose if each.may_be_of(year)), None)
    if loose is not None:
        return f"“{_title(loose)}”可能就是该报告，{loose.why}：{loose.url}"
    for each in case.publications:
        if each.year == year:
            return f"只在非官方网页见到：{each.url}"
        why = _may_be_misread(each, year, overdue)
        if why:
            return f"{each.url} {why}"
    return None


def _may_be_misread(publication: Publication, year: int, overdue: str) -> str | None:
    """Why a report of the agency read as of another year may be the one of this year."""
    if publication.year is None:
        return "没有认出年度"
    years = years_in(" ".join(each.title for each in publication.listed))
    if year in years:
        return f"列表标为 {year} 年度，读作 {publication.year} 年度"
    dates = [publication.printed_on, *(each.listed_on for each in publication.listed)]
    if any((each or "").startswith(str(year + 1)) for each in dates):
        return f"读作 {publication.year} 年度，却于 {year + 1} 年发布"
    if publication.conflicting and not any(dates):
        return f"读作 {publication.year} 年度，与另一份数字不同"
    # One address for every year's report: what is kept may be last year's.
    unnamed = publication.year not in years and not publication.is_gone
    if unnamed and (publication.last_checked_at or "") < overdue and publication.listed:
        return "标题没有年度，到期后没有再取，内容可能已更换"
    return None


def _no_home(case: Case, year: int, walks: dict[str, sqlite3.Row]) -> str | None:
    """Why the places searched are not known to be where the report would stand."""
    known = [
        (each.year, each) for each in case.publications if each.year is not None and each.trust != "mirror"
    ]
    homes = {name for told, each in known if told < year for name in _listing(each, walks)}
    if not homes:
        return f"所查栏目没有列出该机关 {year} 年度以前的报告，不能断定它在此发布"
    newest = max(told for told, _ in known)
    if not any({*_listing(each, walks)} & homes for told, each in known if told == newest):
        return f"该机关最近的一份（{newest} 年度）不在所查栏目，可能已改在别处发布"
    # Old columns stay up unchanged when a site is rebuilt: after two silent years nobody can tell from here.
    due = max(newest_due_year(case.agency.kind, walk["finished_at"]) for walk in walks.values())
    if newest < year and due - newest >= 2:
        return f"该机关在所查栏目的最近一份为 {newest} 年度，其后连续 {due - newest} 个年度未见，栏目可能已迁移，请人工核对"
    sources = {source.id: source for source in case.sources}
    if all(_is_folder_of_a_year(sources[name], walks[name]) for name in homes):
        return f"栏目只列出 {newest} 一个年度，其他年度可能在别的栏目"
    return None


def _listing(publication: Publication, walks: dict[str, sqlite3.Row]) -> Iterator[str]:
    """The walked sources whose lists still have a publication."""
    for each in publication.listed:
        if each.source_id in walks and each.run_id >= walks[each.source_id]["run_id"]:
            yield each.source_id


def _is_folder_of_a_year(source: Source, walk: sqlite3.Row) -> bool:
    """Whether a column holds one year alone. One report alone is believed to stand in the right place only where the
    column is the agency's own, was confirmed by people, and no year is in its address."""
    if walk["oldest_year"] != walk["newest_year"]:
        return False
    by_year = matches(r"20\d\d", urlsplit(source.url).path) is not None
    return by_year or source.agency is None or source.status != "active"


def _unreadable(evidence: Evidence, case: Case, year: int) -> Loose | None:
    """A page that is the report by its title, of which nothing can be read."""
    for each in case.loose:
        named = {agency for title in each.titles for agency in evidence.names.named(title)}
        if each.was_had and each.years == {year} and named & {*case.family}:
            return each
    return None


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
        replace(cell, state="unchecked", basis=f"别处有“{_title(doubt)}”，{doubt.why}：{doubt.url}")
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


def _title(loose: Loose) -> str:
    return next((title.strip() for title in loose.titles if title.strip()), "无标题")[:80]


def _chinese(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
