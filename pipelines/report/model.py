"""What goes into the reading of a report and what comes out: plain data, no behaviour.

Cells, figures and checks are named tuples, the rest dataclasses: a report has hundreds of them, and a tuple is made and
sent to another process in a third of the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Form = Literal["2019", "2021", "hybrid", "pre-2019", "none"]
Script = Literal["simplified", "traditional"]
Trust = Literal["official", "mirror", "saved"]
SectionKind = Literal[
    "preamble", "overall", "proactive", "requests", "challenges", "problems", "other",
    "consultation", "fees", "statistics", "analysis",
]  # fmt: skip
Meaning = Literal["blank", "dash", "signed", "unit", "text"]
Outcome = Literal["pass", "fail", "not_assessable", "info"]
Number = int | float


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


@dataclass(frozen=True)
class Evident:
    """A value and what it was read from, e.g. `meta:ArticleTitle`, `label:索引号`, `body`, `url`."""

    value: str
    evidence: str


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


class Figure(NamedTuple):
    """One printed cell of an official table. `value` is None where the cell holds no number."""

    table: Literal["proactive_disclosure", "disclosure_requests", "legal_challenges", "indicators"]
    line: str
    column: str
    value: Number | None
    unit: str | None
    raw: str
    meaning: Meaning | None
    part: int
    table_index: int
    row: int
    column_index: int


@dataclass(frozen=True)
class Indicator:
    """One row of the pre-2019 table (统计表), as printed; `code` only where the label is an official one."""

    position: int
    code: str | None
    label: str
    unit: str | None
    value: Number | None
    raw: str


@dataclass(frozen=True)
class TextFigure:
    """A figure stated in a sentence; `scope` holds the words that say whom it counts (全市, 我局), if any."""

    measure: str
    value: Number | None
    unit: str | None
    sentence: str
    scope: str | None


@dataclass(frozen=True)
class Section:
    kind: SectionKind
    heading: str | None
    text: str


class Check(NamedTuple):
    """One arithmetic identity (勾稽关系), evaluated."""

    rule: str
    scope: str
    outcome: Outcome
    left: Number | None
    right: Number | None
    note: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A file the page offers; `url` is absolute."""

    url: str
    name: str


@dataclass(frozen=True)
class Problem:
    """Something the reading could not do or does not believe. `kind` is an upper-case name, `detail` for people."""

    kind: str
    detail: str


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
