"""The one error this room raises for people: what happened, where, what to do, and the exit code it means."""

from __future__ import annotations

STORAGE_FAILED = 3
UNFIT = 4
IN_USE = 5


class ArchiveError(Exception):
    """One line for a person. `exit_code`: 3 storage failed, 4 archive unfit, 5 archive in use."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code
