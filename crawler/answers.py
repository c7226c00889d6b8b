"""What an answer says besides its content: its head, its text, where it came from, how it refuses or failed (pure)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response, TextResponse
from twisted.web.http import _DataLoss

from crawler.middlewares import Refused
from crawler.middlewares.manners import told_text
from pipelines.report.page.decode import decode

if TYPE_CHECKING:
    from archive.rows import DuePage
    from crawler.refusals import Refusal

# What dates, names or explains it. Set-Cookie is nobody's business.
_KEPT_HEADERS = (
    b"Content-Type", b"Content-Length", b"Content-Disposition", b"Last-Modified", b"ETag", b"Date", b"Server",
    b"Location", b"Retry-After", b"Via",
)  # fmt: skip


def headers_of(response: Response) -> dict[str, str]:
    """What the ledger keeps of an answer's head."""
    found = {}
    for name in _KEPT_HEADERS:
        value = response.headers.get(name)
        if value is not None:
            found[name.decode()] = value.decode("utf-8", "replace")[:1000]
    return found


def address_of(response: Response, due: DuePage) -> str:
    """Where an answer came from; the fragment, which no server sees, may choose or hold what was asked."""
    fragment = urldefrag(due.url).fragment
    return f"{urldefrag(response.url).url}#{fragment}" if fragment else response.url


def text_of(response: Response) -> str | None:
    """An answer's text, decoded as the reader does it, for headers lie about charsets; "" for a file's bytes.

    What is text is seen from the bytes too: lists also come as application/octet-stream. None for a page that
    is honestly gone.
    """
    if response.status in (404, 410):
        return None
    if not isinstance(response, TextResponse) and response.body.lstrip()[:1] not in (b"<", b"{", b"["):
        return ""
    told = told_text(response)
    if told is not None:
        return told
    return decode(response.body, (response.headers.get("Content-Type") or b"").decode("latin-1")).text


def in_words(reason: BaseException | None) -> str:
    """Why there is no answer, in one line."""
    if isinstance(reason, Refused):
        return str(reason)
    if isinstance(reason, DownloadCancelledError) and not str(reason):
        return "the body grew beyond DOWNLOAD_MAXSIZE"  # nothing else cancels a download without a word
    # Twisted's reasons stand in failures, which Scrapy's error prints as such; one of them only says that it is half.
    inner = [each.value for each in (getattr(reason.__cause__, "reasons", ()) if reason else ())]
    told = [f"{type(each).__name__.lstrip('_')}: {each}" for each in inner if type(each) is not _DataLoss]
    half = "data loss: " if len(told) < len(inner) else ""
    return half + "; ".join(told) if told else f"{type(reason).__name__}: {reason}"


def blocked_by(refusal: Refusal | None, status: int) -> str | None:
    """How an answer refuses, in words; None where it does not."""
    if refusal is None or refusal.kind != "blocked":
        return None
    return f"HTTP {status} {refusal}" if status != 200 else str(refusal)


def moved_home(due: DuePage, response: Response) -> str | None:
    """A page that redirects to a home page is gone, whatever the status: merged sites do that with all
    addresses.
    """
    home = re.compile(r"/?(?:index\.\w{2,6})?")
    moved = response.meta.get("redirect_urls")
    if moved and home.fullmatch(urlsplit(response.url).path) and not home.fullmatch(urlsplit(due.url).path):
        return f"redirected to the home page {response.url[:200]}"
    return None
