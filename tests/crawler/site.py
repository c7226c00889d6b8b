"""A tiny web site on loopback: paths with their answers, and a log of what was asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer


@dataclass
class Answer:
    """`length` False leaves Content-Length out: the body ends where the connection does."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    length: bool = True


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    method: str = "GET"
    body: str = ""


class _Server(ThreadingHTTPServer):
    # A crawler opens many connections at once; the default backlog of 5 would refuse some.
    request_queue_size = 128

    def server_bind(self) -> None:
        """Without the look-up of the host's name that the base class makes."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]


class Site:
    """`answers` maps a path with its query to an Answer, or to a function of the request that gives one."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.answers: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.log: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Head and body leave in two writes; without this every answer waits for a delayed acknowledgement.
            disable_nagle_algorithm = True

            def do_GET(self) -> None:  # the name the base class calls
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = self.rfile.read(int(headers.get("content-length", "0"))).decode()
                asked = Asked(self.path, headers, self.command, body)
                site.log.append(asked)
                found = site.answers.get(self.path, Answer(status=404))
                answer = found(asked) if callable(found) else found
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.length:
                    self.send_header("Content-Length", str(len(answer.body)))
                else:
                    self.close_connection = True
                self.end_headers()
                self.wfile.write(answer.body)

            do_POST = do_GET  # noqa: N815 - the name the base class calls

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Kept in `log` instead."""

        self._server = _Server((host, 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{self._server.server_address[0]}:{self.port}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def page(self, path: str, html: str, **headers: str) -> None:
        names = {"Content-Type": "text/html; charset=utf-8", **headers}
        self.answers[path] = Answer(html.encode(), headers=names)

    def wrap(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Site]:
    site = Site(host)
    site.answers["/robots.txt"] = Answer(
        b"User-agent: *\nDisallow: /private/\n", headers={"Content-Type": "text/plain"}
    )
    try:
        yield site
    finally:
        site.close()


def column(*rows: str) -> str:
    """A generic list page: rows are `path|title|date`."""
    items = "".join(
        f'<li><a href="{path}">{title}</a><span>{date}</span></li>'
        for path, title, date in (row.split("|") for row in rows)
    )
    return (
        f"<html><head><title>政府信息公开年报</title></head><body><ul class='lb'>{items}</ul></body></html>"
    )


def report(agency: str, year: int) -> str:
    """A report page without tables: enough to be kept; what it reads as is the reader's tests' business."""
    title = f"{agency}{year}年政府信息公开工作年度报告"
    return (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id='zoom'><p>一、总体情况</p>"
        f"<p>{agency}{year}年主动公开政府信息{year % 97}条。</p><p>二、主动公开政府信息情况</p>"
        "<p>三、收到和处理政府信息公开申请情况</p><p>六、其他需要报告的事项</p><p>无。</p></div></body></html>"
    )
