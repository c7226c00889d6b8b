"""robots.txt while a site fails: rules of the last day hold, older ones do not; pauses are kept to the second."""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.crawling import crawl, rows, stopped_while_asking, write_registry
from tests.crawler.site import Answer, Asked, Site, column, report, serving

TITLE = "青禾市司法局{}年政府信息公开工作年度报告"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving() as found:
        listed = [f"/nb/{year}.html|{TITLE.format(year)}|{year + 1}-01-20" for year in (2021, 2022)]
        found.page("/nb/", column(*listed, f"/private/3.html|{TITLE.format(2023)}|2024-01-20"))
        for year in (2021, 2022):
            found.page(f"/nb/{year}.html", report("青禾市司法局", year))
        write_registry(tmp_path / "registry", ("sfj", found.url + "/nb/"))
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("failing", [Answer(status=503), Answer(status=429, headers={"Retry-After": "0"})])
def test_the_rules_of_the_last_day_hold_while_robots_cannot_be_had(
    site: Site, tmp_path: Path, failing: Answer
) -> None:
    crawl(tmp_path, "reports", settings={"NOW": "2026-02-01T08:00:00Z"})
    before = len(site.log)
    site.answers["/robots.txt"] = failing
    crawl(tmp_path, "reports", "-a", "full=1", settings={"NOW": "2026-02-02T07:00:00Z"})
    asked = {one.path for one in site.log[before:]}
    assert {"/nb/", "/nb/2021.html", "/nb/2022.html"} <= asked
    assert "/private/3.html" not in asked
    assert rows(tmp_path, "SELECT DISTINCT kind FROM problems WHERE kind LIKE 'ROBOTS%'") == [
        ("ROBOTS_KEPT",)
    ]
    before = len(site.log)
    crawl(tmp_path, "reports", "-a", "full=1", settings={"NOW": "2026-02-02T09:00:00Z"})
    assert {one.path for one in site.log[before:]} == {"/robots.txt"}
    assert rows(tmp_path, "SELECT DISTINCT outcome FROM fetches WHERE run_id = 3") == [("failed",)]


@pytest.mark.slow
def test_a_stop_says_nothing_of_robots_that_were_not_asked_for_any_more(tmp_path: Path) -> None:
    """Two hosts of one site share its slot: while one is asked for its robots.txt, the other's waits in the queue."""
    robots, resolve = "User-agent: *\nDisallow: /private/\n", ("-s", "RESOLVE=*.gov.test=127.0.0.1")
    with serving() as site:
        site.page("/nb/", column())
        site.page("/robots.txt", robots)
        lists = [(name, f"http://{name}.qinghe.gov.test:{site.port}/nb/") for name in ("sfj", "jyj")]
        write_registry(tmp_path / "registry", *lists)
        crawl(tmp_path, "reports", *resolve)
        before = len(site.log)
        stop = signal.SIGTERM
        code, _ = stopped_while_asking(tmp_path, site, "/robots.txt", robots, stop, *resolve, "-a", "full=1")
        assert (code, site.paths()[before:]) == (6, ["/robots.txt"])
    assert rows(tmp_path, "SELECT kind, detail FROM problems WHERE kind LIKE 'ROBOTS%'") == []


@pytest.mark.slow
@pytest.mark.parametrize(("hops", "asked"), [(5, True), (6, False)])
def test_robots_are_followed_over_five_redirects(site: Site, tmp_path: Path, hops: int, asked: bool) -> None:
    for hop in range(hops):
        path = "/robots.txt" if hop == 0 else f"/robots{hop}.txt"
        site.answers[path] = Answer(status=302, headers={"Location": f"/robots{hop + 1}.txt"})
    site.answers[f"/robots{hops}.txt"] = Answer(b"User-agent: *\nDisallow: /nb/2021.html\n")
    crawl(tmp_path, "reports")
    assert ("/nb/2022.html" in site.paths()) == asked
    assert "/nb/2021.html" not in site.paths()


@pytest.mark.slow
@pytest.mark.parametrize(("robots", "delay", "least"), [("", "1", 1.0), ("Crawl-delay: 2", "0", 2.0)])
def test_a_delay_is_never_undercut(site: Site, tmp_path: Path, robots: str, delay: str, least: float) -> None:
    site.answers["/robots.txt"] = Answer(f"User-agent: *\nDisallow: /private/\n{robots}\n".encode())
    times: list[float] = []
    for path, answer in list(site.answers.items()):
        site.answers[path] = _timed(answer, times)  # type: ignore[arg-type]  # no function among them yet
    crawl(tmp_path, "reports", settings={"DOWNLOAD_DELAY": delay})
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert len(gaps) == 3
    # What is measured is when the server saw them: an answer on its way may be late by milliseconds.
    assert min(gaps) > least - 0.1


def _timed(answer: Answer, times: list[float]) -> object:
    def timed(_: Asked) -> Answer:
        times.append(time.monotonic())
        return answer

    return timed


@pytest.mark.slow
@pytest.mark.parametrize("said", ["2", "date"])
def test_nothing_is_asked_of_a_site_while_it_wants_a_pause(site: Site, tmp_path: Path, said: str) -> None:
    """Without any delay, two requests wait in the queue: neither may slip through before the pause begins."""
    times: list[float] = []

    def busy(_: Asked) -> Answer:
        times.append(time.monotonic())
        if len(times) > 1:
            return Answer(report("青禾市司法局", 2021).encode())
        until = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3))
        return Answer(status=503, headers={"Retry-After": until if said == "date" else said})

    site.answers["/nb/2021.html"] = site.answers["/nb/2022.html"] = busy
    assert crawl(tmp_path, "reports").returncode == 2  # for /private/
    assert len(times) == 3
    assert times[1] - times[0] > 1.9
