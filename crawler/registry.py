"""The registry: who should publish (agencies.csv), where (sources.csv), which reports are known by their own address
(reports.csv), how to talk to a host (hosts.toml), and what people found to be read wrong (corrections.csv).

A registry is a folder of plain files that people edit, so everything wrong with it is said at once, each
with its file, line and column, what is wrong, and what would be right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archive.ids import canonical_url, site
from archive.rows import AgencyRow, CorrectionRow, SeedRow, SourceRow
from crawler.cms import FAMILIES
from crawler.corrections import CORRECTIONS, load_corrections
from crawler.hosts import Host, load_hosts
from crawler.lines import Line, read_lines

if TYPE_CHECKING:
    from crawler.middlewares.address import Addresses

KINDS = ("ministry", "government", "department", "township")
STATUSES = ("active", "paused", "unverified", "removed")
CMS = ("discover", *FAMILIES)

_AGENCY_COLUMNS = ("id", "name", "division_code", "kind", "since", "until", "successor", "note")
_SOURCE_COLUMNS = ("id", "url", "agency", "division_code", "cms", "status", "note")
_REPORT_COLUMNS = ("url", "source", "note")

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class RegistryError(ValueError):
    """Everything that is wrong with a registry, one line each."""

    exit_code = 1

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Registry:
    """A registry as loaded. `hosts` by the names of hosts.toml: a host, or a registrable domain."""

    folder: Path
    agencies: Mapping[str, AgencyRow]
    sources: Mapping[str, SourceRow]
    reports: tuple[SeedRow, ...] = ()
    hosts: Mapping[str, Host] = field(default_factory=dict)
    corrections: tuple[CorrectionRow, ...] = ()


def load(folder: Path) -> Registry:
    """Load and validate a registry folder. Raises RegistryError with every error found."""
    if not folder.is_dir():
        raise RegistryError(
            [f"{folder}: no such folder; give one with agencies.csv and sources.csv (-s SOURCES=…)"]
        )
    errors: list[str] = []
    agencies = _agencies(folder, errors)
    sources = _sources(folder, agencies, errors)
    reports = _reports(folder / "reports.csv", sources, errors)
    hosts = load_hosts(folder / "hosts.toml", errors)
    corrections = load_corrections(folder / CORRECTIONS, errors)
    if errors:
        raise RegistryError(errors)
    return Registry(folder, agencies, sources, reports, hosts, corrections)


def _agencies(folder: Path, errors: list[str]) -> dict[str, AgencyRow]:
    found: dict[str, AgencyRow] = {}
    seen: dict[str, str] = {}
    lines = list(read_lines(folder / "agencies.csv", _AGENCY_COLUMNS, errors))
    for line in lines:
        row = AgencyRow(
            id=_identifier(line, seen),
            name=line.required("name", "write the full name, as 上海市司法局"),
            division_code=_division(line),
            kind=line.one_of("kind", KINDS),
            since=line.date("since"),
            until=line.date("until"),
            successor=line.text("successor"),
            note=line.text("note"),
        )
        found[row.id] = row
    for line in lines:
        successor = line.text("successor")
        if successor and successor not in found:
            line.wrong("successor", f"there is no agency {successor!r}", "name the id of one in agencies.csv")
    return found


def _sources(folder: Path, agencies: Mapping[str, AgencyRow], errors: list[str]) -> dict[str, SourceRow]:
    found: dict[str, SourceRow] = {}
    seen: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for path in (folder / "sources.csv", *sorted(folder.glob("sources-*.csv"))):
        for line in read_lines(path, _SOURCE_COLUMNS, errors):
            agency = line.text("agency")
            if agency and agency not in agencies:
                right = "name the id of one in agencies.csv, or leave it empty where a column serves many"
                line.wrong("agency", f"there is no agency {agency!r}", right)
            cms = line.text("cms")
            if cms and cms not in CMS:
                right = f"use one of {', '.join(CMS)}, or leave it empty to have it recognised"
                line.wrong("cms", f"{cms!r} is unknown", right)
            row = SourceRow(
                id=_identifier(line, seen),
                url=_address(line, addresses),
                agency=agency,
                division_code=_division(line),
                cms=cms,
                status=line.one_of("status", STATUSES),
                note=line.text("note"),
            )
            found[row.id] = row
    return found


def _reports(path: Path, sources: Mapping[str, SourceRow], errors: list[str]) -> tuple[SeedRow, ...]:
    """reports.csv, if there is one: each report on the site of the source it belongs to, or the crawl could not go."""
    if not path.exists():
        return ()
    found: list[SeedRow] = []
    seen: dict[str, str] = {}
    for line in read_lines(path, _REPORT_COLUMNS, errors):
        before = len(errors)
        url = _address(line, seen)
        source = line.required("source", "name the id of one in sources.csv")
        if source and source not in sources:
            line.wrong("source", f"there is no source {source!r}", "name the id of one in sources.csv")
        elif len(errors) == before and site(url) != site(sources[source].url):
            line.wrong("source", f"{source!r} is on another site", "name a source on the site of the report")
        found.append(SeedRow(url, source))
    return tuple(found)


def _identifier(line: Line, seen: dict[str, str]) -> str:
    value = line.matching("id", _ID, "use lower-case letters, digits, '.', '_' and '-', as 310000-sfj")
    if value in seen:
        line.wrong("id", f"{value!r} is already used at {seen[value]}", "give every row an id of its own")
    seen.setdefault(value, line.where)
    return value


def _division(line: Line) -> str:
    return line.matching(
        "division_code", re.compile(r"\d{6}"), "write the six digits of GB/T 2260, as 310000"
    )


def _address(line: Line, seen: dict[str, str]) -> str:
    value = line.required("url", "write the full address, as http://sfj.sh.gov.cn/nb/")
    if not value:
        return ""
    try:
        address = canonical_url(value)
    except ValueError:
        address = ""
    if not address.startswith(("http://", "https://")):
        line.wrong(
            "url", f"{value!r} is no http or https address", "write it in full, as http://sfj.sh.gov.cn/nb/"
        )
        return value
    if address in seen:
        right = "keep one row for it, with agency empty where it serves many"
        line.wrong("url", f"is the same address as {seen[address]}", right)
    seen.setdefault(address, line.where)
    return value


def archive_kind(registry: Registry, addresses: Addresses) -> str:
    """`demo` when every source is on a host that RESOLVE answers for (a simulated site), else `real`.

    An archive holds one kind only; the store refuses the other, so a mixed registry counts as real.
    """
    hosts = [urlsplit(source.url).hostname or "" for source in registry.sources.values()]
    simulated = bool(hosts) and all(addresses.answer(host) is not None for host in hosts)
    return "demo" if simulated else "real"
