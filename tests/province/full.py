"""The full province as data: which site serves whose reports, with which system, and what is wrong with it.

The small province is part of it. A line of data is a site: host, family and style, column and its path, whose
column it is, report years by agency, and what differs from the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.province import places, region
from tests.province.model import Agency, Site
from tests.province.places import Column

AGENCIES = (*places.AGENCIES, *region.AGENCIES)
BY_ID: Mapping[str, Agency] = {agency.id: agency for agency in AGENCIES}

_NAME = "政府信息公开年报"
_CODES = {
    "lanyuan": "990000",
    "qinghe": "990100",
    "songling": "990200",
    "yanchuan": "990300",
    **{place.slug: place.code for place in region.COUNTIES},
}


def columns() -> tuple[Column, ...]:
    """All columns with their sites, nothing posted yet; those of the small province first."""
    return (*places.columns(), *_lanyuan(), *_songling(), *_yanchuan(), *_counties(), *_mirrors(), *_shut())


def _column(
    host: str,
    kind: str,
    path: str,
    posts: Mapping[str, range],
    strangers: range = range(2018, 2024),
    *,
    column: str = _NAME,
    mixed: bool = False,
    posting: Mapping[str, Any] | None = None,
    **site: Any,
) -> Column:
    """`kind` is family and style (`trs:zero`); `mixed` a column of nobody's own; `posting` further fields of Column."""
    family, _, style = kind.partition(":")
    owner = None if mixed or not posts else BY_ID[next(iter(posts))]
    place = host.split(".")[1]
    name = owner.name if owner else _place_name(place)
    code = _CODES[place]
    made = Site(host, name, family, style, code, column, path, owner, **site)
    return Column(made, dict(posts), strangers, **(posting or {}))


def _place_name(slug: str) -> str:
    return BY_ID[slug].name if slug in BY_ID else "青禾市人民政府"


def _lanyuan() -> Iterator[Column]:
    yield _column(
        "www.lanyuan.gov.test", "querylist", "/lysrmzf/col/col21001/index.html",
        {"lanyuan": range(2012, 2025), "lanyuan-bgs": range(2014, 2025), "lanyuan-nyj": range(2015, 2025),
         "lanyuan-zrj": range(2015, 2025)},
        range(2008, 2024), mixed=True, page_size=15, home="tree", posting={"fillers": 22},
    )  # fmt: skip
    yield _column(
        "fgw.lanyuan.gov.test", "jpaas", "/zwgk/zfxxgknb/index.html", {"lanyuan-fgw": range(2014, 2025)},
        range(2010, 2024), page_size=15, home="two steps", posting={"fillers": 12},
    )  # fmt: skip
    yield _column(
        "jyt.lanyuan.gov.test", "std61:comment", "/jyt/c107267/zwgk.shtml", {"lanyuan-jyj": range(2012, 2025)},
        range(2014, 2024), home="accordion", traps=frozenset({"ts"}),
    )  # fmt: skip
    yield _column(
        "kjt.lanyuan.gov.test", "minor:kejiting", "/www/xxgk2020/212936/index.html", {"lanyuan-kjj": range(2016, 2025)},
        page_size=8, home="broken",
    )  # fmt: skip
    yield _column(
        "gxt.lanyuan.gov.test", "minor:jiaoyuting", "/column.jsp?id=1414231541890&current=1",
        {"lanyuan-gxj": range(2017, 2025)}, page_size=6, home="onclick",
    )  # fmt: skip
    yield _column(
        "mzt.lanyuan.gov.test", "ucap:aggregate", "/mzt/c112945/zfxxgk_gknbz.shtml", {"lanyuan-mzj": range(2014, 2025)},
        range(2014, 2024), home="broken",
    )  # fmt: skip
    yield _column(
        "sft.lanyuan.gov.test", "hanweb_xxgk:area", "/col/col61229/index.html", {"lanyuan-sfj": range(2014, 2025)},
        range(2016, 2024), page_size=7,
    )  # fmt: skip
    yield _column(
        "czt.lanyuan.gov.test", "trs:zero", "/zwgk/zfxxgknb/", {"lanyuan-czj": range(2012, 2025)}, page_size=9,
        home="slug", traps=frozenset({"busy", "split"}),
        posting={"carriers": {("lanyuan-czj", 2017): "xls", ("lanyuan-czj", 2022): "docx", ("lanyuan-czj", 2018): "apart"}},
    )  # fmt: skip
    yield _column(
        "sthjt.lanyuan.gov.test", "epoint:rest", "/xxgk/003002/003002008/infolist.html",
        {"lanyuan-sthj": range(2016, 2025)}, page_size=8, home="iframe",
    )  # fmt: skip
    yield _column(
        "wlt.lanyuan.gov.test", "jsonfile", "/zfxxgk/zfxxgknb/", {"lanyuan-wlj": range(2019, 2025)}, home="slug",
    )  # fmt: skip
    yield _column(
        "slt.lanyuan.gov.test", "minor:hebei", "/columns/5dbfd7ea-1f1a-4d2b-9c7e-0d5b5f2a61c4/index.html",
        {"lanyuan-slj": range(2016, 2025)}, page_size=6, home="two steps",
    )  # fmt: skip


# On the portal as well; and what the portal still lists although its page is no more: how it answers.
_COPIED = (("songling-sfj", 2021), ("songling-zjj", 2020))
_DEAD = {("songling-scjg", 2018): "home", ("songling-sthj", 2018): "soft404", ("songling-mzj", 2016): "gone"}


def _songling() -> Iterator[Column]:
    departments = ("songling-bgs", "songling-fgw", "songling-czj", "songling-jyj", "songling-slj")
    yield _column(
        "www.songling.gov.test", "ucap:cap", "/songling/c112011/list.shtml",
        {"songling": range(2014, 2025), **dict.fromkeys(departments, range(2015, 2025))},
        range(2008, 2024), column="部门年报", mixed=True, page_size=20, home="two steps",
        posting={"fillers": 160, "copies": (*_COPIED, *_DEAD), "dead": _DEAD},
    )  # fmt: skip
    yield _column(
        "sfj.songling.gov.test", "vsb", "/zfxxgk/zfxxgknb.htm", {"songling-sfj": range(2016, 2025)},
        range(2012, 2024), page_size=4, home="broken",
        posting={"carriers": {("songling-sfj", 2018): "xlsx", ("songling-sfj", 2017): "captcha", ("songling-sfj", 2023): "docx"}},
    )  # fmt: skip
    yield _column(
        "rsj.songling.gov.test", "std61:whole", "/zwgk/zfxxgk/zfxxgknb/", {"songling-rsj": range(2015, 2025)},
        page_size=8, home="accordion", posting={"carriers": {("songling-rsj", 2020): "image"}},
    )  # fmt: skip
    yield _column(
        "scjg.songling.gov.test", "gkmlpt:normal", "/gkmlpt/index#952", {"songling-scjg": range(2016, 2025)}, home="index",
    )  # fmt: skip
    yield _column(
        "zjj.songling.gov.test", "nfcms", "/zfxxgkml/szjj/zfxxgkgzndbg/", {"songling-zjj": range(2016, 2025)},
        page_size=6,
    )  # fmt: skip
    yield _column(
        "sthj.songling.gov.test", "label8888", "/public/column/1681", {"songling-sthj": range(2016, 2025)}, page_size=6,
        home="onclick",
    )  # fmt: skip
    yield _column(
        "mzj.songling.gov.test", "truecms", "/mzj/xxgknb/xxgknb.html", {"songling-mzj": range(2014, 2025)},
        range(2010, 2024), page_size=5, posting={"fillers": 8},
    )  # fmt: skip
    yield _column(
        "wlj.songling.gov.test", "minor:shanghai", "/nw49254/index.html", {"songling-wlj": range(2019, 2025)},
        page_size=5, home="iframe",
    )  # fmt: skip


def _yanchuan() -> Iterator[Column]:
    yield _column(
        "www.yanchuan.gov.test", "gkmlpt:json", "/gkmlpt/index",
        {"yanchuan": range(2016, 2025), "yanchuan-bgs": range(2018, 2025), "yanchuan-slj": range(2018, 2025)},
        mixed=True, home="index",
    )  # fmt: skip
    yield _column(
        "fgw.yanchuan.gov.test", "gkmlpt:direct", "/gkmlpt/index", {"yanchuan-fgw": range(2019, 2025)}, home="index",
        posting={"carriers": {("yanchuan-fgw", year): "pdf" for year in (2021, 2023)}},
    )  # fmt: skip
    yield _column(
        "sfj.yanchuan.gov.test", "hanweb:nextgroup", "/col/col1229283449/index.html",
        {"yanchuan-sfj": range(2014, 2025)}, range(2008, 2024), page_size=15, traps=frozenset({"shell"}),
        posting={"fillers": 85, "carriers": {("yanchuan-sfj", 2017): "xls", ("yanchuan-sfj", 2019): "pdf"}},
    )  # fmt: skip
    yield _column(
        "czj.yanchuan.gov.test", "epoint:static", "/zwgk/006003/006003008/1.html", {"yanchuan-czj": range(2016, 2025)},
        page_size=6, traps=frozenset({"bounce"}),
    )  # fmt: skip
    yield _column(
        "jyj.yanchuan.gov.test", "minor:xian", "/zwgk/zfxxgknb/jbbmnb/1.html", {"yanchuan-jyj": range(2016, 2025)},
        page_size=5, home="two steps",
    )  # fmt: skip
    yield _column(
        "zjj.yanchuan.gov.test", "minor:gongxinting", "/zjj/zfxxgk/zfxxgknb/index.html",
        {"yanchuan-zjj": range(2018, 2025)}, page_size=6, encoding="gb18030", traps=frozenset({"utf8-header"}),
    )  # fmt: skip
    yield _column(
        "nyj.yanchuan.gov.test", "minor:hunan", "/13634/27144/index.htm", {"yanchuan-nyj": range(2018, 2025)},
        page_size=5,
    )  # fmt: skip
    yield _column(
        "yjj.yanchuan.gov.test", "minor:guozi", "/n2588035/n2588300/index.html", {"yanchuan-yjj": range(2018, 2025)},
        page_size=6, metas=False,
    )  # fmt: skip
    yield _column(
        "gxj.yanchuan.gov.test", "nfcms:direct", "/gxj/zfxxgkgzndbg/", {"yanchuan-gxj": range(2020, 2025)},
        range(2019, 2022), page_size=6,
        posting={"carriers": {("yanchuan-gxj", year): "pdf" for year in range(2020, 2025)}},
    )  # fmt: skip
    yield _column(
        "zrj.yanchuan.gov.test", "std61:years", "/zrj/zfxxgk/", {"yanchuan-zrj": range(2014, 2025)}, home="accordion",
    )  # fmt: skip


def _counties() -> Iterator[Column]:
    yield _column(
        "www.baiting.gov.test", "vsb", "/zwgk/bmnb.htm",
        {"baiting": range(2016, 2025), "baiting-bgs": range(2019, 2025), "baiting-czj": range(2019, 2025),
         "baiting-xiaqiao": range(2021, 2025)},
        range(2008, 2024), column="部门年报", mixed=True, page_size=8, home="two steps", traps=frozenset({"grows"}),
    )  # fmt: skip
    yield _column(
        "jyj.baiting.gov.test", "vsb", "/info/1084/3201.htm", {"baiting-jyj": range(2024, 2025)}, range(0),
        traps=frozenset({"single"}), column="教育局政府信息公开年报",
    )  # fmt: skip
    yield _column(
        "sfj.baiting.gov.test", "minor:anyang", "/zfxxgk/zfxxgknb/", {"baiting-sfj": range(2018, 2025)}, page_size=5,
        traps=frozenset({"bom"}),
    )  # fmt: skip
    yield _column(
        "www.maixi.gov.test", "trs:inline", "/xxgk/xxgknb/",
        {"maixi": range(2016, 2025), "maixi-bgs": range(2019, 2025), "maixi-longquan": range(2020, 2025)},
        range(2010, 2024), column="信息公开年报", mixed=True, metas=False, page_size=10,
        posting={"copies": (("lanyuan", 2019), ("songling", 2019))},
    )  # fmt: skip
    yield _column(
        "xxgk.maixi.gov.test", "hanweb_xxgk:areas", "/col/col315154/index.html",
        {"maixi-czj": range(2017, 2025), "maixi-jyj": range(2017, 2025), "maixi-sfj": range(2017, 2025)},
        column="部门年报", mixed=True, page_size=5,
    )  # fmt: skip
    yield _column(
        "www.luming.gov.test", "ucap:flat", "/luming/c111239/xxgk_gknb_list.shtml",
        {"luming": range(2016, 2025), "luming-bgs": range(2018, 2025), "luming-czj": range(2018, 2025),
         "luming-hetan": range(2021, 2025)},
        range(2010, 2024), mixed=True, page_size=9, home="several",
    )  # fmt: skip
    yield _column(
        "jyj.luming.gov.test", "minor:liaoning", "/jyj/zfxxgk/nb/index.shtml", {"luming-jyj": range(2019, 2025)},
        page_size=5,
    )  # fmt: skip
    yield _column(
        "sfj.luming.gov.test", "minor:aspx", "/Category_598/Index.aspx", {"luming-sfj": range(2019, 2025)}, page_size=5,
        metas=False, encoding="gb18030", traps=frozenset({"frames"}),
    )  # fmt: skip
    yield _column(
        "www.gutang.gov.test", "trs:one", "/xxgk/XXGK/XXGKNB/",
        {"gutang": range(2016, 2025), "gutang-bgs": range(2018, 2025), "gutang-czj": range(2018, 2025),
         "gutang-yunfeng": range(2021, 2025)},
        range(2010, 2024), mixed=True, page_size=12, home="several",
        traps=frozenset({"migrated"}),
    )  # fmt: skip
    yield _column(
        "jyj.gutang.gov.test", "minor:ilist", "/info/iList.jsp?node_id=GKmzs&cat_id=15971&cur_page=1",
        {"gutang-jyj": range(2019, 2025)}, page_size=5,
    )  # fmt: skip
    yield _column(
        "sfj.gutang.gov.test", "hanweb:datastore", "/col/col45999/index.html", {"gutang-sfj": range(2016, 2025)},
        page_size=4,
    )  # fmt: skip


def _mirrors() -> Iterator[Column]:
    """An expired domain of the civil affairs bureau, registered in good faith, and hijacked since."""
    site = Site(
        "www.slmzj-online.test", "松陵市民政局", "mirror", "", "990200", _NAME, "/mzj/xxgknb/xxgknb.html", None,
        page_size=50,
    )  # fmt: skip
    yield Column(site, {}, range(0), copies=(("songling-mzj", 2019), ("songling-mzj", 2022)))


# host: how it is shut, and the true reason a crawl must give.
_REASONS = {
    "wjw.lanyuan.gov.test": ("ruishu", "waf:ruishu"),
    "gat.lanyuan.gov.test": ("jiasule", "waf:jiasule"),
    "rst.lanyuan.gov.test": ("browser", "needs a browser"),
    "swj.songling.gov.test": ("geo", "waf:geo"),
    "yjj.songling.gov.test": ("soft404", "soft404"),
    "jtj.songling.gov.test": ("moved", "moved"),
    "tjj.songling.gov.test": ("dead", "connection"),
    "slj.baiting.gov.test": ("robots", "robots"),
    "wgj.luming.gov.test": ("closed", "moved"),
    "lyj.maixi.gov.test": ("stub", "stub"),
    "lyj.gutang.gov.test": ("stub", "stub"),
    "lyj.yanchuan.gov.test": ("stub", "stub"),
}


# Agencies without a column of their own.
_HOMES = {
    "jtj.lanyuan.gov.test": "none",
    "sjj.yanchuan.gov.test": "none",
    "mzj.baiting.gov.test": "none",
    "czj.maixi.gov.test": "sibling",
    "jyj.maixi.gov.test": "sibling",
}


def _shut() -> Iterator[Column]:
    for host, (style, reason) in _REASONS.items():
        yield _column(host, f"shut:{style}", "/zwgk/zfxxgknb/", {}, range(0), reason=reason)
    for host, home in _HOMES.items():
        yield _column(host, "shut", "", {}, range(0), home=home)
