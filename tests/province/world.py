"""Builds the small province from its data and a seed: writes documents, posts them in columns."""

from __future__ import annotations

from datetime import date, timedelta

from tests.province import hanweb, plain, reports, strangers, trs
from tests.province.deal import Dealer
from tests.province.markup import HABITS
from tests.province.model import Document, Posting, Report, Site, World
from tests.province.pages import dice
from tests.province.places import AGENCIES, BY_ID, Column, columns

NOW = "2025-06-30T08:00:00Z"  # a fixed clock under which every report of 2016 to 2024 is due


def build(seed: int) -> World:
    """The small province; the same seed gives the same world."""
    dealer, posted = Dealer(seed), columns()
    copied = {copy for column in posted for copy in column.copies}
    plans: dict[tuple[str, int], reports.Plan] = {}
    for column in posted:
        for agency_id, years in column.posts.items():
            for year in years:
                key = (agency_id, year)
                plans[key] = dealer.plan(column, BY_ID[agency_id], year, key in copied)
    written: dict[tuple[str, int], Report] = {}
    for agency_id, year in sorted(plans):  # a year begins with what the one before carried forward
        key, before = (agency_id, year), written.get((agency_id, year - 1))
        written[key] = reports.make(
            plans[key], dice(seed, "report", *key), before.figures if before else None
        )
    for column in posted:
        keys = [(agency_id, year) for agency_id, years in column.posts.items() for year in years]
        documents: list[Document] = [written[key] for key in (*keys, *column.copies)]
        _post(dealer, column.site, [*documents, *_strangers(seed, column)])
    return World(seed, AGENCIES, tuple(column.site for column in posted))


def _strangers(seed: int, column: Column) -> list[Document]:
    """Other documents of the column's agencies, one a year, their kinds in turn."""
    owners = [BY_ID[agency_id] for agency_id in column.posts]
    made = []
    for i, year in enumerate(column.stranger_years):
        rng = dice(seed, "stranger", column.site.host, year)
        markup = HABITS[rng.randrange(len(HABITS))]
        made.append(strangers.make(owners[i % len(owners)], year, i + seed, markup, rng))
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


def _listed(site: Site, document: Document, serial: int) -> str:
    """The date of the list row; mixed columns show the day of posting, which may be a later one."""
    day = date.fromisoformat(document.stated.published_on)
    return (day + timedelta(days=2 if site.style == "inline" and serial % 5 == 0 else 0)).isoformat()


FAMILIES = {"hanweb": hanweb, "trs": trs, "plain": plain}
