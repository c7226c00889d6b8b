"""Golden pages damaged at random: what is then stored is still what the page prints there, or it is flagged.

A damaged page has one of its official tables changed in its markup (cells and rows lost, doubled or swapped, spans
changed, headers and labels blanked) or ends somewhere in the middle. Every number read from it must be the number
that the undamaged page prints at that place, or its table must carry a problem or a failed check.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from lxml import etree, html
from lxml.html import HtmlElement

from pipelines.report import read_report
from pipelines.report.model import Document, Report
from pipelines.report.page.decode import decode
from tests.quality.pages import Case, figures_of

SEED = 20
# The words by which an official table is found on a page, whatever its markup.
_MARKS = ("第二十条第", "勾稽关系", "尚未审结", "结果维持", "统计指标", "指标名称")
_TITLES = {
    "proactive_disclosure": "表二", "disclosure_requests": "表三", "legal_challenges": "表四", "indicators": "统计表",
}  # fmt: skip
_RULES = {"disclosure_requests": "T3_", "legal_challenges": "T4_", "indicators": "IND_"}


@dataclass(frozen=True)
class Outcome:
    """What one damage led to: how many numbers are wrong, how many printed ones lost, whether anything says so.

    `silent` are the places whose number is wrong and nothing says so, `lost` tables that lack figures likewise.
    """

    case: str
    kind: str
    wrong: int
    silent: tuple[str, ...]
    lost: tuple[str, ...]
    flagged: bool


def damaged(cases: Sequence[Case], count: int, seed: int = SEED) -> Iterator[Outcome]:
    """`count` damages dealt over the cases that hold tables, the same for the same seed."""
    rng = random.Random(seed)
    able = [_Page(case) for case in cases if _holds_tables(case)]
    for number in range(count):
        yield _judge(able[number % len(able)], rng)


def summary(outcomes: Sequence[Outcome]) -> Counter[str]:
    """How many pages were damaged, lost figures with a word said, or hold a wrong number silently."""
    return Counter(
        {
            "damaged": len(outcomes),
            "flagged": sum(each.flagged for each in outcomes),
            "wrong but flagged": sum(each.wrong > 0 and not each.silent for each in outcomes),
            "silently short": sum(bool(each.lost) for each in outcomes),
            "silently wrong": sum(bool(each.silent) for each in outcomes),
        }
    )


def _holds_tables(case: Case) -> bool:
    page = case.document.parts[0]
    return (
        bool(figures_of(case.expected))
        and page.content_type.startswith("text/html")
        and b"<t" in page.body.lower()
    )


class _Page:
    """A case with its page decoded once; the tree is made anew for each damage."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.page = case.document.parts[0]
        self.text = decode(self.page.body, self.page.content_type).text
        self.truth = {place: cell[0] for place, cell in figures_of(case.expected).items()}
        self.indicators: dict[str, list[tuple[str | None, float | None]]] = {}
        for code, label, _, value, _ in case.expected["indicators"]:
            self.indicators.setdefault(label, []).append((code, value))

    def with_text(self, text: str) -> Document:
        body = text.encode()
        part = replace(
            self.page, body=body, sha256=sha256(body).hexdigest(), content_type="text/html; charset=utf-8"
        )
        return replace(self.case.document, parts=(part, *self.case.document.parts[1:]))


def _judge(page: _Page, rng: random.Random) -> Outcome:
    kind = rng.choice([*_DAMAGES, "cut"])
    document = page.with_text(_cut(page.text, rng) if kind == "cut" else _changed(page.text, kind, rng))
    report = read_report(document)
    wrong = list(_wrong(report, page))
    silent = tuple(place for table, place in wrong if not _is_flagged(report, table))
    return Outcome(
        page.case.name, kind, len(wrong), silent, tuple(_lost(report, page)), is_flagged_anywhere(report)
    )


def _lost(report: Report, page: _Page) -> Iterator[str]:
    """The tables of which figures are absent without a word."""
    kept = {(figure.table, figure.line, figure.column) for figure in report.figures}
    for table in sorted({place[0] for place in page.truth} - {"indicators"}):
        whole = all(place in kept for place in page.truth if place[0] == table)
        if not whole and not _is_flagged(report, table):
            yield table


def _wrong(report: Report, page: _Page) -> Iterator[tuple[str, str]]:
    """The table and the place of every number read that the page does not print there.

    An indicator is known by its label: wherever its row has gone, number and label belong together, and its code,
    where it has one, to the label under its heading.
    """
    for figure in report.figures:
        place = (figure.table, figure.line, figure.column)
        if figure.table != "indicators" and figure.value not in (None, page.truth.get(place)):
            yield figure.table, f"{' '.join(place)}: {figure.value}"
    for row in report.indicators:
        printed = page.indicators.get(row.label, ())
        if row.value is not None and not any(
            row.value == value and row.code in (None, code) for code, value in printed
        ):
            yield "indicators", f"{row.code} {row.label}: {row.value}"


def is_flagged_anywhere(report: Report) -> bool:
    """Whether anything speaks against any of a report's tables."""
    return any(_is_flagged(report, table) for table in _TITLES)


def _is_flagged(report: Report, table: str) -> bool:
    """Whether a problem names the table or says that the page is not whole, or one of its sums does not add up."""
    return any(
        _TITLES[table] in problem.detail or problem.kind == "PAGE_CUT" for problem in report.problems
    ) or any(
        check.outcome == "fail" and check.rule.startswith(_RULES.get(table, "-")) for check in report.checks
    )


# --- damages ---


def _cut(text: str, rng: random.Random) -> str:
    """The page as far as it arrived: it ends somewhere behind the beginning of its first official table."""
    begin = min((at for mark in _MARKS if (at := text.find(mark)) >= 0), default=len(text) // 2)
    return text[: rng.randrange(begin, len(text))]


def _changed(text: str, kind: str, rng: random.Random) -> str:
    tree = html.document_fromstring(text)
    tables = [
        table
        for table in tree.iter("table")
        if any(mark in "".join(table.text_content().split()) for mark in _MARKS)
        and next(table.iterdescendants("table"), None) is None
    ]
    if tables:
        table = rng.choice(tables)
        _DAMAGES[kind](list(table.iter("tr")), [*table.iter("td", "th")], rng)
    return etree.tostring(tree, encoding="unicode", method="html")


def _drop_cell(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    _remove(rng.choice(cells))


def _double_cell(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    cell = rng.choice(cells)
    cell.addnext(copy.deepcopy(cell))


def _drop_row(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    _remove(rng.choice(rows))


def _double_row(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    row = rng.choice(rows)
    row.addnext(copy.deepcopy(row))


def _swap_rows(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    if len(rows) > 1:
        one, other = rng.sample(rows, 2)
        _exchange(one, other)


def _exchange(one: HtmlElement, other: HtmlElement) -> None:
    place = etree.Element("tr")
    one.getparent().replace(one, place)
    other.getparent().replace(other, one)
    place.getparent().replace(place, other)


def _change_span(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    rng.choice(cells).set(rng.choice(("rowspan", "colspan")), str(rng.choice((1, 2, 3, 5, 40, 65534))))


def _blank_headers(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    for cell in cells:
        if not _is_number(cell) and rng.random() < 0.3:
            _empty(cell)


def _blank_label(rows: list[HtmlElement], cells: list[HtmlElement], rng: random.Random) -> None:
    labels = [cell for cell in cells if not _is_number(cell)]
    if labels:
        _empty(rng.choice(labels))


_DAMAGES: dict[str, Callable[[list[HtmlElement], list[HtmlElement], random.Random], None]] = {
    "drop cell": _drop_cell,
    "double cell": _double_cell,
    "drop row": _drop_row,
    "double row": _double_row,
    "swap rows": _swap_rows,
    "change span": _change_span,
    "blank headers": _blank_headers,
    "blank label": _blank_label,
}


def _remove(element: HtmlElement) -> None:
    element.drop_tree()


def _is_number(cell: HtmlElement) -> bool:
    return any(char.isdigit() for char in cell.text_content()) and len(cell.text_content().strip()) < 12


def _empty(cell: HtmlElement) -> None:
    for element in cell.iter():
        element.text = None
        if element is not cell:
            element.tail = None
