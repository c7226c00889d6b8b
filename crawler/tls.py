"""TLS by host: certificates are checked everywhere but for the hosts that hosts.toml excepts, old servers admitted by name.

Scrapy's default is not to check any, which would make every archived answer one that anybody on the way could have
written; agencies' sites with a broken chain are told apart by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from service_identity import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.internet.ssl import CertificateOptions, TLSVersion, platformTrust
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

from crawler.hosts import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_LEGACY_RENEGOTIATION = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT; pyOpenSSL has no name for it
# Level 1 admits keys and signatures of 80 bits (DH of 1,024), which servers of the 2010s still use.
# Set on the context itself: Twisted takes cipher lists apart, and the level with them.
_OLD_CIPHERS = b"DEFAULT@SECLEVEL=1"


class HttpsByHost(HTTP11DownloadHandler):
    """Scrapy's handler, with TLS as hosts.toml has it for each host."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._contextFactory = PolicyByHost(crawler)  # type: ignore[assignment]  # zope says that it is one


@implementer(IPolicyForHTTPS)
class PolicyByHost:
    """Twisted's policy for HTTPS: certificates are checked and keys are strong, but for the hosts excepted."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._options: dict[tuple[bool, bool], CertificateOptions] = {}

    def creatorForNetloc(self, hostname: bytes, port: int) -> _Connections:  # noqa: N802 - Twisted's name
        name = hostname.decode("ascii").lower()
        host = host_of(self._crawler.spider.registry.hosts, f"https://{name}/", name)  # type: ignore[union-attr]
        manner = (host.tls_old, host.tls_unverified)
        if manner not in self._options:
            self._options[manner] = _options(*manner)
        return _Connections(self._options[manner], name, unverified=host.tls_unverified)


def _options(old: bool, unverified: bool) -> CertificateOptions:
    made = CertificateOptions(
        trustRoot=None if unverified else platformTrust(),  # type: ignore[no-untyped-call]
        insecurelyLowerMinimumTo=TLSVersion.TLSv1_0 if old else TLSVersion.TLSv1_2,
    )
    if old:
        context: SSL.Context = made.getContext()
        context.set_options(_LEGACY_RENEGOTIATION)
        context.set_cipher_list(_OLD_CIPHERS)
    return made


class _Connections(ClientTLSOptions):
    """Makes connections to one host. Twisted's own prints a traceback where a certificate names nobody at all."""

    def __init__(self, options: CertificateOptions, name: str, *, unverified: bool) -> None:
        super().__init__(options._makeTLSConnection, name)
        self._unverified = unverified
        self._identity = DNS_ID(name) if self._hostnameIsDnsName else IPAddress_ID(name)

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803 - Twisted's names
        connection: SSL.Connection = super().clientConnectionForTLS(tlsProtocol)
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, self._verify)
        return connection

    def _verify(
        self, connection: SSL.Connection, certificate: Any, error: int, depth: int, good: int
    ) -> bool:
        """OpenSSL asks this of each certificate of the chain; `good` is its own verdict."""
        if self._unverified:
            return True
        if not good or depth:
            return bool(good)
        try:
            verify_service_identity(extract_patterns(certificate), [self._identity], [])
        except (CertificateError, VerificationError):
            return False
        return True
