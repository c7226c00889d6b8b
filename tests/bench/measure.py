"""Interleaved pairs of two measurements and the ratio of their medians: what carries over from a noisy machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

PAIRS = 5


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


def cpu(work: Callable[[], object]) -> Callable[[], float]:
    """The processor seconds a piece of work takes in this process."""

    def timed() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    return timed
