"""Export: the tables people use as CSV files in a folder, with the meaning of every column and where it all comes from.

One read transaction, so the files agree with each other while a crawl writes; row by row, so memory stays flat.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from archive.describe import sections
from archive.duedates import beijing_time
from archive.errors import STORAGE_FAILED, ArchiveError
from archive.publishing import SIMULATED

# What people ask first comes first. Pages, links, fetches and bodies are the archive's own; the archive itself has them.
TABLES = (
    "panel", "coverage", "figures", "changes", "reports", "sections", "text_figures", "indicators", "checks", "cell_notes",
    "corrections", "publications", "attachments", "versions", "agencies", "sources", "source_health", "field_gaps", "walks",
    "problems", "notices",
)  # fmt: skip
_LEFT_OUT = {"reports": ("text", "search_id")}  # its text is that of `sections`

# What a spreadsheet takes for a formula (OWASP, CSV Injection), the full-width signs too, as its Chinese editions do.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,20})?%?|[+-]?\d{1,30}(?:\.\d{1,20})?%?")


@dataclass(frozen=True)
class Written:
    """One file: its name, how many rows it has besides its header, the SHA-256 of its bytes."""

    name: str
    rows: int
    sha256: str


def export(connection: sqlite3.Connection, folder: Path, now: str, *, plain: bool) -> list[Written]:
    """Write all files into a folder that is not there yet; it appears whole or not at all.

    `plain`: for programs; else for spreadsheets, with a byte order mark and formulas made text. Raises ArchiveError (3)
    when it cannot be written, ValueError when the folder is there.
    """
    if folder.exists():
        raise ValueError(f"{folder} is there already; name a folder that is not, as {folder}-2")
    part = folder.with_name(f".{folder.name}.part")
    try:
        if part.exists():
            shutil.rmtree(part)  # of an export that was killed
        part.mkdir(parents=True)
        try:
            written = _write_all(connection, part, now, plain=plain)
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    except OSError as error:
        raise ArchiveError(f"cannot write {folder}: {error.strerror}", STORAGE_FAILED) from error
    return written


def guarded(value: object) -> object:
    """A value that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it.

    >>> [guarded(value) for value in ("=1+1", "@SUM(A1)", "-5", "-5.0", "+1,234", "-", "-1+1", -3, "年报", None)]
    ["'=1+1", "'@SUM(A1)", '-5', '-5.0', '+1,234', '-', "'-1+1", -3, '年报', None]
    """
    if not isinstance(value, str) or len(value) < 2 or not value.startswith(_FORMULA):
        return value
    return value if _NUMBER.fullmatch(value) else f"'{value}"


def _write_all(connection: sqlite3.Connection, folder: Path, now: str, *, plain: bool) -> list[Written]:
    connection.execute("BEGIN")
    try:
        info = dict(connection.execute("SELECT key, value FROM archive_info").fetchall())
        is_demo = info["kind"] == "demo"
        written = [_write(connection, table, folder, plain=plain, is_demo=is_demo) for table in TABLES]
        run = connection.execute(
            "SELECT id, finished_at FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"
        )
        text = "\n".join(_readme(info, run.fetchone(), written, now, plain=plain))
    finally:
        connection.execute("ROLLBACK")
    (folder / "README.md").write_text(text, encoding="utf-8")
    return written


def _write(
    connection: sqlite3.Connection, table: str, folder: Path, *, plain: bool, is_demo: bool
) -> Written:
    name = f"{SIMULATED}-{table}.csv" if is_demo else f"{table}.csv"
    rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - this module's own names
    names = [column[0] for column in rows.description]
    kept = [number for number, column in enumerate(names) if column not in _LEFT_OUT.get(table, ())]
    digest = hashlib.sha256()
    count = 0
    with (folder / name).open("wb") as file:
        for line in _lines(rows, [names[number] for number in kept], kept, plain=plain, is_demo=is_demo):
            digest.update(line)
            file.write(line)
            count += 1
    return Written(name, count - 1, digest.hexdigest())


def _lines(
    rows: sqlite3.Cursor, header: list[str], kept: list[int], *, plain: bool, is_demo: bool
) -> Iterator[bytes]:
    """The file line by line, as RFC 4180 has it. A demo's rows each say so: a row may be copied out of its file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    mark = [SIMULATED] if is_demo else []
    writer.writerow(header + mark)
    yield ("" if plain else "\ufeff").encode() + buffer.getvalue().encode()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        # No reader of CSV agrees with another on what a NUL means.
        values = [
            value.replace("\0", "\ufffd") if isinstance(value := row[at], str) else value for at in kept
        ]
        writer.writerow([*(values if plain else map(guarded, values)), *mark])
        yield buffer.getvalue().encode("utf-8", "replace")


def _readme(
    info: dict[str, str], run: sqlite3.Row | None, written: list[Written], now: str, *, plain: bool
) -> Iterator[str]:
    marked = f"（{SIMULATED}）" if info["kind"] == "demo" else ""
    yield f"# 政府信息公开工作年度报告：导出{marked}\n"
    yield f"- 导出时间：{beijing_time(now)}（北京时间，{now}），gongkai {version('gongkai')}"
    yield f"- 档案：{info['kind']}，建于 {info['created_at']}"
    if run is not None:
        yield f"- 截至第 {run['id']} 次运行（{run['finished_at']} 结束）"
    if info["kind"] == "demo":
        yield f"- **{SIMULATED}**：全部内容由程序生成，不是任何机关的报告"
    if plain:
        yield "- UTF-8，无 BOM；文字如档案所存，供程序读取，不宜直接用电子表格打开"
    else:
        yield (
            "- UTF-8 带 BOM，可直接用电子表格打开；以 = + - @ 等开头、会被当作公式的文字前加了一个撇号（'），数字不变。"
            "电子表格一格至多 32,767 字，更长的正文会被它截断；供程序读取请用 scrapy export --plain"
        )
    yield "- 空格子表示档案中没有值（如页面未印数字），不是零\n"
    yield "| 文件 | 行数 | SHA-256 |\n| --- | --- | --- |"
    for each in written:
        yield f"| {each.name} | {each.rows} | `{each.sha256}` |"
    yield "\n# 各列的含义\n"
    yield from sections(TABLES)
