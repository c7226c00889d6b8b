"""Whose report it is. The name printed in the title beats a label, a label the signature, that the text.

A body names many agencies (superiors, courts, other cities), so what the text alone suggests counts only
where it speaks of itself. Where two places fit, the answer is none: an archive may lack a name, it must not
lie about one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.report.blocks import Content
from pipelines.report.facts.places import (
    Named,
    abbreviates,
    dominant,
    is_agency_name,
    is_bare,
    leading,
    locate,
)
from pipelines.report.facts.signature import signers
from pipelines.report.model import Context, Evident, Problem
from pipelines.report.words.labels import Labelled, all_labelled
from pipelines.report.words.normalise import Plain, key
from pipelines.report.words.titles import named_in

# 我局, 本机关: the kind of agency that speaks.
_SELF = re.compile(r"(?:我|本)(局|委|办|厅|院|中心|镇|乡|街道|站|所|会)")
_DEPARTMENT_AT = re.compile(
    r"人民政府(?:办公室|办公厅)?|"
    r"[\u4e00-\u9fff]{2,16}?(?:局|厅|委(?:员会)?|办公室|办公厅|办事处|中心|街道|镇|乡)(?!长|里|机关|站)"
)
_PLACE_ENDS = re.compile(r"[省市区县州旗盟]")
_NO_DEPARTMENT = re.compile(
    r"[的在将以为通过组织开展举根据按照要求是及与等了各]|人民(?!政府|防空|银行|武装)|法院|检察"
)
# Before a superior's name, and behind one.
_BESIDE = re.compile(r"[《在由经向报受与和及、了对按于〈为]$|根据$|按照$|转发$")
_OVER = re.compile(
    r"关于|印发|转发|下发|制定|的?(?:关心|指导|领导|要求|部署|支持|监督|大力|正确|统一|安排|文件)|网站|网|微信|公众号|》"
)
_SUBJECT_BEFORE = re.compile(r"(?:^|[,，。；;:：\s(（]|年|年度|我们)$")
_SHORT_FOR = re.compile(r"[(（]以下(?:简称|称)[:：]?[“\"]?(?:我|本)")
# 以市司法局和办公室名义: an agency naming itself without its city.
_IN_NAME_OF = re.compile(
    r"以([省市区县州旗盟][\u4e00-\u9fff]{2,12}?(?:局|厅|委|委员会))(?:和[\u4e00-\u9fff]{2,6})?(?:的)?名义"
)
# What an agency says of itself that only one kind of agency can, where its name is printed nowhere: all
# phrases have to stand in the text, and the agency has to speak as the kind of its name.
_DESCRIPTIONS = (
    # The bureaus set up by the 2014–2018 reform of licensing hold a city's licensing powers in one service
    # hall.
    ("市", "行政审批局", "局", (r"全市最大的窗口部门", r"行使[着著]?全市绝大多数行政许可权")),
    ("区", "行政审批局", "局", (r"全区最大的窗口部门", r"行使[着著]?全区绝大多数行政许可权")),
    ("县", "行政审批局", "局", (r"全县最大的窗口部门", r"行使[着著]?全县绝大多数行政许可权")),
)


@dataclass(frozen=True)
class Printed:
    """A name as found and where."""

    name: str
    evidence: str


def agency_of(
    facts: Mapping[str, Evident],
    content: Content,
    paragraphs: Sequence[str],
    context: Context,
    plain: Plain,
) -> tuple[Evident | None, Evident | None, list[Problem]]:
    """The agency's full name and its division code, each with its evidence, or None where nothing decides.

    `facts` are those of `facts_of`; `paragraphs` are the texts of the whole document's body made comparable by
    `plain`, as the titles are here.
    """
    chosen = [facts["title"].value] if "title" in facts and facts["title"].evidence != "list" else []
    titles = list(
        dict.fromkeys(plain(each) for each in [*chosen, *(title.value for title in content.titles)])
    )
    labels = all_labelled(content.header)
    text = "\n".join([*titles, *(label.value for label in labels), *paragraphs])
    undecided: Named | None = None
    for printed in _printed(titles, labels, paragraphs):
        found = locate(printed.name, context.division_code, text)
        if undecided and not abbreviates(undecided.name, found.name):
            continue
        if found.candidates or is_bare(found.name):
            undecided = undecided or found
            continue
        return _answer(found, printed.evidence, context)
    if context.agency and (undecided is None or abbreviates(undecided.name, context.agency)):
        found = locate(context.agency, context.division_code, "")
        division = found.division or context.division_code
        return Evident(context.agency, "registry"), Evident(division, "registry") if division else None, []
    if inferred := _inferred(paragraphs, undecided):
        return inferred
    return None, None, [_problem(undecided)]


def _answer(found: Named, evidence: str, context: Context) -> tuple[Evident, Evident | None, list[Problem]]:
    if found.division is None:
        registered = context.division_code
        return Evident(found.name, evidence), Evident(registered, "registry") if registered else None, []
    source = (
        "registry" if not leading(found.name)[0] and found.division == context.division_code else evidence
    )
    return Evident(found.name, evidence), Evident(found.division, source), []


def _problem(undecided: Named | None) -> Problem:
    if undecided is None:
        return Problem("AGENCY_UNKNOWN", "页面没有写明发布机构，登记表也没有")
    if undecided.candidates:
        codes = "、".join(f"{each.name}({each.code})" for each in undecided.candidates)
        return Problem("AGENCY_AMBIGUOUS", f"“{undecided.name}”可能属于：{codes}；页面和登记表都不能确定")
    return Problem("AGENCY_AMBIGUOUS", f"“{undecided.name}”没有写明是哪个地方的")


def _printed(
    titles: Sequence[str], labels: Sequence[Labelled], paragraphs: Sequence[str]
) -> Iterator[Printed]:
    """Every name that may be the agency's, the most trusted first."""
    for title in titles:
        if (name := named_in(title)) and (is_agency_name(name) or _is_place(name)):
            yield Printed(name, "title")
    for label in labels:
        name = key(label.value)
        if label.field == "publisher" and is_agency_name(name) and not _is_abbreviated(name):
            yield Printed(name, f"label:{label.label}")
    yield from (Printed(name, "signature") for name in signers(paragraphs))
    if name := _speaker(paragraphs):
        yield Printed(name, "body")


def _is_place(name: str) -> bool:
    found, rest = leading(name)
    return bool(found) and not rest


def _is_abbreviated(name: str) -> bool:
    """市政府, 市府办: a label's shorthand, no name."""
    return len(name) <= 4 and name[0] in "省市区县州旗镇乡"


def _speaker(paragraphs: Sequence[str]) -> str | None:
    """The agency the text speaks as: named with 以下简称我局, or the subject of sentences while 我局
    speaks."""
    kinds = Counter(match for paragraph in paragraphs for match in _SELF.findall(paragraph))
    kind = kinds.most_common(1)[0][0] if kinds else ""
    subjects: Counter[str] = Counter()
    for paragraph in paragraphs:
        for name, before, behind in _names_in(paragraph):
            if _SHORT_FOR.match(behind):
                return name
            if (
                kind
                and _speaks_as(name, kind)
                and _SUBJECT_BEFORE.search(before)
                and not _OVER.match(behind)
                and not _BESIDE.search(before)
            ):
                subjects[name] += 1
    ranked = subjects.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _speaks_as(name: str, kind: str) -> bool:
    return name.endswith(
        {"委": ("委", "委员会"), "办": ("办公室", "办"), "街道": ("街道", "办事处")}.get(kind, kind)
    )


def _names_in(paragraph: str) -> Iterator[tuple[str, str, str]]:
    """Agency names that begin with a place, each with what stands before and behind it."""
    for end in _PLACE_ENDS.finditer(paragraph):
        if not (department := _DEPARTMENT_AT.match(paragraph, end.end())) or _NO_DEPARTMENT.search(
            department[0]
        ):
            continue
        for begin in range(max(end.end() - 30, 0), end.end() - 1):
            found, rest = leading(paragraph[begin : department.end()])
            if found and rest == department[0]:
                yield (
                    paragraph[begin : department.end()],
                    paragraph[max(begin - 8, 0) : begin],
                    paragraph[department.end() : department.end() + 12],
                )
                break


def _inferred(
    paragraphs: Sequence[str], undecided: Named | None
) -> tuple[Evident, Evident, list[Problem]] | None:
    """What an agency is by its own description, in the one place its text is about."""
    text = "\n".join(paragraphs)
    selves = [
        (match[1][0], match[1][1:], f"以{match[1]}名义") for match in [_IN_NAME_OF.search(text)] if match
    ]
    selves += [
        (level, department, phrases[0])
        for level, department, kind, phrases in _DESCRIPTIONS
        if f"我{kind}" in text and all(re.search(phrase, text) for phrase in phrases)
    ]
    if undecided and not undecided.candidates and undecided.name[0] in "省市区县州旗盟":
        selves.insert(0, (undecided.name[0], undecided.name[1:], undecided.name))
    for level, department, phrase in selves:
        if division := dominant(text, level):
            name = locate(division.name + department, None, "").name
            evidence = f"inferred:{phrase}+{division.name}"
            return Evident(name, evidence), Evident(division.code, evidence), []
    return None
