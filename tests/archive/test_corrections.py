"""Corrections by people: they win over the reading, always show, and go when they are taken back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from archive.ids import page_id
from archive.rows import CorrectionRow
from pipelines.read import ReadPage
from pipelines.record import record_page
from pipelines.report import checks_of
from pipelines.report.model import Evident, Figure, Indicator, Problem, Report, TextFigure
from pipelines.rows import reading_of
from tests.archive.making import PORTAL, URL, Archive
from tests.archive.test_datasette import serve

REPORT = page_id(URL)
RECEIVED = "disclosure_requests/new_received/total"
TITLE = "青禾市司法局2021年政府信息公开工作年度报告"


def correction(field: str, value: str | None, report: str = REPORT) -> CorrectionRow:
    return CorrectionRow(report, field, value, "原件第3页", "张三", "读错了")


def cell(line: str, value: float | None, column: str = "total") -> Figure:
    return Figure("disclosure_requests", line, column, value, None, str(value), None, 0, 0, 1, 2)


def read(
    archive: Archive, received: float = 5, url: str = URL, body: bytes = b"<p>one</p>", source: str = "sfj",
    understood: bool = True, **changes: Any,
) -> str:  # fmt: skip
    """Keep a page and record its reading as the pipeline does."""
    archive.keep(url, body, source=source)
    document = archive.store.document(page_id(url))
    assert document is not None
    shas = tuple(part.sha256 for part in document.parts)
    report = Report(
        understood=understood, form="2021", text="正文",
        facts={
            "title": Evident(TITLE, "title"),
            "agency": Evident("青禾市司法局", "title"),
            "report_year": Evident("2021", "title"),
            "index_number": Evident("abc", "label:索引号"),
        },
        figures=(
            cell("new_received", received), cell("carried_over", 1), cell("total_processed", 6),
            cell("carried_forward", 0),
        ),
        text_figures=(TextFigure("received", 5, "件", "收到申请5件", None),), part_sha256=shas,
    )  # fmt: skip
    report = replace(report, **changes)
    report = replace(report, checks=checks_of(report))
    return record_page(
        archive.store, archive.run, ReadPage(page_id(url), report, False, report.problems, shas)
    )


def received(archive: Archive) -> list[tuple[object, ...]]:
    return archive.rows("SELECT value, raw, correction FROM figures WHERE line = 'new_received'")


def changes(archive: Archive) -> list[tuple[object, ...]]:
    return archive.rows(
        "SELECT line, column_name, old, new, cause, from_version, to_version FROM figure_changes ORDER BY id"
    )


def test_a_figure_is_corrected_and_says_so(archive: Archive) -> None:
    read(archive, received=6)
    assert archive.rows("SELECT outcome FROM checks WHERE rule = 'T3_BALANCE' AND scope = 'total'") == [
        ("fail",)
    ]
    assert archive.store.load_corrections([correction(RECEIVED, "5")]) == []
    assert [page.url for page in archive.store.unread()] == [URL]
    assert archive.rows("SELECT applied_at FROM corrections") == [(None,)]
    read(archive, received=6)
    assert received(archive) == [(5, "6", "correction:原件第3页")]
    assert archive.one("SELECT total FROM disclosure_requests WHERE line = 'new_received'") == 5
    assert changes(archive) == [("new_received", "total", 6, 5, "correction", 1, 1)]
    assert archive.rows("SELECT value, read_value, applied_at FROM corrections") == [
        ("5", 6, "2022-02-01T08:00:00Z")
    ]
    # What rests on the figure is worked out anew, in its own table and against the text.
    assert archive.rows(
        "SELECT rule, outcome FROM checks WHERE outcome != 'not_assessable' ORDER BY rule"
    ) == [("T3_BALANCE", "pass"), ("TEXT_VS_TABLE", "pass")]


def test_it_survives_reading_again_and_goes_when_it_is_taken_back(archive: Archive) -> None:
    archive.store.load_corrections([correction(RECEIVED, "5")])
    read(archive, received=6)
    (before,) = archive.rows("SELECT id, old, new FROM figure_changes")
    for _ in range(2):
        archive.store.load_corrections([correction(RECEIVED, "5")])
        assert list(archive.store.unread()) == []
        read(archive, received=6)
        assert archive.rows("SELECT id, old, new FROM figure_changes") == [before]
    archive.store.load_corrections([])
    read(archive, received=6)
    assert received(archive) == [(6, "6", None)]
    assert changes(archive) == []
    assert archive.rows("SELECT version FROM reports") == [(1,)]


def test_another_value_is_one_change_too(archive: Archive) -> None:
    for value in ("5", "4"):
        archive.store.load_corrections([correction(RECEIVED, value)])
        read(archive, received=6)
    assert received(archive)[0][0] == 4
    assert changes(archive) == [("new_received", "total", 6, 4, "correction", 1, 1)]


def test_what_the_agency_changes_is_not_hidden_by_a_correction(archive: Archive) -> None:
    archive.store.load_corrections([correction(RECEIVED, "5")])
    read(archive, received=6)
    read(archive, received=7, body=b"<p>two</p>")
    assert received(archive) == [(5, "7", "correction:原件第3页")]
    assert changes(archive) == [
        ("new_received", "total", 6, 7, "agency", 1, 2),
        ("new_received", "total", 7, 5, "correction", 2, 2),
    ]
    read(archive, received=7, body=b"<p>three</p>")
    assert archive.one("SELECT version FROM reports") == 2  # a correction makes no version


def test_a_better_reader_is_not_reported_over_a_correction(archive: Archive) -> None:
    archive.store.load_corrections([correction(RECEIVED, "5")])
    read(archive, received=6)
    figures = (
        cell("new_received", 6), cell("carried_over", 1), cell("total_processed", 6), cell("carried_forward", 9),
    )  # fmt: skip
    reading = reading_of(Report(understood=True, figures=figures), ())
    changed = archive.store.changes(page_id(URL), reading)
    figure = "disclosure_requests carried_forward total"
    assert [each for each in changed if each.what.startswith("disclosure_requests")] == [(figure, 0, 9)]


def test_a_corrected_fact_is_compared_as_it_was_read(archive: Archive) -> None:
    archive.store.load_corrections([correction("title", "更正的标题"), correction("form", "2019")])
    read(archive)
    assert archive.rows("SELECT title, form FROM reports") == [("更正的标题", "2019")]
    facts = {
        name: Evident(value, "title")
        for name, value in (("title", TITLE), ("report_year", "2021"), ("index_number", "x"))
    }
    told = archive.store.changes(
        page_id(URL), reading_of(Report(understood=True, form="2021", facts=facts), ())
    )
    assert [change for change in told if " " not in change.what] == [("index_number", "abc", "x")]


def test_facts_and_whose_report_it_is(archive: Archive) -> None:
    archive.store.load_corrections(
        [
            correction("published_on", "2022-01-31"),
            correction("index_number", None),
            correction("report_year", "2020"),
            correction("agency", "青禾市财政局"),
            correction("form", "2019"),
        ]
    )
    for _ in range(2):
        read(archive)
        assert archive.rows(
            "SELECT id, agency_id, agency_evidence, report_year, report_year_evidence, published_on, index_number, "
            "index_number_evidence, form FROM reports"
        ) == [
            (
                REPORT, "qinghe-czj", "correction:原件第3页", 2020, "correction:原件第3页", "2022-01-31", None,
                "correction:原件第3页", "2019",
            )
        ]  # fmt: skip
    archive.store.load_corrections([])
    read(archive)
    assert archive.rows("SELECT agency_id, report_year, index_number FROM reports") == [
        ("qinghe-sfj", 2021, "abc")
    ]


def test_every_page_of_a_report_is_corrected_alike(archive: Archive) -> None:
    archive.store.load_corrections([correction(RECEIVED, "5")])
    read(archive, received=6)
    assert read(archive, received=6, url=PORTAL, source="portal") == "publication"
    assert archive.one("SELECT count(*) FROM problems") == 0
    assert archive.one("SELECT max(conflicting) FROM publications") == 0


def test_a_scan_gets_its_facts_and_figures_from_people(archive: Archive) -> None:
    blank: dict[str, Any] = {
        "facts": {}, "figures": (), "text_figures": (), "form": "none", "text": "", "part_sha256": (),
        "problems": (Problem("NOT_A_REPORT", "页面没有正文"), Problem("ATTACHMENT_IMAGE", "图片")),
    }  # fmt: skip
    assert read(archive, understood=False, **blank) == "unreadable"
    rows = [
        correction("title", TITLE),
        correction("agency", "青禾市司法局"),
        correction("report_year", "2021"),
        correction("form", "2021"),
        correction("disclosure_requests/granted/total", "2"),
        correction(RECEIVED, "5"),
        correction("proactive_disclosure/fee/amount", "12.5"),
    ]
    archive.store.load_corrections(rows)
    assert read(archive, understood=False, **blank) == "new"
    assert archive.rows("SELECT id, agency_id, report_year, form FROM reports") == [
        (REPORT, "qinghe-sfj", 2021, "2021")
    ]
    assert archive.rows("SELECT line, total FROM disclosure_requests ORDER BY position") == [
        ("new_received", 5), ("granted", 2)
    ]  # fmt: skip
    assert archive.rows("SELECT clause, item, value FROM proactive_disclosure") == [(8, "fee", 12.5)]
    assert archive.rows("SELECT DISTINCT kind FROM problems") == [("ATTACHMENT_IMAGE",)]
    assert len(changes(archive)) == 3
    page = serve(archive.path)(f"/-/figure/{REPORT}/{RECEIVED}").text
    assert "由人工补入" in page
    assert "原件第3页" in page
    archive.store.load_corrections([])
    assert read(archive, understood=False, **blank) == "unreadable"
    assert archive.rows("SELECT id FROM reports") == []
    assert changes(archive) == []


def test_a_row_of_the_old_table_is_corrected_where_it_was_read(archive: Archive) -> None:
    rows = [correction("indicators/1/value", "8"), correction("indicators/2/value", "9")]
    archive.store.load_corrections(rows)
    read(
        archive, figures=(Figure("indicators", "1", "value", 7, "条", "7", None, 0, 0, 0, 1),),
        indicators=(Indicator(1, "1.1", "主动公开政府信息数", "条", 7, "7"),), text_figures=(),
    )  # fmt: skip
    assert archive.rows("SELECT value FROM indicators") == [(8,)]
    assert archive.rows("SELECT value FROM figures") == [(8,)]
    assert archive.rows("SELECT kind FROM problems") == [("CORRECTION_NOT_APPLIED",)]
    assert archive.rows("SELECT field FROM corrections WHERE applied_at IS NULL") == [("indicators/2/value",)]


def test_the_report_page_shows_them(archive: Archive) -> None:
    archive.store.load_corrections([correction(RECEIVED, "5")])
    read(archive, received=6)
    get = serve(archive.path)
    text = re.sub(r"\s+", " ", get(f"/reports/reports/{REPORT}").text)
    assert "人工更正" in text
    assert "6 → 5（读错了；依据：原件第3页；张三）" in text
    assert "发布后的改动" not in text
    assert get("/reports/corrections").status_code == 200


@pytest.mark.parametrize("report", ["0123456789abcdef", "0123456789abcdef-2020"])
def test_a_report_nobody_has_is_said(archive: Archive, report: str) -> None:
    assert archive.store.load_corrections([correction(RECEIVED, "5", report)]) == [report]
