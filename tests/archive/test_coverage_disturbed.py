"""Disturbed runs accuse nobody wrongly.

A small city with a portal and four agencies of its own columns, in February: some have published their report of 2025,
some have not. Then things go wrong in the ways they do go wrong, several at a time; whoever is found missing must be one
that has not published. The same city undisturbed shows that those are found.

What no crawl can know is left out: an old column that stays up unchanged while its agency publishes, for the first time,
in a place nobody told the archive of (docs/coverage.md).
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archive.rows import AgencyRow, SourceRow
from tests.archive.walking import CITY, Paper, Run, Walked, column, paper

NAMES = {"sfj": "司法局", "czj": "财政局", "jyj": "教育局", "mzj": "民政局", "slj": "水利局"}
AGENCIES = [AgencyRow(key, f"青禾市{name}", CITY, "department") for key, name in NAMES.items()]
ON_PORTAL = AGENCIES[-1]  # has no column of its own
COLUMNS = {agency.id: column(agency) for agency in AGENCIES if agency is not ON_PORTAL}
PORTAL = SourceRow("portal", "http://www.qinghe.gov.test/bmnb/", None, CITY, None, "active")
YEARS = (2024, 2023, 2022)
LAST_YEAR, AFTER, NOW = "2025-06-10T02:00:00Z", "2026-02-10T02:00:00Z", "2026-02-20T02:00:00Z"


@dataclass
class Visit:
    """How a source will be found: what its list shows, and what befalls it."""

    source: SourceRow
    papers: list[Paper]
    answer: dict[str, object] = field(default_factory=dict)
    failing: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    passed_over: list[tuple[str, str | None]] = field(default_factory=list)
    skipped: bool = False
    befallen: dict[str, str] = field(default_factory=dict)  # report address → what becomes of its page


@dataclass
class City:
    """The city as it will be visited. `published`: those whose report of 2025 is out, by id."""

    dice: random.Random
    agencies: list[AgencyRow]
    visits: dict[str, Visit]
    published: set[str]
    finished: bool = True
    at: str = AFTER
    strayed: dict[str, str] = field(
        default_factory=dict
    )  # address → whose report went to another agency's column

    def unknowable(self) -> set[str]:
        """Whose report stands in the column of an agency it has nothing to do with, where no list was seen to name it."""
        shown = {
            each.url: each.title
            for visit in self.visits.values()
            if not (visit.skipped or visit.answer or visit.unread or visit.failing)
            for each in visit.papers
        }
        lost = {agency for url, agency in self.strayed.items() if NAMES[agency] not in shown.get(url, "")}
        return lost | {f"{agency}-2" for agency in lost}  # and of whoever took its place

    def place(self, agency: str) -> Visit:
        """Where an agency publishes."""
        return self.visits.get(agency, self.visits["portal"])

    def news(self) -> list[tuple[Visit, int]]:
        """Every report of 2025 that is out, as (visit, place in its list)."""
        return [(v, i) for v in self.visits.values() for i, each in enumerate(v.papers) if "2025" in each.url]


def history(agency: AgencyRow) -> list[Paper]:
    host = "www.qinghe.gov.test" if agency is ON_PORTAL else ""
    return [paper(agency, year, host=host) for year in YEARS]


@pytest.fixture(scope="module")
def last_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive after last year's complete run."""
    path = tmp_path_factory.mktemp("city") / "a.db"
    made = Walked(path)
    made.register(AGENCIES, [*COLUMNS.values(), PORTAL])
    with made.run(LAST_YEAR) as run:
        for agency in AGENCIES:
            source = COLUMNS.get(agency.id, PORTAL)
            run.list(source, history(agency), pages=2)
            run.fetch(source, *history(agency))
    made.close()
    return path


def city(seed: int) -> City:
    dice = random.Random(seed)
    published = {agency.id for agency in AGENCIES if dice.random() < 0.6}
    visits = {}
    for agency in AGENCIES:
        host = "www.qinghe.gov.test" if agency is ON_PORTAL else ""
        new = [paper(agency, 2025, host=host)] if agency.id in published else []
        source = COLUMNS.get(agency.id, PORTAL)
        visits[source.id] = Visit(source, [*new, *history(agency)])
    return City(dice, list(AGENCIES), visits, published)


ACCUSED = ("missing", "late", "backdated")  # every report of the city was out on 20 January


# --- what goes wrong ---

Disturbance = Callable[[City], None]


def somewhere(city: City) -> Visit:
    return city.dice.choice(list(city.visits.values()))


def list_fails(city: City) -> None:
    answers: list[dict[str, object]] = [
        {"blocked": "waf:ruishu"}, {"error": "TimeoutError"}, {"status": 404}, {"status": 503},
        {"error": "redirected to the home page http://www.qinghe.gov.test/"}, {"blocked": "robots.txt"},
    ]  # fmt: skip
    somewhere(city).answer = city.dice.choice(answers)


def half_walked(city: City) -> None:
    somewhere(city).failing = [1]


def half_a_page(city: City) -> None:
    """A body cut off: rows are gone, newest or oldest."""
    visit = somewhere(city)
    if len(visit.papers) < 2:
        return
    lost = city.dice.randrange(1, len(visit.papers))
    visit.papers = visit.papers[lost:] if city.dice.random() < 0.5 else visit.papers[:-lost]
    # Cut from above, the list has lost at least last year's report along with the newest.
    visit.papers = [each for each in visit.papers if "2025" not in each.url and each.year != 2024]


def other_page(city: City) -> None:
    somewhere(city).papers = []


def page_not_read(city: City) -> None:
    visit = somewhere(city)
    visit.unread = [city.dice.randrange(2)]
    if visit.unread == [0]:
        visit.papers = visit.papers[1:]


def doubtful_list(city: City) -> None:
    kind = city.dice.choice(
        ["LIST_SHORT", "LIST_CUT", "LIST_REPEATS", "PAGER_UNKNOWN", "NEEDS_BROWSER", "LIST_ENDLESS"]
    )
    visit = somewhere(city)
    visit.problems.append((kind, "有疑问"))
    visit.papers = [each for each in visit.papers if "2025" not in each.url]


def not_asked(city: City) -> None:
    somewhere(city).skipped = True


def report_fails(city: City) -> None:
    what = ["pending", "error", "blocked", "404", "unread", "scan", "unreadable"]
    for visit, index in city.news():
        if city.dice.random() < 0.5:
            visit.befallen[visit.papers[index].url] = city.dice.choice(what)


def signed_otherwise(city: City) -> None:
    """A new name nobody registered, somebody else's by a slip, none at all."""
    for visit, index in city.news():
        new = city.dice.choice(["青禾市某某管理局", "市局", city.dice.choice(AGENCIES).name, None])
        if new is None and visit.source.agency is None:
            new = "青禾市某某管理局"
        visit.papers[index] = replace(visit.papers[index], signed=new)


def year_misread(city: City) -> None:
    for visit, index in city.news():
        if city.dice.random() < 0.6:
            wrong = city.dice.choice([2024, 2026, 2015, None])
            visit.papers[index] = replace(visit.papers[index], year=wrong)


def title_misprinted(city: City) -> None:
    """Last year's title on this year's entry, or no year in it; and the page cannot be had."""
    for visit, index in city.news():
        each = visit.papers[index]
        title = city.dice.choice(
            [each.title.replace("2025", "2024"), each.title.replace("2025年", ""), "年报"]
        )
        visit.papers[index] = replace(each, title=title)
        visit.befallen[each.url] = city.dice.choice(["pending", "error", "scan"])


def passed_over(city: City) -> None:
    """The crawl does not take the entry for a report."""
    for visit, index in reversed(city.news()):
        each = visit.papers.pop(index)
        visit.passed_over.append((each.title.replace("工作年度报告", "情况报告"), each.on))


def elsewhere(city: City) -> None:
    """Published on the portal, or in another agency's column, instead of the agency's own."""
    for visit, index in reversed(city.news()):
        if city.dice.random() < 0.6:
            each = visit.papers.pop(index)
            there = city.dice.choice([v for v in city.visits.values() if v is not visit])
            there.papers.insert(0, replace(each, url=there.source.url + each.url.rpartition("/art/")[2]))
            if there.source.agency and there.source.agency != visit.source.agency:
                city.strayed[there.papers[0].url] = each.url.split("_")[-2]
            if city.dice.random() < 0.5:
                there.befallen[there.papers[0].url] = city.dice.choice(["pending", "error", "scan"])


def moved(city: City) -> None:
    """The column has a new address; the registry knows, and the crawl has not been there, or found it shut."""
    visit = somewhere(city)
    visit.source = replace(visit.source, url=visit.source.url + "new/")
    if city.dice.random() < 0.5:
        visit.skipped = True
    else:
        visit.answer = {"error": "TimeoutError"}


def new_place(city: City) -> None:
    """A second column was registered; the report is there, and nobody has looked."""
    for visit, index in reversed(city.news()):
        if visit.source.agency and city.dice.random() < 0.6:
            each = visit.papers.pop(index)
            status = city.dice.choice(["active", "paused", "unverified"])
            source = replace(
                visit.source, id=f"{visit.source.id}-2", url=visit.source.url + "2/", status=status
            )
            city.visits[source.id] = Visit(source, [each], skipped=True)


def paused(city: City) -> None:
    visit = somewhere(city)
    visit.source, visit.skipped = replace(visit.source, status="paused"), True


def taken_out(city: City) -> None:
    """A source leaves the registry; its agency's other places never listed it."""
    city.visits.pop(city.dice.choice(list(COLUMNS)), None)


def renamed(city: City) -> None:
    """An agency takes another's place; the report is signed by either, before or after the roster says so."""
    index = city.dice.randrange(len(city.agencies) - 1)
    old = city.agencies[index]
    new = AgencyRow(f"{old.id}-2", f"{old.name[:-1]}委员会", CITY, "department", since="2025-11")
    until = city.dice.choice(["2025-11", "2026-01-15"])
    new = replace(new, since=until)
    if city.dice.random() < 0.7:
        city.agencies[index] = replace(old, until=until, successor=new.id)
        city.agencies.append(new)
        if old.id in city.published:
            city.published.add(new.id)
    for visit, place in city.news():
        each = visit.papers[place]
        if each.signed == old.name and city.dice.random() < 0.6:
            visit.papers[place] = replace(each, signed=new.name)


def stopped(city: City) -> None:
    city.finished = False
    for visit, index in reversed(city.news()):
        visit.papers.pop(index)


def too_early(city: City) -> None:
    """The run was on the last day; reports came after it."""
    city.at = city.dice.choice(["2026-01-31T15:59:59Z", "2026-01-20T02:00:00Z"])
    for visit, index in reversed(city.news()):
        visit.papers.pop(index)


DISTURBANCES: list[Disturbance] = [
    list_fails, half_walked, half_a_page, other_page, page_not_read, doubtful_list, not_asked, report_fails,
    signed_otherwise, year_misread, title_misprinted, passed_over, elsewhere, moved, new_place, paused, taken_out,
    renamed, stopped, too_early,
]  # fmt: skip


# --- the run ---


def visited(city: City, last_year: Path, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Agency, state and basis of 2025 after the city's run."""
    path = folder / "a.db"
    shutil.copy(last_year, path)
    walked = Walked(path, hurry=True)
    walked.register(city.agencies, [visit.source for visit in city.visits.values()])
    with walked.run(city.at, finished=city.finished) as run:
        for visit in city.visits.values():
            if not visit.skipped:
                _visit(run, visit)
    found = walked.judge(NOW)
    walked.close()
    for (agency, year), (state, basis) in found.items():
        if year == 2025:
            yield agency, state, basis


def _visit(run: Run, visit: Visit) -> None:
    run.list(
        visit.source, visit.papers, pages=2, failing=visit.failing, unread=visit.unread,
        problems=visit.problems, passed_over=visit.passed_over, **visit.answer,
    )  # fmt: skip
    if visit.answer:
        return
    for each in visit.papers:
        fate = visit.befallen.get(each.url)
        if "2025" not in each.url or fate == "pending":
            continue  # known from last year, or not asked for yet
        if fate in ("error", "blocked", "404"):
            run.fetch(visit.source, each, **({"status": 404} if fate == "404" else {fate: "waf:ruishu"}))
        elif fate == "unread":
            run.keep_only(visit.source, each)
        elif fate in ("scan", "unreadable"):
            run.no_report(visit.source, each, unreadable=fate == "unreadable")
        else:
            run.fetch(visit.source, each)


def try_all(seeds: range, last_year: Path, folder: Path) -> Counter[str]:
    """How many agencies came out in which state. Fails at the first that is accused and has published."""
    states: Counter[str] = Counter()
    for seed in seeds:
        disturbed = city(seed)
        chosen = disturbed.dice.choices(DISTURBANCES, k=disturbed.dice.randrange(1, 5))
        for disturbance in chosen:
            disturbance(disturbed)
        for agency, state, basis in visited(disturbed, last_year, folder):
            states[state] += 1
            names = [each.__name__ for each in chosen]
            innocent = disturbed.published - disturbed.unknowable()
            assert state not in ACCUSED or agency not in innocent, (seed, names, agency, basis)
    return states


def test_undisturbed_everybody_is_found_out(last_year: Path, tmp_path: Path) -> None:
    for seed in range(10):
        quiet = city(seed)
        for agency, state, basis in visited(quiet, last_year, tmp_path):
            assert state == ("on_time" if agency in quiet.published else "missing"), (seed, agency, basis)


@pytest.mark.parametrize("disturbance", DISTURBANCES, ids=lambda each: each.__name__)
def test_one_disturbance_accuses_nobody_wrongly(
    disturbance: Disturbance, last_year: Path, tmp_path: Path
) -> None:
    for seed in range(4):
        disturbed = city(seed)
        disturbance(disturbed)
        for agency, state, basis in visited(disturbed, last_year, tmp_path):
            assert state not in ACCUSED or agency not in disturbed.published, (seed, agency, basis)


def test_disturbed_runs_accuse_nobody_wrongly(last_year: Path, tmp_path: Path) -> None:
    states = try_all(range(1000, 1060), last_year, tmp_path)
    assert states["missing"] > 0
    assert states["on_time"] > 0


@pytest.mark.slow
def test_a_thousand_disturbed_runs_accuse_nobody_wrongly(last_year: Path, tmp_path: Path) -> None:
    count = int(os.environ.get("DISTURBED_RUNS", "1000"))
    states = try_all(range(10_000, 10_000 + count), last_year, tmp_path)
    print(f"{count} disturbed runs: {dict(states)}")
    assert states["missing"] > count / 10
