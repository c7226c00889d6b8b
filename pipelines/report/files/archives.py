"""Zip archives offered as attachments: the files in them, one level deep."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

from pipelines.report.files.content import ProblemKind
from pipelines.report.files.packages import unpack
from pipelines.report.model import Part

_MAX_FILES = 10


def members_of(part: Part) -> tuple[list[Part], list[tuple[ProblemKind, str]]]:
    """The files to read, in the order packed, and what was left out. Raises what `unpack` does."""
    members: list[Part] = []
    for packed_name, body in unpack(part.body).items():
        name = _name(packed_name)
        if _is_clutter(name):
            continue
        sha256 = hashlib.sha256(body).hexdigest()
        members.append(Part(part.role, part.url, body, sha256, name=f"{part.name}/{name}"))
    problems: list[tuple[ProblemKind, str]] = []
    if not members:
        problems.append(("ATTACHMENT_EMPTY", "压缩包内没有文件"))
    if len(members) > _MAX_FILES:
        problems.append(
            ("ATTACHMENT_TOO_LARGE", f"压缩包内有 {len(members)} 个文件，只读了前 {_MAX_FILES} 个")
        )
    return members[:_MAX_FILES], problems


def _is_clutter(name: str) -> bool:
    """What macOS and Windows leave in archives."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _name(packed: str) -> str:
    """A member's name; Chinese Windows packs GBK without saying so, which zipfile reads as code page 437.

    >>> _name("附件2.xls".encode("gbk").decode("cp437"))
    '附件2.xls'
    """
    try:
        return packed.encode("cp437").decode("gb18030")
    except UnicodeError:
        return packed
