"""Files offered beside or instead of a page, read into the same blocks as pages: one module a format.

`file_content` is the only door. It goes by a file's bytes, never by its name or what the server called it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from pipelines.report.blocks import Block, CellTable, Content
from pipelines.report.files import kinds
from pipelines.report.files.archives import members_of
from pipelines.report.files.content import Extract, ProblemKind, UnreadableError
from pipelines.report.files.kinds import media_type
from pipelines.report.files.patience import SECONDS, TooLongError, patience
from pipelines.report.model import Evident, Part, Problem
from pipelines.report.page.chrome import html_content, text_content
from pipelines.report.page.compose import blocks_of, compose
from pipelines.report.page.decode import decode
from pipelines.report.words.normalise import plain_for, squeeze

__all__ = ["SPREADSHEETS", "FileContent", "file_content", "media_type"]

SPREADSHEETS = (kinds.XLSX, kinds.XLS)

# Which module reads a format, and its function. Imported on first use: pdfplumber alone takes a quarter of a second, and few
# processes ever meet a PDF.
_READERS: Mapping[str, tuple[str, str]] = {
    kinds.DOCX: ("docx", "read"),
    kinds.XLSX: ("sheets", "read_xlsx"),
    kinds.XLS: ("sheets", "read_xls"),
    kinds.PDF: ("pdf", "read"),
    kinds.DOC: ("office", "read_doc"),
    kinds.RTF: ("office", "read_rtf"),
}


@dataclass(frozen=True)
class FileContent:
    """A file read: its media type by its bytes, and what it holds; `content.problems` say what was not."""

    media_type: str
    content: Content


def file_content(part: Part) -> FileContent:
    """Read any file. Never raises for what it holds: what cannot be read is a problem with its name."""
    kind = media_type(part.body)
    if kind == kinds.ZIP:
        return FileContent(kind, _archive(part))
    return FileContent(kind, _content(part, kind))


def _archive(part: Part) -> Content:
    """The files in a zip one after the other, as if they were one; archives within it stay closed."""
    try:
        members, problems = members_of(part)
    except UnreadableError as error:
        return _nothing(part, error.kind, error.detail)
    blocks: list[Block] = []
    found = [_problem(part, kind, detail) for kind, detail in problems]
    for member in members:
        content = _content(member, media_type(member.body))
        blocks += content.blocks
        found += content.problems
    return Content({}, (), (), tuple(blocks), (), problems=tuple(found))


def _content(part: Part, kind: str) -> Content:
    if kinds.is_page(kind):
        decoded = decode(part.body, part.content_type)
        return html_content(decoded, part.url) if kind == kinds.HTML else text_content(decoded)
    try:
        extract = _extract(part.body, kind)
    except UnreadableError as error:
        return _nothing(part, error.kind, error.detail)
    return _composed(part, extract)


def _reader(kind: str) -> Callable[[bytes], Extract]:
    module, function = _READERS[kind]
    reader: Callable[[bytes], Extract] = getattr(import_module(f"{__name__}.{module}"), function)
    return reader


def _extract(body: bytes, kind: str) -> Extract:
    """What a file of this media type holds. Raises UnreadableError and nothing else."""
    if kind not in _READERS:
        raise kinds.why_unread(kind, body)
    try:
        with patience():
            return _reader(kind)(body)
    except UnreadableError:
        raise
    except TooLongError as error:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"读取用时超过 {SECONDS:.0f} 秒，已放弃") from error
    except MemoryError as error:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", "读取所需内存超过限度") from error
    # Parsers of foreign formats raise anything on broken files; whatever it is, the file is what is wrong.
    except Exception as error:
        raise UnreadableError(
            "ATTACHMENT_BROKEN", f"文件已损坏，无法读取（{type(error).__name__}）"
        ) from error


def _composed(part: Part, extract: Extract) -> Content:
    plain = plain_for("\n".join(_text(item) for item in extract.items))
    body = compose(extract.items, plain)
    return Content(
        metas={},
        titles=tuple(Evident(title, "line") for title in body.titles),
        header=body.header,
        blocks=blocks_of(body.items, plain),
        attachments=(),
        problems=tuple(_problem(part, kind, detail) for kind, detail in extract.problems),
    )


def _text(item: str | CellTable) -> str:
    return item if isinstance(item, str) else " ".join(cell.text for row in item.rows for cell in row)


def _nothing(part: Part, kind: ProblemKind, detail: str) -> Content:
    images = int(kind == "ATTACHMENT_IMAGE")
    return Content({}, (), (), (), (), images=images, problems=(_problem(part, kind, detail),))


def _problem(part: Part, kind: ProblemKind, detail: str) -> Problem:
    name = squeeze(part.name or part.url)[-60:] or hashlib.sha256(part.body).hexdigest()[:16]
    return Problem(kind, f"“{name}”：{detail}")
