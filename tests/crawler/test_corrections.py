"""corrections.csv: what is wrong with it is said with its place; what is right reaches the archive."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.corrections import load_corrections
from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.test_reparse import PAGE, TITLE, reparse

Command = Callable[..., "subprocess.CompletedProcess[str]"]
HEADER = "report,field,value,evidence,who,why\n"
ID = "0123456789abcdef"


def errors(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "corrections.csv"
    path.write_text(text, encoding="utf-8")
    found: list[str] = []
    load_corrections(path, found)
    return [error.replace(f"{tmp_path}/", "") for error in found]


def test_every_error_is_said_with_its_place(tmp_path: Path) -> None:
    text = (
        f"{ID[:-1]},title,x,p. 1,me,misread\n"
        f"{ID},text,x,p. 1,me,misread\n"
        f"{ID},proactive_disclosure/fee/issued,1,p. 1,me,misread\n"
        f"{ID},disclosure_requests/granted/total,一,p. 1,me,misread\n"
        f"{ID},published_on,2022-13-01,p. 1,me,misread\n"
        f"{ID},agency,,p. 1,me,misread\n"
        f"{ID},index_number,a,,,\n"
        f"{ID},index_number,b,p. 1,me,misread\n"
    )
    found = [error.partition("; ")[0] for error in errors(tmp_path, HEADER + text)]
    assert found == [
        "corrections.csv:2: column report: '0123456789abcde' is not valid",
        "corrections.csv:3: column field: 'text' is unknown",
        "corrections.csv:4: column field: 'proactive_disclosure/fee/issued' is unknown",
        "corrections.csv:5: column value: '一' is not valid",
        "corrections.csv:6: column value: '2022-13-01' is not valid",
        "corrections.csv:7: column value: is empty",
        "corrections.csv:8: column evidence: is empty",
        "corrections.csv:8: column who: is empty",
        "corrections.csv:8: column why: is empty",
        "corrections.csv:9: column field: 'index_number' of this report stands at corrections.csv:8 already",
    ]
    assert errors(tmp_path, "report,field\n")[0].startswith("corrections.csv:1: column value: is missing")


def test_no_file_is_no_correction(tmp_path: Path) -> None:
    found: list[str] = []
    assert load_corrections(tmp_path / "corrections.csv", found) == ()
    assert found == []


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    write_registry(tmp_path / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))
    (tmp_path / "2022.html").write_text(PAGE, encoding="utf-8")
    assert crawl(tmp_path, "saved", "-a", f"path={tmp_path / '2022.html'}").returncode == 0
    return tmp_path


def correct(archive: Path, *lines: str) -> None:
    text = HEADER + "".join(f"{line},page 3,me,misread\n" for line in lines)
    (archive / "registry" / "corrections.csv").write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_it_is_applied_by_reading_again_and_taken_back(archive: Path) -> None:
    ((report,),) = rows(archive, "SELECT id FROM reports")
    correct(
        archive, f"{report},proactive_disclosure/regulation/issued,4", f"{report},published_on,2023-01-20"
    )
    where = ("-s", f"SOURCES={archive / 'registry'}")
    done = reparse(archive, *where)
    assert done.returncode == 0, done.stderr
    values = "SELECT value, raw, correction FROM figures WHERE line = 'regulation' AND column_name = 'issued'"
    assert rows(archive, values) == [(4, "3", "correction:page 3")]
    assert rows(archive, "SELECT title, published_on, published_on_evidence FROM reports") == [
        (TITLE, "2023-01-20", "correction:page 3")
    ]
    reparse(archive)  # without a registry that has the file, nothing is taken back
    assert rows(archive, values) == [(4, "3", "correction:page 3")]
    correct(archive)
    assert reparse(archive, *where).returncode == 0
    assert rows(archive, values) == [(3, "3", None)]
    assert rows(archive, "SELECT count(*) FROM figure_changes") == [(0,)]


@pytest.mark.slow
def test_a_crawl_hands_them_over_and_says_what_waits(archive: Path) -> None:
    correct(archive, f"{ID},title,x")
    done = crawl(archive, "saved", "-a", f"path={archive / '2022.html'}")
    assert done.returncode == 0
    assert f"corrections.csv: report {ID} is not in" in done.stderr
    assert rows(archive, "SELECT applied_at FROM corrections") == [(None,)]


@pytest.mark.slow
@pytest.mark.parametrize("command", [reparse, crawl])
def test_a_wrong_file_stops_before_anything_is_done(tmp_path: Path, command: Command) -> None:
    write_registry(tmp_path / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))
    correct(tmp_path, f"{ID},nothing,x")
    given = ("-s", f"SOURCES={tmp_path / 'registry'}") if command is reparse else ("reports",)
    done = command(tmp_path, *given)
    assert not (tmp_path / "a.db").exists()
    assert done.returncode == 1
    assert "corrections.csv:2: column field: 'nothing' is unknown" in done.stderr
    assert len(done.stderr.splitlines()) == 1
