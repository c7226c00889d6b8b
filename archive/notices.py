"""Notices: what an archive has to tell, noted once each, so that telling it twice or not at all is not a matter of clocks.

A notice is noted when its subject gets into a state it was not noted in before; by ids and states, never by a window of
time. What it says is what was known then: the views `changes`, `coverage` and `source_health` say what is known now.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from archive import health
from archive.labels import SHORT, figure_label, number_text

# In the order of what a reader must not miss.
KINDS = {
    "changed": "发布后改动",
    "gone": "网页已撤下",
    "late": "逾期发布",
    "new": "新入档",
    "failing": "来源异常",
    "mended": "来源恢复",
    "quarantined": "可疑内容已隔离",
}
NEWEST = "SELECT * FROM notices ORDER BY id DESC LIMIT ?"
_FINE = "fine"
_PER_KIND = 10  # as many as a message could show
_LONGEST = 200  # characters of a title or a label; pages with titles of megabytes have been served

# A report that was noted as new is noted again as late, never the other way round.
_REPORTS = """
    SELECT reports.id, agency, reports.report_year, title, coverage_cells.state, basis, days_late,
        reports.published_on, pages.url
    FROM reports JOIN publications ON publications.report_id = reports.id AND preferred
        JOIN pages ON pages.id = publications.page_id
        LEFT JOIN coverage_cells ON coverage_cells.report_id = reports.id
    WHERE NOT EXISTS (SELECT 1 FROM notices WHERE subject = 'report/' || reports.id
        AND notices.state IN ('late', iif(coverage_cells.state IS 'late', 'late', 'new')))
    GROUP BY reports.id ORDER BY reports.report_year, search_id
"""
# What was read by two readers is compared by `scrapy reparse`; until then nobody knows what changed. `+`: by the report's
# index, since there may be thousands of that kind.
_VERSIONS = """
    SELECT versions.report_id, versions.version, versions.seen_at, agency, report_year, title, pages.url
    FROM versions JOIN reports ON reports.id = versions.report_id
        JOIN publications ON publications.report_id = reports.id AND preferred
        JOIN pages ON pages.id = publications.page_id
    WHERE versions.version > 1
        AND NOT EXISTS (SELECT 1 FROM notices WHERE subject = 'report/' || versions.report_id
            AND state = 'version ' || versions.version)
        AND NOT EXISTS (SELECT 1 FROM problems WHERE problems.report_id = versions.report_id
            AND +kind = 'CHANGES_NOT_COMPARED')
    ORDER BY versions.report_id, versions.version
"""
_CHANGES = """
    SELECT figure_changes.table_name, figure_changes.line, figure_changes.column_name, old, new, label,
        figure_cells.report_id IS NOT NULL AS printed
    FROM figure_changes
        LEFT JOIN figure_cells USING (report_id, table_name, line, column_name)
        LEFT JOIN indicators ON indicators.report_id = figure_changes.report_id
            AND figure_changes.table_name = 'indicators' AND CAST(position AS TEXT) = figure_changes.line
    WHERE figure_changes.report_id = ? AND to_version = ? AND cause = 'agency' ORDER BY figure_changes.id
"""
# By the fetch that was good last: a page that came back and went again is told again.
_GONE = """
    SELECT pages.id, pages.url, good_fetch_id, reports.id AS report_id, agency, report_year, title,
        (SELECT count(*) FROM publications AS others JOIN pages AS standing ON standing.id = others.page_id
            WHERE others.report_id = reports.id AND standing.state = 'live') AS elsewhere
    FROM pages JOIN publications ON publications.page_id = pages.id
        JOIN reports ON reports.id = publications.report_id
    WHERE pages.state = 'gone' AND pages.kind = 'report' AND NOT EXISTS (SELECT 1 FROM notices
        WHERE subject = 'page/' || pages.id AND notices.state = 'gone after ' || coalesce(good_fetch_id, 0))
    ORDER BY pages.id
"""
_QUARANTINED = """
    SELECT pages.id, pages.url, coalesce(good_fetch_id, 0) AS good, max(fetches.id) AS fetch_id,
        coalesce((SELECT detail FROM problems WHERE problems.page_id = pages.id AND +problems.kind = 'QUARANTINED'
            ORDER BY problems.id DESC LIMIT 1), fetches.error) AS doubt
    FROM fetches JOIN pages ON pages.id = fetches.page_id
    WHERE fetches.outcome = 'quarantined' AND fetches.id > coalesce(good_fetch_id, 0)
        AND NOT EXISTS (SELECT 1 FROM notices WHERE subject = 'page/' || pages.id
            AND notices.state = 'quarantined after ' || coalesce(good_fetch_id, 0))
    GROUP BY pages.id ORDER BY pages.id
"""
_SOURCES = """
    SELECT source_id, agency, url, verdict, reason, next_step, coalesce((SELECT state FROM notices
        WHERE subject = 'source/' || source_id ORDER BY id DESC LIMIT 1), 'fine') AS noted
    FROM source_health ORDER BY rank, source_id
"""


@dataclass(frozen=True)
class Notice:
    """One thing to tell. `lines`: (text, path on the site or None); `path`: its page on the site; `url`: outside it.

    `id` grows and is never given twice; 0 before it is noted. `noted_at` UTC.
    """

    kind: str
    subject: str
    state: str
    title: str
    lines: tuple[tuple[str, str | None], ...]
    path: str | None
    url: str | None
    id: int = 0
    noted_at: str = ""


@dataclass(frozen=True)
class Untold:
    """What one channel was not told: how many of each kind, the newest few of each, and the id it ends with."""

    counts: dict[str, int]
    newest: tuple[Notice, ...]
    last_id: int


def note(connection: sqlite3.Connection, now: str) -> int:
    """Note what is new by now; how many notices that made."""
    found = [
        # The newest is shown first, so what must not be missed is noted last.
        *_quarantined(connection), *_sources(connection), *_reports(connection), *_gone(connection),
        *_changed(connection),
    ]  # fmt: skip
    connection.executemany(
        "INSERT INTO notices (kind, subject, state, title, lines, path, url, noted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (each.kind, each.subject, each.state, each.title, json.dumps(each.lines, ensure_ascii=False),
             each.path, each.url, now)
            for each in found
        ],
    )  # fmt: skip
    return len(found)


def newest(connection: sqlite3.Connection, limit: int) -> list[Notice]:
    """The newest notices, the newest first."""
    return [notice(row) for row in connection.execute(NEWEST, (limit,))]


def notice(row: sqlite3.Row) -> Notice:
    """A row of `notices`."""
    lines = tuple((text, path) for text, path in json.loads(row["lines"]))
    return Notice(**{**dict(row), "lines": lines})


def untold(connection: sqlite3.Connection, channel: str) -> Untold:
    """What a channel (wecom, dingtalk, feishu) was not told yet."""
    row = connection.execute("SELECT value FROM archive_info WHERE key = ?", (_key(channel),)).fetchone()
    after = int(row[0]) if row else 0
    counts = dict(
        connection.execute(
            "SELECT kind, count(*) FROM notices WHERE id > ? GROUP BY kind", (after,)
        ).fetchall()
    )
    shown = [
        notice(row)
        for kind in KINDS
        for row in connection.execute(
            "SELECT * FROM notices WHERE id > ? AND kind = ? ORDER BY id DESC LIMIT ?",
            (after, kind, _PER_KIND),
        )
    ]
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM notices").fetchone()
    return Untold({kind: counts[kind] for kind in KINDS if kind in counts}, tuple(shown), last)


def mark_told(connection: sqlite3.Connection, channel: str, last_id: int) -> None:
    """Remember that a channel was told all notices up to an id."""
    connection.execute(
        "INSERT OR REPLACE INTO archive_info (key, value) VALUES (?, ?)", (_key(channel), str(last_id))
    )


def _key(channel: str) -> str:
    return f"told:{channel}"


# --- what there is to tell ---


def _reports(connection: sqlite3.Connection) -> Iterator[Notice]:
    for row in connection.execute(_REPORTS).fetchall():
        kind = "late" if row["state"] == "late" else "new"
        when = f"发布日期 {row['published_on']}" if row["published_on"] else "页面未印发布日期"
        # A basis names the page that the notice links to anyway.
        said = (row["basis"] or when).removesuffix(f"：{row['url']}")
        late = f"逾期 {row['days_late']} 天，" if kind == "late" and row["days_late"] else ""
        yield Notice(
            kind,
            f"report/{row['id']}",
            kind,
            _called(row),
            ((late + said, None),),
            _path(row["id"]),
            row["url"],
        )


def _changed(connection: sqlite3.Connection) -> Iterator[Notice]:
    for row in connection.execute(_VERSIONS).fetchall():
        report, version = row["report_id"], row["version"]
        lines = [
            (_difference(change), _figure_path(report, change) if change["printed"] else None)
            for change in connection.execute(_CHANGES, (report, version)).fetchall()
        ]
        yield Notice(
            "changed", f"report/{report}", f"version {version}", f"{_called(row)}（第 {version} 版）",
            tuple(lines) or (("正文或日期等有改动，官方表格的数字未变", None),), _path(report), row["url"],
        )  # fmt: skip


def _gone(connection: sqlite3.Connection) -> Iterator[Notice]:
    for row in connection.execute(_GONE).fetchall():
        elsewhere = f"，另有 {row['elsewhere']} 处仍在发布" if row["elsewhere"] else ""
        yield Notice(
            "gone", f"page/{row['id']}", f"gone after {row['good_fetch_id'] or 0}", _called(row),
            ((f"原网址已取不到，本档案存有原页{elsewhere}", None),), _path(row["report_id"]), row["url"],
        )  # fmt: skip


def _quarantined(connection: sqlite3.Connection) -> Iterator[Notice]:
    for row in connection.execute(_QUARANTINED).fetchall():
        why = f"：{row['doubt']}" if row["doubt"] else ""
        said = f"第 {row['fetch_id']} 次抓取没有采信，原有记录不变{why}"
        yield Notice(
            "quarantined", f"page/{row['id']}", f"quarantined after {row['good']}", row["url"],
            ((said, None), (f"核对后可用 scrapy accept {row['fetch_id']} 采信", None)),
            f"reports/pages/{quote(row['id'], safe='')}", row["url"],
        )  # fmt: skip


def _sources(connection: sqlite3.Connection) -> Iterator[Notice]:
    for row in connection.execute(_SOURCES).fetchall():
        state = _FINE if row["verdict"] in health.FINE else row["verdict"]
        if state == row["noted"]:
            continue
        kind = "mended" if state == _FINE else "failing"
        reason = f"：{row['reason']}".removesuffix(f"：{row['url']}") if row["reason"] else ""
        said = f"{health.LABELS[row['verdict']]}{reason}"
        lines = [(said, None)] if kind == "mended" else [(said, None), (row["next_step"], None)]
        name = f"{row['agency']}（{row['source_id']}）" if row["agency"] else row["source_id"]
        path = f"reports/source_health?source_id={quote(row['source_id'], safe='')}"
        yield Notice(kind, f"source/{row['source_id']}", state, name, tuple(lines), path, row["url"])


def _called(row: sqlite3.Row) -> str:
    if row["agency"] and row["report_year"]:
        return f"{row['agency']} {row['report_year']} 年度报告"
    return str(row["title"] or row["url"])[:_LONGEST]


def _difference(row: sqlite3.Row) -> str:
    """A changed figure, as 表三 予以公开 · 总计：3 → 5."""
    table = row["table_name"]
    name = (row["label"] or figure_label(table, row["line"], row["column_name"]))[:_LONGEST]
    old, new = ("未印数字" if value is None else number_text(value) for value in (row["old"], row["new"]))
    return f"{SHORT.get(table, table)} {name}：{old} → {new}"


def _path(report_id: str) -> str:
    return f"reports/reports/{quote(report_id, safe='')}"


def _figure_path(report_id: str, row: sqlite3.Row) -> str:
    identifier = "/".join((report_id, row["table_name"], row["line"], row["column_name"]))
    return f"-/figure/{quote(identifier, safe='/')}"
