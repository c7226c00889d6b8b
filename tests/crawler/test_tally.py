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
    assert judge(spider, "storage_failed", 0) == (code, "a.db is damaged")


def test_a_run_that_did_not_see_every_list_to_its_end_does_not_look_fine() -> None:
    spider: Any = SimpleNamespace(tally=Tally(), storage_error=None, over_budget={}, given_up={"a"})
    assert judge(spider, "finished", 2) == (
        2,
        "1 pages failed or were blocked; the lists of 2 sources are not known to their end (scrapy health says why); "
        "the rest is fine",
    )
