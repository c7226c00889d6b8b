"""The plain rows that travel into the archive and out of it; no behaviour, nothing of the other rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

PageKind = Literal["listing", "report", "continuation", "attachment"]
FetchOutcome = Literal["new", "changed", "same", "not_modified", "gone", "blocked", "quarantined", "failed"]
RecordOutcome = Literal["new", "changed", "same", "publication", "conflict", "waiting", "quarantined"]
Form = Literal["2019", "2021", "hybrid", "pre-2019", "none"]
Script = Literal["simplified", "traditional"]
Trust = Literal["official", "mirror", "saved"]
SectionKind = Literal[
    "preamble", "overall", "proactive", "requests", "challenges", "problems", "other",
    "consultation", "fees", "statistics", "analysis",
]  # fmt: skip
Meaning = Literal["blank", "dash", "signed", "unit", "text"]
CheckOutcome = Literal["pass", "fail", "not_assessable", "info"]
Number = int | float


@dataclass(frozen=True)
class AgencyRow:
    """Who should publish: a line of agencies.csv."""

    id: str
    name: str
    division_code: str
    kind: str
    since: str | None = None
    until: str | None = None
    successor: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class SourceRow:
    """Where reports are published: a line of sources.csv. `agency` is None where a column serves many."""

    id: str
    url: str
    agency: str | None
    division_code: str
    cms: str | None
    status: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ListRow:
    """What the crawl made of one page of a list: what it could not tell; entries it passed over though they are called
    nearly like reports, as (title, ISO date beside it); and lists it leads to that are too far off to be walked, as
    page ids."""

    problems: tuple[ProblemRow, ...] = ()
    passed_over: tuple[tuple[str, str | None], ...] = ()
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeedRow:
    """A report known by its own address, and the source it is counted with: a line of reports.csv."""

    url: str
    source: str


@dataclass(frozen=True)
class DuePage:
    """A page to ask for, or to read. `referer`: the page that links to it.

    `etag` and `last_modified` are those of the good body, which is kept: only then may a request be
    conditional.
    """

    id: str
    url: str
    site: str
    kind: PageKind
    source_id: str | None
    referer: str | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class PlanRow:
    """How many pages of a site would be asked for."""

    site: str
    pages: int


@dataclass(frozen=True)
class FetchRow:
    """One answer, or none: `status` None and `error` in one line.

    `blocked` names the challenge or refusal that was recognised. `saved` marks a document taken from disk,
    which is never asked for again. `manner`: what hosts.toml has otherwise than usual, as `tls_unverified`.
    """

    run_id: int
    url: str
    kind: PageKind
    source_id: str | None
    fetched_at: str
    status: int | None = None
    final_url: str = ""
    chain: tuple[str, ...] = ()
    headers: Mapping[str, str] | None = None
    elapsed_ms: int = 0
    error: str | None = None
    blocked: str | None = None
    saved: bool = False
    manner: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkRow:
    """A link found on a page, in the order of the page. `listed_on`: the ISO date printed beside it."""

    url: str
    kind: PageKind
    text: str = ""
    title: str | None = None
    listed_on: str | None = None


@dataclass(frozen=True)
class Kept:
    """What Keep committed. `read_page_ids`: the report pages that now wait to be read (several, where several
    pages share an attachment). `doubt`: why it was quarantined."""

    fetch_id: int
    outcome: FetchOutcome
    new_pages: int
    read_page_ids: tuple[str, ...]
    doubt: str | None = None

    @property
    def read_page_id(self) -> str | None:
        return self.read_page_ids[0] if self.read_page_ids else None


@dataclass(frozen=True)
class KeptBody:
    """A page's good body, as its server served it."""

    body: bytes
    sha256: str
    content_type: str


@dataclass(frozen=True)
class PartRow:
    """One kept body of a document."""

    role: Literal["page", "continuation", "attachment"]
    page_id: str
    url: str
    name: str
    body: bytes
    sha256: str
    content_type: str


@dataclass(frozen=True)
class MissingPart:
    """A part the document links to whose bytes are not kept; `state` of its page says why."""

    role: Literal["continuation", "attachment"]
    page_id: str
    url: str
    name: str
    state: str


@dataclass(frozen=True)
class ContextRow:
    """What is known of a document besides its bytes. `agency`: whose column it was listed in, if one
    agency's."""

    agency: str | None
    division_code: str | None
    listed_title: str | None
    listed_on: str | None
    official: bool


@dataclass(frozen=True)
class DocumentRows:
    """The kept bodies that make up a report: the page, its continuations, its attachments, as they are
    linked."""

    page_id: str
    url: str
    source_id: str | None
    parts: tuple[PartRow, ...]
    missing: tuple[MissingPart, ...]
    context: ContextRow


@dataclass(frozen=True)
class FactRow:
    """A value and what it was read from, e.g. `meta:ArticleTitle`, `label:索引号`, `body`, `url`."""

    value: str
    evidence: str


@dataclass(frozen=True)
class SectionRow:
    kind: SectionKind
    heading: str | None
    text: str


# A report has hundreds of figures, indicators and checks; a named tuple is made and sent in a third of a dataclass's time.
class FigureRow(NamedTuple):
    """One printed cell of an official table. `value` is None where it holds no number.

    `part` counts the document's parts from 0, `table_index` the tables of that part.
    """

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


class IndicatorRow(NamedTuple):
    """One row of the pre-2019 table (统计表), as printed; `code` only where the label is an official one."""

    position: int
    code: str | None
    label: str
    unit: str | None
    value: Number | None
    raw: str


@dataclass(frozen=True)
class TextFigureRow:
    """A figure stated in a sentence; `scope` holds the words that say whom it counts (全市, 我局), if any."""

    measure: str
    value: Number | None
    unit: str | None
    sentence: str
    scope: str | None


class CheckRow(NamedTuple):
    """One arithmetic identity (勾稽关系), evaluated."""

    rule: str
    scope: str
    outcome: CheckOutcome
    left: Number | None
    right: Number | None
    note: str | None = None


@dataclass(frozen=True)
class AttachmentRow:
    """A file the document offers; `url` absolute."""

    url: str
    name: str


@dataclass(frozen=True)
class TableRow:
    """A printed table. `cells`: JSON, rows of [text, rowspan, colspan, column], as printed."""

    part: int
    index: int
    cells: str


@dataclass(frozen=True)
class ProblemRow:
    """Something that could not be done or is not believed: an upper-case kind and a line for people."""

    kind: str
    detail: str


@dataclass(frozen=True)
class CorrectionRow:
    """What a person says is right: a line of corrections.csv.

    `field`: a column of `reports`, or a figure as table/line/column. `value` None: there is none, whatever was read.
    """

    report_id: str
    field: str
    value: str | None
    evidence: str
    who: str
    why: str


@dataclass(frozen=True)
class Reading:
    """The reading of one document. `part_sha256`: the bodies it was read from, in the document's order.

    `facts` holds any of title, agency, division_code, report_year, index_number, document_number, publisher,
    published_on, created_on. A fact without value was corrected to none.
    """

    reader_version: str
    form: Form
    script: Script
    trust: Trust
    text: str
    facts: Mapping[str, FactRow]
    part_sha256: tuple[str, ...]
    sections: tuple[SectionRow, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    text_figures: tuple[TextFigureRow, ...] = ()
    checks: tuple[CheckRow, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
    tables: tuple[TableRow, ...] = ()
    problems: tuple[ProblemRow, ...] = ()

    @cached_property
    def distinct(self) -> dict[tuple[str, str, str], FigureRow]:
        """The figures by table, line and column; where a page prints one twice, the first."""
        found: dict[tuple[str, str, str], FigureRow] = {}
        for figure in self.figures:
            found.setdefault((figure.table, figure.line, figure.column), figure)
        return found


@dataclass(frozen=True)
class Recorded:
    """What Record committed.

    `new` a report, `changed` a new version of one, `same` nothing new, `publication` another page with a
    known report, `conflict` another page with other figures, `waiting` a changed page whose new parts are not
    here yet: the good record stays until they are; `quarantined` bytes that look worse: it stays as well.
    """

    report_id: str
    outcome: RecordOutcome
