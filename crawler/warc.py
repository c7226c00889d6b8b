"""Documents out of WARC files (ISO 28500), one at a time: what web archives keep and hand out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

SUFFIXES = (".warc", ".warc.gz")

# What can be a report or a part of one; style sheets, scripts, fonts and pictures are passed over on purpose.
_DOCUMENTS = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf", "application/msword",
              "application/vnd.", "application/zip", "application/octet-stream", "application/wps-office")  # fmt: skip
# As a crawl's cap on a body; what has gigabytes is a video.
LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """A record's answer: its address, the time it was given (UTC), type and bytes; or why it cannot be used."""

    url: str
    fetched_at: str
    content_type: str = ""
    body: bytes = field(default=b"", repr=False)
    error: str | None = None


def is_warc(file: Path) -> bool:
    """Whether a file is called one."""
    return file.name.lower().endswith(SUFFIXES)


def answers(file: Path) -> Iterator[Answer]:
    """The good answers (200) with documents in a WARC file; a file that breaks off gives an error as its last.

    Raises OSError where the file cannot be opened.
    """
    with file.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                if record.format != "warc":  # anything at all passes for the older ARC format
                    yield Answer(
                        "", "", error=f"{file} cannot be read further: what follows is no WARC record"
                    )
                    return
                answer = _answer(record)
                if answer is not None:
                    yield answer
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            yield Answer("", "", error=f"{file} cannot be read further: {' '.join(str(error).split())[:200]}")


def _answer(record: ArcWarcRecord) -> Answer | None:
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    if record.rec_type not in ("response", "resource") or not url.startswith(("http://", "https://")):
        return None
    if record.http_headers is not None and record.http_headers.get_statuscode() != "200":
        return None
    headers = record.http_headers or record.rec_headers
    content_type = headers.get_header("Content-Type") or ""
    if content_type and not content_type.lower().startswith(_DOCUMENTS):
        return None
    date = (record.rec_headers.get_header("WARC-Date") or "")[:19]
    fetched_at = f"{date}Z" if date else ""
    body: bytes = record.content_stream().read(LARGEST + 1)
    if record.raw_stream.limit > 0 and len(body) <= LARGEST:  # the record promised more bytes than there are
        return Answer(url, fetched_at, error=f"the record of {url[:200]} breaks off")
    if len(body) > LARGEST:
        return Answer(url, fetched_at, error=f"the record of {url[:200]} has more than {LARGEST >> 20} MB")
    return Answer(url, fetched_at, content_type, body) if body else None
