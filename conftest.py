"""What pytest leaves out (modules of extras that are not installed), and the guard that keeps every test on loopback."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.loopback import python_path, sitecustomize

collect_ignore = [] if find_spec("scrapy_playwright") else ["crawler/browserhandler.py"]

# Programs that tests start inherit both; each pytest process has a log of its own.
os.environ["PYTHONPATH"] = python_path(*filter(None, [os.environ.get("PYTHONPATH")]))
os.environ[sitecustomize.LOG] = str(Path(tempfile.mkdtemp(prefix="gongkai-loopback-")) / "left.txt")


@pytest.fixture(autouse=True)
def left_loopback() -> Iterator[Path]:
    """Fails a test that left loopback, itself or in a program it started; the file that says so, a line each."""
    log = Path(os.environ[sitecustomize.LOG])
    log.write_text("", encoding="utf-8")
    yield log
    left = log.read_text(encoding="utf-8")
    assert not left, f"left loopback:\n{left}"
