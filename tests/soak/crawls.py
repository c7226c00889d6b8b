"""Crawls of the simulated province as processes of their own, disturbed, and what they said they had committed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from archive.opening import reading
from archive.verify import faults
from tests.crawler.crawling import ROOT, environment
from tests.province import registry, world
from tests.province.server import Province
from tests.soak.disturbed import COUNTED, STRUCK

# Three sources that are crawled in two seconds, two of their reports standing in two places each.
FEW = ("reports", "-a", "source=shidu-liuwan,yunqiao-sfj,yunqiao-www")
TODAY, TOMORROW = "2026-02-01T08:00:00Z", "2026-02-02T08:00:00Z"
_LONGEST = 90  # seconds a crawl may take that takes seven
_MOURNING = 10  # seconds that readers have to end behind a killed crawl


@dataclass
class Crawl:
    """One run: its exit code, what it acknowledged (method, page, outcome, bytes), what it printed."""

    code: int
    told: list[tuple[str, str, str, str]]
    said: str
    orphans: int = 0

    @property
    def struck(self) -> bool:
        """Whether what was planned came to pass: a crawl may have ended before."""
        return any(line[0] == STRUCK for line in self.told)

    @property
    def counted(self) -> dict[str, int]:
        """How many writes, reads and awaits there were, where the plan was to `count` them."""
        name, *counts = self.told[-1]
        assert name == COUNTED, self.said
        return dict(zip(("write", "read", "await"), map(int, counts), strict=True))


@dataclass
class Place:
    """A folder with an archive and the registry of a served province; `told` by all its crawls."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    told: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def archive(self) -> Path:
        return self.folder / "a.db"

    def crawl(
        self,
        plan: Mapping[str, Any] | None = None,
        *arguments: str,
        meanwhile: Callable[[subprocess.Popen[bytes]], None] | None = None,
        **settings: str,
    ) -> Crawl:
        """Crawl to the end, whichever it is. `meanwhile` gets the running process in a thread of its own."""
        with (self.folder / "said").open("wb") as said:
            theirs, ours = os.pipe()[::-1]
            line = [
                sys.executable,
                "-m",
                "tests.soak.disturbed",
                json.dumps({**(plan or {}), "tell": theirs}),
                "crawl",
            ]
            process = subprocess.Popen(
                [*line, *self._settings(settings), *(arguments or ("reports",))],
                cwd=ROOT,
                env={**environment(), "PYTHONFAULTHANDLER": "1"},
                stdout=said,
                stderr=said,
                pass_fds=(theirs,),
                start_new_session=True,
            )
            os.close(theirs)
            # One that hangs says where, in all its threads, and dies of it.
            stop = threading.Timer(_LONGEST, process.send_signal, (signal.SIGABRT,))
            stop.start()
            helper = threading.Thread(target=meanwhile, args=(process,)) if meanwhile else None
            if helper:
                helper.start()
            with open(ours, encoding="utf-8") as pipe:
                lines = pipe.read().splitlines()
            code = process.wait()
            stop.cancel()
            if helper:
                helper.join()
        told = [(a, b, c, d) for a, b, c, d in (line.split(" ") for line in lines)]
        self.told += [line for line in told if line[0] not in (COUNTED, STRUCK)]
        return Crawl(code, told, (self.folder / "said").read_text("utf-8"), _left_over(process.pid))

    def _settings(self, more: Mapping[str, str]) -> list[str]:
        given = {
            "ARCHIVE": str(self.archive), "SOURCES": str(self.folder.parent / "registry"), "NOW": TODAY,
            "ADDRESS_ALLOW": "127.0.0.1/32", "RESOLVE": "*.gov.test=127.0.0.1", "DOWNLOAD_DELAY": "0",
            "READ_WORKERS": "2", "LOG_LEVEL": "WARNING", **self.settings, **more,
        }  # fmt: skip
        return [part for name, value in given.items() for part in ("-s", f"{name}={value}")]

    @property
    def copy(self) -> Path:
        """The archive as the last crawl left it, once `broken` has looked."""
        return self.folder / "copy" / "a.db"

    def broken(self) -> list[str]:
        """What is wrong with the archive as it lies there, by a copy: looking at it would mend it (its log would be
        taken in), and the next crawl is to find what the last one left."""
        shutil.rmtree(self.copy.parent, ignore_errors=True)
        self.copy.parent.mkdir()
        for file in self.folder.glob("a.db*"):
            shutil.copy(file, self.copy.parent / file.name)
        if not self.archive.exists() or not self.archive.stat().st_size:
            return ["acknowledged, and no archive"] if self.told else []
        with closing(sqlite3.connect(self.copy)) as connection:
            damaged = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            return [f"integrity: {line}" for line in damaged] or lost(connection, self.told)

    def faults(self) -> list[str]:
        """What `scrapy verify` says of it."""
        with reading(self.archive) as connection:
            return list(faults(connection))


def lost(connection: sqlite3.Connection, told: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """Acknowledgements that the archive knows nothing of."""
    if not told:
        return []
    kept = Counter(
        tuple(row) for row in connection.execute(
            "SELECT page_id, outcome, coalesce(body_sha256, '-') FROM fetches "
            "WHERE body_sha256 IS NULL OR body_sha256 IN (SELECT sha256 FROM bodies)"
        )
    )  # fmt: skip
    read = {row[0] for row in connection.execute("SELECT page_id FROM publications")}
    settled = {row[0] for row in connection.execute("SELECT id FROM pages WHERE read_state IS NOT NULL")}
    acknowledged = Counter(line[1:] for line in told if line[0] == "keep")
    missing = [f"lost: kept {line} {count} times" for line, count in (acknowledged - kept).items()]
    for method, page, outcome, _ in told:
        there = settled if method == "unreadable" or outcome == "waiting" else read
        if method != "keep" and page not in there:
            missing.append(f"lost: {method} {page} {outcome}")
    return missing


class _Quiet(Province):
    """A crawl that is killed hangs up on the server, which is no news."""

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def served(folder: Path) -> Iterator[Callable[[str], Place]]:
    """A small province on loopback; gives a function that makes an empty place in the folder by its name."""
    province = _Quiet(0)
    made = world.build(1, "small")
    province.publish(made)
    threading.Thread(target=province.serve_forever, daemon=True).start()
    (folder / "registry").mkdir()
    registry.write(made, folder / "registry", province.port)

    def place(name: str, **settings: str) -> Place:
        (folder / name).mkdir()
        return Place(folder / name, settings)

    try:
        yield place
    finally:
        province.shutdown()
        province.server_close()


def killed(crawl: Crawl) -> bool:
    return crawl.code == -signal.SIGKILL


def _left_over(group: int) -> int:
    """How many processes of a dead crawl's group still run after a while; dead ones that nobody buried do not."""
    until = monotonic() + _MOURNING
    while (alive := _running(group)) and monotonic() < until:
        sleep(0.02)
    return alive


def _running(group: int) -> int:
    count = 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = status.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it ended while the list was read
        count += int(its_group) == group and state not in ("Z", "X")
    return count
