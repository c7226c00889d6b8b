"""The site in a real browser: what a kept page brings along does not run."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.browse import command
from archive.ids import page_id
from tests.archive.making import URL, Archive

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")]

ATTACK = "<p id=mark>untouched</p><script>mark.textContent='touched'</script><img src=x onerror=\"mark.textContent='touched'\">"


@pytest.fixture
def address(archive: Archive) -> Iterator[str]:
    """A server of its own on a port of its own."""
    archive.publish(body=ATTACK.encode(), title=ATTACK, text=ATTACK)
    line = command(archive.path, "--port", "0")
    with subprocess.Popen(
        line, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=ROOT
    ) as server:
        assert server.stderr is not None
        try:
            found = (re.search(r"running on (http://127\.0\.0\.1:\d+)", said) for said in server.stderr)
            yield next(match[1] for match in found if match)
        finally:
            server.terminate()


def seen(url: str) -> str:
    """The document after the browser has done all it would do with it."""
    assert CHROMIUM is not None
    line = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", url]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=True).stdout


def test_nothing_a_page_brings_along_runs(address: str) -> None:
    assert "untouched" in seen(f"{address}/-/snapshot/1")
    for path in (
        f"/reports/reports/{page_id(URL)}",
        "/reports/reports",
        f"/-/figure/{page_id(URL)}/disclosure_requests/granted/total",
    ):
        shown = seen(f"{address}{path}")
        assert "untouched" in shown
        assert '<p id="mark">' not in shown
