"""xls and PDF, by the libraries that write them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import xlwt  # type: ignore[import-untyped]  # ships no types
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from tests.province.files import is_number, places, width
from tests.province.tables import Table


def xls(cells: Mapping[tuple[int, int], str], merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    """A sheet: texts by row and column; merged ranges as first row, last row, first column, last column."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    ends = {(top, left): (bottom, right) for top, bottom, left, right in merged}
    for (row, column), text in cells.items():
        bottom, right = ends.get((row, column), (row, column))
        sheet.write_merge(row, bottom, column, right, float(text) if is_number(text) else text)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


_FONT = "STSong-Light"


def pdf(blocks: Sequence[Table | str]) -> bytes:
    """Texts and ruled tables, one below the other."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style = ParagraphStyle(
        "text", fontName=_FONT, fontSize=12, leading=18, firstLineIndent=24, wordWrap="CJK"
    )
    flow: list[Flowable] = []
    for block in blocks:
        if isinstance(block, str):
            flow.append(Paragraph(escape(block), style))
        else:
            flow += [_grid(block), Spacer(1, 6)]
    target = io.BytesIO()
    SimpleDocTemplate(target, pagesize=A4, leftMargin=60, rightMargin=60, invariant=1).build(flow)
    return target.getvalue()


def _grid(table: Table) -> Flowable:
    style = ParagraphStyle("cell", fontName=_FONT, fontSize=7, leading=8, wordWrap="CJK")
    columns = width(table)
    cells: list[list[Any]] = [[""] * columns for _ in table]
    commands: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    # Narrow margins: a number is never broken over two lines.
    commands += [(f"{side}PADDING", (0, 0), (-1, -1), 1) for side in ("LEFT", "RIGHT")]
    for row, column, cell in places(table):
        cells[row][column] = Paragraph(escape(cell.text), style)
        if cell.rows * cell.cols > 1:
            commands.append(("SPAN", (column, row), (column + cell.cols - 1, row + cell.rows - 1)))
    labels = 3 if columns == 10 else 0  # the labels of table 3 are long, its figures short
    widths = [70.0] * labels + [(470 - 70.0 * labels) / (columns - labels)] * (columns - labels)
    return Grid(cells, colWidths=widths, style=commands)
