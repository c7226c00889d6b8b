"""`python -m archive.describe`: writes docs/data.md, the meaning of every table and column, from metadata.yml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).resolve().parent
PAGE = _HERE.parent / "docs" / "data.md"

_HEAD = """# Tables and columns 表和列

One SQLite file. Times are UTC in ISO 8601, dates ISO 8601, division codes (行政区划代码) GB/T 2260 as text. A figure is
stored as printed with its unit beside it; `NULL` means that no number was printed, and `cell_notes` says what was. Nothing is
converted. This page is made from `archive/metadata.yml`, which the Datasette site shows beside the tables.
"""


def page() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *sections(_tables())])


def sections(names: Iterable[str]) -> Iterator[str]:
    """The meaning of some tables and their columns, in Markdown."""
    tables = _tables()
    for name in names:
        yield from _section(name, tables[name])


def _tables() -> dict[str, Any]:
    metadata = yaml.safe_load((_HERE / "metadata.yml").read_text(encoding="utf-8"))
    found: dict[str, Any] = metadata["databases"]["reports"]["tables"]
    return found


def _section(name: str, table: dict[str, Any]) -> Iterator[str]:
    yield f"## {name} {table.get('title', '')}\n"
    if "description" in table:
        yield f"{table['description']}\n"
    yield "| column | meaning |"
    yield "| --- | --- |"
    for column, meaning in table.get("columns", {}).items():
        escaped = str(meaning).replace("|", "\\|")
        yield f"| `{column}` | {escaped} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
