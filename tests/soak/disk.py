"""A disk that is full, or fails, at random moments of a real crawl: exit code 3, nothing lost, and the next run goes on."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.soak.crawls import FEW, Crawl, Place, served
from tests.soak.part import Outcome
from tests.soak.sameness import Rows, contents, differences, doubled
from tests.soak.storage import unavailable

_POINTS, _SHORT_POINTS = 30, 2
_SEED = 11
_STORAGE_FAILED = 3
# What goes wrong, and at which calls of SQLite's: ENOSPC from then on; EIO from then on; EIO once, when retrying
# would look as if all were well; EIO where something is read.
_FAULTS = {
    "full": ("write", "full"),
    "broken": ("write", "io"),
    "failing once": ("write", "once"),
    "unreadable": ("read", "io"),
}


def run(folder: Path, *, short: bool) -> Outcome:
    if reason := unavailable():
        return Outcome({"skipped": reason})
    rng = random.Random(_SEED)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with served(folder) as place:
        oracle = place("oracle")
        crawl = oracle.crawl({"count": True}, *FEW)
        assert crawl.code == 0, crawl.said
        truth = contents(oracle.archive, judged=False)
        for name, (at, do) in _FAULTS.items():
            for point in range(_SHORT_POINTS if short else _POINTS):
                plan = {"at": at, "do": do, "number": rng.randint(1, crawl.counted[at])}
                wrong += _fail(place, f"{name.replace(' ', '-')}-{point}", plan, truth, counts)
                counts[name] += 1
        for point in range(_SHORT_POINTS if short else _POINTS):
            plan = {"crowded": rng.randint(0, len(crawl.told) // 2)}
            wrong += _fail(place, f"nearly-full-{point}", plan, truth, counts)
            counts["nearly full"] += 1
    return Outcome(counts, tuple(wrong))


def _fail(
    place: Callable[[str], Place],
    name: str,
    plan: dict[str, Any],
    truth: dict[str, Rows],
    counts: Counter[str],
) -> list[str]:
    """One crawl that meets a fault, and the one after it, which meets none."""
    failing = place(name)
    crawl = failing.crawl(plan, *FEW)
    lost = failing.broken()
    counts["acknowledged before"] += len(failing.told)
    counts["lost"] += len(lost)
    wrong = [*_ended_badly(crawl), *lost]
    crawl = failing.crawl(None, *FEW)
    if crawl.code != 0:
        wrong.append(f"the next crawl ended with {crawl.code}: {crawl.said[-300:]}")
    now = contents(failing.archive, judged=False)
    counts["doubled"] += doubled(truth, now)
    wrong += [*differences(truth, now), *failing.faults()]
    counts["gone on like undisturbed"] += not wrong
    return [f"{name}, {plan}: {line}" for line in wrong]


def _ended_badly(crawl: Crawl) -> list[str]:
    if "Traceback" in crawl.said:
        return [f"a traceback: {crawl.said[-600:]}"]
    return [] if crawl.code == _STORAGE_FAILED else [f"ended with {crawl.code}, not 3: {crawl.said[-300:]}"]
