"""Reads documents in worker processes, so that a page that stalls, swells or crashes takes nobody with it.

Each worker is a pool of one process: it works in order, so when it dies the oldest page in it is the one
that killed it. A page is read once more after that; if it kills a second worker it is unreadable.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import multiprocessing
import os
import resource
import signal
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TypeVar

MEMORY = 1024**3  # bytes of address space
CPU_SECONDS = 10  # a page; the slowest real one takes 0.2
# Pages a worker: the crawl takes turns among many pages, and must have its next ones ready meanwhile (300 reports: 6.05 s
# with 2, 5.22 s with 8; 16 gain nothing more).
IN_FLIGHT = 8
DEATHS = 2

_PR_SET_PDEATHSIG = 1

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class WorkerDiedError(Exception):
    """A page killed its worker twice: it took too long, too much memory, or crashed it."""


@dataclass(eq=False)
class _Worker:
    """One process with the pages in it, oldest first; `killer` is the page it died of."""

    executor: ProcessPoolExecutor
    pages: list[object] = field(default_factory=list)
    killer: object | None = None


class ReadingPool:
    """`workers` processes that call `read`, a function of a module; 0 calls it in this process."""

    def __init__(self, workers: int) -> None:
        self._workers = [_Worker(_executor()) for _ in range(workers)]
        # Those that died last may still be closing when the pool is left; of those before nothing is left to close.
        self._dead: deque[ProcessPoolExecutor] = deque(maxlen=max(1, workers))
        self._room = asyncio.Semaphore(max(1, workers * IN_FLIGHT))

    def warm(self, read: Callable[[_In], _Out]) -> None:
        """Have the processes start and import what `read` needs, which takes a second, before a page waits for it."""
        for worker in self._workers:
            worker.executor.submit(_import, read)

    async def run(self, read: Callable[[_In], _Out], what: _In) -> _Out:
        """The result of `read(what)`. Raises WorkerDiedError, and whatever `read` raises."""
        if not self._workers:
            return read(what)
        async with self._room:
            deaths = 0
            while True:
                worker = min(self._workers, key=lambda candidate: len(candidate.pages))
                page = object()
                worker.pages.append(page)
                try:
                    loop = asyncio.get_running_loop()
                    return await loop.run_in_executor(worker.executor, _limited, read, what)
                except BrokenProcessPool:
                    self._bury(worker)
                    deaths += worker.killer is page
                    if deaths == DEATHS:
                        limits = f"{CPU_SECONDS} 秒，{MEMORY >> 20} MB"
                        raise WorkerDiedError(f"两次使读取进程中止（限额：{limits}）") from None
                finally:
                    worker.pages.remove(page)

    def _bury(self, worker: _Worker) -> None:
        """Put a new process in a dead one's place; the first of its pages to notice does it."""
        if worker.killer is None:
            worker.killer = worker.pages[0]
            self._dead.append(worker.executor)
            self._workers[self._workers.index(worker)] = _Worker(_executor())

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(self, *_: object) -> None:
        # Waited for here, as it would be when the program ends: there Python wakes the executor's own thread even while that
        # closes what it is woken by (OSError: bad file descriptor, as a traceback for people to see).
        for executor in (*self._dead, *(worker.executor for worker in self._workers)):
            executor.shutdown(cancel_futures=True)


def _executor() -> ProcessPoolExecutor:
    # Spawned: a forked child would hold the archive's connection and lock.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(os.getpid(),))


def _begin(parent: int) -> None:
    """In the child: limits, no share in the terminal's signals, and no life after the parent."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A stop is the parent's to make: it lets pages under way end, and its own end ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _import(read: Callable[[_In], _Out]) -> None:
    """In the child: a function is sent by its name, so that receiving it imported its module."""
    gc.freeze()  # what is loaded by now stays; the collector need not walk it again and again


def _limited(read: Callable[[_In], _Out], what: _In) -> _Out:
    """In the child: give this page its seconds of processor time; SIGXCPU then ends the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
    return read(what)
