"""Datasette plugin: the numbers on the front page."""

from __future__ import annotations

from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.database import QueryInterrupted

_TIME_LIMIT = 1000  # milliseconds; a front page has a dozen queries
_COUNTS = {
    "报告 reports": ("reports", "SELECT count(*) FROM reports"),
    "机关 agencies": ("agencies", "SELECT count(DISTINCT agency_id) FROM reports"),
    "来源 sources": ("source_health", "SELECT count(*) FROM sources WHERE status != 'removed'"),
    "网页 pages": ("pages", "SELECT count(*) FROM pages"),
    "不平的勾稽 failed checks": ("checks?outcome=fail", "SELECT count(*) FROM checks WHERE outcome = 'fail'"),
    "发布后改动 changes": ("changes", "SELECT count(*) FROM figure_changes"),
}
_NEWEST = """
    SELECT id, coalesce(agency, title, id) AS agency, report_year, title, published_on, changed_at, version,
        form
    FROM reports ORDER BY changed_at DESC, search_id DESC LIMIT 12
"""
_YEARS = "SELECT report_year, count(*) AS reports FROM reports GROUP BY report_year ORDER BY report_year"
_PROBLEMS = (
    "SELECT kind, count(*) AS problems, max(seen_at) AS seen_at FROM problems GROUP BY kind ORDER BY 2 DESC"
)
_LAST_RUN = "SELECT * FROM runs ORDER BY id DESC LIMIT 1"


@hookimpl
def extra_template_vars(datasette: Datasette, view_name: str) -> dict[str, Any]:
    if view_name != "index" or "reports" not in datasette.databases:
        return {}

    async def rows(sql: str) -> list[dict[str, Any]] | None:
        """None: there are too many to be counted in time, and the page says so."""
        database = datasette.get_database("reports")
        try:
            return [dict(row) for row in await database.execute(sql, custom_time_limit=_TIME_LIMIT)]
        except QueryInterrupted:
            return None

    async def archive_summary() -> dict[str, Any]:
        counts = []
        for label, (path, sql) in _COUNTS.items():
            found = await rows(sql)
            counts.append(
                {"label": label, "path": path, "number": next(iter(found[0].values())) if found else None}
            )
        return {
            "counts": counts,
            "newest": await rows(_NEWEST),
            "years": await rows(_YEARS),
            "problems": await rows(_PROBLEMS),
            "run": next(iter(await rows(_LAST_RUN) or ()), None),
        }

    return {"archive_summary": archive_summary}
