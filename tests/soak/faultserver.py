"""A server of raw sockets that serves whole sites well, and then, once `bad` is set, a fault on each of them.

Hosts are told apart by the Host header (over TLS by the name asked for): one host, one site, one fault.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import sleep

from tests.crawler.site import column
from tests.crawler.wholepages import whole_report

LIST, PAGE, NEXT = "/nb/", "/nb/2022.html", "/nb/2023.html"
_ROBOTS = b"User-agent: *\nDisallow: /private/\n"


@dataclass
class Talk:
    """One request: `path` and `host` as asked, `good` the body that would be right."""

    socket: socket.socket
    host: str
    path: str
    good: bytes
    going: threading.Event  # cleared when the server closes

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def answer(self, body: bytes = b"", status: str = "200 OK", *headers: str, length: bool = True) -> None:
        """A well-formed answer; `length` False leaves Content-Length out."""
        named = {header.partition(":")[0].lower() for header in headers}
        lines = [f"HTTP/1.1 {status}", *headers]
        if "content-type" not in named:
            lines.append("Content-Type: text/html; charset=utf-8")
        if length and "content-length" not in named and "transfer-encoding" not in named:
            lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"), body)

    def reset(self) -> None:
        """End the connection with RST instead of FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def wait(self, seconds: float = 60) -> None:
        """Stand still, but not longer than the server does."""
        for _ in range(int(seconds * 10)):
            if not self.going.is_set():
                return
            sleep(0.1)


Play = Callable[[Talk], None]


@dataclass
class FaultServer:
    """`agencies`: whose site each host is. `faults`: what each host does with its report's address, or under
    `HOST/robots.txt` with that one. `others`: hosts whose fault is not this server's.

    `bad` switches from the good sites to the faults. `secure`: contexts for TLS by host, (good, bad); a bad one may
    be what is done with the raw connection instead.
    """

    agencies: Mapping[str, str]
    faults: Mapping[str, Play]
    secure: Mapping[str, tuple[ssl.SSLContext, ssl.SSLContext | Callable[[socket.socket], None]]] = field(
        default_factory=dict
    )
    others: Collection[str] = ()
    bad: bool = False
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._going = threading.Event()
        self._going.set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        self._threads: list[threading.Thread] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._going.clear()
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while self._going.is_set():
            with suppress(OSError):  # closed, or a connection that was gone before it was taken
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                thread.start()
                self._threads.append(thread)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        # What a client does to a server that misbehaves is its own affair.
        with suppress(OSError, ValueError), connection:
            first = connection.recv(1, socket.MSG_PEEK)
            talking = self._handshake(connection) if first == b"\x16" else connection
            if talking is not None:
                with talking:
                    self._talk(talking)

    def _handshake(self, connection: socket.socket) -> socket.socket | None:
        """TLS as the host that is asked for has it: its name stands in the client's first words."""
        hello = connection.recv(4096, socket.MSG_PEEK)
        name = next((name for name in self.secure if name.encode() in hello), None)
        if name is None:
            return None
        chosen = self.secure[name][1 if self.bad else 0]
        if isinstance(chosen, ssl.SSLContext):
            return chosen.wrap_socket(connection, server_side=True)
        chosen(connection)
        return None

    def _talk(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        lines = head.decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        host = next(line[5:].strip() for line in lines if line.lower().startswith("host:")).partition(":")[0]
        self.asked.append(f"{host}{path}")
        good = self._good(host, path)
        talk = Talk(connection, host, path, good or b"", self._going)
        fault = self.faults.get(host + path) or (
            self.faults.get(host) if path not in (LIST, "/robots.txt") else None
        )
        if self.bad and fault is not None:
            fault(talk)
        elif good is None:
            talk.answer(b"<html><body>404</body></html>", "404 Not Found")
        else:
            kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
            talk.answer(good, "200 OK", f"Content-Type: {kind}")

    def _good(self, host: str, path: str) -> bytes | None:
        agency = self.agencies.get(host, "")
        if path == "/robots.txt":
            return _ROBOTS
        if path == LIST:
            new = (
                [f"{NEXT}|{agency}2023年政府信息公开工作年度报告|2024-01-20"] if self._has_more(host) else []
            )
            return column(*new, f"{PAGE}|{agency}2022年政府信息公开工作年度报告|2023-01-20").encode()
        if path == PAGE:
            return whole_report(agency, 2022).encode()
        return whole_report(agency, 2023, 7).encode() if path == NEXT and self._has_more(host) else None

    def _has_more(self, host: str) -> bool:
        """Sites without a fault have news for the second crawl."""
        return (
            self.bad
            and not any(name == host or name.startswith(host + "/") for name in self.faults)
            and (host not in self.secure and host not in self.others)
        )


def agency_name(number: int) -> str:
    """The agency of a site, by its number: 青禾市甲丙局.

    >>> agency_name(0), agency_name(107)
    ('青禾市甲甲甲局', '青禾市乙甲辛局')
    """
    return f"青禾市{''.join('甲乙丙丁戊己庚辛壬癸'[int(digit)] for digit in f'{number:03}')}局"


@contextmanager
def serving(server: FaultServer) -> Iterator[FaultServer]:
    try:
        yield server
    finally:
        server.close()
