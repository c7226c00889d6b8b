"""`scrapy check` as an official runs it: findings in Chinese, an exit code, and nothing kept anywhere."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.crawling import ROOT, crawl, environment, write_registry
from tests.reading.drafts import FIVE, draft
from tests.reading.makers import docx, pdf

CARRIED = [("disclosure_requests", "carried_forward", column) for column in ("natural_person", "total")]


def check(*files: Path | str, archive: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "check", "-s", f"ARCHIVE={archive}", *map(str, files)],
        capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment(), check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_findings_a_summary_and_no_archive(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.docx", tmp_path / "bad.pdf"
    good.write_bytes(docx(draft()))
    bad.write_bytes(pdf(draft({**FIVE, ("legal_challenges", "reconsideration", "total"): "2"})))
    done = check(good, bad, archive=tmp_path / "a.db")
    assert done.returncode == 2
    said = done.stdout.splitlines()
    assert said[0] == str(good)
    assert "    · 表四·行政复议：总计2≠各列之和0，差2" in said
    assert said[-1] == "共检查 2 个文件：1 个没有要更正的，1 个共有 1 处要更正；另有 2 处请留意"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.pdf", "good.docx"]
    done = check(good, archive=tmp_path / "a.db")
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.slow
def test_last_years_report_in_the_archive(tmp_path: Path) -> None:
    """Saved under a source, so that the archive knows whose it is; the archive is read and left as it was."""
    write_registry(tmp_path / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))
    last = tmp_path / "last.docx"
    blocks = draft({**FIVE, **dict.fromkeys(CARRIED, "3")})
    renamed = [
        block.replace("2022年", "2021年").replace("2023年", "2022年") if isinstance(block, str) else block
        for block in blocks
    ]
    last.write_bytes(docx(renamed))
    (tmp_path / "manifest.csv").write_text("file,url,fetched_at,source\nlast.docx,,,sfj\n", encoding="utf-8")
    done = crawl(tmp_path, "saved", "-a", f"path={last}", "-a", f"manifest={tmp_path / 'manifest.csv'}")
    assert done.returncode == 0, done.stderr
    archive = tmp_path / "a.db"
    before = hashlib.sha256(archive.read_bytes()).hexdigest()
    names = {path.name for path in tmp_path.iterdir()}
    now = tmp_path / "now.docx"
    now.write_bytes(docx(draft()))
    done = check(now, archive=archive)
    assert done.returncode == 2
    assert "表三·总计：2021年结转下年度继续办理3≠2022年上年结转政府信息公开申请数量0，差3" in done.stdout
    assert "已与档案里 2021 年度的报告核对 9 处衔接" in done.stdout
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == before
    assert {path.name for path in tmp_path.iterdir()} == names | {"now.docx"}
    done = check(last, archive=archive)
    assert "档案里没有这个机关 2020 年度的报告" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "页面没有正文"),
        (b"PK\x03\x04 broken", "bad.docx"),
        ("通知：请报送。".encode(), "既没有年度报告的标题"),
    ],
)
def test_a_file_that_is_no_report(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "bad.docx").write_bytes(content)
    done = check(tmp_path / "bad.docx", archive=tmp_path / "a.db")
    assert done.returncode == 2
    assert says in done.stdout
    assert done.stdout.splitlines()[-1].startswith("共检查 1 个文件：1 个共有 ")


@pytest.mark.slow
def test_an_archive_that_cannot_be_read_does_not_stop_the_check(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("no database", encoding="utf-8")
    (tmp_path / "good.docx").write_bytes(docx(draft()))
    done = check(tmp_path / "good.docx", archive=tmp_path / "a.db")
    assert done.returncode == 0
    assert "没有与上一年核对，档案打不开" in done.stdout


@pytest.mark.slow
def test_what_a_person_can_get_wrong(tmp_path: Path) -> None:
    for arguments, says in (((), "give the files to check"), (("nothing.docx", tmp_path), "no such file")):
        done = check(*arguments, archive=tmp_path / "a.db")
        assert done.returncode == 1
        assert says in done.stderr
        assert len(done.stderr.splitlines()) == max(1, len(arguments))
        assert done.stdout == ""
