"""Serves every site of the province from one port, told apart by the Host header."""

from __future__ import annotations

from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.province import pages
from tests.province.model import Answer, Handler, Request, World
from tests.province.world import FAMILIES

_LONGEST_FORM = 64 * 1024  # bytes of a POST body that are read at all


class Province(ThreadingHTTPServer):
    """The web of one world. `routes` maps host and path to what answers there."""

    daemon_threads = True
    # A crawler opens many connections at once; the default backlog of 5 would refuse some.
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Visitor)
        self.routes: dict[str, dict[str, Handler]] = {}

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def publish(self, world: World) -> None:
        for site in world.sites:
            self.routes[site.host] = dict(FAMILIES[site.family].routes(site))
            if site.family != "plain":  # small sites have no robots.txt at all
                self.routes[site.host]["/robots.txt"] = _robots


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
        form = self._form() if method == "POST" else ""
        target = urlsplit(self.path)
        path = unquote(target.path)
        params = dict(
            parse_qsl(target.query, keep_blank_values=True) + parse_qsl(form, keep_blank_values=True)
        )
        routes = self.server.routes.get(self.headers.get("Host", "").split(":")[0].lower(), {})
        handler = routes.get(path)
        if handler is None:
            self._send(Answer(pages.not_found(path), "text/html; charset=utf-8", 404), method)
            return
        self._send(handler(Request(method, path, params)), method)

    def _form(self) -> str:
        length = self.headers.get("Content-Length", "0")
        size = min(int(length), _LONGEST_FORM) if length.isdecimal() else 0
        return self.rfile.read(size).decode("utf-8", "replace")

    def _send(self, answer: Answer, method: str) -> None:
        tag = f'"{sha256(answer.body).hexdigest()[:16]}"'
        unchanged = answer.status == 200 and self.headers.get("If-None-Match") == tag
        self.send_response(304 if unchanged else answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("ETag", tag)
        if not unchanged:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if method != "HEAD" and not unchanged:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class gives it
        """Silent: the crawler's own log says what was asked."""
