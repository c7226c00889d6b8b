"""The official tables as agencies print them, with made-up figures: rows of cells, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from archive.forms import Form, Label, forms, indicator_form

Key = tuple[str, str, str]
Figures = dict[Key, int | float | None]


@dataclass(frozen=True)
class Printed:
    """One printed cell and how far it reaches."""

    text: str
    rows: int = 1
    columns: int = 1


Rows = list[list[Printed]]


@dataclass(frozen=True)
class OfficialTable:
    title: str
    rows: Rows
    figures: Figures

    @property
    def width(self) -> int:
        return sum(cell.columns for cell in self.rows[0])


def form_named(name: str) -> Form:
    return next(form for form in forms() if form.name == name)


def tables_of(name: str) -> list[OfficialTable]:
    """表二, 表三 and 表四 of a form; figures differ from each other, some are blank, some decimals."""
    form = form_named(name)
    return [_proactive(form), _requests(form), _challenges(form)]


def indicator_table() -> OfficialTable:
    """The table in use before 2019: a row each, headings without figures."""
    rows = [[Printed("统计指标"), Printed("单位"), Printed("统计数")]]
    figures: Figures = {}
    for position, line in enumerate(indicator_form().lines, start=1):
        heading = "." not in line.name
        unit, value = ("——", "——") if heading else ("件", str(position))
        rows.append([Printed(line.label), Printed(unit), Printed(value)])
        figures["indicators", str(position), "value"] = None if heading else position
    return OfficialTable("政府信息公开情况统计表", rows, figures)


def _proactive(form: Form) -> OfficialTable:
    width = 1 + max(len(block.measures) for block in form.blocks)
    numbers = count(11)
    rows: Rows = []
    figures: Figures = {}
    for block in form.blocks:
        clause = {1: "一", 5: "五", 6: "六", 8: "八", 9: "九"}[block.clause]
        last = width - len(block.measures)
        rows.append([Printed(f"第二十条第（{clause}）项", columns=width)])
        rows.append(_wide([Printed("信息内容"), *(Printed(m.label) for m in block.measures)], last))
        for item in block.items:
            values: list[int | float] = [next(numbers) for _ in block.measures]
            if item.name in ("fee", "procurement"):
                values[-1] += 0.4
            rows.append(_wide([Printed(item.label), *(Printed(str(value)) for value in values)], last))
            for measure, value in zip(block.measures, values, strict=True):
                figures["proactive_disclosure", item.name, measure.name] = value
    return OfficialTable("二、主动公开政府信息情况", rows, figures)


def _wide(cells: list[Printed], columns: int) -> list[Printed]:
    return [*cells[:-1], Printed(cells[-1].text, columns=columns)]


_GROUPS = {
    "denied": "（三）不予公开",
    "unable": "（四）无法提供",
    "notproc": "（五）不予处理",
    "other": "（六）其他处理",
}
_CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def _requests(form: Form) -> OfficialTable:
    rows: Rows = [
        [Printed(_CORNER, 3, 3), Printed("申请人情况", 1, 7)],
        [Printed("自然人", 2), Printed("法人或其他组织", 1, 5), Printed("总计", 2)],
        [Printed(column.label) for column in form.request_columns[1:-1]],
    ]
    figures: Figures = {}
    numbers = count(101)
    for line in form.request_lines:
        values = [next(numbers) for _ in form.request_columns]
        blank = line.name == "denied_process_info"
        texts = ["" if blank else str(value) for value in values]
        rows.append([*_label(form, line), *map(Printed, texts)])
        for column, value in zip(form.request_columns, values, strict=True):
            figures["disclosure_requests", line.name, column.name] = None if blank else value
    return OfficialTable("三、收到和处理政府信息公开申请情况", rows, figures)


def _label(form: Form, line: Label) -> Iterator[Printed]:
    names = [each.name for each in form.request_lines]
    ordinal = form.request_ordinals[line.name]
    label = ordinal + line.label
    if line.name in ("new_received", "carried_over", "carried_forward"):
        yield Printed(label, columns=3)
        return
    if line.name == "granted":
        yield Printed("三、本年度办理结果", rows=len(names) - 3)
    group = line.name.split("_")[0]
    if group not in _GROUPS or line.name == "other_total":
        yield Printed(label, columns=2)
        return
    members = [name for name in names if name.split("_")[0] == group]
    if line.name == members[0]:
        yield Printed(_GROUPS[group], rows=len(members))
    yield Printed(label)


def _challenges(form: Form) -> OfficialTable:
    outcomes = [Printed(column.label) for column in form.challenge_columns]
    numbers = count(501)
    values = [[next(numbers) for _ in outcomes] for _ in form.challenge_kinds]
    rows: Rows = [
        [Printed("行政复议", 2, 5), Printed("行政诉讼", 1, 10)],
        [Printed("未经复议直接起诉", 1, 5), Printed("复议后起诉", 1, 5)],
        outcomes * 3,
        [Printed(str(value)) for group in values for value in group],
    ]
    figures: Figures = {
        ("legal_challenges", kind.name, column.name): value
        for kind, group in zip(form.challenge_kinds, values, strict=True)
        for column, value in zip(form.challenge_columns, group, strict=True)
    }
    return OfficialTable("四、政府信息公开行政复议、行政诉讼情况", rows, figures)
