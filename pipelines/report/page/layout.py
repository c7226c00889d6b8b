"""Where on a page the report stands: the site families' containers first, weight when none is known.

Container rules come first because short pages (一句话加附件) break every generic method; the generic descent
comes second because half the families are nobody's product. The frame decides, not the body: reports migrated
from an old site carry the old family's markers inside the new one's container.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.etree import _Element

from pipelines.report.page.flow import is_data, text_of
from pipelines.report.page.landmarks import BLOCKS, Landmarks
from pipelines.report.page.tree import drop

# Ids and classes that hold a document's text, by family of site.
_IDS = frozenset((
    "zoom", "Zoom", "UCAP-CONTENT", "zoomcon", "contentzoom", "vsb_content", "vsb_newscontent",
    "ivs_content", "printContent", "con_con", "dochtmlcon", "webeditorview", "wenzhang-content",
    "textBody", "detailContent", "BodyLabel", "article_content", "articleContent",
))  # fmt: skip
_CLASSES = frozenset((
    "TRS_Editor", "TRS_UEDITOR", "trs_editor_view", "Custom_UnionStyle", "v_news_content",
    "article-content", "Article_content", "article-conter", "article_content", "art_con", "art-con",
    "main-txt", "zoom", "bt_content", "wzcon", "j-fontContent", "xl-xqnr", "gknbxq_detail", "wz_zoom",
    "scroll_cont", "tyxxy_main", "news_cont_d_wrap", "xl_main", "article-body", "xiangqnr",
    "details-main", "m-txt-article", "wip_art_con", "ccontent", "xxgk_content", "pages_content",
    "ewb-article-detail", "detail-content", "zw",
))  # fmt: skip
_TITLES = frozenset((
    "con-title", "xl_title", "detailTitle", "titlestyle", "newstitle", "article-title",
    "detail-article-title", "red_title", "art_title", "title", "bt", "wzbt", "neiright_Title",
    "wenzhang-title", "tit", "xxgk_title", "con_title", "ivs_title",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "ucaptitle"))
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav\w{0,12}|menu\w{0,12}|foot\w{0,12}|copyright|crumbs?|breadcrumb|position|share\w{0,8}|"
    r"bdshare\w{0,20}|sidebar|sidemenu|related?|recommend|friendlink|yqlj|search\w{0,8}|login|toolbar|pager?|"
    r"pagination|dibu|bottom\w{0,8})(?=$|[\s_-])",
    re.IGNORECASE,
)
# A heading or a table that only an annual report has: outside the container found, it shows that one too
# small.
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,2}[、.．].{0,12}(?:总体情况|概述|公开|申请|复议|主要问题|其他需要|附表|说明|收费)"
    r"|第二十条第|勾稽关系|尚未审结|统计指标"
)
_LIGHT = 0.05  # of the heaviest container's weight: below it another is a leftover, an editor in a banner
_DESCEND = 0.8  # share of its parent's text a child needs to be the text's frame
_LEVELS = 4
# Bounds no real page comes near: levels weighed, characters of chrome looked at, titles compared.
_DEEPEST = 50
_MOST_LOOKED_AT = 20_000_000
_MOST_TITLES = 300

# Elements whose names are looked at only on pages where one of them means something: tables pasted from Word have
# thousands.
_CELLS = ("td", "p", "span", "font")
_names = cast("Callable[[_Element], list[str]]", etree.XPath("//@class | //@id", smart_strings=False))
_NO_FRAMES = frozenset(("p", "span"))


@dataclass(frozen=True)
class Layout:
    """`zones` hold the report, in reading order; `titles` are title-like elements, nearest to it first."""

    zones: tuple[_Element, ...]
    titles: tuple[_Element, ...]
    ruled: bool  # found by a container rule


def layout_of(root: _Element, landmarks: Landmarks) -> Layout:
    """Find the report on a page."""
    containers, titles = _named(root, landmarks.blocks)
    zones = _heavy(_outermost([*containers, *_mark_between(landmarks.marks)]))
    ruled = bool(zones)
    if not zones:
        zones = [_descended(_body(root))]
    elif len(zones) > 1:
        zones = _framed(zones)
    if len(zones) == 1:
        zones = [_widened(zones[0])]
    return Layout(tuple(zones), tuple(_near(titles[:_MOST_TITLES], zones[0])), ruled)


def _named(root: _Element, blocks: Sequence[_Element]) -> tuple[list[_Element], list[_Element]]:
    """The elements whose names make them containers, and those whose names or tags make them titles."""
    names = Counter(_names(root))
    meant = sum(count for name, count in names.items() if any(_meaning(name, name)))
    containers, titles, found = _named_among(blocks)
    if found < meant:
        containers, titles, _ = _named_among(root.iter(*BLOCKS, *_CELLS))
    return containers, titles


def _named_among(elements: Iterable[_Element]) -> tuple[list[_Element], list[_Element], int]:
    """The same among some elements, and how many names of theirs mean something."""
    containers: list[_Element] = []
    titles: list[_Element] = []
    found = 0
    for element in elements:
        identity, classes = element.get("id"), element.get("class")
        holds, entitles = _meaning(identity, classes) if identity or classes else (False, False)
        if holds or entitles:
            found += any(_meaning(identity, identity)) + any(_meaning(classes, classes))
        if (holds and element.tag not in _NO_FRAMES) or element.tag == "ucapcontent":
            containers.append(element)
        if entitles or element.tag in _HEADINGS:
            titles.append(element)
    return containers, titles, found


def _body(root: _Element) -> _Element:
    body = root.find("body")
    return root if body is None else body


@lru_cache(maxsize=4096)
def _meaning(identity: str | None, classes: str | None) -> tuple[bool, bool]:
    """Whether an id and a class attribute name a container, and a title. Pages repeat few pairs in many
    cells."""
    ids, names = identity or "", (classes or "").split()
    container = ids in _IDS or ids.startswith("vsb_content") or not _CLASSES.isdisjoint(names)
    title = any(name in _TITLES or name.startswith("titlestyle") for name in [*names, ids])
    return container, title


def _mark_between(marks: Sequence[_Element]) -> list[_Element]:
    """Wrap what stands between a family's begin and end markers into elements of their own: these."""
    markers = [each for each in marks if _is_marker(each)]
    among = set(markers)
    zones: list[_Element] = []
    for begin in markers:
        begins = begin.get("name") == "ContentStart" if begin.tag == "meta" else "begin" in (begin.text or "")
        if not begins:
            continue
        between: list[_Element] = []
        for sibling in begin.itersiblings():
            if sibling in among:
                break
            between.append(sibling)
        if not between and not (begin.tail or "").strip():
            continue
        zone = etree.Element("zone")
        zone.text, begin.tail = begin.tail, None
        begin.addnext(zone)
        zone.extend(between)
        zones.append(zone)
    return zones


def _is_marker(node: _Element) -> bool:
    if node.tag == "meta":
        return node.get("name") in ("ContentStart", "ContentEnd")
    return "信息内容" in (node.text or "") or "ZJEG_RSS.content" in (node.text or "")


def _outermost(elements: list[_Element]) -> list[_Element]:
    """Those within no other of them, in document order."""
    among = set(elements)
    return [each for each in elements if among.isdisjoint(each.iterancestors())]


def _weight(element: _Element) -> int:
    """Printed characters that are no links', and something for what shows a document without words."""
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    shown = sum(1 for _ in element.iter("img", "iframe", "embed", "object"))
    return max(len("".join(text_of(element).split())) - linked, 0) + 2 * shown


def _heavy(zones: list[_Element]) -> list[_Element]:
    # As on most pages; weighing a whole report to see that it weighs something takes 10 times as long.
    if len(zones) == 1:
        return zones if _shows(zones[0]) else []
    weights = [_weight(zone) or sum(1 for _ in zone.iter("a")) for zone in zones]
    most = max(weights, default=0)
    return [zone for zone, weight in zip(zones, weights, strict=True) if weight and weight >= _LIGHT * most]


def _shows(zone: _Element) -> bool:
    """Whether a zone holds anything a reader sees."""
    shown = next(zone.iter("a", "img", "iframe", "embed", "object"), None)
    return shown is not None or text_of(zone).strip() != ""


def _framed(zones: list[_Element]) -> list[_Element]:
    """The element around several containers, when it holds little else; the containers themselves
    otherwise."""
    around = set(zones[0].iterancestors())
    for zone in zones[1:]:
        around &= set(zone.iterancestors())
    frame = next(each for each in zones[0].iterancestors() if each in around)
    if frame.tag in ("body", "html") or _weight(frame) > 1.25 * sum(map(_weight, zones)) + 200:
        return zones
    return [frame]


def _widened(zone: _Element) -> _Element:
    """The zone, or the ancestor beside whose part of the way up stand more of the report's headings and
    tables."""
    widest = zone
    node = zone
    for _ in range(_LEVELS):
        parent = node.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        if any(
            _SECTION.search(text_of(sib)[:4000])
            for sib in parent
            if sib is not node and isinstance(sib.tag, str)
        ):
            widest = parent
        node = parent
    return widest


def _descended(body: _Element) -> _Element:
    """The smallest element that still holds nearly all of the page's text outside links and chrome."""
    _prune(body)
    node, weight = body, _weight(body)
    for _ in range(_DEEPEST):
        node = _past_wrappers(node)
        children = [child for child in node if isinstance(child.tag, str)]
        weights = [_weight(child) for child in children]
        heaviest = max(weights, default=0)
        best = children[weights.index(heaviest)] if children else None
        if best is None or best.tag in ("p", "span", "font") or heaviest < _DESCEND * weight:
            return node
        if any(_SECTION.search(text_of(child)) for child in children if child is not best):
            return node
        if best.tag == "table" and is_data(best, text_of(best)):
            return node
        node, weight = best, heaviest
    return node


def _past_wrappers(node: _Element) -> _Element:
    """Down through elements that hold one other element and nothing else: thousands weigh nothing."""
    while len(node) == 1 and node[0].tag in BLOCKS[:4] and not (node.text or "").strip():
        node = node[0]
    return node


def _prune(body: _Element) -> None:
    """Take out what its name calls chrome and lists of links, unless something of a report is in it."""
    looked_at = 0
    for element in list(body.iterdescendants(*BLOCKS, *_CELLS)):
        if _names_chrome(element.get("id"), element.get("class")):
            text = text_of(element)
            looked_at += len(text)
            if not _SECTION.search(text):
                drop(element)
        if looked_at > _MOST_LOOKED_AT:
            break
    for listing in list(body.iter("ul", "dl")):
        if _is_link_list(listing):
            drop(listing)


@lru_cache(maxsize=4096)
def _names_chrome(identity: str | None, classes: str | None) -> bool:
    return _CHROME.search(f"{identity or ''} {classes or ''}") is not None


def _is_link_list(element: _Element) -> bool:
    links = sum(1 for _ in element.iter("a"))
    return links >= 4 and _weight(element) < 12 * links and not _SECTION.search(text_of(element))


def _near(titles: list[_Element], zone: _Element) -> Iterator[_Element]:
    """Title-like elements in front of the report and in it, the nearest in front first."""
    around = list(zone.iterancestors())
    front: list[_Element] = []
    within: list[_Element] = []
    for element in titles:
        above = list(element.iterancestors())
        if element is zone or zone in above:
            within.append(element)
        elif element not in around and _precedes(element, above, zone):
            front.append(element)
    yield from reversed(front)
    yield from within[:3]


def _precedes(element: _Element, above: list[_Element], zone: _Element) -> bool:
    """Whether an element stands before another that neither holds it nor is held by it."""
    ancestors = [zone, *zone.iterancestors()]
    common = next((each for each in above if each in ancestors), None)
    if common is None:  # taken out with a menu
        return False
    mine = [element, *above][above.index(common)]
    other = ancestors[ancestors.index(common) - 1]
    return common.index(mine) < common.index(other)
