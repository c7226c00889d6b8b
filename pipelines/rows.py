"""A report as the archive's rows, which know nothing of reading.

The worker processes load this file and what it needs, so nothing of Scrapy is in it: a third of a second each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from archive import rows
from archive.prepared import Prepared, prepare
from pipelines.report import READER_VERSION, read_report

if TYPE_CHECKING:
    from pipelines.report.model import Document, Grid, Problem, Report


def read_rows(document: Document) -> tuple[Report, Prepared | None]:
    """The reading of a document, and if it is a report all that recording it can have ready.

    The reading's tables then stand there alone: a tenth of what is sent from one process to another.
    """
    report = read_report(document)
    if not report.understood:
        return report, None
    return replace(report, tables=()), prepare(reading_of(report, report.problems))


def reading_of(report: Report, problems: Iterable[Problem]) -> rows.Reading:
    """A report as the archive takes it. `problems`: the report's own, and those met on the way to it."""
    return rows.Reading(
        reader_version=READER_VERSION,
        form=report.form,
        script=report.script,
        trust=report.trust,
        text=report.text,
        facts=report.facts,
        part_sha256=report.part_sha256,
        sections=report.sections,
        figures=report.figures,
        indicators=report.indicators,
        text_figures=report.text_figures,
        checks=report.checks,
        attachments=report.attachments,
        tables=tuple(map(_table, report.tables)),
        problems=tuple(problems),
    )


def _table(grid: Grid) -> rows.TableRow:
    cells = [[(text, tall, wide, column) for text, _, _, column, tall, wide in row] for row in grid.rows]
    return rows.TableRow(grid.part, grid.index, json.dumps(cells, ensure_ascii=False))
