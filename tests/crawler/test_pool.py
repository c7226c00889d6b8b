"""The pool of reading processes: what a page may cost, and what becomes of the pages beside it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.errors import UNFIT, ArchiveError
from archive.rows import ContextRow, DocumentRows, PartRow
from pipelines import reader
from pipelines.pool import ReadingPool, WorkerDiedError
from pipelines.read import read_document
from pipelines.report.model import Document
from pipelines.rows import read_rows
from tests.crawler.crawling import ROOT, environment


def double(number: int) -> int:
    return number * 2


def crash_at_7(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def crash_once(path: str) -> str:
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "read"


def echo(what: bytes) -> bytes:
    return what


def fail(why: str) -> None:
    raise ValueError(why)


def unsendable(wanted: bool) -> object:
    return (lambda: 0) if wanted else 1


def swell(_: int) -> int:
    return len(bytearray(4 * 1024**3))


def spin(_: int) -> int:
    while True:
        pass


def short_lived(_: int) -> tuple[int, int]:
    import resource

    return resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_AS)[0]


def run(workers: int, read: Callable[[Any], Any], *inputs: Any) -> list[Any]:
    async def all_of_them() -> list[Any]:
        with ReadingPool(workers, read) as pool:
            return list(await asyncio.gather(*map(pool.run, inputs), return_exceptions=True))

    return asyncio.run(all_of_them())


def children() -> set[int]:
    """Processes of this one, zombies too."""
    return {int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()}


@pytest.mark.parametrize("read", [double, crash_at_7])
def test_nothing_of_a_pool_outlives_it(read: Callable[[int], int]) -> None:
    def alive() -> tuple[set[int], set[threading.Thread], int]:
        return children(), set(threading.enumerate()), len(os.listdir("/proc/self/fd"))

    before = alive()
    run(2, read, 6, 7)
    assert alive() == before


@pytest.mark.slow
def test_dead_readers_leave_no_files_open() -> None:
    async def many_deaths() -> list[int]:
        with ReadingPool(1, crash_at_7) as pool:
            counts = []
            for _ in range(4):
                with pytest.raises(WorkerDiedError):
                    await pool.run(7)
                counts.append(len(os.listdir("/proc/self/fd")))
            return counts

    counts = asyncio.run(many_deaths())
    assert counts == counts[:1] * 4


def test_a_pool_is_left_without_waiting_for_what_it_reads() -> None:
    async def leave() -> float:
        with ReadingPool(1, spin) as pool:
            reading = asyncio.ensure_future(pool.run(1))
            await asyncio.wait([reading], timeout=1)
            reading.cancel()
        return time.monotonic()

    before = children()
    asyncio.run(leave())
    assert children() == before


def test_more_than_the_wire_holds_goes_both_ways() -> None:
    large = bytes(range(256)) * 20_000  # 5 MB each
    assert run(1, echo, *[large] * 6) == [large] * 6


def test_one_who_gave_up_takes_no_answer_from_another() -> None:
    async def give_up() -> int:
        with ReadingPool(1, double) as pool:
            first, second = (asyncio.ensure_future(pool.run(number)) for number in (1, 2))
            await asyncio.sleep(0)
            first.cancel()
            return await second

    assert asyncio.run(give_up()) == 4


def test_an_error_comes_back_with_the_place_it_was_raised_at() -> None:
    [error] = run(1, fail, "why")
    assert isinstance(error, ValueError)
    assert str(error) == "why"
    assert "in fail" in str(error.__cause__)


def test_what_cannot_be_sent_back_fails_its_page_alone() -> None:
    error, result = run(1, unsendable, True, False)
    assert isinstance(error, Exception)
    assert result == 1


def test_no_page_is_blamed_for_a_process_that_cannot_begin(capfd: pytest.CaptureFixture[str]) -> None:
    """Such as one that lacks a library or the memory to load it: pages would be unreadable for ever."""
    here_alone = types.ModuleType("here_alone")
    exec("def read(what): return what", here_alone.__dict__)
    here_alone.read.__module__ = "here_alone"
    sys.modules["here_alone"] = here_alone
    try:
        errors = run(1, here_alone.read, 1, 2, 3)
    finally:
        del sys.modules["here_alone"]
    assert all(isinstance(error, ArchiveError) and error.exit_code == UNFIT for error in errors)
    assert "ended (code 1) before it could begin" in str(errors[0])
    said = "a process that reads pages cannot begin: ModuleNotFoundError: No module named 'here_alone'\n"
    assert capfd.readouterr().err == said


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_results_come_back_to_whom_they_belong(workers: int) -> None:
    assert run(workers, double, *range(9)) == [number * 2 for number in range(9)]


@pytest.mark.slow
def test_a_page_that_kills_twice_is_given_up_and_takes_nobody_with_it() -> None:
    results = run(2, crash_at_7, *range(12))
    assert isinstance(results[7], WorkerDiedError)
    assert [results[n] for n in range(12) if n != 7] == [n for n in range(12) if n != 7]


def test_a_page_that_killed_once_is_read_again(tmp_path: Path) -> None:
    assert run(1, crash_once, str(tmp_path / "mark")) == ["read"]


def test_memory_is_limited_in_the_child() -> None:
    [result] = run(1, swell, 1)
    assert isinstance(result, MemoryError)


def test_processor_time_is_limited_a_page() -> None:
    [(cpu, memory)] = run(1, short_lived, 1)
    assert reader.CPU_SECONDS < cpu < reader.CPU_SECONDS + 10
    assert memory == reader.MEMORY


@pytest.mark.slow
def test_a_page_that_never_ends_is_ended() -> None:
    [result] = run(1, spin, 1)
    assert isinstance(result, WorkerDiedError)


def test_workers_die_with_their_parent() -> None:
    program = (
        "import asyncio, os, signal\n"
        "from pipelines.pool import ReadingPool\n"
        "from tests.crawler.test_pool import pid\n"
        "async def main():\n"
        "    pool = ReadingPool(1, pid)\n"
        "    print(await pool.run(0), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "if __name__ == '__main__':\n"
        "    asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(),
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    child = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{child}/cmdline").exists() or not Path(f"/proc/{child}/cmdline").read_bytes():
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its parent")


def pid(_: int) -> int:
    return os.getpid()


class _DiesOfFiles:
    """Stands for a pool whose workers survive every page and no attachment."""

    async def run(self, what: Document) -> Any:
        if any(part.role == "attachment" for part in what.parts):
            raise WorkerDiedError("两次使读取进程中止")
        return read_rows(what)


def test_a_file_that_kills_leaves_the_page_beside_it_readable() -> None:
    title = "青禾市司法局2022年政府信息公开工作年度报告"
    page = f"<html><body><h1>{title}</h1><p>一、总体情况</p><p>我局依法做好政府信息公开工作。</p></body></html>".encode()
    url = "http://sfj.qinghe.test/1.html"
    parts = (
        PartRow("page", "p", url, "", page, "a" * 64, "text/html; charset=utf-8"),
        PartRow("attachment", "f", f"{url}.pdf", "附件", b"%PDF-1.4", "b" * 64, "application/pdf"),
    )
    rows = DocumentRows("p", url, None, parts, (), ContextRow(None, None, None, None, False))
    done = asyncio.run(read_document(_DiesOfFiles(), "p", rows))  # type: ignore[arg-type]  # stands for a pool
    assert done.report is not None
    assert done.report.understood
    assert done.report.part_sha256 == ("a" * 64, "b" * 64)  # else the document would be read for ever
    assert [problem.kind for problem in done.problems] == ["TABLE_MISSING", "ATTACHMENT_TOO_LARGE"]
