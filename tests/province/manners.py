"""The crawl's manners, proved from the server's log: whom it asked, how fast, and as whom."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.province.registry import domain
from tests.province.tally import Tally

NAMES = ("requests", "windows")
# A crawl varies its delay by half and a busy machine shifts a request by tenths of a second, so that single gaps
# prove nothing: any 20 requests in a row must take most of the time that 19 delays are.
_WINDOW = 20
_LEAST = 0.7
_PRIVATE = "/module/visitcount/"  # what every robots.txt of the province forbids


def prove(tally: Tally, log: Path, truth: Mapping[str, Any]) -> None:
    """Note every request the registry or robots.txt does not cover, and every window that went too fast."""
    hosts, shut = set(truth["hosts"]), {s for s, reason in truth["sources"].items() if reason == "robots"}
    times: dict[str, list[float]] = defaultdict(list)
    for entry in _entries(log):
        wrong = _wrong(entry, hosts, shut)
        tally.note("requests", "extra" if wrong else "equal", f"{wrong}: {entry['host']}{entry['path']}")
        times[domain(entry["host"])].append(entry["at"])
    for name, asked in times.items():
        _pace(tally, name, sorted(asked), truth["manners"].get(name, 0))


def _entries(log: Path) -> Iterator[dict[str, Any]]:
    with log.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _wrong(entry: Mapping[str, Any], hosts: set[str], shut: set[str]) -> str:
    host, path = entry["host"], entry["path"]
    if host not in hosts:
        return "a host outside the registry"
    department, place = host.split(".")[:2]
    if path != "/robots.txt" and (f"{place}-{department}" in shut or path.startswith(_PRIVATE)):
        return "forbidden by robots.txt"
    if "mozilla" in entry["agent"].lower() or not entry["agent"]:
        return f"a disguise ({entry['agent']!r})"
    return ""


def _pace(tally: Tally, name: str, asked: list[float], delay: float) -> None:
    least = delay * (_WINDOW - 1) * _LEAST
    for i in range(len(asked) - _WINDOW + 1):
        took = asked[i + _WINDOW - 1] - asked[i]
        fast = f"{name}: {_WINDOW} requests in {took:.2f} s, fewer than {least:.2f}"
        tally.note("windows", "extra" if took < least else "equal", fast)
