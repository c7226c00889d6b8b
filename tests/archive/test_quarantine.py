"""What looks worse than what is kept is set aside: by which signs, until when, and how it comes out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.ids import page_id
from archive.quarantine import held
from archive.rows import FigureRow, LinkRow, ProblemRow, Recorded, SourceRow
from archive.verify import faults
from tests.archive.making import AGENCIES, LIST, PDF, PORTAL, URL, Archive, figure

DAYS = ("2022-02-02T08:00:00Z", "2022-02-03T08:00:00Z", "2022-02-04T08:00:00Z", "2022-02-05T08:00:00Z")

# Long enough to be compared: thirty different sentences.
TEXT = "".join(f"第{n}项，本机关办理{n * 37}件，公开{n * 91}条，答复{n * 53}人。" for n in range(1, 31))
OTHER = "".join(f"澳门{n * 17}赌场注册送{n * 29}彩金下载{n * 11}平台。" for n in range(1, 61))
FIGURES = tuple(figure("new_received", column, 5, row) for row, column in enumerate("abcdefgh", 1))
TABLES = ("reports", "publications", "versions", "figure_changes", "sections", "figure_cells", "checks", "disclosure_requests",
          "printed_tables", "attachments", "corrections", "reports_fts_docsize")  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    made.store.load_registry(AGENCIES, [SourceRow("sfj", LIST, "qinghe-sfj", "990100", "hanweb", "active")])
    yield made
    made.store.close()


def good(archive: Archive) -> None:
    archive.keep(LIST, kind="listing", links=[LinkRow(URL, "report", "2021年度报告")])
    archive.keep(body=b"<html>good</html>")
    record(archive)


def record(archive: Archive, figures: Sequence[FigureRow] = FIGURES, **changes: Any) -> Recorded:
    return archive.record(figures=tuple(figures), **{"text": TEXT, **changes})


def dump(archive: Archive) -> list[Any]:
    """All rows of the record, and which bytes are the page's."""
    rows = [archive.rows(f"SELECT * FROM {name} ORDER BY 1, 2") for name in TABLES]
    return [*rows, archive.rows("SELECT id, state, read_state, good_fetch_id FROM pages ORDER BY id")]


def bad(archive: Archive, body: bytes = b"<html>bad</html>", **changes: Any) -> str:
    """Another answer on the next day, and its reading."""
    at = DAYS.index(archive.clock.time) + 1 if archive.clock.time in DAYS else 0
    archive.clock.time = DAYS[at]
    archive.run = archive.store.begin_run("the next")
    archive.keep(body=body)
    if changes.get("nothing"):
        return nothing(archive)
    return record(archive, **changes).outcome


def nothing(archive: Archive) -> str:
    document = archive.store.document(page_id(URL))
    assert document is not None
    shas = tuple(part.sha256 for part in document.parts)
    problems = [ProblemRow("NOT_A_REPORT", "页面没有正文")]
    return archive.store.record_unreadable(
        page_id(URL), archive.run, problems, unreadable=False, part_sha256=shas
    )


WORSE: dict[str, dict[str, Any]] = {
    "现读作青禾市财政局 2021 年度": {"agency": "青禾市财政局"},
    "现读作青禾市司法局 2022 年度": {"year": "2022"},
    "现读作青禾市司法局 不明 年度": {"year": None},
    "镜像站": {"trust": "mirror"},
    "正文原有": {"text": TEXT[:60]},
    "原有 8 个数字，现只有 3 个": {"figures": FIGURES[:3]},
    "几乎没有相同之处": {"text": OTHER},
    "没有结尾": {"text": TEXT[:-80], "body": b"<html>half"},
    "现读不出报告：页面没有正文": {"nothing": True},
}


@pytest.mark.parametrize("doubt", WORSE)
def test_what_looks_worse_is_set_aside_and_the_record_stays(archive: Archive, doubt: str) -> None:
    good(archive)
    before = dump(archive)
    assert bad(archive, **WORSE[doubt]) == "quarantined"
    assert dump(archive) == before
    [(outcome, error, kept)] = archive.rows(
        "SELECT outcome, error, (SELECT count(*) FROM bodies WHERE sha256 = body_sha256) FROM fetches "
        "ORDER BY id DESC LIMIT 1"
    )
    assert (outcome, kept) == ("quarantined", 1)
    assert doubt in error
    [(kind, detail, report)] = archive.rows("SELECT kind, detail, report_id FROM problems")
    assert kind == "QUARANTINED"
    assert doubt in detail
    assert "scrapy accept" in detail
    assert report == page_id(URL)
    # The next conditional request is about the good body, and comes soon.
    assert archive.one("SELECT next_check_at FROM pages WHERE id = ?", page_id(URL)) == "2022-02-03T04:00:00Z"


BETTER: dict[str, dict[str, Any]] = {
    "a figure was changed": {"received": 6},
    "one of three tables is gone": {"figures": FIGURES[:5]},
    "shorter, with its end": {"text": TEXT[:-80]},
    "longer, without its end": {"text": TEXT + "补充说明。", "body": b"<html>more"},
    "no end, and reads the same": {"text": TEXT, "body": b"<html>redesigned"},
    "corrected in half its sentences": {"text": TEXT.replace("公开", "主动公布")},
}


@pytest.mark.parametrize("change", BETTER)
def test_what_agencies_may_well_do_is_not(archive: Archive, change: str) -> None:
    good(archive)
    assert bad(archive, **BETTER[change]) in ("changed", "same")
    assert archive.rows("SELECT kind FROM problems") == []


def test_a_report_that_moved_into_a_file_is_no_worse(archive: Archive) -> None:
    good(archive)
    archive.clock.time = DAYS[0]
    archive.keep(body=b"<html>see the file</html>", links=[LinkRow(PDF, "attachment", "附件")])
    assert record(archive, figures=(), text=TEXT[:20]).outcome == "waiting"
    archive.keep(PDF, b"%PDF", "attachment")
    assert record(archive, text=TEXT[:-20]).outcome == "changed"
    assert archive.rows("SELECT kind FROM problems") == []


def test_an_agency_that_took_anothers_place_may_sign_its_reports(archive: Archive) -> None:
    good(archive)
    before, after = AGENCIES
    archive.store.load_registry([replace(before, successor=after.id), after], [])
    assert bad(archive, agency=after.name) == "changed"


def test_three_sightings_on_three_days_are_believed(archive: Archive) -> None:
    good(archive)
    assert bad(archive, figures=()) == "quarantined"
    archive.clock.time = "2022-02-02T15:59:59Z"  # the same day in China
    archive.keep(body=b"<html>with another counter</html>")
    assert record(archive, figures=()).outcome == "quarantined"
    archive.clock.time = DAYS[0]
    assert bad(archive, figures=()) == "quarantined"
    assert archive.one("SELECT count(*) FROM problems") == 1
    assert bad(archive, body=b"<html>and another</html>", figures=()) == "changed"
    assert archive.rows("SELECT kind FROM problems") == []
    assert archive.one("SELECT version FROM reports") == 2


def test_sightings_that_differ_or_are_interrupted_are_not(archive: Archive) -> None:
    good(archive)
    assert bad(archive, figures=()) == "quarantined"
    assert bad(archive, text=OTHER) == "quarantined"
    assert bad(archive, figures=()) == "quarantined"
    # Three days did not agree: it is looked at less often.
    assert archive.one("SELECT next_check_at FROM pages WHERE id = ?", page_id(URL)) == "2022-02-11T08:00:00Z"
    archive.keep(body=b"<html>good</html>")  # itself again
    assert archive.rows("SELECT kind FROM problems") == []
    assert bad(archive, figures=()) == "quarantined"
    assert archive.one("SELECT version FROM reports") == 1


def test_a_report_that_made_room_for_another_stays_as_one_that_is_gone(archive: Archive) -> None:
    good(archive)
    archive.keep(body=b"<html>good</html>", links=[LinkRow(PDF, "attachment", "附件")])
    archive.keep(PDF, b"%PDF", "attachment")
    record(archive)
    before = archive.rows("SELECT * FROM reports") + archive.rows(
        "SELECT * FROM figure_cells ORDER BY column_name"
    )
    assert [bad(archive, year="2022") for _ in range(3)] == ["quarantined", "quarantined", "new"]
    after = archive.rows("SELECT * FROM reports WHERE report_year = 2021") + archive.rows(
        "SELECT * FROM figure_cells WHERE report_id = ? ORDER BY column_name", page_id(URL)
    )
    assert after == before
    assert archive.rows(
        "SELECT reports.id, report_year, pages.state, url, next_check_at IS NULL FROM publications "
        "JOIN reports ON reports.id = report_id JOIN pages ON pages.id = page_id ORDER BY report_year"
    ) == [
        (page_id(URL), 2021, "gone", archive.one("SELECT url FROM pages WHERE url LIKE '%html#kept:%'"), 1),
        (f"{page_id(URL)}-2022", 2022, "live", URL, 0),
    ]  # fmt: skip
    kept = archive.store.document(archive.one("SELECT id FROM pages WHERE url LIKE '%html#kept:%'"))
    assert kept is not None
    assert [part.body for part in kept.parts] == [b"<html>good</html>", b"%PDF"]
    assert kept.context.official == archive.store.document(page_id(URL)).context.official  # type: ignore[union-attr]
    # Nothing that happens at the old addresses reaches it any more.
    assert archive.keep(PDF, b"%PDF of 2022", "attachment").read_page_ids == (page_id(URL),)
    assert [part.body for part in archive.store.document(kept.page_id).parts] == [
        b"<html>good</html>",
        b"%PDF",
    ]  # type: ignore[union-attr]
    assert list(faults(archive.store._connection)) == []


def test_a_report_that_other_pages_publish_is_shown_from_them(archive: Archive) -> None:
    good(archive)
    archive.keep(PORTAL, b"<html>portal</html>", source="sfj")
    archive.record(PORTAL, figures=FIGURES, text=TEXT)
    outcomes = [bad(archive, nothing=True) for _ in range(3)]
    assert outcomes == ["quarantined", "quarantined", "unreadable"]
    assert archive.rows("SELECT url, preferred FROM publications JOIN pages ON pages.id = page_id") == [
        (PORTAL, 1)
    ]
    assert archive.one("SELECT count(*) FROM reports") == 1


def test_what_is_no_report_for_three_days_is_gone_and_its_record_stays(archive: Archive) -> None:
    good(archive)
    before = archive.rows("SELECT * FROM reports")
    assert [bad(archive, nothing=True) for _ in range(3)] == ["quarantined", "quarantined", "unreadable"]
    assert archive.rows("SELECT * FROM reports") == before
    assert archive.rows("SELECT state FROM pages JOIN publications ON page_id = pages.id") == [("gone",)]
    assert archive.rows("SELECT kind FROM problems") == [("NOT_A_REPORT",)]


def test_a_file_that_looks_worse_is_set_aside_without_its_page(archive: Archive) -> None:
    good(archive)
    archive.keep(body=b"<html>good</html>", links=[LinkRow(PDF, "attachment", "附件")])
    archive.keep(PDF, b"%PDF good", "attachment")
    record(archive)
    before = dump(archive)
    archive.clock.time = DAYS[0]
    assert archive.keep(PDF, b"%PDF bad", "attachment").read_page_ids == (page_id(URL),)
    assert record(archive, figures=()).outcome == "quarantined"
    assert dump(archive) == before
    assert archive.rows(
        "SELECT url FROM fetches JOIN pages ON pages.id = page_id WHERE outcome = 'quarantined'"
    ) == [(PDF,)]


def test_a_reading_of_bytes_that_were_set_aside_meanwhile_is_dropped(archive: Archive) -> None:
    good(archive)
    archive.clock.time = DAYS[0]
    archive.keep(body=b"<html>bad</html>")
    early = archive.store.document(page_id(URL))
    assert early is not None
    assert record(archive, figures=()).outcome == "quarantined"
    before = dump(archive)
    shas = tuple(part.sha256 for part in early.parts)
    assert archive.record_of(shas).outcome == "waiting"
    assert dump(archive) == before


def test_what_only_a_set_aside_answer_links_to_is_taken_out_and_put_back(archive: Archive) -> None:
    good(archive)
    archive.clock.time = DAYS[0]
    spam = LinkRow("http://sfj.qinghe.gov.test/spam.pdf", "attachment")
    archive.keep(body=b"<html>worse</html>", links=[spam])  # replaced before it was judged
    archive.keep(body=b"<html>bad</html>", links=[LinkRow(PDF, "attachment", "附件", "统计表")])
    archive.keep(PDF, None, "attachment", status=None, error="timeout")
    assert record(archive, figures=()).outcome == "quarantined"
    assert (
        archive.rows("SELECT url FROM links JOIN pages ON pages.id = page_id WHERE links.kind = 'attachment'")
        == []
    )
    [one] = held(archive.store._connection)
    assert (one.url, one.agency, one.report_year, one.days) == (URL, "青禾市司法局", 2021, 1)
    assert archive.store.accept([one.fetch_id]) == [page_id(URL)]
    assert archive.rows("SELECT text, title FROM links WHERE kind = 'attachment'") == [("附件", "统计表")]
    assert archive.rows("SELECT outcome, error FROM fetches WHERE id = ?", one.fetch_id) == [
        ("changed", None)
    ]
    assert archive.rows("SELECT kind FROM problems") == []
    assert record(archive, figures=()).outcome == "changed"
    assert held(archive.store._connection) == []


def test_a_list_that_lost_all_its_reports_is_set_aside(archive: Archive) -> None:
    good(archive)
    links = archive.rows("SELECT * FROM links")
    for number, at in enumerate(DAYS[:3]):
        archive.clock.time = at
        kept = archive.keep(LIST, f"<p>{number}</p>".encode(), "listing")
        assert kept.outcome == ("quarantined" if number < 2 else "changed")
        assert ("原有 1 份报告" in (kept.doubt or "")) == (number < 2)
        assert archive.rows("SELECT * FROM links") == links
    assert archive.rows("SELECT kind FROM problems") == []


def test_only_what_is_in_quarantine_can_be_accepted(archive: Archive) -> None:
    good(archive)
    with pytest.raises(ValueError, match="there is no fetch 99"):
        archive.store.accept([99])
    with pytest.raises(ValueError, match="fetch 2 is not in quarantine, its outcome is new"):
        archive.store.accept([2])
    bad(archive, figures=())
    archive.keep(body=b"<html>good</html>")
    with pytest.raises(ValueError, match=r"fetch 3 is out of date: .* was itself again in fetch 4"):
        archive.store.accept([3])
