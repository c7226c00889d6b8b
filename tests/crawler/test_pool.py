"""The pool of reading processes: what a page may cost, and what becomes of the pages beside it."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archive.rows import ContextRow, DocumentRows, PartRow
from pipelines import pool as pools
from pipelines.pool import ReadingPool, WorkerDiedError
from pipelines.read import read_document
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
        with ReadingPool(workers) as pool:
            return list(
                await asyncio.gather(*(pool.run(read, one) for one in inputs), return_exceptions=True)
            )

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("read", [double, crash_at_7])
def test_no_thread_outlives_the_pool(read: Callable[[int], int]) -> None:
    """One that does may be woken by the end of the program while it closes what it is woken by: a traceback for people."""
    before = set(threading.enumerate())
    run(2, read, 6, 7)
    assert set(threading.enumerate()) <= before


@pytest.mark.slow
def test_dead_readers_leave_no_files_open() -> None:
    def opened() -> int:
        return len(os.listdir("/proc/self/fd"))

    async def many_deaths() -> tuple[int, int]:
        with ReadingPool(1) as pool:
            counts = []
            for _ in range(4):
                with pytest.raises(WorkerDiedError):
                    await pool.run(crash_at_7, 7)
                gc.collect()
                counts.append(opened())
            return counts[1], counts[-1]

    before = opened()
    early, late = asyncio.run(many_deaths())
    assert late < early + 8  # each dead one held four; two of them a page
    assert opened() <= before + 2  # the tracker of its resources stays with the program


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
    assert pools.CPU_SECONDS < cpu < pools.CPU_SECONDS + 10
    assert memory == pools.MEMORY


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
        "    pool = ReadingPool(1)\n"
        "    print(await pool.run(pid, 0), flush=True)\n"
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

    async def run(self, read: Callable[[Any], Any], what: Any) -> Any:
        if any(part.role == "attachment" for part in what.parts):
            raise WorkerDiedError("两次使读取进程中止")
        return read(what)


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
