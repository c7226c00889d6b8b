"""Record: identity, publications, versions; nothing half, nothing mixed, nothing lost."""

from __future__ import annotations

import json

import pytest

from archive.agencies import Agencies
from archive.ids import page_id
from archive.prepared import prepare
from archive.rows import AgencyRow, AttachmentRow, CheckRow, FactRow, IndicatorRow, LinkRow, TextFigureRow
from tests.archive.making import LIST, MIRROR, PDF, PORTAL, URL, Archive, figure, problem, reading


def unread(archive: Archive) -> list[str]:
    return [page.url for page in archive.store.unread()]


def shown_from(archive: Archive) -> str:
    return str(
        archive.one("SELECT url FROM publications JOIN pages ON pages.id = page_id WHERE preferred = 1")
    )


def received(archive: Archive) -> object:
    return archive.one("SELECT total FROM disclosure_requests WHERE line = 'new_received'")


def test_every_row_of_a_report(archive: Archive) -> None:
    archive.keep(links=[LinkRow(PDF, "attachment", "附件.pdf")])
    recorded = archive.record(
        figures=(
            figure("new_received", "total", 5, 0),
            figure("new_received", "other", 2.5, 0),
            figure("partial", "total", None, 1, "/"),
        ),
        indicators=(IndicatorRow(1, "1.1", "主动公开政府信息数", "条", 7, "7"),),
        text_figures=(TextFigureRow("new_received", 5, "件", "收到申请5件", "我局"),),
        checks=(CheckRow("T3_BALANCE", "total", "fail", 5, 6, "少一件"),),
        attachments=(AttachmentRow("http://other.gov.cn/x.doc", "别处.doc"),),
        problems=(problem(),),
    )
    report = page_id(URL)
    assert (recorded.report_id, recorded.outcome) == (report, "new")
    assert archive.rows(
        "SELECT id, agency_id, agency, agency_evidence, division_code, report_year, version FROM reports"
    ) == [(report, "qinghe-sfj", "青禾市司法局", "title", "990100", 2021, 1)]
    assert archive.rows("SELECT position, line, other, total FROM disclosure_requests ORDER BY position") == [
        (1, "new_received", 2.5, 5), (2, "partial", None, None),
    ]  # fmt: skip
    assert archive.rows("SELECT line, column_name, raw, meaning FROM cell_notes") == [
        ("partial", "total", "/", "dash")
    ]
    assert archive.rows(
        "SELECT id, value, raw, part, table_index, row_index, column_index FROM figures ORDER BY id"
    ) == [
        (f"{report}/disclosure_requests/new_received/other", 2.5, "2.5", 0, 0, 0, 1),
        (f"{report}/disclosure_requests/new_received/total", 5, "5", 0, 0, 0, 1),
        (f"{report}/disclosure_requests/partial/total", None, "/", 0, 0, 1, 1),
    ]
    assert archive.rows("SELECT name, state FROM attachments ORDER BY name") == [
        ("别处.doc", "not_linked"),
        ("附件.pdf", "pending"),
    ]
    assert archive.rows("SELECT kind, origin, report_id FROM problems") == [("NO_TABLE", "reading", report)]
    for table in (
        "sections",
        "indicators",
        "text_figures",
        "checks",
        "printed_tables",
        "versions",
        "publications",
    ):
        assert archive.one(f"SELECT count(*) FROM {table}") == 1, table
    assert unread(archive) == []


def test_a_file_named_without_an_address_is_listed_all_the_same(archive: Archive) -> None:
    files = (
        AttachmentRow("", "附件2.xls"),
        AttachmentRow("http://[::1", "附件3.docx"),
        AttachmentRow("", "附件2.xls"),
    )
    archive.publish(attachments=files)
    assert archive.rows("SELECT page_id, name, state FROM attachments ORDER BY name") == [
        (None, "附件2.xls", "not_linked"),
        (None, "附件3.docx", "not_linked"),
    ]


def test_the_clause_comes_from_the_form(archive: Archive) -> None:
    archive.keep()
    cells = [("penalty", "decisions"), ("fee", "amount"), ("procurement", "projects")]
    rows = [figure("x", "y", 1, i) for i in range(3)]
    archive.record(
        figures=tuple(
            type(row)("proactive_disclosure", item, measure, 1, None, "1", None, 0, 0, i, 1)
            for i, (row, (item, measure)) in enumerate(zip(rows, cells, strict=True))
        )
    )
    assert archive.rows("SELECT clause, item FROM proactive_disclosure ORDER BY clause") == [
        (6, "penalty"),
        (8, "fee"),
        (9, "procurement"),
    ]


def test_a_figure_printed_twice_counts_once(archive: Archive) -> None:
    archive.publish(figures=(figure("granted", "total", 1), figure("granted", "total", 2, row=9)))
    assert archive.rows("SELECT value, row_index FROM figures") == [(1, 3)]


def test_reading_the_same_again_changes_nothing(archive: Archive) -> None:
    archive.publish()
    before = archive.rows("SELECT * FROM reports")
    archive.keep()
    assert archive.record().outcome == "same"
    assert archive.rows("SELECT * FROM reports") == before
    assert archive.one("SELECT count(*) FROM versions") == 1


def test_other_bytes_that_say_the_same_are_no_version(archive: Archive) -> None:
    archive.publish()
    archive.clock.time = "2022-03-01T08:00:00Z"
    assert archive.keep(body=b"<p>one</p><i>visits: 7</i>").outcome == "changed"
    assert archive.record().outcome == "same"
    assert archive.rows("SELECT outcome FROM fetches ORDER BY id") == [("new",), ("same",)]
    assert archive.rows("SELECT version, changed_at FROM reports") == [(1, "2022-02-01T08:00:00Z")]


def test_other_bytes_that_say_otherwise_are_a_version(archive: Archive) -> None:
    archive.publish()
    archive.clock.time = "2022-03-01T08:00:00Z"
    archive.keep(body=b"<p>two</p>")
    assert archive.record(received=6).outcome == "changed"
    assert archive.rows(
        "SELECT line, column_name, old, new, cause, from_version, to_version FROM changes"
    ) == [("new_received", "total", 5, 6, "agency", 1, 2)]
    assert archive.rows("SELECT version, changed_at, first_seen_at FROM reports") == [
        (2, "2022-03-01T08:00:00Z", "2022-02-01T08:00:00Z")
    ]
    assert archive.one("SELECT count(DISTINCT body_sha256) FROM versions") == 2
    assert received(archive) == 6


def test_a_figure_taken_away_is_a_change(archive: Archive) -> None:
    archive.publish()
    archive.keep(body=b"<p>two</p>")
    archive.record(figures=(figure("new_received", "total", 5),))
    assert archive.rows("SELECT line, old, new FROM figure_changes") == [("granted", 3, None)]


def test_a_date_set_back_is_a_version(archive: Archive) -> None:
    def dated(day: str, evidence: str) -> dict[str, FactRow]:
        return {**reading().facts, "published_on": FactRow(day, evidence)}

    archive.publish(facts=dated("2022-02-20", "line"))
    archive.keep(body=b"<p>two</p>")
    assert archive.record(facts=dated("2022-01-20", "line")).outcome == "changed"
    archive.keep(body=b"<p>three</p>")
    assert archive.record(facts=dated("2022-01-20", "line")).outcome == "same"


def test_a_better_reader_never_looks_like_the_agency(archive: Archive) -> None:
    archive.publish()
    archive.keep()
    assert archive.record(received=6, reader_version="2").outcome == "same"
    assert received(archive) == 6
    assert archive.rows("SELECT count(*) FROM versions UNION ALL SELECT count(*) FROM figure_changes") == [
        (1,),
        (0,),
    ]


def test_other_bytes_by_another_reader_are_not_compared(archive: Archive) -> None:
    archive.publish()
    archive.keep(body=b"<p>two</p>")
    assert archive.record(received=6, reader_version="2").outcome == "changed"
    assert archive.one("SELECT count(*) FROM figure_changes") == 0
    assert archive.one("SELECT kind FROM problems") == "CHANGES_NOT_COMPARED"


def test_a_part_that_arrives_late_is_no_change(archive: Archive) -> None:
    archive.keep(links=[LinkRow(PDF, "attachment")])
    assert archive.record(figures=()).outcome == "new"
    archive.keep(PDF, b"%PDF", "attachment")
    assert unread(archive) == [URL]
    assert archive.record().outcome == "same"
    assert archive.one("SELECT count(*) FROM versions") == 1
    assert archive.one("SELECT state FROM attachments") == "live"


def test_a_changed_page_waits_for_its_new_parts(archive: Archive) -> None:
    archive.publish()
    archive.keep(body=b"<p>see the file</p>", links=[LinkRow(PDF, "attachment")])
    assert archive.record(figures=()).outcome == "waiting"
    assert received(archive) == 5  # the good record stays until the file is here
    assert unread(archive) == [URL]
    assert archive.keep(PDF, None, "attachment", status=404).read_page_ids == (page_id(URL),)
    assert (
        archive.record(figures=()).outcome == "quarantined"
    )  # nor does a file that never comes take it away
    assert received(archive) == 5
    assert unread(archive) == []


def test_a_part_that_arrives_during_the_reading_is_not_lost(archive: Archive) -> None:
    archive.keep(links=[LinkRow(PDF, "attachment")])
    document = archive.store.document(page_id(URL))
    assert document is not None
    archive.keep(PDF, b"%PDF", "attachment")
    early = reading(part_sha256=tuple(part.sha256 for part in document.parts))
    archive.store.record(page_id(URL), archive.run, prepare(early))
    assert unread(archive) == [URL]


def test_equal_pages_are_one_report(archive: Archive) -> None:
    archive.publish()
    assert archive.publish(PORTAL, b"<p>portal</p>", "portal").outcome == "publication"
    assert archive.rows("SELECT id FROM reports") == [(page_id(URL),)]
    assert shown_from(archive) == URL
    assert archive.rows("SELECT count(*) FROM problems") == [(0,)]


def test_the_agencys_own_page_is_preferred_whichever_came_first(archive: Archive) -> None:
    archive.publish(PORTAL, b"<p>portal</p>", "portal", title="门户上的标题")
    assert archive.publish().outcome == "publication"
    assert shown_from(archive) == URL
    assert archive.rows("SELECT id, title, version FROM reports") == [
        (page_id(PORTAL), reading().facts["title"].value, 1)
    ]


def test_a_page_with_figures_is_preferred_to_a_file_with_them(archive: Archive) -> None:
    archive.keep(links=[LinkRow(PDF, "attachment")])
    archive.keep(PDF, b"%PDF", "attachment")
    rows = tuple(
        type(row)(
            row.table, row.line, row.column, row.value, row.unit, row.raw, row.meaning, 1, 0, row.row, 1
        )
        for row in reading().figures
    )
    archive.record(figures=rows, tables=())
    archive.publish(PORTAL, b"<p>portal</p>", "portal")
    assert shown_from(archive) == PORTAL


def test_an_original_takes_the_place_of_its_mirror(archive: Archive) -> None:
    archive.publish(MIRROR, b"<p>mirror</p>", None, trust="mirror", received=50, **agency_known())
    assert archive.publish().outcome == "conflict"
    assert (shown_from(archive), received(archive)) == (URL, 5)
    assert archive.rows("SELECT trust, version FROM reports") == [("official", 1)]
    assert unread(archive) == [MIRROR]  # what was decided about it rests on what has changed
    assert archive.record(MIRROR, trust="mirror", received=50, **agency_known()).outcome == "conflict"
    assert archive.rows("SELECT page_id, kind FROM problems") == [
        (page_id(MIRROR), "CONFLICTING_PUBLICATIONS")
    ]
    assert (shown_from(archive), unread(archive)) == (URL, [])


def agency_known() -> dict[str, object]:
    return {"facts": {**reading().facts, "division_code": FactRow("990100", "title")}}


def test_other_figures_are_a_problem_never_an_overwrite(archive: Archive) -> None:
    archive.publish()
    assert archive.publish(PORTAL, b"<p>portal</p>", "portal", received=99).outcome == "conflict"
    assert received(archive) == 5
    assert archive.rows("SELECT conflicting, preferred FROM publications ORDER BY conflicting") == [
        (0, 1),
        (1, 0),
    ]
    ((kind, detail),) = archive.rows("SELECT kind, detail FROM problems")
    assert kind == "CONFLICTING_PUBLICATIONS"
    assert "disclosure_requests/new_received/total 5，此页 99" in detail
    # Put right on the portal, the conflict and its problem are gone.
    archive.keep(PORTAL, b"<p>put right</p>", source="portal")
    assert archive.record(PORTAL).outcome == "same"
    assert archive.rows(
        "SELECT sum(conflicting) FROM publications UNION ALL SELECT count(*) FROM problems"
    ) == [(0,), (0,)]


def test_pages_without_figures_to_compare_are_told_apart_by_text(archive: Archive) -> None:
    archive.publish(figures=(), text="全年收到申请三件")
    archive.publish(PORTAL, b"<p>portal</p>", "portal", figures=(), text="全年收到申请四件")
    assert archive.one("SELECT kind FROM problems") == "DIFFERING_PUBLICATIONS"


def test_years_and_agencies_are_reports_of_their_own(archive: Archive) -> None:
    archive.publish()
    archive.publish("http://sfj.qinghe.gov.test/2.html", b"2", year="2020")
    archive.publish("http://sfj.qinghe.gov.test/3.html", b"3", source="portal", agency="青禾市财政局")
    assert archive.one("SELECT count(*) FROM reports") == 3


@pytest.mark.parametrize("missing", [{"year": None}, {"agency": "没有登记的局"}])
def test_without_agency_or_year_a_page_is_a_report_of_its_own(
    archive: Archive, missing: dict[str, str | None]
) -> None:
    for number in range(2):
        archive.publish(
            f"http://www.qinghe.gov.test/{number}.html",
            str(number).encode(),
            "portal",
            received=number,
            **missing,
        )
    assert archive.one("SELECT count(*) FROM reports") == 2


def test_a_page_found_to_be_of_another_year_moves(archive: Archive) -> None:
    archive.publish()
    archive.publish(PORTAL, b"<p>portal</p>", "portal")
    archive.keep(PORTAL, b"<p>portal</p>", source="portal")
    archive.record(PORTAL, year="2020", reader_version="2")
    assert archive.rows("SELECT id, report_year FROM reports ORDER BY report_year") == [
        (page_id(PORTAL), 2020), (page_id(URL), 2021),
    ]  # fmt: skip
    archive.record(PORTAL, reader_version="3")
    assert archive.rows("SELECT id, report_year FROM reports") == [(page_id(URL), 2021)]
    assert archive.one("SELECT count(*) FROM disclosure_requests") == 3
    assert archive.one("SELECT count(*) FROM reports_fts") == 1


def test_ids_are_the_same_in_every_archive(archive: Archive) -> None:
    archive.publish()
    assert archive.one("SELECT id FROM reports") == page_id(URL) == "ca6fd7f3b3a6478f"


def test_an_unreadable_page_says_why_and_leaves_what_was_good(archive: Archive) -> None:
    archive.publish()
    archive.keep(body=b"<p>a login form</p>")
    archive.store.record_unreadable(page_id(URL), archive.run, [problem("NOT_A_REPORT")], unreadable=True)
    assert archive.rows("SELECT kind, report_id FROM problems") == [("NOT_A_REPORT", page_id(URL))]
    assert received(archive) == 5
    assert archive.one("SELECT read_state FROM pages WHERE id = ?", page_id(URL)) == "unreadable"


def test_an_unreadable_page_leaves_no_half_record(archive: Archive) -> None:
    archive.keep()
    archive.store.record_unreadable(page_id(URL), archive.run, [problem()], unreadable=False)
    tables = ("reports", "publications", "versions", "sections", "figure_cells")
    assert [archive.one(f"SELECT count(*) FROM {table}") for table in tables] == [0] * len(tables)
    assert archive.one("SELECT read_state FROM pages WHERE id = ?", page_id(URL)) == "read"


def test_a_page_never_kept_cannot_be_recorded(archive: Archive) -> None:
    archive.keep(LIST, kind="listing", links=[LinkRow(URL, "report")])
    with pytest.raises(ValueError, match="no kept body"):
        archive.store.record(page_id(URL), archive.run, prepare(reading()))
    assert archive.store.document(page_id(URL)) is None


HOSTILE = "'); DROP TABLE reports; --<script>alert(1)</script>=HYPERLINK()\x00\u202e" + "长" * 3000


def test_hostile_names_are_only_text(archive: Archive) -> None:
    archive.keep(
        links=[LinkRow(PDF, "attachment", HOSTILE, HOSTILE)], headers={HOSTILE: HOSTILE}, final_url=HOSTILE
    )
    rows = (figure("new_received", "total", 5, raw=HOSTILE),)
    archive.record(
        title=HOSTILE, text=HOSTILE, agency=HOSTILE, figures=rows, problems=(problem(HOSTILE, HOSTILE),)
    )
    assert archive.one("SELECT title FROM reports") == HOSTILE
    assert archive.one("SELECT raw FROM figures") == HOSTILE
    assert json.loads(archive.one("SELECT headers FROM fetches")) == {HOSTILE: HOSTILE}
    archive.keep(body=b"<p>two</p>")
    archive.record(title="x", text="y")
    assert archive.one("SELECT count(*) FROM reports_fts") == 1


REGISTRY = Agencies(
    [
        AgencyRow("zz", "漳州市司法局", "350600", "department"),
        AgencyRow("xc", "漳州市芗城区司法局", "350602", "department"),
        AgencyRow("nj", "鼓楼区司法局", "320106", "department"),
        AgencyRow("kf", "鼓楼区司法局", "410204", "department"),
        AgencyRow("moj", "司法部", "000000", "ministry"),
    ]
)


@pytest.mark.parametrize(
    ("name", "division", "source_agency", "source_division", "expected"),
    [
        ("漳州市司法局", None, None, "350600", "zz"),
        ("漳州市 司法局", None, None, "350600", "zz"),
        ("福建省漳州市司法局", "350600", None, "350000", "zz"),
        ("司法局", None, None, "350600", "zz"),
        ("司法局", None, None, "350000", None),  # of which city?
        ("芗城区司法局", None, None, "350600", "xc"),
        ("龙海区司法局", None, "zz", "350600", None),  # in the column of another, but it says who it is
        ("漳州市司法局", "320100", None, "350600", None),
        ("鼓楼区司法局", None, None, None, None),
        ("鼓楼区司法局", None, None, "000000", None),
        ("鼓楼区司法局", "320106", None, None, "nj"),
        ("鼓楼区司法局", None, None, "410200", "kf"),
        ("司法部", None, None, None, "moj"),
        (None, None, "zz", "350600", "zz"),
        (None, None, None, "350600", None),
    ],
)
def test_the_right_agency_or_none(
    name: str | None,
    division: str | None,
    source_agency: str | None,
    source_division: str | None,
    expected: str | None,
) -> None:
    found = REGISTRY.resolve(name, division, source_agency, source_division)
    assert (found.agency.id if found.agency else None) == expected


def test_an_ambiguous_name_is_a_problem_that_names_the_candidates() -> None:
    kind, detail = REGISTRY.resolve("鼓楼区司法局", None, None, "000000").problem or ("", "")
    assert kind == "AGENCY_AMBIGUOUS"
    assert "(kf)" in detail
    assert "(nj)" in detail
