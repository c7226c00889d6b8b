"""The examples in the crawler's and the pipelines' docstrings are true."""

from __future__ import annotations

import doctest
import importlib

import pytest

MODULES = (
    "crawler.clock", "crawler.links", "crawler.titles", "crawler.cms.listing", "crawler.cms.pagers",
    "crawler.middlewares.address", "crawler.middlewares.guard", "crawler.middlewares.retry_after",
    "crawler.middlewares.robots", "pipelines.read",
)  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert tried > 0
    assert failed == 0
