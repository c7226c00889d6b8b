"""A bound that tells what stalls from what is slow: what stalls takes minutes or for ever."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

STALLED = 30  # seconds


@contextmanager
def alarm(what: str) -> Iterator[None]:
    def stalled(*_: object) -> None:
        pytest.fail(f"{what} stalls")

    previous = signal.signal(signal.SIGALRM, stalled)
    signal.alarm(STALLED)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
