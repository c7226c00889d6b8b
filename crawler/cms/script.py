"""Values out of a page's scripts, without running them (pure)."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

_MARK = re.compile(r"""["'{}\[\]]""")
# At the beginning of a word alone: tried at every character of a long one, 8 MB take 100 s (measured).
_PAIR = re.compile(
    r"""['"]?\b(\w{1,40}(?:\[\])?)['"]?\s{0,4}:\s{0,4}(?:'([^']{0,500})'|"([^"]{0,500})"|\[\s{0,4}['"]([^'"]{0,200})['"]\s{0,4}\]|([\w./%-]{1,100}))"""
)


def value_of(text: str, *names: str) -> str | None:
    """What a name is set to: `var x = '…'`, `x: "…"`, `x=…` in an address; the first that is set at all.

    >>> value_of("var websiteCode = 'jxs', channelId = '17';", "channelId"), value_of("{SID: 755031}", "SID")
    ('17', '755031')
    """
    for name in names:
        pattern = rf"""\b{re.escape(name)}['"]?\s{{0,4}}[:=]\s{{0,4}}(?:'([^'\n]{{1,300}})'|"([^"\n]{{1,300}})"|([\w./%-]{{1,300}}))"""
        found = re.search(pattern, text)
        if found:
            return found[1] or found[2] or found[3]
    return None


def pairs(text: str) -> dict[str, str]:
    """The names and values of a flat object as scripts write it; a list of one string counts as the string.

    >>> pairs("{current: 1, webSiteCode: ['jxs'], pageId:'9f'}")
    {'current': '1', 'webSiteCode': 'jxs', 'pageId': '9f'}
    """
    return {
        name: unescape(next((value for value in values if value), ""))
        for name, *values in _PAIR.findall(text)
    }


def data_after(text: str, mark: str) -> Any:
    """The JSON behind `mark` in a script, or None; trailing commas are forgiven.

    >>> data_after('var listData = {articleList: [{"a":"]"},],', "articleList:")
    [{'a': ']'}]
    """
    start = text.find(mark)
    opened = _MARK.search(text, start + len(mark)) if start >= 0 else None
    if opened is None or opened[0] not in "{[" or text[start + len(mark) : opened.start()].strip(" \t\r\n=:"):
        return None
    piece = _balanced(text, opened.start())
    try:
        return json.loads(piece, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(re.sub(r",(\s{0,40}[}\]])", r"\1", piece), strict=False)
    except (ValueError, RecursionError):
        return None


def _balanced(text: str, start: int) -> str:
    """From an opening bracket to the one that closes it; brackets in strings do not count."""
    depth, position = 0, start
    while found := _MARK.search(text, position):
        position = found.end()
        if found[0] in "\"'":
            while (end := text.find(found[0], position)) >= 0 and _escaped(text, end):
                position = end + 1
            if end < 0:
                break
            position = end + 1
        else:
            depth += 1 if found[0] in "{[" else -1
            if depth == 0:
                return text[start:position]
    return text[start:]


def _escaped(text: str, position: int) -> bool:
    """Whether an odd number of backslashes stands before a character."""
    count = 0
    while position - count > 0 and text[position - count - 1] == "\\":
        count += 1
    return count % 2 == 1
