"""The reading of one report: bytes in, a `Report` out. No network, no database.

The way of the data: a part becomes blocks (`page/` for web pages, `files/` for attachments), blocks become the
lines and grids of a `body`; from these come `facts/` (title, dates, numbers, agency), `sections`, `prose` and
`tables/` (the official figures), held against each other by `agreement` and `checks`. `words/` is the vocabulary
all of them share. `read_report` is the only door; `checks_of` is its last step, for a report that people have
corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from pipelines.report.agreement import read_agreement
from pipelines.report.blocks import Content
from pipelines.report.body import Body, body_of, content_of
from pipelines.report.checks import read_checks
from pipelines.report.facts.agency import agency_of
from pipelines.report.facts.metadata import facts_of, signed
from pipelines.report.model import Check, Context, Document, Evident, Problem, Report, Section, Trust
from pipelines.report.prose import MOST, read_prose
from pipelines.report.recognise import why_not_a_report
from pipelines.report.sections import follows_old_outline, read_sections
from pipelines.report.tables import read_tables, without_tables
from pipelines.report.words.normalise import without_residues
from pipelines.report.words.titles import is_report_title

__all__ = ["READER_VERSION", "checks_of", "read_report"]

# Raised with every change of what is read (tests/quality/pinned.py fails until it is); `scrapy reparse` then rebuilds
# the records.
READER_VERSION = "3"


def read_report(document: Document) -> Report:
    """Read a document whole, or say why it cannot be read.

    Never raises for what a page holds: what is not understood becomes a problem. `Report.understood` is False
    for anything but an annual report, and then nothing but `problems` and `trust` is filled.
    """
    contents = [(number, part.role, content_of(part)) for number, part in enumerate(document.parts)]
    first = contents[0][2]
    pages = body_of([(number, content) for number, role, content in contents if role != "attachment"])
    files = [body_of([(number, content)]) for number, role, content in contents if role == "attachment"]
    url = document.parts[0].url
    facts, problems = facts_of(first, document.context, url, pages.plain)
    tables = read_tables(pages, files)
    body, sections = _told_in(pages, files)
    plain = body.plain
    title = plain(facts["title"].value) if "title" in facts else ""
    attachments = tuple(attachment for _, _, content in contents for attachment in content.attachments)
    reason = why_not_a_report(
        title=title,
        titled=is_report_title(title) and facts["title"].evidence != "list",
        text=plain(body.text),
        tables=tables.count,
        headings=sum(section.kind not in ("preamble", "other") for section in sections),
        attachments=max(len(attachments), len(files)),
        images=first.images,
    )
    problems = [*problems, *pages.problems, *(problem for each in files for problem in each.problems)]
    if len(body.text) > MOST:
        problems.append(Problem("TEXT_TOO_LONG", f"正文超过 {MOST:,} 字，其后的文中数字未读取"))
    if reason is not None:
        return Report(
            understood=False,
            trust=_trust(url, body, document.context),
            problems=(*problems, Problem("NOT_A_REPORT", reason)),
        )
    facts, conflicts = signed(facts, body.paragraphs)
    facts, more = _with_agency(facts, first, body, document.context)
    text_figures = read_prose(sections, [plain(section.text) for section in sections])
    old = tables.form == "none" and follows_old_outline(sections)
    if not tables.figures:
        year = int(facts["report_year"].value) if "report_year" in facts else None
        more += without_tables(plain(body.text), year, elsewhere=bool(attachments or files or first.images))
    report = Report(
        understood=True,
        form="pre-2019" if old else tables.form,
        script=body.script,
        trust=_trust(url, body, document.context),
        text=body.text,
        facts=facts,
        sections=sections,
        figures=tables.figures,
        indicators=tables.indicators,
        text_figures=text_figures,
        attachments=attachments,
        tables=tables.printed,
        problems=(*problems, *conflicts, *more, *tables.problems),
        part_sha256=tuple(part.sha256 for part in document.parts),
    )
    return replace(report, checks=checks_of(report))


def checks_of(report: Report) -> tuple[Check, ...]:
    """Every identity of a report's tables, and its text against them."""
    agency = report.facts.get("agency")
    of_government = agency is not None and without_residues(agency.value).endswith("人民政府")
    return (
        *read_checks(report.figures, report.indicators),
        *read_agreement(report.text_figures, report.figures, of_government=of_government),
    )


def _told_in(pages: Body, files: list[Body]) -> tuple[Body, tuple[Section, ...]]:
    """Where the report's words are, and their sections: its pages, or the attachment under a title and nothing
    else."""
    sections = read_sections(pages.lines)
    if not sections or sections[-1].kind == "preamble":
        longest = max([pages, *files], key=lambda body: len(body.raw))
        if longest is not pages:
            return longest, read_sections(longest.lines)
    return pages, sections


def _with_agency(
    facts: Mapping[str, Evident], content: Content, body: Body, context: Context
) -> tuple[dict[str, Evident], list[Problem]]:
    """The facts with the agency and its division, as far as they are certain."""
    agency, division, problems = agency_of(facts, content, body.paragraphs, context, body.plain)
    found = {"agency": agency, "division_code": division}
    return {**facts, **{name: value for name, value in found.items() if value is not None}}, problems


def _trust(url: str, body: Body, context: Context) -> Trust:
    """Where the text comes from: residues give a mirror away whatever its address."""
    if body.has_residues:
        return "mirror"
    if not urlsplit(url).hostname:
        return "saved"
    return "official" if context.official else "mirror"
