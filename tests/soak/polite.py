"""Crawls twenty sites at once, some of which ask for pauses or delays, and measures in the servers' log how polite that was."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

from tests.crawler.crawling import crawl, write_registry
from tests.crawler.site import Answer, Asked, Site, column, report, serving
from tests.soak.part import Outcome

_SITES = 20
_DELAY = 0.2  # seconds; every second site asks for a Crawl-delay of twice that
_PAUSES = ("1", "2", "date", "0", "-1", "1.5")  # Retry-After; of some answers, one a hundred
_TITLE = "青禾市司法局{}年政府信息公开工作年度报告"


class _Log:
    """When each site was asked, and until when it had asked to be left alone, in seconds on one clock."""

    def __init__(self) -> None:
        self.asked: dict[str, list[float]] = {}
        self.until: dict[str, list[tuple[float, float]]] = {}
        self._lock = threading.Lock()
        self._paused: set[str] = set()

    def note(self, name: str) -> None:
        with self._lock:
            self.asked.setdefault(name, []).append(time.monotonic())

    def pause(self, name: str, path: str, number: int) -> str | None:
        """The Retry-After for one page in a hundred, the first time it is asked for."""
        with self._lock:
            if number % 100 != 50 or f"{name}{path}" in self._paused:
                return None
            self._paused.add(f"{name}{path}")
            said = _PAUSES[len(self._paused) % len(_PAUSES)]
            now = time.time()
            until = float(int(now) + 3) if said == "date" else now + max(float(said), 0)
            self.until.setdefault(name, []).append((time.monotonic(), time.monotonic() + until - now))
            return formatdate(until, usegmt=True) if said == "date" else said


def run(folder: Path, *, short: bool) -> Outcome:
    a_site = 30 if short else 500
    log = _Log()
    with serving() as site:
        names = [f"www.city{number}.gov.test" for number in range(_SITES)]
        _serve(site, a_site, log)
        write_registry(
            folder / "registry",
            *((f"s{n}", f"http://{name}:{site.port}/nb/") for n, name in enumerate(names)),
        )
        settings = {
            "RESOLVE": "*.gov.test=127.0.0.1",
            "DOWNLOAD_DELAY": str(_DELAY),
            "CONCURRENT_REQUESTS": "64",
        }
        done = crawl(folder, "reports", settings={**settings, "LOG_LEVEL": "ERROR"}, timeout=3600)
    wrong = (
        [f"exit code {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}"] if done.returncode else []
    )
    closest = {name: min(b - a for a, b in pairwise(times)) for name, times in log.asked.items()}
    close, early = 0, 0
    for name, times in log.asked.items():
        close += sum(b - a < _delay(name) for a, b in pairwise(times))
        early += sum(began < at < until for at in times for began, until in log.until.get(name, ()))
    asked = sum(map(len, log.asked.values()))
    wrong += [f"{close} pairs closer than the delay"] if close else []
    wrong += [f"{early} requests before the time a site had asked for"] if early else []
    wrong += ["no site asked for a pause"] if not log.until else []
    wrong += [f"only {asked} requests"] if asked < _SITES * a_site else []
    counts = {
        "requests": asked, "sites": len(log.asked), "pauses": sum(map(len, log.until.values())), "too close": close,
        "too early": early, "closest (s)": round(min(closest.values()), 3),
        "closest where Crawl-delay is twice that (s)": round(min(gap for name, gap in closest.items() if _is_slow(name)), 3),
    }  # fmt: skip
    return Outcome(counts, tuple(wrong))


def _is_slow(name: str) -> bool:
    return name.split(".")[1][-1] in "13579"


def _delay(name: str) -> float:
    return 2 * _DELAY if _is_slow(name) else _DELAY


def _serve(site: Site, a_site: int, log: _Log) -> None:
    """The same pages on every site, in lists of a hundred."""

    def answering(answer: Answer, number: int) -> Callable[[Asked], Answer]:
        def answered(asked: Asked) -> Answer:
            name = asked.headers["host"].partition(":")[0]
            log.note(name)
            said = log.pause(name, asked.path, number)
            return (
                answer
                if said is None
                else Answer(status=429 if number % 200 else 503, headers={"Retry-After": said})
            )

        return answered

    def robots(asked: Asked) -> Answer:
        name = asked.headers["host"].partition(":")[0]
        log.note(name)
        return Answer(f"User-agent: *\nCrawl-delay: {_delay(name)}\n".encode())

    site.answers["/robots.txt"] = robots
    pages = a_site - 1
    lists = -(-pages // 100)
    for number in range(lists):
        rows = [
            f"/nb/{each}.html|{_TITLE.format(2004 + each % 20)}|{2005 + each % 20}-01-20"
            for each in range(number * 100, min(pages, number * 100 + 100))
        ]
        page = column(*rows)
        if number + 1 < lists:
            page = page.replace("</ul>", f"</ul><a href='/nb/index_{number + 2}.html'>下一页</a>")
        site.answers["/nb/" if number == 0 else f"/nb/index_{number + 1}.html"] = answering(
            Answer(page.encode()), 1
        )
    for each in range(pages):
        body = report("青禾市司法局", 2004 + each % 20).encode()
        site.answers[f"/nb/{each}.html"] = answering(Answer(body), each + 25)
