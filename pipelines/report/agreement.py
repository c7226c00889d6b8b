"""Does the text say what the table says? TEXT_VS_TABLE, with scope: a difference of scope is information, no error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.report.model import Check, Figure, Number, Outcome, TextFigure

_RULE = "TEXT_VS_TABLE"

# What a sentence's measure is in the tables; a text may count the year's requests with those carried over.
_REQUESTS = {
    "received": (("new_received",), ("new_received", "carried_over")),
    "carried_over": (("carried_over",),),
    "answered": (("total_processed",),),
    "carried_forward": (("carried_forward",),),
}
_CHALLENGES = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
}
_TITLES = {
    "received": "收到申请", "carried_over": "上年结转", "answered": "办结", "carried_forward": "结转下年",
    "reconsideration": "行政复议", "litigation": "行政诉讼",
}  # fmt: skip
_OWN_SCOPE = ("我", "本")


def read_agreement(
    text_figures: Sequence[TextFigure], figures: Sequence[Figure], *, of_government: bool
) -> tuple[Check, ...]:
    """Compare what sentences state with the totals of 表三 and 表四.

    `of_government`: a government's tables cover its whole area while its text may speak of its office, so a
    difference there is `info`; so is one where the sentence names another scope than the agency's own.
    """
    totals: dict[tuple[str, str], Number | None] = {
        (f.table, f.line): f.value for f in figures if f.column == "total"
    }
    checks: list[Check] = []
    for measure, title in _TITLES.items():
        stated = [figure for figure in text_figures if figure.measure == measure and figure.value is not None]
        sums = _sums(measure, totals)
        if not stated or not sums:
            continue
        agreeing = next((f for f in stated if f.value in sums), None)
        if agreeing is not None:
            checks.append(Check(_RULE, measure, "pass", agreeing.value, agreeing.value))
            continue
        first = stated[0]
        elsewhere = first.scope is not None and not first.scope.startswith(_OWN_SCOPE)
        note = f"正文称{title}{first.value}，表中为{sums[0]}：“{first.sentence[:60]}”"
        outcome: Outcome = "info" if of_government or elsewhere else "fail"
        checks.append(Check(_RULE, measure, outcome, first.value, sums[0], note))
    return tuple(checks)


def _sums(measure: str, totals: Mapping[tuple[str, str], Number | None]) -> list[Number]:
    if measure in _CHALLENGES:
        choices: Sequence[Sequence[str]] = (_CHALLENGES[measure],)
        table = "legal_challenges"
    else:
        choices, table = _REQUESTS[measure], "disclosure_requests"
    found: list[Number] = []
    for lines in choices:
        values = [totals.get((table, line)) for line in lines]
        if all(value is not None for value in values):
            found.append(sum(value for value in values if value is not None))
    return found
