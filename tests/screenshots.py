"""`make screenshots`: the README's picture, taken of the demo archive in a real browser."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from archive.browse import command

ROOT = Path(__file__).resolve().parent.parent
ARCHIVE = ROOT / "archive" / "var" / "demo" / "reports.db"
PICTURE = ROOT / "docs" / "figure.png"
_FIGURE = """SELECT id FROM figures WHERE report_year = 2022 AND line = 'granted' AND column_name = 'natural_person'
             AND value > 0 ORDER BY id LIMIT 1"""


def main() -> int:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print(
            "no Chromium is installed; get one with: sudo apt-get install chromium fonts-noto-cjk",
            file=sys.stderr,
        )
        return 1
    if not ARCHIVE.exists():
        print("there is no demo archive yet; make one with: make demo", file=sys.stderr)
        return 1
    with sqlite3.connect(ARCHIVE) as connection:
        (figure,) = connection.execute(_FIGURE).fetchone()
    port = _free_port()
    server = subprocess.Popen(command(ARCHIVE, "--port", str(port)), stderr=subprocess.DEVNULL)
    try:
        _shoot(browser, f"http://127.0.0.1:{port}/-/figure/{figure}", port)
    finally:
        server.terminate()
        server.wait()
    print(PICTURE.relative_to(ROOT))
    return 0


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _shoot(browser: str, url: str, port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json", timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars",
                f"--user-data-dir={profile}", "--window-size=1280,900", f"--screenshot={PICTURE}", url,
            ],
            check=True,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
