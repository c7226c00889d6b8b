"""Texts that leave the archive: cleaned of what no reader should be sent, and put in place whole or not at all."""

from __future__ import annotations

import os
import re
from pathlib import Path

from archive.errors import STORAGE_FAILED, ArchiveError

SIMULATED = "模拟数据"

# XML 1.0 §2.2 allows no other characters; the last two groups turn the direction of what stands around them.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u200e\u200f\u202a-\u202e]|[\u2066-\u2069]"
)


def printable(text: str) -> str:
    """A text of a page as one line, without control characters.

    >>> printable("年度\\x00报告\\n 第 2 版\u202e")
    '年度报告 第 2 版'
    """
    return " ".join(_UNPRINTABLE.sub("", text).split())


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in the place of another: who reads it meets the old one or the new one.

    Raises ArchiveError (3) when it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ArchiveError(f"cannot write {path}: {error.strerror}", STORAGE_FAILED) from error
