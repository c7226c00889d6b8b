"""Hostile pages and files, read as a crawl reads them: in a worker with its limits. Each gives its report or a problem."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.pool import ReadingPool
from pipelines.report import read_report
from pipelines.report.model import Document, Figure, Number, Part
from tests.crawler.crawling import crawl, rows, write_registry
from tests.reading.drafts import FIVE
from tests.reading.hostile_files import BOMBS, FILES
from tests.reading.hostile_pages import PAGES, document, page
from tests.reading.official import tables_of

pytestmark = pytest.mark.slow  # a minute, most of it spent on files that are given up

# Pages that are no report as they stand, by what a browser would show of them; every other is read whole or in part.
_NO_REPORT = {
    "a script that never ends",
    "text cells of a megabyte",
    "bars alone",
    "nothing at all",
    "zeroes",
    "noise",
}


class Result(NamedTuple):
    """What came of a document; `storable`: whether a database takes its texts."""

    understood: bool
    figures: tuple[Figure, ...]
    problems: tuple[str, ...]
    storable: bool


def read(document: Document) -> Result:
    """In the worker."""
    report = read_report(document)
    told = [
        report.text,
        *(fact.value for fact in report.facts.values()),
        *(p.detail for p in report.problems),
    ]
    problems = tuple(problem.kind for problem in report.problems)
    return Result(report.understood, report.figures, problems, all(map(_is_storable, told)))


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _attached(body: bytes) -> Document:
    part = Part("attachment", "http://sfj.qinghe.gov.test/P0", body, sha256(body).hexdigest(), name="附件")
    return document(page(), more=(part,))


def documents() -> Iterator[tuple[str, Callable[[], Document]]]:
    yield from PAGES.items()
    for name, make in BOMBS.items():
        yield f"beside the report: {name}", lambda make=make: _attached(make())
    for name, (make, _) in FILES.items():
        yield f"beside the report: {name}", lambda make=make: _attached(make())


@pytest.fixture(scope="module")
def results() -> dict[str, Result | BaseException]:
    """All of them through one pool, side by side, as pages of a crawl are."""

    async def all_of_them() -> dict[str, Result | BaseException]:
        with ReadingPool(2, read) as pool:
            made = dict(documents())
            # Made when there is room: together they fill a gigabyte.
            room = asyncio.Semaphore(6)

            async def one(make: Callable[[], Document]) -> Result:
                async with room:
                    return await pool.run(make())

            found = await asyncio.gather(*map(one, made.values()), return_exceptions=True)
            return dict(zip(made, found, strict=True))

    return asyncio.run(all_of_them())


NAMES = [name for name, _ in documents()]
TRUE: dict[tuple[str, str, str], Number] = {
    place: int(FIVE.get(place, "0")) for table in tables_of("2021") for place in table.figures
}


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_document_gives_its_report_or_a_problem(
    name: str, results: dict[str, Result | BaseException]
) -> None:
    result = results[name]
    assert isinstance(result, Result), result  # a worker past its seconds or its memory is killed
    assert result.storable
    read_figures = {(f.table, f.line, f.column): f.value for f in result.figures if f.value is not None}
    assert read_figures.items() <= TRUE.items()
    assert result.problems or read_figures == TRUE
    if name.startswith("beside"):
        assert result.understood
        assert read_figures == TRUE


def test_most_of_them_are_read_whole(results: dict[str, Result | BaseException]) -> None:
    unread = {name for name in PAGES if not (isinstance(found := results[name], Result) and found.figures)}
    refused = {name for name in unread if "PAGE_TOO_LARGE" in getattr(results[name], "problems", ())}
    assert unread - refused == _NO_REPORT
    assert len(refused) < 8


def test_the_crawl_goes_on(tmp_path: Path) -> None:
    """A spoilt page costs its own record and nothing else: those before and behind it are in the archive."""
    write_registry(tmp_path / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))
    folder = tmp_path / "saved"
    folder.mkdir()
    hostile = (
        "a million rows",
        "three thousand tables in each other",
        "NUL everywhere",
        "noise",
        "bars alone",
    )
    for number, name in enumerate(hostile):
        (folder / f"{number}-1.html").write_bytes(PAGES[name]().parts[0].body)
        (folder / f"{number}-2.html").write_text(page(after=f"<p>{number}</p>"), encoding="utf-8")
    (folder / "a.pdf").write_bytes(BOMBS["pdf: forms that draw each other"]())
    (folder / "b.xlsx").write_bytes(BOMBS["xlsx: a million cells"]())
    assert crawl(tmp_path, "saved", "-a", f"path={folder}", "-s", "READ_WORKERS=2").returncode in (0, 2)
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE read_state = 'unread'") == [(0,)]
    # Equal reports of one agency and year are one report with several publications.
    assert rows(tmp_path, "SELECT count(*) FROM publications") == [(len(hostile) + 2,)]
    assert rows(tmp_path, "SELECT count(*) FROM figure_cells WHERE value = 5") == [(6,)]
