"""The guard itself: what leaves loopback is refused and noted, in this process and in those it starts."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

OUTSIDE = "192.0.2.1"  # an address nobody has (RFC 5737)
NAME = "www.example.org"


def send(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"", (address, 9))


@pytest.mark.parametrize(
    "leave",
    [
        lambda: socket.create_connection((OUTSIDE, 9), 1),
        lambda: socket.create_connection((NAME, 9), 1),
        lambda: socket.socket().connect_ex((OUTSIDE, 9)),
        lambda: send(OUTSIDE),
        lambda: socket.getaddrinfo(NAME, 80),
        lambda: socket.gethostbyname(NAME),
        lambda: socket.gethostbyaddr(OUTSIDE),
    ],
)
def test_leaving_is_refused_and_noted(leave: Callable[[], object], left_loopback: Path) -> None:
    # By its words: a process that a test run starts (xdist) has the guard twice, and the first one refuses.
    with pytest.raises(RuntimeError, match="is not on loopback"):
        leave()
    assert left_loopback.read_text(encoding="utf-8").count("\n") == 1
    left_loopback.write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    "program",
    [
        f"import socket; socket.create_connection(({OUTSIDE!r}, 9), 1)",
        f"import socket; socket.getaddrinfo({NAME!r}, 80)",
        # Swallowed, and in a process of a process.
        "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import socket\\n"
        f'try: socket.gethostbyname("{NAME}")\\nexcept RuntimeError: pass\'])',
    ],
)
def test_so_is_a_program_that_a_test_starts(program: str, left_loopback: Path) -> None:
    subprocess.run([sys.executable, "-c", program], env={**os.environ}, check=False, capture_output=True)
    assert left_loopback.read_text(encoding="utf-8").count("\n") == 1
    left_loopback.write_text("", encoding="utf-8")


def test_staying_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1]), 5).close()
