"""A golden case: a draft on a page, encoded and served, with the record expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from crawler.fixtures import plainly
from pipelines.report.model import Context, Document, Part
from tests.province import forms
from tests.province.figures import Printed
from tests.quality.making.draft import Draft
from tests.quality.making.frames import FRAMES, Page


@dataclass(frozen=True)
class Golden:
    """`page` holds the choices of `Page`; `charset` is what the page declares, `encoding` what its bytes are in."""

    name: str
    draft: Draft
    frame: str = "hanweb"
    page: dict[str, Any] = field(default_factory=dict)
    path: str = "/art/2022/1/28/art_7731_90125.html"
    encoding: str = "utf-8"
    charset: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    mark: bytes = b""
    sole: bool = True  # listed in a column of this agency alone
    official: bool = True
    listed: bool = False  # the list row's title and date are known
    raw: str | None = None  # the whole page as it stands, instead of a frame
    more: tuple[Part, ...] = ()

    @property
    def url(self) -> str:
        return f"http://{self.draft.agency.host}{self.path}"

    def document(self) -> Document:
        text = self.raw
        if text is None:
            text = FRAMES[self.frame](Page(self.draft, self.name, charset=self.charset, **self.page))
        body = self.mark + text.encode(self.encoding)
        page = Part("page", self.url, body, sha256(body).hexdigest(), self.content_type)
        context = Context(
            agency=self.draft.agency.name if self.sole else None,
            division_code=self.draft.agency.division,
            listed_title=self.draft.title if self.listed else None,
            listed_on=self.draft.published_on if self.listed else None,
            official=self.official,
        )
        return Document((page, *self.more), context)

    def expected(self) -> dict[str, Any]:
        return expected(self.draft)


def expected(draft: Draft) -> dict[str, Any]:
    """The record as crawler.fixtures lays it out, from the draft alone."""
    if not draft.understood:
        return {"understood": False, "problems": sorted(draft.problems)}
    facts = {
        "title": draft.title,
        "agency": draft.agency.name,
        "division_code": draft.agency.division,
        "report_year": str(draft.year) if draft.year else None,
        "published_on": draft.published_on,
        "created_on": draft.created_on or _signed_on(draft),
        "index_number": draft.index_number,
        "document_number": draft.document_number,
        "publisher": draft.publisher,
    }
    cells = list(_cells(draft))
    figures: dict[str, dict[str, dict[str, Any]]] = {}
    for table, line, column, cell in cells:
        if table != "indicators":
            figures.setdefault(table, {}).setdefault(line, {})[column] = plainly(
                cell.value, cell.unit, cell.raw
            )
    return {
        "understood": True,
        "form": draft.form,
        "script": draft.script,
        "trust": draft.trust,
        "facts": {name: value for name, value in sorted(facts.items()) if value is not None},
        "sections": [list(each) for each in draft.sections],
        "figures": figures,
        "indicators": [
            [code, label, unit, cell.value, cell.raw] for code, label, unit, cell in draft.figures.indicators
        ],
        "cell_notes": [
            [table, line, column, cell.raw, cell.meaning]
            for table, line, column, cell in cells
            if cell.meaning
        ],
        "failing_checks": sorted(list(each) for each in draft.failing),
        "problems": sorted(draft.problems),
        "text": [line for piece in draft.pieces for line in _lines(piece.kind, piece.content, piece.lines)],
    }


def _signed_on(draft: Draft) -> str | None:
    """A body that ends in a signature is signed on the day of publication."""
    return draft.published_on if any(piece.kind == "signature" for piece in draft.pieces) else None


def _lines(kind: str, content: str, lines: tuple[str, ...]) -> tuple[str, ...]:
    if kind == "html":
        return lines
    return () if kind == "title" else (content,)


def _cells(draft: Draft) -> Iterator[tuple[str, str, str, Printed]]:
    """Every printed figure: table, line, column, cell."""
    for (_, item, measure), cell in draft.figures.proactive.items():
        yield "proactive_disclosure", item, measure, cell
    for line, row in draft.figures.requests.items():
        for column, cell in zip(forms.APPLICANTS, row, strict=True):
            yield "disclosure_requests", line, column, cell
    for kind, row in draft.figures.challenges.items():
        for column, cell in zip(forms.OUTCOMES, row, strict=True):
            yield "legal_challenges", kind, column, cell
    for position, (_, _, _, cell) in enumerate(draft.figures.indicators, start=1):
        yield "indicators", str(position), "value", cell
