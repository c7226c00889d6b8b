"""What a registry and a person's settings make of Scrapy's settings before anything is asked."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from crawler.browser import browser_settings

if TYPE_CHECKING:
    from scrapy.settings import Settings

    from crawler.registry import Registry

# Loggers whose information nobody asked for: versions, settings and lists of components before the first
# page.
_CHATTER = (
    "scrapy.crawler",
    "scrapy.middleware",
    "scrapy.addons",
    "scrapy.utils.log",
    "scrapy.extensions.memusage",  # crawler.extensions.memory's too: it speaks through its parent's logger
)


def prepare(settings: Settings, registry: Registry, urls: Iterable[str]) -> None:
    """Put the manners of hosts.toml and the contact into the settings; `urls`: where the crawl begins.

    Raises ValueError for a CONTACT that is none, ArchiveError where a browser is needed and not there.
    """
    settings.set("DOWNLOAD_SLOTS", _slots(registry), priority="cmdline")
    for name, value in browser_settings(settings, registry, urls).items():
        settings.set(name, value, priority="cmdline")
    _name_contact(settings)


def _name_contact(settings: Settings) -> None:
    contact = str(settings.get("CONTACT") or "").strip()
    if not contact:
        return
    if not re.fullmatch(r"[ -~]{3,200}", contact):
        raise ValueError(
            f"setting CONTACT: {contact!r} cannot stand in a header; write an address as mailto:a@b.cn"
        )
    agent = str(settings["USER_AGENT"])
    named = f"{agent[:-1]}; contact: {contact})" if agent.endswith(")") else f"{agent} (contact: {contact})"
    settings.set("USER_AGENT", named, priority="cmdline")


def _slots(registry: Registry) -> dict[str, dict[str, float]]:
    """hosts.toml in the form of Scrapy's DOWNLOAD_SLOTS; what a host leaves unsaid is the general setting."""
    said = {
        name: {"delay": host.delay, "concurrency": host.concurrency} for name, host in registry.hosts.items()
    }
    return {name: {k: v for k, v in values.items() if v is not None} for name, values in said.items()}


def quieten(settings: Settings) -> None:
    """Leave out what only somebody looking for a fault wants. Scrapy's root logger passes everything: its handler
    sifts."""
    if settings.get("LOG_LEVEL") != "DEBUG":
        for name in _CHATTER:
            logging.getLogger(name).setLevel(logging.WARNING)
    # It tells of every page that failed with a traceback; the ledger says why in a line.
    logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)
    # It warns, once a run, that nobody sets Referer on redirects: nobody should.
    logging.getLogger("scrapy.downloadermiddlewares.redirect").setLevel(logging.ERROR)
