"""Ask only for what changed, and only while the page it would have changed from is kept.

`If-None-Match` and `If-Modified-Since` come from the good fetch, whose body is in the archive. A 304 is
answered with that body, so that the links on an unchanged page are seen again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Response
from scrapy.responsetypes import responsetypes

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

_OF_THE_BODY = ("headers", "body")


class Conditional:
    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Conditional:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        due = request.meta.get("due")
        # A redirect leads to another page: its validators are not those of this one.
        # A browser's page is no body a server could compare.
        if due is None or request.meta.get("redirect_times") or request.meta.get("playwright"):
            request.headers.pop("If-None-Match", None)
            request.headers.pop("If-Modified-Since", None)
            return
        if due.etag:
            request.headers["If-None-Match"] = due.etag
        if due.last_modified:
            request.headers["If-Modified-Since"] = due.last_modified

    def process_response(self, request: Request, response: Response) -> Response | Request:
        due = request.meta.get("due")
        if response.status != 304 or due is None:
            return response
        kept = self._crawler.spider.store.good_body(due.id)  # type: ignore[union-attr]  # an ArchiveSpider
        if kept is None:
            # Nothing to replay: ask again for the whole page, once.
            if request.meta.get("whole"):
                return response
            meta = {**request.meta, "due": None, "whole": True}
            return request.replace(meta=meta, dont_filter=True)
        headers = response.headers.copy()
        headers["Content-Type"] = kept.content_type
        kind = responsetypes.from_args(headers=headers, url=response.url, body=kept.body)
        # Made anew, not replaced: the answer had no body, and its class and encoding were guessed from that.
        taken = {name: getattr(response, name) for name in Response.attributes if name not in _OF_THE_BODY}
        return kind(**taken, headers=headers, body=kept.body)
