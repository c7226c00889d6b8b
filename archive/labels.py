"""What figures are called in Chinese, out of the official forms, and how numbers are written (pure)."""

from __future__ import annotations

from functools import cache

from archive.forms import Label, forms

TABLES = {
    "proactive_disclosure": "主动公开政府信息情况",
    "disclosure_requests": "收到和处理政府信息公开申请情况",
    "legal_challenges": "政府信息公开行政复议、行政诉讼情况",
    "indicators": "政府信息公开情况统计表",
}

# As people number the form's parts: its first has no table.
SHORT = {
    "proactive_disclosure": "表二",
    "disclosure_requests": "表三",
    "legal_challenges": "表四",
    "indicators": "统计表",
}


def number_text(value: float) -> str:
    """A number without the binary dust of sums, every printed decimal kept.

    >>> number_text(0.1 + 0.2), number_text(59237.2449), number_text(30.0)
    ('0.3', '59237.2449', '30')
    """
    rounded = round(value, 6)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)


def name_label(table: str, name: str) -> str:
    """What a line or a column is called, without the form's remarks in brackets.

    >>> name_label("disclosure_requests", "partial"), name_label("proactive_disclosure", "in_force")
    ('部分公开', '现行有效件数')
    """
    return _labels().get(table, {}).get(name, name).partition("(")[0]


def column_label(table: str, line: str, column: str) -> str:
    """What a column is called for a line: the amount of a fee is another than that of procurement.

    >>> column_label("proactive_disclosure", "fee", "amount")
    '本年收费金额'
    >>> column_label("proactive_disclosure", "procurement", "amount")
    '采购总金额'
    """
    names = _labels().get(table, {})
    return names.get(f"{line}/{column}", names.get(column, column)).partition("(")[0]


def figure_label(table: str, line: str, column: str) -> str:
    """A figure's name in words; what no form names stays as it is.

    >>> figure_label("disclosure_requests", "granted", "total")
    '予以公开 · 总计'
    >>> figure_label("legal_challenges", "reconsideration", "upheld")
    '行政复议 · 结果维持'
    """
    names = _labels().get(table, {})
    return f"{names.get(line, line)} · {names.get(f'{line}/{column}', names.get(column, column))}"


@cache
def _labels() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {table: {} for table in TABLES}
    for form in forms():  # newest first: its wording wins
        for block in form.blocks:
            _add(found["proactive_disclosure"], (*block.items, *block.measures))
            for item in block.items:  # a measure is worded by the block it stands in
                for measure in block.measures:
                    found["proactive_disclosure"].setdefault(f"{item.name}/{measure.name}", measure.label)
        _add(found["disclosure_requests"], (*form.request_lines, *form.request_columns))
        _add(found["legal_challenges"], (*form.challenge_kinds, *form.challenge_columns))
    return found


def _add(names: dict[str, str], labels: tuple[Label, ...]) -> None:
    for label in labels:
        names.setdefault(label.name, label.label)
