"""`python -m tests.quality.making`: write every golden page and its expected record into tests/pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from crawler.fixtures import write_case
from tests.quality.making import attached, copies, families, filled, older, statements, strange
from tests.quality.making.golden import Golden
from tests.quality.pages import PAGES

SOURCES = (
    families.families, families.charsets, statements.blocks, statements.facts, filled.tables, filled.earlier,
    older.before_2019, strange.without_tables, attached.attached, copies.parts, copies.mirrors, strange.unfilled, strange.others,
)  # fmt: skip


def goldens() -> Iterator[Golden]:
    for source in SOURCES:
        yield from source()


def main() -> None:
    if PAGES.exists():
        shutil.rmtree(PAGES)
    sizes = []
    for golden in goldens():
        folder = PAGES / golden.name
        if folder.exists():
            raise SystemExit(f"two cases are called {golden.name}")
        document = golden.document()
        write_case(folder, document, golden.expected())
        sizes.append(len(document.parts[0].body))
    print(
        f"{len(sizes)} cases, {sum(sizes) / len(sizes) / 1024:.0f} KB a page on average, at most {max(sizes) // 1024}"
    )


if __name__ == "__main__":
    main()
