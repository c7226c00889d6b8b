"""What this version of the reader reads on the golden pages, pinned: another reading without another version fails.

Records say which reader made them, and changes are only told between readings of one. So whoever changes what is read
raises `READER_VERSION` and pins the readings anew with `python -m tests.quality --pin`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path

from pipelines.report import READER_VERSION
from tests.quality.pages import Case

FILE = Path(__file__).with_name("readings.json")
_LENGTH = 16  # of a digest, in hexadecimal digits


def readings(cases: Sequence[Case]) -> dict[str, str]:
    """For each case a digest of the document and one of its reading, `document:reading`."""
    return {case.name: f"{_digest(_given(case))}:{_digest(_read(case))}" for case in cases}


def pin(cases: Sequence[Case]) -> None:
    pinned = {"reader_version": READER_VERSION, "readings": readings(cases)}
    FILE.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")


def departures(cases: Sequence[Case]) -> Iterator[str]:
    """What is to be done, a line each: nothing while what is pinned holds."""
    pinned = json.loads(FILE.read_text(encoding="utf-8"))
    now, before = readings(cases), pinned["readings"]
    changed = [
        name
        for name in now
        if name in before and _same_document(now[name], before[name]) and now[name] != before[name]
    ]
    if pinned["reader_version"] == READER_VERSION and changed:
        yield f"{', '.join(changed[:5])}: read otherwise than before; raise READER_VERSION ({READER_VERSION})"
    elif now != before or pinned["reader_version"] != READER_VERSION:
        yield "pin the readings anew: python -m tests.quality --pin"


def _same_document(one: str, other: str) -> bool:
    return one.partition(":")[0] == other.partition(":")[0]


def _given(case: Case) -> str:
    return repr(([part.sha256 for part in case.document.parts], case.document.context))


def _read(case: Case) -> str:
    """Everything that goes into a record but the wording of problems."""
    report = case.report
    return repr(
        (
            case.read,
            sorted((name, fact.evidence) for name, fact in report.facts.items()),
            # Values only: what their types are called is nobody's reading.
            [astuple(section) for section in report.sections],
            [tuple(figure) for figure in report.figures],
            [astuple(figure) for figure in report.text_figures],
            [tuple(check) for check in report.checks],
        )
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_LENGTH]
