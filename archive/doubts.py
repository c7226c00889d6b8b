"""Doubts: what makes an answer look worse than the good one it would replace, in words for people.

Each is a judgement on what two readings say, never on a page's size in bytes: a redesign may take nine tenths of a page
away and leave the report whole.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from archive import readings
from archive.agencies import name_key
from archive.keeping import unpack
from archive.publications import Identity
from archive.quarantine import Doubt
from archive.rows import ProblemRow, Reading

_SHRUNK = 10  # times shorter: what is left is a notice or a title
_LONG_ENOUGH = 300  # characters; shorter texts say too little to be compared
_SHINGLE = 4  # characters that must stand together
# Five real reports of as many agencies share 5 to 45 % of the shorter one's shingles, a gambling page 1 % at most with any
# of them (measured).
_STRANGE = 0.03
_TAIL = 4096  # bytes in which a page ends


def of_nothing(problem: ProblemRow) -> Doubt:
    """What is said of a report's page that gives no report any more, because of this problem."""
    return Doubt(f"原为报告，现读不出报告：{problem.detail}", another=True)


def of_reading(
    connection: sqlite3.Connection,
    known: sqlite3.Row,
    reading: Reading,
    identity: Identity,
    content_sha256: str,
) -> Doubt | None:
    """What speaks against a reading of new bytes, held against the report its page publishes (`known`)."""
    report = connection.execute("SELECT * FROM reports WHERE id = ?", (known["report_id"],)).fetchone()
    another = _another(connection, report, identity)
    if another is not None:
        return Doubt(another, another=True)
    if known["trust"] == "official" and reading.trust == "mirror":
        return Doubt("正文带有镜像站的改写痕迹（繁体、注音）")
    # Of a page the report is not shown from, text and figures were never recorded: there is nothing to hold it against.
    if not known["preferred"] or known["content_sha256"] == content_sha256:
        return None
    words = (
        _shrunk(report["text"], reading.text)
        or _fewer(connection, known["report_id"], reading)
        or _strange(report["text"], reading.text)
        or _cut(connection, report["text"], reading, json.loads(known["parts"])[0])
    )
    return Doubt(words) if words else None


def _another(connection: sqlite3.Connection, report: sqlite3.Row, identity: Identity) -> str | None:
    """Whether it is another agency's report, or another year's."""
    agency, year = identity.agency.value if identity.agency else None, identity.report_year
    now = f"现读作{agency or '不明机关'} {year or '不明'} 年度"
    told = f"原为{report['agency']} {report['report_year']} 年度的报告，{now}"
    if report["report_year"] is not None and year != report["report_year"]:
        return told
    if report["agency"] is None or report["agency_id"] == identity.agency_id is not None:
        return None
    if report["agency_id"] and identity.agency_id:
        return None if _one_after_other(connection, report["agency_id"], identity.agency_id) else told
    if agency is None:
        return told
    keys = name_key(report["agency"]), name_key(agency)
    # 司法局 and 青禾市司法局: one of them is signed in short.
    return None if keys[0].endswith(keys[1]) or keys[1].endswith(keys[0]) else told


def _one_after_other(connection: sqlite3.Connection, one: str, other: str) -> bool:
    """Whether one of two agencies took the other's place."""
    for first, last in ((one, other), (other, one)):
        seen: Collection[str] = set()
        at: str | None = first
        while at is not None and at not in seen:
            if at == last:
                return True
            seen = {*seen, at}
            row = connection.execute("SELECT successor FROM agencies WHERE id = ?", (at,)).fetchone()
            at = row["successor"] if row else None
    return False


def _shrunk(old: str, new: str) -> str | None:
    before, now = len(_plain(old)), len(_plain(new))
    if before < _LONG_ENOUGH or now * _SHRUNK > before:
        return None
    return f"正文原有 {before} 字，现只有 {now} 字"


def _fewer(connection: sqlite3.Connection, report_id: str, reading: Reading) -> str | None:
    """Whether most of the printed numbers are gone."""
    before = sum(value is not None for value in readings.recorded_values(connection, report_id).values())
    now = sum(figure.value is not None for figure in reading.distinct.values())
    return f"原有 {before} 个数字，现只有 {now} 个" if now * 2 < before else None


def _strange(old: str, new: str) -> str | None:
    """Whether the texts have next to nothing in common, whatever their titles say."""
    one, other = _shingles(old), _shingles(new)
    least = min(len(one), len(other))
    if least < _LONG_ENOUGH or len(one & other) >= least * _STRANGE:
        return None
    return f"正文与原文几乎没有相同之处（{100 * len(one & other) // least}%）"


def _cut(connection: sqlite3.Connection, old: str, reading: Reading, old_body: str) -> str | None:
    """Whether a page that came to its end before now breaks off, with less text."""
    if len(_plain(reading.text)) >= len(_plain(old)):
        return None
    ended = [
        b"</html" in (unpack(connection, sha256) or b"")[-_TAIL:].lower()
        for sha256 in (old_body, reading.part_sha256[0])
    ]
    return "网页没有结尾，正文变短，可能只收到一半" if ended == [True, False] else None


def _plain(text: str) -> str:
    return "".join(text.split())


def _shingles(text: str) -> set[str]:
    plain = _plain(text)
    return {plain[at : at + _SHINGLE] for at in range(len(plain) - _SHINGLE + 1)}
