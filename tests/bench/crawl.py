"""Two crawls of the same sites: ours to finished rows, and the same spider with trafilatura in its callback."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.bench.site import Sites

_ROOT = Path(__file__).resolve().parents[2]


def crawl_with_gongkai(sites: Sites) -> float:
    """Seconds from the first request to the last row."""
    archive = _crawl(sites, "reports")
    return _seconds(archive, sites.pages, _count(archive, "reports"))


def crawl_with_trafilatura(sites: Sites) -> float:
    """The same of the crawl that leaves the text of each page in a row, and nothing else."""
    archive = _crawl(sites, "trafilatura", READ_WORKERS="0")
    return _seconds(archive, sites.pages, _count(archive.with_suffix(".texts.db"), "texts"))


def _crawl(sites: Sites, spider: str, **more: str) -> Path:
    archive = sites.scratch / f"{spider}.db"
    for old in sites.scratch.glob(f"{spider}.*"):
        old.unlink()
    settings = {
        "ARCHIVE": str(archive),
        "SOURCES": str(sites.registry),
        "RESOLVE": "*.gov.test=127.0.0.1",
        "ADDRESS_ALLOW": "127.0.0.1/32",
        "DOWNLOAD_DELAY": "0",  # a delay would be measured instead of work, on both sides alike
        "LOG_LEVEL": "WARNING",
        "SPIDER_MODULES": "crawler.spiders,tests.bench.rival",
        **more,
    }
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", spider, *options],
        check=True, stdout=subprocess.DEVNULL, cwd=_ROOT, env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )  # fmt: skip
    return archive


def _seconds(archive: Path, expected: int, found: int) -> float:
    """What the crawl itself took, without the interpreter's start; a crawl that missed pages is no measurement."""
    if found != expected:
        raise RuntimeError(f"{archive.name}: {found} of {expected} pages came through; nothing is measured")
    with closing(sqlite3.connect(archive)) as connection:
        (stats,) = connection.execute("SELECT stats FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    return float(json.loads(stats)["elapsed_time_seconds"])


def _count(archive: Path, table: str) -> int:
    with closing(sqlite3.connect(archive)) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)
