"""Attachments of every format are read as pages are, figure by figure; what cannot be read has a name."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt  # type: ignore[import-untyped]  # ships no types

from pipelines.report.blocks import CellTable, Paragraph
from pipelines.report.files import FileContent, file_content, media_type, office
from pipelines.report.grid import cell_grid
from pipelines.report.model import Figure, Part
from pipelines.report.tables.indicators import read_indicators
from pipelines.report.tables.statistics import read_statistics
from tests.reading.hostile_files import FILES, PROSE
from tests.reading.makers import (
    Sheet,
    W,
    cell,
    docx,
    docx_of,
    package,
    page_break,
    paragraph,
    pdf,
    positions,
    xls,
    xlsx,
    xlsx_of,
)  # fmt: skip
from tests.reading.official import Figures, OfficialTable, Printed, indicator_table, tables_of

Maker = Callable[[list[OfficialTable]], bytes]


def document(tables: list[OfficialTable]) -> list[str | OfficialTable]:
    return [*PROSE, *(block for table in tables for block in (table.title, table))]


MAKERS: dict[str, Maker] = {
    "docx": lambda tables: docx(document(tables)),
    "xlsx": lambda tables: xlsx([Sheet("年报", tables)]),
    "xlsx, a sheet each": lambda tables: xlsx([Sheet(f"表{n}", [table]) for n, table in enumerate(tables)]),
    "xlsx, no gaps": lambda tables: xlsx([Sheet("年报", tables, gap=0)]),
    "xls": lambda tables: xls([Sheet("年报", tables)]),
    "xls, a sheet each": lambda tables: xls([Sheet(f"表{n}", [table]) for n, table in enumerate(tables)]),
    "pdf": lambda tables: pdf(document(tables)),
    "zip": lambda tables: package({f"{n}.docx": docx([table]) for n, table in enumerate(tables)}),
}
each_maker = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
SETS = {"2019": tables_of("2019"), "2021": tables_of("2021"), "pre-2019": [indicator_table()]}
each_set = pytest.mark.parametrize("tables", SETS.values(), ids=SETS)


def read(body: bytes, name: str = "附件") -> FileContent:
    return file_content(Part("attachment", "http://sfj.qinghe.gov.test/P0", body, "", name=name))


def tables_in(found: FileContent) -> list[CellTable]:
    return [block for block in found.content.blocks if isinstance(block, CellTable)]


def lines_in(found: FileContent) -> list[str]:
    return [block.text for block in found.content.blocks if isinstance(block, Paragraph)]


def kinds_in(found: FileContent) -> list[str]:
    return [problem.kind for problem in found.content.problems]


def figures_in(found: FileContent) -> Figures:
    grids = [
        cell_grid(table, part=0, index=n, plain=lambda text: text) for n, table in enumerate(tables_in(found))
    ]
    indicators = read_indicators(grids)
    figures: list[Figure] = [*read_statistics(grids).figures, *(indicators.figures if indicators else ())]
    return {(figure.table, figure.line, figure.column): figure.value for figure in figures}


def all_figures(tables: list[OfficialTable]) -> Figures:
    return {key: value for table in tables for key, value in table.figures.items()}


@each_set
@each_maker
def test_every_figure(make: Maker, tables: list[OfficialTable]) -> None:
    found = read(make(tables))
    assert figures_in(found) == all_figures(tables)
    assert found.content.problems == ()


@pytest.mark.parametrize("make", [MAKERS["docx"], MAKERS["xlsx"], MAKERS["xls"], MAKERS["pdf"]])
def test_merged_cells_keep_their_reach(make: Maker) -> None:
    table = tables_of("2021")[1]
    (read_table,) = tables_in(read(make([table])))
    assert {
        (row, each.column): (each.text, each.rowspan, each.colspan)
        for row, cells in enumerate(read_table.rows)
        for each in cells
    } == {(row, column): (each.text, each.rows, each.columns) for row, column, each in positions(table.rows)}


def test_text_outside_tables_is_paragraphs() -> None:
    for made in (docx(document(tables_of("2021"))), pdf(document(tables_of("2021")))):
        lines = lines_in(read(made))
        assert lines[:3] == [*PROSE, "二、主动公开政府信息情况"]
        assert not any("- 1 -" in line for line in lines)


def test_a_draft_is_read_with_its_title() -> None:
    title = "清河市司法局2021年政府信息公开工作年度报告"
    for made in (docx([title, *PROSE]), pdf([title, PROSE[0]])):
        assert [each.value for each in read(made).content.titles] == [title]


# Spreadsheets


def test_numbers_are_as_the_sheet_shows_them() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("年报")
    for column, value in enumerate([1.0, 63363.4, 0.1 + 0.2, 1483180, "12件", ""]):
        sheet.write(0, column, value)
    sheet.write(1, 0, "末行")
    sheet.write(1, 1, 44227, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    body = io.BytesIO()
    book.save(body)
    (table,) = tables_in(read(body.getvalue()))
    assert [each.text for each in table.rows[0]] == ["1", "63363.4", "0.3", "1483180", "12件", ""][
        : len(table.rows[0])
    ]
    assert [each.text for each in table.rows[1]][:2] == ["末行", "2021-01-31"]


def test_formulas_give_their_last_result_or_are_named() -> None:
    found = read(
        xlsx_of(
            {
                "年报": '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>A1+1</f></c>'
                '<c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D1" t="str"><f>""</f><v></v></c>'
                '<c r="E1"><v>5</v></c></row></sheetData>'
            }
        )
    )
    assert [each.text for each in tables_in(found)[0].rows[0]] == ["2", "", "", "", "5"]
    assert kinds_in(found) == ["ATTACHMENT_FORMULA"]
    assert "2 格" in found.content.problems[0].detail
    assert "B1、C1" in found.content.problems[0].detail


def test_xls_formulas_without_a_result_are_named() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("年报")
    sheet.write(0, 0, 7)
    sheet.write(0, 1, xlwt.Formula("A1+1"))  # written without a result
    body = io.BytesIO()
    book.save(body)
    found = read(body.getvalue())
    assert kinds_in(found) == ["ATTACHMENT_FORMULA"]
    assert "B1" in found.content.problems[0].detail


def test_hidden_sheets_are_not_read() -> None:
    last_year, this_year = tables_of("2019")[1], tables_of("2021")[1]
    found = read(xlsx([Sheet("去年", [last_year]), Sheet("今年", [this_year])], hidden=["去年"]))
    assert figures_in(found) == this_year.figures


def test_rows_left_blank_stay_rows() -> None:
    table = indicator_table()
    rows = [*table.rows[:9], [Printed(table.rows[9][0].text), Printed(""), Printed("")], *table.rows[10:]]
    found = read(xlsx([Sheet("年报", [OfficialTable(table.title, rows, {})])]))
    assert figures_in(found) == {**table.figures, ("indicators", "9", "value"): None}


# PDF


def test_a_table_goes_on_over_pages() -> None:
    table = indicator_table()
    first = OfficialTable("", table.rows[:30], {})
    rest = OfficialTable("", table.rows[30:], {})
    found = read(pdf([*PROSE, first, page_break(), rest, "二、其他"]))
    assert len(tables_in(found)) == 1
    assert figures_in(found) == table.figures


def test_a_row_cut_by_the_end_of_a_page_is_one_row() -> None:
    table = indicator_table()
    label, unit, value = table.rows[25]
    first = [*table.rows[:25], [Printed(label.text[:5]), unit, value]]
    rest = [[Printed(label.text[5:]), Printed(""), Printed("")], *table.rows[26:]]
    found = read(pdf([OfficialTable("", first, {}), page_break(), OfficialTable("", rest, {})]))
    assert figures_in(found) == table.figures


def test_tables_on_two_pages_with_text_between_are_two() -> None:
    tables = tables_of("2021")[:2]
    assert len(tables_in(read(pdf([tables[0], page_break(), "三、收到和处理情况", tables[1]])))) == 2


def test_two_lines_of_digits_are_not_one_number() -> None:
    narrow = OfficialTable(
        "", [[Printed("项目"), Printed("数量")], [Printed("规章"), Printed("12\n345")]], {}
    )
    found = read(
        docx_of(f"<w:tbl><w:tr>{cell('规章')}<w:tc>{paragraph('12')}{paragraph('345')}</w:tc></w:tr></w:tbl>")
    )
    assert tables_in(found)[0].rows[0][1].text == "12\n345"
    assert tables_in(read(pdf([narrow])))[0].rows[1][1].text == "12\n345"


def test_pages_past_the_limit_are_named() -> None:
    found = read(pdf([block for n in range(62) for block in (f"第{n}段", page_break())]))
    assert kinds_in(found) == ["ATTACHMENT_TOO_LARGE"]
    assert "62 页" in found.content.problems[0].detail


# Word


def test_only_what_is_printed_is_read() -> None:
    body = (
        "<w:p><w:r><w:t>公开</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:ruby><w:rt><w:r><w:t>jiàn</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>件</w:t></w:r></w:rubyBase></w:ruby></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('控件内')}</w:sdtContent></w:sdt>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc/><w:tc/></w:tr>"
        f"<w:tr>{cell('规章')}{cell('3')}</w:tr></w:tbl>"
    )
    found = read(docx_of(body))
    assert lines_in(found) == ["公开12件", "控件内"]
    assert [[each.text for each in row] for row in tables_in(found)[0].rows] == [["规章", "3"]]


def test_tables_inside_a_layout_table() -> None:
    inner = f"<w:tbl><w:tr>{cell('规章')}{cell('3')}</w:tr></w:tbl>"
    found = read(
        docx_of(f"<w:tbl><w:tr><w:tc>{paragraph(PROSE[0])}{inner}{paragraph('')}</w:tc></w:tr></w:tbl>")
    )
    assert lines_in(found) == PROSE[:1]
    assert len(tables_in(found)) == 1


def test_the_main_part_may_have_another_name() -> None:
    kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="/word/document2.xml"/></Relationships>'
    )
    body = f'<w:document xmlns:w="{W}"><w:body>{paragraph("正文")}</w:body></w:document>'
    assert lines_in(read(package({"_rels/.rels": relations, "word/document2.xml": body}))) == ["正文"]


needs_office = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
needs_both = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("antiword")),
    reason="LibreOffice and antiword are not installed",
)


@pytest.fixture(scope="module")
def word_97(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], bytes]:
    """Converts the official tables of a form to an old Word format."""
    folder = tmp_path_factory.mktemp("word")

    def convert(name: str, suffix: str) -> bytes:
        (folder / "in.docx").write_bytes(docx(document(SETS[name])))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            suffix,
            "--outdir",
            str(folder),
            "in.docx",
        ]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
        return Path(folder, f"in.{suffix}").read_bytes()

    return convert


@pytest.mark.slow
@needs_office
@pytest.mark.parametrize(("name", "suffix"), [("2019", "doc"), ("2021", "rtf"), ("pre-2019", "doc")])
def test_old_word_through_libreoffice(word_97: Callable[[str, str], bytes], name: str, suffix: str) -> None:
    found = read(word_97(name, suffix))
    assert figures_in(found) == all_figures(SETS[name])
    assert found.content.problems == ()


@needs_both
def test_old_word_through_antiword(
    word_97: Callable[[str, str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = word_97("pre-2019", "doc")
    monkeypatch.setattr(office, "_soffice", lambda: None)
    found = read(body)
    assert figures_in(found) == all_figures(SETS["pre-2019"])
    assert kinds_in(found) == ["ATTACHMENT_UNREAD"]


@needs_office
def test_old_word_without_a_program(
    word_97: Callable[[str, str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = word_97("pre-2019", "doc")
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    found = read(body)
    assert found.media_type == "application/msword"
    assert kinds_in(found) == ["ATTACHMENT_UNREAD"]
    assert "安装 LibreOffice 或 antiword 后可读" in found.content.problems[0].detail


def test_a_program_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "soffice"
    hanging.write_text("#!/bin/sh\nsleep 600 &\nwait\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(office, "_soffice", lambda: str(hanging))
    monkeypatch.setattr(office, "_SECONDS", 0.2)
    found = read(b"{\\rtf1 x}")
    assert kinds_in(found) == ["ATTACHMENT_TOO_LARGE"]
    assert "soffice" in found.content.problems[0].detail


# What a file is, and what it cannot be


def test_bytes_decide_and_not_the_name() -> None:
    found = read(docx(PROSE), name="年报.pdf")
    assert found.media_type.endswith("wordprocessingml.document")
    assert lines_in(found) == PROSE
    assert media_type("<html><body>年报</body></html>".encode("gbk")) == "text/html"
    assert media_type("一、总体情况".encode()) == "text/plain"


def test_pages_sent_as_files_are_read_as_pages() -> None:
    found = read("<html><body><p>一、总体情况</p></body></html>".encode("gbk"), name="附件.xls")
    assert lines_in(found) == ["一、总体情况"]


def test_files_in_a_zip_with_their_names() -> None:
    packed = package(
        {
            "附件1.docx".encode("gbk").decode("cp437"): docx(["一、总体情况"]),
            "__MACOSX/._附件1.docx": b"\0\5\x16\7",
            "附件2.zip": package({"a.docx": docx(["内层"])}),
        }
    )
    found = read(packed, name="附件.zip")
    assert lines_in(found) == ["一、总体情况"]
    assert [(problem.kind, problem.detail) for problem in found.content.problems] == [
        ("ATTACHMENT_UNREAD", "“附件.zip/附件2.zip”：压缩包内的压缩包，不能读取")
    ]


def test_macros_are_never_run_and_always_named() -> None:
    macros = {"word/vbaProject.bin": b"\0"}
    found = read(docx(PROSE, macros))
    assert lines_in(found) == PROSE
    assert kinds_in(found) == ["ATTACHMENT_MACROS"]
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
    assert kinds_in(read(xlsx_of({"a": sheet}, more={"xl/vbaProject.bin": b"\0"}))) == ["ATTACHMENT_MACROS"]


@pytest.mark.parametrize(("make", "kind"), FILES.values(), ids=FILES)
def test_what_cannot_be_read_has_a_name(make: Callable[[], bytes], kind: str) -> None:
    found = read(make(), name="附件.pdf")
    assert kinds_in(found) == [kind]
    assert found.content.problems[0].detail.startswith("“附件.pdf”：")
    assert found.content.blocks == ()


@pytest.mark.parametrize("name", ["docx", "xlsx", "xls", "pdf"])
def test_a_file_cut_anywhere_gives_no_wrong_figure(name: str) -> None:
    whole = MAKERS[name](SETS["2021"])
    printed = all_figures(SETS["2021"])
    for part in range(1, 20):
        found = read(whole[: len(whole) * part // 20])
        figures = figures_in(found)
        assert figures.items() <= printed.items()
        assert figures == printed or found.content.problems


def test_names_are_short_and_printable() -> None:
    (problem,) = read(b"", name="../" * 100 + "a\0b\u200b.pdf").content.problems
    assert len(problem.detail) < 80
    assert problem.detail.isprintable()
