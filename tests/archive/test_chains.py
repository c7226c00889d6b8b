"""Chains over the years and sums over areas: right whichever report came first, and after every change."""

from __future__ import annotations

from dataclasses import replace

from archive.chains import compare
from archive.rows import AgencyRow, FigureRow
from tests.archive.making import AGENCIES, SOURCES, URL, Archive, figure

NEXT = "http://sfj.qinghe.gov.test/2023/1.html"
SECOND = "http://sfj.qinghe.gov.test/2024/1.html"
Row = tuple[object, ...]


def carried(over: float | None, forward: float | None) -> tuple[FigureRow, ...]:
    return figure("carried_over", "total", over), figure("carried_forward", "total", forward)


def chained(archive: Archive, rule: str = "X_CARRY", scope: str = "total") -> list[Row]:
    return archive.rows(
        "SELECT report_year, outcome, left_value, right_value FROM checks JOIN reports ON reports.id = report_id "
        "WHERE rule = ? AND scope = ? ORDER BY report_year",
        rule,
        scope,
    )


def test_what_is_carried_forward_is_carried_over(archive: Archive) -> None:
    archive.publish(figures=carried(2, 5))
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 0))
    assert chained(archive) == [(2022, "fail", 5, 3)]
    assert archive.one("SELECT note FROM checks WHERE rule = 'X_CARRY' AND scope = 'total'") == (
        "表三·总计：2021年结转下年度继续办理5≠2022年上年结转政府信息公开申请数量3，差2"
    )


def test_each_column_is_a_chain_of_its_own(archive: Archive) -> None:
    archive.publish(
        figures=(figure("carried_forward", "enterprise", 1), figure("carried_forward", "total", 1))
    )
    archive.publish(
        NEXT, b"2", year="2022",
        figures=(figure("carried_over", "enterprise", 0), figure("carried_over", "total", 1)),
    )  # fmt: skip
    assert chained(archive) == [(2022, "pass", 1, 1)]
    assert chained(archive, scope="enterprise") == [(2022, "fail", 1, 0)]


def test_the_earlier_report_may_come_later_or_change(archive: Archive) -> None:
    archive.publish(NEXT, b"2", year="2022", figures=carried(5, 0))
    assert chained(archive) == []
    archive.publish(figures=carried(2, 5))
    assert chained(archive) == [(2022, "pass", 5, 5)]
    archive.publish(body=b"other", figures=carried(2, 6))
    assert chained(archive) == [(2022, "fail", 6, 5)]


def test_reading_the_later_report_again_keeps_its_chain_and_no_version_is_made(archive: Archive) -> None:
    archive.publish(figures=carried(2, 5))
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 0))
    for url, year, cells in ((NEXT, "2022", carried(3, 0)), (URL, "2021", carried(2, 5))):
        archive.record(url, year=year, figures=cells, reader_version="2")
        assert chained(archive) == [(2022, "fail", 5, 3)]
    assert archive.one("SELECT max(version) FROM reports") == 1


def test_a_report_found_to_be_of_another_year_leaves_the_chain(archive: Archive) -> None:
    archive.publish(figures=carried(2, 5))
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 7))
    archive.publish(SECOND, b"3", year="2023", figures=carried(7, 0))
    assert chained(archive) == [(2022, "fail", 5, 3), (2023, "pass", 7, 7)]
    archive.record(URL, year="2015", figures=carried(2, 5))
    assert chained(archive) == [(2023, "pass", 7, 7)]


def test_a_report_taken_for_another_page_of_a_known_one_leaves_the_chain(archive: Archive) -> None:
    archive.publish(figures=carried(2, 5))
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 7))
    archive.record(NEXT, figures=carried(2, 5))  # read again: a copy of the first
    assert archive.one("SELECT count(*) FROM reports") == 1
    assert chained(archive) == []


def test_without_a_number_in_every_cell_nothing_is_judged(archive: Archive) -> None:
    archive.publish(figures=carried(2, None))
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 0))
    assert chained(archive) == [(2022, "not_assessable", None, 3)]
    assert "2021年结转下年度继续办理没有填数字" in archive.one(
        "SELECT note FROM checks WHERE rule = 'X_CARRY' AND scope = 'total'"
    )


def test_agencies_do_not_follow_each_other(archive: Archive) -> None:
    archive.publish(figures=carried(2, 5))
    archive.publish(NEXT, b"2", year="2022", agency="青禾市财政局", figures=carried(3, 0))
    assert chained(archive) == []


def test_regulations_in_force_differ_for_many_reasons() -> None:
    def cells(**values: float) -> dict[tuple[str, str, str], float | None]:
        return {("proactive_disclosure", "regulation", name): value for name, value in values.items()}

    earlier = cells(in_force=14, issued=1, repealed=0)
    (row,) = compare(2022, earlier, cells(in_force=17, issued=3, repealed=1))
    assert (row.rule, row.scope, row.outcome, row.left, row.right) == (
        "X_REGULATIONS", "regulation", "info", 16, 17
    )  # fmt: skip
    assert row.note == (
        "表二·规章：2021年现行有效件数14＋2022年本年制发件数3－2022年本年废止件数1＝16≠2022年现行有效件数17，差1"
        "（机构合并、职能划转、清理修订也会造成差异）"
    )
    (row,) = compare(2022, earlier, cells(in_force=16, issued=3, repealed=1))
    assert row.outcome == "pass"
    # The form of 2019 asks for other measures: nothing to compare with.
    assert compare(2021, cells(made=3, disclosed=3, disclosed_total=9), earlier) == ()


def test_items_of_the_year_before() -> None:
    def cells(previous: float, change: float | None) -> dict[tuple[str, str, str], float | None]:
        return {
            ("proactive_disclosure", "penalty", "items_previous_year"): previous,
            ("proactive_disclosure", "penalty", "items_change"): change,
        }

    def outcomes(earlier: float | None, later: float) -> list[str]:
        rows = compare(2020, cells(20, earlier), cells(later, 0))
        return [row.outcome for row in rows if row.scope == "penalty"]

    assert outcomes(-1, 19) == ["pass"]
    assert outcomes(-1, 21) == ["fail"]
    assert outcomes(None, 19) == ["not_assessable"]


GOVERNMENTS = [
    AgencyRow("qinghe", "青禾市人民政府", "990100", "government"),
    AgencyRow("yunqiao", "云桥区人民政府", "990102", "government"),
    AgencyRow("yunqiao-sfj", "云桥区司法局", "990102", "department"),
    AgencyRow("gone", "青禾市法制办公室", "990100", "department", until="2019-01"),
]


def area(archive: Archive) -> list[Row]:
    """The rows of the city's government."""
    return archive.rows(
        "SELECT scope, outcome, left_value, right_value FROM checks JOIN reports ON reports.id = report_id "
        "WHERE rule = 'AREA_SUM' AND agency_id = 'qinghe'"
    )


def test_a_government_covers_its_departments_and_the_governments_below(archive: Archive) -> None:
    archive.store.load_registry([*AGENCIES, *GOVERNMENTS], SOURCES)

    def publish(name: str, number: int, received: float | None) -> None:
        archive.publish(
            f"http://sfj.qinghe.gov.test/{number}.html", str(number).encode(), agency=name,
            figures=(figure("new_received", "total", received), figure("granted", "total", 1)),
        )  # fmt: skip

    publish("青禾市人民政府", 1, 10)
    publish("青禾市司法局", 2, 4)
    publish("青禾市财政局", 3, 5)
    publish("云桥区司法局", 4, 100)
    assert area(archive) == []  # the district's government is still missing
    publish("云桥区人民政府", 5, 2)
    assert ("new_received", "info", 11, 10) in area(archive)
    assert ("granted", "info", 3, 1) in area(archive)
    note = archive.one("SELECT note FROM checks WHERE rule = 'AREA_SUM' AND left_value = 11")
    assert "2021年所辖3个机关之和11≠政府报告10，差1" in note
    publish("青禾市司法局", 6, 3)  # another page with other figures changes nothing
    assert ("new_received", "info", 11, 10) in area(archive)
    archive.publish(
        "http://sfj.qinghe.gov.test/2.html", b"new", agency="青禾市司法局",
        figures=(figure("new_received", "total", 3), figure("granted", "total", None)),
    )  # fmt: skip
    assert ("new_received", "pass", 10, 10) in area(archive)
    assert "granted" not in [row[0] for row in area(archive)]  # a blank is no number
    archive.store.load_registry(
        [*AGENCIES, *GOVERNMENTS, AgencyRow("new", "青禾市林业局", "990100", "department")], SOURCES
    )
    assert ("new_received", "pass", 10, 10) not in area(archive)


OLD = AgencyRow(
    "qinghe-fzb", "青禾市人民政府法制办公室", "990100", "department", until="2021", successor="qinghe-sfj"
)
LEGAL = "http://fzb.qinghe.gov.test/2021/1.html"


def published_by_predecessor(archive: Archive, figures: tuple[FigureRow, ...]) -> None:
    archive.publish(LEGAL, b"1", agency=OLD.name, figures=figures)
    assert archive.one("SELECT agency_id FROM reports WHERE report_year = 2021") == OLD.id


def test_an_agency_takes_over_what_its_predecessor_carried_forward(archive: Archive) -> None:
    archive.store.load_registry([*AGENCIES, OLD], SOURCES)
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 0))
    assert chained(archive) == []
    published_by_predecessor(archive, carried(2, 3))
    assert chained(archive) == [(2022, "pass", 3, 3)]
    archive.publish(LEGAL, b"1 again", agency=OLD.name, figures=carried(2, 5))
    assert chained(archive) == [(2022, "info", 5, 3)]
    note = archive.one("SELECT note FROM checks WHERE rule = 'X_CARRY' AND scope = 'total'")
    assert note.endswith("差2（2021年为前身青禾市人民政府法制办公室的报告）")
    archive.publish(URL, b"own", figures=carried(1, 4))  # its own report of that year goes first
    assert chained(archive) == [(2022, "fail", 4, 3)]


def test_a_predecessor_named_later_makes_the_chain(archive: Archive) -> None:
    archive.store.load_registry([*AGENCIES, replace(OLD, successor=None)], SOURCES)
    published_by_predecessor(archive, carried(2, 3))
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 0))
    assert chained(archive) == []
    archive.store.load_registry([*AGENCIES, OLD], SOURCES)
    assert chained(archive) == [(2022, "pass", 3, 3)]


def test_of_several_predecessors_none_speaks_for_all(archive: Archive) -> None:
    other = replace(OLD, id="qinghe-pf", name="青禾市普法办公室")
    archive.store.load_registry([*AGENCIES, OLD, other], SOURCES)
    published_by_predecessor(archive, carried(2, 3))
    archive.publish(NEXT, b"2", year="2022", figures=carried(3, 0))
    assert chained(archive) == []
