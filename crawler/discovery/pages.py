"""What a page's own words and its address tell of it: its name, its site, whether it is a home page (pure)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from archive.ids import canonical_url
from crawler.cms import ListPage

_CODE = re.compile(rb"bm\d{8}|\d{10}")


def names(page: ListPage) -> list[str]:
    """What a page calls itself: its column's name and its title."""
    names = [meta.get("content") or "" for meta in page.tree.iter("meta") if meta.get("name") == "ColumnName"]
    return names + [re.split(r"[_\-—|]", title.text or "")[0] for title in page.tree.iter("title")]


def visible(page: ListPage) -> str:
    """The words a person sees."""
    hidden = ("script", "style", "title", "noscript")
    words = [element.tail or "" for element in page.tree.iter()]
    words += [e.text or "" for e in page.tree.iter() if isinstance(e.tag, str) and e.tag not in hidden]
    return " ".join(words)


def site_code(page: ListPage) -> str | None:
    """The SiteIDCode (网站标识码) in a page's head: ten digits, the first six a division, or `bm` for ministries."""
    for meta in page.tree.iter("meta"):
        if (meta.get("name") or "").lower() == "siteidcode":
            code = (meta.get("content") or "").strip().lower()
            return code if _CODE.fullmatch(code.encode()) else None
    return None


def bare_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def is_folder(url: str) -> bool:
    """Whether an address is a folder's: a year's reports may stand in a column named as one report is."""
    return re.search(r"/(?:index\.\w{2,6})?$", urlsplit(url).path) is not None


def is_home(url: str) -> bool:
    return (
        re.fullmatch(r"/?(?:index\.\w{2,6})?", urlsplit(url).path) is not None and not urlsplit(url).fragment
    )


def key_of(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|/(?:index\.\w{2,6})?$", "", canonical_url(url))
