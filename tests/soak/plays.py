"""The network faults, by name: what a server does to a request, and what the crawl is to make of it."""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.soak.faultserver import Play, Talk

_MB = 1024 * 1024


@dataclass(frozen=True)
class Fault:
    """`outcome`: what the fetch comes to, `error`: words that say why (or others, behind a bar). `robots`: it befalls
    robots.txt instead."""

    play: Play
    outcome: str = "failed"
    error: str = ""
    robots: bool = False


FAULTS: dict[str, Fault] = {}


def fault(error: str, outcome: str = "failed", *, robots: bool = False) -> Callable[[Play], Play]:
    """Enter a function as the fault of its name."""

    def enter(play: Play) -> Play:
        FAULTS[play.__name__.replace("_", "-")] = Fault(play, outcome, error, robots)
        return play

    return enter


def answers(name: str, error: str, outcome: str, *arguments: Any, robots: bool = False, **named: Any) -> None:
    """Enter a fault that is a well-formed answer."""
    FAULTS[name] = Fault(lambda talk: talk.answer(*arguments, **named), outcome, error, robots)


# --- silence and slowness ---


@fault("TimeoutError")
def slow_header(talk: Talk) -> None:
    talk.wait()


@fault("TimeoutError")
def slow_status_line(talk: Talk) -> None:
    for letter in b"HTTP/1.1 200 OK\r\n":
        talk.send(bytes([letter]))
        talk.wait(4)


@fault("TimeoutError")
def slow_body(talk: Talk) -> None:
    talk.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(talk.good)}\r\n\r\n".encode())
    for letter in talk.good:
        talk.send(bytes([letter]))
        talk.wait(0.5)


@fault("TimeoutError")
def stalls_in_body(talk: Talk) -> None:
    talk.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(talk.good)}\r\n\r\n".encode(), talk.good[:500])
    talk.wait()


@fault("TimeoutError")
def stalls_between_chunks(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk(talk.good[:500]))
    talk.wait()


@fault("TimeoutError")
def only_continues(talk: Talk) -> None:
    for _ in range(100):
        talk.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        talk.wait(1)


# --- connections that end ---


@fault("ConnectionDone")
def closes_at_once(talk: Talk) -> None:
    talk.socket.close()


@fault("ConnectionLost")
def resets_at_once(talk: Talk) -> None:
    talk.reset()


@fault("ConnectionDone")
def closes_in_headers(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/ht")


@fault("ConnectionLost")
def resets_in_headers(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/ht")
    talk.wait(0.3)
    talk.reset()


@fault("data loss: ")
def resets_in_body(talk: Talk) -> None:
    talk.send(f"HTTP/1.1 200 OK\r\nContent-Length: {len(talk.good)}\r\n\r\n".encode(), talk.good[:1000])
    talk.wait(0.3)
    talk.reset()


@fault("data loss: ")
def short_of_its_length(talk: Talk) -> None:
    talk.answer(talk.good, "200 OK", f"Content-Length: {len(talk.good) + 100}")


@fault("data loss: the connection closed before the body ended")
def cut_without_a_length(talk: Talk) -> None:
    talk.answer(talk.good[:1500], length=False)


@fault("data loss: the connection closed before the body ended")
def reset_without_a_length(talk: Talk) -> None:
    talk.answer(talk.good[:1500], length=False)
    talk.wait(0.3)
    talk.reset()


# --- framing ---


def chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


def chunked(talk: Talk, *pieces: bytes) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", *pieces)


@fault("data loss: ")
def no_last_chunk(talk: Talk) -> None:
    chunked(talk, chunk(talk.good))


@fault("data loss: ")
def cut_in_a_chunk(talk: Talk) -> None:
    chunked(talk, chunk(talk.good)[:1000])


@fault("")
def chunk_of_no_size(talk: Talk) -> None:
    chunked(talk, chunk(talk.good[:1000]), b"zz\r\n", talk.good[1000:])


@fault("")
def chunk_of_negative_size(talk: Talk) -> None:
    chunked(talk, b"-5\r\n" + talk.good)


@fault("")
def chunk_of_huge_size(talk: Talk) -> None:
    chunked(talk, b"FFFFFFFFFFFFFFFF\r\n" + talk.good)


@fault("")
def chunk_size_without_end(talk: Talk) -> None:
    chunked(talk, b"1" * 100_000)
    talk.wait()


@fault("")
def two_lengths(talk: Talk) -> None:
    talk.answer(talk.good, "200 OK", "Content-Length: 10", f"Content-Length: {len(talk.good)}")


@fault("")
def negative_length(talk: Talk) -> None:
    talk.answer(talk.good, "200 OK", "Content-Length: -1")


@fault("")
def length_in_words(talk: Talk) -> None:
    talk.answer(talk.good, "200 OK", "Content-Length: many")


@fault("")
def random_bytes(talk: Talk) -> None:
    talk.send(random.Random(7).randbytes(5000))


@fault("")
def no_status_line(talk: Talk) -> None:
    talk.send(talk.good)


@fault("")
def status_in_words(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 good OK\r\n\r\n" + talk.good)


@fault("")
def another_protocol(talk: Talk) -> None:
    talk.send(b"SSH-2.0-OpenSSH_9.2p1\r\n")
    talk.wait(0.5)


@fault("")
def header_without_end(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(64):
        talk.send(b"a" * _MB)


@fault("")
def headers_without_end(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(2000):
        talk.send(b"".join(b"X-%d-%d: 1\r\n" % (number, each) for each in range(100)))
    talk.wait()


# --- bodies that swell ---


@cache
def bomb(wbits: int) -> bytes:
    """256 MB of zeroes, compressed: eight times what is taken."""
    packer = zlib.compressobj(1, zlib.DEFLATED, wbits)
    return b"".join([*(packer.compress(bytes(_MB)) for _ in range(256)), packer.flush()])


def make_bombs() -> None:
    """Before a client waits for them."""
    bomb(31)
    bomb(15)


def packed(talk: Talk, encoding: str, body: bytes) -> None:
    talk.answer(body, "200 OK", f"Content-Encoding: {encoding}")


@fault("exceeded DOWNLOAD_MAXSIZE")
def gzip_bomb(talk: Talk) -> None:
    packed(talk, "gzip", bomb(31))


@fault("exceeded DOWNLOAD_MAXSIZE")
def deflate_bomb(talk: Talk) -> None:
    packed(talk, "deflate", bomb(15))


@fault("Content-Encoding gzip, gzip was not asked for")
def gzip_in_gzip_bomb(talk: Talk) -> None:
    packed(talk, "gzip, gzip", gzip.compress(bomb(31)))


@fault("Content-Encoding br was not asked for")
def brotli_bomb(talk: Talk) -> None:
    packed(talk, "br", b"\x1b\xff\xff\x7f" + bytes(1000))


@fault("Content-Encoding zstd was not asked for")
def zstd_bomb(talk: Talk) -> None:
    packed(talk, "zstd", b"\x28\xb5\x2f\xfd" + bytes(1000))


# Which of the two limits a busy machine meets first is chance.
@fault("grew beyond DOWNLOAD_MAXSIZE|TimeoutError")
def endless_chunks(talk: Talk) -> None:
    chunked(talk)
    while talk.going.is_set():
        talk.send(chunk(b"<p>more</p>" * 100_000))


@fault("grew beyond DOWNLOAD_MAXSIZE|TimeoutError")
def endless_without_a_length(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while talk.going.is_set():
        talk.send(b"<p>more</p>" * 100_000)


@fault("max size")
def length_of_3_gb(talk: Talk) -> None:
    talk.answer(b"<html>", "200 OK", f"Content-Length: {3 * 1024 * _MB}")


# --- compressed bodies that are not whole ---


@fault("data loss: the gzip stream is cut")
def gzip_cut(talk: Talk) -> None:
    packed(talk, "gzip", gzip.compress(talk.good)[:-200])


@fault("data loss: the gzip stream is cut")
def gzip_without_its_last_bytes(talk: Talk) -> None:
    packed(talk, "gzip", gzip.compress(talk.good)[:-8])


@fault("data loss: the gzip stream is damaged")
def gzip_of_other_checksum(talk: Talk) -> None:
    whole = gzip.compress(talk.good)
    packed(talk, "gzip", whole[:-8] + b"\0\0\0\0" + whole[-4:])


@fault("data loss: the gzip stream is damaged")
def gzip_of_other_length(talk: Talk) -> None:
    packed(talk, "gzip", gzip.compress(talk.good)[:-4] + struct.pack("<I", 7))


@fault("data loss: the gzip stream is damaged")
def gzip_that_is_none(talk: Talk) -> None:
    packed(talk, "gzip", talk.good)


@fault("data loss: the gzip stream is damaged")
def gzip_with_a_flipped_bit(talk: Talk) -> None:
    whole = bytearray(gzip.compress(talk.good))
    whole[len(whole) // 2] ^= 0x10
    packed(talk, "gzip", bytes(whole))


@fault("data loss: the deflate stream is cut")
def deflate_cut(talk: Talk) -> None:
    packed(talk, "deflate", zlib.compress(talk.good)[:-300])


@fault("data loss: the gzip stream is cut")
def gzip_cut_by_a_reset(talk: Talk) -> None:
    talk.answer(gzip.compress(talk.good)[:-300], "200 OK", "Content-Encoding: gzip", length=False)
    talk.wait(0.3)
    talk.reset()


# --- redirects ---


def redirect(name: str, target: str, error: str) -> None:
    FAULTS[name] = Fault(lambda talk: talk.answer(b"", "302 Found", f"Location: {target}"), "failed", error)


@fault("max redirections reached")
def redirects_to_itself(talk: Talk) -> None:
    talk.answer(b"", "302 Found", f"Location: {talk.path}")


@fault("max redirections reached")
def redirects_there_and_back(talk: Talk) -> None:
    talk.answer(b"", "301 Moved Permanently", f"Location: {'/b' if talk.path == '/a' else '/a'}")


@fault("max redirections reached")
def redirects_ever_further(talk: Talk) -> None:
    at = int(talk.path.rpartition("=")[2]) if "=" in talk.path else 0
    talk.answer(b"", "307 Temporary Redirect", f"Location: /hop?n={at + 1}")


@fault("HTTP status 302")
def redirects_nowhere(talk: Talk) -> None:
    talk.answer(b"", "302 Found")


redirect("redirects-to-a-file", "file:///etc/hostname", "HTTP status 302")
redirect("redirects-to-ftp", "ftp://127.0.0.1/a", "HTTP status 302")
redirect("redirects-to-data", "data:text/html,<h1>2022</h1>", "HTTP status 302")
redirect("redirects-to-a-script", "javascript:alert(1)", "Missing scheme")
redirect("redirects-off-site", "http://elsewhere.example/2022.html", "off-site")
redirect("redirects-to-link-local", "http://169.254.169.254/latest/meta-data/", "off-site")
redirect("redirects-to-a-broken-address", "http://[::1/2022.html", "")


@fault("redirected to the home page")
def redirects_to_the_home_page(talk: Talk) -> None:
    if talk.path == "/":
        talk.answer("<html><title>青禾市</title><body>要闻</body></html>".encode())
    else:
        talk.answer(b"", "301 Moved Permanently", "Location: /")


# --- statuses ---

answers("status-500", "HTTP status 500", "failed", b"error", "500 Internal Server Error")
answers("status-502", "HTTP status 502", "failed", b"", "502 Bad Gateway")
answers("status-504", "HTTP status 504", "failed", b"", "504 Gateway Timeout")
answers("status-999", "HTTP status 999", "failed", b"no", "999 Request denied")
answers("status-204", "HTTP status 204", "failed", b"", "204 No Content")
answers("status-206-unasked", "HTTP status 206", "failed", b"<html>half", "206 Partial Content")
answers("status-403", "HTTP 403", "blocked", b"<h1>403 Forbidden</h1>", "403 Forbidden")
answers(
    "status-412-challenge",
    "waf:ruishu",
    "blocked",
    b"<script>$_ts=window['$_ts'];</script>",
    "412 Precondition",
)
answers("status-404", "", "gone", b"<h1>404</h1>", "404 Not Found")
answers("status-410", "", "gone", b"", "410 Gone")
answers("status-429-then-again", "HTTP status 429", "failed", b"", "429 Too Many Requests", "Retry-After: 0")
answers(
    "status-503-with-a-negative-wait", "HTTP status 503", "failed", b"", "503 Unavailable", "Retry-After: -1"
)
answers(
    "status-503-with-a-date-long-past", "HTTP status 503", "failed",
    b"", "503 Unavailable", "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT",
)  # fmt: skip
answers("status-503-with-a-riddle", "HTTP status 503", "failed", b"", "503 Unavailable", "Retry-After: soon")
answers("status-304-of-nothing-asked", "", "not_modified", b"", "304 Not Modified")
answers("empty-body", "empty body", "failed")
answers("blank-body", "empty body", "failed", b" \r\n\t\n")

# --- robots.txt ---

answers("robots-503", "robots.txt unreachable: HTTP 503", "failed", b"", "503 Unavailable", robots=True)
answers("robots-500", "robots.txt unreachable: HTTP 500", "failed", b"", "500 Error", robots=True)
answers(
    "robots-disallows", "robots.txt disallows", "blocked",
    b"User-agent: *\nDisallow: /\n", "200 OK", "Content-Type: text/plain", robots=True,
)  # fmt: skip


@fault("robots.txt unreachable", robots=True)
def robots_hangs(talk: Talk) -> None:
    talk.wait()


@fault("robots.txt unreachable", robots=True)
def robots_resets(talk: Talk) -> None:
    talk.reset()


@fault("robots.txt unreachable", robots=True)
def robots_redirects_to_itself(talk: Talk) -> None:
    talk.answer(b"", "302 Found", "Location: /robots.txt")


@fault("data loss", robots=True)
def robots_cut(talk: Talk) -> None:
    packed(talk, "gzip", gzip.compress(b"User-agent: *\nDisallow: /private/\n" * 100)[:-10])


@fault("robots.txt", robots=True)
def robots_bomb(talk: Talk) -> None:
    packed(talk, "gzip", bomb(31))
