"""Writes of several pages in one commit: when they count, and what one that fails takes with it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from archive.errors import STORAGE_FAILED, ArchiveError
from archive.rows import Kept
from pipelines.group_commit import PAGES, GroupCommit
from tests.archive.making import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    yield made
    made.store.close()


def address(number: int) -> str:
    return f"http://sfj.qinghe.gov.test/2022/{number}.html"


def keeping(archive: Archive, number: int, body: bytes = b"<p>one</p>") -> Callable[[], Kept]:
    return partial(archive.keep, address(number), body)


def written(archive: Archive, *works: Callable[[], object]) -> list[object]:
    """What came of pieces of work that were begun at once, errors among it."""

    async def all_of_them() -> list[object]:
        commits = GroupCommit(archive.store)
        return await asyncio.gather(*map(commits.write, works), return_exceptions=True)

    return asyncio.run(all_of_them())


def kept(archive: Archive) -> list[str]:
    return [url for (url,) in archive.rows("SELECT url FROM pages WHERE kind = 'report' ORDER BY url")]


def commits_of(archive: Archive, work: Callable[[], object]) -> int:
    """How often a piece of work committed."""
    told: list[str] = []
    archive.store._connection.set_trace_callback(told.append)
    work()
    archive.store._connection.set_trace_callback(None)
    return told.count("COMMIT")


@pytest.mark.parametrize(("pages", "commits"), [(1, 1), (PAGES - 1, 1), (PAGES, 1), (PAGES + 1, 2)])
def test_pages_of_a_moment_are_committed_together(archive: Archive, pages: int, commits: int) -> None:
    works = [keeping(archive, number) for number in range(pages)]
    assert commits_of(archive, lambda: written(archive, *works)) == commits
    assert kept(archive) == sorted(map(address, range(pages)))


def test_a_page_is_done_when_others_can_see_it_and_not_before(archive: Archive) -> None:
    seen: list[list[str]] = []

    def keep_and_look(number: int) -> None:
        archive.keep(address(number))
        seen.append(kept(archive))

    async def keep_three() -> None:
        commits = GroupCommit(archive.store)

        async def keep(number: int) -> None:
            await commits.write(partial(keep_and_look, number))
            seen.append(kept(archive))

        await asyncio.gather(*map(keep, range(3)))

    asyncio.run(keep_three())
    assert seen == [[]] * 3 + [sorted(map(address, range(3)))] * 3


def test_one_that_fails_is_undone_alone(archive: Archive) -> None:
    def fail() -> None:
        with archive.store.one_commit():  # as a method of the store would
            archive.keep(address(1))
            raise KeyError("a fault of the program")

    outcomes = written(archive, keeping(archive, 0), fail, keeping(archive, 2))
    assert [type(outcome).__name__ for outcome in outcomes] == ["Kept", "KeyError", "Kept"]
    assert kept(archive) == [address(0), address(2)]


def test_nothing_of_a_group_stands_when_the_archive_fails_one_of_it(archive: Archive) -> None:
    archive.keep(address(9))
    pages = archive.store._connection.execute("PRAGMA page_count").fetchone()[0]
    archive.store._connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    works = [keeping(archive, 0), keeping(archive, 1, os.urandom(1 << 20)), keeping(archive, 2)]
    outcomes = written(archive, *works)
    assert all(isinstance(each, ArchiveError) and each.exit_code == STORAGE_FAILED for each in outcomes)
    assert kept(archive) == [address(9)]
    archive.store._connection.execute("PRAGMA max_page_count = 1000000")
    assert all(isinstance(each, Kept) for each in written(archive, *works))


def test_a_commit_that_is_refused_leaves_nobody_waiting(archive: Archive) -> None:
    def point_at_nothing() -> None:
        with archive.store.one_commit():
            archive.store._connection.execute("PRAGMA defer_foreign_keys = 1")
            archive.store._connection.execute("INSERT INTO versions VALUES ('no report', 1, 'x', 'x', NULL)")

    archive.store._connection.execute("PRAGMA foreign_keys = 1")
    outcomes = written(archive, keeping(archive, 0), point_at_nothing)
    assert [type(outcome).__name__ for outcome in outcomes] == ["Kept", "IntegrityError"]
    assert kept(archive) == [address(0)]


def test_another_writer_fails_them_all(archive: Archive) -> None:
    archive.store._connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(archive.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    outcomes = written(archive, keeping(archive, 0), keeping(archive, 1))
    other.close()
    assert [type(outcome) for outcome in outcomes] == [ArchiveError] * 2
    assert kept(archive) == []


def test_one_who_waits_no_more_keeps_nobody_from_being_told(archive: Archive) -> None:
    async def give_up() -> object:
        commits = GroupCommit(archive.store)
        first, second = (
            asyncio.ensure_future(commits.write(keeping(archive, number))) for number in range(2)
        )
        await asyncio.sleep(0)
        first.cancel()
        return await second

    assert isinstance(asyncio.run(give_up()), Kept)
    assert kept(archive) == [address(0), address(1)]
