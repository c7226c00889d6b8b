"""Backups and the way back: whole, or not there; and nothing thrown away."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from copy import copy
from pathlib import Path

import pytest

from archive import space
from archive.backup import back_up, default_file, restore
from archive.errors import IN_USE, STORAGE_FAILED, UNFIT, ArchiveError
from archive.opening import reading
from archive.store import Store
from archive.verify import faults
from crawler.commands.backup import Command as Backup
from crawler.commands.restore import Command as Restore
from tests.archive.forked import killed_at_each_write
from tests.archive.making import LIST, PORTAL, Archive, read
from tests.soak.storage import unavailable

NOW = "2022-02-01T08:00:00Z"
needs_the_file_layer = pytest.mark.skipif(unavailable() is not None, reason=str(unavailable()))


def make(path: Path, file: Path) -> None:
    with reading(path, long=True) as connection:
        back_up(connection, path, file, NOW)


def titles(path: Path) -> list[str]:
    with reading(path) as connection:
        return [row[0] for row in connection.execute("SELECT id FROM reports ORDER BY id")]


def test_a_backup_of_an_archive_that_is_being_written_is_one_moment_of_it(
    archive: Archive, tmp_path: Path
) -> None:
    """A writer goes on for as long as twenty backups take; each is whole, and none older than the one before."""
    archive.publish()
    done = threading.Event()

    def write() -> None:
        with Store.open(archive.path, now=archive.clock) as store:
            mine, number = copy(archive), 0
            mine.store = store
            while not done.is_set():
                mine.keep(f"http://sfj.qinghe.gov.test/{number}.html", bytes([number % 256]) * 50_000)
                number += 1

    archive.store.close()
    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = []
        for number in range(20):
            file = tmp_path / "there" / f"{number}.db"
            make(archive.path, file)
            with reading(file) as connection:
                assert list(faults(connection)) == []
                counts.append(connection.execute("SELECT count(*) FROM fetches").fetchone()[0])
    finally:
        done.set()
        writer.join()
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]
    assert not [file for file in (tmp_path / "there").iterdir() if file.suffix not in (".db", ".lock")]


@needs_the_file_layer
def test_a_backup_killed_at_any_write_leaves_nothing_under_its_name(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    archive.store.close()
    file = tmp_path / "there" / "a.db"
    kills = 0
    for kills in killed_at_each_write(lambda: make(archive.path, file), every=5):
        assert not file.exists(), kills
    assert kills > 20
    with reading(file) as connection:
        assert list(faults(connection)) == []
    assert sorted(each.name for each in file.parent.iterdir()) == ["a.db", "backup.lock"]


def test_a_damaged_archive_is_copied_under_a_name_that_says_so(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    with sqlite3.connect(archive.path) as connection:
        connection.execute("UPDATE bodies SET data = x'00'")
    with pytest.raises(ArchiveError) as caught:
        make(archive.path, tmp_path / "there" / "a.db")
    assert caught.value.exit_code == UNFIT
    assert "a-damaged.db" in str(caught.value)
    assert sorted(each.name for each in (tmp_path / "there").iterdir()) == ["a-damaged.db", "backup.lock"]


def test_no_room_for_a_backup_is_a_storage_failure(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.publish()
    monkeypatch.setattr(space, "free", lambda path: space.RESERVE)
    with pytest.raises(ArchiveError) as caught:
        make(archive.path, tmp_path / "there" / "a.db")
    assert caught.value.exit_code == STORAGE_FAILED
    assert "MB free" in str(caught.value)


def test_a_restored_archive_is_the_backup_and_the_old_one_is_kept(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    file = tmp_path / "there" / "a.db"
    make(archive.path, file)
    before = titles(file)
    archive.publish(
        PORTAL, source="portal", agency="青禾市财政局", title="青禾市财政局2021年政府信息公开工作年度报告"
    )
    after = titles(archive.path)
    assert before != after
    archive.store.close()
    aside = restore(archive.path, file, archive.clock)
    assert aside == default_file(archive.path, NOW, "-before-restore")
    assert titles(archive.path) == before
    assert titles(aside) == after
    archive.store = Store.open(archive.path, now=archive.clock)
    archive.keep(LIST, b"<ul></ul>", kind="listing")
    assert titles(file) == before


def test_a_log_that_a_killed_crawl_left_does_not_ruin_what_is_restored(
    archive: Archive, tmp_path: Path
) -> None:
    """Copied over the archive by hand, the backup would have the old archive's log played into it."""
    archive.publish()
    file = tmp_path / "there" / "a.db"
    make(archive.path, file)
    for number in range(20):
        archive.keep(f"http://sfj.qinghe.gov.test/{number}.html", bytes([number]) * 9_000)
    killed = tmp_path / "killed"
    killed.mkdir()
    for each in tmp_path.glob("reports.db*"):
        shutil.copy(each, killed / each.name)
    path = killed / "reports.db"
    assert path.with_name("reports.db-wal").stat().st_size
    aside = restore(path, file, archive.clock)
    assert titles(path) == titles(file)
    assert aside is not None
    with reading(path) as restored, reading(aside) as old:
        assert list(faults(restored)) == []
        assert old.execute("SELECT count(*) FROM fetches").fetchone()[0] == 21


@needs_the_file_layer
def test_a_restore_killed_at_any_write_leaves_the_old_or_the_new(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    file = tmp_path / "there" / "a.db"
    make(archive.path, file)
    archive.keep(LIST, b"<ul></ul>", kind="listing")
    archive.store.close()

    def fetches() -> int:
        with reading(archive.path) as connection:
            assert list(faults(connection)) == []
            return int(connection.execute("SELECT count(*) FROM fetches").fetchone()[0])

    kills = 0
    for kills in killed_at_each_write(lambda: restore(archive.path, file, archive.clock), every=5):
        assert fetches() == 2, kills
    assert kills > 20
    assert fetches() == 1
    assert not archive.path.with_name("reports.db.restoring").exists()


def test_a_damaged_backup_is_not_restored(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    file = tmp_path / "there" / "a.db"
    make(archive.path, file)
    archive.store.close()
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ArchiveError) as caught:
        restore(archive.path, file, archive.clock)
    assert caught.value.exit_code == UNFIT
    assert len(titles(archive.path)) == 1


def test_an_archive_that_is_being_written_is_not_replaced(archive: Archive, tmp_path: Path) -> None:
    file = tmp_path / "there" / "a.db"
    make(archive.path, file)
    with pytest.raises(ArchiveError) as caught:
        restore(archive.path, file, archive.clock)
    assert caught.value.exit_code == IN_USE


def test_the_commands(archive: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive.publish()
    archive.store.close()
    backup, again = Backup(), Restore()
    backup.settings = again.settings = {"ARCHIVE": str(archive.path), "NOW": NOW}  # type: ignore[assignment]
    assert backup.execute([], None) == 0  # type: ignore[arg-type]
    file = default_file(archive.path, NOW)
    assert f"{file}: 1 bodies (10 bytes) and 1 reports" in capsys.readouterr().out
    with pytest.raises(ValueError, match="is there already"):
        backup.execute([str(file)], None)  # type: ignore[arg-type]
    archive.path.unlink()
    assert again.execute([str(file)], None) == 0  # type: ignore[arg-type]
    assert len(titles(archive.path)) == 1
    with pytest.raises(ValueError, match="no such file"):
        again.execute([str(tmp_path / "nothing.db")], None)  # type: ignore[arg-type]


def test_a_nearly_full_disk_takes_no_page_and_no_run(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.keep()
    monkeypatch.setattr(space, "free", lambda path: space.RESERVE - 1)
    for begin in (archive.keep, lambda: archive.store.begin_run("scrapy crawl reports")):
        with pytest.raises(ArchiveError) as caught:
            begin()
        assert caught.value.exit_code == STORAGE_FAILED
        assert "nearly full: 255 MB free; free 1 MB more" in str(caught.value)
    archive.record()  # what is kept is read and recorded all the same, and the run ended
    archive.store.end_run(archive.run, 3, "the disk is nearly full", {})
    with read(archive.path) as connection:
        assert connection.execute("SELECT count(*) FROM fetches").fetchone() == (1,)


def test_a_run_that_was_killed_says_so_once_the_next_begins(archive: Archive) -> None:
    archive.store.begin_run("scrapy crawl reports")
    assert archive.rows("SELECT finished_at, substr(verdict, 1, 20) FROM runs ORDER BY id") == [
        (None, "ended without a word"), (None, None)
    ]  # fmt: skip
