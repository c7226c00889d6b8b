"""What several steps look for on a page, found in one walk: each walk over a page takes 1 % of its reading."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

# Elements whose names tell where a report or its title stands.
BLOCKS = ("div", "section", "article", "form", "table", "ul", "ucapcontent", "ucaptitle", "h1", "h2", "h3")


@dataclass(frozen=True)
class Landmarks:
    """Elements by what they are looked at for, each in document order; `marks` are comments and metas."""

    blocks: tuple[_Element, ...]
    metas: tuple[_Element, ...]
    marks: tuple[_Element, ...]
    base: str  # the address that links are relative to, if the page names one


def landmarks_of(root: _Element) -> Landmarks:
    """Find them."""
    blocks: list[_Element] = []
    metas: list[_Element] = []
    marks: list[_Element] = []
    bases: list[str] = []
    for element in root.iter(etree.Comment, "meta", "base", *BLOCKS):
        tag = element.tag
        if tag == "meta":
            metas.append(element)
            marks.append(element)
        elif tag == "base":
            bases.append(element.get("href") or "")
        elif isinstance(tag, str):
            blocks.append(element)
        else:
            marks.append(element)
    return Landmarks(tuple(blocks), tuple(metas), tuple(marks), bases[0] if bases else "")
