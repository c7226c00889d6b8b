"""What keeps an accusation from being made: places not searched, entries that may be the report, columns that moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from re import search as matches
from urllib.parse import urlsplit

from archive.duedates import beijing_time, newest_due_year
from archive.evidence import Case, Evidence, Publication, Source
from archive.looseends import Loose, called, years_in


def listed_earlier(case: Case, year: int, due: date) -> Loose | None:
    """What was listed in time and might be the report that was only seen elsewhere, later."""
    span = (f"{year + 1}-01-01", due.isoformat())
    return next(
        (
            each
            for each in case.loose
            if span[0] <= (each.listed_on or "") <= span[1] and each.may_be_of(year)
        ),
        None,
    )


def why_not(evidence: Evidence, case: Case, year: int, overdue: str) -> tuple[str | None, list[sqlite3.Row]]:
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
        return f"“{called(loose)}”可能就是该报告，{loose.why}：{loose.url}"
    for each in case.publications:
        if each.is_suspect:
            return f"{each.url} 的新内容可疑，已隔离待核，不能断定现在是哪一年度"
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


def found_unreadable(evidence: Evidence, case: Case, year: int) -> Loose | None:
    """A page that is the report by its title, of which nothing can be read."""
    for each in case.loose:
        named = {agency for title in each.titles for agency in evidence.names.named(title)}
        if each.was_had and each.years == {year} and named & {*case.family}:
            return each
    return None
