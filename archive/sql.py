"""Small helpers around sqlite3: whole transactions, scripts by statement, storage errors in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import IN_USE, STORAGE_FAILED, UNFIT, ArchiveError

# sqlite3 gives error codes only from Python 3.11 on; SQLite's messages for these have not changed since 3.0.
_UNFIT = ("malformed", "not a database", "unsupported file format")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """A whole write transaction: committed on leaving, rolled back on any error. Within another it is a part of that one,
    which whoever began it ends.

    IMMEDIATE, because upgrading a read transaction fails at once, without waiting, when another has written.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the disk or the file did wrong into an ArchiveError; a mistake in the code stays one."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.DataError):
        raise
    except sqlite3.DatabaseError as error:
        raise _in_words(path, error) from error


def _in_words(path: Path, error: sqlite3.DatabaseError) -> ArchiveError:
    message = str(error)
    if any(sign in message for sign in _UNFIT):
        advice = "restore it from a backup, or name another file with -s ARCHIVE=FILE"
        return ArchiveError(f"{path} is damaged or no SQLite database ({message}); {advice}", UNFIT)
    if "locked" in message:
        return ArchiveError(
            f"{path} is in use by another program ({message}); stop it, then try again", IN_USE
        )
    if "full" in message:
        return ArchiveError(
            f"no room to write {path}; free some space and run again: nothing is lost", STORAGE_FAILED
        )
    return ArchiveError(f"cannot read or write {path}: {message}", STORAGE_FAILED)


def existing(path: Path) -> sqlite3.Connection:
    """An ordinary connection to a database that is there already: it takes in what a killed writer left, may stay open
    while others write, and cleans up behind itself."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def statements(script: str) -> list[str]:
    """Split a script at its semicolons; `executescript` would commit the surrounding transaction.

    For this project's own scripts, which hold neither `--` nor `;` within quotes.

    >>> statements("CREATE TABLE a (b); -- why; not\\nCREATE TABLE c (d);")
    ['CREATE TABLE a (b)', 'CREATE TABLE c (d)']
    """
    code = "\n".join(line.split("--")[0].rstrip() for line in script.splitlines())
    return [statement.strip() for statement in code.split(";") if statement.strip()]
