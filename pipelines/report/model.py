"""What goes into the reading of a report and what comes out: plain data, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from archive import rows

# What is found goes into the archive as it is: one type from the page to the table.
Form = rows.Form
Script = rows.Script
Trust = rows.Trust
SectionKind = rows.SectionKind
Meaning = rows.Meaning
Outcome = rows.CheckOutcome
Number = rows.Number
Evident = rows.FactRow
Figure = rows.FigureRow
Indicator = rows.IndicatorRow
TextFigure = rows.TextFigureRow
Section = rows.SectionRow
Check = rows.CheckRow
Attachment = rows.AttachmentRow
Problem = rows.ProblemRow


@dataclass(frozen=True)
class Part:
    """One body of a document: the page itself, a continuation of it, or an attachment."""

    role: Literal["page", "continuation", "attachment"]
    url: str
    body: bytes
    sha256: str
    content_type: str = ""
    name: str = ""


@dataclass(frozen=True)
class Context:
    """What is known about a document besides its bytes; never stronger than what the document itself says."""

    agency: str | None = None  # whose column it was listed in, when the column serves one agency
    division_code: str | None = None  # of the source
    listed_title: str | None = None  # full title of the link that led here
    listed_on: str | None = None  # ISO date printed beside that link
    official: bool = False  # served by a *.gov.cn host or one named in the registry


@dataclass(frozen=True)
class Document:
    """The main page first, then its continuations in order, then its attachments."""

    parts: tuple[Part, ...]
    context: Context = Context()


class Cell(NamedTuple):
    """A cell as printed. `plain` is `text` made comparable (simplified characters, no pinyin residues).

    `column` is its first column once spans are expanded.
    """

    text: str
    plain: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class Grid:
    """A printed table: the cells that start in each row, in the order printed.

    `part` and `index` say where it stood: in which part of the document, the how-manieth table of it. `flattened`
    tables were text with `|` behind each cell: spans are lost, and empty cells pad every row to one length.
    """

    rows: tuple[tuple[Cell, ...], ...]
    part: int
    index: int
    flattened: bool = False


@dataclass(frozen=True)
class Report:
    """The reading of one document.

    `understood` is False when it is no annual report; then only `problems` count. `facts` holds any of: title,
    agency, division_code, report_year, index_number, document_number, publisher, published_on, created_on.
    """

    understood: bool
    form: Form = "none"
    script: Script = "simplified"
    trust: Trust = "official"
    text: str = ""
    facts: Mapping[str, Evident] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    text_figures: tuple[TextFigure, ...] = ()
    checks: tuple[Check, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tables: tuple[Grid, ...] = ()
    problems: tuple[Problem, ...] = ()
    part_sha256: tuple[str, ...] = ()
