"""The demo: serve the province, crawl it as any registry, and compare the archive with the truth."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path("archive/var/demo")


def run(seed: int, folder: Path, scale: str = "small") -> int:
    """Crawl into the folder's reports.db; the exit code is the crawl's, else the comparison's.

    A later run serves the same addresses again, so that it finds the same pages and nothing new. The full
    province has sources that cannot be crawled: there a crawl that says so (exit code 2) is the right one.
    """
    registry, archive, log = folder / "registry", folder / "reports.db", folder / "requests.jsonl"
    log.unlink(missing_ok=True)
    server = subprocess.Popen(
        [
            *_python("tests.province"),
            "serve",
            "--registry",
            str(registry),
            "--port",
            str(_port(registry)),
            "--seed",
            str(seed),
            "--scale",
            scale,
            "--log",
            str(log),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        ready = server.stdout.readline().strip()
        if not ready.startswith("serving"):
            return server.wait()
        print(f"模拟数据 · {ready}", flush=True)
        code = subprocess.run(_crawl(archive, registry), check=False).returncode
        if code not in ((0, 2) if scale == "full" else (0,)):
            return code
        code = subprocess.run(
            [
                *_python("tests.province"),
                "check",
                str(archive),
                str(registry / "truth.json"),
                "--log",
                str(log),
            ],
            check=False,
        ).returncode
    finally:
        server.terminate()
        server.wait()
    print("Look at it with: make browse")
    return code


def _crawl(archive: Path, registry: Path) -> list[str]:
    settings = {
        "ARCHIVE": str(archive),
        "SOURCES": str(registry),
        "RESOLVE": "*.test=127.0.0.1",
        "ADDRESS_ALLOW": "127.0.0.1/32",
    }
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    return [*_python("scrapy"), "crawl", "reports", "-a", "full=1", *options]


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _port(registry: Path) -> int:
    """The port of the run before, read from the addresses it left; 0 for any, the first time."""
    sources = registry / "sources.csv"
    found = re.search(r"\.test:(\d+)/", sources.read_text(encoding="utf-8")) if sources.exists() else None
    return int(found[1]) if found else 0
