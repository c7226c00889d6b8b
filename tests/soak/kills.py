"""`kill -9` at random writes and awaits of a real crawl with two readers, and at each of its first writes."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.soak.crawls import FEW, TOMORROW, Place, killed, served
from tests.soak.part import Outcome
from tests.soak.sameness import Rows, contents, differences, doubled
from tests.soak.storage import unavailable

_KILLS, _SWEEP = 300, 100
_SHORT_KILLS, _SHORT_SWEEP = 12, 8
_SEED = 5
# The sweep's crawl, read in the crawl's own process, so that a run takes two seconds.
_ONE = ("reports", "-a", "source=shidu-liuwan")
_INLINE = {"READ_WORKERS": "0"}


@dataclass
class _Found:
    """Counts over all kills. `same`: archives that ended like the undisturbed one."""

    kills: int = 0
    by: dict[str, int] = field(default_factory=lambda: {"write": 0, "torn write": 0, "await": 0})
    swept: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    orphans: int = 0
    archives: int = 0
    same: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Oracle:
    """What an undisturbed crawl came to: on its day, and the day after, when every list was walked whole."""

    today: dict[str, Rows]
    tomorrow: dict[str, Rows]
    writes: int
    awaits: int


def run(folder: Path, *, short: bool) -> Outcome:
    reason = unavailable()
    if reason:
        return Outcome({"skipped": reason})
    found = _Found()
    with served(folder) as place:
        _kill(place, found, _SHORT_KILLS if short else _KILLS, FEW if short else ("reports",))
        _sweep(place, found, _SHORT_SWEEP if short else _SWEEP)
    counts = {
        "kills": found.kills, **{f"at a {name}": number for name, number in found.by.items()}, "swept": found.swept,
        "acknowledged": found.acknowledged, "lost": found.lost, "doubled": found.doubled, "orphans": found.orphans,
        "archives": found.archives, "like undisturbed": found.same,
    }  # fmt: skip
    return Outcome(counts, tuple(found.wrong))


def _kill(place: Callable[[str], Place], found: _Found, kills: int, arguments: tuple[str, ...]) -> None:
    """Kill crawls of one archive until one ends by itself, then begin another."""
    rng = random.Random(_SEED)
    oracle = _undisturbed(place("oracle"), arguments)
    for number in count():
        if found.kills >= kills:
            return
        disturbed = place(f"killed-{number}")
        for plan in _plans(rng, oracle):
            name = {"await": "await", "tear": "torn write"}.get(
                str(plan["do" if plan["at"] == "write" else "at"]), "write"
            )
            crawl = disturbed.crawl(plan if found.kills < kills else None, *arguments)
            found.orphans += crawl.orphans
            _look(found, disturbed, f"{disturbed.folder.name} at {name} {plan['number']}")
            if not killed(crawl):
                break
            found.kills += 1
            found.by[name] += 1
        wrong = _ended(found, disturbed, oracle.today, crawl.code)
        crawl = disturbed.crawl(None, *arguments, NOW=TOMORROW)
        wrong += [] if crawl.code == 0 else [f"the next day's crawl ended with {crawl.code}"]
        wrong += [
            f"a day later: {line}" for line in differences(oracle.tomorrow, contents(disturbed.archive))
        ]
        _sum_up(found, disturbed, wrong)


def _plans(rng: random.Random, oracle: _Oracle) -> Iterator[dict[str, str | int]]:
    """Where to kill next: within what a crawl of all has, so that late runs of an archive end by themselves."""
    while True:
        at = rng.choice(("write", "await"))
        most = (oracle.writes if at == "write" else oracle.awaits) // 2
        yield {"at": at, "number": rng.randint(1, most), "do": rng.choice(("kill", "tear"))}


def _sweep(place: Callable[[str], Place], found: _Found, points: int) -> None:
    """Kill at the first write of a crawl, at the second, and so on, each time from the same beginning."""
    oracle = _undisturbed(place("small-oracle"), _ONE, _INLINE)
    beginning = place("small-beginning")
    beginning.crawl(None, *_ONE, "-a", "dry=1", **_INLINE)
    for point in range(1, points + 1):
        disturbed = place(f"swept-{point}")
        for file in beginning.folder.glob("a.db*"):
            shutil.copy(file, disturbed.folder)
        plan = {"at": "write", "number": point, "do": "tear" if point % 2 else "kill"}
        crawl = disturbed.crawl(plan, *_ONE, **_INLINE)
        if not killed(crawl):
            found.wrong.append(
                f"sweep: the crawl was not killed at write {point}, but ended with {crawl.code}"
            )
        found.swept += 1
        _look(found, disturbed, f"sweep at write {point}")
        crawl = disturbed.crawl(None, *_ONE, **_INLINE)
        _sum_up(found, disturbed, _ended(found, disturbed, oracle.today, crawl.code))


def _undisturbed(place: Place, arguments: tuple[str, ...], settings: dict[str, str] | None = None) -> _Oracle:
    settings = settings or {}
    crawl = place.crawl({"count": True}, *arguments, **settings)
    assert crawl.code == 0, crawl.said
    counted = crawl.counted
    today = contents(place.archive, judged=False)
    crawl = place.crawl(None, *arguments, NOW=TOMORROW, **settings)
    assert crawl.code == 0, crawl.said
    return _Oracle(today, contents(place.archive), counted["write"], counted["await"])


def _look(found: _Found, disturbed: Place, where: str) -> None:
    """Is all there that was acknowledged, in an archive that is whole?"""
    broken = disturbed.broken()
    found.lost += sum(line.startswith("lost") for line in broken)
    found.wrong += [f"{where}: {line}" for line in broken]


def _ended(found: _Found, disturbed: Place, oracle: dict[str, Rows], code: int) -> list[str]:
    """The resumed crawl has ended: does the archive hold what an undisturbed one holds?"""
    today = contents(disturbed.archive, judged=False)
    found.doubled += doubled(oracle, today)
    return [*([] if code == 0 else [f"the resumed crawl ended with {code}"]), *differences(oracle, today)]


def _sum_up(found: _Found, disturbed: Place, wrong: list[str]) -> None:
    wrong += disturbed.faults()
    found.acknowledged += len(disturbed.told)
    found.archives += 1
    found.same += not wrong
    found.wrong += [f"{disturbed.folder.name}: {line}" for line in wrong]
    shutil.rmtree(disturbed.folder)  # a folder an archive: three hundred kills would fill the disk
