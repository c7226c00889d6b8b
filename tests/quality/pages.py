"""The golden pages: where they are, and how a reading of one is compared with the record expected."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from crawler.fixtures import read_case, record_of
from pipelines.report import read_report
from pipelines.report.model import Document, Report

PAGES = Path(__file__).resolve().parent.parent / "pages"
FACTS = (
    "title", "agency", "division_code", "report_year", "published_on", "created_on", "index_number",
    "document_number", "publisher",
)  # fmt: skip
F1_FLOOR = 0.995
_GRAM = 4


@dataclass(frozen=True)
class Case:
    """A golden page with the record expected of it."""

    name: str
    document: Document
    expected: dict[str, Any]

    @cached_property
    def report(self) -> Report:
        return read_report(self.document)

    @cached_property
    def read(self) -> dict[str, Any]:
        return record_of(self.report)

    @property
    def form(self) -> str:
        return str(self.expected.get("form", "no report"))


def cases() -> list[Case]:
    """All of them, by name."""
    return [Case(folder.name, *read_case(folder)) for folder in sorted(PAGES.iterdir()) if folder.is_dir()]


def differences(case: Case) -> Iterator[str]:
    """What the reading has otherwise than expected, a line each; the text counts by likeness."""
    expected, read = case.expected, case.read
    for name in sorted({*expected, *read} - {"text", "figures"}):
        if expected.get(name) != read.get(name):
            yield f"{name}: expected {_told(expected.get(name), read.get(name))}"
    wanted, found = _flat(expected), _flat(read)
    for place in sorted({*wanted, *found}):
        if wanted.get(place) != found.get(place):
            yield f"figure {' '.join(place)}: expected {wanted.get(place)}, read {found.get(place)}"
    if "text" in expected and "text" in read:
        likeness = f1("\n".join(expected["text"]), "\n".join(read["text"]))
        if likeness < F1_FLOOR:
            yield f"text: F1 {likeness:.4f}"


def _told(expected: Any, read: Any) -> str:
    if isinstance(expected, list) and isinstance(read, list):
        missing = [each for each in expected if each not in read]
        added = [each for each in read if each not in expected]
        return f"also {missing[:3]}, read besides {added[:3]}"
    if isinstance(expected, dict) and isinstance(read, dict):
        keys = [key for key in {**expected, **read} if expected.get(key) != read.get(key)]
        return "; ".join(f"{key} {expected.get(key)!r}, read {read.get(key)!r}" for key in keys)
    return f"{expected!r}, read {read!r}"


def _flat(record: dict[str, Any]) -> dict[tuple[str, str, str], list[Any]]:
    return {
        (table, line, column): cell if isinstance(cell, list) else [cell, None, str(cell)]
        for table, lines in record.get("figures", {}).items()
        for line, columns in lines.items()
        for column, cell in columns.items()
    }


def figures_of(record: dict[str, Any]) -> dict[tuple[str, str, str], list[Any]]:
    """Every figure of a record, those of the indicator table included: place → [value, unit, raw]."""
    rows = {
        ("indicators", str(position), "value"): [value, unit, raw]
        for position, (_, _, unit, value, raw) in enumerate(record.get("indicators", ()), start=1)
    }
    return {**_flat(record), **rows}


def f1(expected: str, found: str) -> float:
    """Likeness of two texts, 0 to 1: harmonic mean of precision and recall over runs of four characters.

    White space, the bars between cells and the width of characters do not count, so that every extractor may
    write a table in its own way; runs instead of single characters, so that a text out of order is none.

    >>> f1("主动公开政府信息 | 12", "主动公开政府信息12"), round(f1("主动公开政府信息", "政府信息主动公开"), 2)
    (1.0, 0.4)
    """
    wanted, got = _grams(expected), _grams(found)
    common = sum((wanted & got).values())
    whole = sum(wanted.values()) + sum(got.values())
    return 2 * common / whole if whole else 1.0


def _grams(text: str) -> Counter[str]:
    plain = re.sub(r"[\s|]+", "", unicodedata.normalize("NFKC", text))
    return Counter(plain[i : i + _GRAM] for i in range(max(1, len(plain) - _GRAM + 1)) if plain)
