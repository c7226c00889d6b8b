"""Files made to stall, swell or deceive a reader, and broken, encrypted and foreign ones, each with what it is called."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping
from itertools import accumulate

from reportlab.platypus import Image
from xlwt.CompoundDoc import XlsDoc  # type: ignore[import-untyped]  # ships no types

from tests.reading.makers import Sheet, docx, docx_of, package, paragraph, pdf, xls, xlsx_of
from tests.reading.official import tables_of

PROSE = ["一、总体情况", "2021年，本机关认真贯彻落实条例，" + "主动公开政府信息。" * 20]


def ole(stream: bytes, name: str = "Workbook") -> bytes:
    """A compound file with one stream of this name."""
    target = io.BytesIO()
    XlsDoc().save(target, stream)
    entry = "Workbook".encode("utf-16-le").ljust(64, b"\0") + (18).to_bytes(2, "little")
    renamed = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    assert entry in target.getvalue()
    return target.getvalue().replace(entry, renamed)


def record(kind: int, data: bytes) -> bytes:
    return kind.to_bytes(2, "little") + len(data).to_bytes(2, "little") + data


def pdf_of(*streams: bytes, resources: bytes = b"", filters: bytes = b"/FlateDecode") -> bytes:
    """One page that draws what the first stream holds; further ones are form XObjects, named X1, X2 …

    `resources` are the page's and every form's.
    """
    forms = b"".join(b"/X%d %d 0 R" % (n, 4 + n) for n in range(1, len(streams)))
    shared = b"/Resources<</XObject<<%s>>%s>>" % (forms, resources)
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]%s/Contents 4 0 R>>" % shared,
        *(
            b"<</Length %d/Filter %s%s>>\nstream\n%s\nendstream"
            % (len(stream), filters, form + shared if number else b"", stream)
            for number, stream in enumerate(streams)
        ),
    ]
    numbered = [b"%d 0 obj\n%s\nendobj\n" % (number, data) for number, data in enumerate(objects, start=1)]
    starts = list(accumulate(map(len, numbered), initial=len(b"%PDF-1.4\n")))
    table = b"".join(b"%010d 00000 n \n" % start for start in starts[:-1])
    return (
        b"%%PDF-1.4\n%sxref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (b"".join(numbered), len(objects) + 1, table, len(objects) + 1, starts[-1])
    )


def _packed(data: bytes) -> bytes:
    return zlib.compress(data)


_ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
_FAR = (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
)
_OVERLAP = (
    '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="C3"><v>2</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B1:C1"/></mergeCells>'
)
_LINES = b"".join(b"%d 0 m %d 800 l S 0 %d m 600 %d l S\n" % (n * 4, n * 4, n * 4, n * 4) for n in range(150))
_FAR_XLS = b"".join(
    record(0x0203, row.to_bytes(2, "little") + column.to_bytes(2, "little") + bytes(10))
    for row, column in ((0, 0), (65535, 255))
)

FILES: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (lambda: docx_of("<w:p/>" * 3_000_000), "ATTACHMENT_TOO_LARGE"),
    "thousands of members": (lambda: package({str(n): "" for n in range(2001)}), "ATTACHMENT_TOO_LARGE"),
    "entity bomb": (
        lambda: package({"word/document.xml": f"{_ENTITIES}<w:document>&b;</w:document>"}),
        "ATTACHMENT_UNSAFE",
    ),
    "entity bomb in UTF-16": (
        lambda: package({"word/document.xml": f"{_ENTITIES}<w:document>&b;</w:document>".encode("utf-16")}),
        "ATTACHMENT_UNSAFE",
    ),
    "entity bomb in a sheet": (
        lambda: xlsx_of({"a": "<sheetData/>"}, more={"xl/styles.xml": f"{_ENTITIES}<x>&b;</x>".encode()}),
        "ATTACHMENT_UNSAFE",
    ),
    "million-cell table": (
        lambda: docx_of(f"<w:tbl><w:tr>{'<w:tc/>' * 30_000}</w:tr></w:tbl>"), "ATTACHMENT_TOO_LARGE",
    ),
    "nested tables": (
        lambda: docx_of("<w:tbl><w:tr><w:tc>" * 20 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 20),
        "ATTACHMENT_TOO_LARGE",
    ),
    "value in the last cell": (lambda: xlsx_of({"a": _FAR}), "ATTACHMENT_TOO_LARGE"),
    "value in the last cell, xls": (lambda: ole(_FAR_XLS), "ATTACHMENT_TOO_LARGE"),
    "overlapping merged cells": (lambda: xlsx_of({"a": _OVERLAP}), "ATTACHMENT_BROKEN"),
    "text that is not there": (
        lambda: xlsx_of({"a": '<sheetData><row r="1"><c r="A1" t="s"><v>9</v></c></row></sheetData>'}),
        "ATTACHMENT_BROKEN",
    ),
    "program named pdf": (lambda: b"MZ\x90\0\3\0\0\0" + bytes(500), "ATTACHMENT_UNREAD"),
    "truncated docx": (lambda: docx(PROSE)[:400], "ATTACHMENT_BROKEN"),
    "truncated xls": (lambda: xls([Sheet("a", tables_of("2021"))])[:5000], "ATTACHMENT_BROKEN"),
    "truncated pdf": (lambda: pdf(PROSE)[:1200], "ATTACHMENT_BROKEN"),
    "encrypted pdf": (lambda: pdf(PROSE, password="secret"), "ATTACHMENT_ENCRYPTED"),
    "encrypted zip": (lambda: _encrypted(package({"a.docx": b"x"})), "ATTACHMENT_ENCRYPTED"),
    "encrypted docx": (lambda: ole(b"\0" * 100, name="EncryptedPackage"), "ATTACHMENT_ENCRYPTED"),
    "encrypted xls": (
        lambda: ole(record(0x0809, bytes(16)) + record(0x2F, bytes(54))), "ATTACHMENT_ENCRYPTED",
    ),
    "packed stream bomb": (lambda: pdf_of(zlib.compress(bytes(60_000_000))), "ATTACHMENT_TOO_LARGE"),
    "twice packed stream bomb": (
        lambda: pdf_of(zlib.compress(zlib.compress(bytes(60_000_000)))), "ATTACHMENT_TOO_LARGE",
    ),
    "endless drawing": (lambda: pdf_of(zlib.compress(b"0 0 m 9 9 l S\n" * 50_000)), "ATTACHMENT_TOO_LARGE"),
    "mesh of lines": (lambda: pdf_of(zlib.compress(_LINES)), "ATTACHMENT_TOO_LARGE"),
    "empty page": (lambda: pdf_of(zlib.compress(b"q Q\n")), "ATTACHMENT_EMPTY"),
    "png": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(20), "ATTACHMENT_IMAGE"),
    "scan": (lambda: pdf([Image(io.BytesIO(_bitmap()), 400, 600)], number=False), "ATTACHMENT_IMAGE"),
    "rar": (lambda: b"Rar!\x1a\x07\0" + bytes(20), "ATTACHMENT_UNREAD"),
    "nothing": (lambda: b"", "ATTACHMENT_EMPTY"),
}  # fmt: skip


def _encrypted(zipped: bytes) -> bytes:
    """The package with the flag set that says its first member is encrypted."""
    at = zipped.index(b"PK\1\2") + 8
    return zipped[:at] + bytes([zipped[at] | 1]) + zipped[at + 1 :]


def _bitmap() -> bytes:
    """A white picture of 2 × 2 points."""
    header = b"BM" + (70).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    size = (2).to_bytes(4, "little")
    info = (40).to_bytes(4, "little") + size + size + b"\1\0\x18\0" + bytes(24)
    return header + info + b"\xff" * 16


def _repacked(size: int, times: int) -> bytes:
    data = bytes(size)
    for _ in range(times):
        data = _packed(data)
    return data


def _pages(count: int) -> bytes:
    kids = b"3 0 R " * count
    return pdf_of(_packed(b"q Q")).replace(b"/Kids[3 0 R]/Count 1", b"/Kids[%s]/Count %d" % (kids, count))


def _nested_pages() -> bytes:
    """Five thousand nodes, each the only child of the one above."""
    nodes = b"".join(
        b"%d 0 obj\n<</Type/Pages/Kids[%d 0 R]/Count 1>>\nendobj\n" % (n, n + 1) for n in range(2, 5000)
    )
    return (
        b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
        + nodes
        + b"5000 0 obj\n<</Type/Page/MediaBox[0 0 9 9]>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def _sheet(rows: int, columns: int) -> str:
    row = "<c><v>1</v></c>" * columns
    return f"<sheetData>{f'<row>{row}</row>' * rows}</sheetData>"


def _merged(count: int) -> str:
    areas = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, count))
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in (1, count // 2))
    return f"<sheetData>{cells}</sheetData><mergeCells>{areas}</mergeCells>"


def _zipped(body: bytes, times: int) -> bytes:
    for number in range(times):
        body = package({f"{number}.zip": body})
    return body


def _round(body: bytes) -> bytes:
    """The container with a table of sectors in which every sector is followed by itself."""
    table = body[512:]
    return body[:512] + b"".join(n.to_bytes(4, "little") for n in range(len(table) // 4))


def _xobjects(depth: int, times: int) -> bytes:
    """Forms that each draw the next one so many times: `times` ** `depth` strokes in all."""
    calls = [_packed(b"/X%d Do\n" % (level + 1) * times) for level in range(depth)]
    return pdf_of(*calls, _packed(b"0 0 m 9 9 l S\n"))


# What costs too much to read, or nothing at all to write; each alone is to be refused or read within the limits.
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "pdf: a form that draws itself": lambda: pdf_of(_packed(b"/X1 Do"), _packed(b"/X1 Do /X1 Do")),
    "pdf: forms that draw each other": lambda: _xobjects(8, 10),
    "pdf: a form of heavy drawing": lambda: pdf_of(_packed(b"/X1 Do"), _packed(b"0 0 m 9 9 l S\n" * 50_000)),
    "pdf: one form drawn ten thousand times": lambda: pdf_of(
        _packed(b"/X1 Do\n" * 10_000), _packed(b"0 0 m 9 9 l S\n" * 100)
    ),
    "pdf: operators glued together": lambda: pdf_of(_packed(b"0 0 m 9 9 l S[]0 d(a)Tj(b)Tj" * 30_000)),
    "pdf: operands without end": lambda: pdf_of(_packed(b"1 " * 5_000_000)),
    "pdf: dictionaries in each other": lambda: pdf_of(_packed(b"<<" * 500_000)),
    "pdf: arrays in each other": lambda: pdf_of(_packed(b"[" * 2_000_000)),
    "pdf: a string without end": lambda: pdf_of(_packed(b"(" * 2_000_000)),
    "pdf: states saved without end": lambda: pdf_of(_packed(b"q\n" * 2_000_000)),
    "pdf: an inline picture without end": lambda: pdf_of(_packed(b"BI /W 1 /H 1 ID " + b"x" * 20_000_000)),
    "pdf: packed thirty times": lambda: pdf_of(_repacked(40_000_000, 30), filters=b"[" + b"/FlateDecode" * 30 + b"]"),
    "pdf: run lengths": lambda: pdf_of(b"\x81 " * 400_000, filters=b"/RunLengthDecode"),
    "pdf: a hundred thousand pages": lambda: _pages(100_000),
    "pdf: pages that are each other's parents": lambda: pdf_of(_packed(b"q Q")).replace(
        b"/Kids[3 0 R]", b"/Kids[2 0 R]"
    ),
    "pdf: pages in each other": _nested_pages,
    "xlsx: a million cells": lambda: xlsx_of({"a": _sheet(1000, 1000)}),
    "xlsx: a hundred thousand blank rows": lambda: xlsx_of({"a": f"<sheetData>{'<row/>' * 900_000}</sheetData>"}),
    "xlsx: a hundred thousand merged areas": lambda: xlsx_of({"a": _merged(60_000)}),
    "xlsx: a thousand sheets": lambda: xlsx_of({f"s{n}": _sheet(2, 2) for n in range(900)}),
    "xlsx: a text of thirty megabytes": lambda: xlsx_of(
        {"a": f'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{"公" * 9_000_000}</t></is></c></row></sheetData>'}
    ),
    "docx: controls in each other": lambda: docx_of("<w:sdt><w:sdtContent>" * 200 + "</w:sdtContent></w:sdt>" * 200),
    "docx: runs in each other": lambda: docx_of("<w:p>" + "<w:ins>" * 5000 + "</w:ins>" * 5000 + "</w:p>"),
    "docx: text boxes in each other": lambda: docx_of(
        "<w:p><w:r><w:pict><w:txbxContent>" * 60 + "</w:txbxContent></w:pict></w:r></w:p>" * 60
    ),
    "docx: a quarter of a million paragraphs": lambda: docx_of("<w:p/>" * 140_000),
    "docx: rows that go on from each other": lambda: docx_of(
        "<w:tbl>" + f"<w:tr>{'<w:tc><w:tcPr><w:vMerge/></w:tcPr></w:tc>' * 9}</w:tr>" * 2000 + "</w:tbl>"
    ),
    "zip: zips of zips": lambda: _zipped(docx(PROSE), 12),
    "zip: ten files that are each too large": lambda: package({f"{n}.docx": docx_of("<w:p/>" * 90_000) for n in range(10)}),
    "zip: names without end": lambda: package({"附件" * 10_000 + str(n): b"x" for n in range(100)}),
    "zip: one picture after the other": lambda: package({f"{n}.pdf": _xobjects(2, 40) for n in range(10)}),
    "xls: records of nothing": lambda: ole(record(0x0809, bytes(16)) + record(0x00, b"") * 2_000_000),
    "xls: a chain of sectors that goes round": lambda: _round(ole(bytes(20_000))),
    "xls: a string of strings": lambda: ole(record(0x0809, bytes(16)) + record(0xFC, b"\xff" * 8000) * 200),
    "rtf: braces": lambda: b"{\\rtf1" + b"{" * 5_000_000,
    "html sent as a file": lambda: b"<html><body>" + b"<table><tr><td>" * 100_000,
}  # fmt: skip
