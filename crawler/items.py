"""The Page that travels from a spider through Keep, Read and Record, with the links found on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PageKind = Literal["listing", "report", "continuation", "attachment"]


@dataclass(frozen=True)
class Link:
    """A link worth keeping. `url` is absolute; `listed_on` the ISO date printed beside it in a list."""

    url: str
    kind: PageKind
    text: str = ""
    title: str | None = None
    listed_on: str | None = None


@dataclass
class Page:
    """One answer, or one page whose kept bytes wait to be read.

    `page_id` is the frontier's row. `status` is None when nothing was answered; then `error` says why in
    one line. `blocked` names a refusal (robots.txt, a challenge). `saved` marks a document taken from disk.
    `manner`: how it was asked, where hosts.toml has it otherwise than usual. `kept` marks a page that Keep
    has already committed in an earlier run (the drain): Keep passes it on.
    `problems` are (kind, detail) of what its links could not tell. Bytes stay out of `repr`: Scrapy logs
    items it drops.
    """

    page_id: str
    url: str
    kind: PageKind
    source_id: str | None
    status: int | None = None
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    final_url: str = ""
    chain: tuple[str, ...] = ()
    fetched_at: str = ""
    elapsed_ms: int = 0
    error: str | None = None
    blocked: str | None = None
    links: tuple[Link, ...] = field(default=(), repr=False)
    problems: tuple[tuple[str, str], ...] = ()
    saved: bool = False
    manner: tuple[str, ...] = ()
    kept: bool = False
