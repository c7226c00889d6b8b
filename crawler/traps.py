"""Addresses that only a trap has: ever deeper, ever longer, the same folders again and again (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

from crawler.items import Link

# The deepest address in the registry has 9 segments, the longest 214 characters; Heritrix stops at 20 segments too.
MOST_SEGMENTS = 20
LONGEST = 2000
_REPEATS = 3


def trap_of(url: str) -> str | None:
    """What is wrong with an address that a trap would make up, or None.

    >>> trap_of("http://a.test/nb/x/nb/x/nb/x/1.html"), trap_of("http://a.test/2024/11/11/11/art_1.html")
    ('地址中同样的几段重复 3 次', None)
    >>> trap_of("http://a.test" + "/b" * 2 + "/c" * 2 + "/1.html")
    """
    if len(urldefrag(url).url) > LONGEST:
        return f"地址长于 {LONGEST} 字"
    segments = [each for each in urlsplit(url).path.split("/") if each]
    if len(segments) > MOST_SEGMENTS:
        return f"地址多于 {MOST_SEGMENTS} 段"
    return f"地址中同样的几段重复 {_REPEATS} 次" if _repeats(segments) else None


def without_traps(links: Iterable[Link]) -> tuple[tuple[Link, ...], list[tuple[str, str]]]:
    """The links that lead somewhere, and a problem for each that does not."""
    kept, problems = [], []
    for link in links:
        why = trap_of(link.url)
        if why is None:
            kept.append(link)
        else:
            problems.append(("TRAP", f"{why}，不取：{link.url}"[:500]))
    return tuple(kept), problems


def _repeats(segments: list[str]) -> bool:
    """Whether some segments come three times on end. Days and numbers do: /2011/11/11/11/."""
    for size in range(1, len(segments) // _REPEATS + 1):
        for start in range(len(segments) - _REPEATS * size + 1):
            first = segments[start : start + size]
            rest = segments[start : start + _REPEATS * size]
            if first * _REPEATS == rest and not all(each.isdecimal() for each in first):
                return True
    return False
