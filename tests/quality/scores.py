"""How many fields of the golden pages are read right, by form; what is measured as names and shares from 0 to 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.quality.damage import is_flagged_anywhere
from tests.quality.pages import FACTS, Case, f1, figures_of

FORMS = ("2021", "2019", "hybrid", "pre-2019", "none", "no report")
WHOLE = ("form", "script", "trust", "sections", "cell_notes", "failing_checks", "problems")


@dataclass
class Scores:
    """`right` and `total` count by (field, form)."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, name: str, form: str, right: bool, count: int = 1) -> None:
        self.total[name, form] += count
        self.right[name, form] += count if right else 0

    @property
    def fields(self) -> list[str]:
        return list(dict.fromkeys(name for name, _ in self.total))

    def share(self, name: str) -> float:
        total = sum(self.total[name, form] for form in FORMS)
        return sum(self.right[name, form] for form in FORMS) / total if total else 1.0


def scores(cases: Sequence[Case]) -> Scores:
    """Every field of every case; a fact counts where the page states it or the reading has it."""
    found = Scores()
    for case in cases:
        for name, right in _judged(case):
            found.add(name, case.form, right)
    return found


def _judged(case: Case) -> Iterator[tuple[str, bool]]:
    expected, read = case.expected, case.read
    yield "is a report", expected["understood"] == read["understood"]
    if not expected["understood"]:
        yield "no figures", not case.report.figures
        return
    wanted, got = expected["facts"], read.get("facts", {})
    for name in FACTS:
        if name in wanted or name in got:
            yield name, wanted.get(name) == got.get(name)
    for name in WHOLE:
        yield name, expected[name] == read.get(name)
    yield from _figures(figures_of(expected), figures_of(read))


def _figures(
    wanted: Mapping[tuple[str, str, str], list[Any]], got: Mapping[tuple[str, str, str], list[Any]]
) -> Iterator[tuple[str, bool]]:
    for place in sorted({*wanted, *got}):
        value, unit, raw = wanted.get(place, [None, None, None])
        read = got.get(place, [None, None, None])
        yield "figures", [value, raw] == [read[0], read[2]]
        if unit or read[1]:
            yield "units", unit == read[1]


def texts(cases: Sequence[Case]) -> dict[str, float]:
    """Likeness of each report's text to what is printed, by case; reports that are pictures have none."""
    return {
        case.name: f1("\n".join(case.expected["text"]), case.report.text)
        for case in cases
        if any(case.expected.get("text", ()))
    }


def unflagged_share(cases: Sequence[Case]) -> float:
    """Of the clean pages with tables, the share whose tables nothing is said against."""
    clean = [
        case
        for case in cases
        if figures_of(case.expected) and not case.expected["problems"] and not case.expected["failing_checks"]
    ]
    return sum(not is_flagged_anywhere(case.report) for case in clean) / len(clean)


def table(found: Scores) -> str:
    """Right of total, a line a field, a column a form."""
    lines = ["".join([f"{'':20}", *(f"{form:>14}" for form in FORMS), f"{'all':>12}"])]
    for name in found.fields:
        cells = [
            f"{found.right[name, form]}/{found.total[name, form]}" if found.total[name, form] else "–"
            for form in FORMS
        ]
        lines.append(
            "".join([f"{name:20}", *(f"{cell:>14}" for cell in cells), f"{found.share(name):>12.4f}"])
        )
    return "\n".join(lines)
