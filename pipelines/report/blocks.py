"""A document's body as a sequence of blocks: paragraphs, and tables in HTML, as ready cells or flattened to text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml.etree import _Element

from pipelines.report.model import Attachment, Evident, Problem


@dataclass(frozen=True)
class Paragraph:
    """One printed paragraph; `plain` is `text` made comparable (see normalise)."""

    text: str
    plain: str


@dataclass(frozen=True)
class HtmlTable:
    """A table that holds data (not layout), still in its tree."""

    element: _Element


@dataclass(frozen=True)
class TextTable:
    """Consecutive lines of a table flattened to text, cells ended by `|`."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class TableCell:
    """One cell of a `CellTable`; `column` is its first column, counted from 0 with spans expanded."""

    text: str
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class CellTable:
    """A table whose cells the file itself tells apart (spreadsheets, Word, PDF): those that start in each row."""

    rows: tuple[tuple[TableCell, ...], ...]


Block = Paragraph | HtmlTable | TextTable | CellTable


@dataclass(frozen=True)
class Content:
    """One part of a document, chrome removed.

    `metas` are the head's, names in lower case. `titles` are candidates, most trusted first, each with its
    evidence. `header` holds the lines between title and body and the metadata block's `label:value` lines, in
    order: what metadata reads and no section keeps. `charset_suspect` says why the text may be mis-decoded;
    `images` counts the pictures in the body, for reports published as such; `problems` what kept the page
    from being taken apart whole.
    """

    metas: Mapping[str, str]
    titles: tuple[Evident, ...]
    header: tuple[str, ...]
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    images: int = 0
    charset_suspect: str | None = None
    problems: tuple[Problem, ...] = ()
