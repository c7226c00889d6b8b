"""Reads documents in processes, so that a page that stalls, swells or crashes takes nobody with it.

Each process works in order, so when it dies the oldest page in it is the one that killed it. A page is read once more
after that; if it kills a second process it is unreadable.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from archive.errors import UNFIT, ArchiveError
from pipelines.reader import CPU_SECONDS, MEMORY, Reader, ReaderDiedError

# Pages a process: the crawl takes turns among many pages, and must have its next ones ready meanwhile (300 reports: 6.05 s
# with 2, 5.22 s with 8; 16 gain nothing more).
IN_FLIGHT = 8
DEATHS = 2

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class WorkerDiedError(Exception):
    """A page killed its process twice: it took too long, too much memory, or crashed it."""


class ReadingPool(Generic[_In, _Out]):
    """`workers` processes that call `read`, a function of a module; 0 calls it in this process."""

    def __init__(self, workers: int, read: Callable[[_In], _Out]) -> None:
        self._read = read
        self._readers = [Reader(read) for _ in range(workers)]
        self._room = asyncio.Semaphore(max(1, workers * IN_FLIGHT))

    async def run(self, what: _In) -> _Out:
        """The result of `read(what)`.

        Raises WorkerDiedError, ArchiveError (4) when no process can begin to read, and whatever `read` raises.
        """
        if not self._readers:
            return self._read(what)
        async with self._room:
            deaths = 0
            while True:
                reader = min(self._readers, key=len)
                try:
                    return await reader.read(what)
                except ReaderDiedError as death:
                    self._replace(reader)
                    deaths += death.blamed
                    if deaths == DEATHS:
                        limits = f"{CPU_SECONDS} 秒，{MEMORY >> 20} MB"
                        raise WorkerDiedError(f"两次使读取进程中止（限额：{limits}）") from None

    def _replace(self, reader: Reader[_In, _Out]) -> None:
        """Put a new process in a dead one's place; the first of its pages to notice does it."""
        if not reader.began:
            # No page's fault, and none is to be recorded as unreadable for it.
            raise ArchiveError(
                f"the process that reads pages ended (code {reader.close()}) before it could begin; its reason, if it gave "
                "one, stands above. Nothing is lost: mend that and run again",
                UNFIT,
            )
        if reader in self._readers:
            self._readers[self._readers.index(reader)] = Reader(self._read)

    def __enter__(self) -> ReadingPool[_In, _Out]:
        return self

    def __exit__(self, *_: object) -> None:
        for reader in self._readers:
            reader.close()
