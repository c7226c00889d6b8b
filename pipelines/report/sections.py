"""The sections of a report: numbered headings, what each is about, and the text under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.report.model import Section, SectionKind
from pipelines.report.words.normalise import key

_ORDINALS = {numeral: value for value, numeral in enumerate("一二三四五六七八九十", start=1)}
_ORDINALS |= {"十" + numeral: 10 + value for numeral, value in _ORDINALS.items() if value < 10}
_HEADING = re.compile(r"(?:第?([一二三四五六七八九十]{1,2})(?:[、.,:]|部分[:、]?))(.{2,60})")
_BEGINNINGS = "第一二三四五六七八九十"

# What a heading is about, by its words; the first rule that matches decides. 因政府信息公开申请行政复议… speaks of
# requests too, 需要说明的其他事项与统计表 of the table too, so the order matters.
_KINDS: tuple[tuple[SectionKind, re.Pattern[str]], ...] = (
    ("fees", re.compile(r"收费|减免|费用")),
    ("challenges", re.compile(r"复议|诉讼|申诉|举报")),
    ("problems", re.compile(r"问题|整改|改进|不足|打算|下一步")),
    ("analysis", re.compile(r"分析")),
    ("other", re.compile(r"其他|需要说明|需要报告|说明的事项")),
    ("statistics", re.compile(r"附表|统计表|统计数据|数据统计|附件")),
    ("consultation", re.compile(r"咨询")),
    ("requests", re.compile(r"申请")),
    ("proactive", re.compile(r"主动公开|公开的?(?:主要)?内容|公开范围|解读|回应")),
    ("overall", re.compile(r"概述|概况|总体|基本情况|工作情况|组织|机构|制度|平台|保障|培训")),
)

# The headings of the 2019 and 2021 forms that no earlier report has.
_PRESCRIBED = re.compile(r"收到和处理政府信息公开申请|主要问题及改进情况|其他需要报告的事项")


class Line(NamedTuple):
    """A paragraph or a table's text, for sections; only paragraphs can be headings."""

    text: str
    plain: str
    heading: bool


def heading_of(plain: str) -> tuple[int, str] | None:
    """The ordinal and the words of a numbered heading; None for other text.

    >>> heading_of("三、 收到和处理政府信息公开申请情况"), heading_of("一是加强领导"), heading_of("2020年，我局")
    ((3, '收到和处理政府信息公开申请情况'), None, None)
    """
    if len(plain) > 90 or key(plain[:1]) not in _BEGINNINGS:
        return None
    match = _HEADING.fullmatch(key(plain))
    return (_ORDINALS[match[1]], match[2]) if match and match[1] in _ORDINALS else None


def kind_of(words: str) -> SectionKind | None:
    """What a heading is about, or None when no rule knows.

    >>> kind_of("因政府信息公开申请行政复议、提起行政诉讼的情况"), kind_of("需要说明的其他事项与统计表"), kind_of("附表")
    ('challenges', 'other', 'statistics')
    """
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), None)


def read_sections(lines: Sequence[Line]) -> tuple[Section, ...]:
    """Cut the lines at their numbered headings; what stands before the first is the preamble.

    A numbered line is a heading when its number follows, or when it opens the report; numbered lines inside a
    section (a list that begins again at 一) are text. A skipped number is accepted for a heading whose words are known:
    agencies misnumber, and pages lose headings.
    """
    cuts: list[tuple[int, SectionKind]] = []
    last = 0
    for position, line in enumerate(lines):
        found = heading_of(line.plain) if line.heading else None
        if found is None:
            continue
        ordinal, words = found
        kind = kind_of(words)
        follows = ordinal == last + 1
        skipped = kind is not None and last < ordinal <= last + 3
        if (follows and (kind is not None or not _is_sentence(line.plain))) or skipped:
            cuts.append((position, kind or "other"))
            last = ordinal
    sections: list[Section] = []
    first = cuts[0][0] if cuts else len(lines)
    preamble = _joined(lines[:first])
    if preamble:
        sections.append(Section("preamble", None, preamble))
    ends = [*(at for at, _ in cuts[1:]), len(lines)]  # one more than cuts when there is none
    for (position, kind), end in zip(cuts, ends, strict=False):
        sections.append(Section(kind, lines[position].text, _joined(lines[position + 1 : end])))
    return tuple(sections)


def follows_old_outline(sections: Sequence[Section]) -> bool:
    """Whether a report without tables is built as before 2019: its own headings, not those the forms prescribe."""
    known = [section for section in sections if section.kind not in ("preamble", "other")]
    prescribed = sum(_PRESCRIBED.search(key(section.heading or "")) is not None for section in known)
    return len(known) >= 3 and prescribed == 0


def _is_sentence(plain: str) -> bool:
    """Whether a numbered line reads as a sentence: several clauses, or closed by a full stop after many words."""
    words = key(plain)
    return words.count(",") > 1 or (words.endswith(("。", ";")) and len(words) > 30)


def _joined(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines if line.text)
