"""A crawl never leaves the registry's sites, and half an answer is no answer."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scrapy.exceptions import NotConfigured

from archive.ids import site
from crawler.middlewares import Refused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_CHUNK = 64 * 1024


class SiteGuard:
    """Refuses requests to sites no source of the registry is on: links and redirects cannot lead elsewhere.

    It also gives each request its slot, so that departments under one city's domain share one connection.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> SiteGuard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        name = site(request.url)
        if name not in self._crawler.spider.sites:  # type: ignore[union-attr]  # set before any request
            raise Refused(f"off-site: {request.url[:200]} is on no site of the registry")
        request.meta["download_slot"] = self._crawler.spider.slot(request.url)  # type: ignore[union-attr]
        timeout = self._crawler.spider.timeout(request.url)  # type: ignore[union-attr]
        if timeout is not None:
            request.meta["download_timeout"] = timeout


class WholeBody:
    """Refuses bodies that were cut: by a closed connection, or inside their compressed stream.

    Scrapy hands on a body without Content-Length that was cut by a reset with nothing but the flag
    `partial`, and a truncated or damaged gzip stream with no mark at all (measured). It stands before
    decompression.
    """

    def __init__(self, largest: int) -> None:
        self._largest = largest

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> WholeBody:
        if not crawler.settings.getbool("COMPRESSION_ENABLED"):
            raise NotConfigured
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        encodings = b",".join(response.headers.getlist("Content-Encoding")).lower().strip()
        compressed = encodings in (b"gzip", b"x-gzip") and request.method != "HEAD" and bool(response.body)
        wrong = gzip_error(response.body, self._largest) if compressed else None
        if wrong:
            raise Refused(f"data loss: {wrong}")
        # Old servers say where a body ends by closing: then the page itself must have come to its end.
        if "partial" in response.flags and not (compressed or b"</html>" in response.body[-2048:].lower()):
            raise Refused("data loss: the connection closed before the body ended")
        return response


def gzip_error(data: bytes, largest: int) -> str | None:
    """What is wrong with a gzip stream, or None; reading stops beyond `largest` bytes, which are refused
    later.

    >>> import gzip
    >>> whole = gzip.compress(b"x" * 1000)
    >>> gzip_error(whole, 10_000), gzip_error(whole[:-12], 10_000)
    (None, 'the gzip stream is cut')
    >>> gzip_error(whole[:-8] + b"0000" + whole[-4:], 10_000)
    'the gzip stream is damaged'
    """
    seen = 0
    while data:
        stream = zlib.decompressobj(wbits=31)
        while not stream.eof:
            try:
                out = stream.decompress(data, _CHUNK)
            except zlib.error:
                return "the gzip stream is damaged"
            data = stream.unconsumed_tail
            seen += len(out)
            if seen > largest:
                return None
            if not out and not data and not stream.eof:
                return "the gzip stream is cut"
        # Servers pad with zeroes, or send several members.
        data = stream.unused_data.lstrip(b"\0")
        if not data.startswith(b"\x1f\x8b"):
            return None
    return None
