"""The corpus' five seeds and their gold readings, translated from its older vocabulary to the archive's."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_CORPUS = os.environ.get("GONGKAI_CORPUS")
needs_corpus = pytest.mark.skipif(not _CORPUS, reason="set GONGKAI_CORPUS to the corpus to run this")

_ITEMS = {
    "normative_doc": "normative_document",
    "other_mgmt_service": "other_management_service",
    "admin_fee": "fee",
}
_MEASURES = {
    "made_new": "made", "disclosed_new": "disclosed", "items_prev_year": "items_previous_year",
    "items_delta": "items_change", "project_count": "projects",
}  # fmt: skip
_COLUMNS = {
    "legal_commercial": "enterprise", "legal_research": "research", "legal_social": "nonprofit",
    "legal_legal_service": "legal_service", "legal_other": "other",
}  # fmt: skip
_KINDS = {"review": "reconsideration", "litigation_after_review": "litigation_after_reconsideration"}
_SECTIONS = {
    "proactive_table": "proactive", "proactive_text": "proactive", "applications_table": "requests",
    "applications_text": "requests", "review_litigation_table": "challenges", "review_litigation_text": "challenges",
    "stat_table": "statistics",
}  # fmt: skip
_OUTCOMES = ("upheld", "corrected", "other", "pending", "total")

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Seed:
    """One seed: its bytes, and from its gold file the facts, sections, figures and identities."""

    name: str
    body: bytes
    gold: dict[str, Any]

    @property
    def sections(self) -> list[tuple[str, str | None]]:
        return [
            (_SECTIONS.get(s["kind"], s["kind"]), s["heading"])
            for s in self.gold["sections"]
            if not s.get("missing")
        ]

    @property
    def figures(self) -> dict[Key, tuple[float, str | None]]:
        """(table, line, column) → (value, unit), the value as printed."""
        found: dict[Key, tuple[float, str | None]] = {}
        for table in self.gold["tables"]:
            if table["kind"].startswith("table2"):
                for cell in table["cells"]:
                    key = ("proactive_disclosure", _ITEMS.get(cell["row"], cell["row"]),
                           _MEASURES.get(cell["col"], cell["col"]))  # fmt: skip
                    found[key] = _as_printed(cell)
            elif table["kind"].startswith("table3"):
                for row in table["rows"]:
                    for column, value in zip(table["columns"], row["values"], strict=True):
                        found["disclosure_requests", row["row"], _COLUMNS.get(column, column)] = (value, None)
            elif table["kind"].startswith("table4"):
                for kind, values in table["groups"].items():
                    for column, value in zip(_OUTCOMES, values, strict=True):
                        found["legal_challenges", _KINDS.get(kind, kind), column] = (value, None)
        return found

    @property
    def indicators(self) -> list[tuple[str, str, float | None]]:
        tables = [table for table in self.gold["tables"] if table["kind"] == "stat_table_2014"]
        # The gold keeps the dash printed where a heading has no unit; the archive has no unit there.
        return [
            (row["code"], None if row["unit"] == "——" else row["unit"], row["value"])
            for table in tables
            for row in table["rows"]
        ]

    @property
    def identities(self) -> set[tuple[str, str, str]]:
        """(rule, scope, outcome) of the table identities."""
        scopes = {**_COLUMNS, **_KINDS}
        return {
            (i["rule"], scopes.get(i["scope"], i["scope"]), i["status"].lower())
            for i in self.gold["identities"]
            if i["rule"].startswith(("T3_", "T4_"))
        }


def _as_printed(cell: dict[str, Any]) -> tuple[float, str | None]:
    """The gold converts 63363.40万元 to yuan and guesses a unit where none is printed; the archive does neither."""
    unit = cell["unit"]
    if cell["raw"].endswith(("万元", "萬元")):
        return float(cell["raw"][:-2]), "万元"
    return cell["value"], None if unit and unit.startswith("unspecified") else unit


def seeds() -> list[Seed]:
    """The five seeds, or none without the corpus."""
    if not _CORPUS:
        return []
    corpus = Path(_CORPUS)
    found = []
    for path in sorted((corpus / "seeds").glob("*.txt")):
        gold = json.loads((corpus / "gold" / f"seed_{path.name[:3]}.json").read_text(encoding="utf-8"))
        found.append(Seed(path.name[:3], path.read_bytes(), gold))
    return found
