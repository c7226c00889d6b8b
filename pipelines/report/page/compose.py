"""From lines and tables in reading order to a body: text tables folded, chrome out, metadata set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from pipelines.report.blocks import Block, CellTable, HtmlTable, Paragraph, TextTable
from pipelines.report.page.texttables import metadata_lines, with_tables
from pipelines.report.page.toolbars import starts_related, without_chrome
from pipelines.report.words.dates import is_date_line
from pipelines.report.words.labels import joined, label_of, labelled_in
from pipelines.report.words.normalise import Plain, key
from pipelines.report.words.titles import is_title_line

SECTION = re.compile(r"[一二三四五六七八九十]{1,2} ?[、.．]")
_OPENING = 40  # items before the text proper that may still be title, date or metadata
_PROSE = 60
_FILE = re.compile(r"附[件表]|\.(?:pdf|ofd|docx?|wps|xlsx?|et|zip|rar)\b", re.IGNORECASE)

Item = str | _Element | TextTable | CellTable


@dataclass(frozen=True)
class Body:
    """What `compose` found: header lines, title lines among them, and the body's items with their plain texts
    due."""

    header: tuple[str, ...]
    titles: tuple[str, ...]
    items: tuple[Item, ...]


def compose(items: Sequence[str | _Element | CellTable], plain: Plain) -> Body:
    """Sort squeezed lines and tables into header and body. Whatever is neither chrome nor metadata stays.

    What a line is, is judged on its plain form; header lines are given in it.
    """
    kept = _with_labels_joined(_without_chrome(list(with_tables(items)), plain), plain)
    header: list[str] = []
    titles: list[str] = []
    body: list[Item] = []
    for position, item in enumerate(kept):
        if position >= _OPENING or _begins_text(item, plain):
            body.extend(kept[position:])
            break
        if isinstance(item, str) and is_title_line(plain(item)):
            titles.append(_whole_title(body, item))
            header.append(plain(titles[-1]))
        elif lines := _metadata(item, plain):
            header.extend(lines)
        else:
            body.append(item)
    return Body(tuple(header), tuple(dict.fromkeys(titles)), tuple(body))


def blocks_of(items: Sequence[Item], plain: Plain) -> tuple[Block, ...]:
    """The body's items as blocks."""
    return tuple(_block(item, plain) for item in items)


def _block(item: Item, plain: Plain) -> Block:
    if isinstance(item, str):
        return Paragraph(item, plain(item))
    return item if isinstance(item, TextTable | CellTable) else HtmlTable(item)


def _without_chrome(items: list[Item], plain: Plain) -> list[Item]:
    kept: list[Item] = []
    related = False
    for item in items:
        if not isinstance(item, str):
            kept.append(item)
            continue
        judged = plain(item)
        line = without_chrome(judged)
        line = item if line == judged else line
        related = (related or starts_related(judged)) and not SECTION.match(line) and len(line) < _PROSE
        if line and (not related or _FILE.search(line)):
            kept.append(line)
    return kept


def _with_labels_joined(items: list[Item], plain: Plain) -> list[Item]:
    """The items with labels on lines of their own joined to their values, in front of the text proper."""
    opening: list[str] = []
    for item in items[:_OPENING]:
        if not isinstance(item, str) or _begins_text(item, plain):
            break
        opening.append(item)
    if not any(label_of(plain(line)) for line in opening):
        return items
    return [*joined([plain(line) for line in opening]), *items[len(opening) :]]


def _begins_text(item: Item, plain: Plain) -> bool:
    if isinstance(item, TextTable):
        return metadata_lines(item, plain) is None
    if not isinstance(item, str):
        return True
    item = plain(item)
    return SECTION.match(item) is not None or (
        len(item) > _PROSE and not (labelled_in(item) or is_title_line(item))
    )


def _metadata(item: Item, plain: Plain) -> list[str] | None:
    if isinstance(item, TextTable):
        return metadata_lines(item, plain)
    if not isinstance(item, str):
        return None
    line = plain(item)
    return [line] if is_date_line(line) or any(pair.field for pair in labelled_in(line)) else None


def _whole_title(body: list[Item], title: str) -> str:
    """A title whose first line, the agency's name, was printed above it; that line leaves the body."""
    above = body[-1] if body else None
    if (
        isinstance(above, str)
        and len(above) <= 30
        and key(title)[:2] in ("20", "政府", "信息", "二〇", "二○", "政务")
    ):
        body.pop()
        return above + title
    return title
