"""The seeds with other figures put in are read as well; with cells lost, added or moved, they are read right or flagged.

Two of the seeds are nearly all zeroes, so that a shifted column could hide in them.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

import pytest

from pipelines.report.model import Report
from tests.reading.gold import Key, needs_corpus, seeds
from tests.reading.test_seeds import read

pytestmark = needs_corpus
TRIALS = 40

# A cell of a flattened table that holds a plain number, with the bar that ends it.
_NUMBER_CELL = re.compile(r"(?<=[|\n])( ?)(-?\d+(?:\.\d+)?)(?=(?:\([增减]\)|[万萬]元)?\s?\|)")
_CELL = re.compile(r"(?<=\|)[^|]*\|")
_TITLES = {"proactive_disclosure": "表二", "disclosure_requests": "表三", "legal_challenges": "表四"}


@dataclass(frozen=True)
class Filled:
    """A seed with drawn figures: its text, where its tables stand in it, and what they say."""

    text: str
    figures: dict[Key, float | None]


def filled(name: str, rng: random.Random) -> Filled:
    """Every figure of a seed's tables replaced by another, all different."""
    seed = next(seed for seed in seeds() if seed.name == name)
    drawn = rng.sample(range(100, 99_999), 400)
    text = _NUMBER_CELL.sub(lambda match: f"{match[1]}{drawn.pop()}", seed.body.decode())
    return Filled(text, values(read(text.encode())))


def values(report: Report) -> dict[Key, float | None]:
    return {(f.table, f.line, f.column): f.value for f in report.figures}


def flagged(report: Report) -> set[str]:
    """The tables with a problem or a failed check."""
    said = " ".join(problem.detail for problem in report.problems)
    failed = {check.rule[:2] for check in report.checks if check.outcome == "fail"}
    return {
        table
        for table, title in _TITLES.items()
        if title in said or f"T{'二三四'.index(title[1]) + 2}" in failed
    }


@pytest.mark.parametrize("name", ["000", "003", "004"])
def test_other_figures_are_read_as_well(name: str) -> None:
    seed = next(seed for seed in seeds() if seed.name == name)
    rng = random.Random(name)
    for _ in range(3):
        drawn = filled(name, rng)
        assert drawn.figures.keys() == seed.figures.keys()
        printed = [float(match[2]) for match in _NUMBER_CELL.finditer(drawn.text)]
        numbers = [abs(float(value)) for value in drawn.figures.values() if value is not None]
        assert sorted(numbers) == sorted(printed)


@pytest.mark.parametrize("damage", ["lost", "added", "moved"])
@pytest.mark.parametrize("name", ["000", "003", "004"])
def test_shifted_cells_are_read_right_or_flagged(name: str, damage: str) -> None:
    rng = random.Random(f"{name} {damage}")
    drawn = filled(name, rng)
    start = drawn.text.index("|")
    cells = [cell for cell in _CELL.finditer(drawn.text) if cell.start() > start]
    for _ in range(TRIALS):
        report = read(damaged(drawn.text, damage, rng.choice(cells), rng.choice(cells)).encode())
        wrong = {
            key[0]
            for key, value in values(report).items()
            if value is not None and drawn.figures.get(key) != value
        }
        assert wrong <= flagged(report)


def damaged(text: str, damage: str, one: re.Match[str], other: re.Match[str]) -> str:
    if damage == "lost":
        return text[: one.start()] + text[one.end() :]
    if damage == "added":
        return text[: one.start()] + " 77 |" + text[one.start() :]
    first, second = sorted((one, other), key=lambda match: match.start())
    if first is second:
        return text
    return text[: first.start()] + text[first.end() : second.start()] + first[0] + text[second.start() :]
