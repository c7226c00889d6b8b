"""Pages that scripts write: fetched by a headless Chromium, for the hosts that hosts.toml names and no others.

The browser is fenced in before it starts: it can resolve the names of its hosts only, to the addresses that were
checked here, so no script, frame or redirect leads it anywhere else, and no name can change its address meanwhile.
Firewalls' challenges stay what they are: the status of the first answer counts, whatever a script does afterwards.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from archive.errors import UNFIT, ArchiveError
from crawler.hosts import host_of
from crawler.links import is_file
from crawler.middlewares import Refused
from crawler.middlewares.address import Addresses, literal_address

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.settings import Settings

    from crawler.registry import Registry

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What a reader does not need. Scripts, styles and their data are.
_UNWANTED = ("image", "media", "font", "websocket", "eventsource", "manifest", "ping")
_SETTLE_MS = 10_000  # scripts may go on asking for ever; what is there by then is the page
_INSTALL = "install it with: make browser"


def browser_settings(settings: Settings, registry: Registry, urls: Iterable[str]) -> dict[str, Any]:
    """The settings that let a browser fetch what its hosts serve; none where hosts.toml names no such host.

    `urls`: what may be asked first. Raises ArchiveError (exit code 4) where something is not installed.
    """
    asked = {url: (urlsplit(url).hostname or "").lower() for url in urls}
    hosts = {name: url for url, name in asked.items() if host_of(registry.hosts, url, name).browser}
    if not hosts:
        return {}
    first = min(hosts)
    if importlib.util.find_spec("scrapy_playwright") is None:
        raise ArchiveError(
            f"hosts.toml wants a browser for {first}, and its part is not installed; {_INSTALL}", UNFIT
        )
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        message = f"hosts.toml wants a browser for {first}; install one with: sudo apt-get install chromium"
        raise ArchiveError(message, UNFIT)
    known = _resolved(hosts, Addresses.from_settings(settings))
    rules = ",".join(
        [*(f"MAP {name} {_bracketed(address)}" for name, address in known.items()), "MAP * ~NOTFOUND"]
    )
    arguments = [
        f"--host-resolver-rules={rules}",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-proxy-server",
    ]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's own refuses to start for root
    seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
    handlers = dict.fromkeys(("http", "https"), "crawler.browserhandler.BrowserHandler")
    return {
        "DOWNLOAD_HANDLERS": {**settings.getdict("DOWNLOAD_HANDLERS"), **handlers},
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": program, "headless": True, "args": arguments},
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": seconds * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": lambda request: refuses(request.url, request.resource_type, known),
    }


def refuses(url: str, kind: str, hosts: Iterable[str]) -> bool:
    """Whether a request a page makes is not sent.

    >>> refuses("http://a.gov.test/list.json", "xhr", ["a.gov.test"])
    False
    >>> refuses("http://10.0.0.1/", "xhr", ["a.gov.test"]), refuses("http://a.gov.test/1.png", "image", ["a.gov.test"])
    (True, True)
    """
    return kind in _UNWANTED or (urlsplit(url).hostname or "").lower() not in hosts


def mark(request: Request, agent: str, *, unverified: bool) -> None:
    """Have a request done by the browser; files are fetched without, they run no scripts."""
    if request.method != "GET" or request.meta.get("is_robots") or is_file(request.url):
        return
    # The extra is there: no crawl with such a host begins without it.
    from scrapy_playwright.page import PageMethod  # noqa: PLC0415

    request.meta["playwright"] = True
    request.meta["playwright_context"] = "unverified" if unverified else "verified"
    request.meta["playwright_context_kwargs"] = {
        "service_workers": "block", "locale": "zh-CN", "ignore_https_errors": unverified, "user_agent": agent,
    }  # fmt: skip
    request.meta["playwright_page_methods"] = [PageMethod(_settle)]


async def _settle(page: Any) -> None:
    """Wait until nothing has been asked for half a second: lists come by scripts."""
    from playwright.async_api import TimeoutError as Late  # noqa: PLC0415

    with suppress(Late):
        await page.wait_for_load_state("networkidle", timeout=_SETTLE_MS)


def _resolved(hosts: Iterable[str], addresses: Addresses) -> dict[str, str]:
    """The checked address of each host; one that has none, or none that may be asked, cannot be reached at all."""
    found = {}
    for name in hosts:
        try:
            address = addresses.answer(name) or literal_address(name)
        except Refused:  # looks like an address and is none
            continue
        if address is None:
            with suppress(OSError):
                address = str(socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)[0][4][0])
        if address is not None and addresses.may_ask(address):
            found[name] = address
    return found


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
