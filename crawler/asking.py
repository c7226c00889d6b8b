"""Addresses that are asked by POST: how one stands in the frontier, and the request it is sent as (pure).

The frontier knows addresses only, so what is posted is written into the fragment, which no server ever sees:
`http://a.test/queryList#post:current=2&pageSize=15` posts a form, `…#json:%7B%22pageIndex%22:2%7D` posts JSON
(percent-escaped). `archive.ids.canonical_url` keeps these fragments; links on pages lose them
(`cms.listing.absolute`), so only a family or the registry can have anything posted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urldefrag, urlencode

from archive.ids import POST_MARKS

_FORM, _JSON = POST_MARKS


@dataclass(frozen=True)
class Asked:
    """A request: `url` without its mark, `method`, `body` and the headers it needs."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def form(url: str, fields: Iterable[tuple[str, str]]) -> str:
    """The address that posts a form.

    >>> form("http://a.test/queryList", [("current", "2"), ("code[]", "col1")])
    'http://a.test/queryList#post:current=2&code%5B%5D=col1'
    """
    return f"{urldefrag(url).url}#{_FORM}{urlencode(list(fields))}"


def json_body(url: str, value: object) -> str:
    """The address that posts JSON.

    >>> json_body("http://a.test/list", {"pageIndex": 1})
    'http://a.test/list#json:%7B%22pageIndex%22:1%7D'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{urldefrag(url).url}#{_JSON}{quote(text, safe=':,/')}"


def request_of(url: str) -> Asked:
    """The request an address stands for: a plain GET, but for the marks.

    >>> request_of("http://a.test/gkmlpt/index#952").method
    'GET'
    >>> asked = request_of(json_body("http://a.test/list", {"类": [1]}))
    >>> asked.method, asked.url, asked.body.decode()
    ('POST', 'http://a.test/list', '{"类":[1]}')
    """
    plain, fragment = urldefrag(url)
    if not fragment.startswith(POST_MARKS):
        return Asked(url)
    if fragment.startswith(_FORM):
        body, kind = fragment.removeprefix(_FORM), "application/x-www-form-urlencoded; charset=UTF-8"
    else:
        body, kind = unquote(fragment.removeprefix(_JSON)), "application/json; charset=UTF-8"
    # Several of these endpoints answer a page without the header their own script sends.
    headers = {"Content-Type": kind, "X-Requested-With": "XMLHttpRequest"}
    return Asked(plain, "POST", body.encode(), headers)
