"""Golden pages on disk: the bytes of a document, how they were served, and the record expected of its reading.

A case is a folder: the parts' bytes, `headers.json` (address and content type of each part, and what the crawl knew
besides), `expected.json` (the record). Reviewed by people, so both are laid out to be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipelines.report.model import Context, Document, Figure, Part, Report

HEADERS, EXPECTED = "headers.json", "expected.json"
_WIDTH = 200  # characters of a line; what is shorter stands on one

Record = dict[str, Any]


def record_of(report: Report) -> Record:
    """What a reading says, as plain data that can be written by hand too.

    `figures` is table → line → column → [value, unit, raw], or the number alone where it was printed plainly;
    `cell_notes` are [table, line, column, raw, meaning];
    `failing_checks` [rule, scope]; `problems` their kinds. Of a document that is no report, only the problems.
    """
    problems = sorted(problem.kind for problem in report.problems)
    if not report.understood:
        return {"understood": False, "problems": problems}
    official = [figure for figure in report.figures if figure.table != "indicators"]
    return {
        "understood": True,
        "form": report.form,
        "script": report.script,
        "trust": report.trust,
        "facts": {name: fact.value for name, fact in sorted(report.facts.items())},
        "sections": [[section.kind, section.heading] for section in report.sections],
        "figures": _by_place(official),
        "indicators": [[row.code, row.label, row.unit, row.value, row.raw] for row in report.indicators],
        "cell_notes": [[f.table, f.line, f.column, f.raw, f.meaning] for f in report.figures if f.meaning],
        "failing_checks": sorted(
            [check.rule, check.scope] for check in report.checks if check.outcome == "fail"
        ),
        "problems": problems,
        "text": report.text.split("\n"),
    }


def _by_place(figures: Iterable[Figure]) -> dict[str, dict[str, dict[str, Any]]]:
    places: dict[str, dict[str, dict[str, Any]]] = {}
    for figure in figures:
        line = places.setdefault(figure.table, {}).setdefault(figure.line, {})
        line[figure.column] = plainly(figure.value, figure.unit, figure.raw)
    return places


def plainly(value: float | None, unit: str | None, raw: str) -> Any:
    """A figure as the record has it: its number where the page printed that and nothing else."""
    return value if value is not None and unit is None and raw == str(value) else [value, unit, raw]


def write_case(folder: Path, document: Document, record: Mapping[str, Any]) -> None:
    """Write a document and its record into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for number, part in enumerate(document.parts):
        name = _file_name(number, part)
        (folder / name).write_bytes(part.body)
        served = {"role": part.role, "url": part.url, "content-type": part.content_type, "name": part.name}
        parts.append({"file": name, **served})
    headers = {"parts": parts, "context": asdict(document.context)}
    (folder / HEADERS).write_text(laid_out(headers) + "\n", encoding="utf-8")
    (folder / EXPECTED).write_text(laid_out(record) + "\n", encoding="utf-8")


def _file_name(number: int, part: Part) -> str:
    """`page.html`, `continuation1.html`, `attachment2.pdf`: the extension says how the body was served."""
    served = part.content_type.partition(";")[0].strip()
    extension = {"text/html": ".html", "text/plain": ".txt"}.get(served) or Path(part.name or part.url).suffix
    return f"{part.role}{number or ''}{extension or '.bin'}"


def read_case(folder: Path) -> tuple[Document, Record]:
    """The document of a case and the record expected. Raises OSError or ValueError where a file is not as written."""
    headers = json.loads((folder / HEADERS).read_text(encoding="utf-8"))
    expected: Record = json.loads((folder / EXPECTED).read_text(encoding="utf-8"))
    parts = []
    for served in headers["parts"]:
        body = (folder / served["file"]).read_bytes()
        digest = sha256(body).hexdigest()
        parts.append(
            Part(served["role"], served["url"], body, digest, served["content-type"], served["name"])
        )
    return Document(tuple(parts), Context(**headers["context"])), expected


def laid_out(value: Any, depth: int = 0) -> str:
    """JSON broken over lines only where it is too long for one, so that a line of a form is a line of the file.

    >>> print(laid_out({"a": [1, 2], "b": "x"}))
    {"a": [1, 2], "b": "x"}
    """
    flat = json.dumps(value, ensure_ascii=False)
    if (
        not isinstance(value, (dict, list))
        or (depth and len(flat) + depth < _WIDTH)
        or len(flat) < _WIDTH // 2
    ):
        return flat
    inner, outer = "\n" + " " * (depth + 1), "\n" + " " * depth
    if isinstance(value, dict):
        items = [f"{json.dumps(k, ensure_ascii=False)}: {laid_out(v, depth + 1)}" for k, v in value.items()]
        return "{" + inner + f",{inner}".join(items) + outer + "}"
    return "[" + inner + f",{inner}".join(laid_out(each, depth + 1) for each in value) + outer + "]"
