"""`scrapy discover`: propose registry rows for home pages, or say why not; nothing is added anywhere."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerProcess

from archive.ids import canonical_url
from crawler.clock import clock
from crawler.command import ProjectCommand
from crawler.discovery.proposals import (
    REGISTRY_COLUMNS,
    Home,
    Proposals,
    address_error,
    append,
    count,
    finished,
    read_homes,
)
from crawler.discovery.search import Search
from crawler.middlewares.address import Addresses
from crawler.outset import prepare, quieten
from crawler.registry import load
from crawler.tally import FINISHED, SOURCES_FAILED, STOPPED

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.registry import Registry

_FOUND = ("found", "several")
_ORDER = (*_FOUND, "blocked", "browser", "unreachable", "moved", "none")


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "URL… | --from CSV --out CSV"

    def short_desc(self) -> str:
        return "Find the annual-report column of home pages; proposes lines for sources.csv, adds nothing"

    def long_desc(self) -> str:
        return (
            "Goes from each home page to its annual-report column in at most 40 requests and prints a line for "
            "sources.csv, or why there is none and what to do next. --from takes a CSV with the columns url, and "
            "agency and division_code where known; what is already in --out is not asked again, so the same command "
            "goes on after a stop. Exit code 0: every site has its column; 2: some do not; 6: stopped early."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--from", dest="homes", metavar="CSV", help="home pages: url, agency, division_code"
        )
        parser.add_argument("--out", metavar="CSV", help="where the lines go (with --from)")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if bool(args) == bool(opts.homes) or bool(opts.homes) != bool(opts.out):
            raise ValueError(f"what to look for? discover takes {self.syntax()}")
        Addresses.from_settings(self.settings)
        today = clock(self.settings.get("NOW"))()[:10]
        registry = load(Path(self.settings["SOURCES"]))
        wrong = [error for url in args if (error := address_error(url))]
        if wrong:
            raise ValueError("\n".join(wrong))
        homes = read_homes(Path(opts.homes)) if opts.homes else [Home(url) for url in dict.fromkeys(args)]
        out = Path(opts.out) if opts.out else None
        proposals = Proposals(registry, today)
        if out is None:
            return self._to_screen(registry, proposals, homes)
        done, ids = finished(out)
        proposals.taken(ids)
        left = [home for home in homes if canonical_url(home.url) not in done]
        if len(left) < len(homes):
            self.say(0, f"{len(homes) - len(left)} home pages are in {out} already; {len(left)} to go")
        return self._to_file(registry, proposals, left, out)

    def _to_screen(self, registry: Registry, proposals: Proposals, homes: list[Home]) -> int:
        writer = csv.DictWriter(sys.stdout, REGISTRY_COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        missed = []

        def done(home: Home, search: Search) -> None:
            outcome = search.outcome()
            lines = proposals.lines(home, search.code, outcome)
            if outcome.columns:
                writer.writerows(lines)
            else:
                missed.append(home)
            why = lines[0]["reason"] or ("" if outcome.result == "found" else f"{len(lines)} columns")
            if why:
                step = f"; {outcome.next_step}" if outcome.next_step else ""
                self.say(0, f"{home.url}: {outcome.result}: {why}{step}")

        reason = self._crawl(registry, homes, done)
        if reason != "finished":
            return self.say(STOPPED, "stopped early; run the same command again")
        return SOURCES_FAILED if missed else FINISHED

    def _to_file(self, registry: Registry, proposals: Proposals, homes: list[Home], out: Path) -> int:
        def done(home: Home, search: Search) -> None:
            append(out, proposals.lines(home, search.code, search.outcome()))

        reason = self._crawl(registry, homes, done) if homes else "finished"
        results = count(out) if out.exists() else Counter()
        print(f"{'result':14}{'sites':>7}")
        for result in _ORDER:
            if results[result]:
                print(f"{result:14}{results[result]:>7}")
        print(f"{'total':14}{sum(results.values()):>7}   add the lines with: scrapy sources add {out}")
        if reason != "finished":
            return self.say(STOPPED, "stopped early; run the same command again to go on")
        return SOURCES_FAILED if sum(results.values()) > sum(results[name] for name in _FOUND) else FINISHED

    def _crawl(
        self, registry: Registry, homes: list[Home], done: Callable[[Home, Search], None]
    ) -> str | None:
        """Run a search for each home page; why it ended."""
        assert self.settings is not None
        searches = [Search(home.url) for home in homes]
        by_search = {id(search): home for search, home in zip(searches, homes, strict=True)}
        prepare(self.settings, registry, (home.url for home in homes))
        process = AsyncCrawlerProcess(self.settings)
        quieten(self.settings)
        # Here, as Twisted's TLS comes with it (a third of a second) and every scrapy command imports all of them.
        from crawler.discovery.spider import DiscoverSpider  # noqa: PLC0415

        crawler = process.create_crawler(DiscoverSpider)
        process.crawl(
            crawler,
            registry=registry,
            searches=searches,
            done=lambda search: done(by_search[id(search)], search),
        )
        process.start()
        return crawler.spider.finished if isinstance(crawler.spider, DiscoverSpider) else None
