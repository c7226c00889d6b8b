"""Interleaved pairs of two measurements and the ratio of their medians: what carries over from a noisy machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

PAIRS = 5

_T = TypeVar("_T")


@dataclass(frozen=True)
class Figure:
    """`ratio` is the median of the pairs' ratios; `pairs` holds (numerator, denominator) in seconds."""

    figure: str
    ratio: float
    pairs: list[tuple[float, float]]
    note: str


def ratio(
    name: str, over: Callable[[], float], under: Callable[[], float], note: str, pairs: int = PAIRS
) -> Figure:
    """Run both in turn, once uncounted, and compare them pair by pair; either returns the seconds it took."""
    over(), under()
    found = [(over(), under()) for _ in range(pairs)]
    return Figure(name, round(statistics.median(a / b for a, b in found), 3), found, note)


def cpu(work: Callable[[_T], object], things: Sequence[_T]) -> Callable[[], float]:
    """The processor seconds that a piece of work takes in this process, done on one thing after another.

    Results are let go at once, as in a crawl: kept, they would be paid for by whoever comes next.
    """

    def timed() -> float:
        start = time.process_time()
        for thing in things:
            work(thing)
        return time.process_time() - start

    return timed
