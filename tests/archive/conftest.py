"""Fixtures of the archive's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.making import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Archive]:
    made = Archive(tmp_path, kind="demo")
    yield made
    made.store.close()
