"""The official identities (勾稽关系) evaluated over drawn figures, to prove what the truth declares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.province import forms
from tests.province.figures import Figures, Number, Printed

RULES = ("T3_BALANCE", "T3_RESULT_TOTAL", "T3_ROW_SUM", "T4_SUM", "IND_SUM")


def failing(figures: Figures) -> set[tuple[str, str]]:
    """(rule, scope) of every identity that does not hold; one lacking an operand is not judged."""
    return {
        (rule, scope)
        for rule, scope, left, right in _identities(figures)
        if None not in (*left, *right) and _sum(left) != _sum(right)
    }


def _sum(cells: Sequence[Number | None]) -> Number:
    return sum(cell for cell in cells if cell is not None)


def _identities(
    figures: Figures,
) -> Iterator[tuple[str, str, Sequence[Number | None], Sequence[Number | None]]]:
    if figures.requests:
        yield from _requests(figures)
    for kind, row in figures.challenges.items():
        values = _values(row)
        yield "T4_SUM", kind, values[:4], values[4:]
    printed = {code: cell.value for code, _, _, cell in figures.indicators if code}
    for code in forms.INDICATOR_SUMS if printed else ():
        yield "IND_SUM", code, [printed.get(child) for child in forms.children(code)], [printed.get(code)]


def _requests(
    figures: Figures,
) -> Iterator[tuple[str, str, Sequence[Number | None], Sequence[Number | None]]]:
    table = {line: _values(row) for line, row in figures.requests.items()}
    for line, row in table.items():
        yield "T3_ROW_SUM", line, row[:6], row[6:]
    for c, name in enumerate(forms.APPLICANTS):
        column = {line: row[c] for line, row in table.items()}
        yield (
            "T3_BALANCE",
            name,
            [column["new_received"], column["carried_over"]],
            [column["total_processed"], column["carried_forward"]],
        )
        leaves = [value for line, value in column.items() if line not in forms.NOT_RESULTS]
        yield "T3_RESULT_TOTAL", name, leaves, [column["total_processed"]]


def _values(row: Sequence[Printed]) -> list[Number | None]:
    return [cell.value for cell in row]
