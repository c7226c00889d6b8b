"""Builds a province from its data and a seed: writes documents, posts them in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from tests.province import full, load, places, reports, strangers
from tests.province.deal import Dealer
from tests.province.families import FAMILIES
from tests.province.markup import HABITS
from tests.province.model import Agency, Document, Posting, Report, Site, Stated, Statistics, World
from tests.province.pages import dice
from tests.province.places import Column

NOW = "2025-06-30T08:00:00Z"  # a fixed clock under which every report of 2016 to 2024 is due


def build(seed: int, scale: str = "small") -> World:
    """The province of a scale (`small`, `full` or a number); the same seed gives the same world."""
    agencies, posted = _scale(scale)
    by_id, dealer = {agency.id: agency for agency in agencies}, Dealer(seed)
    copied = {copy for column in posted for copy in column.copies}
    plans: dict[tuple[str, int], reports.Plan] = {}
    for column in posted:
        for agency_id, years in column.posts.items():
            for year in years:
                key = (agency_id, year)
                plans[key] = dealer.plan(column, by_id[agency_id], year, key in copied)
    written: dict[tuple[str, int], Report] = {}
    for agency_id, year in sorted(plans):  # a year begins with what the one before carried forward
        key, before = (agency_id, year), written.get((agency_id, year - 1))
        written[key] = reports.make(
            plans[key], dice(seed, "report", *key), before.figures if before else None
        )
    for column in posted:
        keys = [(agency_id, year) for agency_id, years in column.posts.items() for year in years]
        documents: list[Document] = [written[key] for key in (*keys, *column.copies)]
        owners = [by_id[agency_id] for agency_id in column.posts]
        documents += [*_apart(written[key] for key in keys), *_strangers(seed, column, owners)]
        _post(dealer, column.site, documents)
        _bury(column, {id(written[key]): how for key, how in column.dead.items()})
    return World(seed, tuple(agencies), tuple(column.site for column in posted))


SCALES = {"small": (places.AGENCIES, places.columns), "full": (full.AGENCIES, full.columns)}


def is_scale(name: str) -> bool:
    """`small`, `full`, or a number of agencies."""
    return name in SCALES or (name.isdecimal() and 1 <= int(name) <= load.MOST)


def _scale(name: str) -> tuple[Sequence[Agency], Sequence[Column]]:
    if name in SCALES:
        agencies, columns = SCALES[name]
        return agencies, columns()
    return load.agencies(int(name)), load.columns(int(name))


def _apart(made: Iterable[Report]) -> Iterator[Document]:
    """The tables that stand on pages of their own, posted on the day of their reports."""
    for report in made:
        if report.carrier == "apart":
            title = f"政府信息公开情况统计表（{report.year}年度）"
            stated = Stated(title, report.stated.published_on, publisher=report.stated.publisher)
            tables = tuple(block for block in report.blocks if block.table is not None)
            yield Statistics(stated, tables, report.agency, report.markup)


def _strangers(seed: int, column: Column, owners: Sequence[Agency]) -> list[Document]:
    """Other documents of the column's agencies, one a year, their kinds in turn; then what fills the column up."""
    made = []
    for i, year in enumerate(column.stranger_years):
        rng = dice(seed, "stranger", column.site.host, year)
        markup = HABITS[rng.randrange(len(HABITS))]
        made.append(strangers.make(owners[i % len(owners)], year, i + seed, markup, rng))
    for i in range(column.fillers):
        rng = dice(seed, "filler", column.site.host, i)
        year = 2008 + i % 16
        made.append(strangers.make(owners[i % len(owners)], year, i // 16, HABITS[0], rng))
    return made


def _post(dealer: Dealer, site: Site, documents: list[Document]) -> None:
    """Put the documents into the site's column, newest first, as lists are sorted."""
    family = FAMILIES[site.family]
    rng = dice(dealer.seed, "post", site.host)
    first, site.chrome = rng.randrange(60), rng.randrange(60)
    newest_first = sorted(documents, key=lambda d: (d.stated.published_on, d.stated.title), reverse=True)
    for i, document in enumerate(newest_first):
        serial = first + len(documents) - i
        path, listed_on = family.path_of(site, document, serial), _listed(site, document, serial)
        site.postings.append(Posting(document, path, listed_on, serial, dealer.variant(document)))


def _bury(column: Column, dead: Mapping[int, str]) -> None:
    """Note the paths of postings whose page is gone; `dead` by the document's identity."""
    for posting in column.site.postings:
        if id(posting.document) in dead:
            column.site.dead[posting.path] = dead[id(posting.document)]


def _listed(site: Site, document: Document, serial: int) -> str:
    """The date of the list row; mixed columns show the day of posting, which may be a later one."""
    day = date.fromisoformat(document.stated.published_on)
    return (day + timedelta(days=2 if site.style == "inline" and serial % 5 == 0 else 0)).isoformat()
