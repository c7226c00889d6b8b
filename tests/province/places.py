"""The small province as data: its agencies, its sites, and what stands in their report columns.

Places and their division codes (99xxxx, outside GB/T 2260) are invented: 岚原省青禾市 with 云桥区 and 石渡县.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.province.model import Agency, Carrier, Site

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
BY_ID = {agency.id: agency for agency in AGENCIES}

QUIET = ("yunqiao-mzj", "shidu-liuwan")  # agencies so small that most of their figures are 0
FIRST_TABLE = 2014  # the report year 国办发〔2014〕32号 brought the indicator table; before it, text alone
WITHOUT_TABLE = ("qinghe-czj", 2016)  # the report that prints no table at all
HYBRID = ("qinghe-jyj", 2023)  # the report that mixes the tables of two forms
WITHOUT_YEAR = ("qinghe-rsj", 2021)  # the report whose title does not say its year


@dataclass(frozen=True)
class Column:
    """A site and what its report column holds: report years by agency, and a stranger for some years."""

    site: Site
    posts: dict[str, range]
    stranger_years: range
    # (agency id, year) of reports that another site publishes as well
    copies: tuple[tuple[str, int], ...] = ()
    # what holds a report, by (agency id, year), where it is not the page
    carriers: Mapping[tuple[str, int], Carrier] = field(default_factory=dict)
    # copies whose page is gone although the list still has them, and how their address answers
    dead: Mapping[tuple[str, int], str] = field(default_factory=dict)
    fillers: int = 0  # news, beyond the strangers: columns run long


_NAME = "政府信息公开年报"


def columns() -> tuple[Column, ...]:
    """The columns with their sites, nothing posted yet."""
    return (*_hanweb(), *_trs(), *_plain())


def _hanweb() -> tuple[Column, ...]:
    return (
        Column(
            Site("sfj.qinghe.gov.test", "青禾市司法局", "hanweb", "nextgroup", "990100", _NAME,
                 "/col/col81229/index.html", BY_ID["qinghe-sfj"], page_size=2),
            {"qinghe-sfj": range(2016, 2025)},
            range(2016, 2024),
        ),
        Column(
            Site("www.qinghe.gov.test", "青禾市人民政府", "hanweb", "nextgroup", "990100", "部门年报",
                 "/col/col70315/index.html", None, page_size=4),
            {"qinghe-bgs": range(2021, 2025), "qinghe-fgw": range(2020, 2024)},
            range(2017, 2024),
            copies=(("qinghe-sfj", 2022),),
        ),
        Column(
            Site("czj.qinghe.gov.test", "青禾市财政局", "hanweb", "initdata", "990100", _NAME,
                 "/col/col30067/index.html", BY_ID["qinghe-czj"], metas=False, page_size=3),
            {"qinghe-czj": range(2016, 2021)},
            range(2016, 2021),
        ),
        Column(
            Site("www.shidu.gov.test", "石渡县人民政府", "hanweb", "datastore", "990121", _NAME,
                 "/col/col45842/index.html", BY_ID["shidu"], page_size=4),
            {"shidu": range(2017, 2023)},
            range(2015, 2023),
        ),
    )  # fmt: skip


def _trs() -> tuple[Column, ...]:
    return (
        Column(
            Site("jyj.qinghe.gov.test", "青禾市教育局", "trs", "zero", "990100", _NAME,
                 "/zwgk/zfxxgknb/", BY_ID["qinghe-jyj"], page_size=6),
            {"qinghe-jyj": range(2019, 2024)},
            range(2018, 2023),
        ),
        Column(
            Site("rsj.qinghe.gov.test", "青禾市人力资源和社会保障局", "trs", "one", "990100", _NAME,
                 "/xxgk/zfxxgkndbg_94/", BY_ID["qinghe-rsj"], page_size=5),
            {"qinghe-rsj": range(2020, 2025)},
            range(2019, 2023),
        ),
        Column(
            Site("www.yunqiao.gov.test", "云桥区人民政府", "trs", "inline", "990102", "信息公开年报",
                 "/xxgk/xxgknb/", None, metas=False, page_size=7),
            {"yunqiao": range(2019, 2025), "yunqiao-mzj": range(2021, 2025)},
            range(2016, 2024),
            copies=(("yunqiao-sfj", 2023),),
        ),
    )  # fmt: skip


def _plain() -> tuple[Column, ...]:
    return (
        Column(
            Site("sfj.yunqiao.gov.test", "云桥区司法局", "plain", "bom", "990102", _NAME,
                 "/zwgk/nb/list.shtml", BY_ID["yunqiao-sfj"], page_size=4),
            {"yunqiao-sfj": range(2022, 2025)},
            range(2021, 2024),
        ),
        Column(
            Site("scjg.qinghe.gov.test", "青禾市市场监督管理局", "plain", "gbk", "990100", _NAME,
                 "/xxgk/nb/list.html", BY_ID["qinghe-scjg"], encoding="gb18030"),
            {"qinghe-scjg": range(2019, 2023)},
            range(2018, 2022),
        ),
        Column(
            Site("sthj.qinghe.gov.test", "青禾市生态环境局", "plain", "gbk", "990100", _NAME,
                 "/gkml/gknb/list.html", BY_ID["qinghe-sthj"], encoding="gb18030", metas=False),
            {"qinghe-sthj": range(2016, 2020)},
            range(2017, 2020),
        ),
        Column(
            Site("liuwan.shidu.gov.test", "石渡县柳湾镇人民政府", "plain", "cells", "990121", _NAME,
                 "/xxgk/nb/list.html", BY_ID["shidu-liuwan"], metas=False, page_size=4),
            {"shidu-liuwan": range(2020, 2024)},
            range(2020, 2022),
        ),
    )  # fmt: skip
