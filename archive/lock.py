"""One writer an archive: a lock file beside it that names who holds it."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path

from archive.errors import IN_USE, STORAGE_FAILED, ArchiveError


class WriterLock:
    """`<archive>.lock`, held by flock: the kernel lets go of it when its process dies, however it dies.

    The file itself stays; removing it would let two processes hold locks on two files of one name.
    """

    def __init__(self, archive: Path, *, command: str, started: str) -> None:
        """Raises ArchiveError: 5 when another process holds it, 3 when the file cannot be made."""
        self.path = archive.with_name(archive.name + ".lock")
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise ArchiveError(f"cannot write {self.path}: {error.strerror}", STORAGE_FAILED) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(os.pread(self._file, 4096, 0))
            os.close(self._file)
            raise ArchiveError(f"{archive} is in use by {holder}; wait for it to end", IN_USE) from None
        except OSError as error:  # a file system without locks
            os.close(self._file)
            raise ArchiveError(f"cannot lock {self.path}: {error.strerror}", STORAGE_FAILED) from error
        try:
            self._write(json.dumps({"pid": os.getpid(), "command": command, "started": started}))
        except OSError as error:  # not a byte left
            os.close(self._file)
            raise ArchiveError(
                f"cannot write {self.path}: {error.strerror}; free some space and run again: nothing is lost",
                STORAGE_FAILED,
            ) from error

    def release(self) -> None:
        """Let go of it; again is no harm."""
        if self._file >= 0:
            self._write("")
            os.close(self._file)
            self._file = -1

    def _write(self, text: str) -> None:
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text.encode(), 0)


def _holder(content: bytes) -> str:
    """Who holds the lock, in words.

    >>> _holder(b'{"pid": 7, "command": "scrapy crawl reports", "started": "2026-01-31T08:00:00Z"}')
    'process 7 (scrapy crawl reports, since 2026-01-31T08:00:00Z)'
    >>> _holder(b"")
    'another process'
    """
    try:
        holder = json.loads(content)
        return f"process {holder['pid']} ({holder['command']}, since {holder['started']})"
    except (ValueError, KeyError, TypeError):
        # Taken this very moment, or written by hand: the lock holds all the same.
        return "another process"
