"""Verify: every kind of damage is found and named, and a whole archive has none."""

from __future__ import annotations

import hashlib
import sqlite3
import tracemalloc
from pathlib import Path

import pytest

from archive.ids import page_id
from archive.opening import reading
from archive.rows import LinkRow
from archive.verify import faults
from crawler.commands.verify import Command
from tests.archive.making import PDF, PORTAL, URL, Archive, figure

PAGE = page_id(URL)


def whole(archive: Archive) -> None:
    """An archive with a bit of everything."""
    archive.keep(links=[LinkRow(PDF, "attachment", "附件")])
    archive.keep(PDF, b"%PDF", kind="attachment")
    archive.record()
    archive.publish(PORTAL, b"<p>portal</p>", source="portal")
    archive.publish(body=b"<p>two</p>", received=6)
    archive.store.end_run(archive.run, 0, "", {})


def found(path: Path) -> list[str]:
    with reading(path) as connection:
        return list(faults(connection))


def test_a_whole_archive_has_none(archive: Archive) -> None:
    whole(archive)
    assert found(archive.path) == []


DAMAGES = [
    ("UPDATE bodies SET data = zeroblob(10) WHERE sha256 = {sha}", "cannot be unpacked"),
    ("UPDATE bodies SET codec = 'raw', data = x'00' WHERE sha256 = {sha}", "its bytes have the hash 6e340b9cffb37a98"),
    ("UPDATE bodies SET size = 3 WHERE sha256 = {sha}", "has 10 bytes, not 3"),
    ("DELETE FROM bodies WHERE sha256 = {sha}", "is not kept"),
    ("DELETE FROM runs", "run_id 1 is not in runs"),
    ("DELETE FROM pages WHERE id = {page}", f"page_id {PAGE} is not in pages"),
    ("UPDATE reports SET agency_id = 'nobody'", "agency_id nobody is not in agencies"),
    ("UPDATE pages SET good_fetch_id = 99 WHERE id = {page}", "its good fetch 99 is none of its own"),
    ("UPDATE pages SET good_fetch_id = (SELECT max(id) FROM fetches WHERE page_id != {page}) WHERE id = {page}",
     "is none of its own"),
    ("DELETE FROM publications", "no page publishes it"),
    ("DELETE FROM reports", "is not in reports"),
    ("UPDATE publications SET preferred = 0", "0 of its pages are preferred"),
    ("DELETE FROM versions WHERE version = 2", "is version 2, but its versions end with 1"),
    ("DELETE FROM printed_tables", "the table it was printed in is not kept"),
    ("DELETE FROM figure_cells WHERE line = 'granted'", "disclosure_requests " + PAGE + "/granted/total: has no cell"),
    ("UPDATE disclosure_requests SET total = 7 WHERE line = 'granted'", "granted/total: has no cell of the same value"),
    ("UPDATE reports SET search_id = 77", "is not in the search index"),
    ("UPDATE reports SET title = '另一个标题'", "a search for its title does not find it"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "said"), DAMAGES)
def test_damage_is_found(archive: Archive, damage: str, said: str) -> None:
    whole(archive)
    sha = hashlib.sha256(b"<p>two</p>").hexdigest()
    with sqlite3.connect(archive.path) as connection:
        connection.execute(damage.format(sha=f"'{sha}'", page=f"'{PAGE}'"))
    lines = found(archive.path)
    assert any(said in line for line in lines), lines
    assert not [line for line in lines if "\n" in line]


def test_a_row_of_each_table_of_figures_needs_its_cell(archive: Archive) -> None:
    rows = (
        figure("new_received", "total", 5)._replace(
            table="legal_challenges", line="litigation_direct", column="upheld"
        ),
        figure("x", "y", 3)._replace(table="proactive_disclosure", line="licensing", column="decisions"),
    )
    archive.publish(figures=rows)
    assert found(archive.path) == []
    with sqlite3.connect(archive.path) as connection:
        connection.execute("UPDATE figure_cells SET value = value + 1")
    assert len(found(archive.path)) == 2


def test_a_damaged_file_is_one_line_a_fault(archive: Archive) -> None:
    whole(archive)
    archive.store.close()
    with sqlite3.connect(archive.path) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'links_page'"
        ).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(archive.path.read_bytes())
    data[root * size - 8] ^= 0x55  # within the last entry of the index
    archive.path.write_bytes(data)
    lines = found(archive.path)
    assert lines
    assert all(line.startswith("the file: ") for line in lines)
    archive.store = type(archive.store).open(archive.path)


def test_memory_stays_flat(archive: Archive) -> None:
    """Twelve bodies of 4 MB: one at a time."""
    for number in range(12):
        archive.keep(f"http://sfj.qinghe.gov.test/{number}.html", bytes([number]) * 4_000_000)
    tracemalloc.start()
    try:
        assert found(archive.path) == []
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 16_000_000


def test_the_command(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    whole(archive)
    command = Command()
    command.settings = {"ARCHIVE": str(archive.path)}  # type: ignore[assignment]
    assert command.execute([], None) == 0  # type: ignore[arg-type]
    assert "4 bodies" in capsys.readouterr().out
    with sqlite3.connect(archive.path) as connection:
        connection.execute("DELETE FROM publications")
    assert command.execute([], None) == 4  # type: ignore[arg-type]
    said = capsys.readouterr().out.splitlines()
    assert said[-1].endswith("1 faults")
    assert said[:-1] == [f"reports {PAGE}: no page publishes it"]
