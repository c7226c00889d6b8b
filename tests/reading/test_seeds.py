"""The five real reports are read as their gold says: facts, sections, every figure, every identity."""

from __future__ import annotations

import hashlib

import pytest

from pipelines.report import read_report
from pipelines.report.model import Document, Part, Report
from tests.reading.gold import Seed, needs_corpus, seeds

pytestmark = needs_corpus
each_seed = pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.name)


def read(body: bytes) -> Report:
    sha256 = hashlib.sha256(body).hexdigest()
    return read_report(Document((Part("page", f"saved:sha256:{sha256}", body, sha256, "text/plain"),)))


@each_seed
def test_every_figure_with_its_unit(seed: Seed) -> None:
    report = read(seed.body)
    read_figures = {
        (f.table, f.line, f.column): (f.value, f.unit) for f in report.figures if f.table != "indicators"
    }
    assert read_figures == seed.figures


@each_seed
def test_every_indicator(seed: Seed) -> None:
    assert [(row.code, row.unit, row.value) for row in read(seed.body).indicators] == seed.indicators


@each_seed
def test_sections(seed: Seed) -> None:
    assert [(s.kind, s.heading) for s in read(seed.body).sections] == seed.sections


@each_seed
def test_identities(seed: Seed) -> None:
    checks = read(seed.body).checks
    assert {
        (c.rule, c.scope, c.outcome) for c in checks if c.rule.startswith(("T3_", "T4_"))
    } == seed.identities


@each_seed
def test_facts(seed: Seed) -> None:
    report, gold = read(seed.body), seed.gold
    facts = {name: fact.value for name, fact in report.facts.items()}
    assert facts.get("report_year") == str(gold["report_year"])
    assert facts.get("title") == gold["title"]["value"]
    assert facts.get("published_on") == (gold["publish_date"] or {}).get("value")
    assert facts.get("index_number") == (gold["index_number"] or {}).get("value")
    assert facts.get("document_number") == (gold["doc_number"] or {}).get("value")
    assert facts.get("agency") == gold["agency"]["name"]
    assert facts.get("division_code") == gold["region"]["gb2260"]


@each_seed
def test_trust_and_script(seed: Seed) -> None:
    report = read(seed.body)
    mirrored = seed.name == "004"
    assert report.understood
    assert (report.trust, report.script) == (
        ("mirror", "traditional") if mirrored else ("saved", "simplified")
    )


@each_seed
def test_chrome_is_not_text(seed: Seed) -> None:
    lines = read(seed.body).text.splitlines()
    for chrome in ("首页>>通知公告", "打印本页 关闭窗口", "监审:", "审核:", "编辑:"):
        assert chrome not in lines
    assert not any("Produced By" in line or "字号:[" in line for line in lines)


def test_what_is_only_in_an_attachment_is_named() -> None:
    report = read(next(seed.body for seed in seeds() if seed.name == "002"))
    assert [attachment.name for attachment in report.attachments] == ["附件2.xls", "附件3.docx"]
