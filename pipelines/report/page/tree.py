"""A page's text to its element tree, made safe to walk: no scripts, no depth or attribute bombs, no early
end."""

from __future__ import annotations

import re

from lxml import etree
from lxml.etree import _Element

from pipelines.report.model import Problem

# What these hold is not printed. Their tails are.
_UNPRINTED = (
    "script",
    "style",
    "noscript",
    "select",
    "textarea",
    "button",
    "audio",
    "video",
    "template",
    "xml",
)
# libxml2 drops everything behind the first `</html>`, and pages assembled from documents have several.
# Letters in both cases rather than IGNORECASE: then the search goes from one `</` to the next, 3 times as fast.
_EARLY_END = re.compile(r"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])\s{0,20}>")
# Past 2,047 levels libxml2 drops the rest of the page without a word (measured); browsers stop at 512.
_DEEPEST = 2000
_WRAPPERS = re.compile(
    r"<(/?)(div|section|article|center|form|font|span|b|i|u|em|strong|a|ul|li)\b[^<>]{0,2000}>", re.IGNORECASE
)
# Attributes of one element take quadratic time: 50,000 of them 17 s. Real pages stay under 60.
_LONG = 8000  # characters of a tag
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,40}})\s([^<>]{{{_LONG},}})>")
_DROPPED = "<!--attributes dropped-->"
_MOST_ATTRIBUTES = 1000
# A million rows keep the walks busy for 12 s and fill 500 MB (measured); the largest report that Word has pasted
# whole into its page has 30,000 tags.
_MOST_TAGS = 400_000


def parse(text: str) -> tuple[_Element | None, list[Problem]]:
    """The page's tree (None when it has no element at all) and what had to be done to it."""
    problems: list[Problem] = []
    if len(text) > _MOST_TAGS and (tags := text.count("<")) > _MOST_TAGS:
        return None, [Problem("PAGE_TOO_LARGE", f"页面有 {tags:,} 个标记，超过 {_MOST_TAGS:,} 个，未读取")]
    text = _EARLY_END.sub("", text)
    if _has_long_tag(text):
        text = _LONG_TAG.sub(_bare, text)
        if _DROPPED in text:
            problems.append(Problem("TOO_MANY_ATTRIBUTES", "有元素带有上千个属性，读取时已忽略这些属性"))
    root = _parsed(text)
    if root is not None and _is_cut_by_depth(root):
        problems.append(Problem("TOO_DEEP", "页面嵌套过深，已去掉排版元素后读取，正文范围可能不准"))
        root = _parsed(
            _WRAPPERS.sub(lambda match: " " if match[2].lower() in _INLINE_WRAPPERS else "<br>", text)
        )
        if root is not None and _is_cut_by_depth(root):
            problems.append(Problem("TRUNCATED_BY_DEPTH", "页面嵌套过深，部分内容无法读取"))
    if root is not None:
        etree.strip_elements(root, *_UNPRINTED, with_tail=False)
    return root, problems


_INLINE_WRAPPERS = {"font", "span", "b", "i", "u", "em", "strong", "a"}


def _parsed(text: str) -> _Element | None:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    return etree.fromstring(text.encode("utf-8"), parser) if text and not text.isspace() else None


def _has_long_tag(text: str) -> bool:
    """Whether anything between two `>` is that long. Looking for the tags themselves takes 150 times as
    long."""
    at = -1
    while len(text) - at > _LONG:
        behind = text.rfind(">", at + 1, at + 1 + _LONG)
        if behind < 0:
            return True
        at = behind
    return False


def _bare(match: re.Match[str]) -> str:
    if match[2].count("=") < _MOST_ATTRIBUTES:
        return match[0]
    return f"<{match[1]}>{_DROPPED}"


def drop(element: _Element) -> None:
    """Take an element out of its tree; its tail stays where it was printed."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
        element.tail = None
    parent.remove(element)


def _is_cut_by_depth(root: _Element) -> bool:
    """Whether parsing stopped at the depth limit: then the last element of each level leads all the way
    down."""
    depth, node = 0, root
    while len(node):
        depth, node = depth + 1, node[-1]
    return depth > _DEEPEST
