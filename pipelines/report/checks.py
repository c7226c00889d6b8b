"""The arithmetic identities (勾稽关系) of a report's tables, evaluated only where every operand is a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from archive.forms import Form, Identity, Label, forms, indicator_form
from archive.labels import SHORT, number_text
from pipelines.report.model import Check, Figure, Indicator, Number

Key = tuple[str, str, str]  # table, line, column
Values = Mapping[Key, Number | None]


def read_checks(figures: Sequence[Figure], indicators: Sequence[Indicator]) -> tuple[Check, ...]:
    """Evaluate every identity of the tables there are, by the generation that 表三 itself follows."""
    values: Values = {f[:3]: f.value for f in figures}
    tables = {f.table for f in figures}
    printed = {f.line for f in figures if f.table == "disclosure_requests"}
    fitting = (form for form in forms() if printed <= {line.name for line in form.request_lines})
    form = next(fitting, forms()[0])
    checks = [
        check
        for identity in form.identities
        if identity.table in tables
        for check in _evaluate(identity, form, values)
    ]
    return (*checks, *_indicator_checks(indicators))


@dataclass(frozen=True)
class _Sum:
    """One identity at one scope: the keys of its operands on either side."""

    identity: Identity
    scope: Label
    left: tuple[Key, ...]
    right: tuple[Key, ...]


@cache
def _sums(identity: Identity, form: Form) -> tuple[_Sum, ...]:
    lines, columns = _axes(identity.table, form)
    return tuple(
        _Sum(
            identity,
            scope,
            tuple(_key(identity, scope.name, name) for name in identity.left),
            tuple(_key(identity, scope.name, name) for name in identity.right),
        )
        for scope in (columns if identity.over == "columns" else lines)
    )


@cache
def _labels(table: str, form: Form) -> Mapping[str, str]:
    """What lines and columns are called, lines of 表三 with their ordinal."""
    lines, columns = _axes(table, form)
    ordinals = form.request_ordinals if table == "disclosure_requests" else {}
    return {label.name: ordinals.get(label.name, "") + _short(label.label) for label in (*columns, *lines)}


def _key(identity: Identity, scope: str, name: str) -> Key:
    line, column = (name, scope) if identity.over == "columns" else (scope, name)
    return identity.table, line, column


def _evaluate(identity: Identity, form: Form, values: Values) -> Iterable[Check]:
    names = _labels(identity.table, form)
    for each in _sums(identity, form):
        left, right = list(map(values.get, each.left)), list(map(values.get, each.right))
        yield _compare(identity, each.scope, left, right, names)


def _axes(table: str, form: Form) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    if table == "disclosure_requests":
        return form.request_lines, form.request_columns
    return form.challenge_kinds, form.challenge_columns


def _compare(
    identity: Identity,
    scope: Label,
    left: Sequence[Number | None],
    right: Sequence[Number | None],
    names: Mapping[str, str],
) -> Check:
    left_sum, right_sum = _sum(left), _sum(right)
    if left_sum is not None and right_sum is not None and _equal(left_sum, right_sum):
        return Check(identity.rule, scope.name, "pass", left_sum, right_sum)
    where = f"{SHORT[identity.table]}·{names[scope.name]}"
    if left_sum is None or right_sum is None:
        operands = zip((*identity.left, *identity.right), (*left, *right), strict=True)
        absent = [names[name] for name, value in operands if value is None]
        blank = "、".join(absent[:3]) + ("等" if len(absent) > 3 else "")
        return Check(
            identity.rule, scope.name, "not_assessable", left_sum, right_sum, f"{where}：{blank}没有填数字"
        )
    all_of_them = "各项之和" if identity.over == "columns" else "各列之和"
    sides = [
        _told([names[name] for name in side], values, total, all_of_them)
        for side, values, total in ((identity.right, right, right_sum), (identity.left, left, left_sum))
    ]
    note = f"{where}：{sides[0]}≠{sides[1]}，差{number_text(abs(right_sum - left_sum))}"
    return Check(identity.rule, scope.name, "fail", left_sum, right_sum, note)


def _told(names: Sequence[str], values: Sequence[Number | None], total: Number, all_of_them: str) -> str:
    """One side in words: its cell, its two cells and their sum, or the sum of many."""
    if len(names) > 2:
        return all_of_them + number_text(total)
    cells = "＋".join(
        name + number_text(value) for name, value in zip(names, values, strict=True) if value is not None
    )
    return cells if len(names) == 1 else f"{cells}＝{number_text(total)}"


def _short(label: str) -> str:
    return label.split("(", maxsplit=1)[0].split("、", maxsplit=1)[0][:18]


def _indicator_checks(indicators: Sequence[Indicator]) -> Iterable[Check]:
    """The sums of the pre-2019 table; a part whose row is not printed leaves its sum not assessable."""
    form = indicator_form()
    labels = {line.name: line.label for line in form.lines}
    values: dict[str, Number | None] = {row.code: row.value for row in indicators if row.code}
    for parent, parts in form.sums:
        if parent not in values:
            continue
        whole, total = values[parent], _sum([values.get(part) for part in parts])
        title = f"统计表·{labels[parent]}"
        if whole is None or total is None:
            yield Check("IND_SUM", parent, "not_assessable", total, whole, f"{title}：有分项没有填数字")
        elif _equal(whole, total):
            yield Check("IND_SUM", parent, "pass", total, whole)
        else:
            note = f"{title}{number_text(whole)}≠各分项之和{number_text(total)}，差{number_text(abs(whole - total))}"
            yield Check("IND_SUM", parent, "fail", total, whole, note)
    for parent, part in form.bounds:
        whole, share = values.get(parent), values.get(part)
        if whole is None or share is None:
            continue
        note = f"统计表·其中：{labels[part]}{number_text(share)}＞{labels[parent]}{number_text(whole)}"
        passed = share <= whole
        yield Check("IND_PART", part, "pass" if passed else "fail", share, whole, None if passed else note)


def _sum(values: Sequence[Number | None]) -> Number | None:
    """Their sum, if every one is a number."""
    return None if None in values else sum(cast("Sequence[Number]", values))


def _equal(a: Number, b: Number) -> bool:
    """Equal as printed decimals: sums of two-decimal amounts carry binary dust."""
    return abs(a - b) < 1e-6
