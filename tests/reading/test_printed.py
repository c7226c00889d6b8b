"""Tables as people publish them: every variant is read exactly, or what is not read is named."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from pipelines.report import read_report
from pipelines.report.model import Number, Report
from tests.reading.hostile_pages import document, html_table, page
from tests.reading.official import indicator_table, tables_of

Place = tuple[str, str, str]
Change = Callable[[str], str]
HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
_CELL = re.compile(r"(<td[^>]*>)([^<]*)")
_NUMBER = re.compile(r"(<td[^>]*>)([\d.]+)(?=<)")
_LABEL = re.compile(r"(<td[^>]*>)([^<\d]{2,})(?=<)")


def read(tables: str) -> Report:
    return read_report(document(page(f"<p>一、总体情况</p><p>我局依法主动公开政府信息。</p>{tables}")))


def report(form: str, change: Change, only: int | None = None) -> Report:
    """A report whose tables (or only the one with this number) are changed in their markup."""
    tables = [
        change(table) if only in (None, number) else table
        for number, table in enumerate(map(html_table, tables_of(form)))
    ]
    return read("".join(f"<p>{heading}</p>{table}" for heading, table in zip(HEADINGS, tables, strict=True)))


def values(read: Report) -> dict[Place, Number | None]:
    return {(f.table, f.line, f.column): f.value for f in read.figures}


def truth(form: str) -> dict[Place, Number | None]:
    return {place: value for table in tables_of(form) for place, value in table.figures.items()}


EXACT: dict[str, Change] = {
    "as it is": lambda table: table,
    "in a layout table": lambda table: f"<table><tr><td width=9></td><td>{table}</td></tr></table>",
    "nothing closed": lambda table: re.sub("</t[dr]>", "", table),
    "capitals": lambda table: re.sub(r"(</?)(\w+)", lambda tag: tag[1] + tag[2].upper(), table),
    "comments": lambda table: table.replace("<td>", "<td><!-- 5 --><!--[if gte mso 9]><xml>7</xml><![endif]-->"),
    "paragraphs and blanks": lambda table: _CELL.sub(r"\1<p>&nbsp;<span>\2</span>&nbsp;</p>", table),
    "full-width digits": lambda table: _NUMBER.sub(lambda m: m[1] + m[2].translate(_WIDE), table),
    "thousands": lambda table: _NUMBER.sub(lambda m: m[1] + (f"{int(m[2]):,}" if m[2].isdigit() else m[2]), table),
    "units glued on": lambda table: re.sub(r"(<td[^>]*>)(\d+)(?=<)", r"\1\2件", table),
    "units in brackets": lambda table: re.sub(r"(<td[^>]*>)(\d+)(?=<)", r"\1\2（件）", table),
    "numbers in fields": lambda table: _NUMBER.sub(r"\1<p><input size=4 value='\2'><input type=hidden value=9></p>", table),
    "spans past the end": lambda table: table.replace('rowspan="22"', 'rowspan="65000"'),
    "headers that lost words": lambda table: table.replace("商业企业", "商业").replace("社会公益组织", "").replace("尚未审结", "尚未"),
    "labels over lines": lambda table: _LABEL.sub(lambda m: f"{m[1]}{m[2][:4]}<br>{m[2][4:]}", table),
    "spaced labels": lambda table: _LABEL.sub(lambda m: m[1] + " ".join(m[2]), table),
    "headings before labels": lambda table: re.sub(
        r">([^<]*国家秘密)<", r">（三）不予公开-\1<", re.sub(r">([^<]*予以公开)<", r">三、本年度办理结果\1<", table)
    ),
    "no ordinals": lambda table: re.sub(r">\d\.(?=[^\d<])", ">", table),
    "numbers struck out": lambda table: _NUMBER.sub(r"\1<s>7</s>\2", table),
    "numbers deleted": lambda table: _NUMBER.sub(r"\1<del>7</del>\2", table),
    "numbers crossed out": lambda table: _NUMBER.sub(r"\1<span style='text-decoration: line-through'>7</span>\2", table),
    "hidden numbers": lambda table: _NUMBER.sub(r"\1\2<span style='DISPLAY:none'>9</span>", table),
    "unseen numbers": lambda table: _NUMBER.sub(r"\1\2<span style='visibility: hidden'>9</span>", table),
    "numbers of no size": lambda table: _NUMBER.sub(r"\1\2<span style='color:red;font-size:0'>9</span>", table),
    "numbers said to be hidden": lambda table: _NUMBER.sub(r"\1\2<b hidden>9</b>", table),
}  # fmt: skip
_WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789."}


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("change", EXACT.values(), ids=EXACT)
def test_what_is_printed_is_read(change: Change, form: str) -> None:
    found = report(form, change)
    assert values(found) == truth(form)
    assert [problem.detail for problem in found.problems] == []


# Changes after which a number can not be told for certain: it is absent, and what is wrong is said.
DOUBTFUL: dict[str, Change] = {
    "raised remarks": lambda table: _NUMBER.sub(r"\1\2<sup>1</sup>", table),
    "two lines": lambda table: _NUMBER.sub(r"\1\2<br>3", table),
    "two numbers": lambda table: _NUMBER.sub(r"\1\2/3", table),
    "about": lambda table: _NUMBER.sub(r"\1约\2", table),
    "shares": lambda table: _NUMBER.sub(r"\1\2%", table),
    "in tens of thousands": lambda table: _NUMBER.sub(r"\1\2万", table),
}


@pytest.mark.parametrize("change", DOUBTFUL.values(), ids=DOUBTFUL)
def test_what_is_no_number_for_certain_is_none(change: Change) -> None:
    found = report("2021", change)
    assert {value for value in values(found).values() if value is not None} == set()
    assert {figure.meaning for figure in found.figures} == {"text", "blank"}
    assert all(check.outcome == "not_assessable" for check in found.checks)


UNREAD: dict[str, Change] = {
    "a cell a paragraph": lambda table: re.sub(r"<td[^>]*>(.*?)</td>", r"<p>\1</p>", re.sub("</?t(?:able|r)>", "", table)),
    "divs": lambda table: re.sub(r"<(/?)t[dr]\b[^>]*>", r"<\1div>", re.sub("</?table>", "", table)),
    "lists": lambda table: re.sub("</?td[^>]*>", " ", table).replace("tr>", "li>").replace("table>", "ul>"),
    "run together": lambda table: f"<p>{re.sub('<[^>]+>', '条', table)}</p>",
}  # fmt: skip


@pytest.mark.parametrize("change", UNREAD.values(), ids=UNREAD)
def test_tables_that_are_none_are_named(change: Change) -> None:
    found = report("2021", change)
    assert not found.figures
    assert [problem.kind for problem in found.problems] == ["TABLE_UNREAD"]
    assert found.problems[0].detail.startswith("正文印有表二、表三")


@pytest.mark.parametrize("label", ["1.本机关不掌握", "2.重复申请", "(七)总计", "四、结转"])
@pytest.mark.parametrize("header", [False, True])
def test_table_three_goes_on_in_another(label: str, header: bool) -> None:
    """As a page's end cuts it: anywhere, its last two lines too, with the header printed again or not."""

    def cut(table: str) -> str:
        at = table.rindex("<tr>", 0, table.index(label))
        head = "".join(re.findall("<tr>.*?</tr>", table)[:3]) if header else ""
        return f"{table[:at]}</table><p>— 3 —</p><table>{head}{table[at:]}"

    found = report("2021", cut, only=1)
    assert values(found) == truth("2021")
    assert not found.problems


def test_an_empty_last_column_takes_no_figures_place() -> None:
    """Word ends rows with placeholders; a row that lost a figure then has as many cells as one that did not."""
    placeholder: Change = lambda table: table.replace("</tr>", "<td></td></tr>")
    assert values(report("2021", placeholder, only=1)) == truth("2021")
    lost = report("2021", lambda table: placeholder(table).replace("<td>103</td>", "", 1), only=1)
    line = {place for place in truth("2021") if place[1] == "new_received"}
    assert not line & values(lost).keys()
    assert "ROW_UNREADABLE" in {problem.kind for problem in lost.problems}


def test_a_count_below_zero_is_named() -> None:
    found = report("2021", lambda table: table.replace("<td>101</td>", "<td>-101</td>"))
    assert values(found)["disclosure_requests", "new_received", "natural_person"] == -101
    assert [problem.detail for problem in found.problems] == ["表三有一格印作负数：-101"]


def test_a_unit_that_contradicts_its_column_is_named() -> None:
    table = (
        html_table(indicator_table())
        .replace("<td>3</td>", "<td>3次</td>", 1)
        .replace("<td>4</td>", "<td>4件</td>", 1)
    )
    assert [problem.detail for problem in read(table).problems if problem.kind == "UNIT_CONFLICT"] == [
        "统计表“主动公开规范性文件数”单位栏为件，格中印作3次"
    ]
    fee = report(
        "2021", lambda table: re.sub(r"(行政事业性收费</td><td[^>]*>)[\d.]+", r"\g<1>251000元", table)
    )
    assert [problem.detail for problem in fee.problems] == [
        "表二·行政事业性收费：格式要求以万元填报，格中印作251000元"
    ]


# Headers under which figures read by their place would be another kind's, another column's.
CONTRADICTED: dict[str, tuple[int, Change]] = {
    "lawsuits before reconsiderations": (2, lambda table: _swapped(table, "行政复议", "行政诉讼")),
    "the columns of all kinds before 行政复议": (2, lambda table: _swapped(table, "行政复议", "行政诉讼").replace("行政诉讼", "")),
    "organisations before persons": (1, lambda table: _swapped(table, "自然人", "法人或其他组织")),
    "persons under another name": (1, lambda table: _swapped(table, "自然人", "法人或其他组织").replace("自然人", "公民")),
    "in a table of its own": (1, lambda table: _apart(_swapped(table, "自然人", "法人或其他组织"))),
    "the total before organisations": (1, lambda table: _swapped(table, "法人或其他组织", "总计")),
}  # fmt: skip


def _swapped(table: str, first: str, second: str) -> str:
    """Two header cells in each other's place, with their spans."""
    cells = [next(re.finditer(rf"<td[^>]*>{label}</td>", table)) for label in (first, second)]
    one, other = cells
    return table[: one.start()] + other[0] + table[one.end() : other.start()] + one[0] + table[other.end() :]


def _apart(table: str) -> str:
    """A table whose header, three rows, is a table before it."""
    *head, rest = table.split("</tr>", 3)
    return f"{'</tr>'.join(head)}</tr></table><table>{rest}"


def test_a_header_in_a_table_of_its_own() -> None:
    found = report("2021", _apart, only=1)
    assert values(found) == truth("2021")
    assert not found.problems


def test_parts_of_header_words_contradict_too() -> None:
    words = {"本年制发件数": "制发", "本年废止件数": "有效", "现行有效件数": "废止"}
    found = report("2021", lambda table: re.sub("|".join(words), lambda word: words[word[0]], table), only=0)
    unread = {place for place in truth("2021") if place[1] in ("regulation", "normative_document")}
    assert truth("2021").keys() - values(found).keys() == unread
    assert {problem.kind for problem in found.problems} == {"HEADER_ORDER"}


@pytest.mark.parametrize(("number", "change"), CONTRADICTED.values(), ids=CONTRADICTED)
def test_a_header_that_contradicts_the_places_leaves_its_table_unread(number: int, change: Change) -> None:
    found = report("2021", change, only=number)
    unread = tables_of("2021")[number].figures.keys()
    assert values(found) == {place: value for place, value in truth("2021").items() if place not in unread}
    assert [problem.kind for problem in found.problems] == ["HEADER_ORDER"]


def _challenges_apart(table: str) -> str:
    """表四 as two tables: reconsiderations, and lawsuits."""
    *_, outcomes, figures = [re.findall(r"<td[^>]*>([^<]*)", row) for row in table.split("<tr>")]
    five = outcomes[:5]
    apart = [
        [["行政复议"], five, figures[:5]],
        [["行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [*five, *five], figures[5:]],
    ]
    return "".join(map(_plain_table, apart))


def _challenges_by_line(table: str) -> str:
    """表四 with a row for each kind, which names what it is a kind of."""
    *_, outcomes, figures = [re.findall(r"<td[^>]*>([^<]*)", row) for row in table.split("<tr>")]
    kinds = ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）")
    lines = [[kind, *figures[at * 5 : at * 5 + 5]] for at, kind in enumerate(kinds)]
    return _plain_table([["", *outcomes[:5]], *lines])


def _plain_table(rows: list[list[str]]) -> str:
    cells = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize("change", [_challenges_apart, _challenges_by_line])
def test_table_four_in_other_layouts(change: Change) -> None:
    found = report("2021", change, only=2)
    assert values(found) == truth("2021")
    assert not found.problems


def _indicators() -> list[list[str]]:
    return [[cell.text for cell in row] for row in indicator_table().rows]


def _in_halves(rows: list[list[str]]) -> str:
    head, *lines = rows
    half = -(-len(lines) // 2)
    right = [*lines[half:], *[[""] * len(head)] * (2 * half - len(lines))]
    return _plain_table([head + head, *(left + other for left, other in zip(lines, right, strict=False))])


def _in_levels(rows: list[list[str]]) -> str:
    """A column for headings and one for what they head."""
    head, *lines = rows
    start = f"<tr><td colspan=2>{head[0]}</td><td>{head[1]}</td><td>{head[2]}</td></tr>"
    rest = "".join(
        f"<tr>{f'<td colspan=2>{label}</td>' if value == '——' else f'<td></td><td>{label}</td>'}"
        f"<td>{unit}</td><td>{value}</td></tr>"
        for label, unit, value in lines
    )
    return f"<table>{start}{rest}</table>"


def _units_once(rows: list[list[str]]) -> str:
    """One cell for a unit that several rows have in common."""
    table, last = "", ""
    for number, (label, unit, value) in enumerate(rows):
        reach = next((at for at, row in enumerate(rows[number:]) if row[1] != unit), len(rows) - number)
        cell = "" if unit == last else f"<td rowspan={reach}>{unit}</td>"
        table, last = f"{table}<tr><td>{label}</td>{cell}<td>{value}</td></tr>", unit
    return f"<table>{table}</table>"


LAYOUTS: dict[str, Callable[[list[list[str]]], str]] = {
    "as it is": _plain_table,
    "in halves": _in_halves,
    "in halves with numbers": lambda rows: _in_halves(
        [["序号", *rows[0]], *([str(at), *row] for at, row in enumerate(rows[1:], start=1))]
    ),
    "labels in two columns": _in_levels,
    "units once": _units_once,
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_the_indicator_table_in_other_layouts(layout: Callable[[list[list[str]]], str]) -> None:
    found = read(layout(_indicators()))
    table = indicator_table()
    assert values(found) == table.figures
    assert [[row.label, row.unit or "——"] for row in found.indicators] == [
        [label.text, unit.text] for label, unit, _ in table.rows[1:]
    ]
    assert not found.problems


@pytest.mark.parametrize("below", [False, True])
def test_an_indicator_table_with_other_columns_is_named(below: bool) -> None:
    """Last year's numbers beside this one's: which are meant is not guessed, and not kept quiet."""
    head, *lines = _indicators()
    header = [[*head, ""], ["", "", "2016年", "2017年"]] if below else [[*head[:2], "2016年", "2017年"]]
    table = _plain_table([*header, *([*line, line[2]] for line in lines)])
    found = read(table.replace("<td>统计数</td><td></td>", "<td colspan=2>统计数</td>"))
    assert not found.figures
    assert [problem.kind for problem in found.problems] == ["TABLE_UNREAD"]
