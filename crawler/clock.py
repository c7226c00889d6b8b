"""The time of day, or the fixed one the setting NOW names."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timezone

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def clock(fixed: str | None) -> Callable[[], str]:
    """A function that tells the time as UTC ISO 8601. Raises ValueError for a NOW that is none.

    >>> clock("2026-01-31T08:00:00Z")()
    '2026-01-31T08:00:00Z'
    """
    if not fixed:
        return _now
    if not _TIME.fullmatch(fixed):
        raise ValueError(f"setting NOW: {fixed!r} is no UTC time; write it as 2026-01-31T08:00:00Z")
    return lambda: fixed


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
