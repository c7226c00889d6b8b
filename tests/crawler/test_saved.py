"""Documents from disk: through the same Keep, Read and Record as those from the network."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from tests.crawler.crawling import ROOT, command, crawl, environment, rows, write_registry
from tests.crawler.site import report
from tests.loopback import python_path
from tests.reading.makers import docx
from tests.reading.official import tables_of


@pytest.fixture(autouse=True)
def registry(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))


def folder(tmp_path: Path) -> Path:
    found = tmp_path / "saved"
    (found / "deeper").mkdir(parents=True)
    (found / "2023.html").write_text(report("青禾市司法局", 2023), encoding="utf-8")
    (found / "deeper" / "2022.htm").write_text(report("青禾市司法局", 2022), encoding="gb18030")
    (found / ".hidden.html").write_text("not a document", encoding="utf-8")
    return found


@pytest.mark.slow
def test_a_file_without_an_address_is_named_by_its_bytes(tmp_path: Path) -> None:
    file = folder(tmp_path) / "2023.html"
    assert crawl(tmp_path, "saved", "-a", f"path={file}").returncode == 0
    address = f"saved:sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    assert rows(tmp_path, "SELECT url, kind, state, next_check_at FROM pages WHERE source_id IS NULL") == [
        (address, "report", "live", None)
    ]  # fmt: skip


@pytest.mark.slow
def test_a_folder_is_taken_whole_and_a_second_time_is_no_news(tmp_path: Path) -> None:
    found = folder(tmp_path)
    assert crawl(tmp_path, "saved", "-a", f"path={found}").returncode == 0
    again = crawl(tmp_path, "saved", "-a", f"path={found}")
    assert again.returncode == 0
    assert "nothing new" in again.stdout
    assert rows(tmp_path, "SELECT run_id, outcome, count(*) FROM fetches GROUP BY run_id, outcome") == [
        (1, "new", 2), (2, "same", 2)
    ]  # fmt: skip


def test_readers_that_cannot_begin_leave_every_page_to_the_next_run(tmp_path: Path) -> None:
    found = folder(tmp_path)
    broken = tmp_path / "broken" / "opencc.py"  # found before the real one, by readers alone
    broken.parent.mkdir()
    broken.write_text(
        "import sys\n"
        "if 'pipelines.reader' in open('/proc/self/cmdline').read():\n"
        "    raise ImportError('cannot load a library')\n"
        f"sys.path.remove({str(broken.parent)!r})\n"
        "del sys.modules['opencc']\n"
        "from opencc import OpenCC\n"
        f"sys.path.insert(0, {str(broken.parent)!r})\n"
    )
    arguments = command(tmp_path, "saved", "-a", f"path={found}", settings={"READ_WORKERS": "1"})
    path = {**environment(), "PYTHONPATH": python_path(broken.parent)}
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=ROOT, env=path, check=False)
    assert done.returncode == 4, done.stderr
    assert "a process that reads pages cannot begin: ImportError: cannot load a library" in done.stderr
    assert "ended (code 1) before it could begin" in done.stderr
    assert "Traceback" not in done.stderr
    assert rows(tmp_path, "SELECT read_state, count(*) FROM pages WHERE kind = 'report' GROUP BY 1") == [
        ("unread", 2)
    ]
    assert rows(tmp_path, "SELECT kind FROM problems WHERE origin = 'reading'") == []
    assert crawl(tmp_path, "saved", "-a", f"path={found}").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM reports") == [(2,)]


def test_a_manifest_says_where_and_when(tmp_path: Path) -> None:
    found = folder(tmp_path)
    manifest = found / "manifest.csv"
    manifest.write_text(
        "file,url,fetched_at,source\n2023.html,http://sfj.qinghe.test/nb/3.html,2024-02-01T08:00:00Z,sfj\n",
        encoding="utf-8",
    )
    assert crawl(tmp_path, "saved", "-a", f"path={found}", "-a", f"manifest={manifest}").returncode == 0
    assert rows(
        tmp_path,
        "SELECT url, source_id, fetched_at FROM pages JOIN fetches ON page_id = pages.id WHERE url LIKE 'http%'",
    ) == [("http://sfj.qinghe.test/nb/3.html", "sfj", "2024-02-01T08:00:00Z")]
    assert rows(tmp_path, "SELECT count(*) FROM pages WHERE kind = 'report'") == [(2,)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("file,url\n", "column fetched_at: is missing"),
        ("file,url,fetched_at,source\n,,,\n", "manifest.csv:2: column file: is empty"),
        ("file,url,fetched_at,source\nb.html,,,\n", "manifest.csv:2: column file: there is no file"),
        ("file,url,fetched_at,source\n2023.html,here,,\n", "manifest.csv:2: column url: 'here' is no http"),
        (
            "file,url,fetched_at,source\n2023.html,,today,\n",
            "manifest.csv:2: column fetched_at: 'today' is no UTC time",
        ),
        (
            "file,url,fetched_at,source\n2023.html,,,nobody\n",
            "manifest.csv:2: column source: there is no source 'nobody'",
        ),
        (None, "manifest.csv cannot be read"),
    ],
)
def test_a_wrong_manifest_is_one_line_and_exit_code_1(tmp_path: Path, text: str | None, says: str) -> None:
    found = folder(tmp_path)
    manifest = tmp_path / "manifest.csv"
    if text is not None:
        manifest.write_text(text, encoding="utf-8")
    done = crawl(tmp_path, "saved", "-a", f"path={found}", "-a", f"manifest={manifest}")
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_word_document_is_read_as_a_page_is(tmp_path: Path) -> None:
    file = tmp_path / "report.docx"
    file.write_bytes(docx(["2022年青石县司法局政府信息公开工作年度报告", *tables_of("2021")]))
    assert crawl(tmp_path, "saved", "-a", f"path={file}").returncode == 0
    assert rows(tmp_path, "SELECT count(*) FROM figures") == [(200,)]


def test_broken_files_are_kept_with_the_reason_they_are_not_read(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(b"%PDF-1.7 " + os.urandom(100))
    assert crawl(tmp_path, "saved", "-a", f"path={file}").returncode == 0
    assert ("ATTACHMENT_BROKEN",) in rows(tmp_path, "SELECT kind FROM problems")
    assert rows(tmp_path, "SELECT count(*) FROM reports") == [(0,)]
    assert rows(tmp_path, "SELECT size FROM bodies") == [(109,)]


@pytest.mark.slow
def test_an_empty_file_is_a_failure(tmp_path: Path) -> None:
    file = tmp_path / "empty.html"
    file.touch()
    assert crawl(tmp_path, "saved", "-a", f"path={file}").returncode == 2


CORPUS = os.environ.get("GONGKAI_CORPUS")


@pytest.mark.skipif(not CORPUS, reason="GONGKAI_CORPUS names no corpus")
def test_the_real_reports_are_taken_and_found(tmp_path: Path) -> None:
    done = crawl(tmp_path, "saved", "-a", f"path={CORPUS}/seeds", settings={"READ_WORKERS": "1"})
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path, "SELECT count(*) FROM reports") == [(5,)]
