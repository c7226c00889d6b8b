"""What a child process leaves behind that is killed at the n-th write: a fork a write, for there are hundreds."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from itertools import count

from tests.soak.storage import meddle


def killed_at_each_write(do: Callable[[], object], *, every: int = 1) -> Iterator[int]:
    """Do it in a child that is killed at its first write; in another, at the second (or at `every` so manieth after
    it); until one comes to its end.

    Gives the number of the write after each kill. No database may be open in this process while a child is made.
    """
    for number in count(1, every):
        child = os.fork()
        if child == 0:
            _do_and_die(number, do)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert os.waitstatus_to_exitcode(status) == 0
            return
        assert os.WTERMSIG(status) == signal.SIGKILL
        yield number


def _do_and_die(number: int, do: Callable[[], object]) -> None:
    calls = iter(range(number - 1))

    def disturb(operation: str, half: Callable[[], int]) -> None:
        if operation != "read" and next(calls, None) is None:
            half()
            os.kill(os.getpid(), signal.SIGKILL)

    code = 1
    try:
        meddle(disturb)
        do()
        code = 0
    finally:
        os._exit(code)
