"""Loose ends: pages and entries of lists that might be somebody's report of some year, and whom their titles name (pure)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from re import compile as pattern

from archive.agencies import name_key
from archive.rows import AgencyRow

_DIGITS = str.maketrans("〇零○Ｏ一二三四五六七八九", "0000123456789")
_YEAR = pattern(r"20\d\d")


@dataclass(frozen=True)
class Loose:
    """A page, or an entry of a list, that might be a report of somebody: what is known of it, and why it is not known
    better. `was_had`: its bytes are kept, but no report was read out of them."""

    url: str
    titles: tuple[str, ...]
    listed_on: str | None
    why: str
    was_had: bool = False
    year: int | None = None  # as read, where that is what is in doubt
    anybodys: bool = False  # whoever its titles name: somebody else has a report of that name already

    @property
    def years(self) -> set[int]:
        return years_in(" ".join(self.titles))

    def may_be_of(self, year: int) -> bool:
        """Whether it may be the report of a year: by its date, by the years it is called after or was read as, and
        where there is none of either."""
        if (self.listed_on or "").startswith(str(year + 1)):
            return True
        known = self.years | ({self.year} if self.year is not None else set())
        if known:
            return year in known
        return self.listed_on is None or self.listed_on > str(year)


def years_in(text: str) -> set[int]:
    """The years named in a text, in figures of either kind.

    >>> years_in("二〇二四年年报"), years_in("２０２３年度、2022"), years_in("年报")
    ({2024}, {2022, 2023}, set())
    """
    digits = unicodedata.normalize("NFKC", text).translate(_DIGITS)
    return {int(year) for year in _YEAR.findall(digits)}


def called(loose: Loose) -> str:
    """By what name to speak of a loose end."""
    return next((title.strip() for title in loose.titles if title.strip()), "无标题")[:80]


class Names:
    """Whose names stand in a title."""

    def __init__(self, agencies: Iterable[AgencyRow]) -> None:
        self._by_end: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for agency in agencies:
            key = name_key(agency.name)
            self._by_end[key[-2:]].append((key, agency.id))

    def named(self, title: str) -> set[str]:
        """The agencies named in full; of a name within a longer one only the longer (人民政府 in 人民政府办公室)."""
        text = name_key(title)
        spans = [
            (end - len(key), end, agency)
            for end in range(2, len(text) + 1)
            for key, agency in self._by_end.get(text[end - 2 : end], ())
            if text.endswith(key, 0, end)
        ]
        return {
            agency for start, end, agency in spans
            if not any(s <= start and end <= e and e - s > end - start for s, e, _ in spans)
        }  # fmt: skip

    def is_of_others(self, loose: Loose, family: Sequence[str]) -> bool:
        """Whether every title names others, and none of the family."""
        named = [self.named(title) for title in loose.titles if title.strip()]
        return (
            not loose.anybodys and bool(named) and all(names and not names & set(family) for names in named)
        )
