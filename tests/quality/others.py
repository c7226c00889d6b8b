"""The extractor that the reader's text is held against on the same pages."""

from __future__ import annotations

from collections.abc import Sequence

import trafilatura

from pipelines.report.page.decode import decode
from tests.quality.pages import Case, f1


def text_likeness(cases: Sequence[Case]) -> dict[str, float]:
    """Case → likeness of trafilatura's text; over HTML pages in one part that have text."""
    able = (case for case in cases if _is_one_page(case) and any(case.expected.get("text", ())))
    return {case.name: f1("\n".join(case.expected["text"]), _trafilatura(_html(case))) for case in able}


def _is_one_page(case: Case) -> bool:
    return len(case.document.parts) == 1 and case.document.parts[0].content_type.startswith("text/html")


def _html(case: Case) -> str:
    page = case.document.parts[0]
    return decode(page.body, page.content_type).text


def _trafilatura(text: str) -> str:
    return trafilatura.extract(text, include_tables=True) or ""
