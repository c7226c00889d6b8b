"""What a file is, by its bytes: neither its name nor what the server called it counts."""

from __future__ import annotations

import re

from pipelines.report.files.compound import MAGIC as OLE
from pipelines.report.files.compound import open_compound
from pipelines.report.files.content import UnreadableError
from pipelines.report.files.packages import names_in

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"  # WPS writes the same container
XLS = "application/vnd.ms-excel"  # so does its spreadsheet program, as .et
RTF = "application/rtf"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
OLE_OTHER = "application/x-ole-storage"
HTML = "text/html"
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
)
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
OFD = "application/ofd"

# A package is what its first of these members makes it.
_MEMBERS = (
    ("word/", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSB),
    ("ppt/", PPTX),
    ("OFD.xml", OFD),
    ("META-INF/manifest.xml", OPEN_DOCUMENT),
)
# What is known and not read, as people call it.
_UNREAD = {
    XLSB: "Excel 二进制工作簿",
    PPTX: "演示文稿",
    OFD: "OFD 版式文件",
    OPEN_DOCUMENT: "OpenDocument 文件",
    RAR: "RAR 压缩包",
    SEVEN_ZIP: "7z 压缩包",
    ZIP: "压缩包内的压缩包",
}
_PDF_HEAD = 1024  # readers accept a PDF that begins this late
_HEAD = 4096
_MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|table|meta|div|p)\b", re.IGNORECASE)
_BINARY = bytes([*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def media_type(body: bytes) -> str:
    """The media type of a file's bytes; `application/octet-stream` for anything unknown.

    >>> media_type(b"%PDF-1.4"), media_type(b"<html>"), media_type(b"MZ\\x90\\0\\3")
    ('application/pdf', 'text/html', 'application/octet-stream')
    """
    if body.startswith(b"PK"):
        return _package(body)
    if body.startswith(OLE):
        return _compound(body)
    for start, name in _STARTS:
        if body.startswith(start) and (start != b"BM" or _is_binary(body[:_HEAD])):
            return name
    if b"%PDF-" in body[:_PDF_HEAD]:
        return PDF
    return _text(body[:_HEAD])


def is_page(name: str) -> bool:
    """Whether files of this media type are read as pages are, by charset and markup, and not as files."""
    return name in (HTML, TEXT)


def why_unread(name: str, body: bytes) -> UnreadableError:
    """Why a file of this media type is not read."""
    if name.startswith("image/"):
        return UnreadableError("ATTACHMENT_IMAGE", "图片，其中的文字未读取")
    if name == OLE_OTHER:
        try:
            encrypted = open_compound(body).encrypted
        except UnreadableError as error:
            return error
        if encrypted:
            return UnreadableError("ATTACHMENT_ENCRYPTED", "文件已加密")
        return UnreadableError("ATTACHMENT_UNREAD", "不是 Word 或 Excel 文件，不能读取")
    if not body.strip():
        return UnreadableError("ATTACHMENT_EMPTY", "文件为空")
    return UnreadableError("ATTACHMENT_UNREAD", f"{_UNREAD.get(name, '不认识的文件类型')}，不能读取")


def _package(body: bytes) -> str:
    names = names_in(body)
    for start, name in _MEMBERS:
        if any(member.startswith(start) for member in names):
            return name
    return ZIP


def _compound(body: bytes) -> str:
    try:
        compound = open_compound(body)
    except UnreadableError:
        return OLE_OTHER
    if compound.word is not None:
        return DOC
    return XLS if compound.workbook is not None else OLE_OTHER


def _text(head: bytes) -> str:
    wide = head.startswith(_WIDE_MARKS)
    if not head.strip() or (_is_binary(head) and not wide):
        return UNKNOWN
    return HTML if _MARKUP.search(head.replace(b"\0", b"")) else TEXT


def _is_binary(head: bytes) -> bool:
    """Whether bytes hold control characters that no text has."""
    return len(head.translate(None, _BINARY)) < len(head)
