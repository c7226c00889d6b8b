"""The documentation says what is so: its tables, its links, its commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from archive.describe import PAGE, page

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
ALL = [*PAGES, ROOT / "docs" / "operate.md"]


def test_the_page_of_tables_is_the_metadata() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m archive.describe"


@pytest.mark.parametrize("document", ALL, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", PAGES, ids=lambda path: path.name)
def test_make_targets_exist(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_both_readmes_name_the_same_commands() -> None:
    commands = [
        re.findall(r"^(?:make|\.venv/bin)\S* [^#\n]*", path.read_text(encoding="utf-8"), re.MULTILINE)
        for path in PAGES
    ]
    assert [line.strip() for line in commands[0]] == [line.strip() for line in commands[1]]


def test_documented_spiders_and_commands_are_known() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in ALL)
    known = subprocess.run(
        [sys.executable, "-m", "scrapy", "-h"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for command in set(re.findall(r"(?:bin/|`)scrapy ([a-z]+)", said)):
        assert re.search(rf"^  {command} ", known, re.MULTILINE), command
