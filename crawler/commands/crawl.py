"""`scrapy crawl`: Scrapy's command with an archive behind the spider and an exit code for every cause."""

from __future__ import annotations

import argparse
import gc
import shlex
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.conf import arglist_to_dict

from archive.store import Store
from crawler.clock import clock
from crawler.command import STOPPED, USAGE, ProjectCommand, workers
from crawler.corrections import hand_over
from crawler.middlewares.address import Addresses
from crawler.outset import prepare, quieten
from crawler.registry import Registry, archive_kind, load
from crawler.spiders.base import ArchiveSpider, ArgumentError
from pipelines.read import readers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[options] reports|saved"

    def short_desc(self) -> str:
        return "Crawl what is due (reports), or archive documents already on disk (saved)"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        help_text = "set a spider argument (may be repeated)"
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help=help_text
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        try:
            opts.spargs = arglist_to_dict(opts.spargs)
        except ValueError:
            raise SystemExit(self.say(USAGE, "invalid -a value, write -a NAME=VALUE")) from None

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        given: Mapping[str, str] = opts.spargs
        assert self.settings is not None
        spidercls = self._spider_class(args)
        addresses = Addresses.from_settings(self.settings)
        now = clock(self.settings.get("NOW"))
        count = workers(self.settings["READ_WORKERS"])
        registry = load(Path(self.settings["SOURCES"]))
        values = spidercls.parse_arguments(given, registry)
        command = shlex.join(["scrapy", "crawl", spidercls.name, *(f"{k}={v}" for k, v in given.items())])
        kind = archive_kind(registry, addresses)
        with Store.open(Path(self.settings["ARCHIVE"]), kind=kind, now=now, command=command) as store:
            store.load_registry(registry.agencies.values(), registry.sources.values(), registry.reports)
            hand_over(store, registry.corrections)
            self._say_undiscovered(registry, values.get("chosen"))
            if values.get("dry"):
                return self._print_plan(store, registry, values)
            with readers(count) as pool:
                return self._run_spider(
                    spidercls, store, {"registry": registry, "pool": pool, **values, "command": command}
                )

    def _spider_class(self, args: list[str]) -> type[ArchiveSpider]:
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        names = ", ".join(sorted(loader.list()))
        if len(args) != 1:
            raise ArgumentError(f"give one spider, one of {names}: scrapy crawl reports")
        try:
            found = loader.load(args[0])
        except KeyError:
            raise ArgumentError(f"no spider {args[0]!r}; give one of {names}") from None
        assert issubclass(found, ArchiveSpider)
        return found

    def _run_spider(self, spidercls: type[ArchiveSpider], store: Store, values: dict[str, Any]) -> int:
        assert self.settings is not None
        registry: Registry = values["registry"]
        prepare(self.settings, registry, (source.url for source in registry.sources.values()))
        process = AsyncCrawlerProcess(self.settings)
        quieten(self.settings)
        crawler = process.create_crawler(spidercls)
        # Begun here, where an archive that cannot take it ends the command, and not the spider's handler alone.
        run_id = store.begin_run(values["command"])
        process.crawl(crawler, store=store, run_id=run_id, **values)
        _stop_orderly_when_the_terminal_goes()
        # What is loaded by now stays: without this the collector walks it all again and again, 8 % of a crawl.
        gc.freeze()
        process.start()
        spider = crawler.spider
        if process.bootstrap_failed or not isinstance(spider, ArchiveSpider):
            store.end_run(run_id, USAGE, "could not start", {})
            return self.say(USAGE, "the crawl could not start; the log above says why")
        if spider.exit_code is None:
            # A second signal ends the crawl without its closing: nothing that was committed is lost.
            store.end_run(run_id, STOPPED, "killed while stopping; run the same command again to go on", {})
            return STOPPED
        return spider.exit_code

    def _say_undiscovered(self, registry: Registry, chosen: Collection[str] | None) -> None:
        """Home pages are no columns: a crawl passes them over, and says so."""
        homes = [
            s
            for s in registry.sources.values()
            if s.cms == "discover" and s.status in ("active", "unverified")
        ]
        count = sum(chosen is None or source.id in chosen for source in homes)
        if count:
            self.say(0, f"{count} sources are home pages, whose columns are not known; find them with: "
                        "scrapy discover --from FILE --out NEW.csv")  # fmt: skip

    def _print_plan(self, store: Store, registry: Registry, values: Mapping[str, Any]) -> int:
        """What would be asked, a line a site: pages known by now, the delay, and the hours that makes."""
        assert self.settings is not None
        rows = store.due_plan(now=store.now(), sources=values["chosen"], full=values["full"], run_id=0)
        usual = self.settings.getfloat("DOWNLOAD_DELAY")
        print(f"{'site':30}{'pages':>8}{'delay s':>9}{'hours':>8}")
        for row in rows:
            host = registry.hosts.get(row.site)
            delay = host.delay if host and host.delay is not None else usual
            print(f"{row.site:30}{row.pages:>8}{delay:>9.1f}{row.pages * delay / 3600:>8.2f}")
        print(f"{sum(row.pages for row in rows)} pages of {len(rows)} sites are due; lists may lead to more")
        return 0


def _stop_orderly_when_the_terminal_goes() -> None:
    """SIGHUP as SIGTERM, which Scrapy handles once the crawl runs: pages under way end, the rest waits."""
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
