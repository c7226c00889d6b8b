"""Which agency of the registry a report is of, by the name it gives itself (pure).

Never a guess: a name that fits two agencies, or one of another division, fits none.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from archive.rows import AgencyRow

# How the names end that lead an agency's: 福建省漳州市司法局 is 司法局 of 漳州市.
_DIVISION_ENDS = ("省", "自治区", "特别行政区", "市", "地区", "自治州", "州", "盟", "区", "县", "旗")
_LONGEST_LEAD = 30

_LEVELS = (2, 4, 6, 9, 12)


@dataclass(frozen=True)
class Resolved:
    """The agency, or None; `problem` says in words why there is none though the page names one."""

    agency: AgencyRow | None
    problem: tuple[str, str] | None = None


def name_key(name: str) -> str:
    """A name as names are compared.

    >>> name_key("漳州市 司法局\u3000（本级）") == name_key("漳州市司法局(本级)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).split())


def within(code: str, division: str) -> bool:
    """Whether a division lies in another, or is it; codes of GB/T 2260, zeroes at the end stand for the
    whole.

    >>> within("350602", "350600"), within("350600", "350602"), within("350600", "000000")
    (True, False, True)
    """
    return code.startswith(_significant(division))


class Agencies:
    """The agencies of a registry, by name."""

    def __init__(self, rows: Iterable[AgencyRow]) -> None:
        self._by_id = {row.id: row for row in rows}
        self._by_name: dict[str, list[AgencyRow]] = defaultdict(list)
        # Few agencies share a last character less than the whole registry does; suffixes are looked up by it.
        self._by_end: dict[str, list[tuple[str, AgencyRow]]] = defaultdict(list)
        for row in self._by_id.values():
            key = name_key(row.name)
            self._by_name[key].append(row)
            self._by_end[key[-2:]].append((key, row))

    def resolve(
        self, name: str | None, division: str | None, source_agency: str | None, source_division: str | None
    ) -> Resolved:
        """The agency that a document names, else the one whose column it stands in.

        `name`, `division`: as read from the document; `source_agency` (an id) and `source_division`: of its
        source. A name counts only within a known division, for districts of different cities bear the same
        one; a ministry's is enough by itself.
        """
        if not name:
            return Resolved(self._by_id.get(source_agency or ""))
        found = self._named(name_key(name), division, source_division)
        if len(found) == 1:
            return Resolved(found[0])
        if found:
            names = "、".join(sorted(f"{row.name} ({row.id})" for row in found))
            return Resolved(None, ("AGENCY_AMBIGUOUS", f"“{name}”可能是下列任一机关：{names}"))
        if not self._by_id or source_division is None:
            return Resolved(None)  # a document of no source: nobody said its agency were on the roster
        return Resolved(None, ("AGENCY_UNKNOWN", f"登记的机关中没有“{name}”"))

    def _named(self, key: str, division: str | None, source_division: str | None) -> list[AgencyRow]:
        """Whoever the name fits, from the strictest sense that fits anybody."""
        same = self._by_name.get(key, [])
        known = [code for code in (division, source_division) if code]
        senses = [[row for row in same if row.division_code == code] for code in known]
        senses += [[row for row in same if within(row.division_code, code)] for code in known]
        senses.append([row for row in same if row.kind == "ministry"])
        # A county's column also shows its province's report, whose division is above the column's.
        senses.append([row for row in same if any(within(code, row.division_code) for code in known)])
        if source_division:
            near = [row for row in self._shortened(key) if _agrees(row.division_code, division)]
            senses.append([row for row in near if row.division_code == source_division])
            if _names_division(key):
                senses.append([row for row in near if within(row.division_code, source_division)])
        for sense in senses:
            fitting = [row for row in sense if _agrees(row.division_code, division)]
            if fitting:
                return fitting
        return []

    def _shortened(self, key: str) -> list[AgencyRow]:
        """Agencies whose name is this one with division names more, or fewer, in front."""
        return [
            row
            for other, row in self._by_end.get(key[-2:], [])
            if other != key and _led_by_divisions(max(other, key, key=len), min(other, key, key=len))
        ]


def _led_by_divisions(long: str, short: str) -> bool:
    lead = long[: -len(short)]
    return long.endswith(short) and len(lead) <= _LONGEST_LEAD and lead.endswith(_DIVISION_ENDS)


def _names_division(name: str) -> bool:
    """Whether a name says where: 芗城区司法局 does, 司法局 and 城市管理局 do not."""
    return any(name.find(end) > 1 for end in _DIVISION_ENDS)


def _agrees(code: str, division: str | None) -> bool:
    """Whether an agency's division does not contradict the one the document names (which may be less
    exact)."""
    return division is None or within(code, division) or within(division, code)


def _significant(code: str) -> str:
    for level in _LEVELS:
        if not code[level:].strip("0"):
            return "" if not code[:level].strip("0") else code[:level]
    return code
