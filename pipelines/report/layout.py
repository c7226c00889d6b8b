"""Where on a page the report stands: the site families' containers first, weight when none is known.

Container rules come first because short pages (一句话加附件) break every generic method; the generic descent comes
second because half the families are nobody's product. The frame decides, not the body: reports migrated from an old
site carry the old family's markers inside the new one's container.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from lxml import etree
from lxml.etree import _Element

from pipelines.report.flow import is_data, text_of

# Ids and classes that hold a document's text, by family (cms.md §§3–12).
_IDS = frozenset(
    "zoom Zoom UCAP-CONTENT zoomcon contentzoom vsb_content vsb_newscontent ivs_content printContent con_con "
    "dochtmlcon webeditorview wenzhang-content textBody detailContent BodyLabel article_content articleContent".split()
)
_CLASSES = frozenset(
    "TRS_Editor TRS_UEDITOR trs_editor_view Custom_UnionStyle v_news_content article-content Article_content "
    "article-conter article_content art_con art-con main-txt zoom bt_content wzcon j-fontContent xl-xqnr gknbxq_detail "
    "wz_zoom scroll_cont tyxxy_main news_cont_d_wrap xl_main article-body xiangqnr details-main m-txt-article "
    "wip_art_con ccontent xxgk_content pages_content ewb-article-detail detail-content zw".split()
)
_TITLES = frozenset(
    "con-title xl_title detailTitle titlestyle newstitle article-title detail-article-title red_title art_title title "
    "bt wzbt neiright_Title wenzhang-title tit xxgk_title con_title ivs_title".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "ucaptitle"))
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav\w{0,12}|menu\w{0,12}|foot\w{0,12}|footer|copyright|crumbs?|breadcrumb|position|share\w{0,8}|bdshare\w{0,20}|"
    r"sidebar|sidemenu|related?|recommend|friendlink|yqlj|search\w{0,8}|login|toolbar|pager?|pagination|dibu|bottom\w{0,8})(?=$|[\s_-])",
    re.IGNORECASE,
)
# A heading or a table that only an annual report has: outside the container found, it shows that one too small.
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,2}[、.．].{0,12}(?:总体情况|概述|公开|申请|复议|主要问题|其他需要|附表|说明|收费)"
    r"|第二十条第|勾稽关系|尚未审结|统计指标"
)
_LIGHT = 0.05  # share of the heaviest container below which another is a leftover, like an empty editor in a banner
_DESCEND = 0.8  # share of its parent's text a child needs to be the text's frame (cms.md §13)
_LEVELS = 4

_named = cast(
    "Callable[[_Element], list[_Element]]",
    etree.XPath(
        "//*[@id or @class or self::h1 or self::h2 or self::h3 or self::ucapcontent or self::ucaptitle]"
    ),
)
_markers = cast(
    "Callable[[_Element], list[_Element]]",
    etree.XPath(
        "//comment()[contains(., '信息内容') or contains(., 'ZJEG_RSS.content')]"
        " | //meta[@name='ContentStart' or @name='ContentEnd']"
    ),
)


@dataclass(frozen=True)
class Layout:
    """`zones` hold the report, in reading order; `titles` are title-like elements, nearest to it first."""

    zones: tuple[_Element, ...]
    titles: tuple[_Element, ...]
    ruled: bool  # found by a container rule


def layout_of(root: _Element) -> Layout:
    """Find the report on a page."""
    named = _named(root)
    _mark_between(root)
    zones = _outermost([each for each in named if _is_container(each)] + list(root.iter("zone")))
    zones = _heavy(zones)
    ruled = bool(zones)
    if not zones:
        zones = [_descended(_body(root), named)]
    elif len(zones) > 1:
        zones = _framed(zones)
    if len(zones) == 1:
        zones = [_widened(zones[0])]
    return Layout(tuple(zones), tuple(_titles(named, zones)), ruled)


def _body(root: _Element) -> _Element:
    body = root.find("body")
    return root if body is None else body


def _is_container(element: _Element) -> bool:
    if element.tag == "ucapcontent":
        return True
    identity = element.get("id")
    if identity and (identity in _IDS or identity.startswith("vsb_content")):
        return True
    names = element.get("class")
    return (
        bool(names) and element.tag not in ("p", "a", "li", "img") and not _CLASSES.isdisjoint(names.split())
    )


def _mark_between(root: _Element) -> None:
    """Wrap what stands between a family's begin and end markers into an element of its own, named `zone`."""
    markers = _markers(root)
    for begin in markers:
        begins = begin.get("name") == "ContentStart" if begin.tag == "meta" else "begin" in (begin.text or "")
        if not begins:
            continue
        between: list[_Element] = []
        for sibling in begin.itersiblings():
            if sibling in markers:
                break
            between.append(sibling)
        if not between and not (begin.tail or "").strip():
            continue
        zone = etree.Element("zone")
        zone.text, begin.tail = begin.tail, None
        begin.addnext(zone)
        zone.extend(between)


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
    weights = [_weight(zone) or sum(1 for _ in zone.iter("a")) for zone in zones]
    most = max(weights, default=0)
    return [zone for zone, weight in zip(zones, weights, strict=True) if weight and weight >= _LIGHT * most]


def _framed(zones: list[_Element]) -> list[_Element]:
    """The element around several containers, when it holds little else; the containers themselves otherwise."""
    around = set(zones[0].iterancestors())
    for zone in zones[1:]:
        around &= set(zone.iterancestors())
    frame = next(each for each in zones[0].iterancestors() if each in around)
    if frame.tag in ("body", "html") or _weight(frame) > 1.25 * sum(map(_weight, zones)) + 200:
        return zones
    return [frame]


def _widened(zone: _Element) -> _Element:
    """The zone, or the ancestor beside whose part of the way up stand more of the report's headings and tables."""
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


def _descended(body: _Element, named: list[_Element]) -> _Element:
    """The smallest element that still holds nearly all of the page's text outside links and chrome."""
    for element in named:
        if (
            _CHROME.search(f"{element.get('id', '')} {element.get('class', '')}")
            and (parent := element.getparent()) is not None
            and element.tag not in ("body", "html")
            and not _SECTION.search(text_of(element))
        ):
            _drop(element, parent)
    for listing in list(body.iter("ul", "dl")):
        if (parent := listing.getparent()) is not None and _is_link_list(listing):
            _drop(listing, parent)
    node, weight = body, _weight(body)
    while True:
        children = [child for child in node if isinstance(child.tag, str)]
        best = max(children, key=_weight, default=None)
        if best is None or best.tag in ("p", "span", "font") or _weight(best) < _DESCEND * weight:
            return node
        if best.tag == "table" and is_data(best):
            return node
        node, weight = best, _weight(best)


def _is_link_list(element: _Element) -> bool:
    links = sum(1 for _ in element.iter("a"))
    return links >= 4 and _weight(element) < 12 * links and not _SECTION.search(text_of(element))


def _drop(element: _Element, parent: _Element) -> None:
    """Take an element out; its tail belongs to the parent."""
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)


def _titles(named: list[_Element], zones: list[_Element]) -> Iterator[_Element]:
    """Title-like elements in front of the report and in it, the nearest in front first."""
    inside = set(zones[0].iter())
    around = set(zones[0].iterancestors())
    front: list[_Element] = []
    within: list[_Element] = []
    before = True
    for element in named:
        before = before and element not in inside
        if element in around or not (element.tag in _HEADINGS or _is_title(element)):
            continue
        if before:
            front.append(element)
        elif element in inside:
            within.append(element)
    yield from reversed(front)
    yield from within[:3]


def _is_title(element: _Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    return any(name in _TITLES or name.startswith("titlestyle") for name in names)
