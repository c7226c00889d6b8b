"""What one channel was not told yet, as a message people read in a chat (每日摘要): in Markdown, or as rich text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from archive.duedates import beijing_time
from archive.feed import address
from archive.notices import KINDS, Untold
from archive.publishing import SIMULATED, printable

_UNITS = {"failing": "个", "mended": "个", "quarantined": "页"}
_LONGEST = 120  # characters of an item; its page has the rest
_LINES = 3  # of one notice
# Markup a page's title could bring: links, mentions (<@all>), emphasis. Full-width characters read the same.
_INERT = str.maketrans("[]()<>*_`#~|!\\@&", "［］（）＜＞＊＿｀＃～｜！＼＠＆")


@dataclass(frozen=True)
class Line:
    """One line of a message: a heading of a section, or an item with where it leads to."""

    text: str
    href: str | None = None
    is_heading: bool = False


def title(now: str, kind: str) -> str:
    """The message's first line; its words 政府信息公开 may serve as the keyword that a robot asks for."""
    prefix = f"【{SIMULATED}】" if kind == "demo" else ""
    return f"{prefix}政府信息公开年报监测 {beijing_time(now)}"


def digest(untold: Untold, site: str, most: int) -> list[Line]:
    """The lines of a message, at most so many items of each kind; every kind is counted whole.

    `site`: the public address of the Datasette site, or empty.
    """
    return list(_lines(untold, site, most))


def _lines(untold: Untold, site: str, most: int) -> Iterator[Line]:
    for kind, count in untold.counts.items():
        yield Line(f"{KINDS[kind]} {count} {_UNITS.get(kind, '份')}", is_heading=True)
        shown = [each for each in untold.newest if each.kind == kind][:most]
        for each in shown:
            said = "；".join(text for text, _ in each.lines[:_LINES])
            more = f"；共 {len(each.lines)} 处" if len(each.lines) > _LINES else ""
            yield Line(_clipped(f"{each.title}｜{said}") + more, address(each, site))
        if count > len(shown):
            rest = "其余" if shown else "详见"
            yield Line(f"{rest} {count - len(shown)} {_UNITS.get(kind, '份')}见通知表", _table(site, kind))


def markdown(head: str, lines: list[Line]) -> str:
    """A message in the part of Markdown that 企业微信 and 钉钉 both show."""
    parts = [f"### {head}"]
    for line in lines:
        text = line.text.translate(_INERT)
        if line.is_heading:
            parts.append(f"\n**{text}**\n")
        else:
            parts.append(f"- [{text}]({_target(line.href)})" if line.href else f"- {text}")
    return "\n".join(parts)


def rich_text(head: str, lines: list[Line]) -> dict[str, Any]:
    """A message as 飞书 takes it (富文本 post): a list of lines, each a list of marked pieces."""
    content = []
    for line in lines:
        if line.is_heading:
            content.append([{"tag": "text", "text": f"【{line.text}】"}])
        elif line.href:
            content.append([{"tag": "a", "text": line.text, "href": _target(line.href)}])
        else:
            content.append([{"tag": "text", "text": line.text}])
    return {"zh_cn": {"title": head, "content": content}}


def _clipped(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _target(href: str) -> str:
    """An address that cannot end the Markdown link it stands in."""
    return quote(href, safe="/:?=&%#+,;~-._@!$'*")


def _table(site: str, kind: str) -> str | None:
    return f"{site}reports/notices?kind={kind}" if site else None
