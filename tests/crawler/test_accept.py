"""`scrapy accept`: what is in quarantine is listed, and taken in when a person says so."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.store import Store
from tests.crawler.crawling import ROOT, crawl, environment, rows, write_registry
from tests.crawler.site import Site, column, serving
from tests.crawler.wholepages import whole_report

PAGE = "/nb/1.html"
FIGURE = "SELECT value FROM figure_cells WHERE line = 'new_received' AND column_name = 'total'"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def accept(tmp_path: Path, *fetches: str, settings: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    given = ("ARCHIVE=" + str(tmp_path / "a.db"), "READ_WORKERS=0", "NOW=2026-02-09T08:00:00Z", *settings)
    pairs = [part for one in given for part in ("-s", one)]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "accept", *pairs, *fetches],
        capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment(), check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def crawled(site: Site, tmp_path: Path, *pages: str) -> list[int]:
    """The exit codes of a run for each version of the report's page, a day apart."""
    site.page("/nb/", column(f"{PAGE}|青禾市司法局2022年政府信息公开工作年度报告|2023-01-20"))
    write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))
    codes = []
    for number, page in enumerate(pages, 1):
        site.page(PAGE, page)
        now = {"NOW": f"2026-02-0{number}T08:00:00Z"}
        codes.append(crawl(tmp_path, "reports", "-a", "full=1", settings=now).returncode)
    return codes


HIJACKED = "<html><head><title>青禾市司法局2022年政府信息公开工作年度报告</title></head><body>" + "".join(
    f"<p>第{n}期彩票开奖结果公布，注册即送{n}元。</p>" for n in range(60)
)


def test_what_cannot_be_accepted_leaves_no_run_under_way(tmp_path: Path) -> None:
    Store.open(tmp_path / "a.db").close()
    refused = accept(tmp_path, "7")
    assert refused.returncode == 1
    assert refused.stderr.startswith("accept: there is no fetch 7")
    assert rows(tmp_path, "SELECT exit_code, finished_at FROM runs") == [(1, "2026-02-09T08:00:00Z")]
    wrong = accept(tmp_path, "7", settings=("READ_WORKERS=two",))
    assert wrong.stderr == "accept: setting READ_WORKERS: 'two' is no number; write 0, 1, 2 …\n"


@pytest.mark.slow
def test_a_hijacked_page_changes_nothing_and_the_run_says_so(site: Site, tmp_path: Path) -> None:
    assert crawled(site, tmp_path, whole_report(), HIJACKED) == [0, 2]
    assert rows(tmp_path, FIGURE) == [(5,)]
    assert rows(tmp_path, "SELECT outcome FROM fetches JOIN pages ON pages.id = page_id WHERE kind = 'report'") == [
        ("new",), ("quarantined",)
    ]  # fmt: skip
    [(verdict, reason)] = rows(tmp_path, "SELECT verdict, reason FROM source_health")
    assert verdict == "site_changed"
    assert reason.startswith("有 1 个网页的新内容可疑，已隔离")
    listed = accept(tmp_path)
    assert listed.returncode == 0
    first, last = listed.stdout.splitlines()
    [(fetch,)] = rows(tmp_path, "SELECT max(fetch_id) FROM quarantine")
    assert first.split("\t")[:3] == [str(fetch), "青禾市司法局 2022 年度", "报告页"]
    assert "数字" in first
    assert "（1/3 天相同）" in first
    assert last.startswith("隔离中 1 个网页")


@pytest.mark.slow
def test_an_accepted_answer_is_read_at_once(site: Site, tmp_path: Path) -> None:
    assert crawled(site, tmp_path, whole_report(), whole_report(year=2023, received=7)) == [0, 2]
    [(fetch,)] = rows(tmp_path, "SELECT max(fetch_id) FROM quarantine")
    done = accept(tmp_path, str(fetch))
    assert (done.returncode, done.stderr) == (0, "")
    assert "is a report of its own now" in done.stdout
    assert rows(tmp_path, "SELECT report_year, state FROM reports JOIN publications ON report_id = reports.id "
                "JOIN pages ON pages.id = page_id ORDER BY report_year") == [(2022, "gone"), (2023, "live")]  # fmt: skip
    assert rows(tmp_path, FIGURE + " ORDER BY value") == [(5,), (7,)]
    assert rows(tmp_path, "SELECT command, exit_code FROM runs ORDER BY id DESC LIMIT 1") == [
        ("scrapy accept", 0)
    ]
    assert "隔离中 0 个网页" in accept(tmp_path).stdout
    verified = subprocess.run(
        [sys.executable, "-m", "scrapy", "verify", "-s", f"ARCHIVE={tmp_path / 'a.db'}"],
        capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment(), check=False,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout


@pytest.mark.slow
def test_the_same_on_three_days_needs_nobody(site: Site, tmp_path: Path) -> None:
    half = whole_report().replace("<td>0</td>", "<td></td>")
    assert crawled(site, tmp_path, whole_report(), *(half + f"<!-- {n} -->" for n in range(3))) == [
        0,
        2,
        2,
        0,
    ]
    assert rows(tmp_path, "SELECT version FROM reports") == [(2,)]
    assert "隔离中 0 个网页" in accept(tmp_path).stdout


@pytest.mark.slow
def test_what_cannot_be_accepted_is_one_line_and_changes_nothing(site: Site, tmp_path: Path) -> None:
    crawled(site, tmp_path, whole_report(), HIJACKED)
    [(fetch,)] = rows(tmp_path, "SELECT max(fetch_id) FROM quarantine")
    for argument, says in (
        ("one", "'one' is no fetch; give numbers"),
        ("-1", "-1"),
        ("999", "there is no fetch 999"),
        ("1", "fetch 1 is not in quarantine, its outcome is new"),
    ):
        done = accept(tmp_path, str(fetch), argument)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert says in done.stderr
        assert rows(tmp_path, "SELECT count(*) FROM quarantine WHERE accepted_at IS NULL") == [(1,)]


@pytest.mark.slow
def test_without_an_archive_it_is_exit_code_4(tmp_path: Path) -> None:
    for fetches in ((), ("1",)):
        done = accept(tmp_path, *fetches)
        assert done.returncode == 4
        assert len(done.stderr.splitlines()) == 1
