"""The guard: refuses every connection that leaves loopback and every name that would be looked up, and notes it.

Python imports a module of this name before anything else; pytest imports it in `conftest.py`. An audit hook sees what
Twisted, asyncio and C code do with sockets and cannot be taken out again. A refusal that somebody swallows is noted all
the same, in the file that `LOOPBACK_LOG` names, and fails the test.
"""

from __future__ import annotations

import ipaddress
import os
import sys

LOG = "LOOPBACK_LOG"
_SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_LOOKS_UP = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")


class LeftLoopbackError(RuntimeError):
    """A test, or a program it started, reached for something that is not on this machine."""


def outside(event: str, args: tuple[object, ...]) -> str | None:
    """What an audit event reaches for that is not on loopback; None where it stays.

    >>> outside("socket.connect", (None, ("127.0.0.2", 80))), outside("socket.connect", (None, ("192.0.2.1", 80)))
    (None, '192.0.2.1')
    >>> outside("socket.getaddrinfo", ("www.gov.cn", 80)), outside("socket.getaddrinfo", ("192.0.2.1", 80))
    ('www.gov.cn', None)
    """
    if event in _SENDS:
        address = args[1]
        # Unix sockets have a path; a datagram on a connected socket has no address.
        host = address[0] if isinstance(address, tuple) and address else None
        return host if isinstance(host, str) and not _is_here(host) else None
    if event in _LOOKS_UP:
        host = args[0][0] if event == "socket.getnameinfo" and isinstance(args[0], tuple) else args[0]
        name = host.decode("latin-1") if isinstance(host, bytes) else host
        if not isinstance(name, str) or _is_here(name):
            return None
        # An address needs no look-up, but its name does.
        return None if _is_address(name) and event in _LOOKS_UP[:2] else name
    return None


def _is_here(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    return _is_address(host) and ipaddress.ip_address(host.partition("%")[0]).is_loopback


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _watch(event: str, args: tuple[object, ...]) -> None:
    if not event.startswith("socket."):
        return
    host = outside(event, args)
    if host is None:
        return
    log = os.environ.get(LOG)
    if log:
        with open(log, "a", encoding="utf-8") as file:
            file.write(f"{event} {host} in {' '.join(sys.argv[:4])}\n")
    raise LeftLoopbackError(f"{event}: {host} is not on loopback")


sys.addaudithook(_watch)
