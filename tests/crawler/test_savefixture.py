"""`scrapy savefixture`: a case of files or of an archived page, never overwritten unasked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.fixtures import laid_out, read_case, record_of
from pipelines.report import read_report
from tests.loopback import python_path
from tests.quality.pages import PAGES

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder that is a Scrapy project of this one's settings, with a page in it."""
    shutil.copy(ROOT / "scrapy.cfg", tmp_path)
    shutil.copy(PAGES / "hanweb-2021" / "page.html", tmp_path / "saved.html")
    return tmp_path


def scrapy(project: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *args], cwd=project, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": python_path(), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_a_file_becomes_a_case(project: Path) -> None:
    run = scrapy(project, "savefixture", "saved.html", "--case", "mine")
    assert run.returncode == 0, run.stderr
    assert "please review" in run.stdout
    document, expected = read_case(project / "tests" / "pages" / "mine")
    assert document.parts[0].body == (project / "saved.html").read_bytes()
    assert document.parts[0].content_type == "text/html"
    assert expected == json.loads(laid_out(record_of(read_report(document))))
    assert len(expected["figures"]["disclosure_requests"]) == 25


@pytest.mark.slow
def test_a_case_is_overwritten_only_when_forced(project: Path) -> None:
    scrapy(project, "savefixture", "saved.html", "--case", "mine")
    written = project / "tests" / "pages" / "mine" / "expected.json"
    written.write_text("reviewed")
    again = scrapy(project, "savefixture", "saved.html", "--case", "mine")
    assert (again.returncode, written.read_text()) == (1, "reviewed")
    assert "--force" in again.stderr
    assert scrapy(project, "savefixture", "saved.html", "--case", "mine", "--force").returncode == 0
    assert written.read_text() != "reviewed"


def test_a_page_of_the_archive_becomes_a_case(project: Path) -> None:
    archive = ["-s", f"ARCHIVE={project / 'reports.db'}", "-s", f"SOURCES={project}", "-s", "READ_WORKERS=0"]
    (project / "agencies.csv").write_text("id,name,division_code,kind,since,until,successor,note\n")
    (project / "sources.csv").write_text("id,url,agency,division_code,cms,status,note\n")
    url = "http://sfj.chengyuan.gov.test/art/1.html"
    (project / "manifest.csv").write_text(f"file,url,fetched_at,source\nsaved.html,{url},,\n")
    crawl = scrapy(
        project, "crawl", "saved", "-a", "path=saved.html", "-a", "manifest=manifest.csv", *archive
    )
    assert crawl.returncode == 0, crawl.stderr
    run = scrapy(project, "savefixture", url, "--case", "archived", *archive)
    assert run.returncode == 0, run.stderr
    document, expected = read_case(project / "tests" / "pages" / "archived")
    assert document.parts[0].url == url
    assert expected["facts"]["title"] == "澄原市司法局2021年政府信息公开工作年度报告"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["saved.html"], 1, "what to save?"),
        (["saved.html", "--case", "../x"], 1, "no folder name"),
        (["gone.html", "--case", "x"], 1, "gone.html: No such file"),
        (["http://a.gov.test/1", "--case", "x", "-s", "ARCHIVE=gone.db"], 4, "no archive at gone.db"),
    ],
)
def test_what_cannot_be_saved_is_said_in_a_line(project: Path, args: list[str], code: int, told: str) -> None:
    run = scrapy(project, "savefixture", *args)
    assert (run.returncode, "Traceback" in run.stderr) == (code, False), run.stderr
    assert told in run.stderr
    assert not (project / "tests").exists()
