"""Report columns as found, and which of several are one and the same (pure)."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.discovery.pages import key_of


@dataclass(frozen=True)
class Column:
    """A report column: `reports` are the report links on its first page, `parts` the lists it divides into."""

    url: str
    label: str
    cms: str
    reports: frozenset[str]
    parts: frozenset[str]
    weight: int


def distinct(columns: list[Column]) -> tuple[Column, ...]:
    """Without columns that are part of another, or show nothing another does not; the surest first."""
    kept: list[Column] = []
    for column in sorted(columns, key=lambda c: (-c.weight, -len(c.reports | c.parts), len(c.url))):
        inside = any(
            key_of(column.url) in map(key_of, other.parts)
            or (column.reports and column.reports <= other.reports)
            or (not column.reports and column.parts <= other.parts)
            for other in kept
        )
        if not inside:
            kept.append(column)
    urls = [column for column in kept if not any(key_of(column.url) in map(key_of, o.parts) for o in kept)]
    return tuple(urls)
