"""The registry: who should publish (agencies.csv), where (sources.csv), how to talk to a host (hosts.toml), and what
people found to be read wrong (corrections.csv).

A registry is a folder of plain files that people edit, so everything wrong with it is said at once, each
with its file, line and column, what is wrong, and what would be right.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.ids import canonical_url
from archive.rows import AgencyRow, CorrectionRow, SourceRow
from crawler.cms import FAMILIES
from crawler.corrections import CORRECTIONS, load_corrections
from crawler.lines import Line, read_lines

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from crawler.middlewares.address import Addresses

KINDS = ("ministry", "government", "department", "township")
STATUSES = ("active", "paused", "unverified", "removed")
CMS = ("discover", *FAMILIES)

_AGENCY_COLUMNS = ("id", "name", "division_code", "kind", "since", "until", "successor", "note")
_SOURCE_COLUMNS = ("id", "url", "agency", "division_code", "cms", "status", "note")
_HOST_KEYS: Mapping[str, tuple[float, float]] = {
    "delay": (0, 3600), "concurrency": (1, 16), "timeout": (1, 600),
}  # fmt: skip

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class RegistryError(ValueError):
    """Everything that is wrong with a registry, one line each."""

    exit_code = 1

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Host:
    """How to talk to one host or site: seconds between requests, connections at once, seconds to wait, and why."""

    delay: float | None = None
    concurrency: int | None = None
    timeout: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Registry:
    """A registry as loaded. `hosts` by the names of hosts.toml: a host, or a registrable domain."""

    folder: Path
    agencies: Mapping[str, AgencyRow]
    sources: Mapping[str, SourceRow]
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
    hosts = _hosts(folder / "hosts.toml", errors)
    corrections = load_corrections(folder / CORRECTIONS, errors)
    if errors:
        raise RegistryError(errors)
    return Registry(folder, agencies, sources, hosts, corrections)


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


def _hosts(path: Path, errors: list[str]) -> dict[str, Host]:
    """One table a host: `["sfj.sh.gov.cn"]` with delay, concurrency, timeout."""
    if not path.exists():
        return {}
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        errors.append(f"{path}: cannot be read as TOML: {error}")
        return {}
    hosts: dict[str, Host] = {}
    for name, values in tables.items():
        if not isinstance(values, dict):
            errors.append(f'{path}: {name}: is no table; write ["{name}"] and its values below')
            continue
        before = len(errors)
        for key, value in values.items():
            _check_host_value(path, name, key, value, errors)
        if len(errors) == before:
            hosts[name.lower()] = Host(**values)
    return hosts


def _check_host_value(path: Path, name: str, key: str, value: object, errors: list[str]) -> None:
    if key == "reason":
        if not isinstance(value, str):
            errors.append(f"{path}: {name}: reason = {value!r} is no text; write why this host is different")
        return
    if key not in _HOST_KEYS:
        errors.append(f"{path}: {name}: {key} is unknown; use {', '.join((*_HOST_KEYS, 'reason'))}")
        return
    low, high = _HOST_KEYS[key]
    whole = key == "concurrency"
    number = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
    if not number or not low <= value <= high:  # type: ignore[operator]  # a number by the line above
        errors.append(f"{path}: {name}: {key} = {value!r} is out of range; use {low} to {high}")


def archive_kind(registry: Registry, addresses: Addresses) -> str:
    """`demo` when every source is on a host that RESOLVE answers for (a simulated site), else `real`.

    An archive holds one kind only; the store refuses the other, so a mixed registry counts as real.
    """
    hosts = [urlsplit(source.url).hostname or "" for source in registry.sources.values()]
    simulated = bool(hosts) and all(addresses.answer(host) is not None for host in hosts)
    return "demo" if simulated else "real"
