"""hosts.toml in a real crawl: TLS that is refused unless a person has said otherwise, encodings, the contact."""

from __future__ import annotations

import datetime
import ipaddress
import json
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dh, rsa
from cryptography.x509.oid import NameOID

from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.site import Answer, Site, column, report, serving

# The 1,024-bit prime of RFC 2409 §6.2, which servers of the 2010s use for their key exchange.
_WEAK_PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
    16,
)


def certify(path: Path, address: str) -> Path:
    """A certificate made out to an address by itself, with its key, in one file."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certify(tmp_path_factory.mktemp("tls") / "own.pem", "127.0.0.1")


def secure(site: Site, certificate: Path, *, weak: Path | None = None) -> str:
    """Have a server speak TLS; `weak`: with a key exchange that is refused by default nowadays. Its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if weak is not None:
        numbers = dh.DHParameterNumbers(_WEAK_PRIME, 2).parameters()
        weak.write_bytes(
            numbers.parameter_bytes(serialization.Encoding.PEM, serialization.ParameterFormat.PKCS3)
        )
        context.set_ciphers("DHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0")
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.load_dh_params(weak)
    context.load_cert_chain(certificate)
    site.wrap(context)
    return site.url.replace("http:", "https:")


def fill(site: Site) -> None:
    site.page("/nb/", column("/nb/1.html|青禾市司法局2023年政府信息公开工作年度报告|2024-01-19"))
    site.page("/nb/1.html", report("青禾市司法局", 2023))


def hosts(tmp_path: Path, text: str) -> None:
    (tmp_path / "registry" / "hosts.toml").write_text(f'["127.0.0.1"]\n{text}\n', encoding="utf-8")


@pytest.mark.slow
def test_a_certificate_nobody_vouches_for_is_refused_until_a_person_says_why(
    tmp_path: Path, certificate: Path
) -> None:
    with serving() as site:
        fill(site)
        url = secure(site, certificate)
        write_registry(tmp_path / "registry", ("s", f"{url}/nb/"))
        refused = crawl(tmp_path, "reports")
        assert refused.returncode == 2
        assert "tls: certificate verify failed" in refused.stdout
        assert "tls_unverified = true" in refused.stdout
        assert site.log == []
        hosts(tmp_path, 'tls_unverified = true\nreason = "证书链不全"')
        done = crawl(tmp_path, "reports", "-a", "full=1")
    assert done.returncode == 0, done.stdout + done.stderr
    noted = rows(tmp_path, "SELECT DISTINCT manner FROM fetches WHERE outcome = 'new'")
    assert [json.loads(manner) for (manner,) in noted] == [["tls_unverified"]]
    assert rows(tmp_path, "SELECT count(*) FROM reports") == [(1,)]


@pytest.mark.parametrize(("address", "code"), [("127.0.0.1", 0), ("127.0.0.9", 2)])
@pytest.mark.slow
def test_a_certificate_the_system_trusts_counts_for_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, code: int
) -> None:
    trusted = certify(tmp_path / "trusted.pem", address)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with serving() as site:
        fill(site)
        write_registry(tmp_path / "registry", ("s", f"{secure(site, trusted)}/nb/"))
        done = crawl(tmp_path, "reports")
        assert (done.returncode, bool(site.log)) == (code, code == 0), done.stdout
    assert {manner for (manner,) in rows(tmp_path, "SELECT manner FROM fetches")} == {None}


@pytest.mark.slow
def test_old_tls_is_spoken_only_where_a_person_says_why(tmp_path: Path, certificate: Path) -> None:
    with serving() as site:
        fill(site)
        url = secure(site, certificate, weak=tmp_path / "dh.pem")
        write_registry(tmp_path / "registry", ("s", f"{url}/nb/"))
        hosts(tmp_path, 'tls_unverified = true\nreason = "证书链不全"')
        refused = crawl(tmp_path, "reports")
        assert refused.returncode == 2
        assert "tls_old = true" in refused.stdout
        hosts(tmp_path, 'tls_unverified = true\ntls_old = true\nreason = "服务器只有 1024 位密钥"')
        done = crawl(tmp_path, "reports", "-a", "full=1")
    assert done.returncode == 0, done.stdout + done.stderr
    noted = rows(tmp_path, "SELECT DISTINCT manner FROM fetches WHERE outcome = 'new'")
    assert [json.loads(manner) for (manner,) in noted] == [["tls_unverified", "tls_old"]]


def test_a_given_encoding_holds_for_links_and_for_reading(tmp_path: Path) -> None:
    """HZ (RFC 1843) is seven bits: nothing in its bytes gives it away."""
    with serving() as site:
        served = {"Content-Type": "text/html; charset=iso-8859-1"}
        title = "青禾市司法局2023年政府信息公开工作年度报告"
        site.answers["/nb/"] = Answer(column(f"/nb/1.html|{title}|2024-01-19").encode("hz"), headers=served)
        site.answers["/nb/1.html"] = Answer(report("青禾市司法局", 2023).encode("hz"), headers=served)
        write_registry(tmp_path / "registry", ("s", f"{site.url}/nb/"))
        hosts(tmp_path, 'charset = "hz"\nreason = "声明的编码有误"')
        done = crawl(tmp_path, "reports")
    assert done.returncode == 0, done.stdout
    assert rows(tmp_path, "SELECT DISTINCT headers ->> 'Content-Type', manner FROM fetches") == [
        ("text/html; charset=iso-8859-1", '["charset=hz"]')
    ]
    assert rows(tmp_path, "SELECT title FROM reports") == [(title,)]


@pytest.mark.slow
def test_the_contact_stands_in_every_request(tmp_path: Path) -> None:
    with serving() as site:
        fill(site)
        write_registry(tmp_path / "registry", ("s", f"{site.url}/nb/"))
        done = crawl(tmp_path, "reports", settings={"CONTACT": "mailto:archive@example.org"})
        assert done.returncode == 0
        assert {
            asked.headers["user-agent"].endswith("; contact: mailto:archive@example.org)")
            for asked in site.log
        } == {True}
        wrong = crawl(tmp_path, "reports", settings={"CONTACT": "档案馆"})
    assert wrong.returncode == 1
    assert "setting CONTACT" in wrong.stderr


def test_a_report_known_by_its_own_address_is_archived_without_a_list(tmp_path: Path) -> None:
    with serving() as site:
        fill(site)
        write_registry(tmp_path / "registry", ("s", f"{site.url}/gone/"))
        (tmp_path / "registry" / "reports.csv").write_text(
            f"url,source,note\n{site.url}/nb/1.html,s,\n", encoding="utf-8"
        )
        crawl(tmp_path, "reports")
    assert rows(tmp_path, "SELECT report_year, agency_id FROM reports") == [(2023, "qinghe-sfj")]
