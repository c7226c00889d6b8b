"""What a golden page is made from: the agency, what the page states, and the pieces of its body in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tests.province.figures import Figures
from tests.province.tables import Table


@dataclass(frozen=True)
class Agency:
    name: str
    short: str  # what the place itself calls it
    we: str
    division: str
    host: str


AGENCIES = {
    agency.host.split(".", maxsplit=1)[0]: agency
    for agency in (
        Agency("澄原市司法局", "市司法局", "我局", "990300", "sfj.chengyuan.gov.test"),
        Agency("澄原市水务局", "市水务局", "我局", "990300", "swj.chengyuan.gov.test"),
        Agency("澄原市人民政府办公室", "市政府办公室", "我办", "990300", "www.chengyuan.gov.test"),
        Agency("澄原市民族宗教事务局", "市民宗局", "我局", "990300", "mzj.chengyuan.gov.test"),
        Agency("霞岭县人民政府", "县政府", "我县", "990325", "xl.xialing.gov.test"),
        Agency("霞岭县农业农村局", "县农业农村局", "我局", "990325", "nyj.xialing.gov.test"),
        Agency("霞岭县松坪镇人民政府", "镇政府", "我镇", "990325", "spz.xialing.gov.test"),
        Agency("泊川区卫生健康局", "区卫生健康局", "我局", "990304", "wjj.bochuan.gov.test"),
        Agency("泊川区人民政府", "区政府", "我区", "990304", "bc.bochuan.gov.test"),
        Agency("岚原省档案局", "省档案局", "我局", "990000", "daj.lanyuan.gov.test"),
        Agency("岚原省交通运输厅", "省交通运输厅", "我厅", "990000", "jtt.lanyuan.gov.test"),
        Agency("泊川区东渡街道办事处", "东渡街道", "我街道", "990304", "dd.bochuan.gov.test"),
    )
}


@dataclass(frozen=True)
class Piece:
    """A part of the body: its HTML, and the lines of text a reader should find in it.

    `inline` pieces are written as the site writes paragraphs; `html` as they stand.
    """

    kind: Literal["title", "heading", "text", "signature", "html"]
    content: str
    lines: tuple[str, ...] = ()
    table: Table | None = None  # what an `html` piece lays out, where it is an official table


@dataclass(frozen=True)
class Draft:
    """A document before it is put on a page, with what is true of it. Dates are ISO 8601."""

    agency: Agency
    year: int | None
    title: str
    pieces: Sequence[Piece]
    sections: Sequence[tuple[str, str | None]]
    published_on: str | None = None
    created_on: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    publisher: str | None = None
    form: str = "none"
    figures: Figures = field(default_factory=Figures)
    problems: tuple[str, ...] = ()
    failing: frozenset[tuple[str, str]] = frozenset()
    script: str = "simplified"
    trust: str = "official"
    understood: bool = True

    def but(self, **changes: object) -> Draft:
        return replace(self, **changes)  # type: ignore[arg-type]
