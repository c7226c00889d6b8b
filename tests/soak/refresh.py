"""Crawls a large site again and again while nothing, little, or only its chrome changes, and counts requests and versions."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.site import serving
from tests.soak.column import Column
from tests.soak.part import Outcome

_CHANGED = 37
# The first crawl is in October: out of season, so that the next day's run finds nothing due.
_FIRST, _NEXT_DAY, _MONDAY = "2025-10-14T08:00:00Z", "2025-10-15T08:00:00Z", "2025-10-20T08:00:00Z"
_CHANGES = "SELECT count(*) FROM versions WHERE version > 1"


def run(folder: Path, *, short: bool) -> Outcome:
    pages = 150 if short else 5000
    wrong: list[str] = []
    counts: dict[str, int | float | str] = {"pages": pages}

    def expect(what: str, found: int, expected: int) -> None:
        counts[what] = found
        if found != expected:
            wrong.append(f"{what}: {found}, not {expected}")

    with serving() as site:
        made = Column(site, pages)
        write_registry(folder / "registry", ("column", f"{site.url}/nb/"), agency="")

        def asked(*arguments: str, now: str) -> int:
            """Crawl once; how many requests for pages that took."""
            before = len(site.log)
            settings = {"NOW": now, "READ_WORKERS": "1", "LOG_LEVEL": "WARNING"}
            done = crawl(folder, "reports", *arguments, settings=settings, timeout=1800)
            if done.returncode:
                wrong.append(f"exit code {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}")
            return sum(one.path != "/robots.txt" for one in site.log[before:])

        files = sum(made.has_file(number) for number in range(pages))
        everything = pages + files + made.lists
        expect("first crawl: requests", asked(now=_FIRST), everything)
        expect("reports", rows(folder, "SELECT count(*) FROM reports")[0][0], pages)
        expect("next day: requests", asked(now=_NEXT_DAY), 0)
        expect("on Monday: requests for lists", asked(now=_MONDAY), made.lists)
        expect("full=1: requests", asked("-a", "full=1", now=_MONDAY), everything)
        same = "SELECT count(*) FROM fetches WHERE outcome = 'not_modified' AND run_id = (SELECT max(run_id) FROM fetches)"
        counts["full=1: 304"] = rows(folder, same)[0][0]
        if int(counts["full=1: 304"]) < 0.95 * everything:
            wrong.append(f"full=1: only {counts['full=1: 304']} of {everything} answers were 304")
        expect("full=1: versions", rows(folder, _CHANGES)[0][0], 0)
        made.validators = False
        asked("-a", "full=1", now=_MONDAY)
        expect("without validators: versions", rows(folder, _CHANGES)[0][0], 0)
        made.validators = True
        made.reads = 17
        asked("-a", "full=1", now=_MONDAY)
        expect("only counters changed: versions", rows(folder, _CHANGES)[0][0], 0)
        made.changed = {number for number in range(pages) if not made.has_file(number)} & set(
            range(3, 3 + 6 * _CHANGED)
        )
        made.changed = set(sorted(made.changed)[:_CHANGED])
        asked("-a", "full=1", now=_MONDAY)
        expect(f"{_CHANGED} pages changed: versions", rows(folder, _CHANGES)[0][0], _CHANGED)
        expect("of so many reports, by one figure each", _reports_with_one_change(folder), _CHANGED)
        made.attachment_changed = {57}
        asked("-a", "full=1", now=_MONDAY)
        expect("an attachment changed: versions more", rows(folder, _CHANGES)[0][0] - _CHANGED, 1)
        expect(
            "figures changed in it", rows(folder, "SELECT count(*) FROM figure_changes")[0][0] - _CHANGED, 1
        )
    return Outcome(counts, tuple(wrong))


def _reports_with_one_change(folder: Path) -> int:
    by_report = "SELECT report_id FROM figure_changes GROUP BY report_id HAVING count(*) = 1"
    return int(rows(folder, f"SELECT count(*) FROM ({by_report})")[0][0])
