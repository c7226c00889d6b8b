"""What recording a reading takes and needs no archive: its digests and its words for the index.

Worked out where the document is read, in another process: the crawl itself is what everything waits for, and a
sixth of its time a page was this.
"""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple

from archive.rows import Number, Reading
from archive.search import segment

# Facts with this evidence come from around the document; when they change, its bytes have not.
_OUTSIDE = ("list", "registry", "url")


class Prepared(NamedTuple):
    """A reading ready to be recorded.

    `content_sha256` is of text and figures: equal for two pages that publish the same report. `reading_sha256` is
    of all that was read from the bytes: equal for two sets of bytes that say the same. `words` is the text as the
    index holds it.
    """

    reading: Reading
    content_sha256: str
    reading_sha256: str
    words: str


def prepare(reading: Reading) -> Prepared:
    """Work it all out."""
    content = _digest(_content(reading))
    facts = {
        name: fact.value for name, fact in reading.facts.items() if not fact.evidence.startswith(_OUTSIDE)
    }
    return Prepared(reading, content, _digest([facts, content]), segment(reading.text))


def _content(reading: Reading) -> list[object]:
    found = [[*place, _plain(row.value), row.unit] for place, row in sorted(reading.distinct.items())]
    indicators = [[i.label, _plain(i.value), i.unit] for i in reading.indicators]
    return ["".join(reading.text.split()), found, indicators]


def _plain(value: Number | None) -> Number | None:
    """As SQLite gives it back: 5.0 is 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digest(content: object) -> str:
    encoded = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(encoded).hexdigest()
