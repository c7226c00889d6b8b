"""Serves every site of the province from one port, told apart by the Host header, and logs what was asked."""

from __future__ import annotations

import json
import threading
import time
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TextIO
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.province import carriers, homes, pages, traps
from tests.province.families import FAMILIES
from tests.province.model import Answer, Handler, Request, World

_LONGEST_FORM = 64 * 1024  # bytes of a POST body that are read at all


class Province(ThreadingHTTPServer):
    """The web of one world. `routes` maps host and path to what answers there.

    `log` takes a JSON object a line: at (seconds, monotonic), host, method, path, query, referer, agent, status.
    """

    daemon_threads = True
    # A crawler opens many connections at once; the default backlog of 5 would refuse some.
    request_queue_size = 128

    def __init__(self, port: int, log: TextIO | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Visitor)
        self.routes: dict[str, dict[str, Handler]] = {}
        self._log = log
        self._logging = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def publish(self, world: World) -> None:
        for site in world.sites:
            first = site.host not in self.routes
            routes = self.routes.setdefault(site.host, {})
            routes.update({**FAMILIES[site.family].routes(site), **carriers.routes(site)})
            if first:
                routes.update(homes.routes(site))
            self.routes[site.host] = traps.wrapped(site, routes)
            if site.family != "plain":  # small sites have no robots.txt at all
                self.routes[site.host].setdefault("/robots.txt", _robots)

    def note(self, entry: dict[str, object]) -> None:
        if self._log is not None:
            with self._logging:
                self._log.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self._log.flush()


def _robots(request: Request) -> Answer:
    return Answer(b"User-agent: *\nDisallow: /module/visitcount/\n", "text/plain")


class _Visitor(BaseHTTPRequestHandler):
    server: Province
    protocol_version = "HTTP/1.1"
    # Headers and body leave in two writes; without this every answer waits for a delayed acknowledgement.
    disable_nagle_algorithm = True
    server_version = "province"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer("GET")

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_POST(self) -> None:
        self._answer("POST")

    def _answer(self, method: str) -> None:
        asked_at = time.monotonic()
        body = self._body() if method == "POST" else b""
        target = urlsplit(self.path)
        path, named = unquote(target.path), self.headers.get("Host", "").lower()
        host = named.split(":")[0]
        fields = parse_qsl(target.query, keep_blank_values=True)
        fields += parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
        referer = self.headers.get("Referer", "")
        handler = self.server.routes.get(host, {}).get(path)
        if handler is None:
            answer = Answer(pages.not_found(path), "text/html; charset=utf-8", 404)
        else:
            cookie = self.headers.get("Cookie", "")
            answer = handler(Request(method, path, dict(fields), referer, body, named, cookie))
        status = self._send(answer, method)
        self.server.note(
            {
                "at": round(asked_at, 4),
                "host": host,
                "method": method,
                "path": path,
                "query": target.query,
                "referer": referer,
                "agent": self.headers.get("User-Agent", ""),
                "status": status,
            }
        )

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        size = min(int(length), _LONGEST_FORM) if length.isdecimal() else 0
        return self.rfile.read(size)

    def _send(self, answer: Answer, method: str) -> int:
        tag = f'"{sha256(answer.body).hexdigest()[:16]}"'
        unchanged = answer.status == 200 and self.headers.get("If-None-Match") == tag
        status = 304 if unchanged else answer.status
        self.send_response(status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("ETag", tag)
        for name, value in answer.headers:
            self.send_header(name, value)
        if not unchanged:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if method != "HEAD" and not unchanged:
            self.wfile.write(answer.body)
        return status

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class gives it
        """Silent: the crawler's own log says what was asked."""
