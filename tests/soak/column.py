"""A column of many reports, as a site serves them, and what can happen to it: changes, counters, lost validators."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

from tests.crawler.site import Answer, Asked, Site, column
from tests.quality.making.attached import TITLE
from tests.quality.making.body import Style, report, traits
from tests.quality.making.draft import AGENCIES
from tests.quality.making.frames import piece_html
from tests.reading import makers
from tests.reading.official import OfficialTable, Printed

_MADE_OF = AGENCIES["sfj"]
_LAST_NUMBER = re.compile(r"(?s)(.*>\s{0,20})(\d+)(\s{0,20}<.*)")
YEARS = range(2019, 2024)  # one form each, and a report of each year


class Column:
    """Serves the reports of many agencies in lists of `a_list` entries. Every 50th has its tables in a file.

    `changed`: pages whose last figure is another; `attachment_changed`: those whose file has another; `reads`: what the
    counter on every page says; `validators`: whether the server knows ETags.
    """

    def __init__(self, site: Site, pages: int, a_list: int = 100) -> None:
        self.pages = pages
        self.changed: set[int] = set()
        self.attachment_changed: set[int] = set()
        self.reads = 0
        self.validators = True
        self.lists = -(-pages // a_list)
        self.agencies = [f"澄原市第{n + 1}司法局" for n in range(-(-pages // len(YEARS)))]
        for number in range(pages):
            site.answers[f"/nb/{number}.html"] = self._page
            if self.has_file(number):
                site.answers[f"/nb/{number}.docx"] = self._file
        for number in range(self.lists):
            entries = range(number * a_list, min(pages, (number + 1) * a_list))
            rows = column(
                *(f"/nb/{each}.html|{self._title(each)}|{self._year(each) + 1}-01-20" for each in entries)
            )
            pager = f"<div>共{pages}条 {number + 1}/{self.lists} <a href='/nb/index_{number + 2}.html'>下一页</a></div></body>"
            whole = rows if number + 1 == self.lists else rows.replace("</body>", pager)
            site.page("/nb/" if number == 0 else f"/nb/index_{number + 1}.html", whole)

    @staticmethod
    def has_file(number: int) -> bool:
        return number % 50 == 7

    def _year(self, number: int) -> int:
        return YEARS[number % len(YEARS)]

    def _title(self, number: int) -> str:
        return TITLE.format(self.agencies[number // len(YEARS)], self._year(number))

    def _page(self, asked: Asked) -> Answer:
        number = int(asked.path.removeprefix("/nb/").removesuffix(".html"))
        title, agency = self._title(number), self.agencies[number // len(YEARS)]
        text, tables, _ = _pieces(self._year(number))
        if number in self.changed:
            tables = _LAST_NUMBER.sub(lambda found: f"{found[1]}{int(found[2]) + 1}{found[3]}", tables)
        if self.has_file(number):
            tables = f'<p>附件：<a href="/nb/{number}.docx">统计表.docx</a></p>'
        body = (
            f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>发布时间：{self._year(number) + 1}-01-20 "
            f"浏览次数：{self.reads}</div><div id='zoom'>{(text + tables).replace(_MADE_OF.name, agency)}</div></body></html>"
        )
        return self._answer(asked, body.encode(), "text/html; charset=utf-8")

    def _file(self, asked: Asked) -> Answer:
        number = int(asked.path.removeprefix("/nb/").removesuffix(".docx"))
        media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return self._answer(
            asked, _tables_as_file(self._year(number), number in self.attachment_changed), media
        )

    def _answer(self, asked: Asked, body: bytes, media: str) -> Answer:
        headers = {"Content-Type": media}
        if self.validators:
            headers["ETag"] = f'"{sha256(body).hexdigest()[:16]}"'
            if asked.headers.get("if-none-match") == headers["ETag"]:
                return Answer(status=304, headers=headers)
        return Answer(body, headers=headers)


@lru_cache
def _pieces(year: int) -> tuple[str, str, tuple[OfficialTable, ...]]:
    """The text of a year's report, its tables in HTML, and the same tables for a file."""
    form = "2019" if year < 2021 else "2021"
    made = report(
        _MADE_OF, year, TITLE.format(_MADE_OF.name, year), Style(traits(form, form)), f"column {year}"
    )
    texts = "".join(piece_html(each, "p") for each in made.pieces if each.kind != "html")
    tables = "".join(piece_html(each, "p") for each in made.pieces if each.kind == "html")
    return (
        texts,
        tables,
        tuple(
            OfficialTable(
                "", [[Printed(cell.text, cell.rows, cell.cols) for cell in row] for row in each.table], {}
            )
            for each in made.pieces
            if each.table is not None
        ),
    )


@lru_cache
def _tables_as_file(year: int, changed: bool) -> bytes:
    *tables, last = _pieces(year)[2]
    if changed:
        figure = [cell for cell in last.rows[-1] if makers.is_number(cell.text)][-1]
        row = [Printed(str(int(c.text) + 1), c.rows, c.columns) if c is figure else c for c in last.rows[-1]]
        last = OfficialTable(last.title, [*last.rows[:-1], row], {})
    return makers.docx([*tables, last])
