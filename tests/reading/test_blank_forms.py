"""A blank form, in whatever file it is handed out: nobody's report, no figure and no zero; and pictures of a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from pipelines.report import read_report
from pipelines.report.model import Report
from tests.reading.hostile_pages import document, html_table
from tests.reading.makers import Sheet, docx, is_number, pdf, xls, xlsx
from tests.reading.official import OfficialTable, indicator_table, tables_of

TITLE = "政府信息公开工作年度报告格式"
Maker = Callable[[Sequence[OfficialTable]], bytes]
MAKERS: dict[str, Maker] = {
    "html": lambda tables: (
        f"<html><body><p>{TITLE}</p>{''.join(map(html_table, tables))}</body></html>".encode()
    ),
    "docx": lambda tables: docx([TITLE, *tables]),
    "xlsx": lambda tables: xlsx([Sheet("表", tables)]),
    "xls": lambda tables: xls([Sheet("表", tables)]),
    "pdf": lambda tables: pdf([TITLE, *tables]),
}
FORMS = {"2019": tables_of("2019"), "2021": tables_of("2021"), "pre-2019": [indicator_table()]}


def blank(table: OfficialTable) -> OfficialTable:
    rows = [
        [replace(cell, text="" if is_number(cell.text) else cell.text) for cell in row] for row in table.rows
    ]
    return replace(table, rows=rows)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("tables", FORMS.values(), ids=FORMS)
def test_a_blank_form_gives_no_figure(make: Maker, tables: list[OfficialTable]) -> None:
    whole, form = make(tables), make([blank(table) for table in tables])
    assert read_report(document(whole, "")).figures, "filled in, it has figures"
    found = read_report(document(form, ""))
    assert not found.understood
    assert not found.figures
    assert not found.indicators
    assert [problem.kind for problem in found.problems] == ["NOT_A_REPORT"]


def pictures(title: str) -> Report:
    images = "".join(f"<p><img src='/nb/{n}.jpg' width='800'></p>" for n in range(3))
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    return read_report(
        document(f"<html>{head}<body><h1>{title}</h1><div id='zoom'>{images}</div></body></html>")
    )


@pytest.mark.parametrize(
    "title",
    [
        "青禾市司法局2021年政府信息公开工作年度报告（图片版）",
        "青禾市司法局2021年政府信息公开工作年度报告图解",
        "一图读懂青禾市司法局2021年政府信息公开年度报告",
        "图解：青禾市司法局2021年政府信息公开年度报告",
    ],
)
def test_pictures_of_a_report_are_a_publication_of_it(title: str) -> None:
    """They have agency and year, so that they stand beside the report; what they print waits for text recognition."""
    found = pictures(title)
    assert found.understood
    assert found.form == "none"
    assert (found.facts["agency"].value, found.facts["report_year"].value) == ("青禾市司法局", "2021")
    assert not found.figures
