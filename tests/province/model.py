"""What the province consists of: agencies, documents, the columns they are posted in, and the sites."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.province.figures import Figures
from tests.province.markup import Markup
from tests.province.tables import Table

Carrier = Literal["page", "docx", "pdf", "xls", "xlsx", "apart", "captcha", "image"]


@dataclass(frozen=True)
class Agency:
    """`short` is what the place itself calls it (市司法局), `we` how it speaks of itself (我局)."""

    id: str
    name: str
    division_code: str
    kind: Literal["government", "department", "township"]
    short: str
    we: str


@dataclass(frozen=True)
class Block:
    """A piece of a document's body; a title is the document's own, repeated; a signature ends it."""

    kind: Literal["title", "heading", "text", "html", "signature"]
    content: str
    table: Table | None = None  # what the HTML shows, for files that hold it instead


@dataclass(frozen=True)
class Stated:
    """What the pages of a document state about it; None is a field they do not state. Dates are ISO 8601."""

    title: str
    published_on: str
    created_on: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    publisher: str | None = None
    no_number: str = ""  # what stands in the place of a document number the document does not have
    block: bool = False  # the page has a block of metadata (else at most a line under the title)
    dated: bool = True  # the page states its date of publication; otherwise only the list row does


@dataclass(frozen=True)
class Document:
    """Something posted in a column: a report or a stranger."""

    stated: Stated
    blocks: tuple[Block, ...]
    agency: Agency
    markup: Markup


@dataclass(frozen=True)
class Report(Document):
    """An annual report. `sections`: (kind, heading as printed or None for a preamble)."""

    year: int
    form: str
    figures: Figures
    sections: tuple[tuple[str, str | None], ...]
    # What holds the text and the tables: the page; a file the page links to (docx, pdf); or the page holds
    # the text, and a file (xls, xlsx) or a page of their own (apart) the tables. `captcha`: a file as xls that
    # the server does not give out; `image`: pictures of the printed report, and nothing to read.
    carrier: Carrier = "page"


@dataclass(frozen=True)
class Statistics(Document):
    """The table (统计表) of a report on a page of its own."""


@dataclass(frozen=True)
class Posting:
    """A document on a site: its path, the date its list row shows, its number on the site.

    `variant` picks the markup of metadata and chrome around it.
    """

    document: Document
    path: str
    listed_on: str
    serial: int
    variant: int


@dataclass
class Site:
    """One agency web site with its report column; `style` is what the site's family may vary."""

    host: str
    name: str
    family: str  # a key of FAMILIES
    style: str
    division_code: str
    column: str  # the name of the report column
    column_path: str
    agency: Agency | None  # whose reports the column holds; None where it serves several
    encoding: str = "utf-8"
    metas: bool = True  # head metas of the 2017 guideline (ArticleTitle, PubDate, ContentSource)
    page_size: int = 5
    chrome: int = 0  # picks the variants the whole site shares
    traps: frozenset[str] = frozenset()  # what else is wrong with the site, by the names families know
    id: str = ""  # its source in the registry, where the host does not tell
    home: str = "direct"  # how its home page leads to the column: a key of HOMES
    reason: str = "ok"  # why its column cannot be crawled, if it cannot
    dead: dict[str, str] = field(
        default_factory=dict
    )  # paths of postings whose page is gone, and how they answer
    postings: list[Posting] = field(default_factory=list)


@dataclass(frozen=True)
class World:
    seed: int
    agencies: tuple[Agency, ...]
    sites: tuple[Site, ...]

    def postings(self) -> list[tuple[Site, Posting]]:
        return [(site, posting) for site in self.sites for posting in site.postings]


@dataclass(frozen=True)
class Request:
    """What a handler may look at; `params` joins the query and a form body."""

    method: str
    path: str
    params: Mapping[str, str]
    referer: str = ""
    body: bytes = b""
    host: str = ""  # with the port, as the request names it
    cookie: str = ""


@dataclass(frozen=True)
class Answer:
    body: bytes
    content_type: str = "text/html"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Handler = Callable[[Request], Answer]
