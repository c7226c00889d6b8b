"""The ready-made files of docs/schedule: they parse where they are meant to, and what they run is what `make daily` runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from crawler import settings
from tests.crawler.crawling import ROOT, environment, write_registry

FOLDER = ROOT / "docs" / "schedule"
SERVICES = sorted(FOLDER.glob("*.service"))
HERE = "/srv/gongkai/"


def values(unit: Path, key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


def commands(unit: Path) -> list[str]:
    return [line.removeprefix(f"{HERE}.venv/bin/") for line in values(unit, "ExecStart")]


def cron_lines() -> list[list[str]]:
    lines = (FOLDER / "crontab").read_text(encoding="utf-8").splitlines()
    return [
        line.split("\t", 1)
        for line in lines
        if line and not line.startswith("#") and "=" not in line.split()[0]
    ]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_units_and_calls_them_well_guarded(tmp_path: Path) -> None:
    program = tmp_path / ".venv" / "bin" / "scrapy"
    program.parent.mkdir(parents=True)
    for each in (program, program.with_name("python")):
        each.write_text("#!/bin/sh\n", encoding="utf-8")
        each.chmod(0o755)
    units = []
    for path in (*SERVICES, *FOLDER.glob("*.timer")):
        units.append(tmp_path / path.name)
        units[-1].write_text(path.read_text(encoding="utf-8").replace(HERE, f"{tmp_path}/"), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    for unit in units:
        if unit.suffix == ".service":
            said = subprocess.run(
                ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(unit)],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert said.returncode == 0, said.stdout[-500:]


def test_a_stop_waits_longer_than_a_page_may_take() -> None:
    crawl = FOLDER / "gongkai.service"
    (seconds,) = values(crawl, "TimeoutStopSec")
    assert int(seconds) > settings.DOWNLOAD_TIMEOUT
    assert values(crawl, "KillMode") == ["mixed"]
    assert values(crawl, "SuccessExitStatus") == ["2 6"]
    assert "SuccessExitStatus" not in (FOLDER / "gongkai-alarm.service").read_text(encoding="utf-8")


def test_all_run_what_make_daily_runs() -> None:
    plan = subprocess.run(
        ["make", "--no-print-directory", "--dry-run", "--old-file=.venv/.ready", "daily"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    daily = [line.split(" || ")[0].removeprefix(".venv/bin/") for line in plan.splitlines()]
    assert commands(FOLDER / "gongkai.service") == daily
    assert cron_lines()[0][1] == "cd /srv/gongkai && make --silent daily"
    workflow = yaml.safe_load((FOLDER / "github-actions.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["crawl"]["steps"]
    assert "make --silent daily" in [step.get("run") for step in steps]
    assert cron_lines()[1][1].endswith(commands(FOLDER / "gongkai-alarm.service")[0])


def test_the_times_of_cron_are_times() -> None:
    workflow = yaml.safe_load((FOLDER / "github-actions.yml").read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as true.
    crons = [each["cron"] for each in workflow[True]["schedule"]] + [fields for fields, _ in cron_lines()]
    assert len(crons) == 3
    for cron in crons:
        fields = cron.split()
        assert len(fields) == 5
        for value, highest in zip(fields, (59, 23, 31, 12, 7), strict=True):
            assert value == "*" or all(0 <= int(each) <= highest for each in value.split(",")), cron


@pytest.mark.slow
def test_what_they_run_runs(tmp_path: Path) -> None:
    """Every command of the schedule, one after the other, over a registry without sources."""
    write_registry(tmp_path / "registry")
    given = ["-s", f"ARCHIVE={tmp_path / 'reports.db'}", "-s", f"SOURCES={tmp_path / 'registry'}"]
    for line in (*commands(FOLDER / "gongkai.service"), *commands(FOLDER / "gongkai-alarm.service")):
        program, *words = shlex.split(line)
        assert program == "scrapy"
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *words, *given],
            cwd=ROOT, capture_output=True, text=True, check=False, env=environment(), timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports.atom").exists()


def test_make_daily_goes_on_after_failed_sources_and_stops_for_a_person(tmp_path: Path) -> None:
    """With a stand-in for scrapy that ends with each exit code in turn."""
    shutil.copy(ROOT / "Makefile", tmp_path / "Makefile")
    stand_in = tmp_path / ".venv" / "bin" / "scrapy"
    stand_in.parent.mkdir(parents=True)
    for code in range(7):
        stand_in.write_text(f'#!/bin/sh\necho "$@"\n[ "$1" = notify ] || exit {code}\n', encoding="utf-8")
        stand_in.chmod(0o755)
        done = subprocess.run(
            ["make", "--silent", "--old-file=.venv/.ready", "daily"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        goes_on = code in (0, 2, 6)
        assert (done.returncode == 0) is goes_on, code
        assert ("notify" in done.stdout) is goes_on
