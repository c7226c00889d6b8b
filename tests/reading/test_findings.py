"""What an official is told about a draft: by cell, in Chinese, and nothing that is right."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest

from archive.rows import CheckRow
from pipelines.findings import Findings, findings, lines
from pipelines.report import read_report
from pipelines.report.model import Document, Part
from tests.reading.drafts import FIVE, GRANTED, RECEIVED, draft, tables
from tests.reading.makers import Sheet, docx, pdf, xlsx
from tests.reading.official import Key, Printed, indicator_table


def check(body: bytes, chain: tuple[CheckRow, ...] = (), tables_only: bool = False) -> Findings:
    report = read_report(Document((Part("page", "saved:draft", body, hashlib.sha256(body).hexdigest()),)))
    return findings(report, report.problems, chain=chain, tables_only=tables_only)


def wrong(cells: Mapping[Key, str]) -> tuple[str, ...]:
    return check(docx(draft({**FIVE, **cells}))).wrong


@pytest.mark.parametrize("make", [docx, pdf])
def test_a_draft_that_is_right(make: object) -> None:
    found = check(make(draft()))  # type: ignore[operator]  # both make a file of blocks
    assert found == Findings(
        "青禾市司法局，2022 年度，2021 年格式，表二 10 格、表三 175 格、表四 15 格", (), ("没有索引号",)
    )
    assert list(lines("年报", found))[-1] == "  没有要更正的"


def test_a_wrong_sum_names_its_cells_and_the_difference() -> None:
    assert wrong({(*GRANTED, "natural_person"): "4", (*GRANTED, "total"): "4"}) == (
        "表三·自然人：(七)总计5≠各项之和4，差1",
        "表三·总计：(七)总计5≠各项之和4，差1",
    )
    assert wrong({(*RECEIVED, "enterprise"): "1"}) == (
        "表三·商业企业：(七)总计0＋四、结转下年度继续办理0＝0≠一、本年新收政府信息公开申请数量1＋二、上年结转政府信息公开申请数量0＝1，差1",
        "表三·一、本年新收政府信息公开申请数量：总计5≠各列之和6，差1",
    )
    assert wrong({("legal_challenges", "reconsideration", "upheld"): "10"}) == (
        "表四·行政复议：总计0≠各列之和10，差10",
    )


def test_the_text_is_held_against_the_table() -> None:
    cells = dict.fromkeys(FIVE, "6")
    (note,) = wrong(cells)
    assert note.startswith("正文称收到申请5，表中为6：“2022年，青禾市司法局")


@pytest.mark.parametrize(
    ("printed", "says"),
    [("", "空白"), ("/", "印作“/”"), ("—", "印作“—”"), ("无", "印作“无”"), ("多件", "印作“多件”，不是数字")],
)
def test_a_cell_without_a_number(printed: str, says: str) -> None:
    (note,) = wrong({("proactive_disclosure", "regulation", "issued"): printed})
    assert note.startswith("表二·规章·本年制发件数：")
    assert says in note


def test_cells_of_one_line_are_one_note() -> None:
    columns = ("natural_person", "enterprise", "research", "nonprofit", "legal_service", "other", "total")
    line = ("disclosure_requests", "partial")
    found = check(docx(draft({**FIVE, **{(*line, column): "" for column in columns}})))
    assert found.wrong == ("表三·部分公开·各列：空白",)
    assert "有 8 处勾稽关系因格中没有数字，无法核对" in found.remarks
    assert wrong({(*line, "research"): "", (*line, "other"): ""}) == ("表三·部分公开·科研机构、其他：空白",)


def test_the_blank_form() -> None:
    blank = {place: "" for table in tables({}) for place in table.figures}
    found = check(docx(draft(blank)))
    notes = [note for note in found.wrong if "全部空白" in note]
    assert [note[:2] for note in notes] == ["表二", "表三", "表四"]
    assert not any("≠" in note for note in found.wrong)


def test_what_is_understood_though_not_a_plain_number() -> None:
    found = check(docx(draft({**FIVE, ("proactive_disclosure", "fee", "amount"): "12.5万元"})))
    assert found.wrong == ()
    assert "表二·行政事业性收费·本年收费金额：印作“12.5万元”，读作 12.5万元" in found.remarks


def test_the_table_in_use_before_2019_is_named_by_its_labels() -> None:
    table = indicator_table()
    for row in table.rows:
        if row[0].text in ("收到申请数", "举办各类培训班数"):
            row[2] = Printed("" if row[0].text == "收到申请数" else "3件")
    title = "青禾市司法局2017年政府信息公开工作年度报告"
    found = check(docx([title, "2017年的工作情况如下。" * 9, table.title, table]))
    assert [note for note in found.wrong if "空白" in note or "印作" in note] == ["统计表·收到申请数：空白"]
    assert "统计表·举办各类培训班数：印作“3件”，读作 3件" in found.remarks


def test_a_missing_section() -> None:
    assert check(docx(draft(without="五、"))).wrong == ("缺少章节：五、存在的主要问题及改进情况",)


def test_a_missing_date() -> None:
    assert check(docx(draft(without="2023年1月"))).remarks == ("没有写明日期", "没有索引号")


def test_a_spreadsheet_has_tables_only() -> None:
    found = check(xlsx([Sheet("年报", tables(FIVE))]), tables_only=True)
    assert found.wrong == ()
    assert found.recognised.endswith("2021 年格式，表二 10 格、表三 175 格、表四 15 格")
    assert found.remarks == ("电子表格：只核对了表中数字，没有核对标题和章节",)


def test_last_years_chain() -> None:
    fail = CheckRow("X_CARRY", "total", "fail", 3, 0, "表三·总计：2021年…3≠2022年…0，差3")
    info = CheckRow("X_REGULATIONS", "regulation", "info", 3, 0, "表二·规章：…差3")
    found = check(docx(draft()), (fail, info))
    assert found.wrong == (fail.note,)
    assert info.note in found.remarks


def test_another_document() -> None:
    found = check("关于做好工作的通知\n各单位：请按时报送。".encode())
    assert found.recognised == "没有认出年度报告"
    assert len(found.wrong) == 1
