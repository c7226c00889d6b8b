"""Coverage of the simulated province, crawled under fixed clocks, against its truth in every cell."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from archive.coverage import Cell, cells
from archive.opening import reading
from archive.verify import faults
from tests.archive.making import read
from tests.crawler.crawling import ROOT, environment
from tests.province import serving, world

YEARS = range(2016, 2026)
JUNE, FEBRUARY = "2025-06-30T08:00:00Z", "2026-02-02T08:00:00Z"


@dataclass(frozen=True)
class Served:
    folder: Path

    def scrapy(self, *words: str, now: str, archive: str = "reports.db") -> subprocess.CompletedProcess[str]:
        given = {
            "ARCHIVE": str(self.folder / archive), "SOURCES": str(self.folder), "RESOLVE": "*.test=127.0.0.1",
            "ADDRESS_ALLOW": "127.0.0.1/32", "READ_WORKERS": "0", "NOW": now,
        }  # fmt: skip
        pairs = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", *words, *pairs],
            capture_output=True, text=True, timeout=200, cwd=ROOT, env=environment(), check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def crawl(self, *words: str, now: str, archive: str) -> int:
        return self.scrapy("crawl", "reports", "-a", "full=1", *words, now=now, archive=archive).returncode

    def judge(self, now: str, archive: str) -> dict[tuple[str, int], Cell]:
        """The cells as of a time."""
        with reading(self.folder / archive) as connection:
            return {(cell.agency_id, cell.report_year): cell for cell in cells(connection, now)}

    def states(self, now: str, archive: str) -> dict[tuple[str, int], str]:
        return {key: cell.state for key, cell in self.judge(now, archive).items()}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The province, and two archives of it: one crawled in June, one again in February."""
    folder = tmp_path_factory.mktemp("province")
    with serving.served(world.build(1), folder):
        made = Served(folder)
        assert made.crawl(now=JUNE, archive="june.db") == 0
        shutil.copy(folder / "june.db", folder / "february.db")
        assert made.crawl(now=FEBRUARY, archive="february.db") == 0
        yield made


def expected(served: Served, now: str, walks: list[str]) -> dict[tuple[str, int], str]:
    """What the truth says of every cell, by a clock and the times of complete walks."""
    told = json.loads((served.folder / "truth.json").read_text(encoding="utf-8"))
    with (served.folder / "agencies.csv").open(encoding="utf-8") as file:
        kinds = {row["id"]: row["kind"] for row in csv.DictReader(file)}
    published: dict[str, dict[int, str]] = defaultdict(dict)
    for report in told["reports"]:
        published[report["agency_id"]][report["report_year"]] = min(report["published_on"], walks[0][:10])
    found = {}
    for agency, kind in kinds.items():
        for year in YEARS:
            day = f"{year + 1}-03-31" if kind == "government" or year <= 2018 else f"{year + 1}-01-31"
            over = f"{day}T16:00:00Z"
            on = published[agency].get(year)
            walked = [walk for walk in walks if over <= walk <= now]
            newest = max(published[agency], default=0)
            if f"{year}-12-31T16:00:00Z" > now:
                continue
            if on is not None:
                found[agency, year] = "on_time" if on <= day else "late"
            elif now < over:
                found[agency, year] = "not_due"
            else:
                due = int(max(walks)[:4]) - (1 if max(walks)[4:] >= day[4:] + "T16:00:00Z" else 2)
                silent = year > newest and due - newest >= 2
                known = walked and newest and min(published[agency]) < year and not silent
                found[agency, year] = "missing" if known else "unchecked"
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    "now",
    [JUNE, "2025-12-31T15:59:59Z", "2025-12-31T16:00:00Z", "2026-01-31T15:59:59Z", "2026-01-31T16:00:00Z"],
)
def test_every_cell_is_the_truth_before_the_day_and_on_it(served: Served, now: str) -> None:
    assert served.states(now, "june.db") == expected(served, now, [JUNE])


@pytest.mark.parametrize("now", [FEBRUARY, "2026-03-31T15:59:59Z", "2026-03-31T16:00:00Z"])
def test_every_cell_is_the_truth_after_the_day(served: Served, now: str) -> None:
    states = served.states(now, "february.db")
    assert states == expected(served, now, [JUNE, FEBRUARY])
    assert states["qinghe-sfj", 2025] == "missing"
    assert states["qinghe-fgw", 2024] == "unchecked"  # silent for two years by now


def test_the_view_is_as_fresh_as_the_last_run(served: Served) -> None:
    with read(served.folder / "february.db") as connection:
        rows = connection.execute("SELECT agency_id, report_year, state FROM coverage").fetchall()
    assert {(agency, year): state for agency, year, state in rows} == served.states(FEBRUARY, "february.db")


def test_late_reports_are_late_by_as_many_days(served: Served) -> None:
    told = json.loads((served.folder / "truth.json").read_text(encoding="utf-8"))
    found = served.judge(JUNE, "june.db")
    for report in told["reports"]:
        cell = found[report["agency_id"], report["report_year"]]
        late = (date.fromisoformat(report["published_on"]) - date.fromisoformat(cell.due_on)).days
        assert cell.published_on == report["published_on"]
        assert cell.days_late == (late if late > 0 else None)


@pytest.mark.slow
def test_what_is_seen_before_the_day_is_on_time(served: Served) -> None:
    """The province's reports of 2024 bear dates up to March; a crawl in January has seen them."""
    now = "2025-01-25T08:00:00Z"
    assert served.crawl(now=now, archive="early.db") == 0
    states = served.states(now, "early.db")
    assert states == expected(served, now, [now])
    assert {state for (_, year), state in states.items() if year == 2024} == {"on_time", "not_due"}


@pytest.mark.slow
def test_a_run_over_some_sources_accuses_only_where_it_looked(served: Served) -> None:
    assert served.crawl("-a", "source=yunqiao-sfj,yunqiao-www", now=FEBRUARY, archive="some.db") == 0
    missing = {
        agency for (agency, _), state in served.states(FEBRUARY, "some.db").items() if state == "missing"
    }
    assert missing == {"yunqiao-sfj", "yunqiao-mzj"}


def test_the_sentence_and_the_list_behind_it(served: Served) -> None:
    file = served.folder / "told.csv"
    done = served.scrapy(
        "coverage",
        "-a",
        "division=9901",
        "-a",
        "year=2025",
        "--csv",
        str(file),
        now=FEBRUARY,
        archive="february.db",
    )
    assert done.returncode == 0, done.stderr
    said, *lines = done.stdout.splitlines()
    assert said.startswith(
        "（模拟数据）截至2026年2月2日16:00（北京时间），青禾市（9901）名单内 13 家行政机关的 2025 年度"
    )
    assert len(lines) == 13
    counts = {
        label: sum(line.startswith(f"{label}\t") for line in lines)
        for label in ("未发现", "未能检查", "未到期")
    }
    assert all(f"{label} {count} 家" in said for label, count in counts.items())
    assert counts == {"未发现": 5, "未能检查": 6, "未到期": 2}
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["basis"].removesuffix("（模拟数据）") for row in rows] == [
        line.split("\t")[2] for line in lines
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-a", "year=25"), "no report year"),
        (("-a", "division=x"), "no code"),
        (("-a", "source=a"), "unknown to coverage"),
        (("-a", "division"), "NAME=VALUE"),
        (("more",), "what is 'more'"),
        (("-a", "division=11"), "no agency of division 11"),
    ],
)
@pytest.mark.slow
def test_wrong_arguments_are_one_line(served: Served, words: tuple[str, ...], said: str) -> None:
    done = served.scrapy("coverage", *words, now=FEBRUARY, archive="february.db")
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_no_archive_is_exit_4(served: Served) -> None:
    for command in ("coverage", "health", "verify"):
        done = served.scrapy(command, now=FEBRUARY, archive="none.db")
        assert done.returncode == 4, done.stderr
        assert "there is no archive" in done.stderr


# What people call a column that cannot be crawled, and the verdict on its source.
_VERDICTS = {
    "waf:ruishu": "blocked", "waf:jiasule": "blocked", "waf:geo": "blocked", "robots": "blocked", "stub": "blocked",
    "needs a browser": "error", "soft404": "gone", "moved": "gone", "connection": "unreachable",
}  # fmt: skip


@pytest.mark.slow
def test_the_full_province(tmp_path: Path) -> None:
    """Twelve columns cannot be crawled: each is named as what it is, and no agency is accused for it."""
    served = Served(tmp_path)
    with serving.served(world.build(1, "full"), tmp_path):
        assert served.crawl(now=FEBRUARY, archive="full.db") == 2
    told = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    with reading(tmp_path / "full.db") as connection:
        verdicts = {row["source_id"]: row["verdict"] for row in connection.execute("SELECT * FROM walks")}
        assert list(faults(connection)) == []
    for source, reason in told["sources"].items():
        if reason != "ok":
            assert verdicts[source] == _VERDICTS[reason], source
    assert sum(verdict not in ("ok", "stale", "short") for verdict in verdicts.values()) == len(
        [reason for reason in told["sources"].values() if reason != "ok"]
    )
    published = {(report["agency_id"], report["report_year"]) for report in told["reports"]}
    states = served.states(FEBRUARY, "full.db")
    accused = {key for key, state in states.items() if state == "missing"}
    assert accused
    assert not accused & published
    assert not {key for key, state in states.items() if state in ("on_time", "late")} - published
