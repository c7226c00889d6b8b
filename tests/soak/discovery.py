"""Discovery over every home page of the full province: the column, or the true reason why there is none."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from tests.crawler.crawling import ROOT, environment
from tests.province import world
from tests.province.serving import served
from tests.soak.part import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = {True: (1,), False: (1, 811, 812)}
LEAST = 0.95  # of the columns
_SAID = {"needs a browser": "browser"}


def run(folder: Path, *, short: bool) -> Outcome:
    columns = found = reasons = told = 0
    wrong = []
    for seed in SEEDS[short]:
        for home, right, result, given in _compared(folder / str(seed), seed):
            is_column = right.startswith("http")
            columns, reasons = columns + is_column, reasons + (not is_column)
            # Guangdong's platform has all its lists at one address; where it has but one, the fragment may be left out.
            if (
                is_column
                and result == "found"
                and right in (*given, *(urldefrag(url).url for url in given[:1]))
            ):
                found += 1
            elif not is_column and result == _SAID.get(right, right):
                told += 1
            else:
                wrong.append(f"seed {seed}: {home}: {result} {' '.join(given)}, and not {right}")
    counts = {
        "home pages": columns + reasons,
        "columns": f"{found} of {columns}",
        "reasons": f"{told} of {reasons}",
        "not right": "; ".join(wrong) or "none",
    }
    held = found >= LEAST * columns and told == reasons
    return Outcome(counts, () if held else tuple(wrong))


def _compared(folder: Path, seed: int) -> Iterator[tuple[str, str, str, list[str]]]:
    """Of each home page: what is right, what was said, and the columns given."""
    with served(world.build(seed, "full"), folder):
        homes: dict[str, str] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["homes"]
        names, new = folder / "names.csv", folder / "new.csv"
        names.write_text("\n".join(("url", *homes)), encoding="utf-8")
        _discover(folder, names, new)
    given: dict[str, list[str]] = defaultdict(list)
    results: dict[str, str] = {}
    with new.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            results[row["home"]] = row["result"]
            given[row["home"]] += [row["url"]] if row["url"] else []
    for home, right in homes.items():
        yield home, right, results.get(home, "nothing"), given[home]


def _discover(folder: Path, names: Path, new: Path) -> None:
    settings = {
        "SOURCES": str(folder),
        "ADDRESS_ALLOW": "127.0.0.1/32",
        "RESOLVE": "*.test=127.0.0.1",
        "DOWNLOAD_DELAY": "0",  # a few requests of each of 70 sites: nothing is learnt from waiting
    }
    pairs = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "discover", *pairs, "--from", str(names), "--out", str(new)],
        capture_output=True, text=True, cwd=ROOT, env=environment(), check=False,
    )  # fmt: skip
    if done.returncode not in (0, 2):
        raise RuntimeError(f"discover ended with {done.returncode}: {done.stderr[-2000:]}")
