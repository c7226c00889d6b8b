"""One concern each: whom may be asked, at which addresses, how often, and whether an answer is whole."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Refused(IgnoreRequest):
    """A request this project does not send, or an answer it does not take; the message is one line for
    people.

    `blocked`: the site's own wish (robots.txt), as opposed to a failure that may pass.
    """

    def __init__(self, message: str, *, blocked: bool = False) -> None:
        super().__init__(message)
        self.blocked = blocked
