"""Backups: a copy of a live archive, looked through before it bears its name; and the way back.

A file that is being written cannot be copied with `cp`: of 46 such copies 14 could not be opened and 42 had lost rows
(measured). SQLite's own backup takes one moment's state, whoever writes meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from archive.errors import STORAGE_FAILED, UNFIT, ArchiveError
from archive.lock import WriterLock
from archive.space import refuse_crowded
from archive.sql import existing, storage_errors
from archive.verify import cut_short, damages

_SIDES = ("-wal", "-shm")


def default_file(path: Path, now: str, label: str = "") -> Path:
    """Where a backup goes that nobody named a file for; `now` as 2026-01-31T08:00:00Z.

    >>> str(default_file(Path("archive/reports.db"), "2026-01-31T08:00:00Z"))
    'archive/var/backups/reports-20260131T080000Z.db'
    """
    time = now.replace("-", "").replace(":", "")
    return path.parent / "var" / "backups" / f"{path.stem}{label}-{time}.db"


def back_up(connection: sqlite3.Connection, path: Path, file: Path, now: str) -> None:
    """Copy the archive at `path`, open as `connection`, to `file`, which must not be there yet.

    The copy is written beside it, looked through to its last body, and only then gets the name. Raises ArchiveError:
    3 when there is no room or the disk fails; 4 when the copy is damaged, which then has `-damaged` in its name; 5
    while another backup is written to the same folder.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(file.parent / "backup", command="scrapy backup", started=now)
        try:
            _copy(connection, path, file)
        finally:
            lock.release()
    except OSError as error:
        raise ArchiveError(f"cannot write {file}: {error.strerror}", STORAGE_FAILED) from error


def restore(path: Path, file: Path, now: Callable[[], str]) -> Path | None:
    """Put the backup `file` in the archive's place; where the old archive went, None where there was none.

    Nothing is thrown away: the old one gets a name of its own. Killed at any moment, the archive is the old one or the
    new one. Raises ArchiveError as `back_up`, and 5 while a crawl writes the archive.
    """
    partial = path.with_name(path.name + ".restoring")
    lock = WriterLock(path, command="scrapy restore", started=now())
    try:
        with storage_errors(file), closing(existing(file)) as connection:
            refuse_crowded(path, file.stat().st_size)
            faults = _written(connection, partial)
        if faults:
            raise ArchiveError(f"{file} is damaged ({faults[0]}); restore another backup", UNFIT)
        aside = _set_aside(path, now()) if path.exists() else None
        os.replace(partial, path)
        _settle(path.parent)
    except OSError as error:
        raise ArchiveError(f"cannot write {path}: {error.strerror}", STORAGE_FAILED) from error
    finally:
        partial.unlink(missing_ok=True)
        lock.release()
    return aside


def _copy(connection: sqlite3.Connection, path: Path, file: Path) -> None:
    partial = file.with_name(file.name + ".partial")
    # One backup at a time in this folder: what lies here half written belongs to one that was killed.
    for left in [*file.parent.glob(f"{path.stem}-*.db.partial*"), partial]:
        left.unlink(missing_ok=True)
    refuse_crowded(file, path.stat().st_size)
    try:
        with storage_errors(file):
            faults = _written(connection, partial)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    final = file.with_name(f"{file.stem}-damaged{file.suffix}") if faults else file
    os.replace(partial, final)
    _settle(file.parent)
    if faults:
        more = f" and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise ArchiveError(
            f"{path} is damaged ({faults[0]}{more}); its copy is {final}; see docs/operate.md for the way back",
            UNFIT,
        )


def _written(connection: sqlite3.Connection, partial: Path) -> list[str]:
    """Write a copy, and look it through; the damages found."""
    faults = list(cut_short(connection))  # the copy is whole again, with zeros for what is missing
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as copy:
        # The whole file in one step: a copy in several begins anew whenever somebody has written between them.
        connection.backup(copy)
    # SQLite has synced its last commit; this is for the rest that a name should stand for, such as the file's length.
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    with closing(sqlite3.connect(f"{partial.absolute().as_uri()}?immutable=1", uri=True)) as written:
        written.row_factory = sqlite3.Row
        return [*faults, *damages(written)]


def _set_aside(path: Path, now: str) -> Path:
    """Give the archive that is there a second name, and leave it whole under the first, without its log: a new
    file under an old log would be ruined by it."""
    aside = default_file(path, now, "-before-restore")
    aside.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(existing(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.DatabaseError:
        pass  # too damaged to take its log in: both go aside as they are
    for side in _SIDES:
        if (log := path.with_name(path.name + side)).exists():
            os.replace(log, aside.with_name(aside.name + side))
    os.link(path, aside)
    return aside


def _settle(folder: Path) -> None:
    """Have the folder's own entries on the disk: a file's new name is there only then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
