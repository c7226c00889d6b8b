"""OLE compound files (doc, xls, wps, et): which program's they are, encrypted or not, with macros or not."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import olefile  # type: ignore[import-untyped]  # ships no types

from pipelines.report.files.content import UnreadableError

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_WORKBOOKS = ("workbook", "book")
_MACROS = frozenset({"macros", "_vba_project_cur", "vba"})

_FILEPASS = 0x2F  # the record that says a workbook is encrypted


@dataclass(frozen=True)
class Compound:
    """The streams that matter: the head of a Word document, all of a workbook; None if absent."""

    word: bytes | None
    workbook: bytes | None
    encrypted: bool
    macros: bool


def open_compound(body: bytes) -> Compound:
    """Raises UnreadableError where the container is damaged."""
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as ole:
            names = {"/".join(path).lower(): path for path in ole.listdir(streams=True, storages=True)}
            top = {name.split("/")[0] for name in names}
            word = ole.openstream(names["worddocument"]).read(64) if "worddocument" in names else None
            name = next((name for name in _WORKBOOKS if name in names), None)
            workbook = ole.openstream(names[name]).read() if name else None
    except (OSError, ValueError, IndexError, struct.error, MemoryError, RecursionError) as error:
        raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏，无法打开") from error
    return Compound(
        word,
        workbook,
        encrypted="encryptedpackage" in top or _word_encrypted(word) or _workbook_encrypted(workbook),
        macros=bool(_MACROS & top),
    )


def records(workbook: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start of the data and size of each record of a workbook; ends where the stream is cut."""
    position = 0
    while position + 4 <= len(workbook):
        kind, size = struct.unpack_from("<HH", workbook, position)
        if position + 4 + size > len(workbook):
            return
        yield kind, position + 4, size
        position += 4 + size


def _word_encrypted(word: bytes | None) -> bool:
    """The bit fEncrypted of the file information block ([MS-DOC] 2.5.2)."""
    return word is not None and len(word) >= 12 and bool(word[0x0B] & 0x01)


def _workbook_encrypted(workbook: bytes | None) -> bool:
    """A FILEPASS record stands among the first of the stream."""
    if workbook is None:
        return False
    kinds = [kind for (kind, _, _), _ in zip(records(workbook), range(20), strict=False)]
    return _FILEPASS in kinds
