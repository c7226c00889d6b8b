"""The demo: what is crawled equals the truth, a second run finds nothing new, and the README's other commands work on it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    done = run("tests.province", "demo", "--folder", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all equal" in done.stdout
    return folder


def test_a_second_demo_finds_nothing_new(demo: Path) -> None:
    done = run("tests.province", "demo", "--folder", str(demo))
    assert done.returncode == 0
    assert "nothing new" in done.stdout
    with sqlite3.connect(demo / "reports.db") as archive:
        assert archive.execute("SELECT count(*) FROM figure_changes").fetchone() == (0,)
        assert archive.execute("SELECT max(version) FROM reports").fetchone() == (1,)


def test_a_wrong_figure_is_found(demo: Path, tmp_path: Path) -> None:
    """The comparison itself: one figure changed behind its back."""
    copy = tmp_path / "reports.db"
    with sqlite3.connect(demo / "reports.db") as archive, sqlite3.connect(copy) as changed:
        archive.backup(changed)
        changed.execute(
            "UPDATE disclosure_requests SET total = total + 1 WHERE (report_id, line) IN "
            "(SELECT report_id, line FROM disclosure_requests WHERE total IS NOT NULL LIMIT 1)"
        )
    done = run("tests.province", "check", str(copy), str(demo / "registry" / "truth.json"))
    assert done.returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_other_provinces(seed: int, tmp_path: Path) -> None:
    done = run("tests.province", "demo", "--folder", str(tmp_path), "--seed", str(seed))
    assert done.returncode == 0, done.stdout
    assert "all equal" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3])
def test_the_full_province(tmp_path: Path, seed: int) -> None:
    """Every report of every family, and nobody else's; the true reason for every source that cannot be crawled.

    The server's log proves the manners: nobody outside the registry, nothing robots.txt forbids, no host too fast.
    """
    done = run("tests.province", "demo", "--scale", "full", "--seed", str(seed), "--folder", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all equal" in done.stdout
    counted = dict(re.findall(r"^([\w ]+): expected (\d+) · equal", done.stdout, re.MULTILINE))
    assert int(counted["reports"]) >= 500
    assert int(counted["requests"]) > 500
    assert int(counted["windows"]) > 500


def test_the_query_of_the_readme(demo: Path) -> None:
    said = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r'sqlite-utils archive/var/demo/reports\.db \\\n\s+"([^"]+)"', said)
    assert found
    with sqlite3.connect(demo / "reports.db") as archive:
        assert len(archive.execute(found[1]).fetchall()) == 5


def test_a_dry_run_over_the_real_registry_asks_nobody(tmp_path: Path) -> None:
    done = run("scrapy", "crawl", "reports", "-a", "dry=1", "-s", f"ARCHIVE={tmp_path / 'reports.db'}")
    assert done.returncode == 0, done.stderr
    assert "pages of" in done.stdout


@pytest.mark.slow
def test_a_demo_never_enters_a_real_archive(tmp_path: Path) -> None:
    archive = tmp_path / "reports.db"
    run("scrapy", "crawl", "reports", "-a", "dry=1", "-s", f"ARCHIVE={archive}")
    done = run("tests.province", "demo", "--folder", str(tmp_path))
    assert done.returncode == 4
    assert len([line for line in done.stderr.splitlines() if line.startswith("crawl:")]) == 1
