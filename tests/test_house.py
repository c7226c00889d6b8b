"""The house rules that a program can hold: arrows between the rooms, a first line in every module, no hosts in the lock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("crawler", "pipelines", "archive")
MODULES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_run_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    allowed = ROOMS[ROOMS.index(room) :]
    used = {name.split(".")[0] for name in imported(path)} & {*ROOMS, "tests"}
    assert used <= set(allowed), f"{path.name} reaches from {room}/ back into {used - set(allowed)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_lives_there(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_reading_knows_no_network_and_no_database() -> None:
    forbidden = {"sqlite3", "sqlite_utils", "scrapy", "socket", "urllib.request", "http.client"}
    for path in (ROOT / "pipelines" / "report").rglob("*.py"):
        assert not forbidden & set(imported(path)), path


def test_the_province_knows_nothing_of_the_rooms() -> None:
    for path in (ROOT / "tests" / "province").rglob("*.py"):
        assert not {name.split(".")[0] for name in imported(path)} & set(ROOMS), path


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert not re.search(r"https?://|index-url", lock)
