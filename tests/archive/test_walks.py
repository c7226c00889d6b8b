"""Walks as real crawls write them down: what was walked, and why it was not complete."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.crawling import crawl, rows, stopped_while_asking, write_registry
from tests.crawler.site import Answer, Site, column, report, serving

AGENCY = "青禾市司法局"
DAYS = ("2026-02-01T08:00:00Z", "2026-02-03T08:00:00Z", "2026-02-05T08:00:00Z", "2026-02-07T08:00:00Z")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving() as made:
        for year in range(2021, 2026):
            made.page(f"/nb/{year}.html", report(AGENCY, year))
        two_pages(made, [2024, 2023], [2022, 2021])
        write_registry(tmp_path / "registry", ("sfj", made.url + "/nb/"))
        yield made


def two_pages(site: Site, first: list[int], second: list[int], extra: str = "") -> None:
    """A list on two pages, linked by 下一页."""

    def page(years: list[int]) -> str:
        entries = [
            f"/nb/{year}.html|{AGENCY}{year}年政府信息公开工作年度报告|{year + 1}-01-20" for year in years
        ]
        return column(*entries, *([extra] if extra else []))

    further = '<a href="/nb/index_2.html">下一页</a></body>'
    site.page("/nb/", page(first).replace("</body>", further))
    site.page("/nb/index_2.html", page(second))


def walks(tmp_path: Path) -> list[tuple[object, ...]]:
    return rows(tmp_path, "SELECT complete, verdict, lists, listed FROM walks ORDER BY run_id")


def run(tmp_path: Path, day: int = 0, *arguments: str) -> int:
    return crawl(tmp_path, "reports", "-a", "full=1", *arguments, settings={"NOW": DAYS[day]}).returncode


def coverage(tmp_path: Path, year: int) -> str:
    ((state,),) = rows(tmp_path, "SELECT state FROM coverage WHERE report_year = ?", year)
    return str(state)


@pytest.mark.slow
def test_a_whole_walk(site: Site, tmp_path: Path) -> None:
    assert run(tmp_path) == 0
    assert walks(tmp_path) == [(1, "ok", 2, 4)]
    assert rows(tmp_path, "SELECT oldest_year, newest_year, reason, url FROM walks") == [
        (2021, 2024, None, site.url + "/nb/")
    ]
    assert coverage(tmp_path, 2025) == "missing"
    two_pages(site, [2025, 2024, 2023], [2022, 2021])
    assert run(tmp_path, 1) == 0
    assert coverage(tmp_path, 2025) == "backdated"  # printed 2026-01-20, not listed on 1 February


def test_the_second_page_cannot_be_had(site: Site, tmp_path: Path) -> None:
    site.answers["/nb/index_2.html"] = Answer(status=500)
    run(tmp_path)
    assert walks(tmp_path) == [(0, "truncated", 2, 2)]
    assert coverage(tmp_path, 2025) == "unchecked"


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (Answer(status=404), "gone"),
        (Answer(status=403), "blocked"),
        (Answer(status=503), "unreachable"),
        (Answer("<title>404</title>您访问的页面不存在".encode()), "gone"),
    ],
)
@pytest.mark.slow
def test_the_first_page_cannot_be_had(site: Site, tmp_path: Path, answer: Answer, verdict: str) -> None:
    run(tmp_path)
    site.answers["/nb/"] = answer
    assert run(tmp_path, 1) in (0, 2)
    assert walks(tmp_path)[1][:2] == (0, verdict)
    assert rows(tmp_path, "SELECT verdict FROM source_health") == [(verdict,)]


@pytest.mark.slow
def test_a_list_that_is_another_page_now(site: Site, tmp_path: Path) -> None:
    run(tmp_path)
    site.page("/nb/", "<html><title>青禾市司法局</title><body><a href='/x/'>机构概况</a></body></html>")
    run(tmp_path, 1)
    assert walks(tmp_path)[1][:2] == (0, "site_changed")


@pytest.mark.slow
def test_rows_that_vanish_are_believed_on_the_third_day(site: Site, tmp_path: Path) -> None:
    run(tmp_path)
    two_pages(site, [2024], [2023])
    for day in (1, 2, 3):
        run(tmp_path, day)
    assert [walk[:2] for walk in walks(tmp_path)] == [
        (1, "ok"),
        (0, "site_changed"),
        (0, "site_changed"),
        (1, "ok"),
    ]


@pytest.mark.slow
def test_unchanged_lists_are_walked_too(site: Site, tmp_path: Path) -> None:
    site.answers["/nb/index_2.html"].headers["ETag"] = '"1"'  # type: ignore[union-attr]
    run(tmp_path)
    site.answers["/nb/index_2.html"] = Answer(status=304)
    run(tmp_path, 1)
    assert walks(tmp_path) == [(1, "ok", 2, 4)] * 2


@pytest.mark.slow
def test_an_entry_nearly_like_a_report(site: Site, tmp_path: Path) -> None:
    two_pages(
        site, [2024, 2023], [2022, 2021], f"/nb/x.html|{AGENCY}2025年政府信息公开年报（图解）|2026-01-28"
    )
    run(tmp_path)
    assert walks(tmp_path)[0][:2] == (1, "ok")
    ((state, basis),) = rows(tmp_path, "SELECT state, basis FROM coverage WHERE report_year = 2025")
    assert state == "unchecked"
    assert "图解" in basis


def test_a_run_that_is_stopped_walked_nothing_to_its_end(site: Site, tmp_path: Path) -> None:
    code, errors = stopped_while_asking(tmp_path, site, "/nb/2022.html", report(AGENCY, 2022), signal.SIGTERM)
    assert code == 6, errors
    assert rows(tmp_path, "SELECT complete, reason FROM walks") == [(0, "运行提前停止")]
    assert coverage(tmp_path, 2025) == "unchecked"
