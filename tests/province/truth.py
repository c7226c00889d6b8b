"""What an exact archive of the province holds: truth.json, and the conventions its values follow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.province import forms, homes, identities, registry
from tests.province.families import vsb
from tests.province.figures import Figures, Printed
from tests.province.model import Report, Statistics, World
from tests.province.pages import CHROME
from tests.province.world import NOW

CONVENTIONS = {
    "value": "the number printed, never converted; null where the cell prints no number",
    "unit": "what the cell, its column header or the 单位 column prints; null where none is (a dash is none)",
    "proactive_disclosure": "[clause, item, measure, value, unit]",
    "disclosure_requests": "[line, column, value]",
    "legal_challenges": "[kind, column, value]",
    "indicators": "[code (null: a local line), label, unit, value] in order; a heading line has value null",
    "notes": "[table, line, column, raw, meaning]: blank or dash where value is null, signed or unit where "
    "the cell prints more than a number. Tables: proactive_disclosure (item, measure), disclosure_requests "
    "and legal_challenges (line or kind, column), indicators (code or label, value)",
    "title": "the document's full title; a line break in it joins without a space",
    "publisher": "the issuer (发布机构, 发文机关) of the metadata block; without a block the source (来源) "
    "of the line under the title; null where the page prints neither",
    "published_on": "发布日期 as the page states it; where the page states none, the date of its list row",
    "created_on": "成文日期, 生成日期 or 产生日期 of the metadata block; null without one",
    "index_number": "as printed, also where its serial number is missing; null where left empty",
    "document_number": "as printed; null where left empty or filled with 无, 无文号, - or 〔〕号",
    "agency": "the full name of agencies.csv, also where the page prints a short one",
    "urls": "every publication; published twice means one report with two publications",
    "failing_checks": "[rule, scope] of every identity that fails, and of no other, for the rules in `rules`",
    "late": "a report added while its site is crawled: the crawl may miss it once",
    "parts": "tables of a report on pages of their own: part of it, no publications",
    "sources": "source → ok, or why its column cannot be crawled (the labels of homes.py and full.py)",
    "homes": "home page → the column discovery must find, or why there is none: blocked, needs a browser, several, "
    "none, moved, unreachable",
    "aliases": "other addresses of a column → the one in homes",
    "manners": "registrable domain → seconds between two requests to any of its hosts",
    "chrome": "phrases of the pages' chrome; none belongs into the text of a report",
}


def write(world: World, folder: Path, port: int) -> None:
    text = json.dumps(build(world, port), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")


def build(world: World, port: int) -> dict[str, object]:
    reports: dict[int, dict[str, object]] = {}
    strangers: list[str] = []
    retellings: list[str] = []
    parts: list[str] = []
    for site, posting in world.postings():
        address = registry.url(site, posting.path, port)
        if posting.path in site.dead:
            strangers.append(address)
            continue
        if not isinstance(posting.document, Report):
            (parts if isinstance(posting.document, Statistics) else strangers).append(address)
            if "图解" in posting.document.stated.title:
                retellings.append(address)
            continue
        entry = reports.setdefault(id(posting.document), {"urls": [], **_report(posting.document)})
        urls = entry["urls"]
        assert isinstance(urls, list)
        urls.append(address)
        if "grows" in site.traps and posting is vsb.late(site):
            entry["late"] = True
    crawled = [site for site in world.sites if site.column_path]
    return {
        "seed": world.seed,
        "now": NOW,
        "kind": "simulated: invented places, codes, agencies and figures (模拟数据)",
        "conventions": CONVENTIONS,
        "rules": identities.RULES,
        "sources": {registry.source_id(site): site.reason for site in crawled},
        "homes": _homes(world, port),
        "aliases": _aliases(world, port),
        "hosts": sorted({site.host for site in world.sites}),
        "manners": {registry.domain(site.host): registry.DELAY for site in world.sites},
        "chrome": CHROME,
        "reports": list(reports.values()),
        "strangers": strangers,
        "retellings": retellings,
        "parts": parts,
    }


def _homes(world: World, port: int) -> dict[str, str]:
    return {
        registry.url(site, "/", port): found
        if isinstance(found, str)
        else registry.url(found, found.column_path, port)
        for site, found in homes.answers(world.sites)
    }


def _aliases(world: World, port: int) -> dict[str, str]:
    return {
        registry.url(site, path, port): registry.url(site, site.column_path, port)
        for site in world.sites
        for path in homes.aliases(site)
    }


def _report(report: Report) -> dict[str, object]:
    stated, agency = report.stated, report.agency
    return {
        "agency_id": agency.id,
        "agency": agency.name,
        "division_code": agency.division_code,
        "report_year": report.year,
        "form": report.form,
        "script": "simplified",
        "trust": "official",
        "title": stated.title,
        "published_on": stated.published_on,
        "created_on": stated.created_on,
        "index_number": stated.index_number,
        "document_number": stated.document_number,
        "publisher": stated.publisher,
        "sections": [{"kind": kind, "heading": heading} for kind, heading in report.sections],
        "figures": _figures(report.figures),
        "notes": [
            [table, line, column, cell.raw, cell.meaning]
            for table, line, column, cell in _cells(report.figures)
            if cell.meaning
        ],
        "failing_checks": sorted(map(list, report.figures.failing)),
    }


def _figures(figures: Figures) -> dict[str, list[list[object]]]:
    return {
        "proactive_disclosure": [[*key, cell.value, cell.unit] for key, cell in figures.proactive.items()],
        "disclosure_requests": [
            [line, column, cell.value]
            for line, row in figures.requests.items()
            for column, cell in zip(forms.APPLICANTS, row, strict=True)
        ],
        "legal_challenges": [
            [kind, column, cell.value]
            for kind, row in figures.challenges.items()
            for column, cell in zip(forms.OUTCOMES, row, strict=True)
        ],
        "indicators": [[code, label, unit, cell.value] for code, label, unit, cell in figures.indicators],
    }


def _cells(figures: Figures) -> Iterator[tuple[str, str, str, Printed]]:
    for (_, item, measure), cell in figures.proactive.items():
        yield "proactive_disclosure", item, measure, cell
    for line, row in figures.requests.items():
        for column, cell in zip(forms.APPLICANTS, row, strict=True):
            yield "disclosure_requests", line, column, cell
    for kind, row in figures.challenges.items():
        for column, cell in zip(forms.OUTCOMES, row, strict=True):
            yield "legal_challenges", kind, column, cell
    for code, label, _, cell in figures.indicators:
        yield "indicators", code or label, "value", cell
