"""What people say is right wins over what was read, and always shows as what it is (pure).

A scan, too, gets its facts and figures this way: corrections that give it a title make a report of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from archive.corrections import place_of
from archive.forms import forms
from archive.readings import Place
from archive.rows import CorrectionRow, Number
from pipelines.report import checks_of
from pipelines.report.model import Evident, Figure, Form, Problem, Report

# No cell was printed for a figure that people added: it stands at no place of any table.
_NOWHERE = -1


def corrected(report: Report, corrections: Sequence[CorrectionRow]) -> Report:
    """The report with corrections applied, the last said of a field being the one that counts, and checked anew.

    A figure keeps its printed text and place; one that was not read has neither.
    """
    if not corrections:
        return report
    facts = dict(report.facts)
    form = report.form
    figures: dict[Place, Figure] = {(f.table, f.line, f.column): f for f in reversed(report.figures)}
    problems = list(report.problems)
    for row in corrections:
        place = place_of(row.field)
        if row.field == "form":
            form = _form(row.value)
        elif place is None:
            facts[row.field] = Evident(row.value or "", f"correction:{row.evidence}")
        elif place in figures or place[0] != "indicators":
            figures[place] = _figure(figures.get(place), place, _number(row.value))
        else:
            problems.append(Problem("CORRECTION_NOT_APPLIED", f"统计表没有读到第{place[1]}行，无从更正"))
    changed = replace(
        report,
        facts=facts,
        form=form,
        figures=_in_order(report.figures, figures),
        indicators=tuple(
            row._replace(value=figures["indicators", str(row.position), "value"].value)
            if ("indicators", str(row.position), "value") in figures
            else row
            for row in report.indicators
        ),
        problems=tuple(problems),
    )
    return replace(changed, checks=checks_of(changed))


def scan(report: Report, part_sha256: tuple[str, ...], corrections: Sequence[CorrectionRow]) -> Report | None:
    """What could not be told for a report as one that people read for it; None where nobody says what it is."""
    if not any(row.field == "title" and row.value for row in corrections):
        return None
    return replace(report, understood=True, part_sha256=part_sha256)


def _figure(read: Figure | None, place: Place, value: Number | None) -> Figure:
    if read is not None:
        return read._replace(value=value)
    table, line, column = place
    assert table in ("proactive_disclosure", "disclosure_requests", "legal_challenges"), place
    return Figure(table, line, column, value, None, "", None, 0, _NOWHERE, _NOWHERE, _NOWHERE)  # type: ignore[arg-type]  # narrowed by the assertion


def _in_order(read: Sequence[Figure], figures: dict[Place, Figure]) -> tuple[Figure, ...]:
    """The figures as they were read; those that people added behind them, in the order of the forms."""
    known = {(f.table, f.line, f.column) for f in read}
    order = {line.name: number for form in forms() for number, line in enumerate(form.request_lines)}
    added = sorted(
        (figure for place, figure in figures.items() if place not in known),
        key=lambda figure: (figure.table, order.get(figure.line, 0)),
    )
    kept = dict.fromkeys((f.table, f.line, f.column) for f in read)
    return (*(figures[place] for place in kept), *added)


def _number(value: str | None) -> Number | None:
    if value is None:
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def _form(value: str | None) -> Form:
    assert value in get_args(Form), value  # the file was validated
    return value  # type: ignore[return-value]  # narrowed by the assertion
