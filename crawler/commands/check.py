"""`scrapy check`: what is wrong with a report that is about to be published; stores nothing, sends nothing.

Takes the place of Scrapy's command of that name, which runs contracts: this project has none.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
from pathlib import Path

from archive import lastyear
from archive.chains import Cells
from archive.errors import ArchiveError
from archive.ids import page_id
from archive.rows import CheckRow, ContextRow, DocumentRows, PartRow
from crawler.command import ProjectCommand, workers
from crawler.spiders.saved import content_type
from pipelines.findings import Findings, findings, lines, summary, unread
from pipelines.read import Readers, read_document, readers
from pipelines.report.files import SPREADSHEETS, media_type
from pipelines.report.model import Report

FOUND = 2


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "FILE…"

    def short_desc(self) -> str:
        return "Say in Chinese, by cell, what is wrong with a report about to be published; stores nothing"

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        files = [Path(name) for name in args]
        if not files:
            raise ValueError("give the files to check: scrapy check 年报.docx")
        wrong = [f"{file}: no such file" for file in files if not file.is_file()]
        if wrong:
            raise ValueError("\n".join(wrong))
        count = workers(self.settings["READ_WORKERS"])
        return asyncio.run(_check(files, min(1, count), Path(self.settings["ARCHIVE"])))


async def _check(files: list[Path], count: int, archive: Path) -> int:
    found: list[Findings] = []
    with readers(count) as pool:
        for file in files:
            found.append(await _findings(pool, _document(file), archive))
            print("\n".join(lines(str(file), found[-1])))
    print(summary(found))
    return FOUND if any(each.wrong for each in found) else 0


async def _findings(pool: Readers, document: DocumentRows, archive: Path) -> Findings:
    page = await read_document(pool, document.page_id, document)
    if page.report is None:
        return unread(page.problems)
    chain, remark = _against_last_year(page.report, archive)
    return findings(
        page.report,
        page.problems,
        chain=chain,
        remarks=[remark] if remark else [],
        tables_only=media_type(document.parts[0].body) in SPREADSHEETS,
    )


def _document(file: Path) -> DocumentRows:
    """A file as the archive would hold it, had it been saved."""
    body = file.read_bytes()
    sha256 = hashlib.sha256(body).hexdigest()
    url = f"saved:sha256:{sha256}"
    part = PartRow("page", page_id(url), url, file.name, body, sha256, content_type(file))
    return DocumentRows(page_id(url), url, None, (part,), (), ContextRow(None, None, None, None, False))


def _against_last_year(report: Report, archive: Path) -> tuple[tuple[CheckRow, ...], str | None]:
    """The chains from last year's report, or why there are none."""
    agency, year = report.facts.get("agency"), report.facts.get("report_year")
    division = report.facts.get("division_code")
    if not archive.exists() or agency is None or year is None or not report.figures:
        return (), None
    cells: Cells = {(f.table, f.line, f.column): f.value for f in reversed(report.figures)}
    before = int(year.value) - 1
    try:
        rows = lastyear.chain(archive, agency.value, division.value if division else None, before + 1, cells)
    except ArchiveError as error:
        return (), f"没有与上一年核对，档案打不开：{error}"
    if rows is None:
        return (), f"档案里没有这个机关 {before} 年度的报告，没有与上一年核对"
    return rows, f"已与档案里 {before} 年度的报告核对 {len(rows)} 处衔接" if rows else None
