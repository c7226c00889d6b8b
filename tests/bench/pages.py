"""The pages measured: every golden page, and the corpus' real pages where there is one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tests.quality.pages import cases


@dataclass(frozen=True)
class Sample:
    """A page as served: its address, bytes and content type."""

    url: str
    body: bytes
    content_type: str


def samples() -> list[Sample]:
    """All of them, the golden ones first; the same at every run."""
    return [*_golden(), *_real()]


def mean_size(pages: list[Sample]) -> float:
    """In KB."""
    return sum(len(page.body) for page in pages) / len(pages) / 1024


def _golden() -> list[Sample]:
    """The main pages; those saved as text are left out, as there is nothing to parse in them."""
    pages = (case.document.parts[0] for case in cases())
    return [
        Sample(page.url, page.body, page.content_type)
        for page in pages
        if not page.content_type.startswith("text/plain")
    ]


def _real() -> list[Sample]:
    corpus = os.environ.get("GONGKAI_CORPUS")
    folder = Path(corpus) / "cms" / "real" if corpus else None
    if folder is None or not folder.is_dir():
        return []
    return [
        Sample(f"http://{path.stem}.gov.cn/", path.read_bytes(), "text/html")
        for path in sorted(folder.glob("*.html"))
    ]
