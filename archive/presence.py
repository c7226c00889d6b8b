"""A report that is there: was it on time, and can its printed date be believed?

A printed date counts unless the archive knows better: it saw the report earlier than that, or it walked the whole list
after that day and the report was not on it (`backdated`).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from archive.duedates import beijing_time, day, overdue_from
from archive.evidence import Case, Evidence, Publication
from archive.keeping import unpack

_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_SHORTEST = 5  # characters of an address that tell one page from another


@dataclass(frozen=True)
class Found:
    """What a coverage cell says of a report that is there."""

    state: str
    published_on: str | None
    days_late: int | None
    basis: str
    checked_at: str | None
    report_id: str


def published(
    connection: sqlite3.Connection,
    evidence: Evidence,
    case: Case,
    publications: Sequence[Publication],
    due: date,
) -> Found:
    """The state of a report that is published on these pages."""
    first = min(publications, key=lambda each: each.first_seen_at)
    year = first.year
    assert year is not None
    seen_on = day(first.first_seen_at)
    printed = _printed(publications, year)
    checked_at = max((each.last_checked_at for each in publications if each.last_checked_at), default=None)
    walk = _not_listed(connection, case, publications, first, printed)

    def told(state: str, on: date | None, basis: str) -> Found:
        days = (on - due).days if on is not None and on > due else None
        if all(each.is_gone for each in publications) and state in ("on_time", "late"):
            state, basis = "gone", f"{basis}；网页已撤下，本档存有"
        return Found(state, on.isoformat() if on else None, days, basis, checked_at, first.report_id)

    if walk is not None and printed is not None:
        when, seen = beijing_time(walk["finished_at"]), beijing_time(first.first_seen_at)
        basis = f"印作 {printed}，但 {when} 查完来源 {walk['source_id']} 的全部列表时没有，{seen} 才见到：{first.url}"
        return Found("backdated", printed.isoformat(), None, basis, checked_at, first.report_id)
    if printed is not None and printed <= seen_on:
        return told(
            "late" if printed > due else "on_time", printed, f"印作 {printed} 发布，{due} 到期：{first.url}"
        )
    if seen_on <= due:
        stated = f"，虽印作 {printed} 发布" if printed else ""
        return told(
            "on_time", seen_on, f"{beijing_time(first.first_seen_at)}已见到{stated}，{due} 到期：{first.url}"
        )
    if printed is not None:
        return told("late", seen_on, f"{seen_on} 首次见到，虽印作 {printed} 发布，{due} 到期：{first.url}")
    if walk is not None and walk["started_at"] >= overdue_from(due):
        since = day(walk["started_at"])
        basis = f"未印发布日期；{since} 查完来源 {walk['source_id']} 的全部列表时还没有，至少晚至此日：{first.url}"
        return told("late", since, basis)
    basis = f"未印发布日期，{seen_on} 首次见到时已过期限（{due}），不能判断是否按时：{first.url}"
    return Found("unchecked", None, None, basis, checked_at, first.report_id)


def _printed(publications: Sequence[Publication], year: int) -> date | None:
    """The earliest date that pages or lists print, as far as it is one: no report is out before its year is nearly over."""
    said: set[str | None] = {each.printed_on for each in publications} | {
        entry.listed_on for each in publications for entry in each.listed
    }
    earliest = f"{year}-12-01"
    days = (each for each in said if each and _DAY.fullmatch(each) and each >= earliest)
    return min(map(date.fromisoformat, days), default=None)


def _not_listed(
    connection: sqlite3.Connection,
    case: Case,
    publications: Sequence[Publication],
    first: Publication,
    printed: date | None,
) -> sqlite3.Row | None:
    """The last complete walk after the printed day, of a list the report now stands in, that did not list it."""
    names = {entry.source_id for entry in first.listed}
    walks = [
        walk
        for source in case.sources
        if source.id in names
        for walk in source.walks
        if walk["finished_at"] < first.first_seen_at
        and (printed is None or day(walk["started_at"]) > printed)
    ]
    for walk in sorted(walks, key=lambda each: str(each["started_at"]), reverse=True):
        if not _stood_there(connection, walk, [each.url for each in publications]):
            return walk
    return None


def _stood_there(connection: sqlite3.Connection, walk: sqlite3.Row, urls: Sequence[str]) -> bool:
    """Whether the lists as they were then held an address after all: the crawl may have read past it."""
    names = [spelling for url in urls for spelling in _spellings(_tail(url))]
    lists = connection.execute(
        "SELECT (SELECT body_sha256 FROM fetches AS had WHERE had.page_id = fetches.page_id AND had.id <= fetches.id "
        "    AND had.outcome IN ('new', 'changed', 'same') ORDER BY had.id DESC LIMIT 1) AS sha256 "
        "FROM fetches JOIN pages ON pages.id = fetches.page_id "
        "WHERE fetches.run_id = ? AND pages.source_id = ? AND pages.kind = 'listing'",
        (walk["run_id"], walk["source_id"]),
    ).fetchall()
    if len(lists) < walk["lists"]:
        return (
            True  # it shares lists with another source, which has them as its own: not all can be looked at
        )
    for row in lists:
        body = unpack(connection, row["sha256"]) if row["sha256"] else None
        if body is None or any(name in body for name in names):
            return True
    return False


def _spellings(name: str) -> set[bytes]:
    """The ways a list may write the end of an address: as it is asked for, in HTML, in a script, unescaped in either
    charset.

    >>> sorted(_spellings("show?a=1&b=2"))
    [b'show?a=1&amp;b=2', b'show?a=1&b=2', b'show?a=1\\\\u0026b=2']
    >>> "年报.html".encode("gb18030") in _spellings("%E5%B9%B4%E6%8A%A5.html")
    True
    """
    plain = unquote(name)
    found = {name.encode(), plain.encode(), plain.encode("gb18030", "replace"), unquote_to_bytes(name)}
    return found | {
        each.replace(b"&", other) for each in found for other in (b"&amp;", b"\\u0026") if b"&" in each
    }


def _tail(url: str) -> str:
    """The end of an address, by which a list names the page.

    >>> _tail("http://a.test/art/2025/1/9/art_1_2.html"), _tail("http://a.test/show?id=7"), _tail("http://a.test/x/")
    ('art_1_2.html', 'show?id=7', '/x/')
    """
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    name = path.rstrip("/").rpartition("/")[2]
    return name if len(name) >= _SHORTEST else path
