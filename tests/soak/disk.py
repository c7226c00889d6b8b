"""A disk that is full, or fails, at random moments of a real crawl: exit code 3, nothing lost, and the next run goes on."""

from __future__ import annotations

import random
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

from tests.soak.crawls import FEW, Crawl, Place, served
from tests.soak.part import Outcome
from tests.soak.sameness import Rows, contents, differences, doubled
from tests.soak.storage import unavailable

_POINTS, _SHORT_POINTS = 30, 1
_SEED = 11
_STORAGE_FAILED = 3
# What goes wrong: ENOSPC from some write on; EIO from some write on; EIO once, when trying again would look as if all
# were well; EIO from some read on; and a disk that fills up while a crawl goes on.
_FAULTS = {
    "full": {"at": "write", "do": "full"},
    "broken": {"at": "write", "do": "io"},
    "failing once": {"at": "write", "do": "once"},
    "unreadable": {"at": "read", "do": "io"},
    "nearly full": {},
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
        most = {**crawl.counted, "keep": sum(line[0] == "keep" for line in crawl.told)}
        truth = contents(oracle.archive, judged=False)
        for name, fault in _FAULTS.items():
            for number in count():
                if counts[name] == (_SHORT_POINTS if short else _POINTS):
                    break
                failing = place(f"{name.replace(' ', '-')}-{number}")
                plan = {**fault, "number": rng.randint(1, most[fault["at"]])} if fault else {
                    "crowded": rng.randint(0, most["keep"] - 1)
                }  # fmt: skip
                wrong += _fail(failing, name, plan, truth, counts)
    return Outcome(counts, tuple(wrong))


def _fail(
    failing: Place, name: str, plan: dict[str, Any], truth: dict[str, Rows], counts: Counter[str]
) -> list[str]:
    """One crawl that meets a fault, and the one after it, which meets none."""
    crawl = failing.crawl(plan, *FEW)
    met = crawl.struck  # else it had ended before
    lost = failing.broken()
    counts[name] += met
    counts["acknowledged before"] += len(failing.told)
    counts["lost"] += len(lost)
    wrong = lost
    if met and crawl.code == 0:
        # SQLite takes its log into the file by itself and tries again later where that fails: all is in the log.
        counts["in a checkpoint"] += 1
        wrong += differences(truth, contents(failing.copy, judged=False))
    elif met:
        wrong += _ended_badly(crawl)
    crawl = failing.crawl(None, *FEW)
    if crawl.code != 0:
        wrong.append(f"the next crawl ended with {crawl.code}: {crawl.said[-300:]}")
    now = contents(failing.archive, judged=False)
    counts["doubled"] += doubled(truth, now)
    wrong += [*differences(truth, now), *failing.faults()]
    counts["gone on like undisturbed"] += met and not wrong
    return [f"{failing.folder.name}, {plan}: {line}" for line in wrong]


def _ended_badly(crawl: Crawl) -> list[str]:
    if "Traceback" in crawl.said:
        return [f"a traceback: {crawl.said[-1500:]}"]
    return [] if crawl.code == _STORAGE_FAILED else [f"ended with {crawl.code}, not 3: {crawl.said[-300:]}"]
