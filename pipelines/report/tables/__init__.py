"""The figures of a report: from its pages, or from an attachment where the pages have none (详见附件)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archive.labels import SHORT, column_label, name_label
from pipelines.report.body import Body
from pipelines.report.model import Figure, Form, Grid, Indicator, Number, Problem
from pipelines.report.tables.indicators import read_indicators
from pipelines.report.tables.statistics import read_statistics
from pipelines.report.words.normalise import letters

_UNFILLED = {"indicators": ("blank", "dash")}
_FIRST_YEAR = 2019  # whose reports follow a form with 表二, 表三 and 表四
# Words that stand in each table and in no sentence, without punctuation.
_MARKS = {
    "表二": ("本年制发件数", "本年新制作数量", "本年处理决定数量", "上一年项目数量"),
    "表三": ("勾稽关系为", "危及三安全一稳定", "没有现成信息需要另行制作"),
    "表四": ("未经复议直接起诉结果维持", "尚未审结总计结果维持", "尚未审结总计未经复议直接起诉"),
    "统计表": (
        "统计指标单位统计数",
        "指标名称计量单位",
        "主要负责同志参加新闻发布会次数",
        "不包括政府公报及政府网站工作人员数",
    ),
}
_Place = tuple[str, str, str]  # table, line or code, column


@dataclass(frozen=True)
class Tables:
    """Every figure read, the form they follow, the printed tables they stand in, and what could not be read."""

    form: Form
    figures: tuple[Figure, ...]
    indicators: tuple[Indicator, ...]
    printed: tuple[Grid, ...]
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """How many official tables were recognised and filled in: a blank form is nobody's report.

        The form of 2014 prints dashes itself, beside its headings.
        """
        return len({f.table for f in self.figures if f.meaning not in _UNFILLED.get(f.table, ("blank",))})


def read_tables(pages: Body, files: Sequence[Body]) -> Tables:
    """Read the pages' tables; where they hold none, those of the attachment that holds most of them filled in.

    Of an attachment that repeats the page's tables none is taken: the page is what was published first. Where such a
    copy differs, that is named.
    """
    tables = _read(pages.grids)
    filled_in = [each for each in (_read(body.grids) for body in files) if each.count]
    if tables.figures:
        return replace(tables, problems=(*tables.problems, *_differing(tables, filled_in)))
    from_files = max(filled_in, key=lambda each: len(each.figures), default=None)
    if from_files is None:
        return tables
    note = Problem("FIGURES_FROM_ATTACHMENT", "网页正文没有官方表格，数字取自附件")
    return Tables(
        from_files.form, from_files.figures, from_files.indicators, from_files.printed,
        (note, *tables.problems, *from_files.problems),
    )  # fmt: skip


def without_tables(text: str, year: int | None, *, elsewhere: bool) -> list[Problem]:
    """What is to be said of a report in which no official table was read: its text holds the words of one (a table made
    of paragraphs, of `div`s), or its year asks for three. `elsewhere`: it offers files or pictures that may hold them."""
    words = letters(text)
    printed = [title for title, marks in _MARKS.items() if any(mark in words for mark in marks)]
    if printed:
        return [Problem("TABLE_UNREAD", f"正文印有{'、'.join(printed)}的文字，但认不出表格，数字未读取")]
    if year is not None and year >= _FIRST_YEAR and not elsewhere:
        return [Problem("TABLE_MISSING", "没有读到表二、表三、表四")]
    return []


def _read(grids: Sequence[Grid]) -> Tables:
    statistics = read_statistics(grids)
    indicators = read_indicators(grids)
    figures = (*statistics.figures, *(indicators.figures if indicators else ()))
    used = {(figure.part, figure.table_index) for figure in figures}
    return Tables(
        form="pre-2019" if statistics.form == "none" and indicators else statistics.form,
        figures=figures,
        indicators=indicators.rows if indicators else (),
        printed=tuple(grid for grid in grids if (grid.part, grid.index) in used),
        problems=(*statistics.problems, *_doubtful(figures), *(indicators.problems if indicators else ())),
    )


def _differing(tables: Tables, copies: Sequence[Tables]) -> Iterator[Problem]:
    """Attachments whose figures mostly agree with the page's, but not all; others are of another year or agency."""
    own = _values(tables) if copies else {}
    for copy in copies:
        shared = {place: value for place, value in _values(copy).items() if place in own}
        other = [place for place, value in shared.items() if value != own[place]]
        if other and 2 * len(other) < len(shared):
            told = "；".join(f"{_told(place)}：网页{own[place]}，附件{shared[place]}" for place in other[:3])
            yield Problem("ATTACHMENT_DIFFERS", f"附件有{len(other)}格与网页不同：{told}")


def _values(tables: Tables) -> dict[_Place, Number]:
    """The numbers of the three tables by place, those of the indicator table by code."""
    codes = {str(row.position): row.code for row in tables.indicators}
    return {
        (f.table, codes.get(f.line) or "" if f.table == "indicators" else f.line, f.column): f.value
        for f in tables.figures
        if f.value is not None and (f.table != "indicators" or codes.get(f.line))
    }


def _told(place: _Place) -> str:
    table, line, column = place
    if table == "indicators":
        return f"{SHORT[table]}·{line}"
    return f"{SHORT[table]}·{name_label(table, line)}·{column_label(table, line, column)}"


def _doubtful(figures: Sequence[Figure]) -> Iterator[Problem]:
    """Figures that are kept as printed and can hardly be meant so.

    Fees (a sum only in the form of 2021) in 元 where the form asks for 万元; less than nothing where things are counted.
    """
    for figure in figures:
        if figure.unit == "元" and (figure.line, figure.column) == ("fee", "amount"):
            yield Problem(
                "UNIT_CONFLICT", f"表二·行政事业性收费：格式要求以万元填报，格中印作{figure.raw[:20]}"
            )
        if figure.value is not None and figure.value < 0 and figure.column != "items_change":
            yield Problem("NEGATIVE_FIGURE", f"{SHORT[figure.table]}有一格印作负数：{figure.raw[:20]}")
