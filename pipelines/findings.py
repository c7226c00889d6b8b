"""What is wrong with a report, in the words of the official who is about to publish it (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.forms import Form, forms
from archive.labels import SHORT, column_label, name_label, number_text
from archive.rows import CheckRow
from pipelines.report.model import Check, Problem, Report
from pipelines.report.words.dates import is_date_line

_FORMS = {
    "2019": "2019 年格式",
    "2021": "2021 年格式",
    "hybrid": "两种格式混用",
    "pre-2019": "2019 年以前的格式",
    "none": "没有认出官方表格",
}
# What the archive could not settle, or did in its own way: no fault of the draft.
_NO_FAULT = (
    "FIGURES_FROM_ATTACHMENT",
    "AGENCY_AMBIGUOUS",
    "CHARSET_SUSPECT",
    "ATTACHMENT_FORMULA",
    "ATTACHMENT_MACROS",
)
_HOLDS_NO_NUMBER = {"blank": "空白", "dash": "印作“{}”", "text": "印作“{}”，不是数字"}
_LONGEST = 20
_SIGNATURE = 8  # last lines among which a date may stand under the agency's name (落款)


@dataclass(frozen=True)
class Findings:
    """One draft: what was recognised in it, what has to be put right, and what had better be looked at."""

    recognised: str
    wrong: tuple[str, ...]
    remarks: tuple[str, ...]


def findings(
    report: Report,
    problems: Sequence[Problem],
    *,
    chain: Sequence[CheckRow] = (),
    remarks: Sequence[str] = (),
    tables_only: bool = False,
) -> Findings:
    """The findings of a report as read. `problems`: the report's own, and those met in reading it.

    `chain`: its chains from last year's report; `remarks`: what else there is to say. `tables_only`: a spreadsheet,
    which has neither title nor sections.
    """
    if not report.understood:
        return unread(problems)
    no_fault = (*_NO_FAULT, "AGENCY_UNKNOWN") if tables_only else _NO_FAULT
    checks: list[Check | CheckRow] = [*report.checks, *chain]
    wrong = [
        *(problem.detail for problem in problems if problem.kind not in no_fault),
        *([] if tables_only else [*_unknown(report, problems), *_missing_sections(report)]),
        *_notes(checks, "fail"),
        *_without_number(report),
    ]
    open_questions = sum(check.outcome == "not_assessable" for check in checks)
    looked_at = [
        *(problem.detail for problem in problems if problem.kind in _NO_FAULT),
        *(["电子表格：只核对了表中数字，没有核对标题和章节"] if tables_only else _undated(report)),
        *_notes(checks, "info"),
        *_interpreted(report),
        *([f"有 {open_questions} 处勾稽关系因格中没有数字，无法核对"] if open_questions else ()),
        *remarks,
    ]
    return Findings(_recognised(report), tuple(dict.fromkeys(wrong)), tuple(dict.fromkeys(looked_at)))


def unread(problems: Sequence[Problem]) -> Findings:
    """The findings of a document that gave no report."""
    return Findings("没有认出年度报告", tuple(problem.detail for problem in problems), ())


def lines(name: str, found: Findings) -> Iterator[str]:
    """The findings of one file, to be printed."""
    yield name
    yield f"  认出：{found.recognised}"
    for title, notes in (("要更正", found.wrong), ("请留意", found.remarks)):
        if notes:
            yield f"  {title}（{len(notes)}）"
            yield from (f"    · {note}" for note in notes)
    if not found.wrong:
        yield "  没有要更正的"


def summary(found: Sequence[Findings]) -> str:
    """All files in one line.

    >>> summary([Findings("", (), ()), Findings("", ("a", "b"), ("c",))])
    '共检查 2 个文件：1 个没有要更正的，1 个共有 2 处要更正；另有 1 处请留意'
    """
    faulty = [each for each in found if each.wrong]
    parts = []
    if len(faulty) < len(found):
        parts.append(f"{len(found) - len(faulty)} 个没有要更正的")
    if faulty:
        parts.append(f"{len(faulty)} 个共有 {sum(len(each.wrong) for each in faulty)} 处要更正")
    remarks = sum(len(each.remarks) for each in found)
    more = f"；另有 {remarks} 处请留意" if remarks else ""
    return f"共检查 {len(found)} 个文件：{'，'.join(parts)}{more}"


def _recognised(report: Report) -> str:
    agency, year = report.facts.get("agency"), report.facts.get("report_year")
    counts = {
        short: sum(figure.table == table for figure in report.figures) for table, short in SHORT.items()
    }
    tables = "、".join(f"{short} {count} 格" for short, count in counts.items() if count)
    return "，".join(
        (
            agency.value if agency else "机关不明",
            f"{year.value} 年度" if year else "年度不明",
            _FORMS[report.form],
            *([tables] if tables else ()),
        )
    )


def _unknown(report: Report, problems: Sequence[Problem]) -> Iterator[str]:
    if "title" not in report.facts:
        yield "没有认出标题"
    if "agency" not in report.facts and not any(problem.kind.startswith("AGENCY_") for problem in problems):
        yield "没有认出发布机关"
    if "report_year" not in report.facts:
        yield "没有认出报告年度"


def _undated(report: Report) -> Iterator[str]:
    signed = any(is_date_line(line) for line in report.text.splitlines()[-_SIGNATURE:])
    if not signed and not {"published_on", "created_on"} & report.facts.keys():
        yield "没有写明日期"
    if "index_number" not in report.facts:
        yield "没有索引号"


def _missing_sections(report: Report) -> Iterator[str]:
    form = _form(report)
    present = {section.kind for section in report.sections}
    if form is None or not present - {"preamble"}:
        if form is not None:
            yield "没有认出章节标题"
        return
    yield from (f"缺少章节：{each.label}" for each in form.sections if each.name not in present)


def _form(report: Report) -> Form | None:
    """The form whose headings a report has to have; none before 2019."""
    year = report.facts.get("report_year")
    if report.form == "pre-2019" or (year is not None and int(year.value) < 2019):
        return None
    return next((form for form in forms() if form.name == report.form), forms()[0])


def _notes(checks: Sequence[Check | CheckRow], outcome: str) -> Iterator[str]:
    return (check.note for check in checks if check.outcome == outcome and check.note)


def _without_number(report: Report) -> Iterator[str]:
    """Cells that hold no number, a note for each line and what it holds; one for a table that holds none."""
    headings = {str(row.position) for row in report.indicators if row.code and "." not in row.code}
    figures = [f for f in report.figures if f.table != "indicators" or f.line not in headings]
    cells: dict[tuple[str, str, str], list[str]] = {}
    for figure in figures:
        if figure.value is None and figure.meaning in _HOLDS_NO_NUMBER:
            what = _HOLDS_NO_NUMBER[figure.meaning].format(figure.raw[:_LONGEST])
            cells.setdefault((figure.table, figure.line, what), []).append(figure.column)
    for table in SHORT:
        printed = [figure for figure in figures if figure.table == table]
        if printed and all(figure.meaning == "blank" for figure in printed):
            yield f"{SHORT[table]}：{len(printed)} 格全部空白"
            cells = {place: columns for place, columns in cells.items() if place[0] != table}
    for (table, line, what), columns in cells.items():
        whole = sum(figure.table == table and figure.line == line for figure in figures)
        if len(columns) == whole > 1:
            yield f"{_line(report, table, line)}·各列：{what}"
        else:
            yield f"{_cells(report, table, line, columns)}：{what}"


def _interpreted(report: Report) -> Iterator[str]:
    """Numbers that were understood although they are not printed as plain numbers."""
    for figure in report.figures:
        if figure.value is not None and figure.meaning in ("signed", "unit"):
            place = _cells(report, figure.table, figure.line, [figure.column])
            value = number_text(figure.value) + (figure.unit or "")
            yield f"{place}：印作“{figure.raw[:_LONGEST]}”，读作 {value}"


def _cells(report: Report, table: str, line: str, columns: Sequence[str]) -> str:
    """A line with some of its cells; in the table in use before 2019 a line has only one."""
    if table == "indicators":
        return _line(report, table, line)
    return f"{_line(report, table, line)}·{'、'.join(column_label(table, line, name) for name in columns)}"


def _line(report: Report, table: str, line: str) -> str:
    if table == "indicators":
        return f"{SHORT[table]}·{report.indicators[int(line) - 1].label[:_LONGEST]}"
    return f"{SHORT[table]}·{name_label(table, line)}"
