"""What figures are called in Chinese, out of the official forms (pure)."""

from __future__ import annotations

from functools import cache

from archive.forms import Label, forms

TABLES = {
    "proactive_disclosure": "主动公开政府信息情况",
    "disclosure_requests": "收到和处理政府信息公开申请情况",
    "legal_challenges": "政府信息公开行政复议、行政诉讼情况",
    "indicators": "政府信息公开情况统计表",
}


def figure_label(table: str, line: str, column: str) -> str:
    """A figure's name in words; what no form names stays as it is.

    >>> figure_label("disclosure_requests", "granted", "total")
    '予以公开 · 总计'
    >>> figure_label("legal_challenges", "reconsideration", "upheld")
    '行政复议 · 结果维持'
    """
    names = _labels().get(table, {})
    return f"{names.get(line, line)} · {names.get(column, column)}"


@cache
def _labels() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {table: {} for table in TABLES}
    for form in forms():  # newest first: its wording wins
        for block in form.blocks:
            _add(found["proactive_disclosure"], (*block.items, *block.measures))
        _add(found["disclosure_requests"], (*form.request_lines, *form.request_columns))
        _add(found["legal_challenges"], (*form.challenge_kinds, *form.challenge_columns))
    return found


def _add(names: dict[str, str], labels: tuple[Label, ...]) -> None:
    for label in labels:
        names.setdefault(label.name, label.label)
