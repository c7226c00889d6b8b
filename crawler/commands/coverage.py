"""`scrapy coverage`: who has published the report of a year, in a sentence one could print, and the list behind it."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scrapy.utils.conf import arglist_to_dict

from archive.coverage import FIRST_YEAR, LABELS, Cell, cells
from archive.duedates import beijing_time, newest_due_year
from archive.errors import IN_USE, ArchiveError
from archive.export import guarded
from archive.opening import kind_of, reading
from archive.publishing import SIMULATED
from archive.store import Store
from crawler.clock import clock
from crawler.command import ProjectCommand

_WORST_FIRST = (
    "missing",
    "backdated",
    "late",
    "unreadable",
    "gone",
    "unchecked",
    "not_due",
    "on_time",
)


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[-a division=PREFIX] [-a year=YEAR] [--csv FILE]"

    def short_desc(self) -> str:
        return "Say who has published the report of a year, late, not found or not checked, and how that is known"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "-a", dest="terms", action="append", default=[], metavar="NAME=VALUE",
            help="division=PREFIX of its code (default: all), year=YEAR (default: the newest that is due)",
        )  # fmt: skip
        parser.add_argument("--csv", metavar="FILE", help="write the list there as well")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if args:
            raise ValueError(f"what is {args[0]!r}? coverage takes {self.syntax()}")
        now = clock(self.settings.get("NOW"))()
        division, year = _terms(opts.terms, now)
        path = Path(self.settings["ARCHIVE"])
        kind = kind_of(path)
        self._refresh(path, kind, now)
        with reading(path) as connection:
            found = cells(connection, now, division=division, years=[year])
            names = dict(connection.execute("SELECT id, name FROM agencies").fetchall())
            place = connection.execute(
                "SELECT full_name FROM divisions WHERE code = ?", (division.ljust(6, "0"),)
            ).fetchone()
        if not found:
            whose = f"division {division}" if division else "the registry"
            raise ValueError(
                f"no agency of {whose} owes a report of {year}; see agencies.csv, or give another year"
            )
        found.sort(key=lambda cell: (_WORST_FIRST.index(cell.state), cell.agency_id))
        simulated = f"（{SIMULATED}）" if kind == "demo" else ""
        where = f"{place[0] if place else '区划代码'}（{division}）" if division else ""
        print(simulated + sentence(found, where, now))
        for cell in found:
            print(f"{LABELS[cell.state]}\t{names[cell.agency_id]}\t{cell.basis}")
        if opts.csv:
            _write(Path(opts.csv), found, names, simulated)
        return 0

    def _refresh(self, path: Path, kind: str, now: str) -> None:
        """Have the archive's own table say the same; while a crawl writes it, the crawl's end will."""
        try:
            with Store.open(path, kind=kind, now=lambda: now, command="scrapy coverage") as store:
                store.refresh_coverage()
        except ArchiveError as error:
            if error.exit_code != IN_USE:
                raise
            self.say(0, "the archive is being written; its table coverage follows when that ends")


def sentence(found: Sequence[Cell], where: str, now: str) -> str:
    """What could be printed: how many are on the roster of a place, how they stand, and when that was checked."""
    counts = Counter(cell.state for cell in found)
    told = "，".join(f"{label} {counts[state]} 家" for state, label in LABELS.items() if counts[state])
    text = (
        f"截至{beijing_time(now)}（北京时间），{where}名单内 {len(found)} 家行政机关的 {found[0].report_year} 年度"
        f"政府信息公开工作年度报告：{told}。"
    )
    checks = [cell.checked_at for cell in found if cell.state == "missing" and cell.checked_at]
    if checks:
        first, last = beijing_time(min(checks)), beijing_time(max(checks))
        when = first if first == last else f"{first}至{last}"
        text += f"未发现，指到期之后（{when}）完整查过其登记的全部栏目而没有见到，不等于没有编制。"
    return text


def _terms(given: Sequence[str], now: str) -> tuple[str, int]:
    try:
        terms = arglist_to_dict(list(given))
    except ValueError:
        raise ValueError("invalid -a value, write -a NAME=VALUE") from None
    unknown = sorted(terms.keys() - {"division", "year"})
    if unknown:
        raise ValueError(f"argument {unknown[0]}: unknown to coverage; it takes division, year")
    division = terms.get("division", "")
    if not re.fullmatch(r"\d{0,6}", division):
        raise ValueError(f"argument division: {division!r} is no code; give 1 to 6 digits, as 31 or 310115")
    year = terms.get("year") or str(newest_due_year("department", now))
    if not re.fullmatch(r"20\d\d", year) or int(year) < FIRST_YEAR:
        raise ValueError(f"argument year: {year!r} is no report year; give one from {FIRST_YEAR} on, as 2025")
    return division, int(year)


def _write(path: Path, found: Sequence[Cell], names: dict[str, str], simulated: str) -> None:
    # utf-8-sig: spreadsheet programs take a file without its mark for GBK.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("agency_id", "agency", "report_year", "due_on", "state", "published_on", "days_late", "basis",
                         "checked_at"))  # fmt: skip
        for cell in found:
            row = (cell.agency_id, names[cell.agency_id], cell.report_year, cell.due_on, cell.state,
                   cell.published_on, cell.days_late, cell.basis + simulated, cell.checked_at)  # fmt: skip
            writer.writerow(map(guarded, row))
    sys.stderr.write(f"coverage: {len(found)} lines in {path}\n")
