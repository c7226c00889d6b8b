"""Which agencies, sites and documents the small province has, and how the variants are dealt out among them.

Places and their division codes (99xxxx, outside GB/T 2260) are invented: 岚原省青禾市, its 云桥区 and its 石渡县.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tests.province import hanweb, plain, reports, strangers, trs
from tests.province.figures import Traits
from tests.province.markup import HABITS, UNCLOSED, Markup
from tests.province.model import Agency, Document, Posting, Report, Site, World
from tests.province.pages import dice

NOW = "2025-06-30T08:00:00Z"  # a fixed clock under which every report of 2016 to 2024 is due

AGENCIES = (
    Agency("qinghe-bgs", "青禾市人民政府办公室", "990100", "department", "市政府办公室", "我办"),
    Agency("qinghe-fgw", "青禾市发展和改革委员会", "990100", "department", "市发展改革委", "我委"),
    Agency("qinghe-sfj", "青禾市司法局", "990100", "department", "市司法局", "我局"),
    Agency("qinghe-czj", "青禾市财政局", "990100", "department", "市财政局", "我局"),
    Agency("qinghe-jyj", "青禾市教育局", "990100", "department", "市教育局", "我局"),
    Agency("qinghe-rsj", "青禾市人力资源和社会保障局", "990100", "department", "市人社局", "我局"),
    Agency("qinghe-scjg", "青禾市市场监督管理局", "990100", "department", "市市场监管局", "我局"),
    Agency("qinghe-sthj", "青禾市生态环境局", "990100", "department", "市生态环境局", "我局"),
    Agency("yunqiao", "云桥区人民政府", "990102", "government", "区政府", "我区"),
    Agency("yunqiao-mzj", "云桥区民政局", "990102", "department", "区民政局", "我局"),
    Agency("yunqiao-sfj", "云桥区司法局", "990102", "department", "区司法局", "我局"),
    Agency("shidu", "石渡县人民政府", "990121", "government", "县政府", "我县"),
    Agency("shidu-liuwan", "石渡县柳湾镇人民政府", "990121", "township", "镇政府", "我镇"),
)
_BY_ID = {agency.id: agency for agency in AGENCIES}

# Agencies so small that most of their figures are 0.
_QUIET = ("yunqiao-mzj", "shidu-liuwan")
# The one report of 2017 that prints no table at all, and the one of 2023 that mixes the forms of two generations.
_WITHOUT_TABLE = ("qinghe-czj", 2016)
_HYBRID = ("qinghe-jyj", 2023)
_WITHOUT_YEAR = ("qinghe-rsj", 2021)


@dataclass(frozen=True)
class _Column:
    """A site with its column and what is posted there: (agency id, report years), strangers by year."""

    site: Site
    posts: tuple[tuple[str, Iterable[int]], ...]
    stranger_years: Iterable[int]
    copies: tuple[tuple[str, int], ...] = field(default=())  # reports that another site publishes as well


def _columns() -> tuple[_Column, ...]:
    def site(
        host: str, name: str, family: str, style: str, code: str, path: str, agency: str = "", **more: object
    ) -> Site:
        owner = _BY_ID[agency] if agency else None
        base = Site(f"{host}.gov.test", name, family, style, code, "政府信息公开年报", path, owner)  # type: ignore[arg-type]
        return replace(base, **more)  # type: ignore[arg-type]

    qinghe, yunqiao, shidu = "990100", "990102", "990121"
    return (
        _Column(
            site("sfj.qinghe", "青禾市司法局", "hanweb", "nextgroup", qinghe, "/col/col81229/index.html", "qinghe-sfj", page_size=4),
            (("qinghe-sfj", range(2016, 2025)),),
            range(2016, 2024),
        ),
        _Column(
            site("www.qinghe", "青禾市人民政府", "hanweb", "nextgroup", qinghe, "/col/col70315/index.html", column="部门年报", page_size=4),
            (("qinghe-bgs", range(2021, 2025)), ("qinghe-fgw", range(2020, 2024))),
            range(2017, 2024),
            copies=(("qinghe-sfj", 2022),),
        ),
        _Column(
            site("czj.qinghe", "青禾市财政局", "hanweb", "initdata", qinghe, "/col/col30067/index.html", "qinghe-czj", metas=False, page_size=3),
            (("qinghe-czj", range(2016, 2021)),),
            range(2016, 2021),
        ),
        _Column(
            site("www.shidu", "石渡县人民政府", "hanweb", "datastore", shidu, "/col/col45842/index.html", "shidu", page_size=4),
            (("shidu", range(2017, 2023)),),
            range(2015, 2023),
        ),
        _Column(
            site("jyj.qinghe", "青禾市教育局", "trs", "zero", qinghe, "/zwgk/zfxxgknb/", "qinghe-jyj", page_size=6),
            (("qinghe-jyj", range(2019, 2024)),),
            range(2018, 2023),
        ),
        _Column(
            site("rsj.qinghe", "青禾市人力资源和社会保障局", "trs", "one", qinghe, "/xxgk/zfxxgkndbg_94/", "qinghe-rsj", page_size=5),
            (("qinghe-rsj", range(2020, 2025)),),
            range(2019, 2023),
        ),
        _Column(
            site("www.yunqiao", "云桥区人民政府", "trs", "inline", yunqiao, "/xxgk/xxgknb/", column="信息公开年报", metas=False, page_size=7),
            (("yunqiao", range(2019, 2025)), ("yunqiao-mzj", range(2021, 2025))),
            range(2016, 2024),
            copies=(("yunqiao-sfj", 2023),),
        ),
        _Column(
            site("sfj.yunqiao", "云桥区司法局", "plain", "bom", yunqiao, "/zwgk/nb/list.shtml", "yunqiao-sfj", page_size=4),
            (("yunqiao-sfj", range(2022, 2025)),),
            range(2021, 2024),
        ),
        _Column(
            site("scjg.qinghe", "青禾市市场监督管理局", "plain", "gbk", qinghe, "/xxgk/nb/list.html", "qinghe-scjg", encoding="gb18030"),
            (("qinghe-scjg", range(2019, 2023)),),
            range(2018, 2022),
        ),
        _Column(
            site("sthj.qinghe", "青禾市生态环境局", "plain", "gbk", qinghe, "/gkml/gknb/list.html", "qinghe-sthj", encoding="gb18030", metas=False),
            (("qinghe-sthj", range(2016, 2020)),),
            range(2017, 2020),
        ),
        _Column(
            site("liuwan.shidu", "石渡县柳湾镇人民政府", "plain", "cells", shidu, "/xxgk/nb/list.html", "shidu-liuwan", metas=False, page_size=4),
            (("shidu-liuwan", range(2020, 2024)),),
            range(2020, 2022),
        ),
    )  # fmt: skip


class _Dealer:
    """Deals the variants out in turn, so that every seed shows all of them; the seed shifts who gets which."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.reports = 0
        self.since_2019 = 0
        self.before_2019 = 0
        self.variants = {True: seed, False: seed}

    def variant(self, document: Document) -> int:
        """Reports and strangers take turns apart, or lists that alternate would give each only half the variants."""
        self.variants[isinstance(document, Report)] += 1
        return self.variants[isinstance(document, Report)]

    def plan(self, column: _Column, agency: Agency, year: int, copied: bool) -> reports.Plan:
        self.reports += 1
        traits = self._before_2019(agency, year) if year < 2019 else self._since_2019(agency, year)
        number = self.reports + 7 * self.seed
        stateless = column.site.style == "cells"
        return reports.Plan(
            agency=agency,
            year=year,
            traits=traits,
            markup=self._markup(column.site, number),
            number=number,
            sole=column.site.agency is agency and not copied,
            no_year=(agency.id, year) == _WITHOUT_YEAR,
            dated=not stateless,
            block=not stateless and number % 4 != 3,
        )

    def _markup(self, site: Site, number: int) -> Markup:
        return UNCLOSED if site.style == "gbk" and number % 2 else HABITS[number % len(HABITS)]

    def _before_2019(self, agency: Agency, year: int) -> Traits:
        if (agency.id, year) == _WITHOUT_TABLE:
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
        table_three = "2019" if (agency.id, year) == _HYBRID else table_two
        if agency.id in _QUIET:
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


def build(seed: int) -> World:
    """The small province; the same seed gives the same world."""
    dealer, columns = _Dealer(seed), _columns()
    copied = {copy for column in columns for copy in column.copies}
    written: dict[tuple[str, int], Report] = {}
    for column in columns:
        for agency_id, years in column.posts:
            for year in years:
                key = (agency_id, year)
                plan = dealer.plan(column, _BY_ID[agency_id], year, key in copied)
                written[key] = reports.make(plan, dice(seed, "report", *key))
    for column in columns:
        keys = [(agency_id, year) for agency_id, years in column.posts for year in years]
        documents: list[Document] = [written[key] for key in (*keys, *column.copies)]
        _post(dealer, column.site, [*documents, *_strangers(seed, column)])
    return World(seed, AGENCIES, tuple(column.site for column in columns))


def _strangers(seed: int, column: _Column) -> list[Document]:
    """Other documents of the column's agencies, one a year, their kinds in turn."""
    owners = [_BY_ID[agency_id] for agency_id, _ in column.posts]
    made = []
    for i, year in enumerate(column.stranger_years):
        rng = dice(seed, "stranger", column.site.host, year)
        markup = HABITS[rng.randrange(len(HABITS))]
        made.append(strangers.make(owners[i % len(owners)], year, i + seed, markup, rng))
    return made


def _post(dealer: _Dealer, site: Site, documents: list[Document]) -> None:
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
    """The date of the list row; mixed columns show the day of posting, which may be later than the document's."""
    day = date.fromisoformat(document.stated.published_on)
    return (day + timedelta(days=2 if site.style == "inline" and serial % 5 == 0 else 0)).isoformat()


FAMILIES = {"hanweb": hanweb, "trs": trs, "plain": plain}
