"""Bits that flip in stored bodies, files cut short, and backups taken while a crawl writes, each restored and looked at."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path
from time import sleep

from archive.backup import back_up, restore
from archive.keeping import decoded
from archive.opening import reading
from archive.store import Store
from archive.verify import damages, faults
from tests.soak.crawls import FEW, TODAY, Place, served
from tests.soak.part import Outcome
from tests.soak.sameness import Rows, contents, differences

_FLIPS, _CUTS, _BACKUPS = 1000, 100, 50
_SHORT_FLIPS, _SHORT_CUTS, _SHORT_BACKUPS = 100, 20, 3
_SEED = 13
_PAUSE = 0.2  # seconds between two backups of one crawl
_FOUND_BY = 24  # bytes of a body by which its place in the file is known


def run(folder: Path, *, short: bool) -> Outcome:
    rng = random.Random(_SEED)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    with served(folder) as place:
        oracle = place("oracle")
        assert oracle.crawl(None, *FEW).code == 0
        truth = contents(oracle.archive, judged=False)
        damaged = folder / "damaged.db"
        for _ in range(_SHORT_FLIPS if short else _FLIPS):
            wrong += _flip(oracle.archive, damaged, rng, counts)
        for _ in range(_SHORT_CUTS if short else _CUTS):
            wrong += _cut(oracle.archive, damaged, rng, counts)
        for number in count():
            if counts["backups"] >= (_SHORT_BACKUPS if short else _BACKUPS):
                break
            wrong += _back_up_under_load(place(f"live-{number}"), place(f"restored-{number}"), truth, counts)
    return Outcome(counts, tuple(wrong))


def _flip(archive: Path, damaged: Path, rng: random.Random, counts: Counter[str]) -> list[str]:
    """Flip one bit of one stored body, in the file; it must be told, unless the body's bytes came out whole."""
    data = bytearray(archive.read_bytes())
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute("SELECT sha256, codec, data FROM bodies ORDER BY sha256").fetchall()
    found = -1
    while found < 0:  # a body goes over several pages of the file: a piece across two of them is not found
        sha256, codec, stored = rng.choice(rows)
        at = rng.randrange(len(stored) - _FOUND_BY)
        found = data.find(stored[at : at + _FOUND_BY])
    bit = 1 << rng.randrange(8)
    data[found] ^= bit
    damaged.write_bytes(data)
    counts["flips"] += 1
    if any(sha256 in line or line.startswith("the file") for line in _damages(damaged)):
        counts["flips told"] += 1
        return []
    flipped = bytearray(stored)
    flipped[at] ^= bit
    if decoded(codec, bytes(flipped)) == decoded(codec, stored):
        counts["flips that changed no byte of the page"] += 1  # a bit that compression has no use for
        return []
    return [f"bit {bit} of byte {at} of body {sha256} flipped, and nothing was told"]


def _cut(archive: Path, damaged: Path, rng: random.Random, counts: Counter[str]) -> list[str]:
    """Cut the file short, every other time by a byte or two; SQLite alone takes what is missing for zeros."""
    size = archive.stat().st_size
    left = size - rng.choice((1, 2, rng.randrange(1, size // 2), rng.randrange(1, size // 2)))
    damaged.write_bytes(archive.read_bytes()[:left])
    counts["cuts"] += 1
    if _damages(damaged):
        counts["cuts told"] += 1
        return []
    return [f"{size - left} bytes cut off, and nothing was told"]


def _damages(file: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?immutable=1", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return list(damages(connection))
    except sqlite3.DatabaseError as error:
        return [f"the file: {error}"]  # as the command has it, which says so and ends with 4 or 3


def _back_up_under_load(
    live: Place, restored: Place, truth: dict[str, Rows], counts: Counter[str]
) -> list[str]:
    """Take backups for as long as a crawl runs; restore each over the one before it; go on with the last."""
    files: list[Path] = []

    def back_up_again_and_again(process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            file = live.folder / f"backup-{len(files)}.db"
            if live.archive.exists() and _is_made(live.archive):
                with reading(live.archive, long=True) as connection:
                    back_up(connection, live.archive, file, TODAY)
                files.append(file)
            sleep(_PAUSE)

    crawl = live.crawl(None, *FEW, meanwhile=back_up_again_and_again)
    wrong = (
        [] if crawl.code == 0 else [f"the crawl beside backups ended with {crawl.code}: {crawl.said[-300:]}"]
    )
    counts["backups"] += len(files)
    fetches = 0
    for file in files:
        shutil.rmtree(
            restored.folder / "var", ignore_errors=True
        )  # the one before, set aside: the clock stands still
        restore(restored.archive, file, lambda: TODAY)
        with reading(restored.archive) as connection:
            told = list(faults(connection))
            (kept,) = connection.execute("SELECT count(*) FROM fetches").fetchone()
        Store.open(restored.archive, kind="demo", command="a test").close()
        if told or kept < fetches:
            wrong.append(f"{file.name}: {kept} fetches after {fetches}, {told[:1]}")
        else:
            counts["restored whole"] += 1
        fetches = kept
    if files:
        crawl = restored.crawl(None, *FEW)
        wrong += differences(truth, contents(restored.archive, judged=False))
        counts["gone on from a backup"] += crawl.code == 0
    shutil.rmtree(live.folder)
    return wrong


def _is_made(archive: Path) -> bool:
    """Whether a new archive has its tables by now."""
    with closing(sqlite3.connect(archive)) as connection:
        return (
            connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'archive_info'").fetchone()
            is not None
        )
