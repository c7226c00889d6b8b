"""What every family gives back from a list page, and the few readings of HTML they share (pure)."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree

from archive.ids import POST_MARKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.etree import _Element

_LONGEST_ADDRESS = 4000  # characters; servers refuse longer ones (RFC 9110 asks them to take 8,000 octets)
_DATE = re.compile(r"(20\d\d)\s{0,3}[-/.年]\s{0,3}(\d{1,2})\s{0,3}[-/.月]\s{0,3}(\d{1,2})(?!\d)")
_LAST_DATE = re.compile(
    r"\s{0,4}[\[(【（]?20\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s\d\d:\d\d(?::\d\d)?)?[\])】）]?$"
)
_SAYS_NOTHING = re.compile(
    r"^(?:点击)?(?:查看|下载|阅读|浏览|打开)(?:详情|全文|原文|附件|更多)?$|^详情$|^(?:pdf|word)(?:下载|版)?$",
    re.I,
)
_VIEWER = re.compile(r"viewer\.html?\?(?:[^#]{0,100}&)?file=([^&#]{1,1000})", re.I)
_END = re.compile(r"</(?:html|body)\s{0,9}>", re.IGNORECASE)
_JSONP = re.compile(r"\s{0,20}[\w.$]{1,80}\s?\(")
# Where articles stand: after a migration the old system's marks are inside.
_BODY = re.compile(
    r"TRS_(?:Editor|UEDITOR)|trs_editor|^(?:zoom|Zoom|UCAP-CONTENT|vsb_content|ivs_content|dochtmlcon|article)$"
)
# Not lxml.html's: choosing a class for every element in Python takes as long again as parsing.
_PARSER = etree.HTMLParser(encoding="utf-8")
# What an XPath gives depends on its text; this one gives text.
_string = cast("Callable[[_Element], str]", etree.XPath("string(.)", smart_strings=False))


@dataclass(frozen=True)
class Row:
    """A row of a list. `url` absolute, `text` as shown, `title` the attribute, `listed_on` an ISO date."""

    url: str
    text: str
    title: str | None = None
    listed_on: str | None = None


@dataclass(frozen=True)
class Listing:
    """What a list page says.

    `next_pages`: more pages of the same list; `columns`: other lists it leads to (frames, bare years under a
    report heading); both are addresses of the frontier (crawler/asking.py). `key` is the same on every page
    of one list. `declared_total` is the number of rows the list claims to have, over all its pages.
    """

    key: str
    rows: tuple[Row, ...] = ()
    next_pages: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    declared_total: int | None = None
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ListPage:
    """A list page as fetched.

    `is_source`: its address stands in the registry (a column's first page); `leads`: it is one step from
    there. `referer` is the page that asked for it: an endpoint's answer is inserted there.
    """

    url: str
    text: str
    is_source: bool = True
    leads: bool = False
    referer: str | None = None

    @property
    def follows(self) -> bool:
        """Whether the lists it leads to are walked: two steps from the registry, no further."""
        return self.is_source or self.leads

    @cached_property
    def tree(self) -> _Element:
        return parse(self.text)

    @cached_property
    def base(self) -> str:
        """What relative addresses start from: `<base href>`; for a fragment the page it is inserted in."""
        if self.payload is not None or "<body" not in self.text.lower():
            own, asked_by = urlsplit(self.url), urlsplit(self.referer or self.url)
            # A page of another host can only be framed, and then it is a page by itself.
            return urldefrag(self.url if own.netloc != asked_by.netloc else self.referer or self.url).url
        return base_of(self.tree, self.url)

    @cached_property
    def payload(self) -> Any:
        """The answer as JSON, also in a callback's brackets; None for anything else."""
        text = self.text.strip().lstrip("\ufeff")
        called = _JSONP.match(text)
        if called:
            text = text[called.end() : text.rfind(")")]
        if not text.startswith(("{", "[")):
            return None
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):  # no JSON, or deeper than anyone writes
            return None

    @cached_property
    def frame(self) -> str:
        """The page without its article: what tells which system made it."""
        # With what stands outside <html>: generators often sign there.
        tree = copy.deepcopy(self.tree.getroottree())
        for name in ("class", "id"):
            for element in having(tree.getroot(), name, _BODY):
                parent = element.getparent()
                if parent is not None and element.tag not in ("body", "html"):
                    parent.remove(element)
        return etree.tostring(tree, encoding="unicode", method="html")

    def marked(self, marks: Iterable[str]) -> bool:
        """Whether one of the marks stands in the page's frame."""
        return any(mark in self.text and mark in self.frame for mark in marks)


def parse(text: str) -> _Element:
    """Parse HTML text; anything at all gives a tree.

    >>> text_of(parse("<html><body>header</body></html><html><body><p>list</p></body></html>"))
    'header list'
    """
    # libxml2 (2.14) drops all behind </html>; pages put together from included files have several.
    text = _END.sub(" ", text)
    tree = etree.fromstring(text.encode("utf-8", "replace") or b"<html></html>", _PARSER)
    return etree.Element("html") if tree is None else tree


def base_of(tree: _Element, url: str) -> str:
    """What a page's relative addresses start from."""
    found = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    return absolute(url, found) or url


def text_of(element: _Element) -> str:
    """All text below an element, in one line.

    >>> text_of(parse("<a>政府信息<br>公开  年报</a>"))
    '政府信息公开 年报'
    """
    return " ".join(_string(element).split())


def absolute(base: str, href: str | None) -> str | None:
    """The absolute http(s) address of a link, or None for anything else. What is posted comes from no link.

    >>> absolute("http://a.test/x/", "./t1.html"), absolute("http://a.test/", "javascript:void(0)")
    ('http://a.test/x/t1.html', None)
    >>> absolute("http://a.test/", "/delete#post:id=1")
    'http://a.test/delete'
    """
    href = (href or "").strip()
    if not href or href.startswith("#") or len(href) > _LONGEST_ADDRESS:
        return None
    return _joined(base, href)


# A list's links are looked at by several families; on a page of 20,000 of them this was most of the time.
@lru_cache(maxsize=16384)
def _joined(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href.replace("\\", "/"))
    except ValueError:
        return None
    if "#" in url and urldefrag(url).fragment.lower().startswith(POST_MARKS):
        url = urldefrag(url).url
    return url if url.lower().startswith(("http://", "https://")) else None


def iso_date(text: str) -> str | None:
    """The first date in a text; lists break dates over lines and pad them.

    >>> [iso_date(text) for text in ("2024-\\n01-\\n23", "[2008- 11- 07]", "2024年1月5日", "2024-13-01")]
    ['2024-01-23', '2008-11-07', '2024-01-05', None]
    """
    found = _DATE.search(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def having(tree: _Element, name: str, pattern: re.Pattern[str]) -> list[_Element]:
    """The elements whose attribute `name` matches."""
    return [e for e in tree.iter() if isinstance(e.tag, str) and pattern.search(e.get(name) or "")]


def anchors(element: _Element) -> Iterator[_Element]:
    for anchor in element.iter("a"):
        if anchor.get("href"):
            yield anchor


def row(anchor: _Element, base: str) -> Row | None:
    """The row an anchor stands in: its date is in the smallest block that holds no other link with text."""
    url = absolute(base, anchor.get("href"))
    url = (shown_file(url) or url) if url else None
    text = text_of(anchor) or _picture(anchor)
    title = (anchor.get("title") or "").strip() or None
    if _SAYS_NOTHING.match(text):
        text = _words_beside(anchor) or text
    if url is None or not (text or title):
        return None
    listed_on = _date_beside(anchor) or iso_date(text) or iso_date(title or "")
    return Row(url, _LAST_DATE.sub("", text) or text, title, listed_on)


def shown_file(url: str) -> str | None:
    """The file that a viewer's address shows: its page is empty without scripts.

    >>> shown_file("http://a.test/pdfjs/web/viewer.html?file=%2Fnb%2F2025.pdf")
    'http://a.test/nb/2025.pdf'
    """
    found = _VIEWER.search(url)
    return absolute(url, unquote(found[1])) if found else None


def _picture(anchor: _Element) -> str:
    """What a picture in a link says."""
    return next((" ".join(e.get("alt", "").split()) for e in anchor.iter("img") if e.get("alt")), "")


def _words_beside(anchor: _Element) -> str | None:
    """What a row whose link says 查看 is about: the longest text of the block that holds no other link; in a table
    of agencies and years the first cell of its row and the head of its column.
    """
    block = _block(anchor)
    inside = set(anchor.iter())
    texts = [e.text or "" for e in block.iter() if e not in inside and isinstance(e.tag, str)]
    texts += [e.tail or "" for e in block.iter() if e is not block]
    longest = max((" ".join(text.split()) for text in texts), key=len, default="")
    cell = next((e for e in anchor.iterancestors() if e.tag in ("td", "th")), None)
    crossed = _crossed(cell) if cell is not None else None
    return crossed or longest or None


def _crossed(cell: _Element) -> str | None:
    """`某局 2025年` for a cell of a table with agencies down and years across."""
    line = cell.getparent()
    table = next(cell.iterancestors("table"), None)
    head = next(table.iter("tr"), None) if table is not None else None
    if line is None or head is None or head is line:
        return None
    position = line.index(cell)
    if position == 0 or position >= len(head) or len(head) != len(line):
        return None
    over = text_of(head[position])
    return f"{text_of(line[0])} {over}" if re.match(r"20\d\d", over) else None


def rows_of(tree: _Element, base: str) -> tuple[Row, ...]:
    """A row for every link, each address once: the one that says more."""
    found: dict[str, Row] = {}
    for anchor in anchors(tree):
        one = row(anchor, base)
        if one is not None:
            known = found.get(one.url)
            # The same article may be linked by a picture or a headline first.
            if known is None or (known.listed_on is None and one.listed_on is not None):
                found[one.url] = one
    return tuple(found.values())


def _date_beside(anchor: _Element) -> str | None:
    block = _block(anchor)
    inside = set(anchor.iter())
    beside = [e.text or "" for e in block.iter() if e not in inside and isinstance(e.tag, str)]
    beside += [e.tail or "" for e in block.iter() if e is not block]
    return iso_date(" ".join(beside)) or iso_date(text_of(anchor)) or _date_after(block)


def _block(anchor: _Element) -> _Element:
    """The largest of four around a link that holds no other link with text."""
    block = anchor
    for _ in range(4):
        parent = block.getparent()
        # Two are enough to know: counting all of them is quadratic on a page of a million links.
        if parent is None or len(list(islice((a for a in anchors(parent) if text_of(a)), 2))) > 1:
            break
        block = parent
    return block


def _date_after(block: _Element) -> str | None:
    """The date behind a link in a row of many, `<a/><i>date</i><a/><i>date</i>`; where dates stand first,
    none: whose they are cannot be told.
    """
    parent = block.getparent()
    for child in islice(parent if parent is not None else (), 4):
        if child.tag == "a" or next(anchors(child), None) is not None:
            break
        if _date_in(child):
            return None
    for sibling in islice(block.itersiblings(), 3):
        if sibling.tag == "a" or next(anchors(sibling), None) is not None:
            return None
        if found := _date_in(sibling):
            return found
    return None


def _date_in(element: _Element) -> str | None:
    return iso_date(text_of(element)) if isinstance(element.tag, str) else None


def unique(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urls))
