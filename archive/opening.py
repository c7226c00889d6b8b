"""Opening an archive for writing: is it one, of the right kind, and of a schema this program knows?"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from archive import search
from archive.backup import back_up, default_file
from archive.divisions import CENTRE, divisions, full_name
from archive.errors import STORAGE_FAILED, UNFIT, ArchiveError
from archive.migrations import migrations
from archive.sql import existing, statements, storage_errors, transaction

KINDS = ("real", "demo")
_DIVISIONS = Path(__file__).with_name("divisions.csv")
_VIEWS = Path(__file__).with_name("views.sql")
_HEADER = b"SQLite format 3\0"

# A reader in the middle of a long query delays a checkpoint; other writers are kept out by the lock.
_BUSY_SECONDS = 30


def connect(path: Path, kind: str, now: Callable[[], str]) -> sqlite3.Connection:
    """A connection to the archive at `path`, made or migrated to the newest schema in one transaction.

    Raises ArchiveError: 4 for a file that is no archive, of the other kind, or newer than this program;
    3 when it cannot be written.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}: {kind!r}")
    _refuse_other_files(path)
    with storage_errors(path):
        # Transactions are begun by hand (isolation_level None): sqlite3's own begin is a deferred one.
        connection = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
        try:
            _prepare(connection, path, kind, now)
        except BaseException:
            connection.close()
            raise
    return connection


def kind_of(path: Path) -> str:
    """The kind of an archive that is there already. Raises ArchiveError: 4 when there is none."""
    if not path.exists():
        raise ArchiveError(
            f"there is no archive at {path}; name one with -s ARCHIVE=FILE, or crawl first", UNFIT
        )
    _refuse_other_files(path)
    with storage_errors(path), closing(read_only(path)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "archive_info" not in tables:
            raise ArchiveError(
                f"{path} is another program's database; name another with -s ARCHIVE=FILE", UNFIT
            )
        return str(connection.execute("SELECT value FROM archive_info WHERE key = 'kind'").fetchone()[0])


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, and leaves nothing beside the file.

    SQLite makes a `-wal` and a `-shm` even to read a WAL file, and a reader cannot remove them; but when there is no
    `-wal`, no program has the file open, and it may be read as one that nobody changes.
    """
    in_use = path.with_name(path.name + "-wal").exists()
    how = "mode=ro" if in_use else "immutable=1"
    return sqlite3.connect(f"file:{quote(str(path))}?{how}", uri=True)


@contextmanager
def reading(path: Path, *, long: bool = False) -> Iterator[sqlite3.Connection]:
    """An archive to look at, also while another process writes it. `long`: as it is at one moment, also when a
    crawl begins while it is being looked at.

    Raises ArchiveError: 4 when there is none, or it is of another version than this program; 3 when the disk fails.
    """
    kind_of(path)
    with storage_errors(path), closing(_steady(path) if long else read_only(path)) as connection:
        connection.row_factory = sqlite3.Row
        _refuse_newer(connection, path)
        made = connection.execute("SELECT value FROM archive_info WHERE key = 'views'").fetchone()
        if made is None or made[0] != _views_sha256():
            raise ArchiveError(
                f"{path} was written by another version of this program; bring it up to this one with: scrapy coverage",
                UNFIT,
            )
        yield connection


def _steady(path: Path) -> sqlite3.Connection:
    """A connection within a read transaction; where nothing may be written beside the file, nobody else can either."""
    connection = existing(path)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        return read_only(path)
    return connection


def _views_sha256() -> str:
    return hashlib.sha256(_VIEWS.read_bytes()).hexdigest()


def _prepare(connection: sqlite3.Connection, path: Path, kind: str, now: Callable[[], str]) -> None:
    connection.row_factory = sqlite3.Row
    _refuse_unfit(connection, path, kind)
    # WAL lets Datasette read while a crawl writes. FULL: what is acknowledged survives a power cut; NORMAL
    # may roll back the last commits.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = OFF")
    _back_up_before_migrating(connection, path, now())
    with transaction(connection):
        migrations.apply(Database(connection, recursive_triggers=False))
        info = {"kind": kind, "created_at": now()}
        connection.executemany("INSERT OR IGNORE INTO archive_info (key, value) VALUES (?, ?)", info.items())
        if _info_changed(connection, "views", _views_sha256()):
            _make_views(connection)
        if _info_changed(connection, "divisions", hashlib.sha256(_DIVISIONS.read_bytes()).hexdigest()):
            _load_divisions(connection)
        if _info_changed(connection, "search", search.VERSION):
            search.rebuild(connection)


def _back_up_before_migrating(connection: sqlite3.Connection, path: Path, now: str) -> None:
    """An archive of an older schema is copied before it is changed: the one way back to the program that made it."""
    database = Database(connection, recursive_triggers=False)
    applied = migrations.applied(database)
    if applied and migrations.pending(database):
        file = default_file(path, now, f"-{applied[-1].name.partition('_')[0]}")
        if not file.exists():
            back_up(connection, path, file, now)


def _refuse_other_files(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(len(_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(f"cannot read {path}: {error.strerror}", STORAGE_FAILED) from error
    if header not in (b"", _HEADER):
        raise ArchiveError(f"{path} is no SQLite database; name another file with -s ARCHIVE=FILE", UNFIT)


def _refuse_unfit(connection: sqlite3.Connection, path: Path, kind: str) -> None:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        return
    if not {"archive_info", migrations.migrations_table} <= tables:
        raise ArchiveError(
            f"{path} is another program's database; name another file with -s ARCHIVE=FILE", UNFIT
        )
    _refuse_newer(connection, path)
    found = connection.execute("SELECT value FROM archive_info WHERE key = 'kind'").fetchone()
    if found is None or found[0] != kind:
        raise ArchiveError(_wrong_kind(path, found[0] if found else "unknown"), UNFIT)


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    applied = {
        migration.name for migration in migrations.applied(Database(connection, recursive_triggers=False))
    }
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    unknown = sorted(applied - known)
    if unknown:
        raise ArchiveError(
            f"{path} was written by a newer version of this program (schema {unknown[-1]}); update it",
            UNFIT,
        )


def _wrong_kind(path: Path, found: str) -> str:
    if found == "demo":
        return (
            f"{path} is a demo archive (模拟数据) and takes no real sources; "
            "name another file with -s ARCHIVE=FILE, or crawl the simulated ones"
        )
    return (
        f"{path} is an archive of kind {found!r} and takes no simulated sources; "
        "name another file with -s ARCHIVE=FILE, as archive/var/demo/reports.db"
    )


def _info_changed(connection: sqlite3.Connection, key: str, value: str) -> bool:
    """Set a key of archive_info; whether that changed it."""
    changed = connection.execute(
        "INSERT INTO archive_info (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value != excluded.value",
        (key, value),
    )
    return changed.rowcount > 0


def _make_views(connection: sqlite3.Connection) -> None:
    views = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    for name in views:
        connection.execute(f'DROP VIEW "{name}"')
    for statement in statements(_VIEWS.read_text(encoding="utf-8")):
        connection.execute(statement)


def _load_divisions(connection: sqlite3.Connection) -> None:
    """The list of divisions, for labels and facets; those only a registry knows are added with it."""
    rows: list[tuple[str, str, str, str | None, str]] = [(CENTRE, "中央", "中央", None, "centre")]
    rows += [(d.code, d.name, full_name(d), d.parent_code or None, d.level) for d in divisions().values()]
    connection.executemany("INSERT OR REPLACE INTO divisions VALUES (?, ?, ?, ?, ?)", rows)
