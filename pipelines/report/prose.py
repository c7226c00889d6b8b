"""Figures stated in sentences (never mixed with the tables'): requests by channel and outcome, fees, challenges.

Before 2014 they are a report's only numbers. Each keeps its sentence, and the words that say whom it counts
(全市, 我局): a government's text may speak of its office alone while its tables cover the whole area.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.report.model import Number, Section, TextFigure
from pipelines.report.words.normalise import nfkc

MOST = 300_000  # characters of a report whose sentences are looked at; real ones have up to 60,000
_LONGEST = 600  # characters of a sentence that are looked at; real ones have up to 300

# A gap inside one clause: no figure, no comma. Years are taken out before, so a digit is always a figure.
_GAP = r"[^,。;:0-9]"
_N = r"(?P<n>[0-9]{1,9}(?:,[0-9]{3}){0,3}(?:\.[0-9]{1,4})?)"
_CASES = rf"{_N}(?P<unit>件次|件|宗|份|起|条|例|人次)"
_NO = r"(?:均未|尚未|未曾|从未|未|没有|无)"


@dataclass(frozen=True)
class _Pattern:
    """A measure and how it is stated; `zero` patterns state none in words.

    `needs`: one of these words is in whatever the patterns match. Looking for them first spares most sentences
    most of the patterns, which were 7 % of a reading.
    """

    measure: str
    needs: tuple[str, ...]
    stated: re.Pattern[str]
    zero: re.Pattern[str] | None = None


def _counted(measure: str, needs: str, words: str | None = None) -> _Pattern:
    """`words` (those needed, unless they are told more closely) then the figure, or the figure then `words`, in one clause."""
    words = words or needs
    stated = re.compile(
        rf"(?:{words}){_GAP}{{0,14}}{_CASES}"
        rf"|{_CASES.replace('?P<n>', '?P<n2>').replace('?P<unit>', '?P<unit2>')}{_GAP}{{0,8}}(?:{words})"
    )
    return _Pattern(measure, tuple(needs.split("|")), stated)


_ALWAYS = (
    _Pattern(
        "proactive_total",
        ("累计",),
        re.compile(rf"累计{_GAP}{{0,10}}公开{_GAP}{{0,12}}信息{_GAP}{{0,6}}{_N}(?P<unit>条|件)"),
    ),
    _Pattern(
        "proactive",
        (
            "信息",
            "新增",
        ),
        re.compile(
            rf"(?<!累计)(?:主动公开|发布|公开){_GAP}{{0,16}}信息{_GAP}{{0,6}}{_N}(?P<unit>条|件)"
            rf"|累计{_GAP}{{0,24}}[0-9,]{{1,12}}条,新增(?P<n2>[0-9]{{1,9}})(?P<unit2>条)"
        ),
    ),
    _Pattern(
        "received",
        ("申请",),
        re.compile(rf"(?:收到|受理|新收|接收|接到|收悉){_GAP}{{0,24}}申请{_GAP}{{0,12}}{_CASES}"),
        re.compile(rf"{_NO}(?:收到|受理|接到|接收)[^,。;]{{0,24}}申请"),
    ),
    _Pattern(
        "carried_over", ("结转",), re.compile(rf"(?:上年度?|上一年度?|去年|年)结转{_GAP}{{0,20}}{_CASES}")
    ),
    _Pattern(
        "carried_forward", ("结转",), re.compile(rf"结转(?:至|到)?(?:下|次)一?年{_GAP}{{0,16}}{_CASES}")
    ),
    _Pattern(
        "answered",
        (
            "答复",
            "办结",
        ),
        re.compile(
            rf"(?:答复|办结){_GAP}{{0,20}}{_CASES}"
            rf"|{_CASES.replace('?P<n>', '?P<n2>').replace('?P<unit>', '?P<unit2>')}"
            rf"{_GAP}{{0,12}}(?:均|全部|都|已){_GAP}{{0,10}}(?:答复|办结)"
        ),
    ),
    _Pattern(
        "fees",
        ("费",),
        re.compile(rf"收取{_GAP}{{0,30}}费{_GAP}{{0,10}}{_N}(?P<unit>万元|元)"),
        re.compile(rf"{_NO}(?:向申请人)?收取[^。;]{{0,40}}费|无[^,。;]{{0,12}}收费"),
    ),
    _Pattern(
        "reconsideration",
        ("复议",),
        re.compile(rf"行政复议{_GAP}{{0,20}}{_CASES}"),
        re.compile(rf"{_NO}[^,。;0-9]{{0,24}}(?:行政)?复议"),
    ),
    _Pattern(
        "litigation",
        ("诉讼",),
        re.compile(rf"(?:行政)?诉讼{_GAP}{{0,14}}{_CASES}"),
        re.compile(rf"{_NO}[^。;0-9]{{0,36}}诉讼"),
    ),
)

# Only in a sentence that speaks of requests, or in a section about them.
_OF_REQUESTS = (
    _counted("received_in_person", "当面|当场|现场|窗口"),
    _counted("received_online", "网络|网上|在线|网站|互联网|平台|电子邮件|电子邮箱"),
    _counted("received_letter", "信函|邮寄|来信|信件|书面"),
    _counted("received_fax", "传真"),
    _counted("from_natural_person", "自然人|公民|个人"),
    _counted("from_organisation", "法人|企业", "法人(?:或者?其他组织)?|企业|商业企业"),
    _counted("already_public", "已主动公开", "(?:属于)?已主动公开(?:范围)?"),
    _counted("granted_or_partial", "公开和部分公开", "同意公开和部分公开|公开和部分公开"),
    _counted("granted", "公开", "(?<!部分)(?:予以公开|同意公开|全部公开)(?!和)"),
    _counted("partial", "部分公开", "(?<!和)(?:同意|予以)?部分公开"),
    _counted("refused", "公开", "(?:不予|不同意|不)公开(?!范围)"),
    _counted("not_held", "不存在|不掌握", "信息不存在|不掌握|不存在"),
    _counted("not_ours", "机关", "不属于本(?:行政)?机关公开|非本机关职责权限范围|不属于本(?:行政)?机关"),
    _counted("clarification", "更改补充|补正"),
    _counted("redirected", "通过其他途径办理"),
    _counted("not_information", "所指政府信息", "非《?条例》?所指政府信息|不是《?条例》?所指政府信息"),
)
_SPEAKS_OF_REQUESTS = re.compile(r"申请|答复")
_ALL_OF_THEM = re.compile(r"均(?:为|是|通过|以)[^,。;]{0,4}(当面|网上|网络|在线|信函|邮寄|传真)")
_CHANNELS = {
    "当面": "received_in_person", "网上": "received_online", "网络": "received_online", "在线": "received_online",
    "信函": "received_letter", "邮寄": "received_letter", "传真": "received_fax",
}  # fmt: skip

_YEAR = re.compile(r"(?:20[0-9]{2}|[0-9]{1,2})(?=年|月|日)|20[0-9]{2}(?=-)")
# What a pattern can match on: a figure, or a word that says there is none.
_DIGIT, _NONE = re.compile("[0-9]"), re.compile("未|没有|无")
# Two sentences of three hold none of these, nor a character that NFKC could turn into one; comparing them was half the
# time of the prose.
_STATING = re.compile(
    "[0-9未没无]|[^\x00-\x7f\u2010-\u2026\u3000-\u301f\u4e00-\u9fff\uff01-\uff0f\uff1a-\uff20]"
)
_QUOTATION_MARKS = re.compile("[“”\"'‘’]")
_SENTENCE = re.compile(r"[^。;!?\n]{1,2000}[。;!?]?")
_SCOPE = re.compile(
    r"全(?:省|市|州|县|区|旗|镇|乡|系统|局|厅)|各(?:级|部门|单位|县区|乡镇)|(?<!非)(?<!不属于)本机关|本单位|本部门|"
    r"[我本](?:省|市|州|县|区|厅|局|委|办|院|镇|乡|街道)|(?:市|县|区|省)?政府办公[室厅]"
)


def read_prose(sections: Sequence[Section], plain: Sequence[str]) -> tuple[TextFigure, ...]:
    """The figures stated in the sections' sentences; `plain` holds their texts made comparable, one a section.

    A statement found twice (a summary repeats it) is kept twice: each has its sentence. What lies beyond the first
    MOST characters is not looked at.
    """
    found: list[TextFigure] = []
    left = MOST
    for section, whole in zip(sections, plain, strict=True):
        text, left = whole[:left], max(left - len(whole), 0)
        received: TextFigure | None = None
        for sentence in _sentences(text):
            stating = _STATING.search(sentence) is not None
            if not stating and received is None:
                continue
            requests = section.kind == "requests" or _SPEAKS_OF_REQUESTS.search(sentence) is not None
            figures = list(_figures(sentence, requests)) if stating else []
            received = next((f for f in figures if f.measure == "received"), received)
            if received and requests and (every := _ALL_OF_THEM.search(sentence)):
                figures.append(
                    TextFigure(_CHANNELS[every[1]], received.value, received.unit, sentence, received.scope)
                )
            found += figures
    return tuple(found)


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if " | " not in line:  # a table's row
            yield from (match[0].strip() for match in _SENTENCE.finditer(line))


def _figures(sentence: str, requests: bool) -> Iterator[TextFigure]:
    words = _YEAR.sub("", _comparable(sentence))
    has_number, has_no = _DIGIT.search(words), _NONE.search(words)
    if not (has_number or has_no):
        return
    for pattern in (*_ALWAYS, *(_OF_REQUESTS if requests and has_number else ())):
        for word in pattern.needs:
            if word in words:
                break
        else:
            continue
        stated = pattern.stated.search(words) if has_number else None
        if stated:
            groups = stated.groupdict()
            number = groups["n"] or groups.get("n2")
            unit = groups["unit"] or groups.get("unit2")
            assert number is not None
            yield TextFigure(pattern.measure, _number(number), unit, sentence, _scope(words))
        elif has_no and pattern.zero is not None and pattern.zero.search(words):
            yield TextFigure(pattern.measure, 0, None, sentence, _scope(words))


def _scope(words: str) -> str | None:
    return found[0] if (found := _SCOPE.search(words)) else None


def _comparable(sentence: str) -> str:
    """NFKC without spaces; enumeration commas between figures stay, quotation marks go."""
    return _QUOTATION_MARKS.sub("", "".join(nfkc(sentence[:_LONGEST]).split()))


def _number(text: str) -> Number:
    digits = text.replace(",", "")
    return float(digits) if "." in digits else int(digits)
