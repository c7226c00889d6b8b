"""Tables as grids: span expansion for HTML tables, ready cells as they are, rows for tables flattened to text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from lxml.etree import _Element

from pipelines.report.blocks import CellTable
from pipelines.report.model import Cell, Grid
from pipelines.report.words.normalise import Plain, joined, squeeze
from pipelines.report.words.values import is_value

# A report's largest table has some 30 × 12 cells. Beyond these a page is broken or hostile.
MAX_CELLS = 20_000
_TOO_LARGE = f"有表格超过 {MAX_CELLS:,} 格，未读取"
_MAX_COLSPAN = 1_000  # what the HTML standard allows
_MAX_DEPTH = 200

# A raised number is a remark's: 12 with a raised 1 is neither 121 nor surely 12, and no number once they are parted.
_BREAKS = frozenset(
    {"br", "p", "div", "li", "ul", "ol", "tr", "td", "th", "table", "h1", "h2", "h3", "h4", "sup", "sub"}
)
_CELLS = frozenset({"td", "th"})
# What is struck out stands there no more.
_SILENT = frozenset({"script", "style", "select", "noscript", "del", "s", "strike"})
# Of styles in lower case: what takes no place, and what is not seen or struck out where it stands.
_HIDDEN = re.compile(r"display\s{0,5}:\s{0,5}none")
_UNSEEN = re.compile(
    r"display\s{0,5}:\s{0,5}none|visibility\s{0,5}:\s{0,5}(?:hidden|collapse)|line-through|"
    r"font-size\s{0,5}:\s{0,5}0(?:\.0{1,3})?(?:px|pt|em|%)?\s{0,5}(?:;|!|$)"
)
# Fields a form shows as text; some sites print their tables as forms nobody can fill in.
_FIELDS = frozenset({"", "text", "number"})
_LONG = 200  # characters; longer cells are prose and none of them stands twice
_SPAN_LENGTH = 16  # characters: nine spaces, a sign, five digits and what ends them
_SPAN = re.compile(r"\s{0,9}\+?([0-9]{1,5})(?![0-9])")


class GridTooLargeError(ValueError):
    """A table has more cells than any report could hold."""


def html_grid(table: _Element, *, part: int, index: int, plain: Plain) -> Grid:
    """The cells of an HTML table at their columns, spans expanded as a browser does.

    A rowspan ends with the table, whatever it claims. Raises GridTooLargeError beyond MAX_CELLS cells.
    """
    rows: list[tuple[Cell, ...]] = []
    occupied: dict[int, int] = {}  # column → rows below this one that a cell above still covers
    count = 0
    for number, row in enumerate(_rows(table)):
        cells: list[Cell] = []
        column = 0
        below: dict[int, int] = {}
        for element in _cells(row):
            style = element.get("style")
            unseen = style is not None and _unseen(style[:400])
            if unseen and _hides(style or ""):
                continue
            while column in occupied:
                column += 1
            count += 1
            if count > MAX_CELLS or column > MAX_CELLS:
                raise GridTooLargeError(_TOO_LARGE)
            wide, tall = element.get("colspan"), element.get("rowspan")
            colspan = min(_span(wide[:_SPAN_LENGTH]), _MAX_COLSPAN) if wide else 1
            rowspan = _span(tall[:_SPAN_LENGTH]) if tall else 1
            text = "" if unseen or element.get("hidden") is not None else _printed(element)
            cells.append(Cell(text, plain(text), number, column, rowspan, colspan))
            if rowspan > 1:
                below.update(dict.fromkeys(range(column, column + colspan), rowspan))
            column += colspan
        if occupied or below:
            occupied = {c: left - 1 for c, left in {**occupied, **below}.items() if left > 1}
        rows.append(tuple(cells))
    return Grid(tuple(rows), part, index)


def _printed(element: _Element) -> str:
    """A cell's text; paragraphs and line breaks become spaces, so that two numbers never run together.

    A label broken over lines is one label; two numbers in a cell stay two.
    """
    text, behind, node = element.text or "", "", element
    # Two cells of three hold elements within each other and no two beside each other: `<td><p><span>12`. Going down
    # in a loop takes half the time of the walk (292 tables: 145 ms, now 102).
    while (within := len(node)) == 1 and len(behind) < _LONG:
        node = node[0]
        tag = node.tag
        if tail := node.tail:
            behind = tail + behind
        if tag in _BREAKS:
            text += "\n"
            behind = "\n" + behind
        if not _is_printed(node, tag):
            break
        text += node.text or (_entered(node) if tag == "input" else "")
    else:
        if within:
            pieces = [text]
            _collect(node, pieces, 0)
            text = "".join(pieces)
    text += behind
    if text.isdecimal():
        return text
    return _tidy(text) if len(text) <= _LONG else _one_line(text)


def _one_line(text: str) -> str:
    text = squeeze(text)
    return joined(text) if " " in text else text


# The same labels and small numbers stand on every page.
_tidy = lru_cache(maxsize=8192)(_one_line)


def _collect(element: _Element, pieces: list[str], depth: int) -> None:
    """The texts of what stands in an element, behind its own; the walk goes no deeper than it must."""
    for child in element:
        tag = child.tag
        breaks = tag in _BREAKS
        if breaks:
            pieces.append("\n")
        if _is_printed(child, tag):
            if depth == _MAX_DEPTH:
                pieces.extend(map(str, child.itertext()))
            else:
                if text := child.text or (_entered(child) if tag == "input" else ""):
                    pieces.append(text)
                if len(child):
                    _collect(child, pieces, depth + 1)
        if breaks:
            pieces.append("\n")
        if tail := child.tail:
            pieces.append(tail)


def _rows(table: _Element) -> Iterator[_Element]:
    """The rows of this table, not of tables inside it; rows a style hides are not printed."""
    found = list(table.iter("table", "tr"))
    rows = [each for each in found if each.tag == "tr"]
    nested = len(found) - len(rows) > 1
    for row in rows:
        if nested and next(row.iterancestors("table")) is not table:
            continue
        # Word ends a table with a row of height 0 that only sets the widths of the columns.
        style = row.get("style")
        if row.get("height") != "0" and not (style and _hides(style)):
            yield row


def _cells(row: _Element) -> list[_Element]:
    # Broken pages put a form or a font between row and cells.
    return [cell for cell in row if cell.tag in _CELLS] or list(row.iter("td", "th"))


def _hides(style: str) -> bool:
    return _HIDDEN.search(style[:400].lower()) is not None


def _is_printed(element: _Element, tag: object) -> bool:
    """Whether an element in a cell is read; `tag` is its own. Comments and instructions have no tag name."""
    if tag in _SILENT or not isinstance(tag, str) or element.get("hidden") is not None:
        return False
    style = element.get("style")
    return style is None or not _unseen(style[:400])


def _entered(field: _Element) -> str:
    """What stands in an `input`, which a browser shows like any text of the cell."""
    return field.get("value", "") if field.get("type", "").lower() in _FIELDS else ""


# Word gives every piece of text one of a few styles.
@lru_cache(maxsize=1024)
def _unseen(style: str) -> bool:
    return _UNSEEN.search(style.lower()) is not None


@lru_cache(maxsize=1024)
def _span(value: str) -> int:
    """A rowspan or colspan; anything that is not a small positive number counts as 1, as in browsers.

    >>> [_span(v) for v in ("3", " 2 ", "0", "-1", "abc", "99999999")]
    [3, 2, 1, 1, 1, 1]
    """
    match = _SPAN.match(value)
    return max(int(match[1]), 1) if match else 1


def cell_grid(table: CellTable, *, part: int, index: int, plain: Plain) -> Grid:
    """The grid of a table whose cells are ready. Raises GridTooLargeError beyond MAX_CELLS cells."""
    if sum(map(len, table.rows)) > MAX_CELLS:
        raise GridTooLargeError(_TOO_LARGE)
    return Grid(
        tuple(
            tuple(Cell(c.text, plain(c.text), number, c.column, c.rowspan, c.colspan) for c in row)
            for number, row in enumerate(table.rows)
        ),
        part,
        index,
    )


def text_grid(lines: Sequence[str], *, part: int, index: int, plain: Plain) -> Grid:
    """The rows of a table flattened to text: cells end with `|`; a row stands on one line, or each cell on its own.

    Rows that a lost or added cell has put out of step come out longer or shorter than the others; what they
    hold is not guessed here. Raises GridTooLargeError beyond MAX_CELLS cells.
    """
    if sum(line.count("|") for line in lines) > MAX_CELLS:
        raise GridTooLargeError(_TOO_LARGE)
    lines = [line for line in lines if not _is_rule(line)]
    by_line = sum(_filled(line) > 1 for line in lines) * 3 >= len(lines)
    rows = _rows_by_line(lines) if by_line else _rows_of_stream(_stream(lines), plain)
    return Grid(
        tuple(
            tuple(Cell(text, plain(text), number, column) for column, text in enumerate(row))
            for number, row in enumerate(rows)
        ),
        part,
        index,
        flattened=True,
    )


def _is_rule(line: str) -> bool:
    """Whether a line is the rule under a Markdown header (`---|---|`)."""
    return "-" in line and not line.strip("|-: ")


def _filled(line: str) -> int:
    return sum(bool(cell.strip()) for cell in line.split("|"))


def _split(line: str) -> list[str]:
    cells = [squeeze(cell) for cell in line.split("|")]
    return cells if cells[-1] else cells[:-1]


def _rows_by_line(lines: Sequence[str]) -> list[list[str]]:
    """A row a line; a line without text that makes a short row whole is the rest of it (a cell broken over lines)."""
    rows = [_split(line) for line in lines]
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    whole: list[list[str]] = []
    for row in rows:
        if whole and not any(row) and len(whole[-1]) + len(row) == usual:
            whole[-1] += row
        else:
            whole.append(row)
    return whole


def _stream(lines: Sequence[str]) -> list[str]:
    """All cells in a row, for tables with one cell a line; a cell may itself run over lines."""
    return _split("\n".join(lines))


def _rows_of_stream(cells: list[str], plain: Plain) -> list[list[str]]:
    """Cut a stream of cells into rows.

    Every row was padded to the table's width (the last one perhaps not), so the width is the number that cuts the
    stream into rows each of which begins with a label and holds no label behind a figure; a table of one row
    of figures has one row without label. Where no width does, a cell was lost or added: then a row is taken to begin at
    each label that follows a figure or a blank.
    """
    figures = [is_value(plain(cell)) for cell in cells]  # blanks count as figures
    for width in range(min(len(cells), 20), 1, -1):
        starts = range(0, len(cells), width)
        unlabelled = sum(figures[start] for start in starts)
        late = any(
            figures[at] and not figures[at + 1]
            for start in starts
            for at in range(start, min(start + width, len(cells)) - 1)
        )
        if not late and unlabelled <= (1 if len(starts) < 6 else 0):
            return [cells[start : start + width] for start in starts]
    rows: list[list[str]] = []
    for at, cell in enumerate(cells):
        if at == 0 or (not figures[at] and figures[at - 1]):
            rows.append([])
        rows[-1].append(cell)
    return rows


def usual_length(grid: Grid) -> int:
    """How many cells most rows of a flattened table have; others lost or gained one."""
    lengths = Counter(len(row) for row in grid.rows)
    return max(lengths, key=lambda length: (lengths[length], length)) if lengths else 0
