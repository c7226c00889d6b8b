"""Tables flattened to text: which lines of a saved page were one, by the `|` their cells end with.

Both forms met are covered: one row a line (`规章 | 0 | 0 | 0 |`), and one cell a line, where a cell's text
may run over several lines before its ` |`, and the empty cells of spans stand as `|||` on lines of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from pipelines.report.blocks import TextTable
from pipelines.report.words.labels import labelled_lines
from pipelines.report.words.normalise import Plain

T = TypeVar("T")

# A line that can be no part of a cell: it opens a section. The rows 一、本年新收 … 四、结转 begin likewise.
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,2} ?[、.．]"
    r"(?! ?(?:本年新收|上年结转|上年結轉|本年度办理|本年度辦理|结转下|結轉下))"
)
_RULE = re.compile(r"[-|: ]{3,400}")
_LONGEST = 120  # characters of a line of a cell; the longest official label has 44
_LINES_OF_A_CELL = 3


def with_tables(items: Sequence[str | T]) -> Iterator[str | T | TextTable]:
    """The items of a document with runs of table lines folded into `TextTable`s.

    >>> list(with_tables(["一、总体情况", "规章 |", "商业", "|", "|||", "三、收到申请情况"]))
    ['一、总体情况', TextTable(lines=('规章 |', '商业', '|', '|||')), '三、收到申请情况']
    """
    at = 0
    while at < len(items):
        end = _table_end(items, at)
        if end > at:
            yield TextTable(tuple(line for line in items[at:end] if isinstance(line, str)))
            at = end
        else:
            yield items[at]
            at += 1


def _table_end(items: Sequence[str | T], at: int) -> int:
    """The index behind the table that begins at `at`; `at` itself when none does."""
    end = at
    while end < len(items):
        if _is_row(items[end]) or (end > at and _RULE.fullmatch(str(items[end]))):
            end += 1
        elif end > at and (cell := _cell_end(items, end)):
            end = cell
        else:
            break
    return end


def _is_row(item: str | T) -> bool:
    return isinstance(item, str) and item.endswith("|")


def _cell_end(items: Sequence[str | T], at: int) -> int | None:
    """The index behind a cell whose text stands on lines of its own, or None when these lines are prose."""
    for end in range(at, min(at + _LINES_OF_A_CELL, len(items))):
        line = items[end]
        if not isinstance(line, str):
            return None
        if line.endswith("|"):
            # A row of several cells begins a table of its own: what stands before it is no part of its first
            # cell.
            return end + 1 if "|" not in line.rstrip("| ") else None
        if len(line) > _LONGEST or _SECTION.match(line) or line.endswith(("。", "；", ";")):
            return None
    return None


def metadata_lines(table: TextTable, plain: Plain) -> list[str] | None:
    """`label：value` lines of a metadata block (索引号, 文号 …) flattened to text, or None for any other
    table."""
    if len(table.lines) > 40:
        return None
    joined = "".join(line for line in table.lines if not _RULE.fullmatch(line))
    return labelled_lines([" ".join(cell.split()) for cell in plain(joined).split("|")])
