"""A crawl never leaves the registry's sites, and half an answer is no answer."""

from __future__ import annotations

import json
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
        encodings = b",".join(response.headers.getlist("Content-Encoding")).lower().split(b",")
        # Some servers name a charset there; such a body is what it is.
        packed = [name.strip() for name in encodings if name.strip() in _PACKED]
        if request.method == "HEAD" or not response.body:
            return response
        if len(packed) > 1 or (packed and packed[0] not in _CHECKED):
            said = b", ".join(packed).decode()
            raise Refused(
                f"unusable: Content-Encoding {said} was not asked for, and cannot be checked for cuts"
            )
        wrong = _CHECKED[packed[0]](response.body, self._largest) if packed else None
        if wrong:
            raise Refused(f"data loss: {wrong}")
        # Old servers say where a body ends by closing: then the body itself must have come to its end.
        if "partial" in response.flags and not (packed or has_end(response.body)):
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
    while data:
        wrong, data, seen = _unpacked(data, 31, largest)
        if wrong:
            return f"the gzip stream is {wrong}"
        # Servers pad with zeroes, or send several members.
        data = data.lstrip(b"\0")
        largest -= seen
        if largest < 0 or not data.startswith(b"\x1f\x8b"):
            return None
    return None


def deflate_error(data: bytes, largest: int) -> str | None:
    """The same of a deflate stream, with zlib's frame as the standard has it or bare as some servers send it.

    >>> whole = zlib.compress(b"x" * 1000)
    >>> deflate_error(whole, 10_000), deflate_error(whole[2:-4], 10_000), deflate_error(whole[:-6], 10_000)
    (None, None, 'the deflate stream is cut')
    """
    framed = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
    wrong, _, _ = _unpacked(data, 15 if framed else -15, largest)
    return f"the deflate stream is {wrong}" if wrong else None


def _unpacked(data: bytes, wbits: int, largest: int) -> tuple[str | None, bytes, int]:
    """What is wrong with one stream, what stands behind it, and its size; beyond `largest` nothing is looked at."""
    stream, seen = zlib.decompressobj(wbits=wbits), 0
    while not stream.eof:
        try:
            out = stream.decompress(data, _CHUNK)
        except zlib.error:
            return "damaged", b"", seen
        data = stream.unconsumed_tail
        seen += len(out)
        if seen > largest:
            return None, b"", seen
        if not out and not data and not stream.eof:
            return "cut", b"", seen
    return None, stream.unused_data, seen


# What may be checked to its end; the others pass for whole when they are cut, or need their own library.
_CHECKED = {b"gzip": gzip_error, b"x-gzip": gzip_error, b"deflate": deflate_error}
_PACKED = (*_CHECKED, b"br", b"zstd", b"compress", b"x-compress", b"bzip2", b"xz")


def _is_json(body: bytes, encoding: str) -> bool:
    try:
        json.loads(body.decode(encoding))
    except (ValueError, RecursionError):
        return False
    return True


def has_end(body: bytes) -> bool:
    """Whether a body comes to the end that its kind has: a page, a PDF, a zip (docx, xlsx), JSON.

    >>> has_end(b"<html>...</body></html>"), has_end(b"<html>..."), has_end(b"%PDF-1.4 ... %%EOF"), has_end(b"%PDF-1.4")
    (True, False, True, False)
    >>> has_end(b'{"a": [1]}'), has_end(b'{"a": [1'), has_end(b"PK\x03\x04...PK\x05\x06" + bytes(18))
    (True, False, True)
    """
    tail = body[-2048:]
    if body.startswith(b"%PDF"):
        return b"%%EOF" in tail
    if body.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" in body[-66_000:]  # behind it a comment of 64 KB may stand
    if body.lstrip()[:1] in (b"{", b"["):
        return _is_json(body, "utf-8") or _is_json(body, "gb18030")
    return b"</html>" in tail.lower()
