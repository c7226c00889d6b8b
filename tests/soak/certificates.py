"""Certificates for sites on loopback: an authority, and what it vouches for, did once, or never would."""

from __future__ import annotations

import datetime
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_PEM = serialization.Encoding.PEM


@dataclass(frozen=True)
class Authority:
    """An authority whose certificate is the file `path`, for SSL_CERT_FILE."""

    path: Path
    folder: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def context(self, *names: str, days: int = 30, own: bool = True) -> ssl.SSLContext:
        """A server's context for names; valid for some days from yesterday on, or, if they are negative, until then.

        `own` False: signed by nobody but itself.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        issuer, signer = (self.certificate.subject, self.key) if own else (_named(names[0]), key)
        made = _certificate(_named(names[0]), issuer, key, signer, days, names)
        path = self.folder / f"{names[0]}-{days}-{own}.pem"
        path.write_bytes(_private(key) + made.public_bytes(_PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def authority(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("authority.test")
    certificate = _certificate(name, name, key, key, 30, ())
    path = folder / "authority.pem"
    path.write_bytes(certificate.public_bytes(_PEM))
    return Authority(path, folder, certificate, key)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    days: int,
    names: tuple[str, ...],
) -> x509.Certificate:
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    other = yesterday + datetime.timedelta(days=days)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(yesterday, other))
        .not_valid_after(max(yesterday, other))
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        alternatives = x509.SubjectAlternativeName([x509.DNSName(name) for name in names])
        made = made.add_extension(alternatives, critical=False)
    return made.sign(signer, hashes.SHA256())
