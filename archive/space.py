"""Space on the disk: a run stops while there is still enough to end in order."""

from __future__ import annotations

import shutil
from pathlib import Path

from archive.errors import STORAGE_FAILED, ArchiveError

# What may still be written once a crawl has noticed: the readings of bodies it has kept (a few MB each, at most two a
# reader), the judging of coverage, which writes its table anew (30 MB for 100,000 cells, in the log and then in the
# file), and the log itself (-wal), which grows while somebody's long query holds its end. On a full disk SQLite cannot
# even delete: in WAL mode that is a write.
RESERVE = 256 * 1024**2


def free(path: Path) -> int:
    """Bytes that this user may still write where a file lies."""
    return shutil.disk_usage(path.parent).free


def refuse_crowded(path: Path, needed: int = 0) -> None:
    """Raises ArchiveError (3) when less than the reserve would be left after `needed` bytes were written."""
    left = free(path)
    if left - needed < RESERVE:
        wanted = RESERVE + needed - left
        raise ArchiveError(
            f"the disk of {path} is nearly full: {left >> 20} MB free; free {(wanted >> 20) + 1} MB more "
            "and run again: nothing is lost",
            STORAGE_FAILED,
        )
