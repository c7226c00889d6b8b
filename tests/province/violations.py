"""Deliberate violations of an identity: each changes one cell and declares which checks must fail for it."""

from __future__ import annotations

from collections.abc import Callable

from tests.province.figures import Figures, Traits, number


def _wrong_total(figures: Figures, stray: int, traits: Traits) -> None:
    figures.requests["granted"][6] = number(stray, traits)
    figures.failing |= {("T3_ROW_SUM", "granted"), ("T3_RESULT_TOTAL", "total")}


def _wrong_carry(figures: Figures, stray: int, traits: Traits) -> None:
    figures.requests["carried_forward"][0] = number(stray, traits)
    figures.failing |= {("T3_BALANCE", "natural_person"), ("T3_ROW_SUM", "carried_forward")}


def _wrong_litigation(figures: Figures, stray: int, traits: Traits) -> None:
    figures.challenges["litigation_direct"][4] = number(stray, traits)
    figures.failing.add(("T4_SUM", "litigation_direct"))


def _wrong_received(figures: Figures, stray: int, traits: Traits) -> None:
    for i, (code, label, unit, _) in enumerate(figures.indicators):
        if code == "3.1":
            figures.indicators[i] = (code, label, unit, number(stray, traits))
    figures.failing.add(("IND_SUM", "3.1"))


VIOLATIONS: dict[str, Callable[[Figures, int, Traits], None]] = {
    "total": _wrong_total,
    "carry": _wrong_carry,
    "litigation": _wrong_litigation,
    "received": _wrong_received,
}
