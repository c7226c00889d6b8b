"""Two crawls of the same pages: ours to finished rows, and the same spider with trafilatura in its callback."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """A served province: where its registry is, and a folder for archives."""

    registry: Path
    scratch: Path


@contextmanager
def served() -> Iterator[Site]:
    """The small province on loopback, asked without delay, for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="gongkai-bench-"))
    registry = folder / "registry"
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.province", "serve", "--registry", str(registry)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()
        # Delays would be measured instead of work, on both sides alike.
        (registry / "hosts.toml").unlink(missing_ok=True)
        yield Site(registry, folder)
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def crawl_with_gongkai(site: Site) -> float:
    """Seconds from the first request to the last row of our crawl."""
    return _seconds(site, "reports")


def crawl_with_trafilatura(site: Site) -> float:
    """The same with the text extracted in the callback and nothing else read or recorded."""
    return _seconds(site, "trafilatura")


def _seconds(site: Site, spider: str) -> float:
    archive = site.scratch / "reports.db"
    for old in site.scratch.glob("reports.db*"):
        old.unlink()
    settings = {
        "ARCHIVE": str(archive),
        "SOURCES": str(site.registry),
        "RESOLVE": "*.gov.test=127.0.0.1",
        "ADDRESS_ALLOW": "127.0.0.1/32",
        "DOWNLOAD_DELAY": "0",
        "CONCURRENT_REQUESTS_PER_DOMAIN": "16",
    }
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", spider, *options], check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start
