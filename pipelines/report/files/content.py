"""What every format yields: lines and tables in reading order, problems, or why there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.report.blocks import CellTable
from pipelines.report.words.normalise import squeeze

ProblemKind = Literal[
    "ATTACHMENT_UNREAD",  # a format that is not read, or not without a program that is missing
    "ATTACHMENT_IMAGE",  # a picture or a scan: ready for text recognition, nothing read
    "ATTACHMENT_ENCRYPTED",
    "ATTACHMENT_BROKEN",
    "ATTACHMENT_TOO_LARGE",  # past a limit, by accident or on purpose
    "ATTACHMENT_UNSAFE",  # holds what only an attack holds
    "ATTACHMENT_MACROS",  # read, its macros never run
    "ATTACHMENT_GARBLED",  # its fonts do not say which characters they draw
    "ATTACHMENT_EMPTY",
    "ATTACHMENT_FORMULA",  # formulas saved without their results
]

Item = str | CellTable


@dataclass
class Extract:
    """What a format's reader found: lines and tables in order, and problems without the file's name."""

    items: list[Item] = field(default_factory=list)
    problems: list[tuple[ProblemKind, str]] = field(default_factory=list)


class UnreadableError(Exception):
    """The file gives nothing at all; `detail` says why, in Chinese, for people."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail


def joined(lines: Iterable[str], glue: str) -> str:
    """The lines of a cell or paragraph as one text, `glue` between them.

    Between two digits the line break stays: 12 above 345 may be one number or two, and 12 345 reads as one.

    >>> joined(["本年新收 ", "申请数量"], ""), joined(["12", "345"], ""), joined(["63.4", "万元"], " ")
    ('本年新收申请数量', '12\\n345', '63.4 万元')
    """
    text = ""
    for line in filter(None, map(squeeze, lines)):
        both_digits = text[-1:].isdecimal() and line[0].isdecimal()
        text += ("\n" if both_digits else glue if text else "") + line
    return text


def is_data(rows: Sequence[Sequence[object]]) -> bool:
    """Whether a table has cells beside each other; a frame around text has not."""
    return any(len(row) > 1 for row in rows)
