"""表三, requests for information received and answered (收到和处理政府信息公开申请情况): 23 or 25 lines by 7 columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from archive.forms import Form, forms
from pipelines.report.grid import usual_length
from pipelines.report.model import Figure, Grid, Problem
from pipelines.report.tables.matching import Labels, core
from pipelines.report.tables.statistics.reading import Row, TableReading, exactly, figure, in_order
from pipelines.report.words.normalise import key, letters

TITLE = "表三"

# So many of its lines tell this table from any other; damaged ones still have more.
_ENOUGH_LINES = 4
_MOST_LABEL_CELLS = 3
_LONGEST_LABEL = 200  # characters
_HEADER_ROWS = 8
_WHO = frozenset({0.0, 0.5})  # the places of 自然人 and of 法人或其他组织 among the columns


@cache
def _lines() -> Labels:
    return Labels(line for form in forms() for line in form.request_lines)


@cache
def _headings() -> frozenset[str]:
    return frozenset(core(heading) for form in forms() for heading in form.request_headings)


@cache
def _below_heading() -> re.Pattern[str]:
    """A heading in front of a line's own label in one cell: 三、本年度办理结果(一)予以公开."""
    headings = "|".join(key(heading) for form in forms() for heading in form.request_headings)
    return re.compile(rf"^(?:[(]?[一二三四五六七][)、.])?(?:{headings})[-—/:]?(?=[(]?[一二三四五六七0-9])")


def read(
    grid: Grid, rows: Sequence[Row], above: frozenset[str] = frozenset(), header: Sequence[Row] = ()
) -> TableReading | None:
    """Read the table out of a grid that holds it, among others perhaps; None when it does not.

    `above`: the lines found in grids before this one. A grid with few lines is the rest of that table where they go on
    from there: a page often ends before 总计 and 结转. `header`: the rows of a grid before it that is no more than that.
    """
    labelled = [_Line(row, *_label(row)) for row in rows]
    places = [place for place, line in enumerate(labelled) if line.name]
    names = frozenset(line.name for line in labelled if line.name)
    if len(names) < _ENOUGH_LINES and not _goes_on([line.name for line in labelled if line.name], above):
        return None
    form = _form(names)
    form_name = form.name if form else None
    problems = _header_problems([*header, *rows[max(0, places[0] - _HEADER_ROWS) : places[0]]])
    if problems:
        return TableReading(TITLE, form_name, (), tuple(problems))
    figures, problems = _figures(grid, labelled[places[0] : places[-1] + 1])
    # A table without the lines that tell the forms apart lacks one of them, whichever form it follows.
    expected = tuple(line.name for line in (form or forms()[0]).request_lines)
    return TableReading(TITLE, form_name, tuple(figures), tuple(problems), names, expected)


def is_header_alone(rows: Sequence[Row]) -> bool:
    """Whether a grid is nothing but this table's header: who applied, and no figure."""
    places = {_place(text) for row in rows for text in row.cores if text}
    labels_only = all(
        text for row in rows for cell, text in zip(row.cells, row.cores, strict=True) if cell.plain
    )
    return (
        len(rows) <= _HEADER_ROWS
        and labels_only
        and len(places - {None}) >= 2
        and not places.isdisjoint(_WHO)
    )


def _goes_on(names: Sequence[str], above: frozenset[str]) -> bool:
    """Whether lines are the next ones of a form behind all that stood above them."""
    for form in forms():
        order = [line.name for line in form.request_lines]
        if names and above <= frozenset(order):
            last = max((order.index(name) for name in above), default=-1)
            if above and list(names) == order[last + 1 : last + 1 + len(names)]:
                return True
    return False


class _Line(NamedTuple):
    """A row, the line of the form it is (None for any other), and how many of its leading cells are label."""

    row: Row
    name: str | None
    width: int


def _label(row: Row) -> tuple[str | None, int]:
    """The line a row belongs to and how many of its leading cells are label: the last that names a line."""
    name, width = None, 0
    for place, text in enumerate(row.cores[:_MOST_LABEL_CELLS]):
        cell = row.cells[place]
        if not text:
            if cell.plain:
                break
            continue
        found = _named(cell.plain)
        # 其他 and 总计 also name columns of the header, where they have no ordinal.
        if found and not (
            found in ("other_others", "total_processed")
            and letters(cell.plain) == text
            and all(_is_label_or_blank(row))
        ):
            name, width = found, place + 1
    return name, width


@lru_cache(maxsize=4096)
def _named(text: str) -> str | None:
    return _lines().find(text) or _lines().find(_below_heading().sub("", key(text[:_LONGEST_LABEL])))


def _is_label_or_blank(row: Row) -> Iterator[bool]:
    return (bool(text) or not cell.plain for cell, text in zip(row.cells, row.cores, strict=True))


def _form(names: frozenset[str]) -> Form | None:
    for form in forms():
        own = {line.name for line in form.request_lines}
        others = {line.name for other in forms() if other is not form for line in other.request_lines}
        if names & (own - others):
            return form
    return None


def _figures(grid: Grid, lines: Sequence[_Line]) -> tuple[list[Figure], list[Problem]]:
    columns = forms()[0].request_columns
    usual = usual_length(grid) if grid.flattened else 0
    counts = Counter(line.name for line in lines if line.name)
    padding = 0 if grid.flattened else _padding(lines)
    figures: list[Figure] = []
    problems: list[Problem] = []
    for row, name, width in lines:
        if name is None:
            problems += _unknown(row)
            continue
        cells = row.cells[width : len(row.cells) - padding]
        values = exactly(cells, len(columns), whole_row=len(row.cells) == usual)
        if any(cell.plain for cell in row.cells[len(row.cells) - padding :]):
            values = None
        others = row.cores[width:]
        if values is None or (any(others) and any(text and _lines().find(text) for text in others)):
            wrong = f"应有{len(columns)}个数，印有{len(row.cells) - width}格"
            problems.append(Problem("ROW_UNREADABLE", f"{TITLE}“{row.printed}”{wrong}"))
        elif grid.flattened and not values[-1].plain:
            # Where rows are padded, an empty last cell may be padding that took a lost figure's place.
            problems.append(Problem("ROW_UNREADABLE", f"{TITLE}“{row.printed}”末格为空，无法与补位区分"))
        elif counts[name] > 1:
            problems.append(Problem("LINE_TWICE", f"{TITLE}“{row.printed}”出现{counts[name]}次，未采用"))
        else:
            figures += [
                figure("disclosure_requests", name, column.name, cell, grid)
                for column, cell in zip(columns, values, strict=True)
            ]
    return figures, problems


def _padding(lines: Sequence[_Line]) -> int:
    """How many cells without text end every line: Word's placeholders, an empty column for remarks.

    They are the table's where most lines have them: then a line with one cell fewer has lost a figure.
    """
    counts = Counter(len(line.row.cells) - line.width for line in lines if line.name)
    surplus = max(counts, key=lambda count: counts[count], default=0) - len(forms()[0].request_columns)
    if surplus <= 0:
        return 0
    whole = [
        line.row.cells[-surplus:]
        for line in lines
        if line.name and len(line.row.cells) > line.width + surplus
    ]
    return surplus if not any(cell.plain for cells in whole for cell in cells) else 0


def _unknown(row: Row) -> list[Problem]:
    """A row with figures under a label no form knows. Headings and subtotals are passed over on purpose."""
    figures = sum(bool(cell.plain) and not text for cell, text in zip(row.cells, row.cores, strict=True))
    if figures < len(forms()[0].request_columns) - 1 or any(text in _headings() for text in row.cores):
        return []
    return [Problem("LABEL_UNKNOWN", f"{TITLE}有一行数字不知属于哪一项：“{row.printed}”")]


def _header_problems(rows: Sequence[Row]) -> list[Problem]:
    """Header cells that name the columns in another order than the form's; lost words are no contradiction."""
    for row in rows:
        places = [place for text in row.cores if (place := _place(text)) is not None]
        if not in_order(places):
            return [Problem("HEADER_ORDER", f"{TITLE}表头次序与格式不符，未读取：{row.printed}")]
    return []


@lru_cache(maxsize=1024)
def _place(text: str) -> float | None:
    """Where the column a header names stands in the form, and just before its first column a group of several
    (法人或其他组织); two letters suffice, for headers lose their second paragraph (商业|科研)."""
    if len(text) < 2:
        return None
    for place, column in enumerate(forms()[0].request_columns):
        if any(core(wording).startswith(text) for wording in column.wordings):
            return place
        if column.group and core(column.group).startswith(text):
            return place - 0.5
    return None
