"""corrections.csv: what people found to be read wrong, and what is right; the way in for scans, too."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from archive.corrections import FACTS, is_place
from archive.rows import CorrectionRow
from crawler.lines import Line, read_lines
from pipelines.report.model import Form

if TYPE_CHECKING:
    from archive.store import Store

CORRECTIONS = "corrections.csv"
_COLUMNS = ("report", "field", "value", "evidence", "who", "why")
_ID = re.compile(r"[0-9a-f]{16}(?:-\d{4})?")
# What a value must look like, and how to say so; where nothing is said, any text will do.
_DAY = (re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"), "write the day as 2023-01-31")
_SHAPES = {
    "published_on": _DAY,
    "created_on": _DAY,
    "report_year": (re.compile(r"(?:19|20)\d\d"), "write the year as 2022"),
    "division_code": (re.compile(r"\d{6}"), "write the six digits of GB/T 2260, as 310000"),
    "form": (re.compile("|".join(get_args(Form))), f"use one of {', '.join(get_args(Form))}"),
}
_NUMBER = (re.compile(r"-?\d{1,15}(?:\.\d{1,6})?"), "write digits only, as 12 or 59237.2449")
# Without these nobody knows whose report it is, of which year, or in which shape: none is no correction.
_NEVER_EMPTY = ("title", "agency", "division_code", "report_year", "form")


def load_corrections(path: Path, errors: list[str]) -> tuple[CorrectionRow, ...]:
    """The corrections in a file; none without one. What is wrong with it is added to `errors`."""
    if not path.exists():
        return ()
    found: dict[tuple[str, str], str] = {}
    rows: list[CorrectionRow] = []
    for line in read_lines(path, _COLUMNS, errors):
        row = CorrectionRow(
            report_id=line.matching("report", _ID, "copy the id of a report, as 0123456789abcdef"),
            field=_field(line),
            value=_value(line),
            evidence=line.required("evidence", "write where it can be seen, as 扫描件第3页表三"),
            who=line.required("who", "write who says so"),
            why=line.required("why", "write what was wrong"),
        )
        place = (row.report_id, row.field)
        if place in found:
            line.wrong("field", f"{row.field!r} of this report stands at {found[place]} already", "keep one")
        found.setdefault(place, line.where)
        rows.append(row)
    return tuple(rows)


def hand_over(store: Store, corrections: Iterable[CorrectionRow]) -> None:
    """Give the archive the corrections; what they concern is read again. Says of which reports it knows nothing."""
    for report_id in store.load_corrections(corrections):
        sys.stderr.write(f"{CORRECTIONS}: report {report_id} is not in {store.path}; its corrections wait\n")


def _field(line: Line) -> str:
    """A column of `reports`, or a figure; an id of a figure is taken without its report."""
    field = line.required("field", "name what is wrong, as published_on")
    if field and field not in FACTS and not is_place(field):
        right = f"use one of {', '.join(FACTS)}, or a figure as disclosure_requests/granted/total"
        line.wrong("field", f"{field!r} is unknown", right)
    return field


def _value(line: Line) -> str | None:
    """The right value; empty where the page prints none."""
    value, field = line.text("value"), line.text("field") or ""
    if value is None:
        if field in _NEVER_EMPTY:
            line.wrong("value", "is empty", f"write the right {field}")
        return None
    pattern, right = _NUMBER if "/" in field else _SHAPES.get(field, (None, ""))
    if pattern is not None and not pattern.fullmatch(value):
        line.wrong("value", f"{value!r} is not valid", right)
    return value
