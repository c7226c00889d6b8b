"""Every setting that is not Scrapy's default, with its reason; each can be overridden with -s NAME=VALUE."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent

BOT_NAME = "gongkai"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"

# --- Ours ---

# The database file, and the folder with agencies.csv, sources.csv, sources-*.csv and hosts.toml.
ARCHIVE = str(_ROOT / "archive" / "reports.db")
SOURCES = str(_ROOT / "crawler" / "registry")
# Processes that read reports; 0 reads inside the crawl. One core stays free for the crawl itself.
READ_WORKERS = max(1, (os.cpu_count() or 2) - 1)
# A fixed clock (2026-01-31T08:00:00Z) for tests and demonstrations; empty: the time of day.
NOW = ""
# Networks the address guard lets through besides public ones, as 127.0.0.1/32,10.0.0.0/8.
ADDRESS_ALLOW = ""
# Names answered without DNS, PATTERN=ADDRESS,…, as *.gov.test=127.0.0.1: simulated sites.
RESOLVE = ""
# The public address of the Datasette site, for the links in notices; empty: they lead to the agencies' own pages.
SITE = ""

# --- Manners ---

# How a webmaster reaches whoever runs this: an address, a page, a number. Set it before crawling real sites.
CONTACT = ""
# Says what this is; never a browser's name. CONTACT is put into it. No answer differs for it except where a site
# wishes so.
USER_AGENT = "gongkai/0.1 (archive of published annual disclosure reports; robots.txt token: gongkai)"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # Scrapy's default is `en`; some portals answer that with their English edition.
    "Accept-Language": "zh-CN,zh;q=0.9",
    # gzip alone carries a length and a checksum; a cut brotli or deflate stream can pass for whole.
    "Accept-Encoding": "gzip",
}
# One connection a site, and 2 s between requests: a city's departments share one server and one firewall.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Over all sites. Scrapy counts requests that wait for their site's delay, so the default of 16 is some ten sites at a time
# (120 sites of 3 pages, 3 s between requests: 48 s; with 64, 16 s).
CONCURRENT_REQUESTS = 64
DOWNLOAD_DELAY = 2
# The default of 0.5 takes up to half off a delay, also off the one a robots.txt asks for.
DOWNLOAD_DELAY_JITTER = 0
# Scrapy's own robots.txt middleware allows everything when robots.txt fails (measured: 503, reset, timeout,
# loop); RFC 9309 wants the opposite. Ours is crawler/middlewares/robots.py.
ROBOTSTXT_OBEY = False
# Cookies on: one for Domain=gov.cn would go to every agency. The one exception is middlewares/bounce.py.
COOKIES_ENABLED = False

# --- Limits ---

# A 2 GB bomb costs 1.1 GB of memory under the default cap of 1 GiB, 110 MB under this one (measured).
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
# The default of 180 s is also how long a SIGTERM waits for a hung site: longer than a service manager does.
DOWNLOAD_TIMEOUT = 60
# RFC 9309 asks for 5; no real chain of redirects was longer than 3.
REDIRECT_MAX_TIMES = 5
# A meta refresh is a page's content: challenge pages use it, and it can point anywhere.
METAREFRESH_ENABLED = False
# Two tries now; what fails twice waits for the frontier's own back-off, which survives the run.
RETRY_TIMES = 1
# Without 429: a site that asks for less gets a pause (crawler/middlewares/retry_after.py), not a retry.
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]
# A failed page is in the ledger and in the closing summary.
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
# Scrapy makes this many tasks for every response; one item a page needs one (measured: 1.6 times the
# pages/s).
CONCURRENT_ITEMS = 1
# It reads and parses the callback's source code for every response.
WARN_ON_GENERATOR_RETURN_VALUE = False
MEMUSAGE_LIMIT_MB = 1024

# What a run spends on one site before it leaves the rest to the next run, with a problem BUDGET: a trap ends there too.
# The largest real platform known serves some 14,000 reports; at 2 s between requests a day has 43,200.
SITE_PAGES = 20_000
# A page of a real site has 60 KB on average, an attachment at most 32 MB.
SITE_BYTES = 4 * 1024 * 1024 * 1024
# A daily run ends before the next begins, however slow one of its sites is or asks it to be.
SITE_SECONDS = 12 * 3600

# --- Safety ---

# Both listen by default, and both run any code that is sent to them.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
# A `file:` request is served by default; nothing but http and https is ever meant.
DOWNLOAD_HANDLERS = {
    "file": None, "data": None, "ftp": None, "s3": None,
    # Scrapy checks no certificate; ours checks all but those of hosts that hosts.toml excepts.
    "https": "crawler.tls.HttpsByHost",
}  # fmt: skip
# A proxy resolves names itself, past the address guard.
HTTPPROXY_ENABLED = False
TWISTED_DNS_RESOLVER = "crawler.middlewares.address.GuardedResolver"

# --- Parts ---

DOWNLOADER_MIDDLEWARES = {
    # Its rules come from allowed_domains; ours from the registry.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.guard.SiteGuard": 50,
    "crawler.middlewares.address.AddressGuard": 60,
    "crawler.middlewares.robots.Robots": 100,
    # Answers pass it after Conditional, whose replayed bodies are read in the host's encoding too.
    "crawler.middlewares.manners.Manners": 440,
    "crawler.middlewares.conditional.Conditional": 450,
    # Answers pass from high to low: a paused site's 503 never reaches the retries at 550, and a body is
    # checked while it is still compressed (decompression is at 590).
    "crawler.middlewares.retry_after.RetryAfter": 560,
    "crawler.middlewares.guard.WholeBody": 595,
    # Before redirects are followed (600): one that leads back here with a cookie is asked again, with it.
    "crawler.middlewares.bounce.CookieBounce": 610,
}
SPIDER_MIDDLEWARES = {
    # Every answer is evidence: the callback sees all of them and the archive decides what each amounts to.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    # The list's address is sent by the spider where a family needs it; never across sites.
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    # It would drop an address of the frontier without a word; the registry and the links bound their length.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    # The others watch over requests that callbacks yield; ours yield pages.
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "pipelines.keep.Keep": 100,
    "pipelines.read.Read": 200,
    "pipelines.record.Record": 300,
}
EXTENSIONS = {
    # Its figures stand in the progress line and in the ledger.
    "scrapy.extensions.logstats.LogStats": None,
    # It would write items, bodies and all, where -o says.
    "scrapy.extensions.feedexport.FeedExporter": None,
    # It counts the memory of who started the crawl as the crawl's; ours does not.
    "scrapy.extensions.memusage.MemoryUsage": None,
    "crawler.extensions.memory.OwnMemory": 0,
    "crawler.extensions.ledger.Ledger": 10,
    "crawler.extensions.progress.Progress": 20,
    "crawler.extensions.ending.Ending": 30,
}

# --- Logs ---

# On a terminal the live line stands for the information.
LOG_LEVEL = "WARNING" if sys.stderr.isatty() else "INFO"
LOG_FORMATTER = "crawler.extensions.progress.QuietFormatter"
# The ledger keeps the statistics; a dump of 60 lines hides the summary people look for.
STATS_DUMP = False
# Versions of libraries belong into a bug report, not before every crawl.
LOG_VERSIONS: list[str] = []
