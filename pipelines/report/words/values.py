"""What one printed cell says: a number, its unit, or why there is no number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipelines.report.model import Meaning, Number

# Full-width forms only: NFKC would also turn 3² into 32 and ① into 1.
_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20, 0x2212: 0x2D}
_DASHES = frozenset("/\\-—–―─_*|")

# Characters; the longest figure with sign and unit has some twenty, and the longest number 15 digits.
_LONGEST = 60
_DIGITS = 15

# Words agencies put where a number belongs; they are kept as text, never turned into a number.
_WORDS = frozenset({"无", "暂无", "不适用", "不涉及", "N/A", "n/a", "NA", "空"})

_UNITS = "亿元|万元|元|人次|件次|件|条|次|个|项|人|篇|份|宗|起|例|%"
_NUMBER = rf"[0-9]{{1,{_DIGITS}}}(?:\.[0-9]{{1,6}})?"
_GROUPED = r"[0-9]{1,3}(?:[, ][0-9]{3}){1,5}(?:\.[0-9]{1,6})?"
_PRINTED = re.compile(rf"(?P<sign>[+-]?)\s?(?P<number>{_GROUPED}|{_NUMBER})\s?(?P<unit>{_UNITS})?")
# 增 and 减 are how agencies write the sign in the column 本年增/减: 23(增), 1(减), 增3, 减少3.
_UP, _DOWN = "增加|新增|净增|增|↑", "减少|净减|减|↓"
_SIGN_FIRST = re.compile(
    rf"(?:(?P<up>{_UP})|{_DOWN})(?:了)?\s?(?P<number>{_GROUPED}|{_NUMBER})\s?(?P<unit>{_UNITS})?"
)
_SIGN_LAST = re.compile(
    rf"(?P<number>{_GROUPED}|{_NUMBER})\s?(?P<unit>{_UNITS})?\s?[(\[]?\s?(?:(?P<up>{_UP})|{_DOWN})\s?[)\]]?"
)
_BRACKETED = re.compile(rf"(?<=[0-9])\s?[(]\s?({_UNITS})\s?[)]$")  # 3（件）
_UNIT_NOTE = re.compile(rf"单位\s?:?\s?(?P<a>{_UNITS})|[(](?P<b>亿元|万元|元)[)]")


class Value(NamedTuple):
    """`value` is None where no number is printed; `meaning` then says what is, else what stands beside it."""

    value: Number | None
    unit: str | None = None
    meaning: Meaning | None = None


def read_value(text: str, *, signed: bool = False) -> Value:
    """Read a cell strictly: one number, with a sign in words where `signed`, and a unit if one is printed.

    >>> read_value("63363.40万元"), read_value("3（件）")
    (Value(value=63363.4, unit='万元', meaning='unit'), Value(value=3, unit='件', meaning='unit'))
    >>> read_value("1(减)", signed=True), read_value("＋２", signed=True), read_value("1,234")
    (Value(value=-1, unit=None, meaning='signed'), Value(value=2, unit=None, meaning='signed'), Value(value=1234, unit=None, meaning=None))
    >>> [read_value(t).meaning for t in ("", "—", "无", "3 5", "3²", "约4", "1(减)")]
    ['blank', 'dash', 'text', 'text', 'text', 'text', 'text']
    """
    return _read(text, signed) if len(text) <= _LONGEST else Value(None, meaning="text")


@lru_cache(maxsize=8192)
def _read(text: str, signed: bool) -> Value:
    if text.isdecimal() and text.isascii() and len(text) <= _DIGITS:
        return Value(int(text))  # nearly every figure, spared the patterns
    ascii_text = text.translate(_WIDTHS).strip()
    if not ascii_text:
        return Value(None, meaning="blank")
    if all(c in _DASHES or c == " " for c in ascii_text):
        return Value(None, meaning="dash")
    ascii_text = _BRACKETED.sub(r"\1", ascii_text)
    match = _PRINTED.fullmatch(ascii_text)
    if match:
        unit: str | None = match["unit"]
        number = _number(match["number"]) * (-1 if match["sign"] == "-" else 1)
        meaning: Meaning | None = "unit" if unit else "signed" if match["sign"] == "+" else None
        return Value(number, unit, meaning)
    match = (_SIGN_FIRST.fullmatch(ascii_text) or _SIGN_LAST.fullmatch(ascii_text)) if signed else None
    if match:
        number = _number(match["number"])
        return Value(number if match["up"] or not number else -number, match["unit"], "signed")
    return Value(None, meaning="text")


def is_value(text: str) -> bool:
    """Whether a cell could be a figure's: a number, a sign in words, a blank, a dash, or a word for none."""
    return text.strip() in _WORDS or read_value(text, signed=True).meaning != "text"


def unit_in(text: str) -> str | None:
    """The unit a header or label names for its column.

    >>> unit_in("本年收费金额（单位：万元）"), unit_in("采购总金额(元)"), unit_in("接受培训人员数(单位:人次)")
    ('万元', '元', '人次')
    """
    return _unit_in(text[:80])


@lru_cache(maxsize=4096)
def _unit_in(text: str) -> str | None:
    match = _UNIT_NOTE.search(text.translate(_WIDTHS))
    return (match["a"] or match["b"]) if match else None


def _number(text: str) -> Number:
    digits = text.replace(",", "").replace(" ", "")
    return float(digits) if "." in digits else int(digits)
