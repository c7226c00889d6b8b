"""Only public addresses are asked: checked in the request, after the name is resolved, and in the answer.

A page, a redirect or a name server must not make the crawler talk to machines inside its own network. The
check after resolution is the one that counts (a name may resolve to anything, and differently each time);
the one in the request catches addresses written as numbers, which are never resolved.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import CannotResolveHostError
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from crawler.middlewares import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What else there is of IPv6 is private, local, or an old way to write an IPv4 address; Python calls much of it global.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NUMBER = re.compile(r"\d{1,100}|0x[\da-f]{0,100}")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: networks without IPv4 reach public hosts by it


@dataclass(frozen=True)
class Addresses:
    """The settings ADDRESS_ALLOW and RESOLVE, read."""

    allowed: tuple[Network, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Addresses:
        """Raises ValueError with one line that names the setting."""
        return cls(_networks(settings.get("ADDRESS_ALLOW") or ""), _names(settings.get("RESOLVE") or ""))

    def may_ask(self, address: str) -> bool:
        """Whether an address is public, or lies in ADDRESS_ALLOW.

        >>> [Addresses().may_ask(address) for address in ("127.0.0.1", "8.8.8.8", "::ffff:10.0.0.1")]
        [False, True, False]
        >>> [Addresses().may_ask(address) for address in ("64:ff9b::a00:1", "64:ff9b::808:808", "::10.0.0.1", "fec0::1")]
        [False, True, False, False]
        >>> Addresses(_networks("127.0.0.1/32")).may_ask("127.0.0.1")
        True
        """
        found = _reached(ipaddress.ip_address(address.partition("%")[0]))
        if any(found in network for network in self.allowed if network.version == found.version):
            return True
        if isinstance(found, ipaddress.IPv6Address) and found not in _GLOBAL_UNICAST:
            return False
        return found.is_global and not found.is_multicast

    def answer(self, name: str) -> str | None:
        """The address RESOLVE gives a name, or None.

        >>> Addresses(names=(("*.gov.test", "127.0.0.1"),)).answer("SFJ.qinghe.gov.test.")
        '127.0.0.1'
        """
        name = name.rstrip(".").lower()
        return next((address for pattern, address in self.names if fnmatchcase(name, pattern)), None)


def literal_address(host: str) -> str | None:
    """The address a host name spells in any of the ways a system resolver takes for numbers, or None.

    Names below localhost are this machine's (RFC 6761 §6.3), whatever a name server would say. Raises Refused for what
    ends in a number and is no address: no public name does, and resolvers disagree about what it means.

    >>> [literal_address(host) for host in ("2130706434", "0x7f000002", "127.2", "::1", "localhost.", "sh.gov.cn")]
    ['127.0.0.2', '127.0.0.2', '127.0.0.2', '::1', '127.0.0.1', None]
    """
    host = host.rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass  # no plain spelling; the older ones are tried below
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeEncodeError):
        if _NUMBER.fullmatch(host.rpartition(".")[2]):
            raise Refused(f"blocked address: {host[:200]} ends in a number and is no address") from None
        return None


# Names whose answer was refused, with the address: the resolver can only fail a look-up, the middleware
# below says why. One crawl is one process, and Scrapy's resolver belongs to the process.
_refused: dict[str, str] = {}


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver with RESOLVE before it and the address check behind it, on every look-up."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, addresses: Addresses) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._addresses = addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> GuardedResolver:
        settings = crawler.settings
        cache_size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, cache_size, settings.getfloat("DNS_TIMEOUT"), Addresses.from_settings(settings))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        # What spells an address is not looked up; what is no address and looks like one never gets here (AddressGuard).
        known = self._addresses.answer(name) or literal_address(name)
        if known is not None:
            return defer.succeed(known).addCallback(self._check, name)
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, address: str, name: str) -> str:
        if not self._addresses.may_ask(address):
            _refused[name.rstrip(".").lower()] = address
            raise DNSLookupError(f"{name} has the address {address}, which is not public")
        return address


class AddressGuard:
    """Refuses literal addresses that are not public and other schemes, on every hop; names refused
    look-ups.
    """

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuard:
        return cls(Addresses.from_settings(crawler.settings))

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("http", "https"):
            raise Refused(f"blocked scheme: {parts.scheme}: is not http or https")
        literal = literal_address(parts.hostname or "")
        if literal is not None and not self._addresses.may_ask(literal):
            raise Refused(_not_public(parts.hostname or "", literal))

    def process_response(self, request: Request, response: Response) -> Response:
        address = str(response.ip_address) if response.ip_address else None
        if address is not None and not self._addresses.may_ask(address):
            raise Refused(_not_public(urlsplit(request.url).hostname or "", address))
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        host = (urlsplit(request.url).hostname or "").rstrip(".").lower()
        if isinstance(exception, CannotResolveHostError) and host in _refused:
            raise Refused(_not_public(host, _refused[host])) from exception


def _reached(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for (mapped, NAT64, 6to4), else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _not_public(host: str, address: str) -> str:
    return f"blocked address: {host} is {address}, not public (-s ADDRESS_ALLOW lets networks through)"


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise ValueError(
            f"setting ADDRESS_ALLOW: {error}; write networks as 127.0.0.1/32,10.0.0.0/8"
        ) from error


def _names(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        pattern, _, address = part.partition("=")
        try:
            found.append((pattern.strip().lower(), str(ipaddress.ip_address(address.strip()))))
        except ValueError:
            right = "write PATTERN=ADDRESS, as *.gov.test=127.0.0.1"
            raise ValueError(f"setting RESOLVE: {part!r} is not valid; {right}") from None
    return tuple(found)
