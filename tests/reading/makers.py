"""Files of every format, made from printed tables: docx and xlsx by hand, the rest by writers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

import xlwt  # type: ignore[import-untyped]  # ships no types
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.reading.official import OfficialTable, Printed, Rows

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def package(members: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(
                zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED
            )  # of no date: the same bytes again
    return target.getvalue()


def _office(main: str, content_type: str, members: Mapping[str, str | bytes]) -> bytes:
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}">'
            f'<Default Extension="rels" ContentType="{_RELATIONS_TYPE}"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
            f'Type="{R}/officeDocument" Target="{main}"/></Relationships>',
            **members,
        }
    )


def positions(rows: Rows) -> Iterable[tuple[int, int, Printed]]:
    """Row and column at which each cell starts."""
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            yield number, column, cell
            covered |= {(number + r, column + c) for r in range(cell.rows) for c in range(cell.columns)}


# docx


def docx(blocks: Sequence[str | OfficialTable], more: Mapping[str, str | bytes] | None = None) -> bytes:
    body = "".join(_docx_table(b.rows) if isinstance(b, OfficialTable) else paragraph(b) for b in blocks)
    return docx_of(body, more)


def docx_of(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    content_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return _office("word/document.xml", content_type, {"word/document.xml": document, **(more or {})})


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def _docx_table(rows: Rows) -> str:
    """As Word writes it: a cell merged downwards is repeated, empty, in every row it runs through."""
    starts = {(row, column): each for row, column, each in positions(rows)}
    width = sum(each.columns for each in rows[0])
    owner = {(r + i, c): (r, c) for (r, c), each in starts.items() for i in range(each.rows)}
    lines = []
    for number in range(len(rows)):
        cells = []
        for column in range(width):
            if (number, column) not in owner:
                continue
            start = owner[number, column]
            each = starts[start]
            span = f'<w:gridSpan w:val="{each.columns}"/>' if each.columns > 1 else ""
            if each.rows > 1:
                span += '<w:vMerge w:val="restart"/>' if start[0] == number else "<w:vMerge/>"
            cells.append(cell(each.text if start[0] == number else "", span))
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
    grid = f'<w:gridCol w:w="{9000 // width}"/>' * width
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(lines)}</w:tbl><w:p/>"
    )


# xlsx and xls: a sheet is the cells by row and column, and what is merged


class Sheet:
    def __init__(self, name: str, tables: Sequence[OfficialTable], gap: int = 1) -> None:
        """The tables below each other, each under its title, which is merged over the table's width."""
        self.name = name
        self.cells: dict[tuple[int, int], str] = {}
        self.merged: list[tuple[int, int, int, int]] = []  # first row, last row, first column, last column
        top = 0
        for table in tables:
            self._put(top, 0, Printed(table.title, columns=table.width))
            for row, column, each in positions(table.rows):
                self._put(top + 1 + row, column, each)
            top += 1 + len(table.rows) + gap

    def _put(self, row: int, column: int, each: Printed) -> None:
        self.cells[row, column] = each.text
        if each.rows * each.columns > 1:
            self.merged.append((row, row + each.rows - 1, column, column + each.columns - 1))


def reference(row: int, column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26) + str(row + 1)


def xlsx(sheets: Sequence[Sheet], hidden: Sequence[str] = ()) -> bytes:
    return xlsx_of({sheet.name: _sheet_xml(sheet) for sheet in sheets}, hidden)


def xlsx_of(
    sheets: Mapping[str, str], hidden: Sequence[str] = (), more: Mapping[str, bytes] | None = None
) -> bytes:
    states = {name: "hidden" if name in hidden else "visible" for name in sheets}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}" state="{states[name]}"/>'
        for n, name in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{R}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    members: dict[str, str | bytes] = {
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        **(more or {}),
    }
    for n, data in enumerate(sheets.values(), start=1):
        members[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{S}">{data}</worksheet>'
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return _office("xl/workbook.xml", content_type, members)


def _sheet_xml(sheet: Sheet) -> str:
    rows: dict[int, list[str]] = {}
    for (row, column), text in sorted(sheet.cells.items()):
        at = reference(row, column)
        number, inline = f"<v>{text}</v>", f"<is><t>{escape(text)}</t></is>"
        kind = "n" if is_number(text) else "inlineStr"
        data = f'<c r="{at}" t="{kind}">{number if kind == "n" else inline}</c>'
        rows.setdefault(row, []).append(data)
    lines = "".join(f'<row r="{row + 1}">{"".join(cells)}</row>' for row, cells in sorted(rows.items()))
    merged = "".join(
        f'<mergeCell ref="{reference(top, left)}:{reference(bottom, right)}"/>'
        for top, bottom, left, right in sheet.merged
    )
    return f"<sheetData>{lines}</sheetData><mergeCells>{merged}</mergeCells>"


def is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()


def xls(sheets: Sequence[Sheet]) -> bytes:
    book = xlwt.Workbook()
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        merged = {(top, left): (bottom, right) for top, bottom, left, right in sheet.merged}
        for (row, column), text in sheet.cells.items():
            value = float(text) if is_number(text) else text
            bottom, right = merged.get((row, column), (row, column))
            page.write_merge(row, bottom, column, right, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# PDF

_FONT = "STSong-Light"


def pdf(
    blocks: Sequence[str | OfficialTable | Flowable], password: str | None = None, number: bool = True
) -> bytes:
    """A4 pages, numbered at the foot unless told otherwise."""
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    style = ParagraphStyle(
        "text", fontName=_FONT, fontSize=12, leading=18, firstLineIndent=24, wordWrap="CJK"
    )
    flow: list[Flowable] = []
    for block in blocks:
        if isinstance(block, OfficialTable):
            flow += [_pdf_table(block), Spacer(1, 6)]
        else:
            flow.append(Paragraph(escape(block), style) if isinstance(block, str) else block)
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=60, rightMargin=60, encrypt=password, invariant=1
    )
    on_page = _number_page if number else _no_number
    document.build(flow, onFirstPage=on_page, onLaterPages=on_page)
    return target.getvalue()


def page_break() -> Flowable:
    return PageBreak()


def _number_page(canvas: object, document: object) -> None:
    canvas.setFont("Helvetica", 9)  # type: ignore[attr-defined]
    canvas.drawCentredString(A4[0] / 2, 30, f"- {document.page} -")  # type: ignore[attr-defined]


def _no_number(canvas: object, document: object) -> None:
    """A page without anything but its text."""


def _pdf_table(table: OfficialTable) -> Table:
    style = ParagraphStyle("cell", fontName=_FONT, fontSize=8, leading=10, wordWrap="CJK")
    height, width = len(table.rows), table.width
    cells: list[list[object]] = [[""] * width for _ in range(height)]
    commands: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    for row, column, each in positions(table.rows):
        cells[row][column] = Paragraph(escape(each.text).replace("\n", "<br/>"), style)
        if each.rows * each.columns > 1:
            commands.append(("SPAN", (column, row), (column + each.columns - 1, row + each.rows - 1)))
    labels = width - 7 if width == 10 else 0
    widths = [70.0] * labels + [(470 - 70.0 * labels) / (width - labels)] * (width - labels)
    return Table(cells, colWidths=widths, style=commands)
