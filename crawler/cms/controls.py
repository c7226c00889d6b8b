"""What a reader clicks to see more of a list: 下一页 as words, picture, button or script, and page numbers (pure).

Lists are paged in as many ways as there are vendors. What leads on is followed; what plainly would, and tells
no address, is named by `unknown_pager`, for the end of such a page is not the end of its list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.cms.listing import ListPage, absolute, text_of
from crawler.cms.pagers import page_number
from crawler.cms.script import count_of, jump_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_NEXT = re.compile(
    r"^[<《«]{0,2}(?:下一?页|后一?页|下[一1]?頁|next(?:page)?)[>»›→]{0,3}$|^(?:>|>>|›|»)$", re.IGNORECASE
)
_WORDS = re.compile(r"下一?[页頁]|后一?页", re.IGNORECASE)
_LAST = re.compile(r"^(?:尾页|末页|最后一?页|最末页)$")
_MORE = re.compile(r"^(?:点击)?(?:加载|显示|载入)(?:更多|下一页)[.…>»]{0,3}$")
_CLASS_NEXT = re.compile(r"(?:^|[\s_-])next(?:page)?(?:$|[\s_-])", re.IGNORECASE)
_PAGER = re.compile(
    r"pagin|pager|paging|fenye|(?:^|[\s_-])(?:pages?|pg|page_?(?:div|nav|num|list|bar|box))(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_SLIDES = re.compile(r"swiper|slide|slick|carousel|banner|scroll|focus", re.IGNORECASE)
_OFF = re.compile(r"disab|unable|(?:^|[\s_-])(?:off|no|gray|grey)(?:$|[\s_-])", re.IGNORECASE)
_SCRIPTED = ("onclick", "@click", "v-on:click", "ng-click")
_CLICKABLE = ("a", "button", "input", "span", "li", "em", "i", "div", "img", "b", "font", "td")
_LAST_NUMBER = re.compile(r"""\(\s{0,4}(?:[^()]{0,60},)?\s{0,4}["']?(\d{1,5})["']?\s{0,4}\)""")
_YEAR = re.compile(r"^(20[012]\d)(?:年度?)?$")
_TURNING = (_NEXT, _LAST, _MORE, _YEAR, re.compile(r"\d{0,5}$"))
_LONGEST = 12  # characters of what is clicked to turn pages
_MOST_INSIDE = 3  # elements in it
_OPTION = re.compile(r"^第?\s?(\d{1,4})\s?页?$")


@dataclass(frozen=True)
class Control:
    """Something to click: its words, where it leads if that can be told, and the script it runs."""

    element: _Element
    label: str
    url: str | None
    script: str

    @cached_property
    def leads_nowhere(self) -> bool:
        """Whether it is switched off, as 下一页 is on a last page."""
        names = " ".join(self.element.get(name) or "" for name in ("class", "disabled", "aria-disabled"))
        above = self.element.getparent()
        names += " " + ((above.get("class") or "") if above is not None else "")
        off = _OFF.search(names) or self.element.get("disabled") is not None
        return self.url is None and bool(off)

    @property
    def number(self) -> int | None:
        """The page its script asks for."""
        found = _LAST_NUMBER.search(self.script)
        return int(found[1]) if found else None


def next_pages(page: ListPage) -> list[str]:
    """The address of the page behind this one, as its pager gives it; none where it gives none."""
    controls = [one for one in _controls(page) if one.url != page.url]
    for one in controls:
        if one.url is not None and _is_next(one):
            return [one.url]
    number = current_number(page)
    for one in controls:
        if one.url is None or one.label != str(number + 1) or not _is_near(page, one.url):
            continue
        # Outside of what is called a pager it must be seen from the address: calendars are full of numbers too.
        if _is_page(page, one.url, number + 1) or _in_pager(one.element):
            return [one.url]
    return _chosen(page, number + 1)


def unknown_pager(page: ListPage) -> str | None:
    """What says that a list goes on, where `next_pages` found no address: its words, for people."""
    number = current_number(page)
    for one in _controls(page):
        if one.leads_nowhere or (one.number is not None and one.number <= number):
            continue
        scripted = one.url is None and bool(one.script)
        if _MORE.match(one.label) or (_LAST.match(one.label) and _beyond(page, one)):
            return one.label
        if scripted and (_is_next(one) or (one.label == str(number + 1) and _in_pager(one.element))):
            return one.label
    return None


def years_by_script(page: ListPage) -> Iterator[int]:
    """The years a list opens by a script nobody knows: `<a onclick="loadYear(2024)">2024年</a>`."""
    for one in _controls(page):
        found = _YEAR.match(one.label)
        if found and one.url is None and one.script and not one.leads_nowhere:
            yield int(found[1])


def current_number(page: ListPage) -> int:
    """The number of the page one is on, as its pager prints it: 1 where it tells nothing."""
    for element in page.tree.iter("span", "b", "strong", "em", "a", "li", "font"):
        text = (element.text or "").strip()
        number = count_of(text)
        if number is None:
            continue
        if element.tag == "a" and absolute(page.base, element.get("href")) == page.url:
            return number
        marked = re.search(r"\b(?:cur|current|active|now|on|this)\b", element.get("class") or "")
        plain = element.tag != "a" and len(element) == 0 and not _script(element)
        if (marked or plain) and _in_pager(element):
            return number
    return max(page_number(page.url) or 1, 1)


# Asked for three times a page: what is followed, what cannot be, and the years that only a script opens.
@lru_cache(maxsize=1)
def _controls(page: ListPage) -> tuple[Control, ...]:
    return tuple(_clickable(page))


def _clickable(page: ListPage) -> Iterator[Control]:
    for element in page.tree.iter(*_CLICKABLE):
        href, script = element.get("href"), _script(element)
        if element.get("type") in ("hidden", "text"):
            continue
        # 加载更多 is often given its script from elsewhere, by its id.
        more = _MORE.match((element.text or "").strip())
        if len(element) > _MOST_INSIDE or not (href or script or element.tag in ("button", "input") or more):
            continue
        label = _label(element)
        # Of a list's thousand links hardly one turns its pages: the others need not be resolved.
        if len(label) > _LONGEST or not any(words.match(label) for words in _TURNING):
            continue
        yield Control(element, label, _address(page, element, script), script)


def _script(element: _Element) -> str:
    """The script an element runs when clicked; for a submit button that it submits; for a link to nowhere its `#`
    or `javascript:;`, which a script elsewhere makes work.
    """
    said = next((element.get(name) or "" for name in _SCRIPTED if element.get(name)), "")
    href = element.get("href") or ""
    if not said and href.strip().lower().startswith(("javascript:", "#")):
        return href.strip()
    if not said and element.tag in ("button", "input") and element.get("type") in ("submit", "image"):
        return "submit"
    return said


def _label(element: _Element) -> str:
    words = (
        text_of(element) or element.get("value") or element.get("title") or element.get("aria-label") or ""
    )
    if not words:
        inside = [element, *element.iter("img")]
        words = next(
            (e.get("alt") or e.get("title") or "" for e in inside if e.get("alt") or e.get("title")), ""
        )
    return "".join(words.split())


def _address(page: ListPage, element: _Element, script: str) -> str | None:
    for name in ("href", "data-url", "data-href"):
        if url := absolute(page.base, element.get(name)):
            return url
    return absolute(page.base, jump_of(page.text, script)) if script else None


def _is_next(one: Control) -> bool:
    """By its words, its `rel`, or in a pager by its class. A bare `>` also decorates breadcrumbs and menus, so it
    counts only beside page numbers."""
    if one.element.get("rel") == "next":
        return True
    if _NEXT.match(one.label):
        return bool(_WORDS.search(one.label)) or _in_pager(one.element) or _among_numbers(one.element)
    name = one.element.get("class") or ""
    return one.label == "" and _CLASS_NEXT.search(name) is not None and _in_pager(one.element)


def _beyond(page: ListPage, last: Control) -> bool:
    """Whether a list's last page is another one than this."""
    if last.url is None:
        return last.number is not None
    return last.url.rstrip("/") != page.url.rstrip("/") and _is_page(
        page, last.url, page_number(last.url) or 0
    )


def _is_page(page: ListPage, url: str, number: int) -> bool:
    """Whether an address is that of another page of this list: in its folder, with the number in it (or, counted from
    0, the one before)."""
    return number > 1 and _is_near(page, url) and page_number(url) in (number, number - 1)


def _is_near(page: ListPage, url: str) -> bool:
    own, other = urlsplit(page.base), urlsplit(url)
    folder = re.sub(r"/page/\d{1,4}/?$", "/", own.path).rpartition("/")[0]
    return own.netloc == other.netloc and other.path.startswith(folder)


def _chosen(page: ListPage, number: int) -> list[str]:
    """The page of a number in a menu of pages: `<option value="list_2.html">第2页</option>`."""
    for option in page.tree.iter("option"):
        found = _OPTION.match(text_of(option))
        url = absolute(page.base, option.get("value")) if found and int(found[1]) == number else None
        if (
            url
            and (_is_page(page, url, number) or "页" in text_of(option))
            and not (option.get("value") or "").isdigit()
        ):
            return [url]
    return []


def _in_pager(element: _Element) -> bool:
    """Whether an element stands in what is called a pager, a step or three above it."""
    above: _Element | None = element
    for _ in range(4):
        if above is None or above.tag in ("body", "html"):
            return False
        names = f"{above.get('class') or ''} {above.get('id') or ''}"
        if _SLIDES.search(names):
            return False
        if _PAGER.search(names):
            return True
        above = above.getparent()
    return False


def _among_numbers(element: _Element) -> bool:
    parent = element.getparent()
    block = parent if parent is None or parent.getparent() is None else parent.getparent()
    if block is None:
        return False
    return any((text or "").strip() in ("1", "2") for e in block.iter() for text in (e.text, e.tail))
