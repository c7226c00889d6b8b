"""Network faults: every known way in which a server or the way to it fails, each on a site that was good before.

A crawl meets them all at once. It must end by itself with the code of a run in which some sources failed, say of every
fault what it was, leave every good record as it was to the byte, and read the news of the sites beside them.
"""

from __future__ import annotations

import csv
import socket
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import sleep

from tests.crawler.crawling import ROOT, command, environment
from tests.soak.certificates import Authority, authority
from tests.soak.dump import records, rows
from tests.soak.faultserver import LIST, PAGE, FaultServer, agency_name, serving
from tests.soak.part import Outcome
from tests.soak.plays import FAULTS, make_bombs

_WELL = 6  # sites without a fault beside them
_SECURE = {
    "tls-signed-by-itself": "tls: certificate verify failed",
    "tls-expired": "tls: certificate verify failed",
    "tls-of-another-name": "tls: certificate verify failed",
    "tls-of-old": "tls:",
    "tls-answered-in-clear": "",
    "tls-reset-in-handshake": "",
    "tls-silent": "Timeout",
}
# By what their names are answered with in the second crawl.
_ELSEWHERE = {
    "nobody-listens": ("127.0.0.9", "ConnectionRefused"),
    "name-turned-private": ("10.0.0.1", "blocked address"),
}
# What a busy machine can send and take in that time.
_SHORT = {"DOWNLOAD_TIMEOUT": "6", "DOWNLOAD_MAXSIZE": "4194304"}
_LONG = {"DOWNLOAD_TIMEOUT": "30"}
_MOST_MEMORY = 400  # MB


def run(folder: Path, *, short: bool) -> Outcome:
    """The long form meets all faults three times, the short one once."""
    hosts = {name: f"{name}.gov.test" for name in _names()}
    agencies = {host: agency_name(number) for number, host in enumerate(hosts.values())}
    limits = _SHORT if short else _LONG
    make_bombs()
    trusted = authority(folder)
    server = FaultServer(
        agencies,
        {hosts[name] + ("/robots.txt" if fault.robots else ""): fault.play for name, fault in FAULTS.items()},
        dict(_secure(trusted, hosts)),
        {hosts[name] for name in _ELSEWHERE},
    )
    with serving(server):
        _register(folder, hosts, agencies, server.port)
        wrong: list[str] = []
        counts = {"faults": len(FAULTS) + len(_SECURE) + len(_ELSEWHERE), "told": 0, "rounds": 0}
        code, said = _crawl(folder, trusted.path, "2026-02-01T08:00:00Z", hosts, limits)
        if code != 0:
            return Outcome(counts, (f"the good crawl ended with {code}: {said}",))
        before = records(folder / "a.db", "report_year = 2023")
        counts["records"] = before[1]
        server.bad = True
        for number in range(1 if short else 3):
            now = f"2026-03-{1 + 5 * number:02}T08:00:00Z"
            code, said = _crawl(folder, trusted.path, now, hosts, limits, bad=True)
            wrong += _judged(folder, hosts, code, said)
            if records(folder / "a.db", "report_year = 2023") != before:
                wrong.append("good records are not what they were")
            counts["rounds"] += 1
        counts["told"] = counts["faults"] - len({line.split(":")[0] for line in wrong})
        news = rows(folder / "a.db", "SELECT count(*) FROM reports WHERE report_year = 2023")[0][0]
        if news != _WELL:
            wrong.append(f"only {news} of {_WELL} sites without a fault gave their news")
    # The most that any of the crawls had resident, as Scrapy looks at it every second.
    (memory,) = rows(
        folder / "a.db", "SELECT max(json_extract(stats, '$.\"memusage/max\"')) >> 20 FROM runs"
    )[0]
    if memory > _MOST_MEMORY:
        wrong.append(f"a crawl took {memory} MB")
    return Outcome({**counts, "MB": memory}, tuple(wrong))


def _names() -> Iterator[str]:
    yield from FAULTS
    yield from _SECURE
    yield from _ELSEWHERE
    yield from (f"well-{number}" for number in range(_WELL))


def _secure(own: Authority, hosts: Mapping[str, str]) -> Iterator[tuple[str, tuple[ssl.SSLContext, object]]]:
    """What each host over TLS shows: at first a certificate in order, then what its name says."""
    bad: dict[str, object] = {
        "tls-signed-by-itself": own.context(hosts["tls-signed-by-itself"], own=False),
        "tls-expired": own.context(hosts["tls-expired"], days=-30),
        "tls-of-another-name": own.context("another.gov.test"),
        "tls-of-old": _old(own.context(hosts["tls-of-old"], days=29)),
        "tls-answered-in-clear": lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        "tls-reset-in-handshake": _reset,
        "tls-silent": lambda connection: sleep(40),
    }
    for name, shown in bad.items():
        yield hosts[name], (own.context(hosts[name]), shown)


def _old(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def _reset(connection: socket.socket) -> None:
    connection.recv(100)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


def _register(folder: Path, hosts: Mapping[str, str], agencies: Mapping[str, str], port: int) -> None:
    (folder / "registry").mkdir()
    with (folder / "registry" / "agencies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "name", "division_code", "kind", "since", "until", "successor", "note"))
        writer.writerows(
            (name, agencies[host], "990100", "department", "", "", "", "") for name, host in hosts.items()
        )
    with (folder / "registry" / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "url", "agency", "division_code", "cms", "status", "note"))
        for name, host in hosts.items():
            scheme = "https" if name in _SECURE else "http"
            writer.writerow((name, f"{scheme}://{host}:{port}{LIST}", name, "990100", "", "active", ""))


def _crawl(
    folder: Path,
    trusted: Path,
    now: str,
    hosts: Mapping[str, str],
    limits: Mapping[str, str],
    *,
    bad: bool = False,
) -> tuple[int, str]:
    """Exit code and last words of a full crawl; 124 of one that had to be killed."""
    elsewhere = [f"{hosts[name]}={address}" for name, (address, _) in _ELSEWHERE.items()] if bad else []
    settings = {
        "NOW": now,
        "RESOLVE": ",".join([*elsewhere, "*.gov.test=127.0.0.1"]),
        **limits,
        "CONCURRENT_REQUESTS": "32",
        "MEMUSAGE_CHECK_INTERVAL_SECONDS": "1",
    }
    try:
        done = subprocess.run(
            command(folder, "reports", "-a", "full=1", allow="127.0.0.0/8", settings=settings),
            capture_output=True, text=True, timeout=300, cwd=ROOT, check=False,
            env={**environment(), "SSL_CERT_FILE": str(trusted)},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 124, "it did not end"
    (folder / f"crawl-{now[:10]}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    said = "Traceback" if "Traceback" in done.stderr else (done.stderr.strip() or "nothing").splitlines()[-1]
    return done.returncode, said


def _judged(folder: Path, hosts: Mapping[str, str], code: int, said: str) -> Iterator[str]:
    """What does not hold after a crawl of the faults, a line each, by the name of the fault."""
    if code != 2:
        yield f"the crawl: it ended with {code}: {said}"
    if "Traceback" in said:
        yield "the crawl: it shows a traceback"
    expected = {name: (fault.outcome, fault.error) for name, fault in FAULTS.items()}
    expected |= {name: ("failed", error) for name, error in _SECURE.items()}
    expected |= {name: ("failed", error) for name, (_, error) in _ELSEWHERE.items()}
    for name, (outcome, error) in expected.items():
        found = rows(
            folder / "a.db",
            "SELECT outcome, error FROM fetches JOIN pages ON pages.id = page_id WHERE pages.url LIKE ? "
            "AND run_id = (SELECT max(id) FROM runs)",
            f"%//{hosts[name]}%{PAGE}",
        )
        if len(found) != 1:
            yield f"{name}: {len(found)} fetches, not one"
        elif found[0][0] != outcome or not any(words in (found[0][1] or "") for words in error.split("|")):
            yield f"{name}: {found[0]}, not {outcome} because of {error!r}"
        elif outcome in ("failed", "blocked") and not found[0][1]:
            yield f"{name}: no word why"
