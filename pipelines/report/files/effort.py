"""What a PDF would cost to read, measured before it is read: its parser knows no limits."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from pdfminer.pdftypes import resolve1
from pdfplumber.page import Page

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


# Operators that draw something, each 60 µs of parsing (measured). A full page has 1,500 characters.
_OPERATORS = re.compile(rb"(?<=\s)(?:re|[lcvy]|Tj|TJ|Do|['\"])(?=\s)")
_MOST_DRAWN = 20_000
# Where lines across and down may cross; finding tables takes 0.2 ms each. The largest official table has 400.
_MOST_CROSSINGS = 4_000


@dataclass
class Budget:
    """How much the pages of one document may draw, and how many crossings of lines they may have, in all."""

    drawn: int = 100_000
    crossings: int = 40_000

    def allows(self, page: Page) -> bool:
        """Whether a page can be read within its share and what is left; it is then spent."""
        drawn = sum(len(_OPERATORS.findall(resolve1(data).get_data())) for data in page.page_obj.contents)
        if drawn > min(_MOST_DRAWN, self.drawn):
            return False
        crossings = _crossings(page)
        if crossings > min(_MOST_CROSSINGS, self.crossings):
            return False
        self.drawn -= drawn
        self.crossings -= crossings
        return True


def _crossings(page: Page) -> int:
    down = {round(edge["x0"]) for edge in page.edges if edge["orientation"] == "v"}
    across = {round(edge["top"]) for edge in page.edges if edge["orientation"] == "h"}
    return len(down) * len(across)


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
