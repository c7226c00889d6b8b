"""How the sources stand, out of the views `source_health` and `field_gaps`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

# In order of gravity, as the view ranks them.
LABELS = {
    "gone": "栏目已失效",
    "blocked": "被拒绝",
    "unreachable": "连不上",
    "error": "有读取错误",
    "truncated": "没有走完",
    "short": "少于声明",
    "site_changed": "可能改版",
    "never": "尚未查过",
    "undiscovered": "栏目未找到",
    "stale": "久无更新",
    "paused": "已暂停",
    "ok": "正常",
}
# What no fault of a crawl is: there is nothing wrong, or somebody decided it so.
FINE = ("ok", "stale", "paused", "undiscovered", "never")


@dataclass(frozen=True)
class SourceState:
    """One source; `walked_at` UTC, None for one never asked."""

    source_id: str
    verdict: str
    reason: str | None
    next_step: str
    walked_at: str | None


@dataclass(frozen=True)
class FieldGap:
    """How many reports lack a field; `worst`: the source that adds most, or the only one meant."""

    field: str
    reports: int
    missing: int
    percent: float
    worst: str | None


@dataclass(frozen=True)
class LastRun:
    """The crawl of sources that went through last: `finished_at` UTC; `exit_code` 0, or 2 where some sources failed."""

    finished_at: str
    exit_code: int


def last_run(connection: sqlite3.Connection) -> LastRun | None:
    """The last crawl that came to its end; one that was stopped, killed or found no room did not."""
    row = connection.execute(
        "SELECT finished_at, exit_code FROM runs WHERE command LIKE 'scrapy crawl reports%' AND exit_code IN (0, 2) "
        "ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return LastRun(*row) if row else None


def under_way(connection: sqlite3.Connection) -> str | None:
    """Since when (UTC) a run has not ended: it is under way, or was killed; None where the last one ended."""
    row = connection.execute("SELECT started_at, finished_at FROM runs ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row and row[1] is None else None


def sources(connection: sqlite3.Connection) -> list[SourceState]:
    """All sources that were not removed, the worst first."""
    rows = connection.execute(
        "SELECT source_id, verdict, reason, next_step, walked_at FROM source_health ORDER BY rank, source_id"
    )
    return [SourceState(*row) for row in rows]


def field_gaps(connection: sqlite3.Connection) -> list[FieldGap]:
    """The fields that some report lacks, those that most lack first."""
    rows = connection.execute(
        "SELECT field, sum(reports), sum(missing), round(100.0 * sum(missing) / sum(reports), 1), "
        "(SELECT source_id FROM field_gaps AS each WHERE each.field = field_gaps.field "
        "    ORDER BY missing DESC, source_id LIMIT 1) "
        "FROM field_gaps GROUP BY field HAVING sum(missing) > 0 ORDER BY 4 DESC, field"
    )
    return [FieldGap(*row) for row in rows]


def source_gaps(connection: sqlite3.Connection) -> list[FieldGap]:
    """The same for every source by itself (`worst`), the sources that most often lack a field first."""
    rows = connection.execute(
        "SELECT field, reports, missing, percent, source_id FROM field_gaps WHERE missing > 0 "
        "ORDER BY percent DESC, missing DESC, source_id, field"
    )
    return [FieldGap(*row) for row in rows]
