"""What hosts.toml says of a host, done: its encoding, a browser, its TLS (crawler/tls.py); each noted with the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import TextResponse

from crawler.browser import mark
from crawler.hosts import Host, host_of
from crawler.middlewares import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# What OpenSSL says, and what a person can write into hosts.toml about it.
_CURES = (
    (("certificate verify failed", "VerificationError", "hostname"), "tls_unverified"),
    (
        (
            "legacy",
            "key too small",
            "unsupported protocol",
            "protocol version",
            "no protocols",
            "ecpoint",
            "wrong curve",
        ),
        "tls_old",
    ),
)


class Manners:
    """Marks requests with their host's manner, reads answers in the encoding given for it, explains TLS failures."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Manners:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        host = self._host(request)
        request.meta["manner"] = host.manner
        if host.browser:
            mark(request, self._crawler.settings["USER_AGENT"], unverified=host.tls_unverified)

    def process_response(self, request: Request, response: Response) -> Response:
        host = self._host(request)
        if host.charset and isinstance(response, TextResponse):
            return response.replace(encoding=host.charset)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        if not request.url.startswith("https:"):
            return
        said = str(exception)
        for words, key in _CURES:
            if any(word in said for word in words):
                name = request.url.split("/")[2]
                line = f"tls: {_reason(said, words)} at {name}"
                raise Refused(
                    f"{line}; if it must be, write {key} = true with a reason for it in hosts.toml"
                ) from exception

    def _host(self, request: Request) -> Host:
        name = (request.url.split("/")[2].rpartition("@")[2].partition(":")[0]).lower()
        return host_of(self._crawler.spider.registry.hosts, request.url, name)  # type: ignore[union-attr]


def told_text(response: Response) -> str | None:
    """An answer's text in the encoding hosts.toml gives its host; None where it gives none."""
    given = next((one for one in response.meta.get("manner", ()) if one.startswith("charset=")), None)
    return response.body.decode(given.removeprefix("charset="), "replace") if given else None


def _reason(said: str, words: tuple[str, ...]) -> str:
    return next(word for word in words if word in said)
