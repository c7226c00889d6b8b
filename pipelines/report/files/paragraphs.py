"""Printed lines back to paragraphs, by where they begin and end: a PDF knows only lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.report.files.content import joined


@dataclass(frozen=True)
class TextLine:
    """A printed line and its edges, in points from the page's upper left corner."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def paragraphs(lines: Sequence[TextLine]) -> Iterator[str]:
    """Join lines that run on: full to the right margin, and the next one not indented.

    Chinese paragraphs begin two characters in; headings and last lines end short of the margin.
    """
    if not lines:
        return
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    current: list[str] = []
    last: TextLine | None = None
    for line in lines:
        indented = line.left - left > line.height
        short = last is not None and right - last.right > 1.5 * last.height
        if last is not None and (indented or short or abs(line.height - last.height) > last.height / 4):
            yield _text(current)
            current = []
        current.append(line.text)
        last = line
    yield _text(current)


def _text(lines: Sequence[str]) -> str:
    return joined(lines, "").replace("\n", "")
