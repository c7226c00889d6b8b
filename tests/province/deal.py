"""Deals the variants out among the reports: how tables are filled in and written down, what a page states."""

from __future__ import annotations

from tests.province.figures import Traits
from tests.province.markup import HABITS, UNCLOSED, Markup
from tests.province.model import Agency, Document, Report, Site
from tests.province.places import FIRST_TABLE, HYBRID, QUIET, WITHOUT_TABLE, WITHOUT_YEAR, Column
from tests.province.reports import Plan


class Dealer:
    """Variants in turn, not by chance: every seed shows all of them, and shifts who gets which."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.reports = 0
        self.since_2019 = 0
        self.before_2019 = 0
        self.variants = {True: seed, False: seed}

    def variant(self, document: Document) -> int:
        """Reports and strangers take turns apart: where they alternate, each would get half the variants."""
        self.variants[isinstance(document, Report)] += 1
        return self.variants[isinstance(document, Report)]

    def plan(self, column: Column, agency: Agency, year: int, copied: bool) -> Plan:
        self.reports += 1
        traits = self._before_2019(agency, year) if year < 2019 else self._since_2019(agency, year)
        number = self.reports + 3 * self.seed
        stateless = column.site.style in ("cells", "direct")
        return Plan(
            agency=agency,
            year=year,
            traits=traits,
            markup=self._markup(column.site, number),
            number=number,
            sole=column.site.agency is agency and not copied,
            no_year=(agency.id, year) == WITHOUT_YEAR,
            dated=not stateless,
            block=not stateless and number % 5 != 3,
            carrier=column.carriers.get((agency.id, year), "page"),
        )

    def _markup(self, site: Site, number: int) -> Markup:
        return UNCLOSED if site.style == "gbk" and number % 2 else HABITS[number % len(HABITS)]

    def _before_2019(self, agency: Agency, year: int) -> Traits:
        if (agency.id, year) == WITHOUT_TABLE or year < FIRST_TABLE:
            return Traits()
        self.before_2019 += 1
        turn = (self.before_2019 + self.seed) % 4
        return Traits(
            indicators=True,
            omitted=turn == 1,
            blanks=("", "/", "—")[self.seed % 3] if turn == 2 else None,
            violation="received" if turn == 0 and 4 < self.before_2019 < 9 else None,
            digits="thousands" if turn == 3 else "plain",
        )

    def _since_2019(self, agency: Agency, year: int) -> Traits:
        table_two = "2019" if year < 2021 else "2021"
        table_three = "2019" if (agency.id, year) == HYBRID else table_two
        if agency.id in QUIET or agency.kind == "township":
            return Traits(table_two, table_three, quiet=True, blanks="" if year % 2 else None)
        self.since_2019 += 1
        turn = self.since_2019 + 4 * self.seed  # by fours: the turn of the blanks never meets a violation
        violation = {4: "total", 11: "carry", 19: "litigation", 27: "total"}.get(turn % 36)
        return Traits(
            table_two,
            table_three,
            blanks=("", "/", "—")[turn // 4 % 3] if turn % 4 == 1 else None,
            violation=violation,
            digits={3: "thousands", 6: "fullwidth"}.get(turn % 8, "plain"),
        )
