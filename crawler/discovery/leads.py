"""Where a page points to on the way to the report column: links, pictures, scripts, trees and frames (pure).

Labels are those agencies use (国办公开办函〔2019〕61号 names 政府信息公开 → 政府信息公开年报; older sites
政务公开 → 信息公开年报); joined over line breaks, since the standard template writes 政府信息<br>公开年报.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.etree import _Element

from crawler.cms import ListPage
from crawler.cms.columns import is_sub_column, report_columns
from crawler.cms.listing import absolute, text_of
from crawler.titles import classify, is_column_name

COLUMN, ANY_COLUMN, ONWARD, SECTION, WIDER, REPORT, FRAME, SLUG = 100, 80, 70, 60, 50, 40, 30, 10

_LONGEST_LABEL = 24
_SURE = re.compile(r"信息(?:工作)?公开(?:工作)?(?:年报|年度报告|工作报告)")
_SECTION = re.compile(
    r"^(?:法定)?(?:政府)?信息公开(?:专栏|专区|平台|网|栏|目录|首页|系统)?$|^(?:政府)?信息公开(?:专栏|平台)"
)
_WIDER = re.compile(
    r"^(?:政务|政府|部门|机关)?(?:政务)?公开(?:专栏|平台|网|目录)?$|^法定主动公开(?:内容)?$|^(?:部门)?信息公开目录$"
    r"|^阳光(?:政务|政府)$|^(?:政务|信息)公开"
)
# Websites' own yearly forms stand beside the report column under alike names.
_OTHER_SLUG = re.compile(r"(?:zfwz|wz(?:jg|gz)?)(?:gz)?n(?:d)?b|ndgzbb|yearForm|fzzfjs", re.IGNORECASE)
_JUMP = re.compile(
    r"""(?:location(?:\.href)?\s{0,4}=|location\.(?:replace|assign)\(|window\.open\(|openurl\()\s{0,4}['"]([^'"]{1,300})['"]""",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"""url\s{0,3}=\s{0,3}['"]?([^'"\s]{1,300})""", re.IGNORECASE)
_NAMED = re.compile(
    r"""["']?\b(?:name|title|text|label|channelName|columnName|catName)["']?\s{0,3}:\s{0,3}["']([^"'{}]{2,40})["']"""
)
_ADDRESS = re.compile(
    r"""["']?\b(?:pc|url|urls|href|link|linkUrl|channelUrl|jump_url)["']?\s{0,3}:\s{0,3}["'](?!["'{])([^"'{}]{1,300})["']"""
)
_TREE_ID = re.compile(r"""["']?\bid["']?\s{0,3}:\s{0,3}["']?(\d{1,12})""")
_NO_FRAME = re.compile(
    r"visit|count|weather|tianqi|search|login|share|conac|banner|map\.|player|/foot|/top", re.I
)


@dataclass(frozen=True)
class Lead:
    """An address that may lead to the column; the heavier, the likelier. `label` is what its link says."""

    url: str
    label: str
    weight: int


def leads_of(page: ListPage) -> list[Lead]:
    """Every lead of a page, the heaviest first, each address once."""
    found: dict[str, Lead] = {}
    for url, label in (*_links(page), *_in_scripts(page)):
        weight = weigh(label)
        if (
            weight
            and not _OTHER_SLUG.search(urlsplit(url).path)
            and weight > found.get(url, Lead(url, "", 0)).weight
        ):
            found[url] = Lead(url, label, weight)
    for url in _frames(page):
        found.setdefault(url, Lead(url, "", FRAME))
    return sorted(found.values(), key=lambda lead: -lead.weight)


def weigh(label: str) -> int:
    """How likely what a label names is the report column, or leads there; 0 for neither.

    >>> [weigh(label) for label in ("政府信息公开年报", "年报", "政府信息公开", "政务公开", "新闻动态")]
    [100, 80, 60, 50, 0]
    >>> [weigh(label) for label in ("政府网站年度报表", "青禾市2019年政府信息公开工作年度报告")]
    [0, 40]
    """
    name = "".join(label.split()).strip("·>»-[]【】|")
    kind = classify(name).kind
    if kind in ("report", "truncated"):
        return REPORT
    if kind in ("rejected", "variant", "statistics") or not 2 <= len(name) <= _LONGEST_LABEL:
        return 0
    if kind == "undated" or (is_column_name(name) and _SURE.search(name)):
        return COLUMN
    if is_column_name(name):
        return ANY_COLUMN
    if _SECTION.search(name):
        return SECTION
    return WIDER if _WIDER.search(name) else 0


def sub_columns(page: ListPage) -> frozenset[str]:
    """The lists a report column is divided into on the page itself: folded years, kinds of agency."""
    labels = dict(_links(page))
    return frozenset(url for url in report_columns(page) if is_sub_column(labels.get(url, "")))


def onward(page: ListPage) -> str | None:
    """Where a page without content sends its visitors by script or refresh: many home pages are only that."""
    refresh = [
        m.get("content") or ""
        for m in page.tree.iter("meta")
        if (m.get("http-equiv") or "").lower() == "refresh"
    ]
    for text, pattern in (*((content, _REFRESH) for content in refresh), (page.text[:5000], _JUMP)):
        found = pattern.search(text)
        url = absolute(page.base, found[1]) if found else None
        if url and url != page.url:
            return url
    return None


def _links(page: ListPage) -> Iterator[tuple[str, str]]:
    """Address and label of whatever can be clicked; a picture's label is its `alt`."""
    for element in page.tree.iter("a", "area"):
        url = absolute(page.base, element.get("href")) or _jump(element, page.base)
        if url:
            yield url, _label(element)
    for element in page.tree.iter("div", "li", "span", "td", "h3", "p", "button", "input", "option"):
        onclick = element.get("onclick")
        url = _jump(element, page.base) if onclick else absolute(page.base, element.get("value"))
        if url and (onclick or element.tag == "option"):
            yield url, _label(element) or element.get("value") or ""


def _jump(element: _Element, base: str) -> str | None:
    found = _JUMP.search(element.get("onclick") or element.get("href") or "")
    return absolute(base, found[1]) if found else None


def _label(element: _Element) -> str:
    pictures = (image.get("alt") or image.get("title") or "" for image in element.iter("img"))
    return text_of(element) or element.get("title") or next(filter(None, pictures), "")


def _in_scripts(page: ListPage) -> Iterator[tuple[str, str]]:
    """Nodes of menu trees that scripts draw: `{name:"政府信息公开年报",url:"/nb/"}` in any spelling.

    Nested JSON is escaped (Jiangxi's channelsTagParent); the Guangdong platform's TREE has ids for addresses.
    """
    if "年报" not in page.text and "报告" not in page.text:
        return
    text = page.text.replace('\\"', '"').replace("\\/", "/")
    platform = re.match(r"https?://[^/]+(?:/[\w-]+){0,3}?/gkmlpt/", page.url)
    for found in _NAMED.finditer(text):
        if not is_column_name("".join(found[1].split())):
            continue
        start, end = text.rfind("{", max(0, found.start() - 600), found.start()), text.find("}", found.end())
        node = text[max(start, 0) : min(end, found.end() + 600) if end > 0 else found.end()]
        named, numbered = _ADDRESS.search(node), _TREE_ID.search(node)
        url = absolute(page.base, named[1]) if named else None
        if url is None and platform and numbered:
            url = f"{platform[0]}index#{numbered[1]}"
        if url:
            yield url, found[1]


def _frames(page: ListPage) -> Iterator[str]:
    for frame in page.tree.iter("iframe", "frame"):
        url = absolute(page.base, frame.get("src"))
        if url and url != page.url and not _NO_FRAME.search(url):
            yield url
