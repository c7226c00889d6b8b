"""The extractors measured beside the reader on the same pages; those that are not installed are left out."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec

from lxml import html

from pipelines.report.page.decode import decode
from tests.quality.pages import Case, f1, figures_of

MODULES = ("trafilatura", "readability", "pandas")


def missing() -> list[str]:
    """Which of them are not installed."""
    return [name for name in MODULES if find_spec(name) is None]


def text_likeness(cases: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Extractor → case → likeness of its text; over HTML pages in one part that have text."""
    able = {case.name: case for case in cases if _is_one_page(case) and any(case.expected.get("text", ()))}
    return {
        name: {case: f1("\n".join(of.expected["text"]), extract(_html(of))) for case, of in able.items()}
        for name, extract in _TEXTS.items()
        if find_spec(name)
    }


def tables_kept(cases: Sequence[Case]) -> float | None:
    """The share of printed figures that pandas.read_html still shows as printed; None without pandas."""
    if find_spec("pandas") is None:
        return None
    kept = total = 0
    for case in (each for each in cases if _is_one_page(each) and figures_of(each.expected)):
        frames = import_module("pandas").read_html(io.StringIO(_html(case)))
        shown = {str(value) for frame in frames for value in frame.to_numpy().ravel()}
        raws = [raw for _, _, raw in figures_of(case.expected).values()]
        kept, total = kept + sum(raw in shown for raw in raws), total + len(raws)
    return kept / total


def _is_one_page(case: Case) -> bool:
    return len(case.document.parts) == 1 and case.document.parts[0].content_type.startswith("text/html")


def _html(case: Case) -> str:
    page = case.document.parts[0]
    return decode(page.body, page.content_type).text


def _trafilatura(text: str) -> str:
    return import_module("trafilatura").extract(text, include_tables=True) or ""


def _readability(text: str) -> str:
    return str(html.fromstring(import_module("readability").Document(text).summary()).text_content())


_TEXTS: Mapping[str, Callable[[str], str]] = {"trafilatura": _trafilatura, "readability": _readability}
