"""From the reader's report to the archive's rows: pipelines/record.py."""

from __future__ import annotations

from dataclasses import fields

from archive.ids import page_id
from archive.rows import Reading
from pipelines.read import ReadPage
from pipelines.record import record_page
from pipelines.report import READER_VERSION
from pipelines.report.model import (
    Attachment,
    Cell,
    Check,
    Evident,
    Figure,
    Grid,
    Indicator,
    Problem,
    Report,
    Section,
    TextFigure,
)
from pipelines.rows import reading_of
from tests.archive.making import URL, Archive


def report(sha256: str) -> Report:
    """A report that has something of everything."""
    return Report(
        understood=True,
        form="hybrid",
        script="traditional",
        trust="mirror",
        text="正文",
        facts={"title": Evident("標題", "title"), "report_year": Evident("2021", "period")},
        sections=(Section("overall", "一、總體情況", "正文"),),
        figures=(
            Figure("legal_challenges", "reconsideration", "upheld", 2.5, "件", "2.5件", "unit", 0, 4, 5, 6),
        ),
        indicators=(Indicator(1, "1.1", "指标", "条", 7, "7"),),
        text_figures=(TextFigure("new_received", 3, "件", "收到3件", None),),
        checks=(Check("T4_SUM", "reconsideration", "not_assessable", None, 2, "空"),),
        attachments=(Attachment("http://a.gov.cn/1.pdf", "附件"),),
        tables=(Grid(((Cell("标签", "标签", 5, 6, 1, 2),),), 0, 4),),
        problems=(Problem("A", "a"),),
        part_sha256=(sha256,),
    )


def test_nothing_of_a_report_is_left_behind(archive: Archive) -> None:
    archive.keep()
    document = archive.store.document(page_id(URL))
    assert document is not None
    read = report(document.parts[0].sha256)
    made = reading_of(read, (*read.problems, Problem("B", "b")))
    assert made.reader_version == READER_VERSION
    assert [problem.kind for problem in made.problems] == ["A", "B"]
    assert made.tables[0].cells == '[[["标签", 1, 2, 6]]]'
    for field in fields(Reading):
        assert getattr(made, field.name), field.name
    page = ReadPage(page_id(URL), read, problems=read.problems)
    assert record_page(archive.store, archive.run, page) == "new"
    assert archive.rows("SELECT form, script, trust, title, report_year_evidence FROM reports") == [
        ("hybrid", "traditional", "mirror", "標題", "period")
    ]
    assert archive.rows("SELECT kind, upheld, corrected FROM legal_challenges") == [
        ("reconsideration", 2.5, None)
    ]
    assert archive.store.unread() == []


def test_without_a_report_only_the_reasons_are_kept(archive: Archive) -> None:
    for number, read in enumerate((None, Report(understood=False))):
        url = f"http://sfj.qinghe.gov.test/{number}.html"
        archive.keep(url, str(number).encode())
        page = ReadPage(page_id(url), read, True, (Problem("NOT_A_REPORT", "没有年度报告的样子"),))
        assert record_page(archive.store, archive.run, page) == "unreadable"
    assert archive.rows("SELECT kind FROM problems") == [("NOT_A_REPORT",)] * 2
    assert archive.rows("SELECT count(*) FROM reports UNION ALL SELECT count(*) FROM sections") == [
        (0,),
        (0,),
    ]
    assert archive.store.unread() == []
