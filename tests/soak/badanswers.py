"""Bad answers: forty kinds of them, each given for each of twenty-five good pages; not one row may change."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from tests.crawler.crawling import crawl, rows
from tests.crawler.site import Answer, Site, column, serving
from tests.crawler.wholepages import whole_report
from tests.soak.dump import records
from tests.soak.part import Outcome
from tests.soak.worse import KINDS

_AGENCIES = ("司法局", "财政局", "民政局", "教育局", "水利局")
_YEARS = range(2021, 2026)
_PAGES = [(number, year) for number in range(len(_AGENCIES)) for year in _YEARS]
_REFUSED = ("blocked", "failed", "gone", "quarantined")


def run(folder: Path, *, short: bool) -> Outcome:
    """Each round is a crawl in which every page gives a bad answer, all of them others; the short form has four rounds
    that meet every kind at least twice, the long one forty that meet every kind on every page."""
    names = list(KINDS)
    outcomes: Counter[str] = Counter()
    wrong: list[str] = []
    with serving() as site:
        _good(folder, site)
        first = crawl(folder, "reports", settings={"NOW": "2026-04-01T01:00:00Z"})
        before = records(folder / "a.db")
        whole = rows(folder, "SELECT count(DISTINCT report_id) FROM figure_cells")[0][0]
        if first.returncode != 0 or whole != len(_PAGES):
            return Outcome(
                {"good pages": whole}, (f"the good crawl ended with {first.returncode}: {first.stderr}",)
            )
        for shift in range(0, len(names), 10 if short else 1):
            given = {page: names[(at + shift) % len(names)] for at, page in enumerate(_PAGES)}
            for (number, year), name in given.items():
                site.answers[_path(number, year)] = KINDS[name](_agency(number), year)
            # Within a day: on a third one, what is seen again is believed.
            now = f"2026-04-02T{shift // 4:02}:{15 * (shift % 4):02}:00Z"
            done = crawl(folder, "reports", "-a", "full=1", settings={"NOW": now})
            if done.returncode != 2:
                wrong.append(f"round {shift}: the crawl ended with {done.returncode}, not 2")
            outcomes.update(_judged(folder, given, wrong))
            if records(folder / "a.db") != before:
                wrong.append(f"round {shift}: rows changed; given were {given}")
                before = records(folder / "a.db")
    counts = {
        "kinds": len(names),
        "good pages": len(_PAGES),
        "attempts": outcomes.total(),
        "rows": before[1],
        **outcomes,
    }
    return Outcome(
        {**counts, "rounds with changed rows": sum("rows changed" in line for line in wrong)}, tuple(wrong)
    )


def _judged(folder: Path, given: dict[tuple[int, int], str], wrong: list[str]) -> Counter[str]:
    """What became of each answer; whatever was taken for good is wrong."""
    found: Counter[str] = Counter()
    for (number, year), name in given.items():
        fetched = rows(
            folder,
            "SELECT outcome, error FROM fetches JOIN pages ON pages.id = page_id WHERE url LIKE ? "
            "AND run_id = (SELECT max(id) FROM runs)",
            f"%{_path(number, year)}",
        )
        if len(fetched) != 1 or fetched[0][0] not in _REFUSED:
            wrong.append(f"{name} for {_path(number, year)}: {fetched}")
        elif not fetched[0][1] and fetched[0][0] != "gone":
            wrong.append(f"{name} for {_path(number, year)}: {fetched[0][0]}, and no word why")
        found.update(outcome for outcome, _ in fetched)
    return found


def _agency(number: int) -> str:
    return f"青禾市{_AGENCIES[number]}"


def _path(number: int, year: int) -> str:
    return f"/{number}/{year}.html"


def _good(folder: Path, site: Site) -> None:
    site.answers["/"] = Answer("<html><title>青禾市</title><body>要闻</body></html>".encode())
    (folder / "registry").mkdir()
    with (folder / "registry" / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "division_code", "kind", "since", "until", "successor", "note"))
        writer.writerows(
            (f"a{n}", _agency(n), "990100", "department", "", "", "", "") for n in range(len(_AGENCIES))
        )
        writer.writerow(("other", "青禾市体育局", "990100", "department", "", "", "", ""))
    with (folder / "registry" / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "url", "agency", "division_code", "cms", "status", "note"))
        writer.writerows(
            (f"a{n}", f"{site.url}/{n}/", f"a{n}", "990100", "", "active", "") for n in range(len(_AGENCIES))
        )
    for number in range(len(_AGENCIES)):
        listed = [
            f"{_path(number, year)}|{_agency(number)}{year}年政府信息公开工作年度报告|{year + 1}-01-20"
            for year in _YEARS
        ]
        site.page(f"/{number}/", column(*listed))
    for number, year in _PAGES:
        site.page(_path(number, year), whole_report(_agency(number), year, number + year % 9))
