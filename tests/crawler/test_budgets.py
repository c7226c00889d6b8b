"""Traps end: by a rule where one knows them, by the site's budget where none does, and never in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.ids import canonical_url
from crawler.traps import LONGEST, trap_of
from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.site import Answer, Asked, Site, column, report, serving

TITLE = "青禾市司法局{}年政府信息公开工作年度报告"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serving() as found:
        years = range(2010, 2020)
        found.page(
            "/nb/", column(*(f"/nb/{year}.html|{TITLE.format(year)}|{year + 1}-01-20" for year in years))
        )
        for year in years:
            found.page(f"/nb/{year}.html", report("青禾市司法局", year))
        write_registry(tmp_path / "registry", ("sfj", found.url + "/nb/"))
        yield found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "least", "most"),
    [("SITE_PAGES=4", 4, 4), ("SITE_BYTES=2000", 2, 6), ("SITE_SECONDS=0", 0, 0)],
)
def test_a_site_that_used_up_its_budget_waits_for_the_next_run_and_everybody_is_told(
    site: Site, tmp_path: Path, setting: str, least: int, most: int
) -> None:
    name, _, value = setting.partition("=")
    done = crawl(tmp_path, "reports", settings={name: value})
    assert done.returncode == 2
    assert least <= len([path for path in site.paths() if path != "/robots.txt"]) <= max(most, 1)
    [(detail,)] = rows(tmp_path, "SELECT detail FROM problems WHERE kind = 'BUDGET'")
    assert name in detail
    assert "budget" in rows(tmp_path, "SELECT verdict FROM runs")[0][0]
    [(complete, verdict, reason)] = rows(tmp_path, "SELECT complete, verdict, reason FROM walks")
    assert (complete, verdict) == (0, "truncated")
    assert reason == detail
    assert rows(tmp_path, "SELECT verdict FROM source_health") == [("truncated",)]
    assert crawl(tmp_path, "reports").returncode == 0  # the next run has a budget of its own
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE state = 'live'") == [(11,)]


@pytest.mark.slow
def test_a_site_that_was_finished_in_time_is_not_told_off(site: Site, tmp_path: Path) -> None:
    assert crawl(tmp_path, "reports", settings={"SITE_PAGES": "11"}).returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM problems WHERE kind = 'BUDGET'") == [(0,)]


@pytest.mark.slow
def test_a_site_over_its_budget_leaves_room_for_the_others(site: Site, tmp_path: Path) -> None:
    with serving("127.0.0.3") as other:
        other.page("/nb/", column(f"/nb/1.html|{TITLE.format(2021)}|2022-01-20"))
        other.page("/nb/1.html", report("青禾市司法局", 2021))
        write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"), ("other", other.url + "/nb/"))
        assert crawl(tmp_path, "reports", allow="127.0.0.0/8", settings={"SITE_PAGES": "3"}).returncode == 2
        assert "/nb/1.html" in other.paths()


@pytest.mark.slow
@pytest.mark.parametrize(
    "trap",
    ["/nb/x/nb/x/nb/x/1.html", "/a" * 21, "/a/a/a/", "/" + "a" * LONGEST],
)
def test_an_address_that_only_a_trap_has_is_not_asked(site: Site, tmp_path: Path, trap: str) -> None:
    site.page(
        "/nb/",
        column(f"/nb/2019.html|{TITLE.format(2019)}|2020-01-20", f"{trap}|{TITLE.format(2018)}|2019-01-20"),
    )
    crawl(tmp_path, "reports")
    assert [path for path in site.paths() if path != "/robots.txt"] == ["/nb/", "/nb/2019.html"]
    assert rows(tmp_path, "SELECT kind FROM problems WHERE kind = 'TRAP'") == [("TRAP",)]
    assert rows(tmp_path, "SELECT complete, verdict FROM walks") == [(0, "truncated")]


@pytest.mark.slow
def test_a_calendar_without_an_end_is_left(site: Site, tmp_path: Path) -> None:
    """Each page names the next, and lists a new report; addresses differ by their query alone."""

    def month(asked: Asked) -> Answer:
        number = int(asked.path.partition("=")[2] or "1")
        site.answers[f"/nb/?page={number + 1}"] = month
        site.answers[f"/nb/r{number}.html"] = Answer(report("青禾市司法局", 2019).encode())
        page = column(f"/nb/r{number}.html|{TITLE.format(2019)}|2020-01-20")
        return Answer(page.replace("</ul>", f"</ul><a href='/nb/?page={number + 1}'>下一页</a>").encode())

    site.answers["/nb/"] = month
    crawl(tmp_path, "reports")
    assert len([path for path in site.paths() if "page=" in path or path == "/nb/"]) <= 62
    assert rows(tmp_path, "SELECT DISTINCT kind FROM problems WHERE kind LIKE 'LIST_%'") == [
        ("LIST_ENDLESS",)
    ]
    assert rows(tmp_path, "SELECT complete FROM walks") == [(0,)]


@pytest.mark.parametrize(
    "session",
    ["/(S(lit3py55t21z5v55vlm25s55))", "/(X(1)S(lit3py55t21z5v55vlm25s55))", "/(s(lit3py))", ""],
)
def test_a_session_in_an_address_makes_no_page_of_its_own(session: str) -> None:
    url = f"http://a.test/nb{session}/list.aspx"
    assert canonical_url(url) == "http://a.test/nb/list.aspx"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.test/zwgk/zfxxgk/fdzdgknr/gknb/2023/01/19/art_1_1.html",
        "http://a.test/2011/11/11/11/11/art_1.html",
        "http://a.test/art/art/1.html",
        "http://a.test/col/col12/index.html?uid=34&pageNum=2",
        "http://a.test/module/xxgk/search.jsp#post:" + "a=1&" * 1000,
    ],
)
def test_real_addresses_are_no_traps(url: str) -> None:
    assert trap_of(url) is None
