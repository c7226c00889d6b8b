"""Runs `scrapy crawl` as its users do: a process of its own, judged by its exit code and what it wrote."""

from __future__ import annotations

import csv
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.crawler.site import Answer, Asked, Site
from tests.loopback import python_path

ROOT = Path(__file__).resolve().parents[2]

AGENCY = ("qinghe-sfj", "青禾市司法局", "990100", "department", "", "", "", "")


def write_registry(
    folder: Path,
    *sources: tuple[str, str],
    agencies: Sequence[tuple[str, ...]] = (AGENCY,),
    agency: str = AGENCY[0],
) -> Path:
    """A registry folder whose sources are (id, url), all of 青禾市司法局 or of the agency named."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "division_code", "kind", "since", "until", "successor", "note"))
        writer.writerows(agencies)
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "url", "agency", "division_code", "cms", "status", "note"))
        writer.writerows((name, url, agency, "990100", "", "active", "") for name, url in sources)
    return folder


def command(
    tmp_path: Path, *arguments: str, allow: str = "127.0.0.1/32", settings: dict[str, str] | None = None
) -> list[str]:
    given = {
        "ARCHIVE": str(tmp_path / "a.db"),
        "SOURCES": str(tmp_path / "registry"),
        "ADDRESS_ALLOW": allow,
        "DOWNLOAD_DELAY": "0",
        "READ_WORKERS": "0",
        "NOW": "2026-02-01T08:00:00Z",
        **(settings or {}),
    }
    pairs = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
    # The last of two settings of one name counts: a test's own stand behind.
    return [sys.executable, "-m", "scrapy", "crawl", *pairs, *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": python_path(), "SCRAPY_SETTINGS_MODULE": "crawler.settings"}


def crawl(
    tmp_path: Path,
    *arguments: str,
    allow: str = "127.0.0.1/32",
    settings: dict[str, str] | None = None,
    timeout: float = 120,
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Run to the end, which must come within `timeout` seconds. No run may ever show a traceback."""
    done = subprocess.run(
        command(tmp_path, *arguments, allow=allow, settings=settings),
        capture_output=True, text=True, timeout=timeout, cwd=ROOT, env=environment(), check=False, **options,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def rows(tmp_path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(tmp_path / "a.db")
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


def stopped_while_asking(
    tmp_path: Path, site: Site, path: str, page: str, number: signal.Signals, *arguments: str
) -> tuple[int, str]:
    """Exit code and stderr of a crawl that gets a signal while `path`, whose answer is `page`, is being asked for."""
    asked, go_on = threading.Event(), threading.Event()

    def slow(_: Asked) -> Answer:
        asked.set()
        go_on.wait(30)
        return Answer(page.encode())

    site.answers[path] = slow
    process = subprocess.Popen(
        command(tmp_path, "reports", *arguments),
        cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    assert asked.wait(60)
    process.send_signal(number)
    # Heard, before the answer comes: else the crawl may be through first.
    heard = b""
    for line in process.stderr:
        heard += line
        if b"(shutdown)" in line:
            break
    go_on.set()
    said = heard + process.stderr.read()
    process.stderr.close()
    return process.wait(60), said.decode()
