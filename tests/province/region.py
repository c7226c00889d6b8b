"""The rest of 岚原省 as data: the agencies of the province, of two more cities, of their counties and towns.

All names and division codes (99xxxx, outside GB/T 2260) are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.province.model import Agency


@dataclass(frozen=True)
class Place:
    """`short` is what it calls itself (市), `we` how it speaks (我市)."""

    slug: str
    name: str
    code: str
    short: str


PROVINCE = Place("lanyuan", "岚原省", "990000", "省")
SONGLING = Place("songling", "松陵市", "990200", "市")
YANCHUAN = Place("yanchuan", "砚川市", "990300", "市")
COUNTIES = (
    Place("baiting", "柏亭区", "990202", "区"),
    Place("maixi", "麦溪县", "990221", "县"),
    Place("luming", "鹿鸣区", "990302", "区"),
    Place("gutang", "古塘县", "990321", "县"),
)
TOWNS = (
    ("baiting-xiaqiao", "柏亭区下桥街道办事处", "990202", "街道办"),
    ("maixi-longquan", "麦溪县泷泉镇人民政府", "990221", "镇政府"),
    ("luming-hetan", "鹿鸣区禾滩镇人民政府", "990302", "镇政府"),
    ("gutang-yunfeng", "古塘县筠峰乡人民政府", "990321", "乡政府"),
)

# slug: the department's name in a province, in a city or county, and in short.
DEPARTMENTS = {
    "bgs": ("人民政府办公厅", "人民政府办公室", "政府办公室"),
    "fgw": ("发展和改革委员会", "发展和改革委员会", "发展改革委"),
    "jyj": ("教育厅", "教育局", "教育局"),
    "kjj": ("科学技术厅", "科学技术局", "科技局"),
    "gxj": ("工业和信息化厅", "工业和信息化局", "工信局"),
    "mzj": ("民政厅", "民政局", "民政局"),
    "sfj": ("司法厅", "司法局", "司法局"),
    "czj": ("财政厅", "财政局", "财政局"),
    "rsj": ("人力资源和社会保障厅", "人力资源和社会保障局", "人社局"),
    "zrj": ("自然资源厅", "自然资源局", "自然资源局"),
    "sthj": ("生态环境厅", "生态环境局", "生态环境局"),
    "zjj": ("住房和城乡建设厅", "住房和城乡建设局", "住建局"),
    "slj": ("水利厅", "水利局", "水利局"),
    "nyj": ("农业农村厅", "农业农村局", "农业农村局"),
    "wlj": ("文化和旅游厅", "文化和旅游局", "文旅局"),
    "yjj": ("应急管理厅", "应急管理局", "应急局"),
    "scjg": ("市场监督管理局", "市场监督管理局", "市场监管局"),
}

_OF = {
    PROVINCE: "bgs fgw jyj kjj gxj mzj sfj czj sthj slj nyj zrj wlj",
    SONGLING: "bgs fgw jyj mzj sfj czj rsj sthj zjj slj wlj scjg",
    YANCHUAN: "bgs fgw jyj gxj sfj czj zrj zjj slj nyj yjj",
    **dict.fromkeys(COUNTIES, "bgs czj jyj sfj"),
}


def department(place: Place, slug: str) -> Agency:
    of_province, of_city, short = DEPARTMENTS[slug]
    name = of_province if place is PROVINCE else of_city
    if name[-1] == "厅":
        short = short.replace("局", "厅").removesuffix("公室").removesuffix("公厅") + (
            "公厅" if slug == "bgs" else ""
        )
    we = {"会": "我委", "室": "我办", "厅": "我厅"}.get(name[-1], "我局")
    return Agency(
        f"{place.slug}-{slug}", place.name + name, place.code, "department", place.short + short, we
    )


def government(place: Place) -> Agency:
    return Agency(
        place.slug,
        f"{place.name}人民政府",
        place.code,
        "government",
        f"{place.short}政府",
        f"我{place.short}",
    )


def _town(agency_id: str, name: str, code: str, short: str) -> Agency:
    return Agency(agency_id, name, code, "township", short, "我镇" if short == "镇政府" else "我单位")


AGENCIES = (
    *(government(place) for place in _OF),
    *(department(place, slug) for place, slugs in _OF.items() for slug in slugs.split()),
    *(_town(*town) for town in TOWNS),
)
BY_ID = {agency.id: agency for agency in AGENCIES}
