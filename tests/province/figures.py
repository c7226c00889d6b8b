"""The figures of one report, and how the page prints them: plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

Number = int | float


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell: what stands in it, the number it states (None: none), the unit printed with it, and, where
    the cell is more or less than a number, why (`blank`, `dash`, `signed`, `unit`)."""

    raw: str
    value: Number | None
    unit: str | None = None
    meaning: str | None = None


@dataclass
class Figures:
    """All figures of a report by table; tables the report does not have are empty."""

    proactive: dict[tuple[int, str, str], Printed] = field(default_factory=dict)
    requests: dict[str, list[Printed]] = field(default_factory=dict)
    challenges: dict[str, list[Printed]] = field(default_factory=dict)
    indicators: list[tuple[str | None, str, str | None, Printed]] = field(default_factory=list)
    failing: set[tuple[str, str]] = field(default_factory=set)


@dataclass(frozen=True)
class Traits:
    """How one report fills in its tables. `table_two`, `table_three`: generation of the table, or None."""

    table_two: str | None = None
    table_three: str | None = None
    indicators: bool = False
    quiet: bool = False  # a small agency: most cells are deliberate zeroes
    blanks: str | None = None  # what stands in the cells left without a number: "", "/" or "—"
    violation: str | None = None  # a key of VIOLATIONS
    digits: str = "plain"  # plain, thousands, fullwidth
    omitted: bool = False  # the indicator table lacks some official lines and has a local one


def number(value: Number, traits: Traits) -> Printed:
    """A plain figure, in the digits this page is printed in."""
    if traits.digits == "thousands":
        return Printed(f"{value:,}", value)
    if traits.digits == "fullwidth":
        return Printed(str(value).translate(_FULLWIDTH), value)
    return Printed(str(value), value)


_FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def nothing(raw: str | None) -> Printed:
    """A cell that prints no number: left blank, or struck out."""
    return Printed(raw or "", None, None, "dash" if raw else "blank")
