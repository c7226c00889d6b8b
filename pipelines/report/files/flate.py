"""Compressed streams of a PDF measured before it is parsed: the parser unpacks them without a limit."""

from __future__ import annotations

import re
import zlib

from pipelines.report.files.content import UnreadableError

MAX_UNPACKED = 50_000_000
_STREAM = re.compile(rb"stream\r?\n")
_DEEPEST = 3  # streams packed more than twice have no use but to harm
_DICTIONARY = 600  # bytes before a stream in which its dictionary stands


def refuse_bombs(body: bytes) -> None:
    """Raise UnreadableError when the streams that hold text and structure unpack beyond the limit.

    Pictures are left out: nothing unpacks them, and a scan in colour has 26 MB a page.
    """
    left = MAX_UNPACKED
    view = memoryview(body)
    for match in _STREAM.finditer(body):
        if b"/Image" in body[max(0, match.start() - _DICTIONARY) : match.start()].rpartition(b" obj")[2]:
            continue
        left -= _unpacked(view[match.end() :], left)
        if left < 0:
            raise UnreadableError("ATTACHMENT_TOO_LARGE", f"解压后超过 {MAX_UNPACKED:,} 字节")


def _unpacked(data: memoryview, limit: int) -> int:
    """How many bytes a stream unpacks to, all layers together; one past the limit is enough to know."""
    total = 0
    layer: bytes | memoryview = data
    for _ in range(_DEEPEST):
        if bytes(layer[:1]) != b"\x78":  # the first byte of every zlib stream in use
            break
        try:
            layer = zlib.decompressobj().decompress(layer, limit + 1)
        except zlib.error:  # not compressed after all, or damaged: the parser will say
            break
        total += len(layer)
        if total > limit:
            break
    return total
