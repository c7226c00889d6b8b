"""The crawl from end to end, over HTTP, into an archive, with the exit code each cause has."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.store import Store
from tests.crawler.crawling import crawl, rows, stopped_while_asking, write_registry
from tests.crawler.site import Answer, Asked, Site, column, report, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def small(site: Site, tmp_path: Path) -> None:
    """One column: two reports, one further page with a third, and what else such columns hold."""
    first = column(
        "/nb/3.html|青禾市司法局2023年政府信息公开工作年度报告|2024-01-20",
        "/nb/9.html|青禾市司法局政府网站工作年度报表（2023年度）|2024-01-19",
        "/nb/2.html|青禾市司法局2022年政府信息公开工作年度报告|2023-01-18",
    )
    site.page(
        "/nb/",
        first.replace("</ul>", "</ul><div class='p'>共4条 1/2 <a href='/nb/index_2.html'>下一页</a></div>"),
    )
    site.page("/nb/index_2.html", column("/nb/1.html|青禾市司法局2021年政府信息公开工作年度报告|2022-01-17"))
    for number, year in ((1, 2021), (2, 2022), (3, 2023)):
        site.page(f"/nb/{number}.html", report("青禾市司法局", year), ETag=f'"{year}"')
    write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))


def test_every_listed_report_is_fetched_and_nothing_else(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    done = crawl(tmp_path, "reports")
    assert done.returncode == 0, done.stderr
    assert sorted(site.paths()) == [
        "/nb/", "/nb/1.html", "/nb/2.html", "/nb/3.html", "/nb/index_2.html", "/robots.txt"
    ]  # fmt: skip
    assert rows(tmp_path, "SELECT kind, count(*) FROM pages WHERE state = 'live' GROUP BY kind") == [
        ("listing", 2), ("report", 3)
    ]  # fmt: skip
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE read_state = 'unread'") == [(0,)]
    assert rows(tmp_path, "SELECT command, exit_code FROM runs") == [("scrapy crawl reports", 0)]
    assert rows(tmp_path, "SELECT listed_on FROM links WHERE title IS NULL AND listed_on IS NOT NULL ORDER BY 1") == [
        ("2022-01-17",), ("2023-01-18",), ("2024-01-20",)
    ]  # fmt: skip


def test_a_second_run_asks_for_nothing_and_says_so(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    crawl(tmp_path, "reports")
    before = len(site.log)
    done = crawl(tmp_path, "reports")
    assert done.returncode == 0
    assert len(site.log) == before
    assert "nothing new" in done.stdout


@pytest.mark.slow
def test_a_full_run_is_conditional_and_a_304_is_no_news(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)

    def by_tag(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == '"2023"':
            return Answer(status=304)
        headers = {"Content-Type": "text/html; charset=utf-8", "ETag": '"2023"'}
        return Answer(report("青禾市司法局", 2023).encode(), headers=headers)

    site.answers["/nb/3.html"] = by_tag
    crawl(tmp_path, "reports")
    done = crawl(tmp_path, "reports", "-a", "full=1")
    assert done.returncode == 0
    assert rows(tmp_path, "SELECT outcome, count(*) FROM fetches WHERE run_id = 2 GROUP BY outcome") == [
        ("not_modified", 1), ("same", 4)
    ]  # fmt: skip
    assert "nothing new" in done.stdout


@pytest.mark.slow
def test_a_304_shows_the_links_of_the_kept_page_again(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    body = column("/nb/3.html|青禾市司法局2023年政府信息公开工作年度报告|2024-01-20").encode("gb18030")
    headers = {"Content-Type": "text/html; charset=gb2312", "ETag": '"a"'}
    site.answers["/nb/"] = lambda asked: Answer(
        b"" if "if-none-match" in asked.headers else body,
        304 if "if-none-match" in asked.headers else 200,
        headers,
    )
    crawl(tmp_path, "reports")
    crawl(tmp_path, "reports", "-a", "full=1")
    assert rows(tmp_path, "SELECT text FROM links WHERE last_fetch_id > (SELECT min(id) FROM fetches)") == [
        ("青禾市司法局2023年政府信息公开工作年度报告",)
    ]  # fmt: skip


@pytest.mark.slow
def test_a_304_of_a_file_is_the_kept_file(site: Site, tmp_path: Path) -> None:
    """Its own class cannot be told from an answer without a body."""
    small(site, tmp_path)
    site.page(
        "/nb/3.html",
        report("青禾市司法局", 2023).replace("</body>", "<a href='t.xls'>附件：t.xls</a></body>"),
    )
    table, head = b"\xd0\xcf\x11\xe0 table", {"ETag": '"a"'}
    site.answers["/nb/t.xls"] = lambda asked: (
        Answer(status=304, headers=head) if "if-none-match" in asked.headers else Answer(table, headers=head)
    )
    crawl(tmp_path, "reports")
    done = crawl(tmp_path, "reports", "-a", "full=1")
    assert done.returncode == 0, done.stdout
    assert rows(
        tmp_path,
        "SELECT outcome FROM fetches JOIN pages ON pages.id = page_id WHERE kind = 'attachment' ORDER BY fetches.id",
    ) == [("new",), ("not_modified",)]


def test_killed_between_keep_and_record_the_next_run_reads_before_it_asks(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    pipelines = (
        '{"pipelines.keep.Keep": 100, "tests.crawler.killer.KillAfterKeep": 150, "pipelines.read.Read": 200, '
        '"pipelines.record.Record": 300}'
    )
    killed = crawl(tmp_path, "reports", settings={"ITEM_PIPELINES": pipelines})
    assert killed.returncode == -signal.SIGKILL
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE read_state = 'unread'") == [(1,)]
    site.close()  # whatever the next run reads, it has not asked for
    crawl(tmp_path, "reports")
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE read_state = 'unread'") == [(0,)]


@pytest.mark.slow
def test_stopped_while_it_reads_what_an_earlier_run_kept_it_comes_to_its_end(
    site: Site, tmp_path: Path
) -> None:
    small(site, tmp_path)
    assert crawl(tmp_path, "reports").returncode == 0
    connection = sqlite3.connect(tmp_path / "a.db")
    with connection:
        connection.execute("UPDATE pages SET read_state = 'unread' WHERE kind = 'report'")
    connection.close()
    pipelines = (
        '{"pipelines.keep.Keep": 100, "tests.crawler.killer.StopAfterKeep": 150, "pipelines.read.Read": 200, '
        '"pipelines.record.Record": 300}'
    )
    stopped = crawl(tmp_path, "reports", settings={"ITEM_PIPELINES": pipelines, "READ_WORKERS": "1"})
    assert stopped.returncode == 6, stopped.stderr
    assert crawl(tmp_path, "reports").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE read_state = 'unread'") == [(0,)]


@pytest.mark.parametrize(
    "number",
    [
        signal.SIGTERM,
        pytest.param(signal.SIGINT, marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, marks=pytest.mark.slow),
    ],
)
def test_one_signal_stops_early_and_the_next_run_goes_on(
    site: Site, tmp_path: Path, number: signal.Signals
) -> None:
    small(site, tmp_path)
    code, errors = stopped_while_asking(tmp_path, site, "/nb/2.html", report("青禾市司法局", 2022), number)
    assert code == 6, errors
    assert "Traceback" not in errors
    assert rows(tmp_path, "SELECT exit_code FROM runs") == [(6,)]
    assert crawl(tmp_path, "reports").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE kind = 'report' AND state = 'live'") == [(3,)]


def test_a_failing_source_is_exit_code_2_and_the_rest_is_fine(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"), ("gone", site.url + "/gone/"))
    done = crawl(tmp_path, "reports")
    assert done.returncode == 2
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE kind = 'report' AND state = 'live'") == [(3,)]


@pytest.mark.slow
def test_an_archive_that_cannot_grow_is_exit_code_3_and_keeps_what_it_has(site: Site, tmp_path: Path) -> None:
    listed = [
        f"/nb/{n}.html|青禾市司法局{2000 + n}年政府信息公开工作年度报告|2024-01-20" for n in range(3, 13)
    ]
    site.page("/nb/", column(*listed))
    for number in range(3, 13):
        site.answers[f"/nb/{number}.html"] = Answer(os.urandom(200_000))
    write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))
    assert crawl(tmp_path, "reports", "-a", "dry=1").returncode == 0
    most = (tmp_path / "a.db").stat().st_size + 1_000_000
    done = crawl(
        tmp_path, "reports", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    )
    assert done.returncode == 3, done.stderr
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert crawl(tmp_path, "reports").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE kind = 'report' AND state = 'live'") == [(10,)]


def test_an_archive_in_use_is_exit_code_5(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    with Store.open(tmp_path / "a.db", command="the other run"):
        done = crawl(tmp_path, "reports")
    assert done.returncode == 5
    assert "the other run" in done.stderr
    assert site.log == []


def test_real_sources_never_enter_a_demo_archive(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    Store.open(tmp_path / "a.db", kind="demo").close()
    done = crawl(tmp_path, "reports")
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1
    assert site.log == []


@pytest.mark.slow
def test_simulated_sources_make_a_demo_archive(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    write_registry(tmp_path / "registry", ("sfj", f"http://sfj.qinghe.gov.test:{site.port}/nb/"))
    assert crawl(tmp_path, "reports", settings={"RESOLVE": "*.gov.test=127.0.0.1"}).returncode == 0
    assert rows(tmp_path, "SELECT value FROM archive_info WHERE key = 'kind'") == [("demo",)]


def test_a_file_that_is_no_archive_is_exit_code_4(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    (tmp_path / "a.db").write_text("a letter", encoding="utf-8")
    done = crawl(tmp_path, "reports")
    assert done.returncode == 4
    assert (tmp_path / "a.db").read_text(encoding="utf-8") == "a letter"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "give one spider"),
        (("nothing",), "no spider 'nothing'; give one of reports, saved"),
        (("reports", "-a", "source=nowhere"), "no source nowhere"),
        (("reports", "-a", "division=xyz"), "'xyz' is no code"),
        (("reports", "-a", "division=11"), "no source in"),
        (("reports", "-a", "full=yes"), "'yes' is neither 0 nor 1"),
        (("reports", "-a", "colour=red"), "unknown to reports"),
        (("reports", "-a", "full"), "write -a NAME=VALUE"),
        (("reports", "-s", "RESOLVE=x"), "setting RESOLVE"),
        (("reports", "-s", "NOW=today"), "setting NOW"),
        (("reports", "-s", "READ_WORKERS=many"), "setting READ_WORKERS"),
        (("reports", "-s", "SOURCES=/nowhere"), "no such folder"),
        (("saved",), "spider argument path: is missing"),
        (("saved", "-a", "path=/nowhere.html"), "no such file or folder"),
    ],
)
def test_what_a_person_can_get_wrong_is_one_line_and_exit_code_1(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    write_registry(tmp_path / "registry", ("sfj", "http://127.0.0.1:9/nb/"))
    done = crawl(tmp_path, *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "a.db").exists()


def test_a_dry_run_says_what_would_be_asked_and_asks_nothing(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    done = crawl(tmp_path, "reports", "-a", "dry=1", settings={"DOWNLOAD_DELAY": "3600"})
    assert done.returncode == 0
    assert "127.0.0.1" in done.stdout
    assert "1 pages of 1 sites are due" in done.stdout
    assert site.log == []
    assert rows(tmp_path, "SELECT count(*) FROM runs") == [(0,)]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=503), "robots.txt unreachable: HTTP 503"),
        (Answer(status=302, headers={"Location": "/robots.txt"}), "robots.txt unreachable"),
        (Answer(b"User-agent: *\nDisallow: /nb/"), "robots.txt disallows /nb/"),
    ],
)
def test_a_site_whose_robots_say_no_or_nothing_is_not_asked(
    site: Site, tmp_path: Path, answer: Answer, reason: str
) -> None:
    small(site, tmp_path)
    site.answers["/robots.txt"] = answer
    assert crawl(tmp_path, "reports").returncode == 2
    assert set(site.paths()) == {"/robots.txt"}
    [(error,)] = rows(tmp_path, "SELECT error FROM fetches")
    assert reason in error


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer(status=404), "ROBOTS_UNAVAILABLE"),
        (Answer(b"<html><body>hello</body></html>"), "ROBOTS_UNPARSABLE"),
    ],
)
def test_a_site_without_robots_is_asked_with_a_problem(
    site: Site, tmp_path: Path, answer: Answer, problem: str
) -> None:
    small(site, tmp_path)
    site.answers["/robots.txt"] = answer
    assert crawl(tmp_path, "reports").returncode == 0
    assert rows(tmp_path, "SELECT kind FROM problems WHERE kind LIKE 'ROBOTS%'") == [(problem,)]


@pytest.mark.slow
def test_private_addresses_are_never_reached_however_they_are_named(site: Site, tmp_path: Path) -> None:
    with serving("127.0.0.2") as private:
        private.page("/nb/", column("/nb/1.html|某局2021年政府信息公开工作年度报告|2022-01-17"))
        site.answers["/moved/"] = Answer(
            status=302, headers={"Location": f"http://127.0.0.2:{private.port}/nb/"}
        )
        write_registry(
            tmp_path / "registry",
            ("literal", f"http://127.0.0.2:{private.port}/nb/"),
            ("decimal", f"http://2130706434:{private.port}/nb/"),
            ("named", f"http://inside.test:{private.port}/nb/"),
            ("redirect", f"{site.url}/moved/"),
        )
        done = crawl(tmp_path, "reports", settings={"RESOLVE": "inside.test=127.0.0.2"})
        assert done.returncode == 2
        assert private.log == []
    reached = rows(tmp_path, "SELECT error FROM fetches JOIN pages ON pages.id = page_id ORDER BY source_id")
    assert len(reached) == 4
    assert all("blocked address" in error for (error,) in reached), reached


def test_the_crawl_never_leaves_the_registrys_sites(site: Site, tmp_path: Path) -> None:
    with serving("127.0.0.3") as other:
        site.page("/nb/", column(f"{other.url}/nb/1.html|某局2021年政府信息公开工作年度报告|2022-01-17"))
        write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))
        assert crawl(tmp_path, "reports", allow="127.0.0.0/8").returncode == 2
        assert other.log == []
    assert rows(tmp_path, "SELECT count(*) FROM fetches WHERE error LIKE 'off-site%'") == [(1,)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "half",
    [
        Answer(b"<html><body>half a page", length=False),
        Answer(
            gzip.compress(report("青禾市司法局", 2023).encode())[:-20],
            headers={"Content-Type": "text/html", "Content-Encoding": "gzip"},
        ),
    ],
)
def test_half_a_page_never_replaces_a_good_one(site: Site, tmp_path: Path, half: Answer) -> None:
    small(site, tmp_path)
    crawl(tmp_path, "reports")
    before = rows(tmp_path, "SELECT id, good_fetch_id FROM pages WHERE kind = 'report' ORDER BY id")
    site.answers["/nb/3.html"] = half
    assert crawl(tmp_path, "reports", "-a", "full=1").returncode == 2
    assert (
        rows(tmp_path, "SELECT id, good_fetch_id FROM pages WHERE kind = 'report' ORDER BY id")[0][0]
        == before[0][0]
    )
    [(error, good)] = rows(
        tmp_path,
        "SELECT error, good_fetch_id < fetches.id FROM fetches JOIN pages ON pages.id = page_id "
        "WHERE outcome = 'failed'",
    )
    assert error.startswith("data loss")
    assert good == 1


@pytest.mark.slow
def test_a_site_that_asks_for_a_pause_gets_one_and_is_asked_again(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    tries: list[str] = []

    def busy(asked: Asked) -> Answer:
        tries.append(asked.path)
        if len(tries) == 1:
            return Answer(status=429, headers={"Retry-After": "1"})
        return Answer(report("青禾市司法局", 2022).encode())

    site.answers["/nb/2.html"] = busy
    assert crawl(tmp_path, "reports").returncode == 0
    assert len(tries) == 2


@pytest.mark.slow
def test_a_list_that_gives_fewer_rows_than_it_declares_is_a_problem(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    site.page(
        "/nb/",
        column("/nb/3.html|青禾市司法局2023年政府信息公开工作年度报告|2024-01-20").replace(
            "</ul>", "</ul>共9条"
        ),
    )
    assert crawl(tmp_path, "reports").returncode == 2
    [(detail,)] = rows(tmp_path, "SELECT detail FROM problems WHERE kind = 'LIST_SHORT'")
    assert "声明 9 条，只见到 1 条" in detail


def test_attachments_and_further_pages_of_a_report_are_fetched(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    whole = report("青禾市司法局", 2023)
    more = '<a href="3_2.html">2</a> <a href="files/table.xls">附件：统计表.xls</a></body>'
    site.page("/nb/3.html", whole.replace("</body>", more))
    site.page("/nb/3_2.html", "<html><body><p>七、附表</p></body></html>")
    site.answers["/nb/files/table.xls"] = Answer(
        b"\xd0\xcf\x11\xe0 table", headers={"Content-Type": "application/vnd.ms-excel"}
    )
    assert crawl(tmp_path, "reports").returncode == 0
    assert rows(tmp_path, "SELECT kind, state FROM pages WHERE kind NOT IN ('listing', 'report') ORDER BY kind") == [
        ("attachment", "live"), ("continuation", "live")
    ]  # fmt: skip
    assert rows(tmp_path, "SELECT text FROM links WHERE kind = 'attachment'") == [("附件：统计表.xls",)]


@pytest.mark.slow
def test_a_report_that_moved_to_the_home_page_is_a_failure(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    site.page("/", "<html><body>home</body></html>")
    site.answers["/nb/3.html"] = Answer(status=301, headers={"Location": "/"})
    assert crawl(tmp_path, "reports").returncode == 2
    [(error,)] = rows(tmp_path, "SELECT error FROM fetches WHERE outcome = 'failed'")
    assert "home page" in error


@pytest.mark.slow
def test_no_cookie_and_no_foreign_referer_is_ever_sent(site: Site, tmp_path: Path) -> None:
    small(site, tmp_path)
    site.page(
        "/nb/",
        column("/nb/3.html|青禾市司法局2023年政府信息公开工作年度报告|2024-01-20"),
        **{"Set-Cookie": "a=1"},
    )
    crawl(tmp_path, "reports")
    asked = {one.path: one.headers for one in site.log}
    assert not any("cookie" in headers for headers in asked.values())
    assert asked["/nb/3.html"]["referer"] == site.url + "/nb/"
    assert asked["/nb/"]["user-agent"].startswith("gongkai/")
    assert asked["/nb/"]["accept-language"].startswith("zh-CN")
