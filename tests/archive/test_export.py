"""Export: what is written is what the archive holds, no spreadsheet takes it for a formula, and a demo says what it is."""

from __future__ import annotations

import csv
import hashlib
import re
import sqlite3
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from archive.errors import ArchiveError
from archive.export import TABLES, export, guarded
from archive.opening import reading
from tests.archive.making import Archive, figure

NOW = "2022-02-03T08:00:00Z"
HOSTILE = ['=HYPERLINK("http://evil.example","x")', "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1",
           'a"b,c\nd', "nul\0nul"]  # fmt: skip


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def written(archive: Archive, folder: Path, *, plain: bool = False) -> Path:
    with reading(archive.path) as connection:
        export(connection, folder, NOW, plain=plain)
    return folder


def as_text(value: Any) -> str:
    return "" if value is None else str(value)


def test_every_table_reads_back_as_it_is(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    archive.publish(body=b"<p>two</p>", received=8, text='第一段\n第二段，带“引号”和"引号"。')
    archive.store.note_notices()
    folder = written(archive, tmp_path / "out", plain=True)
    with sqlite3.connect(archive.path) as connection:
        connection.row_factory = sqlite3.Row
        for table in TABLES:
            path = folder / f"{table}.csv"
            assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
            here = rows(path)
            there = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            assert len(here) == len(there), table
            for left, right in zip(here, there, strict=True):
                assert left == {name: as_text(right[name]) for name in left}
    assert len(rows(folder / "figures.csv")) == 3
    assert rows(folder / "changes.csv")[0]["new"] == "8"


def test_the_folder_says_what_it_holds(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    folder = written(archive, tmp_path / "out")
    said = (folder / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\S+\.csv) \| (\d+) \| `([0-9a-f]{64})` \|$", said, re.MULTILINE)
    assert {name for name, _, _ in listed} == {f"{table}.csv" for table in TABLES}
    for name, count, sha256 in listed:
        body = (folder / name).read_bytes()
        assert hashlib.sha256(body).hexdigest() == sha256
        assert body.startswith(b"\xef\xbb\xbf")
        assert len(rows(folder / name)) == int(count)
    for table in TABLES:
        header = next(csv.reader((folder / f"{table}.csv").read_text(encoding="utf-8-sig").splitlines()))
        section = said.split(f"\n## {table} ")[1].split("\n## ")[0]
        for column in header:
            assert f"| `{column}` |" in section, (table, column)
    assert "2022年2月3日16:00" in said
    assert "模拟数据" not in said


def test_no_cell_is_a_formula(archive: Archive, tmp_path: Path) -> None:
    cells = [figure("granted", "total", None, number, raw=text) for number, text in enumerate(HOSTILE)]
    for number, text in enumerate(HOSTILE):
        archive.publish(f"http://sfj.qinghe.gov.test/{number}.html", f"<p>{number}</p>".encode(), title=text,
                        agency=f"局{number}", figures=(cells[number],))  # fmt: skip
    spreadsheets, plain = written(archive, tmp_path / "a"), written(archive, tmp_path / "b", plain=True)
    guarded_cells = 0
    for table in TABLES:
        for left, right in zip(
            rows(spreadsheets / f"{table}.csv"), rows(plain / f"{table}.csv"), strict=True
        ):
            for column, text in left.items():
                assert not re.match(r"[=@＝＋－＠\t\r\n]", text), (table, column, text)
                if re.match(r"[+-]", text):
                    assert re.fullmatch(r"[+-]?[\d,.]*", text), (table, column, text)
                guarded_cells += text != right[column]
                assert right[column] in (text, text.removeprefix("'"))
    assert guarded_cells >= 2 * 7  # as a title and as what was printed


@pytest.mark.parametrize("number", ["-5", "+5", "-1,234,567", "-0.5", "-12.5%", "-"])
def test_numbers_stay_numbers(number: str) -> None:
    assert guarded(number) == number


def test_a_demo_says_so_in_every_name_and_every_row(demo: Archive, tmp_path: Path) -> None:
    demo.publish()
    folder = written(demo, tmp_path / "out")
    assert "模拟数据" in (folder / "README.md").read_text(encoding="utf-8")
    for path in folder.glob("*.csv"):
        assert path.name.startswith("模拟数据-")
        assert all(row["模拟数据"] == "模拟数据" for row in rows(path))


def test_nothing_is_replaced_and_nothing_half_is_left(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(archive, tmp_path / "out")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ValueError, match="is there already"):
        written(archive, folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("archive.export._readme", full)
    with pytest.raises(ArchiveError, match="No space left") as raised:
        written(archive, tmp_path / "more")
    assert raised.value.exit_code == 3
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["out"]


@pytest.mark.slow
def test_an_export_that_was_killed_stops_none_after_it(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    (tmp_path / ".out.part").mkdir()
    (tmp_path / ".out.part" / "panel.csv").write_text("half a li", encoding="utf-8")
    assert rows(written(archive, tmp_path / "out") / "reports.csv")
    assert not (tmp_path / ".out.part").exists()


def test_memory_does_not_grow_with_the_archive(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    connection = archive.store._connection
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO problems (origin, kind, detail, seen_at) VALUES ('crawl', 'X', ?, ?)",
        [("长" * 200, NOW)] * 30_000,
    )  # 18 MB as UTF-8
    connection.execute("COMMIT")
    tracemalloc.start()
    folder = written(archive, tmp_path / "out")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (folder / "problems.csv").stat().st_size > 18_000_000
    assert peak < 4_000_000
