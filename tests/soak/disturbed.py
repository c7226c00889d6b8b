"""`python -m tests.soak.disturbed PLAN COMMAND…`: a `scrapy` command that says what was committed, and is disturbed.

PLAN is JSON. `tell`: a pipe (file descriptor) that gets a line after each commit of a page. `at`: "write" (a write,
truncate or sync of SQLite's), "read", or "await" (a step of the event loop); `number`: the how-manieth of them; `do`:
"kill" (kill -9), "tear" (half the write, then kill -9), "full" (no room from then on), "io" (the disk fails from then
on), "once" (it fails this once). `remember`: how many pages SQLite keeps in memory. `crowded`: from which page on less
room is left than a crawl leaves free.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any

from tests.soak.storage import FULL, IO_READ, IO_SYNC, IO_WRITE, meddle

_CODES = {"read": IO_READ, "write": IO_WRITE, "truncate": IO_WRITE, "sync": IO_SYNC}
# Lines of the pipe that are no acknowledgements: the last where nothing was to be disturbed, and what was.
COUNTED, STRUCK = "counted", "struck"


def main(plan: Mapping[str, Any], command: list[str]) -> None:
    if "tell" in plan:
        os.set_inheritable(plan["tell"], False)
        _tell(plan["tell"])
    if plan.get("at") == "await":
        _count_awaits(plan["number"])
    elif "at" in plan:
        meddle(_disturbance(plan["at"], plan["number"], plan["do"], plan["tell"]))
    elif plan.get("count"):
        _count_all(plan["tell"])
    if "remember" in plan:
        _forget(plan["remember"])
    if "crowded" in plan:
        _crowd(plan["crowded"], plan["tell"])
    sys.argv = ["scrapy", *command]
    from scrapy.cmdline import execute

    execute()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _tell(pipe: int) -> None:
    """After COMMIT, and before anything else happens, a line: the method, the page, what came of it, which bytes."""
    from archive.store import Store

    together: list[str] = []  # what is committed when several are

    def tell(line: str) -> None:
        os.write(pipe, f"{line}\n".encode())

    def told(method: Callable[..., Any], line: Callable[..., str]) -> Callable[..., Any]:
        @wraps(method)
        def call(store: Store, *given: Any, **named: Any) -> Any:
            result = method(store, *given, **named)
            (together.append if store._connection.in_transaction else tell)(line(result, *given))
            return result

        return call

    one_commit = Store.one_commit

    @contextmanager
    def committing(store: Store) -> Iterator[None]:
        try:
            with one_commit(store):
                yield
            for line in together:
                tell(line)
        finally:
            together.clear()

    Store.one_commit = committing  # type: ignore[method-assign]

    from archive.ids import canonical_url, page_id
    from archive.keeping import pack

    def kept(result: Any, fetch: Any, body: bytes | None, *_: object) -> str:
        return (
            f"keep {page_id(canonical_url(fetch.url))} {result.outcome} {pack(body).sha256 if body else '-'}"
        )

    Store.keep = told(Store.keep, kept)  # type: ignore[method-assign]
    Store.record = told(  # type: ignore[method-assign]
        Store.record, lambda result, page, *_: f"record {page} {result.outcome} -"
    )
    Store.record_unreadable = told(  # type: ignore[method-assign]
        Store.record_unreadable, lambda _, page, *__: f"unreadable {page} - -"
    )


def _disturbance(at: str, number: int, do: str, pipe: int) -> Callable[[str, Callable[[], int]], int | None]:
    calls = 0
    wanted = ("read",) if at == "read" else ("write", "truncate", "sync")

    def disturb(operation: str, half: Callable[[], int]) -> int | None:
        nonlocal calls
        if operation not in wanted:
            return None
        calls += 1
        if calls < number or (do == "once" and calls > number):
            return None
        if calls == number:
            os.write(pipe, f"{STRUCK} {operation} {do} -\n".encode())
        if do == "tear":
            half()
        if do in ("kill", "tear"):
            _die()
        if do == "full":
            return FULL if operation == "write" else None
        return _CODES[operation]

    return disturb


def _count_awaits(number: int, then: Callable[[], None] = _die) -> None:
    """Each step of the event loop is where some coroutine goes on after an await."""
    run = asyncio.events.Handle._run  # type: ignore[attr-defined]  # the one place all steps pass
    steps = 0

    def counted(handle: asyncio.Handle) -> None:
        nonlocal steps
        steps += 1
        if steps >= number:
            then()
        run(handle)

    asyncio.events.Handle._run = counted  # type: ignore[attr-defined]


def _count_all(pipe: int) -> None:
    """At the end, how many writes and awaits there are to be disturbed."""
    import atexit

    counts = {"write": 0, "read": 0, "await": 0}

    def add(what: str) -> None:
        counts[what] += 1

    meddle(lambda operation, _: add("read" if operation == "read" else "write"))
    _count_awaits(0, lambda: add("await"))
    line = "{} {write} {read} {await}\n"
    atexit.register(lambda: os.write(pipe, line.format(COUNTED, **counts).encode()))


def _forget(pages: int) -> None:
    """Let SQLite remember so few pages that it reads a small archive as often as others read a large one."""
    from archive import opening

    connect = opening.connect

    def forgetful(*given: Any) -> Any:
        connection = connect(*given)
        connection.execute(f"PRAGMA cache_size = {pages}")
        return connection

    opening.connect = forgetful


def _crowd(number: int, pipe: int) -> None:
    """From the given page on, another program has taken the disk but for a tenth of what a crawl leaves free."""
    from archive import space

    asked = count()

    def free(path: Path) -> int:
        if next(asked) < number:
            return space.RESERVE * 2
        os.write(pipe, f"{STRUCK} free - -\n".encode())
        return space.RESERVE // 10

    space.free = free


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
