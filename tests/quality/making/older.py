"""The golden reports of 2008 to 2018."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.province.tables import Cell, Table
from tests.quality.making import oddities as odd
from tests.quality.making.body import Style, old_report, traits
from tests.quality.making.draft import AGENCIES
from tests.quality.making.golden import Golden

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21 = traits("2021", "2021")
TITLE = "{}{}年政府信息公开工作年度报告"


def before_2019() -> Iterator[Golden]:
    """Reports of 2008 to 2018: with the indicator table, with a local one, with none."""
    table = traits(indicators=True)
    for number, (name, frame, style, agency, year) in enumerate(
        (
            ("indicators-2016", "hanweb", Style(table, look="word"), SFJ, 2016),
            ("indicators-ie-2014", "cells", Style(table, look="ie"), XL, 2014),
            ("indicators-some-lines-2017", "trs", Style(traits(indicators=True, omitted=True), look="p"), SWJ, 2017),
            ("indicators-sum-wrong-2018", "vsb", Style(traits(indicators=True, violation="received"), look="span"), NYJ, 2018),
            ("indicators-slashes-2018", "nobody", Style(traits(indicators=True, blanks="/"), look="plain"), WJJ, 2018),
            ("indicators-local-columns-2015", "std61", Style(table, look="p", changes=(_local_columns,)), DAJ, 2015),
            ("indicators-split-labels-2017", "ucap", Style(table, look="bare", changes=(odd.split_labels,)), MZJ, 2017),
            ("narrative-2010", "cells", Style(traits()), BC, 2010),
            ("narrative-2013", "trs", Style(traits(), preamble=False), DD, 2013),
        )
    ):  # fmt: skip
        old = frame == "cells"
        yield Golden(
            name,
            old_report(
                agency, year, f"{year}年度{agency.name}政府信息公开工作报告", style, name,
                published_on=f"{year + 1}-03-{10 + number}", publisher=agency.name,
            ),
            frame,
            {"line": "slash" if old else ("hanweb", "trs", "bar")[number % 3], "paragraphs": "ie" if old else "ueditor",
             "metas": not old},
            f"/gk/nb/{year}.html",
            encoding="gb18030" if old else "utf-8",
            charset="gb2312" if old else "utf-8",
            content_type="text/html" if old else "text/html; charset=utf-8",
        )  # fmt: skip


def _local_columns(table: Table) -> Table:
    """指标名称, 计量单位, 代码, 本期实际, 本年累计: a province's own columns; the last holds the year's figure."""
    header = [Cell(each) for each in ("指标名称", "计量单位", "代码", "本期实际", "本年累计")]
    rows = [
        [
            label,
            unit,
            Cell(f"{n:02d}", head=False),
            Cell("——" if cell.text == "——" else str(n % 7), head=False),
            cell,
        ]
        for n, (label, unit, cell) in enumerate(table[2:], start=1)
    ]
    return [[replace(table[0][0], cols=5)], header, *rows]
