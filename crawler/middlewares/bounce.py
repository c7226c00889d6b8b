"""A site that answers with a cookie and a redirect to the same address wants the cookie back: it gets it.

Load balancers do that to everybody's first request (openresty, seen at a ministry): no challenge, for no script
is run and nothing is hidden. The cookie goes to the host that set it and nowhere else, for as long as the run
lasts; all other cookies stay off (COOKIES_ENABLED).
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from w3lib.url import safe_url_string

from archive.ids import canonical_url
from crawler.cms.listing import absolute

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_MOST_COOKIES = 4  # a host; a bounce sets one, and a host that wants more wants a session


class CookieBounce:
    """Answers one bounce a request; a second one is left to the redirect middleware, which gives up."""

    def __init__(self) -> None:
        self._cookies: dict[str, dict[str, str]] = {}  # by host: two pages of one may want one each

    def process_request(self, request: Request) -> None:
        cookies = self._cookies.get(urlsplit(request.url).netloc)
        if cookies:
            request.headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        else:
            # A request made again for another host must not take this one's along.
            request.headers.pop("Cookie", None)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        if response.status not in (301, 302, 303, 307) or request.meta.get("bounced"):
            return response
        given = response.headers.getlist("Set-Cookie")
        location = (response.headers.get("Location") or b"").decode("latin-1")
        if not given or not _leads_back(request.url, location):
            return response
        cookies = dict(pair for header in given[:_MOST_COOKIES] for pair in _pairs(header.decode("latin-1")))
        kept = self._cookies.setdefault(urlsplit(request.url).netloc, {})
        if not cookies or len({**kept, **cookies}) > _MOST_COOKIES:
            return response
        kept.update(cookies)
        return request.replace(meta={**request.meta, "bounced": True}, dont_filter=True)


def _leads_back(url: str, location: str) -> bool:
    target = absolute(url, safe_url_string(location)) if location else None
    try:
        return target is not None and canonical_url(target) == canonical_url(url)
    except ValueError:
        return False


def _pairs(header: str) -> list[tuple[str, str]]:
    """The name and value of a Set-Cookie header, without what it says of their use.

    >>> _pairs("CT6T=8801a2; Path=/; HttpOnly"), _pairs("=;=")
    ([('CT6T', '8801a2')], [])
    """
    try:
        return [(name, morsel.coded_value) for name, morsel in SimpleCookie(header).items()]
    except CookieError:
        return []
