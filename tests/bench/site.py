"""The sites that both crawls of the bench visit: a column of twelve reports for each of 25 agencies."""

from __future__ import annotations

import csv
import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tests.province.model import Answer, Handler, Request
from tests.province.server import Province
from tests.quality.making.body import Style, old_report, report, traits
from tests.quality.making.draft import Agency, Draft
from tests.quality.making.golden import Golden
from tests.quality.making.looks import LOOKS

YEARS = range(2012, 2024)
_DEPARTMENTS = (
    "司法局 财政局 教育局 水务局 民政局 审计局 统计局 林业局 公安局 商务局 体育局 档案局 信访局 气象局 粮食局 "
    "卫生健康局 应急管理局 农业农村局 交通运输局 生态环境局 市场监督管理局 住房和城乡建设局 自然资源局 文化和旅游局 "
    "人力资源和社会保障局"
).split()
_FRAMES = ("hanweb", "trs", "ucap", "vsb", "nfcms", "shanghai", "std61", "nobody")
_COLUMN = "/xxgk/nb/"


@dataclass(frozen=True)
class Sites:
    """`registry` is a folder as the crawler loads it, `scratch` one for archives; `pages` counts the reports."""

    registry: Path
    scratch: Path
    pages: int
    mean_size: float  # of a report's page, in KB


@contextmanager
def served() -> Iterator[Sites]:
    """The sites on loopback for as long as the block lasts; the same pages at every run."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        server = Province(0)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sizes: list[int] = []
        for agency in _agencies():
            server.routes[agency.host] = routes = dict(_column(agency))
            sizes += [len(handler(Request("GET", path, {})).body) for path, handler in routes.items()][1:]
        registry = Path(folder) / "registry"
        _write_registry(registry, server.port)
        try:
            yield Sites(registry, Path(folder), len(sizes), sum(sizes) / len(sizes) / 1024)
        finally:
            server.shutdown()
            server.server_close()


def _agencies() -> list[Agency]:
    """Each on a site of its own, so that sixteen requests at a time break no manners."""
    return [
        Agency(f"澄原市{name}", f"市{name}", "我局", "990300", f"www.site{number:02}.gov.test")
        for number, name in enumerate(_DEPARTMENTS)
    ]


def _column(agency: Agency) -> Iterator[tuple[str, Handler]]:
    """The addresses of an agency's site with what answers there, the list first."""
    goldens = [_golden(agency, year) for year in reversed(YEARS)]
    rows = "".join(
        f'<li><a href="{golden.path}" title="{escape(golden.draft.title)}">{escape(golden.draft.title)}</a>'
        f"<span>{golden.draft.published_on}</span></li>\n"
        for golden in goldens
    )
    title = f"政府信息公开年报_{agency.name}"
    yield (
        _COLUMN,
        _answering(f"<html><head><title>{title}</title></head><body><ul>{rows}</ul></body></html>".encode()),
    )
    for golden in goldens:
        yield golden.path, _answering(golden.document().parts[0].body)


def _answering(body: bytes) -> Handler:
    return lambda _: Answer(body, "text/html; charset=utf-8")


def _golden(agency: Agency, year: int) -> Golden:
    rng = random.Random(f"bench {agency.host} {year}")
    draft = _draft(agency, year, rng)
    return Golden(agency.host, draft, rng.choice(_FRAMES), {"size": 3}, f"{_COLUMN}{year}.html")


def _draft(agency: Agency, year: int, rng: random.Random) -> Draft:
    title = f"{agency.name}{year}年政府信息公开工作年度报告"
    stated = {"published_on": f"{year + 1}-01-{rng.randrange(10, 31)}", "publisher": agency.name}
    seed, look = str(rng.random()), rng.choice(sorted(LOOKS))
    if year < 2019:
        return old_report(agency, year, title, Style(traits(indicators=True), look=look), seed, **stated)
    form = "2019" if year < 2021 else "2021"
    return report(agency, year, title, Style(traits(form, form), look=look), seed, **stated)


def _write_registry(folder: Path, port: int) -> None:
    folder.mkdir()
    agencies = _agencies()
    with (folder / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "division_code", "kind", "since", "until", "successor", "note"))
        writer.writerows(
            (f"a{n}", each.name, each.division, "department", "", "", "", "")
            for n, each in enumerate(agencies)
        )
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "url", "agency", "division_code", "cms", "status", "note"))
        writer.writerows(
            (f"s{n}", f"http://{each.host}:{port}{_COLUMN}", f"a{n}", each.division, "", "active", "")
            for n, each in enumerate(agencies)
        )
