"""Values out of a page's scripts, without running them (pure)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import unescape
from typing import Any

_MOST_DIGITS = 5
_MARK = re.compile(r"""["'{}\[\]]""")
# At the beginning of a word alone: tried at every character of a long one, 8 MB take 100 s (measured).
_PAIR = re.compile(
    r"""['"]?\b(\w{1,40}(?:\[\])?)['"]?\s{0,4}:\s{0,4}(?:'([^']{0,500})'|"([^"]{0,500})"|\[\s{0,4}['"]([^'"]{0,200})['"]\s{0,4}\]|([\w./%-]{1,100}))"""
)


def count_of(text: str | None) -> int | None:
    """A number of pages or rows as pages print it; None for what is none, or more than any list has: `isdigit` takes ²,
    and a list of 10^9 pages would be the end of the crawl.

    >>> count_of("12"), count_of("²"), count_of("9" * 9), count_of(None)
    (12, None, None, None)
    """
    return int(text) if text and len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit() else None


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
        pass  # scripts may end a list with a comma, JSON may not: tried without
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


_TARGET = re.compile(
    r"""(?:location(?:\.href)?\s{0,4}=(?!=)|location\.(?:replace|assign)\(|window\.open\(|\bopen\()\s{0,9}([^;\n]{1,300})"""
)
_CALL = re.compile(r"([A-Za-z_$][\w$]{0,40})\(([^()]{0,120})\)")
_TERM = re.compile(r"""\s{0,9}(?:'([^'\n]{0,200})'|"([^"\n]{0,200})"|([A-Za-z_$][\w$]{0,40}))\s{0,9}""")
# An argument that can be nothing else: showPdf('/nb/2025.pdf') of a script that is not in the page.
_LOOKS_LIKE_ADDRESS = re.compile(
    r"(?:https?://|\.{0,2}/)[^\s'\"<>]{1,300}\.(?:s?html?|pdf|docx?|xlsx?|wps|ofd)\Z", re.IGNORECASE
)
_MOST_OF_FUNCTION = 800  # characters; those that only go somewhere have under 200


def jump_of(text: str, script: str) -> str | None:
    """Where a click's script goes, by itself or by a function that `text` defines: strings and its arguments joined.

    None for everything that would have to be run.

    >>> jump_of("", "window.open('/nb/1.html')")
    '/nb/1.html'
    >>> page = 'function goPage(n){ if(n<1) return; window.location.href = "list_" + n + ".html"; }'
    >>> jump_of(page, "javascript:goPage(2)"), jump_of(page, "goPage(2+x())"), jump_of("", "goPage(2)")
    ('list_2.html', None, None)
    """
    for found in _TARGET.finditer(script):
        address = _joined(found[1], {})
        if address is not None:
            return address
    call = _CALL.search(script)
    if call is None:
        return None
    defined = _function(text, call[1])
    if defined is None:
        arguments = (value.strip().strip("'\"") for value in call[2].split(","))
        return next((each for each in arguments if _LOOKS_LIKE_ADDRESS.match(each)), None)
    parameters, body = defined
    names = [name.strip() for name in parameters.split(",") if name.strip()]
    values = [value.strip().strip("'\"") for value in call[2].split(",")]
    given = dict(zip(names, values, strict=False))
    # Of several the one that depends on what was clicked: the others are for the first page, or for errors.
    targets = [found[1] for found in _TARGET.finditer(body)]
    own = [
        target for target in targets if any(re.search(rf"\b{re.escape(name)}\b", target) for name in given)
    ]
    return next((address for target in own if (address := _joined(target, given)) is not None), None)


# Every row of a list calls the same function: to look for it each time would take as long as the list is long, squared.
@lru_cache(maxsize=64)
def _function(text: str, name: str) -> tuple[str, str] | None:
    """The parameters of a function that a page defines, and the beginning of its body."""
    start = re.search(
        rf"(?:function\s{{1,9}}{re.escape(name)}\s{{0,9}}|\b{re.escape(name)}\s{{0,9}}[=:]\s{{0,9}}function\s{{0,9}})"
        r"\(([^()]{0,120})\)\s{0,9}\{",
        text,
    )
    if start is None:
        return None
    return start[1], text[start.end() : start.end() + _MOST_OF_FUNCTION].split("function", maxsplit=1)[0]


def _joined(expression: str, given: dict[str, str]) -> str | None:
    """The value of strings and names joined by `+`; None where anything else stands in it."""
    position, parts = 0, []
    while term := _TERM.match(expression, position):
        name = term[3]
        if name is not None and name not in given:
            return None
        parts.append(given[name] if name is not None else (term[1] or term[2] or ""))
        position = term.end()
        if not expression.startswith("+", position):
            break
        position += 1
    rest = expression[position:].lstrip()
    return "".join(parts) if parts and (not rest or rest[0] in ",)}") else None
