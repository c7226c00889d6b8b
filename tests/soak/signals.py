"""SIGTERM, SIGINT and SIGHUP at random moments of a real crawl, once and twice: it stops, says so, and lost nothing."""

from __future__ import annotations

import random
import signal
import subprocess
from collections import Counter
from pathlib import Path
from time import monotonic, sleep

from tests.soak.crawls import FEW, Place, served
from tests.soak.part import Outcome
from tests.soak.sameness import Rows, contents, differences, doubled

_STOPS, _SHORT_STOPS = 100, 8
_SEED = 7
_STOPPED = 6
_SIGNALS = (
    signal.SIGTERM,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGINT,
)  # the first is what service managers send


def run(folder: Path, *, short: bool) -> Outcome:
    rng = random.Random(_SEED)
    arguments = FEW if short else ("reports",)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    slowest = 0.0
    with served(folder) as place:
        oracle = place("oracle")
        began = monotonic()
        assert oracle.crawl(None, *arguments).code == 0
        whole = monotonic() - began
        truth = contents(oracle.archive, judged=False)
        stopped, number = place("stopped-0"), 0
        while counts["stopped"] < (_SHORT_STOPS if short else _STOPS):
            twice = rng.random() < 0.5
            which = rng.choice(_SIGNALS)
            sent = _Sender(
                which, rng.uniform(whole * 0.2, whole * 0.8), rng.uniform(0, 0.3) if twice else None
            )
            crawl = stopped.crawl(None, *arguments, meanwhile=sent)
            where = f"{stopped.folder.name}, {which.name}{' twice' if twice else ''} after {sent.after:.2f} s"
            lost = stopped.broken()
            counts["lost"] += len(lost)
            wrong += [f"{where}: {line}" for line in lost]
            counts["orphans"] += crawl.orphans
            if crawl.code == 0:  # it was through before the signal came
                wrong += _compare(stopped, truth, counts)
                number += 1
                stopped = place(f"stopped-{number}")
                continue
            if crawl.code in (-which, -signal.SIGINT) and not crawl.told:
                counts["before it began"] += 1
                continue
            counts["stopped"] += 1
            counts[f"{which.name}{' twice' if twice else ''}"] += 1
            slowest = max(slowest, sent.took())
            if crawl.code != _STOPPED or "Traceback" in crawl.said:
                wrong.append(f"{where}: ended with {crawl.code}: {crawl.said[-300:]}")
        assert stopped.crawl(None, *arguments).code == 0
        wrong += _compare(stopped, truth, counts)
    return Outcome({**counts, "seconds the slowest took to stop": round(slowest, 1)}, tuple(wrong))


class _Sender:
    """Sends a process a signal after a while, and again after another."""

    def __init__(self, which: signal.Signals, after: float, again: float | None) -> None:
        self.after = after
        self._which = which
        self._again = again
        self._sent = 0.0
        self._ended = 0.0

    def __call__(self, process: subprocess.Popen[bytes]) -> None:
        for wait in (self.after, self._again):
            if wait is not None and process.poll() is None:
                sleep(wait)
                self._sent = self._sent or monotonic()
                process.send_signal(self._which)
        process.wait()
        self._ended = monotonic()

    def took(self) -> float:
        return self._ended - self._sent


def _compare(stopped: Place, truth: dict[str, Rows], counts: Counter[str]) -> list[str]:
    """A crawl that was stopped and gone on with holds what one that was not holds."""
    now = contents(stopped.archive, judged=False)
    counts["archives"] += 1
    counts["acknowledged"] += len(stopped.told)
    counts["doubled"] += doubled(truth, now)
    return [f"{stopped.folder.name}: {line}" for line in (*differences(truth, now), *stopped.faults())]
