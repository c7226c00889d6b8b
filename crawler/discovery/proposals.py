"""What searches found, as lines of a registry; home pages in, proposals out (CSV)."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.ids import canonical_url

if TYPE_CHECKING:
    from crawler.discovery.search import Column, Outcome
    from crawler.registry import Registry

REGISTRY_COLUMNS = ("id", "url", "agency", "division_code", "cms", "status", "note")
COLUMNS = (*REGISTRY_COLUMNS, "home", "result", "reason", "next_step")
_ADDRESS, _NAME = ("url", "home"), ("agency", "name")


@dataclass(frozen=True)
class Home:
    """A home page, and what is known of whose it is: an id or a name, and a division."""

    url: str
    agency: str = ""
    division_code: str = ""


def read_homes(path: Path) -> list[Home]:
    """The lines of a CSV with a column `url`, and `agency` (or `name`) and `division_code` where known.

    Raises ValueError with everything wrong, a line each.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        address = next((name for name in _ADDRESS if name in (reader.fieldnames or ())), None)
        if address is None:
            raise ValueError(
                f"{path}:1: column url: is missing; the header needs url, and agency where known"
            )
        name = next((name for name in _NAME if name in (reader.fieldnames or ())), "")
        errors: list[str] = []
        found: dict[str, Home] = {}
        try:
            for row in reader:
                url = (row[address] or "").strip()
                if wrong := address_error(url):
                    errors.append(f"{path}:{reader.line_num}: column {address}: {wrong}")
                    continue
                agency, code = (row.get(key) or "" for key in (name, "division_code"))
                found.setdefault(canonical_url(url), Home(url, agency.strip(), code.strip()))
        except csv.Error as error:
            errors.append(f"{path}:{reader.line_num}: cannot be read as CSV: {error}")
    if errors:
        raise ValueError("\n".join(errors))
    return list(found.values())


def address_error(url: str) -> str | None:
    """What is wrong with a home page's address, or None.

    >>> address_error("www.sh.gov.cn")
    "'www.sh.gov.cn' is no http or https address; write it in full, as http://sfj.sh.gov.cn/"
    """
    try:
        if canonical_url(url).startswith(("http://", "https://")):
            return None
    except ValueError:
        pass  # said below
    return f"{url!r} is no http or https address; write it in full, as http://sfj.sh.gov.cn/"


class Proposals:
    """Makes lines for the outcomes of searches; ids are new to the registry and to each other."""

    def __init__(self, registry: Registry, today: str) -> None:
        self._registry = registry
        self._today = today
        self._ids = set(registry.sources)
        self._known = {canonical_url(source.url): source.id for source in registry.sources.values()}
        self._by_name = {
            (agency.name, agency.division_code): agency.id for agency in registry.agencies.values()
        }

    def taken(self, ids: Iterable[str]) -> None:
        """Ids of an earlier run of the same search."""
        self._ids.update(ids)

    def lines(self, home: Home, code: str | None, outcome: Outcome) -> list[dict[str, str]]:
        """A line for every column, or one that says why there is none. `code`: the site's SiteIDCode."""
        if not outcome.columns:
            why = {
                "home": home.url,
                "result": outcome.result,
                "reason": outcome.reason,
                "next_step": outcome.next_step,
            }
            return [{**dict.fromkeys(COLUMNS, ""), **why}]
        return [self._line(home, code, outcome, column) for column in outcome.columns]

    def _line(self, home: Home, code: str | None, outcome: Outcome, column: Column) -> dict[str, str]:
        division = home.division_code or _division(code)
        agency = (
            home.agency
            if home.agency in self._registry.agencies
            else self._by_name.get((home.agency, division), "")
        )
        if agency and not division:
            division = self._registry.agencies[agency].division_code
        seen = f"{len(column.reports)} reports" if column.reports else f"{len(column.parts)} lists"
        whose = f"; of {home.agency}" if home.agency and not agency else ""
        known = self._known.get(canonical_url(column.url))
        return {
            "id": self._id(agency or f"{division or 'new'}-{_slug(column.url)}"),
            "url": column.url,
            # One column of several may be anybody's; so may one whose lists are divided by agency.
            "agency": agency if outcome.result == "found" else "",
            "division_code": division,
            "cms": column.cms,
            "status": "unverified",
            "note": f"discovered {self._today}: {column.label or '-'}, {seen} on its first page{whose}",
            "home": home.url,
            "result": outcome.result,
            "reason": f"already in the registry as {known}" if known else "",
            "next_step": outcome.next_step,
        }

    def _id(self, wanted: str) -> str:
        found, number = wanted, 1
        while found in self._ids:
            number += 1
            found = f"{wanted}-{number}"
        self._ids.add(found)
        return found


def finished(path: Path) -> tuple[set[str], set[str]]:
    """The home pages an earlier run is done with, and the ids it gave; a line cut by a kill is taken off."""
    if not path.exists():
        return set(), set()
    whole = path.read_bytes()
    kept = whole[: whole.rfind(b"\n") + 1]
    if len(kept) < len(whole):
        path.write_bytes(kept)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if kept and tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path}: was not written by scrapy discover; give another name behind --out")
        rows = list(reader)
    return {canonical_url(row["home"]) for row in rows}, {row["id"] for row in rows if row["id"]}


def count(path: Path) -> Counter[str]:
    """How many home pages of a file came to what."""
    with path.open(encoding="utf-8", newline="") as file:
        return Counter({row["home"]: row["result"] for row in csv.DictReader(file)}.values())


def append(path: Path, lines: Iterable[Mapping[str, str]]) -> None:
    """Add the lines of one home page, all at once."""
    new = not path.exists() or path.stat().st_size == 0
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows(lines)


def _division(code: str | None) -> str:
    """The division in a SiteIDCode, `bm` standing for ministries.

    >>> _division("3301000001"), _division("bm07000001"), _division(None)
    ('330100', '000000', '')
    """
    if not code:
        return ""
    return "000000" if code.startswith("bm") else code[:6]


def _slug(url: str) -> str:
    """A host in an id: `www.qinghe.gov.cn` is qinghe, `sfj.qinghe.gov.cn` qinghe-sfj.

    >>> _slug("http://sfj.qinghe.gov.cn/nb/"), _slug("http://www.qinghe.gov.cn:8080/")
    ('qinghe-sfj', 'qinghe')
    """
    host = re.sub(r"^www\.|\.(?:gov|com|org|net)?\.?(?:cn|test)$", "", (urlsplit(url).hostname or "").lower())
    return re.sub(r"[^a-z0-9-]", "-", "-".join(reversed(host.split("."))))[:40].strip("-") or "site"
