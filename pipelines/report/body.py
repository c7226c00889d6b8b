"""A document's parts as bodies: paragraphs and tables as lines for the sections, tables as grids for the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.report.blocks import Block, CellTable, Content, Paragraph, TextTable
from pipelines.report.files import file_content, kinds
from pipelines.report.grid import GridTooLargeError, cell_grid, html_grid, text_grid
from pipelines.report.model import Grid, Part, Problem, Script
from pipelines.report.page.chrome import html_content, text_content
from pipelines.report.page.decode import decode
from pipelines.report.sections import Line
from pipelines.report.words.normalise import Plain, has_residues, plain_by, script_of


@dataclass(frozen=True)
class Body:
    """What one or several parts hold, in order. `raw` is their prose alone, by which script and residues are judged."""

    raw: str
    script: Script
    has_residues: bool  # of a mirror
    plain: Plain
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines if line.text)

    @property
    def paragraphs(self) -> list[str]:
        """The prose, comparable."""
        return [line.plain for line in self.lines if line.heading]


def content_of(part: Part) -> Content:
    """A part taken apart. What a server sends as a page may be a file: lists link straight to a PDF."""
    kind = kinds.media_type(part.body)
    if part.role == "attachment" or not (kinds.is_page(kind) or kind == kinds.UNKNOWN):
        return file_content(part).content
    decoded = decode(part.body, part.content_type)
    saved_text = part.content_type.startswith("text/plain")
    if not saved_text and (kind == kinds.HTML or "html" in part.content_type or "<" in decoded.text[:2000]):
        return html_content(decoded, part.url)
    return text_content(decoded)


def body_of(contents: Sequence[tuple[int, Content]]) -> Body:
    """The body of contents, each with its part's number in the document."""
    raw = "\n".join(b.text for _, content in contents for b in content.blocks if isinstance(b, Paragraph))
    script, residues = script_of(raw), has_residues(raw)
    plain = plain_by(script, has_residues=residues)
    lines: list[Line] = []
    grids: list[Grid] = []
    problems: list[Problem] = []
    for part, content in contents:
        problems += _problems(content)
        for block in content.blocks:
            if isinstance(block, Paragraph):
                lines.append(Line(block.text, block.plain, heading=True))
                continue
            try:
                grid = _grid(block, part, len(grids), plain)
            except GridTooLargeError as error:
                problems.append(Problem("TABLE_TOO_LARGE", str(error)))
                continue
            grids.append(grid)
            printed = [" | ".join([cell.text for cell in row]) for row in grid.rows]
            lines += [Line(row, plain(row), heading=False) for row in printed]
    return Body(raw, script, residues, plain, tuple(lines), tuple(grids), tuple(problems))


def _problems(content: Content) -> list[Problem]:
    """What decoding and taking apart a part ran into."""
    suspect = [Problem("CHARSET_SUSPECT", content.charset_suspect)] if content.charset_suspect else []
    return [*suspect, *content.problems]


def _grid(block: Block, part: int, index: int, plain: Plain) -> Grid:
    if isinstance(block, TextTable):
        return text_grid(block.lines, part=part, index=index, plain=plain)
    if isinstance(block, CellTable):
        return cell_grid(block, part=part, index=index, plain=plain)
    assert not isinstance(block, Paragraph)
    return html_grid(block.element, part=part, index=index, plain=plain)
