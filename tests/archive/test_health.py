"""Health: the verdict on each source, worst first, and what a person should do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.health import LABELS, field_gaps, source_gaps, sources
from archive.opening import reading
from archive.rows import AgencyRow, SourceRow
from archive.walks import VERDICTS
from crawler.commands.health import Command
from tests.archive.making import URL, Archive
from tests.archive.walking import CITY, Walked, column, paper

SFJ = AgencyRow("sfj", "青禾市司法局", CITY, "department")
OWN = column(SFJ)
BEFORE, NOW = "2026-02-01T02:00:00Z", "2026-02-10T02:00:00Z"
PAPERS = [paper(SFJ, year) for year in (2025, 2024, 2023)]


@pytest.fixture
def walked(tmp_path: Path) -> Iterator[Walked]:
    made = Walked(tmp_path / "a.db")
    made.register([SFJ], [OWN])
    yield made
    made.close()


def verdict(walked: Walked) -> str:
    with reading(walked.path) as connection:
        (found,) = sources(connection)
    assert found.next_step
    return found.verdict


Listed = dict[str, Any]
VISITS: list[tuple[str, Listed]] = [
    ("ok", {}),
    ("gone", {"status": 404}),
    ("gone", {"error": "redirected to the home page http://www.qinghe.gov.test/"}),
    ("blocked", {"blocked": "waf:ruishu: …"}),
    ("blocked", {"status": 403}),
    ("unreachable", {"error": "TimeoutError"}),
    ("unreachable", {"status": 502}),
    ("truncated", {"pages": 2, "failing": [1]}),
    ("truncated", {"problems": [("LIST_ENDLESS", "…")]}),
    ("short", {"problems": [("LIST_SHORT", "列表声明 9 条，只见到 3 条")]}),
    ("error", {"unread": [0]}),
    ("error", {"problems": [("LINKS_UNREADABLE", "…")]}),
    ("site_changed", {"problems": [("EMPTY_LIST_PAGE", "…")]}),
]


@pytest.mark.parametrize(("expected", "visit"), VISITS)
def test_the_verdict_on_a_walk(walked: Walked, expected: str, visit: Listed) -> None:
    with walked.run(BEFORE) as run:
        run.list(OWN, PAPERS)
        run.fetch(OWN, *PAPERS)
    with walked.run(NOW) as run:
        run.list(OWN, PAPERS, **visit)
    assert verdict(walked) == expected


def test_entries_that_vanish(walked: Walked) -> None:
    for at, papers in ((BEFORE, PAPERS), (NOW, PAPERS[:1])):
        with walked.run(at) as run:
            run.list(OWN, papers)
    assert verdict(walked) == "site_changed"


def test_nothing_new_for_two_years_or_no_walk_for_a_week(walked: Walked) -> None:
    with walked.run(NOW) as run:
        run.list(OWN, PAPERS[2:])
        run.fetch(OWN, *PAPERS[2:])
    assert verdict(walked) == "ok"  # the newest due for everybody is 2024, one year ahead of 2023
    with walked.run("2026-04-10T02:00:00Z") as run:
        run.list(OWN, PAPERS[2:])
    assert verdict(walked) == "stale"
    with walked.run("2026-04-11T02:00:00Z") as run:
        run.list(OWN, PAPERS)
        run.fetch(OWN, *PAPERS)
    assert verdict(walked) == "ok"
    with walked.run("2026-04-19T02:00:00Z"):
        pass  # a run that did not come to this source
    assert verdict(walked) == "stale"


def test_reports_that_cannot_be_had_show_in_their_source(walked: Walked) -> None:
    for answer, expected in (({"error": "TimeoutError"}, "error"), ({"blocked": "waf:slider"}, "blocked")):
        with walked.run(NOW) as run:
            run.list(OWN, PAPERS)
            run.fetch(OWN, PAPERS[0], **answer)
        assert verdict(walked) == expected


def test_sources_nobody_asks(walked: Walked) -> None:
    changes: list[tuple[str, dict[str, str]]] = [
        ("never", {}),
        ("paused", {"status": "paused"}),
        ("undiscovered", {"cms": "discover"}),
    ]
    for expected, change in changes:
        walked.register([SFJ], [replace(OWN, **change)])  # type: ignore[arg-type]
        assert verdict(walked) == expected


def test_the_worst_comes_first(walked: Walked) -> None:
    others = [SourceRow(f"s{n}", f"http://s{n}.gov.test/", None, CITY, None, "active") for n in range(3)]
    walked.register([SFJ], [OWN, *others])
    with walked.run(NOW) as run:
        run.list(OWN, PAPERS)
        run.fetch(OWN, *PAPERS)
        run.list(others[0], [], error="TimeoutError")
        run.list(others[1], [], status=404)
    with reading(walked.path) as connection:
        found = [row.verdict for row in sources(connection)]
    assert found == ["gone", "unreachable", "never", "ok"]
    assert [name for name in LABELS if name in VERDICTS] == list(VERDICTS)


def test_how_often_a_field_is_missing(walked: Walked) -> None:
    papers = [*PAPERS[:2], replace(PAPERS[2], on=None)]
    with walked.run(NOW) as run:
        run.list(OWN, papers)
        run.fetch(OWN, *papers)
    with reading(walked.path) as connection:
        gaps = {gap.field: gap for gap in field_gaps(connection)}
    assert "title" not in gaps
    assert (gaps["published_on"].missing, gaps["published_on"].percent, gaps["published_on"].worst) == (
        1,
        33.3,
        "sfj",
    )
    assert gaps["index_number"].missing == 3


def test_a_table_is_missing_only_where_the_form_has_it(archive: Archive) -> None:
    archive.publish()  # three figures of 表三 and no other
    archive.publish(f"{URL}?2", b"<p>old</p>", year="2017", form="pre-2019", figures=(), tables=())
    with reading(archive.path) as connection:
        found = {gap.field: (gap.reports, gap.missing, gap.worst) for gap in source_gaps(connection)}
    assert found["proactive_disclosure"] == found["legal_challenges"] == (1, 1, "sfj")
    assert "disclosure_requests" not in found
    assert found["figures"] == (2, 1, "sfj")


def test_the_command(walked: Walked, capsys: pytest.CaptureFixture[str]) -> None:
    class Options:
        all = False
        fields = True

    command = Command()
    command.settings = {"ARCHIVE": str(walked.path)}  # type: ignore[assignment]
    with walked.run(BEFORE) as run:
        run.list(OWN, PAPERS)
        run.fetch(OWN, *PAPERS)
    assert command.execute([], Options()) == 0  # type: ignore[arg-type]
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "共 1 个来源：正常 1"
    assert "sfj\t缺 index_number：3 份报告中 3 份（100.0%）" in said
    assert said[-1] == "还没有一次抓取运行到底"
    run_id = walked.store.begin_run("scrapy crawl reports")
    walked.store.end_run(run_id, 0, "nothing new", {})
    with walked.run(NOW) as run:
        run.list(OWN, PAPERS, status=404)
    assert command.execute([], Options()) == 2  # type: ignore[arg-type]
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("栏目已失效\tsfj\t2026年2月10日10:00（北京时间）查：HTTP 404")
    assert "scrapy discover" in said[0]
    assert said[-1] == "最近一次抓取在2026年2月1日10:00（北京时间）运行到底"
