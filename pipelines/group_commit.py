"""Group commit: what several pages write within a moment is committed at once, since every commit waits for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from archive.errors import ArchiveError

if TYPE_CHECKING:
    from archive.store import Store

# A page waits no longer than this for others to be committed with, and no more than so many wait: the crawl stands still
# while they are written (4 ms each).
SECONDS = 0.05
PAGES = 8

_Out = TypeVar("_Out")


class GroupCommit:
    """Writes to one store, gathered from any number of tasks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Callable[[], Any], asyncio.Future[Any]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def write(self, work: Callable[[], _Out]) -> _Out:
        """What `work` returns, which calls the store, once it is committed.

        Raises what `work` raises, which is then undone alone; and ArchiveError when the archive fails one of the group,
        of which nothing stands then.
        """
        loop = asyncio.get_running_loop()
        written: asyncio.Future[_Out] = loop.create_future()
        self._waiting.append((work, written))
        if len(self._waiting) == PAGES:
            self._commit()
        elif self._timer is None:
            self._timer = loop.call_later(SECONDS, self._commit)
        return await written

    def _commit(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        group, self._waiting = self._waiting, []
        try:
            with self._store.one_commit():
                outcomes = [self._outcome(work) for work, _ in group]
        except Exception as error:  # noqa: BLE001 - handed on to the tasks, which would wait for ever
            outcomes = [(None, error)] * len(group)
        for (_, written), (result, failure) in zip(group, outcomes, strict=True):
            if written.cancelled():
                continue
            if failure is None:
                written.set_result(result)
            else:
                written.set_exception(failure)

    def _outcome(self, work: Callable[[], Any]) -> tuple[Any, Exception | None]:
        """What a piece of work returns, or what went wrong with it alone. Raises ArchiveError: that concerns them all."""
        try:
            with self._store.one_commit():
                return work(), None
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001 - handed on to the task that waits for it
            return None, error
