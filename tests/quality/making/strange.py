"""The other golden pages: older reports, reports without tables or in parts, mirrors, and what is no report."""

from collections.abc import Iterator

from tests.quality.making.golden import Golden


def before_2019() -> Iterator[Golden]:
    yield from ()


without_tables = parts = mirrors = unfilled = others = before_2019
