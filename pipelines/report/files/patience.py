"""How long a file may keep the reader busy: parsers of foreign formats know no limits, and no estimate finds them all.

A form of a PDF that draws another ten times, and that one the next, is a few hundred bytes and days of work. The
time is the processor's, so that a busy machine reads what an idle one does.
"""

from __future__ import annotations

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS = 7.0  # of processor time a file; a PDF of 30 full pages takes 5 (measured)
_RESERVE = 2.0  # kept back for what is made of the files afterwards
_AGAIN = 0.2  # a parser may swallow what is raised in it, so it is raised again


class _OutOfPatienceError(BaseException):
    """Raised wherever the parser happens to be; no `except Exception` of its own may stop it."""


class TooLongError(Exception):
    """A file was not read within its time."""


@contextmanager
def patience() -> Iterator[None]:
    """A block that ends after SECONDS with TooLongError, or earlier where the process has less left to it.

    Only a process's main thread can be interrupted; the workers of the reading pool read in theirs. Anywhere else the
    block runs on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seconds = min(SECONDS, _left() - _RESERVE)
    if seconds <= 0:
        raise TooLongError
    previous = signal.signal(signal.SIGVTALRM, _interrupt)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except _OutOfPatienceError as error:
        raise TooLongError from error
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def _interrupt(*_: object) -> None:
    raise _OutOfPatienceError


def _left() -> float:
    """Seconds of processor time before the system ends this process."""
    limit = resource.getrlimit(resource.RLIMIT_CPU)[0]
    used = resource.getrusage(resource.RUSAGE_SELF)
    return float("inf") if limit == resource.RLIM_INFINITY else limit - used.ru_utime - used.ru_stime
