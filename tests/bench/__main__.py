"""`python -m tests.bench`: measure, print, and write bench.json."""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

import trafilatura
from lxml import etree

from pipelines.report import read_report
from pipelines.report.model import Context, Document, Part
from pipelines.report.page.decode import decode
from tests.bench.crawl import crawl_with_gongkai, crawl_with_trafilatura
from tests.bench.measure import Figure, cpu, ratio
from tests.bench.pages import Sample, mean_size, samples
from tests.bench.site import served


def main() -> None:
    pages = samples()
    print(f"{len(pages)} pages, mean size {mean_size(pages):.1f} KB")
    figures = [*_reading(pages), _crawling()]
    for figure in figures:
        print(f"{figure.figure}: {figure.ratio} ({figure.note})")
    Path("bench.json").write_text(json.dumps([asdict(f) for f in figures], ensure_ascii=False, indent=1))


def _reading(pages: list[Sample]) -> list[Figure]:
    documents = [
        Document(
            (Part("page", page.url, page.body, sha256(page.body).hexdigest(), page.content_type),),
            Context(official=True),
        )
        for page in pages
    ]
    texts = [decode(page.body, page.content_type).text for page in pages]
    utf8 = [text.encode() for text in texts]
    parser = etree.HTMLParser(encoding="utf-8")

    read = cpu(read_report, documents)
    parse = cpu(lambda body: etree.fromstring(body, parser), utf8)
    extract = cpu(lambda text: trafilatura.extract(text, fast=True), texts)
    size = f"{len(pages)} pages of {mean_size(pages):.1f} KB on average, one process"
    return [
        ratio("read_over_lxml_parse", read, parse, f"a whole reading against a bare lxml parse; {size}"),
        ratio(
            "trafilatura_fast_over_read",
            extract,
            read,
            f"trafilatura.extract(fast=True) against a reading; {size}",
        ),
    ]


def _crawling() -> Figure:
    with served() as site:
        return ratio(
            "crawl_over_trafilatura_spider",
            lambda: crawl_with_trafilatura(site),
            lambda: crawl_with_gongkai(site),
            f"{site.pages} reports of {site.mean_size:.1f} KB over loopback: a crawl with trafilatura in its callback "
            "against one to finished rows",
        )


if __name__ == "__main__":
    main()
