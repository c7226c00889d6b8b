"""The pages measured: every report of the simulated province, and the corpus' real pages where there is one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tests.province.model import Request
from tests.province.world import FAMILIES, build


@dataclass(frozen=True)
class Sample:
    """A page as served: its address, bytes and content type."""

    url: str
    body: bytes
    content_type: str


def samples() -> list[Sample]:
    """All of them, the province's first; the same at every run."""
    return [*_province(), *_real()]


def mean_size(pages: list[Sample]) -> float:
    """In KB."""
    return sum(len(page.body) for page in pages) / len(pages) / 1024


def _province() -> list[Sample]:
    found = []
    world = build(1)
    for site in world.sites:
        routes = FAMILIES[site.family].routes(site)
        for posting in site.postings:
            answer = routes[posting.path](Request("GET", posting.path, {}))
            found.append(Sample(f"http://{site.host}{posting.path}", answer.body, answer.content_type))
    return found


def _real() -> list[Sample]:
    corpus = os.environ.get("GONGKAI_CORPUS")
    folder = Path(corpus) / "cms" / "real" if corpus else None
    if folder is None or not folder.is_dir():
        return []
    return [
        Sample(f"http://{path.stem}.gov.cn/", path.read_bytes(), "text/html")
        for path in sorted(folder.glob("*.html"))
    ]
