"""The signature (落款) at the end of a report: who signed it, and the day it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.report.facts.places import is_agency_name
from pipelines.report.words.dates import first_date, is_date_line
from pipelines.report.words.normalise import key

_LAST = 8  # last paragraphs among which a signature may stand; sign-off lines and notes stand behind it
_DAY = re.compile(r"(?:20\d\d|二[〇○零Oo0][一二三四五六七八九〇○零Oo0]{2})年.{1,3}月.{1,3}[日号]$")


def signers(paragraphs: Sequence[str]) -> Iterator[str]:
    """Names on a line of their own at the end, the date below or behind them."""
    for line, following in pairwise([*paragraphs[-_LAST:], ""]):
        name, day = _taken_apart(line)
        dated = day is not None or is_date_line(following)
        if is_agency_name(name) and (dated or following == "") and not re.search(r"情况|公开|问题", name):
            yield name


def signed_on(paragraphs: Sequence[str]) -> str | None:
    """The date under or behind the signer's name, or alone as the very last line; ISO, None where there is none.

    >>> signed_on(["无其他事项。", "青禾市司法局", "二〇二三年一月二十日"]), signed_on(["六、其他", "2023年1月"])
    ('2023-01-20', None)
    >>> signed_on(["青禾市司法局  2023年1月20日", "（联系电话：0991-2345678）"])
    '2023-01-20'
    """
    lines = ["", *paragraphs[-_LAST:]]
    for above, line in reversed(list(pairwise(lines))):
        name, day = _taken_apart(line)
        if day is None:
            continue
        if is_agency_name(name) or (not name and (is_agency_name(key(above)) or line is lines[-1])):
            return first_date(day)
    return None


def _taken_apart(line: str) -> tuple[str, str | None]:
    """A line without the date at its end, and that date as printed."""
    words = key(line[:80])
    found = _DAY.search(words)
    if found is None or first_date(found[0]) is None:
        return words, None
    return words[: found.start()], found[0]
