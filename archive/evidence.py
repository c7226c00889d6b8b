"""What the archive knows of one agency's reports and of the places they may stand in, for coverage to judge by.

Loaded agency by agency, so that memory stays flat however many there are; what sources share is kept for the last few.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from archive.areas import parent
from archive.looseends import Loose, Names
from archive.rows import AgencyRow

# Loose ends of one source that are looked at one by one; with more, the source counts as not read yet.
MOST_LOOSE = 2000

# `{where}`: which pages, a condition of this module.
_LISTED = """
    SELECT links.page_id, origin.source_id, fetches.run_id, links.text, links.title, listed_on FROM links
        JOIN pages AS origin ON origin.id = links.from_page_id AND origin.kind = 'listing'
        JOIN fetches ON fetches.id = links.last_fetch_id
    WHERE links.kind = 'report' AND links.page_id IN (SELECT page_id FROM publications
        JOIN reports ON reports.id = report_id WHERE agency_id IN (SELECT value FROM json_each(?)))
"""
_PUBLICATIONS = """
    SELECT pages.id, pages.url, pages.source_id, pages.state, pages.first_seen_at,
        pages.last_checked_at, pages.read_state, report_id, agency_id, report_year, publications.trust, conflicting,
        iif(preferred, published_on, NULL) AS published_on,
        EXISTS (SELECT 1 FROM problems WHERE page_id = pages.id AND kind = 'QUARANTINED') AS is_suspect
    FROM reports JOIN publications ON publications.report_id = reports.id
        JOIN pages ON pages.id = publications.page_id
    WHERE agency_id IN (SELECT value FROM json_each(?)) AND pages.first_seen_at <= ?
"""
_HERE = """
    pages.id IN (SELECT id FROM pages WHERE source_id = :source UNION SELECT page_id FROM links
        JOIN pages AS origin ON origin.id = links.from_page_id WHERE origin.source_id = :source)
"""
_UNREAD = """
    SELECT pages.url, pages.state, pages.read_state, pages.good_fetch_id,
        group_concat(links.text || ' ' || coalesce(links.title, ''), char(10)) AS titles,
        max(links.listed_on) AS listed_on
    FROM pages LEFT JOIN publications ON publications.page_id = pages.id
        LEFT JOIN links ON links.page_id = pages.id AND links.kind = 'report'
    WHERE pages.kind = 'report' AND (publications.page_id IS NULL OR pages.read_state IS NOT 'read')
        AND pages.first_seen_at <= :now AND {where}
    GROUP BY pages.id LIMIT :most
"""
# What lists call a page and when they say it was put up.
_CALLED = """
    group_concat(links.text || ' ' || coalesce(links.title, ''), char(10)) AS titles,
    coalesce(max(links.listed_on), reports.published_on) AS listed_on
    FROM reports JOIN publications ON publications.report_id = reports.id
        JOIN pages ON pages.id = publications.page_id
        LEFT JOIN links ON links.page_id = pages.id AND links.kind = 'report'
"""
_NAMELESS = f"""
    SELECT pages.url, reports.title, agency, agency_id, report_year, {_CALLED}
    WHERE (agency_id IS NULL OR report_year IS NULL) AND pages.first_seen_at <= :now AND {{where}}
    GROUP BY pages.id
"""
_STRANGE = f"""
    SELECT pages.url, report_year, conflicting, agency, agency_id, {_CALLED}
    WHERE pages.source_id = :source AND agency_id IS NOT NULL AND report_year IS NOT NULL
        AND pages.first_seen_at <= :now
    GROUP BY pages.id
    HAVING conflicting OR agency_id != :agency OR instr(titles, report_year) = 0 OR instr(titles, agency) = 0
"""
# What a page says now that was set aside; its report stays, but it may be another's by now.
_SUSPECT = """
    SELECT pages.url, coalesce(reports.agency, '') || coalesce(reports.report_year, '') || fetches.error AS doubt,
        group_concat(links.text || ' ' || coalesce(links.title, ''), char(10)) AS titles,
        max(links.listed_on) AS listed_on
    FROM problems JOIN pages ON pages.id = problems.page_id LEFT JOIN reports ON reports.id = problems.report_id
        JOIN fetches ON fetches.id =
            (SELECT max(id) FROM fetches WHERE page_id = pages.id AND outcome = 'quarantined')
        LEFT JOIN links ON links.page_id = pages.id AND links.kind = 'report'
    WHERE problems.kind = 'QUARANTINED' AND pages.kind != 'listing' AND {where}
    GROUP BY pages.id
"""
_EVERYWHERE = -1  # no LIMIT


@dataclass(frozen=True)
class Listed:
    """A list's entry for a page: of which source, as it was last seen (in which run)."""

    source_id: str | None
    run_id: int
    title: str
    listed_on: str | None


@dataclass(frozen=True)
class Publication:
    """A page that publishes a report of the agency, or of one it took its place from or gave it to."""

    page_id: str
    url: str
    source_id: str | None
    report_id: str
    agency_id: str
    year: int | None
    trust: str
    conflicting: bool
    printed_on: str | None
    first_seen_at: str
    last_checked_at: str | None
    is_gone: bool
    is_read: bool
    is_suspect: bool  # it says something else now, which was set aside
    listed: tuple[Listed, ...]


@dataclass(frozen=True)
class Source:
    """A source with its complete walks of the address it has now, oldest first, and the last attempt."""

    id: str
    url: str
    agency: str | None
    division_code: str
    cms: str | None
    status: str
    walks: tuple[sqlite3.Row, ...] = ()
    attempt: sqlite3.Row | None = None


@dataclass(frozen=True)
class Case:
    """All there is on one agency. `names`: by which it and its `family` are called; `sources`: where it may publish."""

    agency: AgencyRow
    family: tuple[str, ...]
    names: tuple[str, ...]
    publications: tuple[Publication, ...]
    sources: tuple[Source, ...]
    loose: tuple[Loose, ...]
    overfull: tuple[str, ...] = field(default=())  # sources with more loose ends than are looked at


class Evidence:
    """Reads cases out of an archive, as far as it was known at `now` (UTC)."""

    def __init__(self, connection: sqlite3.Connection, now: str) -> None:
        self._connection = connection
        self.now = now
        self.agencies = {
            row["id"]: AgencyRow(**row)
            for row in self._dicts("SELECT * FROM agencies ORDER BY division_code, id")
        }
        self._before: dict[str, list[str]] = defaultdict(list)
        for agency in self.agencies.values():
            if agency.successor:
                self._before[agency.successor].append(agency.id)
        self.sources = {source.id: source for source in self._load_sources()}
        self._own: dict[str, list[Source]] = defaultdict(list)
        self._shared: dict[str, list[Source]] = defaultdict(list)
        for source in self.sources.values():
            (self._own[source.agency] if source.agency else self._shared[source.division_code]).append(source)
        self.names = Names(self.agencies.values())
        self.loose_of = lru_cache(maxsize=256)(self._loose_of)

    def cases(self, division: str = "") -> Iterator[Case]:
        """One case for every agency whose division code begins so."""
        for agency in self.agencies.values():
            if agency.division_code.startswith(division):
                yield self._case(agency)

    def loose_ends(self) -> Iterator[Loose]:
        """Those of all sources and of none, one by one."""
        yield from self._unread("1", {"now": self.now, "most": _EVERYWHERE})
        yield from self._nameless("1", {"now": self.now})
        yield from self._suspect("1", {})
        for source in self.sources.values():
            yield from self._strange(source, {"source": source.id, "now": self.now})
            yield from _passed_over(source)

    def _case(self, agency: AgencyRow) -> Case:
        family = self.family(agency)
        publications = tuple(self._publications(family))
        sources = self._serving(agency, family, publications)
        loose: list[Loose] = []
        overfull = []
        for source in sources:
            found = self.loose_of(source.id)
            if found is None:
                overfull.append(source.id)
                continue
            of_own = source.agency in family
            loose += [each for each in found if of_own or not self.names.is_of_others(each, family)]
        names = tuple(self.agencies[each].name for each in family)
        return Case(agency, family, names, publications, sources, tuple(loose), tuple(overfull))

    def family(self, agency: AgencyRow) -> tuple[str, ...]:
        """The agency, those whose place it took, and those that took its place; itself first."""
        found = {agency.id: None}
        for each in found.copy():
            waiting = [*self._before[each]]
            for earlier in waiting:
                if earlier not in found:
                    found[earlier] = None
                    waiting += self._before[earlier]
        later = agency.successor
        while later in self.agencies and later not in found:
            found[later] = None
            later = self.agencies[later].successor
        return tuple(found)

    def _serving(
        self, agency: AgencyRow, family: Sequence[str], publications: Iterable[Publication]
    ) -> tuple[Source, ...]:
        """Where the agency may publish: its own sources, those its division shares, any that ever listed it."""
        found = {source.id: source for each in family for source in self._own[each]}
        codes = [agency.division_code]
        if agency.kind in ("government", "township"):  # a city's portal holds its districts' reports
            above = parent(agency.division_code)
            while above is not None:
                codes.append(above)
                above = parent(above)
        found.update({source.id: source for code in codes for source in self._shared[code]})
        for publication in publications:
            for name in (publication.source_id, *(each.source_id for each in publication.listed)):
                if name in self.sources:
                    found[name] = self.sources[name]
        return tuple(source for source in found.values() if source.status != "removed")

    def _publications(self, family: Sequence[str]) -> Iterator[Publication]:
        whose = json.dumps(family)
        listed: dict[str, list[Listed]] = defaultdict(list)
        for row in self._connection.execute(_LISTED, (whose,)):
            title = " ".join(filter(None, (row["text"], row["title"])))
            listed[row["page_id"]].append(Listed(row["source_id"], row["run_id"], title, row["listed_on"]))
        for row in self._connection.execute(_PUBLICATIONS, (whose, self.now)).fetchall():
            yield Publication(
                row["id"], row["url"], row["source_id"], row["report_id"], row["agency_id"], row["report_year"],
                row["trust"], bool(row["conflicting"]), row["published_on"], row["first_seen_at"],
                row["last_checked_at"], row["state"] == "gone", row["read_state"] == "read",
                bool(row["is_suspect"]), tuple(listed[row["id"]]),
            )  # fmt: skip

    def _loose_of(self, source_id: str) -> tuple[Loose, ...] | None:
        """The loose ends of a source; None where there are too many to look at."""
        source, terms = self.sources[source_id], {"source": source_id, "now": self.now}
        found = list(self._unread(_HERE, {**terms, "most": MOST_LOOSE + 1}))
        if len(found) > MOST_LOOSE:
            return None
        found += [*self._nameless(_HERE, terms), *self._suspect(_HERE, terms)]
        found += [*self._strange(source, terms), *_passed_over(source)]
        return tuple(found)

    def _unread(self, where: str, terms: Mapping[str, object]) -> Iterator[Loose]:
        """Pages taken for reports out of which none was read, or not what they are now."""
        for row in self._connection.execute(_UNREAD.format(where=where), terms):
            titles = tuple((row["titles"] or "").split("\n"))
            was_had = row["good_fetch_id"] is not None and row["read_state"] in ("read", "unreadable")
            yield Loose(row["url"], titles, row["listed_on"], _why(row), was_had)

    def _nameless(self, where: str, terms: Mapping[str, object]) -> Iterator[Loose]:
        """Reports that nobody on the roster could be found for, and those whose year could not be told."""
        for row in self._connection.execute(_NAMELESS.format(where=where), terms):
            why = "没有认定机关" if row["agency_id"] is None else "没有认定年度"
            titles = (f"{row['agency'] or ''} {row['title'] or ''}", *(row["titles"] or "").split("\n"))
            yield Loose(row["url"], titles, row["listed_on"], why, False, row["report_year"])

    def _suspect(self, where: str, terms: Mapping[str, object]) -> Iterator[Loose]:
        """Pages whose new content was set aside: what is said against it names whose and of which year it seems."""
        for row in self._connection.execute(_SUSPECT.format(where=where), terms):
            titles = (row["doubt"], *(row["titles"] or "").split("\n"))
            yield Loose(row["url"], titles, row["listed_on"], "新内容可疑，已隔离待核")

    def _strange(self, source: Source, terms: Mapping[str, object]) -> Iterator[Loose]:
        """Reports in a source that may be another's, or another year's, than they were read as."""
        for row in self._connection.execute(_STRANGE, {**terms, "agency": source.agency}):
            titles = tuple((row["titles"] or "").split("\n"))
            loose = Loose(row["url"], titles, row["listed_on"], "", False, row["report_year"])
            why = self._contradiction(source, row, loose)
            if why is not None:
                yield replace(loose, why=why, anybodys=bool(row["conflicting"]))

    def _contradiction(self, source: Source, row: sqlite3.Row, loose: Loose) -> str | None:
        """What speaks against a report being whose it was read as: its column, its list, another of the same year."""
        if row["conflicting"]:
            return "与同一年度另一份数字不同"
        if source.agency is not None and row["agency_id"] != source.agency:
            return f"读作{row['agency']}的报告"
        if loose.years and row["report_year"] not in loose.years:
            return f"读作 {row['report_year']} 年度"
        named = {agency for title in loose.titles for agency in self.names.named(title)}
        return f"读作{row['agency']}的报告" if named and row["agency_id"] not in named else None

    def _load_sources(self) -> Iterator[Source]:
        walks: dict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
        for row in self._connection.execute(
            "SELECT * FROM walks WHERE finished_at <= ? ORDER BY source_id, run_id", (self.now,)
        ).fetchall():
            walks[row["source_id"], row["url"]].append(row)
        for row in self._connection.execute("SELECT * FROM sources ORDER BY id").fetchall():
            found = walks[row["id"], row["url"]]
            yield Source(
                row["id"], row["url"], row["agency"], row["division_code"], row["cms"], row["status"],
                tuple(each for each in found if each["complete"]), found[-1] if found else None,
            )  # fmt: skip

    def _dicts(self, sql: str) -> Iterator[dict[str, str]]:
        return (dict(row) for row in self._connection.execute(sql).fetchall())


def _passed_over(source: Source) -> Iterator[Loose]:
    if source.walks:
        for title, listed_on in json.loads(source.walks[-1]["passed_over"]):
            yield Loose(source.url, (title,), listed_on, "标题近似而未收录")


def _why(row: sqlite3.Row) -> str:
    if row["good_fetch_id"] is None:
        return {"pending": "尚未抓取", "blocked": "被网站拒绝", "gone": "网页打不开"}.get(
            row["state"], "抓取失败"
        )
    return "尚未读取" if row["read_state"] == "unread" else "没有读出报告"
