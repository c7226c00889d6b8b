"""The verdict on a run: the exit code says what a person has to do."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from archive.errors import IN_USE, STORAGE_FAILED, UNFIT, ArchiveError
from crawler.tally import Tally, judge


@pytest.mark.parametrize("code", [STORAGE_FAILED, UNFIT, IN_USE])
def test_an_archive_that_fails_in_a_crawl_ends_it_with_its_own_code(code: int) -> None:
    spider: Any = SimpleNamespace(tally=Tally(), storage_error=ArchiveError("a.db is damaged", code))
    assert judge(spider, "storage_failed") == (code, "a.db is damaged")
