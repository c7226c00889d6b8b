"""The reading of one report: bytes in, a `Report` out. No network, no database.

The files stand in the order the data takes: decode → chrome → metadata → normalise → sections → grid →
statistics → indicators → checks. `read_report` is the only door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.report.agency import agency_of
from pipelines.report.agreement import read_agreement
from pipelines.report.blocks import Block, CellTable, Content, Paragraph, TextTable
from pipelines.report.checks import read_checks
from pipelines.report.chrome import html_content, text_content
from pipelines.report.decode import decode
from pipelines.report.grid import GridTooLargeError, cell_grid, html_grid, text_grid
from pipelines.report.indicators import read_indicators
from pipelines.report.metadata import facts_of
from pipelines.report.model import (
    Context,
    Document,
    Figure,
    Form,
    Grid,
    Part,
    Problem,
    Report,
    Trust,
)
from pipelines.report.normalise import Plain, has_residues, plain_for, script_of
from pipelines.report.prose import read_prose
from pipelines.report.recognise import why_not_a_report
from pipelines.report.sections import Line, follows_old_outline, read_sections
from pipelines.report.statistics import read_statistics
from pipelines.report.titles import is_report_title

__all__ = ["READER_VERSION", "read_report"]

# Raised with every change of what is read; `scrapy reparse` then rebuilds the records.
READER_VERSION = "1"


@dataclass(frozen=True)
class _Body:
    """The blocks of all parts as one: paragraphs and tables as lines for the sections, tables as grids."""

    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    problems: tuple[Problem, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines if line.text)


def read_report(document: Document) -> Report:
    """Read a document whole, or say why it cannot be read.

    Never raises for what a page holds: what is not understood becomes a problem. `Report.understood` is False
    for anything but an annual report, and then nothing but `problems` is filled.
    """
    pages = [part for part in document.parts if part.role != "attachment"]
    contents = [_content(part) for part in pages]
    first = contents[0]
    raw_text = "\n".join(_texts(contents))
    plain = plain_for(raw_text)
    body = _body(contents, plain)
    facts, problems = facts_of(first, document.context, pages[0].url, raw_text)
    statistics = read_statistics(body.grids)
    indicators = read_indicators(body.grids)
    sections = read_sections(body.lines)
    attachments = tuple(attachment for content in contents for attachment in content.attachments)
    title = facts["title"].value if "title" in facts else ""
    tables = len({figure.table for figure in statistics.figures}) + (indicators is not None)
    reason = why_not_a_report(
        title=plain(title),
        titled=is_report_title(plain(title)) and facts["title"].evidence != "list",
        text=plain(body.text),
        tables=tables,
        headings=sum(section.kind not in ("preamble", "other") for section in sections),
        attachments=len(attachments),
        images=first.images,
    )
    problems = [*problems, *body.problems, *_content_problems(contents)]
    if reason is not None:
        return Report(understood=False, problems=(*problems, Problem("NOT_A_REPORT", reason)))
    paragraphs = [line.plain for line in body.lines if line.heading]
    agency, division, more = agency_of(facts, first, paragraphs, document.context)
    facts = {
        **facts,
        **({"agency": agency} if agency else {}),
        **({"division_code": division} if division else {}),
    }
    figures = (*statistics.figures, *(indicators.figures if indicators else ()))
    rows = indicators.rows if indicators else ()
    text_figures = read_prose(sections, [plain(section.text) for section in sections])
    of_government = plain(facts["agency"].value).endswith("人民政府") if "agency" in facts else False
    return Report(
        understood=True,
        form=_form(statistics.form, old=indicators is not None or follows_old_outline(sections)),
        script=script_of(raw_text),
        trust=_trust(pages[0].url, raw_text, document.context),
        text=body.text,
        facts=facts,
        sections=sections,
        figures=figures,
        indicators=rows,
        text_figures=text_figures,
        checks=(
            *read_checks(figures, rows),
            *read_agreement(text_figures, figures, of_government=of_government),
        ),
        attachments=attachments,
        tables=_printed(body.grids, figures),
        problems=(*problems, *more, *statistics.problems, *(indicators.problems if indicators else ())),
        part_sha256=tuple(part.sha256 for part in document.parts),
    )


def _form(form: Form, *, old: bool) -> Form:
    return "pre-2019" if form == "none" and old else form


def _content(part: Part) -> Content:
    decoded = decode(part.body, part.content_type)
    if _is_html(decoded.text, part.content_type):
        return html_content(decoded, part.url)
    return text_content(decoded)


def _is_html(text: str, content_type: str) -> bool:
    """Saved text has no tags; a page without a declared type may still be HTML."""
    if content_type.startswith("text/plain"):
        return False
    return "html" in content_type or "<" in text[:2000]


def _body(contents: Sequence[Content], plain: Plain) -> _Body:
    lines: list[Line] = []
    grids: list[Grid] = []
    problems: list[Problem] = []
    for part, content in enumerate(contents):
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
            lines += [
                Line(" | ".join(c.text for c in row), " | ".join(c.plain for c in row), heading=False)
                for row in grid.rows
            ]
    return _Body(tuple(lines), tuple(grids), tuple(problems))


def _grid(block: Block, part: int, index: int, plain: Plain) -> Grid:
    if isinstance(block, TextTable):
        return text_grid(block.lines, part=part, index=index, plain=plain)
    if isinstance(block, CellTable):
        return cell_grid(block, part=part, index=index, plain=plain)
    assert not isinstance(block, Paragraph)
    return html_grid(block.element, part=part, index=index, plain=plain)


def _texts(contents: Sequence[Content]) -> list[str]:
    """The printed text before any table is expanded: enough to judge the script by."""
    return [block.text for content in contents for block in content.blocks if isinstance(block, Paragraph)]


def _content_problems(contents: Sequence[Content]) -> list[Problem]:
    """What decoding and taking apart the pages ran into."""
    suspect = [content.charset_suspect for content in contents if content.charset_suspect]
    return [
        *(Problem("CHARSET_SUSPECT", reason) for reason in suspect),
        *(problem for content in contents for problem in content.problems),
    ]


def _trust(url: str, text: str, context: Context) -> Trust:
    """Where the text comes from: residues give a mirror away whatever its address."""
    if has_residues(text):
        return "mirror"
    if not urlsplit(url).hostname:
        return "saved"
    return "official" if context.official else "mirror"


def _printed(grids: Sequence[Grid], figures: Sequence[Figure]) -> tuple[Grid, ...]:
    """The tables that figures were read from."""
    used = {(figure.part, figure.table_index) for figure in figures}
    return tuple(grid for grid in grids if (grid.part, grid.index) in used)
