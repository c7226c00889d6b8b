"""Reports as files: docx and xlsx as zipped XML, xls and PDF by their writers. The same blocks, the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from tests.province.model import Block
from tests.province.tables import Cell, Table

_OPEN = "http://schemas.openxmlformats.org"
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES = {
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "pdf": "application/pdf",
}


def places(table: Table) -> Iterator[tuple[int, int, Cell]]:
    """Row and column at which each cell starts."""
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(table):
        column = 0
        for cell in row:
            while (number, column) in covered:
                column += 1
            yield number, column, cell
            covered |= {(number + r, column + c) for r in range(cell.rows) for c in range(cell.cols)}


def width(table: Table) -> int:
    return max(column + cell.cols for _, column, cell in places(table))


def _zipped(main: str, media_type: str, members: Mapping[str, str]) -> bytes:
    types = (
        f'<Types xmlns="{_OPEN}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/{main}" ContentType="{media_type}.main+xml"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{_OPEN}/officeDocument/2006/relationships/officeDocument" Target="{main}"/></Relationships>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": types, "_rels/.rels": relations, **members}.items():
            # A fixed time: the same file has the same bytes.
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 15, 9, 0, 0)), text)
    return target.getvalue()


# --- docx ---


def _docx(blocks: Sequence[Block]) -> bytes:
    name = f"{_OPEN}/wordprocessingml/2006/main"
    text = "".join(_docx_table(b.table) if b.table else _paragraph(b.content) for b in blocks)
    document = f'<w:document xmlns:w="{name}"><w:body>{text}</w:body></w:document>'
    return _zipped("word/document.xml", MEDIA_TYPES["docx"], {"word/document.xml": document})


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _docx_table(table: Table) -> str:
    """As Word writes it: a cell merged downwards is repeated, empty, in every row it runs through."""
    starts = {(row, column): cell for row, column, cell in places(table)}
    covering = {(r + i, c): (r, c) for (r, c), cell in starts.items() for i in range(cell.rows)}
    rows = []
    for number in range(len(table)):
        cells = []
        for column in range(width(table)):
            if (number, column) not in covering:
                continue
            start = covering[number, column]
            cell = starts[start]
            span = f'<w:gridSpan w:val="{cell.cols}"/>' if cell.cols > 1 else ""
            if cell.rows > 1:
                span += '<w:vMerge w:val="restart"/>' if start[0] == number else "<w:vMerge/>"
            text = cell.text if start[0] == number else ""
            cells.append(f"<w:tc><w:tcPr>{span}</w:tcPr>{_paragraph(text)}</w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid = f'<w:gridCol w:w="{9000 // width(table)}"/>' * width(table)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"


# --- xlsx and xls: the tables below each other on one sheet ---


def _sheet(blocks: Sequence[Block]) -> tuple[dict[tuple[int, int], str], list[tuple[int, int, int, int]]]:
    cells: dict[tuple[int, int], str] = {}
    merged: list[tuple[int, int, int, int]] = []
    top = 0
    for table in (block.table for block in blocks if block.table):
        for row, column, cell in places(table):
            cells[top + row, column] = cell.text
            if cell.rows * cell.cols > 1:
                merged.append((top + row, top + row + cell.rows - 1, column, column + cell.cols - 1))
        top += len(table) + 1
    return cells, merged


def is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdecimal()


def _xlsx(blocks: Sequence[Block]) -> bytes:
    cells, merged = _sheet(blocks)
    rows: dict[int, list[str]] = {}
    for (row, column), text in sorted(cells.items()):
        value = f"<v>{text}</v>" if is_number(text) else f"<is><t>{escape(text)}</t></is>"
        kind = "n" if is_number(text) else "inlineStr"
        rows.setdefault(row, []).append(f'<c r="{_reference(row, column)}" t="{kind}">{value}</c>')
    data = "".join(f'<row r="{row + 1}">{"".join(made)}</row>' for row, made in sorted(rows.items()))
    spans = "".join(
        f'<mergeCell ref="{_reference(top, left)}:{_reference(bottom, right)}"/>'
        for top, bottom, left, right in merged
    )
    main, relations = f"{_OPEN}/spreadsheetml/2006/main", f"{_OPEN}/officeDocument/2006/relationships"
    return _zipped(
        "xl/workbook.xml",
        MEDIA_TYPES["xlsx"],
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="Sheet1" '
            'sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{data}</sheetData><mergeCells>'
            f"{spans}</mergeCells></worksheet>",
        },
    )


def _reference(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def _xls(blocks: Sequence[Block]) -> bytes:
    from tests.province import writers  # takes half a second to import, which most commands need not wait for

    return writers.xls(*_sheet(blocks))


def _pdf(blocks: Sequence[Block]) -> bytes:
    from tests.province import writers

    return writers.pdf([block.table or block.content for block in blocks])


def _once(write: Callable[[Sequence[Block]], bytes]) -> Callable[[Sequence[Block]], bytes]:
    """A file is asked for more than once and takes up to a tenth of a second to write."""
    kept: dict[str, bytes] = {}

    def written(blocks: Sequence[Block]) -> bytes:
        key = "\n".join(block.content for block in blocks)
        if key not in kept:
            kept[key] = write(blocks)
        return kept[key]

    return written


WRITERS: Mapping[str, Callable[[Sequence[Block]], bytes]] = {
    "docx": _once(_docx),
    "xlsx": _once(_xlsx),
    "xls": _once(_xls),
    "pdf": _once(_pdf),
}
