"""Opening an archive: what is made, what is refused, with which words and which exit code."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from sqlite_utils import Database

from archive import publications
from archive.chains import Owner, report_of
from archive.errors import IN_USE, STORAGE_FAILED, UNFIT, ArchiveError
from archive.migrations import migrations
from archive.publications import Identity
from archive.rows import FactRow
from archive.store import Store
from tests.archive.forked import killed_at_each_write
from tests.archive.making import Archive, read
from tests.loopback import python_path
from tests.soak.storage import unavailable

ROOT = Path(__file__).resolve().parents[2]


def refused(path: Path, kind: str = "real") -> tuple[str, int]:
    with pytest.raises(ArchiveError) as caught:
        Store.open(path, kind=kind)
    assert "\n" not in str(caught.value)
    return str(caught.value), caught.value.exit_code


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a" / "reports.db"
    schemas = []
    for _ in range(2):
        Store.open(path).close()
        with read(path) as connection:
            schemas.append(connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall())
            schemas.append(
                connection.execute("SELECT * FROM archive_info WHERE key != 'created_at'").fetchall()
            )
            schemas.append(connection.execute("SELECT count(*) FROM _sqlite_migrations").fetchall())
    assert schemas[:3] == schemas[3:]


def test_whose_report_it_is_is_sought_not_searched_for(archive: Archive) -> None:
    """Most agencies may be on no roster: what is asked with every report must not read all of theirs."""
    asked: list[str] = []
    connection = sqlite3.connect(archive.path)
    connection.set_trace_callback(asked.append)
    unknown = Identity(None, FactRow("某局", "body"), None, 2024, None)
    for owner in (Owner(None, "某局", "350600"), Owner("a", None, None)):
        report_of(connection, owner, 2024)
    publications.report_of(connection, unknown, "c0ffee")
    connection.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    connection.close()
    assert len(asked) == 3
    assert not [step for step in plans if step.startswith("SCAN")]
    assert (
        sum("reports_named (agency=? AND report_year=? AND division_code=?)" in step for step in plans) == 2
    )


def test_it_is_durable_and_readable_while_written(archive: Archive) -> None:
    assert archive.one("PRAGMA journal_mode") == "wal"
    assert archive.store._connection.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_a_demo_and_a_real_archive_never_mix(tmp_path: Path) -> None:
    for kind, other in (("real", "demo"), ("demo", "real")):
        path = tmp_path / kind / "reports.db"
        Store.open(path, kind=kind).close()
        words, code = refused(path, other)
        assert code == UNFIT
        assert str(path) in words
        assert "-s ARCHIVE=" in words
        Store.open(path, kind=kind).close()  # the refusal left it free and as it was


def test_a_newer_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reports.db"
    Store.open(path).close()
    with read(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('gongkai', '9999_later', '')"
        )
        connection.commit()
    words, code = refused(path)
    assert code == UNFIT
    assert "newer" in words


@pytest.mark.parametrize("content", [b"hello, I am no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "reports.db"
    path.write_bytes(content)
    assert refused(path)[1] == UNFIT
    assert path.read_bytes() == content


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reports.db"
    Store.open(path).close()
    content = bytearray(path.read_bytes())
    content[100:8000] = b"\0" * 7900
    path.write_bytes(content)
    assert refused(path)[1] == UNFIT


def test_somebody_elses_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "reports.db"
    with read(path) as connection:
        connection.execute("CREATE TABLE customers (id)")
    words, code = refused(path)
    assert code == UNFIT
    assert "another program" in words


def test_a_folder_that_cannot_be_made_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file" / "reports.db")[1] == STORAGE_FAILED


def test_all_migrations_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "reports.db"
    Store.open(path).close()

    def half(db: object) -> None:
        db.conn.execute("CREATE TABLE later (id)")  # type: ignore[attr-defined]
        raise sqlite3.OperationalError("disk I/O error")

    more = [
        *migrations._migrations,
        migrations._Migration("0002_good", lambda db: db.conn.execute("CREATE TABLE good (id)")),
    ]
    monkeypatch.setattr(migrations, "_migrations", [*more, migrations._Migration("0003_half", half)])
    assert refused(path)[1] == STORAGE_FAILED
    with read(path) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    assert not names & {"good", "later"}
    monkeypatch.setattr(migrations, "_migrations", more)
    Store.open(path).close()


KNOWN = [migration.name for migration in migrations._migrations]


def older(path: Path, schema: int) -> list[list[object]]:
    """An archive as the program of an older schema left it; the rows in it."""
    with read(path) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        migrations.apply(Database(connection, recursive_triggers=False), stop_before=KNOWN[schema])
        connection.execute("INSERT INTO archive_info VALUES ('kind', 'real')")
        connection.execute(
            "INSERT INTO sources (id, url, division_code, status) VALUES ('a', 'http://a.gov.cn/', '11', 'active')"
        )
        connection.execute(
            "INSERT INTO pages (id, url, site, kind, first_seen_at) VALUES ('p', 'http://a.gov.cn/', 'a.gov.cn', 'report', '')"
        )
        connection.execute(
            "INSERT INTO bodies VALUES (?, 3, 'raw', x'616263')", (hashlib.sha256(b"abc").hexdigest(),)
        )
    return rows_of(path)


def rows_of(path: Path) -> list[list[object]]:
    with read(path) as connection:
        return [
            connection.execute("SELECT id, url, division_code FROM sources").fetchall(),
            connection.execute("SELECT id, url, site FROM pages").fetchall(),
            connection.execute("SELECT * FROM bodies").fetchall(),
        ]


def schema_of(path: Path) -> list[str]:
    with read(path) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM _sqlite_migrations ORDER BY name")]


@pytest.mark.parametrize("schema", range(1, len(KNOWN)), ids=KNOWN[:-1])
def test_an_archive_of_every_older_schema_is_backed_up_and_brought_up(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "reports.db"
    rows = older(path, schema)
    Store.open(path, now=lambda: "2026-02-01T08:00:00Z").close()
    assert schema_of(path) == KNOWN
    assert rows_of(path) == rows
    backup = tmp_path / "var" / "backups" / f"reports-{KNOWN[schema - 1][:4]}-20260201T080000Z.db"
    assert schema_of(backup) == KNOWN[:schema]
    assert rows_of(backup) == rows
    Store.open(path).close()
    assert sorted(file.name for file in backup.parent.iterdir()) == [
        "backup.lock",
        backup.name,
    ]  # no second one


@pytest.mark.slow
@pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))
def test_killed_at_any_write_of_a_migration_the_archive_is_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "reports.db"
    rows = older(path, 1)
    seen = []
    for _ in killed_at_each_write(lambda: Store.open(path, now=lambda: "2026-02-01T08:00:00Z").close()):
        copied = tmp_path / "copy"  # looking at it would take its log in, and the next opening is to do that
        shutil.rmtree(copied, ignore_errors=True)
        copied.mkdir()
        for file in tmp_path.glob("reports.db*"):
            shutil.copy(file, copied)
        seen.append(schema_of(copied / "reports.db"))
        assert seen[-1] in (KNOWN[:1], KNOWN)
        assert rows_of(copied / "reports.db") == rows
        if seen[-1] == KNOWN:
            shutil.rmtree(tmp_path / "var")  # the old one once more, to be killed a write later
            for file in tmp_path.glob("reports.db*"):
                file.unlink()
            older(path, 1)
    assert len(seen) > 100
    assert schema_of(path) == KNOWN


HOLDER = """
import sys, time
from pathlib import Path
from archive.store import Store
store = Store.open(Path(sys.argv[1]), command="scrapy crawl reports")
print("held", flush=True)
time.sleep(60)
"""


def test_the_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    path = tmp_path / "reports.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": python_path()},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        words, code = refused(path)
        assert code == IN_USE
        assert f"process {holder.pid} (scrapy crawl reports, since 20" in words
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    Store.open(path).close()  # the lock died with its holder


def test_another_program_that_writes_is_waited_for_then_named(archive: Archive) -> None:
    archive.store._connection.execute("PRAGMA busy_timeout = 10")
    with read(archive.path) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ArchiveError) as caught:
            archive.keep()
    assert caught.value.exit_code == IN_USE
    assert archive.keep().outcome == "new"


def test_a_full_disk_is_a_storage_failure_and_leaves_the_archive_whole(archive: Archive) -> None:
    archive.publish()
    connection = archive.store._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(ArchiveError) as caught:
        archive.keep(body=os.urandom(200_000))
    assert caught.value.exit_code == STORAGE_FAILED
    assert "free some space" in str(caught.value)
    assert archive.one("SELECT count(*) FROM fetches") == 1
    connection.execute("PRAGMA max_page_count = 1000000")
    assert archive.keep(body=os.urandom(200_000)).outcome == "changed"


def test_a_lock_that_cannot_be_written_is_a_storage_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "pwrite", full)
        said, code = refused(tmp_path / "reports.db")
    assert code == STORAGE_FAILED
    assert "No space left on device" in said
    Store.open(tmp_path / "reports.db").close()  # and it is let go of


def test_every_table_and_column_has_a_chinese_meaning(archive: Archive) -> None:
    metadata = yaml.safe_load((ROOT / "archive" / "metadata.yml").read_text(encoding="utf-8"))
    described = metadata["databases"]["reports"]["tables"]
    real = {}
    for (name,) in archive.rows(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'reports_fts%' "
        "AND name NOT LIKE '%sqlite%'"
    ):
        real[name] = [row[1] for row in archive.rows(f"PRAGMA table_info({name})")]
    told = {name: list(table["columns"]) for name, table in described.items() if "columns" in table}
    assert told == real
    for name in told:
        assert described[name]["title"]
        assert all(re.search(r"[\u4e00-\u9fff]", text) for text in described[name]["columns"].values()), name


def test_the_official_names_are_all_there(archive: Archive) -> None:
    """The names other programs rely on."""
    expected = {
        "reports": "id agency_id agency division_code report_year title index_number document_number publisher "
        "published_on created_on form script trust text body_sha256 version reader_version first_seen_at changed_at",
        "pages": "id url source_id kind state read_state good_fetch_id first_seen_at last_checked_at next_check_at",
        "fetches": "id run_id page_id fetched_at status outcome body_sha256 final_url chain headers elapsed_ms error",
        "figures": "id value unit raw body_sha256 part table_index row_index column_index",
        "panel": "agency_id agency report_year",
    }
    for table, names in expected.items():
        columns = {row[1] for row in archive.rows(f"PRAGMA table_info({table})")}
        assert set(names.split()) <= columns, table
