"""表三, requests for information received and answered (收到和处理政府信息公开申请情况): 23 or 25 lines by 7 columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache


from archive.forms import Form, Label, forms
from pipelines.report.grid import usual_length
from pipelines.report.matching import Labels, core
from pipelines.report.model import Cell, Figure, Grid, Problem
from pipelines.report.normalise import key
from pipelines.report.statistics.reading import TableReading, exactly, figure, in_order
from pipelines.report.values import is_value

TITLE = "表三"

# So many of its lines tell this table from any other; damaged ones still have more.
_ENOUGH_LINES = 4
_MOST_LABEL_CELLS = 3


@cache
def _lines() -> Labels:
    return Labels(line for form in forms() for line in form.request_lines)


@cache
def _headings() -> frozenset[str]:
    return frozenset(core(heading) for form in forms() for heading in form.request_headings)


def read(grid: Grid) -> TableReading | None:
    """Read the table out of a grid that holds it, among others perhaps; None when it does not."""
    rows = [(row, *_label(row)) for row in grid.rows]
    names = [name for _, name, _ in rows if name]
    if len(set(names)) < _ENOUGH_LINES:
        return None
    form = _form(set(names))
    lines = [number for number, (_, name, _) in enumerate(rows) if name]
    problems = _header_problems(grid.rows[max(0, lines[0] - 8) : lines[0]])
    if problems:
        return TableReading(TITLE, form.name if form else None, (), tuple(problems))
    figures, problems = _figures(grid, rows[lines[0] : lines[-1] + 1])
    expected = tuple(line.name for line in form.request_lines) if form else ()
    return TableReading(
        TITLE, form.name if form else None, tuple(figures), tuple(problems), frozenset(names), expected
    )


def _label(row: Sequence[Cell]) -> tuple[str | None, int]:
    """The line a row belongs to and how many of its leading cells are label: the last that names a line."""
    name, width = None, 0
    for number, cell in enumerate(row[:_MOST_LABEL_CELLS]):
        if cell.plain and is_value(cell.plain):
            break
        found = _lines().find(cell.plain)
        # 其他 also names a column of the header; there it follows other columns' names, never an empty row.
        if found and not (found in ("other_others", "total_processed") and _is_header(row)):
            name, width = found, number + 1
    return name, width


def _is_header(row: Sequence[Cell]) -> bool:
    return not any(is_value(cell.plain) for cell in row if cell.plain)


def _form(names: set[str]) -> Form | None:
    for form in forms():
        own = {line.name for line in form.request_lines}
        others = {line.name for other in forms() if other is not form for line in other.request_lines}
        if names & (own - others):
            return form
    return None


def _figures(
    grid: Grid, rows: Sequence[tuple[Sequence[Cell], str | None, int]]
) -> tuple[list[Figure], list[Problem]]:
    columns = forms()[0].request_columns
    usual = usual_length(grid)
    counts = Counter(name for _, name, _ in rows if name)
    figures: list[Figure] = []
    problems: list[Problem] = []
    for row, name, width in rows:
        values = exactly(row[width:], len(columns), whole_row=grid.flattened and len(row) == usual)
        if name is None:
            problems += _unknown(row)
        elif values is None or any(_lines().find(cell.plain) for cell in values):
            problems.append(Problem("ROW_UNREADABLE", f"{TITLE}“{_printed(row)}”应有7个数，印有{len(row) - width}格"))
        elif grid.flattened and not values[-1].plain:
            # Where rows are padded, an empty last cell may be padding that took a lost figure's place.
            problems.append(Problem("ROW_UNREADABLE", f"{TITLE}“{_printed(row)}”末格为空，无法与补位区分"))
        elif counts[name] > 1:
            problems.append(Problem("LINE_TWICE", f"{TITLE}“{_printed(row)}”出现{counts[name]}次，未采用"))
        else:
            figures += [
                figure("disclosure_requests", name, column.name, cell, grid)
                for column, cell in zip(columns, values, strict=True)
            ]
    return figures, problems


def _unknown(row: Sequence[Cell]) -> list[Problem]:
    """A row with figures under a label no form knows. Headings and subtotals are passed over on purpose."""
    texts = [cell.plain for cell in row if cell.plain and not is_value(cell.plain)]
    figures = sum(1 for cell in row if cell.plain and is_value(cell.plain))
    if figures < len(forms()[0].request_columns) - 1 or any(core(text) in _headings() for text in texts):
        return []
    return [Problem("LABEL_UNKNOWN", f"{TITLE}有一行数字不知属于哪一项：“{_printed(row)}”")]


def _header_problems(rows: Sequence[Sequence[Cell]]) -> list[Problem]:
    """Header cells that name the columns in another order than the form's; lost words are no contradiction."""
    columns = forms()[0].request_columns
    for row in rows:
        positions = [position for cell in row if (position := _column(cell, columns)) is not None]
        if not in_order(positions):
            return [Problem("HEADER_ORDER", f"{TITLE}表头次序与格式不符，未读取：{_printed(row)}")]
    return []


def _column(cell: Cell, columns: Sequence[Label]) -> int | None:
    """Which column a header cell names; two letters suffice, for headers lose their second paragraph (商业|科研)."""
    text = core(cell.plain)
    for position, column in enumerate(columns):
        for wording in column.wordings:
            if len(text) >= 2 and core(wording).startswith(text):
                return position
    return None


def _printed(row: Sequence[Cell]) -> str:
    return key(" ".join(cell.plain for cell in row if cell.plain))[:40]


