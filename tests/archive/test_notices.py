"""Notices: each thing there is to tell is noted once, whatever the clock does, and told once to every channel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.notices import Notice, Untold, newest, untold
from archive.opening import reading
from archive.rows import AgencyRow
from tests.archive.making import PORTAL, URL, Archive
from tests.archive.walking import CITY, Walked, column, paper

SFJ = AgencyRow("sfj", "青禾市司法局", CITY, "department")
OWN = column(SFJ)
PAPERS = [paper(SFJ, year) for year in (2025, 2024, 2023)]
FIRST, SECOND, THIRD = "2026-02-01T02:00:00Z", "2026-02-02T02:00:00Z", "2026-02-03T02:00:00Z"


@pytest.fixture
def walked(tmp_path: Path) -> Iterator[Walked]:
    made = Walked(tmp_path / "a.db")
    made.register([SFJ], [OWN])
    yield made
    made.close()


def noted(path: Path) -> list[Notice]:
    with reading(path) as connection:
        return newest(connection, 100)[::-1]


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(each.kind, each.title) for each in noted(path)]


def left(path: Path, channel: str = "wecom") -> Untold:
    with reading(path) as connection:
        return untold(connection, channel)


def test_a_new_report_is_noted_once(archive: Archive) -> None:
    archive.publish()
    assert archive.store.note_notices() == 1
    assert archive.store.note_notices() == 0
    archive.clock.time = "2021-01-01T00:00:00Z"  # the clock jumps back: nothing is told twice
    assert archive.store.note_notices() == 0
    (found,) = noted(archive.path)
    assert (found.kind, found.title, found.url) == ("new", "青禾市司法局 2021 年度报告", URL)
    assert found.path == f"reports/reports/{archive.one('SELECT id FROM reports')}"


def test_a_late_report_says_by_how_much(walked: Walked) -> None:
    late = paper(SFJ, 2025, on="2026-02-09")
    with walked.run(FIRST) as run:
        run.list(OWN, PAPERS[1:])
        run.fetch(OWN, *PAPERS[1:])
    walked.store.note_notices()
    with walked.run("2026-02-10T02:00:00Z") as run:
        run.list(OWN, [late, *PAPERS[1:]])
        run.fetch(OWN, late)
    assert walked.store.note_notices() == 1
    found = noted(walked.path)[-1]
    assert (found.kind, found.title) == ("late", "青禾市司法局 2025 年度报告")
    assert found.lines[0][0].startswith("逾期 9 天，")
    assert "http" not in found.lines[0][0]
    assert walked.store.note_notices() == 0


def test_a_report_found_late_after_all_is_noted_again_but_never_taken_back(walked: Walked) -> None:
    with walked.run(FIRST) as run:
        run.list(OWN, PAPERS)
        run.fetch(OWN, *PAPERS)
    walked.store.note_notices()
    (report,) = [each.subject for each in noted(walked.path) if "2025" in each.title]
    for state, expected in (("late", 1), ("on_time", 0), ("late", 0)):
        walked.store._connection.execute(
            "UPDATE coverage_cells SET state = ? WHERE 'report/' || report_id = ?", (state, report)
        )
        assert walked.store.note_notices() == expected


def test_changed_figures_from_what_to_what_and_where(archive: Archive) -> None:
    archive.publish()
    archive.store.note_notices()
    archive.publish(body=b"<p>two</p>", received=8)
    assert archive.store.note_notices() == 1
    found = noted(archive.path)[-1]
    report = archive.one("SELECT id FROM reports")
    assert (found.kind, found.title) == ("changed", "青禾市司法局 2021 年度报告（第 2 版）")
    assert found.lines == (
        (
            "表三 本年新收政府信息公开申请数量 · 总计：5 → 8",
            f"-/figure/{report}/disclosure_requests/new_received/total",
        ),
    )
    assert archive.store.note_notices() == 0
    archive.publish(body=b"<p>three</p>", received=None)
    archive.store.note_notices()
    assert noted(archive.path)[-1].lines[0][0] == "表三 本年新收政府信息公开申请数量 · 总计：8 → 未印数字"
    archive.publish(body=b"<p>four</p>", received=None, text="另一番话。")
    archive.store.note_notices()
    assert noted(archive.path)[-1].lines == (("正文或日期等有改动，官方表格的数字未变", None),)


def test_counters_and_another_reader_make_no_notice(archive: Archive) -> None:
    archive.publish()
    archive.store.note_notices()
    archive.publish(body=b"<p>visited 2 times</p>")
    assert archive.store.note_notices() == 0
    archive.publish(body=b"<p>two</p>", received=8, reader_version="2")
    assert archive.one("SELECT kind FROM problems") == "CHANGES_NOT_COMPARED"
    assert archive.store.note_notices() == 0  # nobody knows yet what changed


def test_a_correction_is_no_change_of_the_agency(archive: Archive) -> None:
    archive.publish()
    archive.publish(body=b"<p>two</p>", received=8)
    archive.store._connection.execute("UPDATE figure_changes SET cause = 'correction'")
    archive.store.note_notices()
    (found,) = [each for each in noted(archive.path) if each.kind == "changed"]
    assert "→" not in found.lines[0][0]


def vanish(archive: Archive, month: int) -> None:
    """The page is missing on as many days as it takes to be gone."""
    for day in range(1, 6):
        archive.clock.time = f"2022-{month:02}-{day:02}T08:00:00Z"
        archive.keep(body=None, status=404)
    assert archive.one("SELECT count(*) FROM pages WHERE state = 'gone'") == 1


def test_a_vanished_page_is_noted_once_a_time_it_vanishes(archive: Archive) -> None:
    archive.publish()
    archive.publish(PORTAL, source="portal")
    archive.store.note_notices()
    vanish(archive, 3)
    assert archive.store.note_notices() == 1
    found = noted(archive.path)[-1]
    assert (found.kind, found.url) == ("gone", URL)
    assert "另有 1 处仍在发布" in found.lines[0][0]
    vanish(archive, 4)
    assert archive.store.note_notices() == 0
    archive.keep()
    assert archive.store.note_notices() == 0
    vanish(archive, 5)
    assert archive.store.note_notices() == 1


def test_a_source_that_fails_and_mends(walked: Walked) -> None:
    with walked.run(FIRST) as run:
        run.list(OWN, PAPERS)
        run.fetch(OWN, *PAPERS)
    walked.store.note_notices()
    before = len(noted(walked.path))
    for at in (SECOND, THIRD):  # twice the same is told once
        with walked.run(at) as run:
            run.list(OWN, PAPERS, status=404)
        walked.store.note_notices()
    with walked.run("2026-02-04T02:00:00Z") as run:
        run.list(OWN, PAPERS, error="TimeoutError")
    walked.store.note_notices()
    with walked.run("2026-02-05T02:00:00Z") as run:
        run.list(OWN, PAPERS)
    walked.store.note_notices()
    walked.store.note_notices()
    found = noted(walked.path)[before:]
    assert [(each.kind, each.state) for each in found] == [
        ("failing", "gone"),
        ("failing", "unreachable"),
        ("mended", "fine"),
    ]
    assert found[0].title == "青禾市司法局（sfj）"
    assert "scrapy discover" in found[0].lines[1][0]
    assert found[0].path == "reports/source_health?source_id=sfj"


def test_what_was_quarantined_is_noted_once_a_streak(archive: Archive) -> None:
    archive.publish()
    archive.store.note_notices()
    for _ in range(2):
        archive.keep(body=b"<p>buy shoes</p>")
        archive.store._connection.execute(
            "UPDATE fetches SET outcome = 'quarantined', error = '内容不符' WHERE id = (SELECT max(id) FROM fetches)"
        )
        archive.store._connection.execute("UPDATE pages SET good_fetch_id = 1")
        archive.store.note_notices()
    found = [each for each in noted(archive.path) if each.kind == "quarantined"]
    assert len(found) == 1
    assert found[0].lines[0][0] == "第 2 次抓取没有采信，原有记录不变：内容不符"
    assert "scrapy accept 2" in found[0].lines[1][0]


def test_each_channel_is_told_up_to_where_it_was_told(archive: Archive) -> None:
    assert left(archive.path) == Untold({}, (), 0)
    archive.publish()
    archive.store.note_notices()
    assert left(archive.path).counts == {"new": 1}
    archive.store.mark_told("wecom", left(archive.path).last_id)
    assert left(archive.path).counts == {}
    assert left(archive.path, "feishu").counts == {"new": 1}
    archive.publish(body=b"<p>two</p>", received=8)
    archive.store.note_notices()
    assert left(archive.path).counts == {"changed": 1}
    assert left(archive.path, "feishu").counts == {"changed": 1, "new": 1}


def test_few_of_many_are_loaded_and_all_are_counted(archive: Archive) -> None:
    for number in range(25):
        title = f"青禾市司法局{number}"
        archive.publish(f"{URL}?{number}", f"<p>{number}</p>".encode(), agency=f"某局{number}", title=title)
    archive.store.note_notices()
    found = left(archive.path)
    assert found.counts == {"new": 25}
    assert len(found.newest) == 10


@pytest.mark.parametrize("title", ["工作报告", "长" * 100_000])
def test_a_report_nobody_recognised_is_called_by_its_title(archive: Archive, title: str) -> None:
    archive.publish(agency=None, year=None, title=title, source=None)
    archive.store.note_notices()
    assert kinds(archive.path) == [("new", title[:200])]
