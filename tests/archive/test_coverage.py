"""Coverage: who has published what in time, and above all: nobody is accused who may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from archive.coverage import owes
from archive.duedates import due_on
from archive.looseends import Loose, Names
from archive.rows import AgencyRow, SourceRow
from tests.archive.making import read
from tests.archive.walking import CITY, Paper, Run, Walked, column, paper

SFJ = AgencyRow("sfj", "青禾市司法局", CITY, "department")
CZJ = AgencyRow("czj", "青禾市财政局", CITY, "department")
CITY_HALL = AgencyRow("qinghe", "青禾市人民政府", CITY, "government")
TOWN = AgencyRow("liuwan", "柳湾镇人民政府", "990121", "township")
OWN = column(SFJ)
PORTAL = SourceRow("portal", "http://www.qinghe.gov.test/bmnb/", None, CITY, None, "active")

BEFORE = "2025-06-10T02:00:00Z"
AFTER = "2026-02-10T02:00:00Z"
LATER = "2026-03-10T02:00:00Z"
NOW = "2026-03-20T02:00:00Z"


@pytest.fixture
def walked(tmp_path: Path) -> Iterator[Walked]:
    made = Walked(tmp_path / "a.db")
    made.register([SFJ, CZJ], [OWN])
    yield made
    made.close()


def known(walked: Walked, years: Sequence[int] = (2022, 2023, 2024), source: SourceRow = OWN) -> list[Paper]:
    """An agency's earlier reports, found by a complete walk last year."""
    papers = [paper(SFJ, year) for year in sorted(years, reverse=True)]
    with walked.run(BEFORE) as run:
        run.list(source, papers, pages=2)
        run.fetch(source, *papers)
    return papers


def state(walked: Walked, year: int = 2025, at: str = NOW) -> str:
    return str(walked.cell(SFJ, year, at)["state"])


def unchecked(walked: Walked, year: int = 2025, at: str = NOW) -> str:
    """Why an agency cannot be judged."""
    found = walked.cell(SFJ, year, at)
    assert found["state"] == "unchecked", found
    return str(found["basis"])


# --- dates ---


@pytest.mark.parametrize(
    ("kind", "year", "due"),
    [
        ("department", 2025, date(2026, 1, 31)),
        ("ministry", 2019, date(2020, 1, 31)),
        ("township", 2019, date(2020, 1, 31)),
        ("government", 2019, date(2020, 3, 31)),
        ("department", 2018, date(2019, 3, 31)),
        ("government", 2008, date(2009, 3, 31)),
    ],
)
def test_due_dates(kind: str, year: int, due: date) -> None:
    assert due_on(kind, year) == due


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-01T00:00:00Z", "not_due"),
        ("2026-01-31T15:59:59Z", "not_due"),  # 23:59:59 in China
        ("2026-01-31T16:00:00Z", "unchecked"),  # midnight: due, and not walked since
        ("2026-02-10T02:00:00Z", "missing"),
    ],
)
def test_before_and_after_midnight_in_china(walked: Walked, at: str, expected: str) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    assert state(walked, at=at) == expected


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        ("2026-01-31T15:59:59Z", "unchecked"),
        ("2026-01-31T16:00:00Z", "missing"),
    ],
)
def test_a_walk_counts_that_began_when_the_report_was_late(walked: Walked, begun: str, expected: str) -> None:
    papers = known(walked)
    with walked.run(begun) as run:
        run.list(OWN, papers, pages=2)
    assert state(walked) == expected


def test_a_walk_over_midnight_counts_by_its_beginning(walked: Walked) -> None:
    papers = known(walked)
    with walked.run("2026-01-31T15:59:00Z") as run:
        run.list(OWN, papers, pages=2)
        walked.clock.time = "2026-01-31T16:01:00Z"
        walked.keep(run.id, f"{OWN.url}2.html", OWN.id, "listing", b"2", [papers[-1].link])
    with read(walked.path) as connection:
        ends = connection.execute("SELECT complete, finished_at FROM walks ORDER BY run_id").fetchall()
    assert ends[-1] == (1, "2026-01-31T16:01:00Z")
    assert state(walked) == "unchecked"


def test_no_year_before_it_is_over(walked: Walked) -> None:
    known(walked)
    assert {year for _, year in walked.judge("2025-12-31T15:59:59Z")} == {2022, 2023, 2024}
    assert {year for _, year in walked.judge("2025-12-31T16:00:00Z")} == {2022, 2023, 2024, 2025}


@pytest.mark.parametrize(
    ("on", "expected", "days"),
    [
        ("2026-01-31", "on_time", None),
        ("2026-02-01", "late", 1),
        ("2026-03-05", "late", 33),
        ("2025-12-30", "on_time", None),
    ],
)
def test_on_time_and_late(walked: Walked, on: str, expected: str, days: int | None) -> None:
    papers = [paper(SFJ, 2025, on), *known(walked)]
    with walked.run(LATER) as run:
        run.list(OWN, papers, pages=2)
        run.fetch(OWN, papers[0])
    found = walked.cell(SFJ, 2025, NOW)
    # The walk of last June was before the year was over: it says nothing of this report.
    assert (found["state"], found["published_on"], found["days_late"]) == (expected, on, days)
    assert on in found["basis"]
    assert papers[0].url in found["basis"]


def test_governments_have_until_march(walked: Walked) -> None:
    source = column(CITY_HALL)
    walked.register([CITY_HALL], [source])
    earlier = [paper(CITY_HALL, year) for year in (2024, 2023)]
    with walked.run(AFTER) as run:
        run.list(source, earlier)
        run.fetch(source, *earlier)
    assert walked.judge("2026-03-31T15:59:59Z")["qinghe", 2025][0] == "not_due"
    assert walked.judge("2026-03-31T16:00:00Z")["qinghe", 2025][0] == "unchecked"
    with walked.run("2026-04-01T02:00:00Z") as run:
        run.list(source, earlier)
    assert walked.judge("2026-04-01T03:00:00Z")["qinghe", 2025][0] == "missing"
    assert walked.judge("2026-04-01T03:00:00Z")["qinghe", 2024][0] == "on_time"


def test_what_the_archive_saw_in_time_is_in_time_whatever_is_printed(walked: Walked) -> None:
    late = paper(SFJ, 2025, "2026-02-20")
    papers = [late, *known(walked)]
    with walked.run("2026-01-25T02:00:00Z") as run:
        run.list(OWN, papers, pages=2)
        run.fetch(OWN, late)
    found = walked.cell(SFJ, 2025, NOW)
    assert (found["state"], found["published_on"]) == ("on_time", "2026-01-25")


def test_the_earliest_of_the_printed_dates_counts(walked: Walked) -> None:
    late = paper(SFJ, 2025, "2026-02-20", listed_on="2026-01-30")
    papers = [late, *known(walked)]
    with walked.run(LATER) as run:
        run.list(OWN, papers, pages=2)
        run.fetch(OWN, late)
    assert walked.cell(SFJ, 2025, NOW)["published_on"] == "2026-01-30"


def test_a_date_before_the_year_was_over_is_none(walked: Walked) -> None:
    wrong = paper(SFJ, 2025, "2017-11-08")
    papers = [wrong, *known(walked)]
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
        run.fetch(OWN, wrong)
    assert "未印发布日期" in unchecked(walked)


# --- backdated ---


def listed_late(walked: Walked, on: str | None, **body: Any) -> dict[str, Any]:
    """A report that a complete walk in February did not list, and one in March did."""
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    new = replace(paper(SFJ, 2025), on=on)
    with walked.run(LATER) as run:
        run.list(OWN, [new, *papers], pages=2)
        run.fetch(OWN, new)
    return walked.cell(SFJ, 2025, NOW)


def test_a_date_before_a_complete_walk_without_the_report_is_backdated(walked: Walked) -> None:
    found = listed_late(walked, "2026-01-28")
    assert (found["state"], found["published_on"], found["days_late"]) == ("backdated", "2026-01-28", None)
    assert "2026年2月10日10:00" in found["basis"]


@pytest.mark.parametrize("on", ["2026-02-10", "2026-02-11"])
def test_a_date_on_the_day_of_the_walk_or_after_is_believed(walked: Walked, on: str) -> None:
    assert listed_late(walked, on)["state"] == "late"


def test_an_undated_report_is_late_by_the_walk_that_did_not_list_it(walked: Walked) -> None:
    found = listed_late(walked, None)
    assert (found["state"], found["published_on"], found["days_late"]) == ("late", "2026-02-10", 10)


def test_a_row_that_stood_in_the_list_already_is_not_backdated(walked: Walked) -> None:
    """The crawl read past it then; the bytes of the list say so."""
    papers = known(walked)
    new = paper(SFJ, 2025, "2026-01-28")
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
        body = f"{OWN.url}\n{new.url}".encode()
        walked.keep(run.id, OWN.url, OWN.id, "listing", body, [each.link for each in papers])
    with walked.run(LATER) as run:
        run.list(OWN, [new, *papers], pages=2)
        run.fetch(OWN, new)
    assert state(walked) == "on_time"


@pytest.mark.parametrize(
    "written",
    [
        b"show.jsp?a=9&amp;n=%E5%B9%B4%E6%8A%A5",
        rb"show.jsp?a=9\u0026n=%E5%B9%B4%E6%8A%A5",
        "show.jsp?a=9&n=年报".encode("gbk"),
    ],
)
def test_a_row_that_is_spelled_otherwise_than_it_is_asked_for_is_not_backdated(
    walked: Walked, written: bytes
) -> None:
    papers = known(walked)
    new = replace(
        paper(SFJ, 2025, "2026-01-28"), url="http://sfj.qinghe.gov.test/show.jsp?a=9&n=%E5%B9%B4%E6%8A%A5"
    )
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
        body = b'<li><a href="' + written + b'">...</a>'
        walked.keep(run.id, OWN.url, OWN.id, "listing", body, [each.link for each in papers])
    with walked.run(LATER) as run:
        run.list(OWN, [new, *papers], pages=2)
        run.fetch(OWN, new)
    assert state(walked) == "on_time"


def test_a_list_that_another_source_has_as_its_own_backdates_nobody(walked: Walked) -> None:
    """What it said then cannot be looked at as this source's."""
    papers = known(walked)
    walked.store._connection.execute(
        "UPDATE pages SET source_id = 'portal' WHERE url = ?", (f"{OWN.url}2.html",)
    )
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    new = paper(SFJ, 2025, "2026-01-28")
    with walked.run(LATER) as run:
        run.list(OWN, [new, *papers], pages=2)
        run.fetch(OWN, new)
    assert state(walked) == "on_time"


def test_an_incomplete_walk_backdates_nobody(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2, failing=[1])
    new = paper(SFJ, 2025, "2026-01-28")
    with walked.run(LATER) as run:
        run.list(OWN, [new, *papers], pages=2)
        run.fetch(OWN, new)
    assert state(walked) == "on_time"


def test_a_page_that_moved_is_not_backdated(walked: Walked) -> None:
    papers = known(walked)
    old = paper(SFJ, 2025, "2026-01-28")
    with walked.run("2026-01-29T02:00:00Z") as run:
        run.list(OWN, [old, *papers], pages=2)
        run.fetch(OWN, old)
    new = replace(old, url="http://sfj.qinghe.gov.test/new/art_9.html")
    with walked.run(LATER) as run:
        run.list(OWN, [new, *papers], pages=2)
        run.fetch(OWN, new)
    assert state(walked) == "on_time"


def test_what_the_portal_listed_in_time_and_nobody_could_read_is_not_late(walked: Walked) -> None:
    """Nor backdated: the page on the agency's own site may be a copy."""
    papers = known(walked)
    walked.register([SFJ, CZJ], [OWN, PORTAL])
    there = paper(SFJ, 2025, "2026-01-25", host="www.qinghe.gov.test")
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
        run.list(PORTAL, [there])
        run.fetch(PORTAL, there, error="TimeoutError")
    for on, fair in (("2026-02-20", "late"), ("2026-01-28", "backdated")):
        copy = paper(SFJ, 2025, on)
        with walked.run(LATER) as run:
            run.list(OWN, [copy, *papers], pages=2)
            run.fetch(OWN, copy)
        assert "可能是更早的发布" in unchecked(walked), fair


# --- missing ---


def test_missing_says_when_and_where_was_looked(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    found = walked.cell(SFJ, 2025, NOW)
    assert found == {
        "due_on": "2026-01-31",
        "state": "missing",
        "published_on": None,
        "days_late": None,
        "basis": "2026年1月31日到期；2026年2月10日10:00（北京时间）查完来源 sfj 的全部 2 页列表，所列 3 份报告中没有该机关 "
        "2025 年度的；该机关见于档案的最近一份为 2024 年度",
        "checked_at": AFTER,
    }


def test_a_gap_between_years_is_missing(walked: Walked) -> None:
    papers = known(walked, (2021, 2022, 2024))
    with walked.run("2025-07-01T02:00:00Z") as run:
        run.list(OWN, papers, pages=2)
    assert state(walked, 2023, "2025-07-02T02:00:00Z") == "missing"
    assert state(walked, 2021, "2025-07-02T02:00:00Z") == "on_time"


def test_a_report_that_is_found_later_is_no_longer_missing(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    assert state(walked, at="2026-02-11T02:00:00Z") == "missing"
    new = paper(SFJ, 2025, "2026-03-01")
    with walked.run(LATER) as run:
        run.list(OWN, [new, *papers], pages=2)
        run.fetch(OWN, new)
    assert state(walked) == "late"


def test_a_failing_walk_afterwards_takes_nothing_back(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    with walked.run(LATER) as run:
        run.list(OWN, papers, pages=2, blocked="waf:ruishu")
    found = walked.cell(SFJ, 2025, NOW)
    assert (found["state"], found["checked_at"]) == ("missing", AFTER)


def test_as_of_a_time_before_the_walk_the_walk_is_not_known(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    assert state(walked, at="2026-02-05T02:00:00Z") == "unchecked"


Disturb = Any
WALKS: dict[str, Disturb] = {
    "没有查完": lambda run, papers: run.list(OWN, papers, pages=2, failing=[1]),
    "waf:ruishu": lambda run, papers: run.list(OWN, papers, blocked="waf:ruishu"),
    "TimeoutError": lambda run, papers: run.list(OWN, papers, error="TimeoutError"),
    "HTTP 404": lambda run, papers: run.list(OWN, papers, status=404),
    "home page": lambda run, papers: run.list(OWN, papers, error="redirected to the home page http://x/"),
    "一份年报也没有": lambda run, papers: run.list(OWN, []),
    "不再列出": lambda run, papers: run.list(OWN, papers[:2]),
    "没有读出": lambda run, papers: run.list(OWN, papers, pages=2, unread=[1]),
    "声明 9 条": lambda run, papers: run.list(
        OWN, papers, pages=2, problems=[("LIST_SHORT", "列表声明 9 条，只见到 3 条")]
    ),
    "找不到下一页": lambda run, papers: run.list(OWN, papers, problems=[("PAGER_UNKNOWN", "找不到下一页")]),
    "需要浏览器": lambda run, papers: run.list(OWN, papers, problems=[("NEEDS_BROWSER", "需要浏览器")]),
    "新问题": lambda run, papers: run.list(OWN, papers, problems=[("SOMETHING_NEW", "新问题")]),
}


@pytest.mark.parametrize("reason", WALKS)
def test_a_walk_that_is_not_complete_accuses_nobody(walked: Walked, reason: str) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        WALKS[reason](run, papers)
    assert reason in unchecked(walked)


def test_a_run_that_was_stopped_accuses_nobody(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER, finished=False) as run:
        run.list(OWN, papers, pages=2)
    assert "运行提前停止" in unchecked(walked)


def test_a_run_that_was_killed_accuses_nobody(walked: Walked) -> None:
    papers = known(walked)
    walked.clock.time = AFTER
    Run(walked, walked.store.begin_run("killed")).list(OWN, papers, pages=2)
    assert "还在到期之前" in unchecked(walked)


def test_a_shorter_list_is_believed_on_the_third_day(walked: Walked) -> None:
    papers = known(walked)
    states = []
    for at in (
        "2026-02-10T02:00:00Z",
        "2026-02-10T09:00:00Z",
        "2026-02-11T02:00:00Z",
        "2026-02-12T02:00:00Z",
    ):
        with walked.run(at) as run:
            run.list(OWN, papers[:2])
        states.append(state(walked))
    assert states == ["unchecked", "unchecked", "unchecked", "missing"]


NEW = paper(SFJ, 2025)
MAY_BE: dict[str, Disturb] = {
    "尚未抓取": lambda run: None,
    "抓取失败": lambda run: run.fetch(OWN, NEW, error="TimeoutError"),
    "被网站拒绝": lambda run: run.fetch(OWN, NEW, blocked="waf:slider"),
    "网页打不开": lambda run: run.fetch(OWN, NEW, status=404),
    "尚未读取": lambda run: run.keep_only(OWN, NEW),
    "没有认定机关": lambda run: run.fetch(OWN, replace(NEW, signed="青禾市司法和行政局")),
    "没有认定年度": lambda run: run.fetch(OWN, replace(NEW, year=None)),
    "与同一年度另一份数字不同": lambda run: run.fetch(OWN, replace(NEW, year=2024)),
    "读作 2019 年度": lambda run: run.fetch(OWN, replace(NEW, year=2019)),
    "读作青禾市财政局": lambda run: run.fetch(OWN, replace(NEW, signed=CZJ.name)),
}


@pytest.mark.parametrize("reason", MAY_BE)
def test_what_is_listed_and_might_be_the_report_accuses_nobody(walked: Walked, reason: str) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, [NEW, *papers], pages=2)
        MAY_BE[reason](run)
    assert reason in unchecked(walked)


@pytest.mark.parametrize("title", ["政府信息公开年报", "司法局2024年年报", "二〇二五年年报"])
def test_a_title_without_year_or_with_last_years_may_be_it(walked: Walked, title: str) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, [replace(NEW, title=title), *papers], pages=2)
    assert title in unchecked(walked)


def test_a_pending_page_of_another_year_is_no_excuse(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, [paper(SFJ, 2019), *papers], pages=2)
    assert state(walked) == "missing"


@pytest.mark.parametrize("unreadable", [True, False])
def test_a_scan_is_unreadable(walked: Walked, unreadable: bool) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, [NEW, *papers], pages=2)
        run.no_report(OWN, NEW, unreadable=unreadable)
    found = walked.cell(SFJ, 2025, NOW)
    assert (found["state"], found["published_on"]) == ("unreadable", "2026-01-20")
    assert NEW.title in found["basis"]


def test_one_address_for_every_years_report(walked: Walked) -> None:
    """The column is its one article; what is kept may be last year's."""
    same = replace(paper(SFJ, 2024), url=f"{OWN.url}#!report", title="政府信息公开年报")
    with walked.run(BEFORE) as run:
        run.list(OWN, [same, paper(SFJ, 2023)])
        run.fetch(OWN, same, paper(SFJ, 2023))
    with walked.run(AFTER) as run:
        run.list(OWN, [same, paper(SFJ, 2023)])
    assert "内容可能已更换" in unchecked(walked)


def test_an_entry_called_nearly_like_a_report_may_be_it(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2, passed_over=[("2025年信息公开年报图解", "2026-01-20")])
    assert "图解" in unchecked(walked)


def test_a_report_seen_on_a_mirror_alone(walked: Walked) -> None:
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
        run.fetch(OWN, NEW)
        walked.store._connection.execute("UPDATE publications SET trust = 'mirror' WHERE page_id IN "
                                         "(SELECT id FROM pages WHERE url = ?)", (NEW.url,))  # fmt: skip
    assert "非官方" in unchecked(walked)


def test_gone_but_kept(walked: Walked) -> None:
    papers = known(walked)
    with walked.run("2026-01-25T02:00:00Z") as run:
        run.list(OWN, [NEW, *papers], pages=2)
        run.fetch(OWN, NEW)
    for at in (AFTER, LATER, NOW):
        with walked.run(at) as run:
            run.list(OWN, papers, pages=2)
            run.fetch(OWN, NEW, status=404)
        assert state(walked) == ("gone" if at == NOW else "on_time")
    assert walked.cell(SFJ, 2025, NOW)["published_on"] == "2026-01-20"


# --- where it may stand ---


def test_an_agency_without_a_source(walked: Walked) -> None:
    known(walked)
    found = walked.cell(CZJ, 2024, NOW)
    assert (found["state"], found["basis"]) == ("unchecked", "登记册中没有该机关的发布栏目")


def on_the_portal(walked: Walked, *sources: SourceRow) -> list[Paper]:
    papers = known(walked)
    walked.register([SFJ, CZJ], [OWN, *sources])
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    return papers


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (PORTAL, "来源 portal 尚未查过"),
        (replace(PORTAL, status="unverified"), "来源 portal 尚未查过"),
        (replace(PORTAL, status="paused"), "来源 portal 已暂停"),
        (replace(PORTAL, cms="discover"), "来源 portal 只有首页"),
        (replace(PORTAL, agency="sfj"), "来源 portal 尚未查过"),
    ],
)
def test_every_place_it_may_stand_in_must_have_been_searched(
    walked: Walked, source: SourceRow, reason: str
) -> None:
    on_the_portal(walked, source)
    assert reason in unchecked(walked)


@pytest.mark.parametrize(
    "elsewhere", [replace(PORTAL, division_code="990200"), replace(PORTAL, agency="czj")]
)
def test_other_places_need_not(walked: Walked, elsewhere: SourceRow) -> None:
    on_the_portal(walked, elsewhere)
    assert state(walked) == "missing"


def test_published_on_the_portal_instead(walked: Walked) -> None:
    on_the_portal(walked, PORTAL)
    there = paper(SFJ, 2025, host="www.qinghe.gov.test")
    with walked.run(LATER) as run:
        run.list(PORTAL, [there])
        run.fetch(PORTAL, there)
    assert state(walked) == "on_time"


def test_named_in_somebody_elses_column_and_not_read(walked: Walked) -> None:
    other = column(CZJ)
    on_the_portal(walked, other)
    assert state(walked) == "missing"
    with walked.run(LATER) as run:
        run.list(other, [paper(SFJ, 2025, host="czj.qinghe.gov.test")])
    assert "别处有“青禾市司法局2025年" in unchecked(walked)


def test_a_portal_of_the_city_above_may_hold_a_towns_report(walked: Walked) -> None:
    source = column(TOWN)
    papers = [paper(TOWN, year) for year in (2024, 2023)]
    above = SourceRow("above", "http://www.lanyuan.gov.test/nb/", None, "990000", None, "active")
    for sources, expected in (([source], "missing"), ([source, above], "unchecked")):
        walked.register([TOWN], sources)
        with walked.run(AFTER) as run:
            run.list(source, papers)
            run.fetch(source, *papers)
        assert walked.judge(NOW)["liuwan", 2025][0] == expected


def test_a_source_that_moved_is_not_searched_by_walks_of_its_old_address(walked: Walked) -> None:
    on_the_portal(walked)
    assert state(walked) == "missing"
    walked.register([SFJ, CZJ], [replace(OWN, url="http://sfj.qinghe.gov.test/new/")])
    assert "尚未查过" in unchecked(walked)


def test_where_the_last_report_stood_must_have_been_searched(walked: Walked) -> None:
    """The column of the newest report was taken out of the registry; the older one says nothing."""
    new_place = replace(PORTAL, id="new", agency="sfj")
    walked.register([SFJ, CZJ], [OWN, new_place])
    older, newest = [paper(SFJ, 2022), paper(SFJ, 2023)], paper(SFJ, 2024, host="www.qinghe.gov.test")
    with walked.run(BEFORE) as run:
        run.list(OWN, older)
        run.fetch(OWN, *older)
        run.list(new_place, [newest])
        run.fetch(new_place, newest)
    walked.register([SFJ, CZJ], [OWN])
    with walked.run(AFTER) as run:
        run.list(OWN, older)
    assert "可能已改在别处发布" in unchecked(walked)


def test_a_column_that_never_listed_the_agency_says_nothing(walked: Walked) -> None:
    walked.register([SFJ, CZJ], [PORTAL])
    others = [paper(CZJ, year, host="www.qinghe.gov.test") for year in (2025, 2024)]
    with walked.run(AFTER) as run:
        run.list(PORTAL, others)
        run.fetch(PORTAL, *others)
    assert "没有列出该机关 2025 年度以前的报告" in unchecked(walked)


def test_nor_of_the_years_before_it_begins(walked: Walked) -> None:
    papers = known(walked, (2023, 2024))
    with walked.run("2025-07-01T02:00:00Z") as run:
        run.list(OWN, papers, pages=2)
        run.fetch(OWN, paper(CZJ, 2020))
    assert "没有列出该机关 2022 年度以前的报告" in unchecked(walked, 2022)


def test_a_column_silent_for_two_years_may_have_moved(walked: Walked) -> None:
    papers = known(walked, (2021, 2022, 2023))
    with walked.run(AFTER) as run:
        run.list(OWN, papers, pages=2)
    assert "可能已迁移" in unchecked(walked, 2024)
    assert "可能已迁移" in unchecked(walked, 2025)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (OWN, "missing"),
        (replace(OWN, status="unverified"), "unchecked"),
        (replace(OWN, url="http://sfj.qinghe.gov.test/2024n/"), "unchecked"),
        (replace(OWN, agency=None), "unchecked"),
    ],
)
def test_a_folder_of_one_year_is_no_column(walked: Walked, source: SourceRow, expected: str) -> None:
    walked.register([SFJ, CZJ], [source])
    with walked.run(AFTER) as run:
        run.list(source, [paper(SFJ, 2024)])
        run.fetch(source, paper(SFJ, 2024))
    assert state(walked) == expected


def test_two_reports_of_one_year_in_a_shared_column_may_be_anothers(walked: Walked) -> None:
    """Somebody's report signed with another's name: whose is it?"""
    walked.register([SFJ, CZJ], [PORTAL])
    host = "www.qinghe.gov.test"
    papers = [paper(SFJ, year, host=host) for year in (2024, 2023)]
    signed_twice = [paper(CZJ, 2025, host=host), paper(CZJ, 2025, url=f"http://{host}/art/2026/copy_2.html")]
    for extra, expected in ((signed_twice[:1], "missing"), (signed_twice, "unchecked")):
        with walked.run(AFTER) as run:
            run.list(PORTAL, [*extra, *papers])
            run.fetch(PORTAL, *extra, *papers)
        assert state(walked) == expected


# --- who owes it ---


def test_the_roster_of_a_year(walked: Walked) -> None:
    founded = replace(SFJ, since="2023-05")
    assert [year for year in (2022, 2023, 2024) if owes(founded, year)] == [2023, 2024]
    known(walked)
    walked.register([founded, CZJ], [OWN])
    assert {year for agency, year in walked.judge(NOW) if agency == "sfj"} == {2023, 2024, 2025}


def renamed(walked: Walked, until: str, signed: str) -> dict[tuple[str, int], tuple[str, str]]:
    papers = known(walked)
    old = replace(SFJ, until=until, successor="sfxz")
    new = AgencyRow("sfxz", "青禾市司法行政局", CITY, "department", since=until)
    walked.register([old, new, CZJ], [OWN])
    last = paper(SFJ, 2025, signed=signed, title=f"{signed}2025年政府信息公开工作年度报告")
    with walked.run(AFTER) as run:
        run.list(OWN, [last, *papers] if signed else papers, pages=2)
        if signed:
            run.fetch(OWN, last)
    return walked.judge(NOW)


def test_a_successor_publishes_for_its_predecessor(walked: Walked) -> None:
    found = renamed(walked, "2026-01-10", "青禾市司法行政局")
    assert found["sfj", 2025][0] == "on_time"
    assert found["sfj", 2025][1].startswith("以青禾市司法行政局名义发布；")
    assert ("sfxz", 2025) not in found


def test_a_new_name_on_the_roster_and_the_old_one_on_the_report(walked: Walked) -> None:
    found = renamed(walked, "2025-06-01", SFJ.name)
    assert found["sfxz", 2025][0] == "on_time"
    assert ("sfj", 2025) not in found


def test_an_agency_that_ended_before_the_day_is_not_accused(walked: Walked) -> None:
    assert "撤销" in renamed(walked, "2026-01-10", "")["sfj", 2025][1]


def test_a_new_agency_is_held_to_what_its_predecessor_did(walked: Walked) -> None:
    assert renamed(walked, "2025-06-01", "")["sfxz", 2025][0] == "missing"


# --- pieces ---


def test_names_within_longer_ones() -> None:
    office = AgencyRow("office", "青禾市人民政府办公室", CITY, "department")
    names = Names([CITY_HALL, office, SFJ])
    assert names.named("青禾市人民政府办公室2025年年报") == {"office"}
    assert names.named("青禾市人民政府、青禾市司法局2025年") == {"qinghe", "sfj"}
    loose = Loose("", ("青禾市人民政府办公室2025年年报",), None, "")
    assert names.is_of_others(loose, ["qinghe"])
    assert not names.is_of_others(replace(loose, titles=("2025年年报",)), ["qinghe"])
    assert not names.is_of_others(replace(loose, titles=()), ["qinghe"])


# --- what was set aside ---


def replaced(walked: Walked, at: str, now: Paper, papers: Sequence[Paper]) -> None:
    """A run in which the address of the report of 2024 gives another."""
    with walked.run(at) as run:
        run.list(OWN, papers, pages=2)
        run.fetch(OWN, now, *papers[1:])


def test_a_suspect_page_takes_no_report_away_and_lets_nobody_be_accused(walked: Walked) -> None:
    papers = known(walked)
    replaced(walked, AFTER, replace(papers[0], year=2025, title="年度报告"), papers)
    assert state(walked, 2024) == "on_time"
    assert "已隔离待核" in unchecked(walked)


def test_a_suspect_page_may_be_another_agencys_report(walked: Walked) -> None:
    own = column(CZJ)
    walked.register([SFJ, CZJ], [OWN, own])
    earlier = [paper(CZJ, year) for year in (2024, 2023)]
    papers = known(walked)
    with walked.run(AFTER) as run:
        run.list(own, earlier)
        run.fetch(own, *earlier)
    assert walked.cell(CZJ, 2025, NOW)["state"] == "missing"
    replaced(walked, LATER, replace(papers[0], signed=CZJ.name, year=2025), papers)
    found = walked.cell(CZJ, 2025, NOW)
    assert (found["state"], "已隔离待核" in found["basis"]) == ("unchecked", True)


def test_one_address_for_the_report_of_every_year(walked: Walked) -> None:
    papers = known(walked)
    for at in (AFTER, LATER, NOW):
        replaced(walked, at, replace(papers[0], year=2025, on="2026-01-20", title="年度报告"), papers)
    assert [state(walked, year) for year in (2023, 2024, 2025)] == ["on_time", "gone", "on_time"]
