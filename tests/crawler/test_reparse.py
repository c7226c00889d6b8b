"""`scrapy reparse`: records come from kept bytes alone, and what a new reading changes is said."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.crawling import ROOT, crawl, environment, rows, write_registry

CELLS = [
    "".join(f"<td>{value}</td>" for value in line)
    for line in (("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"), ("规章", 3, 1, 14), ("行政规范性文件", 27, 5, 91))
]  # fmt: skip
TITLE = "青禾市司法局2022年政府信息公开工作年度报告"
PAGE = f"""<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id="zoom">
<p>一、总体情况</p><p>2022年，青禾市司法局依法主动公开政府信息，回应社会关切。</p>
<p>二、主动公开政府信息情况</p><table><tr><td colspan="4">第二十条第（一）项</td></tr>
{"".join(f"<tr>{cells}</tr>" for cells in CELLS)}</table><p>三、收到和处理政府信息公开申请情况</p><p>无。</p>
<p>四、政府信息公开行政复议、行政诉讼情况</p><p>无。</p><p>五、存在的主要问题及改进情况</p><p>不够及时，将加以改进。</p>
<p>六、其他需要报告的事项</p><p>无。</p></div></body></html>"""


def reparse(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    given = ("-s", f"ARCHIVE={tmp_path / 'a.db'}", "-s", "READ_WORKERS=0")
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "reparse", *given, *arguments],
        capture_output=True, text=True, cwd=ROOT, env=environment(), check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def misread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive whose one report has a figure that its page does not say."""
    folder = tmp_path_factory.mktemp("misread")
    write_registry(folder / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))
    (folder / "2022.html").write_text(PAGE, encoding="utf-8")
    assert crawl(folder, "saved", "-a", f"path={folder / '2022.html'}").returncode == 0
    assert rows(folder, "SELECT count(*) FROM figure_cells") == [(6,)]
    connection = sqlite3.connect(folder / "a.db")
    with connection:
        connection.execute(
            "UPDATE figure_cells SET value = 999 WHERE line = 'regulation' AND column_name = 'issued'"
        )
    connection.close()
    return folder


@pytest.fixture
def archive(misread: Path, tmp_path: Path) -> Path:
    shutil.copytree(misread, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_dry_run_says_what_would_change_and_changes_nothing(archive: Path) -> None:
    done = reparse(archive, "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "proactive_disclosure regulation issued: 999 → 3" in done.stdout
    assert rows(archive, "SELECT value FROM figure_cells WHERE value = 999") == [(999,)]


def test_records_are_rebuilt_and_no_version_is_made(archive: Path) -> None:
    before = rows(archive, "SELECT id, version FROM reports")
    done = reparse(archive, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    assert rows(archive, "SELECT count(*) FROM figure_cells WHERE value = 999") == [(0,)]
    assert rows(archive, "SELECT id, version FROM reports") == before
    assert rows(archive, "SELECT command, exit_code FROM runs WHERE id = 2") == [("scrapy reparse", 0)]
    again = reparse(archive)
    assert "1 pages read: 1 same" in again.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--report", "nobody"), 1, "there is no report nobody"),
        (("--jobs", "all"), 1, "--jobs 'all' is no number"),
        (("everything",), 1, "what is 'everything'?"),
        (("-s", "ARCHIVE=/nowhere/a.db"), 4, "there is no archive at /nowhere/a.db"),
    ],
)
def test_what_a_person_can_get_wrong(archive: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    done = reparse(archive, *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1
