"""What is wrong with a whole site rather than with a page.

`busy` asks for a pause once, amid a crawl; `bounce` answers everybody without its cookie with a redirect to the
same address that sets it, which is no challenge: a cookie jar is enough.
"""

from __future__ import annotations

import threading
from functools import partial

from tests.province.model import Answer, Handler, Request, Site

_BUSY_AT = 4  # the request that is told to wait
_PAUSE = "1"  # seconds


def wrapped(site: Site, routes: dict[str, Handler]) -> dict[str, Handler]:
    """The routes with the site's traps before them."""
    routes = {**routes, **{path: partial(_gone, how) for path, how in site.dead.items()}}
    if "busy" in site.traps:
        asked = _Counter()
        return {path: partial(_once_busy, asked, handler) for path, handler in routes.items()}
    if "bounce" in site.traps:
        return {path: partial(_bounced, handler) for path, handler in routes.items()}
    return routes


_COOKIE = "CT6T=8801a2"


def _bounced(handler: Handler, request: Request) -> Answer:
    if _COOKIE in request.cookie:
        return handler(request)
    again = (("Location", f"http://{request.host}{request.path}"), ("Set-Cookie", f"{_COOKIE}; Path=/"))
    return Answer(b"", "text/html", 302, again)


def _gone(how: str, request: Request) -> Answer:
    """A page that is no more: `gone` says so, `soft404` says so with status 200, `home` leads to the home page."""
    if how == "home":
        return Answer(b"", "text/html", 302, (("Location", f"http://{request.host}/"),))
    page = (
        "<html><head><title>提示信息</title></head><body>对不起，您访问的页面不存在或已被删除。</body></html>"
    )
    return Answer(page.encode(), "text/html; charset=utf-8", 200 if how == "soft404" else 404)


class _Counter:
    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    def next(self) -> int:
        with self._lock:
            self._count += 1
            return self._count


def _once_busy(asked: _Counter, handler: Handler, request: Request) -> Answer:
    if asked.next() == _BUSY_AT:
        return Answer(b"Too Many Requests", "text/plain", 429, (("Retry-After", _PAUSE),))
    return handler(request)
