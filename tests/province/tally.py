"""Counts of what a comparison found equal, wrong, missing or extra, and the differences in words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_STATES = ("equal", "wrong", "missing", "extra")


@dataclass
class Tally:
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def note(self, name: str, state: str, detail: str = "", times: int = 1) -> None:
        """Count; what is not equal is a difference, unless it has no words (it follows from another one)."""
        self.counts[name, state] += times
        if state != "equal" and detail:
            self.differences.append(f"{state} {name}: {detail}")

    def line(self, title: str, *names: str) -> str:
        """The counts under one name, or the sums over several."""
        sums = {state: sum(self.counts[name, state] for name in names or (title,)) for state in _STATES}
        expected = sums["equal"] + sums["wrong"] + sums["missing"]
        return f"{title}: expected {expected} · " + " · ".join(f"{state} {sums[state]}" for state in _STATES)

    def sets(self, name: str, whose: str, wanted: Iterable[Any], found: Iterable[Any]) -> None:
        """Compare two collections as multisets."""
        missing, extra = Counter(wanted), Counter(found)
        equal = missing & extra
        self.note(name, "equal", times=sum(equal.values()))
        for state, rest in (("missing", missing - equal), ("extra", extra - equal)):
            for item in rest.elements():
                self.note(name, state, f"{whose}: {item}")


def bare(text: str | None) -> str | None:
    """A label as a person reads it: width and white space do not count."""
    return None if text is None else "".join(unicodedata.normalize("NFKC", text).split())
