"""A province of any size, for load: cities and counties with invented names, a site for each agency, few traps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice

from tests.province import region
from tests.province.model import Agency, Site
from tests.province.places import Column
from tests.province.region import Place

YEARS = range(2021, 2025)

_FIRST = "澄浔沔泗涟漪洛湄汶沁渚溪泾沂潍淄洮洹浥浚"
_SECOND = "陵川原阳安宁丰平泰昌"
_SIZE = 5  # a city and its four counties, each with as many agencies
_FAMILIES = (
    ("hanweb:nextgroup", "/col/col70315/index.html"),
    ("trs:zero", "/zwgk/zfxxgknb/"),
    ("vsb", "/zfxxgk/zfxxgknb.htm"),
    ("std61:whole", "/zwgk/zfxxgk/zfxxgknb/"),
    ("ucap:flat", "/xxgk/c112011/list.shtml"),
    ("plain:gbk", "/xxgk/nb/list.html"),
    ("minor:shanghai", "/nw49254/index.html"),
    ("trs:one", "/xxgk/zfxxgkndbg_94/"),
    ("nfcms", "/zfxxgkml/zfxxgkgzndbg/"),
    ("minor:gongxinting", "/zfxxgk/zfxxgknb/index.html"),
    ("epoint:static", "/zwgk/006003/006003008/1.html"),
)

MOST = 90 * _SIZE * (1 + len(region.DEPARTMENTS))  # two digits of the codes, from 10, number the cities


def _places() -> Iterator[Place]:
    """City after city, each followed by its counties: 99cc00, 99cc21 to 99cc24."""
    for number in range(90):
        name = _FIRST[number % len(_FIRST)] + _SECOND[number // len(_FIRST) + number % 5]
        code = f"99{number + 10}"
        yield Place(f"city{number:02}", f"{name}市", f"{code}00", "市")
        for county in range(1, _SIZE):
            own = _SECOND[county] + _FIRST[(number + 3 * county) % len(_FIRST)]
            yield Place(f"city{number:02}-{county}", f"{name}市{own}县", f"{code}2{county}", "县")


def _all_agencies() -> Iterator[tuple[Place, Agency]]:
    for place in _places():
        yield place, region.government(place)
        yield from ((place, region.department(place, slug)) for slug in region.DEPARTMENTS)


def agencies(count: int) -> tuple[Agency, ...]:
    return tuple(agency for _, agency in islice(_all_agencies(), count))


def columns(count: int) -> tuple[Column, ...]:
    """A site with a column of four reports and some strangers for each of the first `count` agencies."""
    made = []
    for (place, agency), (kind, path) in zip(islice(_all_agencies(), count), cycle(_FAMILIES)):
        family, _, style = kind.partition(":")
        host = f"{agency.id.removeprefix(place.slug).strip('-') or 'www'}.{place.slug}.gov.test"
        encoding = "gb18030" if style == "gbk" else "utf-8"
        site = Site(
            host,
            agency.name,
            family,
            style,
            place.code,
            "政府信息公开年报",
            path,
            agency,
            encoding=encoding,
            page_size=4,
        )
        made.append(Column(site, {agency.id: YEARS}, range(2020, 2024)))
    return tuple(made)
