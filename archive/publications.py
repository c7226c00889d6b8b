"""Which report a page publishes, and which of a report's pages is the one it is shown from."""

from __future__ import annotations

import sqlite3
import unicodedata
from dataclasses import dataclass

from archive import readings
from archive.agencies import Agencies
from archive.readings import Place
from archive.rows import FactRow, Number, ProblemRow, Reading

_TRUST = ("official", "saved", "mirror")
_SHOWN_DIFFERENCES = 10
_FACTS = ("title", "index_number", "document_number", "publisher", "published_on", "created_on")


@dataclass(frozen=True)
class Identity:
    """Of whom and of which year a report is, and what says so. Without both, a page is a report of its
    own."""

    agency_id: str | None
    agency: FactRow | None
    division: FactRow | None
    report_year: int | None
    problem: ProblemRow | None


def identify(
    agencies: Agencies, reading: Reading, source_agency: str | None, source_division: str | None
) -> Identity:
    read = reading.facts.get("agency")
    division = reading.facts.get("division_code")
    year = reading.facts.get("report_year")
    resolved = agencies.resolve(
        read.value if read else None, division.value if division else None, source_agency, source_division
    )
    agency = resolved.agency
    if agency:
        # The registry's name, so that a report signed 司法局 stands with its agency's others.
        read = FactRow(agency.name, read.evidence if read else "registry")
        if division is None or division.value != agency.division_code:
            division = FactRow(agency.division_code, "registry")
    return Identity(
        agency_id=agency.id if agency else None,
        agency=read,
        division=division,
        report_year=int(year.value) if year else None,
        problem=ProblemRow(*resolved.problem) if resolved.problem else None,
    )


def fact_columns(identity: Identity, reading: Reading) -> dict[str, object]:
    """The columns of `reports` that say what the document is, each with what it was read from."""
    year = reading.facts.get("report_year")
    columns: dict[str, object] = {
        "agency_id": identity.agency_id,
        "agency": identity.agency.value if identity.agency else None,
        "agency_evidence": identity.agency.evidence if identity.agency else None,
        "division_code": identity.division.value if identity.division else None,
        "division_evidence": identity.division.evidence if identity.division else None,
        "report_year": identity.report_year,
        "report_year_evidence": year.evidence if year else None,
    }
    for name in _FACTS:
        fact = reading.facts.get(name)
        columns[name] = (fact.value or None) if fact else None
        columns[f"{name}_evidence"] = fact.evidence if fact else None
    number = columns["index_number"]
    columns["index_number_normal"] = normal_index(str(number)) if number else None
    return columns


def normal_index(number: str) -> str:
    """An index number (索引号) as it is compared: NFKC, no white space, upper case.

    >>> normal_index("ａｂ0000000－2019 － 003")
    'AB0000000-2019-003'
    """
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def report_of(connection: sqlite3.Connection, identity: Identity, content_sha256: str) -> str | None:
    """The report in the archive that has this identity."""
    if identity.report_year is None or identity.agency is None:
        return None
    if identity.agency_id:
        found = connection.execute(
            "SELECT id FROM reports WHERE agency_id = ? AND report_year = ? ORDER BY search_id",
            (identity.agency_id, identity.report_year),
        ).fetchone()
    else:
        # Districts of different cities bear the same names: where no division is known, only equal content
        # makes two pages one report.
        found = connection.execute(
            "SELECT reports.id FROM reports WHERE agency_id IS NULL AND agency = ? AND report_year = ? "
            "AND division_code IS ? AND (division_code IS NOT NULL OR EXISTS "
            "    (SELECT 1 FROM publications WHERE report_id = reports.id AND content_sha256 = ?)) ORDER BY search_id",
            (
                identity.agency.value,
                identity.report_year,
                identity.division.value if identity.division else None,
                content_sha256,
            ),
        ).fetchone()
    return found[0] if found else None


def preferred(connection: sqlite3.Connection, report_id: str) -> str | None:
    """The page a report should be shown from.

    Official before saved before mirrored; figures on the page before figures in its attachments; the agency's
    own column before a portal's; then the one seen first. A page with other figures than the shown one takes
    its place only if it is more to be trusted: else whichever came first stays, and the difference is a
    problem.
    """
    rows = connection.execute(
        "SELECT publications.*, pages.url, "
        "sources.agency IS NOT NULL AND sources.agency IS reports.agency_id AS own "
        "FROM publications JOIN pages ON pages.id = publications.page_id "
        "LEFT JOIN reports ON reports.id = publications.report_id "
        "LEFT JOIN sources ON sources.id = pages.source_id WHERE publications.report_id = ?",
        (report_id,),
    ).fetchall()
    shown = next((_TRUST.index(row["trust"]) for row in rows if row["preferred"]), len(_TRUST))
    candidates = [row for row in rows if not row["conflicting"] or _TRUST.index(row["trust"]) < shown]
    best = min(
        candidates,
        key=lambda row: (
            _TRUST.index(row["trust"]), row["page_figures"] == 0, not row["own"], row["first_seen_at"],
            row["url"],
        ),
        default=None,
    )  # fmt: skip
    return best["page_id"] if best else None


def differences(recorded: dict[Place, Number | None], reading: Reading) -> dict[Place, tuple[object, object]]:
    """The figures both print, and print differently; a page that prints none contradicts none."""
    here = readings.values(reading.distinct.values())
    return {
        place: (recorded[place], value)
        for place, value in here.items()
        if place in recorded and recorded[place] != value
    }


def conflict(found: dict[Place, tuple[object, object]], shown_url: str) -> ProblemRow:
    named = "；".join(
        f"{'/'.join(place)} {_printed(there)}，此页 {_printed(here)}"
        for place, (there, here) in list(found.items())[:_SHOWN_DIFFERENCES]
    )
    more = "" if len(found) <= _SHOWN_DIFFERENCES else f"；共 {len(found)} 处"
    return ProblemRow("CONFLICTING_PUBLICATIONS", f"与首选页 {shown_url} 的数字不同：{named}{more}")


def _printed(value: object) -> str:
    return "空" if value is None else str(value)


def leave(connection: sqlite3.Connection, report_id: str, page_id: str) -> bool:
    """Take a page off a report it turned out not to publish; whether the report has other pages."""
    connection.execute("DELETE FROM publications WHERE page_id = ?", (page_id,))
    best = preferred(connection, report_id)
    if best is None:
        return False
    connection.execute(
        "UPDATE publications SET preferred = page_id = ? WHERE report_id = ?", (best, report_id)
    )
    read_again(connection, report_id, but=page_id)
    return True


def read_again(connection: sqlite3.Connection, report_id: str, *, but: str) -> None:
    """Have a report's other pages read again: what was decided about them rests on what has just changed."""
    connection.execute(
        "UPDATE pages SET read_state = 'unread' WHERE id != ? AND id IN "
        "(SELECT page_id FROM publications WHERE report_id = ?)",
        (but, report_id),
    )
