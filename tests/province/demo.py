"""The demo: serve the province, crawl it as any registry, and compare the archive with the truth."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

_FOLDER = Path("archive/var/demo")
_ARCHIVE = _FOLDER / "reports.db"
_REGISTRY = _FOLDER / "registry"


def run(seed: int) -> int:
    """Crawl into archive/var/demo/reports.db; the exit code is the crawl's, else the comparison's.

    A later run serves the same addresses again, so that it finds the same pages and nothing new.
    """
    server = subprocess.Popen(
        [*_python("tests.province"), "serve", "--registry", str(_REGISTRY), "--port", str(_port()), "--seed", str(seed)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        ready = server.stdout.readline().strip()
        if not ready.startswith("serving"):
            return server.wait()
        print(f"模拟数据 · {ready}", flush=True)
        code = subprocess.run(_crawl(), check=False).returncode
        if code:
            return code
        code = subprocess.run(
            [*_python("tests.province"), "check", str(_ARCHIVE), str(_REGISTRY / "truth.json")], check=False
        ).returncode
    finally:
        server.terminate()
        server.wait()
    print("Look at it with: make browse")
    return code


def _crawl() -> list[str]:
    settings = {
        "ARCHIVE": str(_ARCHIVE),
        "SOURCES": str(_REGISTRY),
        "RESOLVE": "*.gov.test=127.0.0.1",
        "ADDRESS_ALLOW": "127.0.0.1/32",
    }
    options = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    return [*_python("scrapy"), "crawl", "reports", "-a", "full=1", *options]


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _port() -> int:
    """The port of the run before, read from the addresses it left; 0 for any, the first time."""
    sources = _REGISTRY / "sources.csv"
    found = re.search(r"\.test:(\d+)/", sources.read_text(encoding="utf-8")) if sources.exists() else None
    return int(found[1]) if found else 0
