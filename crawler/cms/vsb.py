"""博达 VSB (Visual SiteBuilder): `nb.htm`, behind it `nb/10.htm`, `nb/9.htm` … down to `nb/1.htm`.

File numbers descend so that old pages keep their names; when the list grows by a page, the file behind the
first one is new. Every page therefore names all of them, from the totals it prints (`2/12`): a list that
grows while it is walked leaves no gap.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms import static
from crawler.cms.listing import Listing, ListPage, absolute, anchors, having, rows_of, text_of
from crawler.cms.pagers import declared_rows
from crawler.cms.reading import MOST_PAGES, listing

NAME = "vsb"

_MARKS = (
    "_sitegray",
    "Announced by Visual SiteBuilder",
    "_showDynClick",
    "/system/resource/",
    "vsb_content",
    "pb_sys_",
)
_FILE = re.compile(r"/(\d{1,4})\.(s?html?)$")
_LINE = re.compile(r"^line_?u\d{1,4}_\d{1,4}$")
_POSITION = re.compile(r"(\d{1,4})/(\d{1,4})")


def detects(page: ListPage) -> bool:
    return page.payload is None and page.marked(_MARKS)


def read_list(page: ListPage) -> Listing:
    lines = [one for line in having(page.tree, "id", _LINE) for one in rows_of(line, page.base)]
    rows = lines or static.static_rows(page)
    others, many = _descending(page)
    if not others:
        return static.read(page, NAME, rows=list(rows))
    return listing(
        page, static.list_key(page, NAME), rows, others, total=declared_rows(page.text), pages_declared=many
    )


def _descending(page: ListPage) -> tuple[list[str], int | None]:
    """All files behind the first page, the newest first, and how many pages the list says it has."""
    found: list[tuple[str, int, str]] = []
    for anchor in anchors(page.tree):
        url = absolute(page.base, anchor.get("href"))
        block = anchor.getparent()
        named = _FILE.search(urlsplit(url).path) if url else None
        if (
            url
            and named
            and block is not None
            and re.search(r"\bp_(?:no|next|last|prev)", block.get("class") or "")
        ):
            found.append((url[: url.rfind("/") + 1], int(named[1]), named[2]))
    if not found:
        return [], None
    folder, _, extension = found[0]
    printed = [
        _POSITION.search(text_of(e)) for e in page.tree.iter("span") if (e.get("class") or "") == "p_t"
    ]
    many = max([int(position[2]) for position in printed if position], default=0)
    newest = max(many - 1, *(number for _, number, _ in found))
    return [
        f"{folder}{number}.{extension}" for number in range(min(newest, MOST_PAGES + 1), 0, -1)
    ], many or None
