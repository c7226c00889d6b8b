"""The registry of the simulated province: agencies.csv and sources.csv as the crawler loads them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.province.model import Site, World

AGENCY_COLUMNS = ("id", "name", "division_code", "kind", "since", "until", "successor", "note")
# Seconds between two requests to a site of the province: enough for the log to show that it was kept.
DELAY = 0.05
_CLOSED_PORT = 1  # nobody listens there
SOURCE_COLUMNS = ("id", "url", "agency", "division_code", "cms", "status", "note")


def write(world: World, folder: Path, port: int) -> None:
    """Write both files. `cms` stays empty: which system serves a column is for the crawler to find out."""
    _write(
        folder / "agencies.csv",
        AGENCY_COLUMNS,
        ((a.id, a.name, a.division_code, a.kind, "", "", "", "模拟数据") for a in world.agencies),
    )
    _write(
        folder / "sources.csv",
        SOURCE_COLUMNS,
        (
            (source_id(site), url(site, site.column_path, port), site.agency.id if site.agency else "",
             site.division_code, "", "active", "模拟数据")
            for site in world.sites
            if site.column_path  # else it has a home page only
        ),
    )  # fmt: skip
    hosts = sorted({domain(site.host) for site in world.sites})
    lines = [f'["{host}"]\ndelay = {DELAY}\nreason = "模拟数据：本机服务，不必久等"\n' for host in hosts]
    (folder / "hosts.toml").write_text("\n".join(lines), encoding="utf-8")


def source_id(site: Site) -> str:
    """`sfj.qinghe.gov.test` is source `qinghe-sfj`, unless the site says otherwise."""
    if site.id:
        return site.id
    department, place = site.host.split(".")[:2]
    return f"{place}-{department}"


def domain(host: str) -> str:
    """The registrable domain (qinghe.gov.test), whose hosts share one delay."""
    return ".".join(host.split(".")[1:])


def url(site: Site, path: str, port: int) -> str:
    return f"http://{site.host}:{_CLOSED_PORT if site.style == 'dead' else port}{path}"


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
