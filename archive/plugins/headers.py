"""Datasette plugin: headers that let no page run, frame or load anything but this site's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from datasette import hookimpl

# The site needs no script at all: its templates leave out Datasette's.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        async def guarded(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
            async def send_guarded(event: Any) -> None:
                if event["type"] == "http.response.start":
                    given = {
                        key.lower() for key, _ in event["headers"]
                    }  # a snapshot brings a stricter policy
                    more = [pair for pair in HEADERS.items() if pair[0] not in given]
                    event = {**event, "headers": [*event["headers"], *more]}
                await send(event)

            await app(scope, receive, send_guarded)

        return guarded

    return wrap
