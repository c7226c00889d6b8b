"""Problems: what could not be done or is not believed, for people to look at."""

from __future__ import annotations

import sqlite3
from typing import Literal

from archive.rows import ProblemRow

Origin = Literal["crawl", "reading"]


def add_problem(
    connection: sqlite3.Connection,
    problem: ProblemRow,
    origin: Origin,
    now: str,
    *,
    run_id: int | None = None,
    page_id: str | None = None,
    report_id: str | None = None,
) -> None:
    """Note a problem. What a crawl meets again is noted once, with the last run that met it: most sites have no
    robots.txt, and a row each day and site would be all there is to see after a year."""
    if origin == "crawl":
        again = connection.execute(
            "UPDATE problems SET run_id = ?, seen_at = ? WHERE origin = 'crawl' AND page_id IS ? AND kind = ? "
            "AND detail = ? AND report_id IS ?",
            (run_id, now, page_id, problem.kind, problem.detail, report_id),
        )
        if again.rowcount:
            return
    connection.execute(
        "INSERT INTO problems (run_id, page_id, report_id, origin, kind, detail, seen_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (run_id, page_id, report_id, origin, problem.kind, problem.detail, now),
    )


def clear_reading_problems(connection: sqlite3.Connection, page_id: str) -> None:
    """Forget what earlier readings of a page complained about; what its crawl met stays."""
    connection.execute("DELETE FROM problems WHERE page_id = ? AND origin = 'reading'", (page_id,))
