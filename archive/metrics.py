"""The state of an archive in the text format of Prometheus, for node_exporter's textfile collector."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path

from archive import health

_COUNTS = {
    "gongkai_reports": ("Reports in the archive.", "SELECT count(*) FROM reports"),
    "gongkai_pages": ("Pages in the archive.", "SELECT count(*) FROM pages"),
    "gongkai_pages_unread": (
        "Report pages whose bytes wait to be read.",
        "SELECT count(*) FROM pages WHERE read_state = 'unread'",
    ),
    "gongkai_problems": ("Problems in the archive.", "SELECT count(*) FROM problems"),
    "gongkai_changed_figures": (
        "Figures agencies changed after publication.",
        "SELECT count(*) FROM figure_changes WHERE cause = 'agency'",
    ),
}


def prometheus(connection: sqlite3.Connection, path: Path) -> bytes:
    """All metrics; `path`: the archive's file, whose size is one of them."""
    return "".join(f"{line}\n" for line in _lines(connection, path)).encode()


def _lines(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    run = health.last_run(connection)
    if run is not None:
        yield from _gauge("gongkai_last_run_finished_seconds", "When a crawl last went through, Unix time.",
                          {"": datetime.fromisoformat(run.finished_at.removesuffix("Z"))
                           .replace(tzinfo=timezone.utc).timestamp()})  # fmt: skip
    last = connection.execute(
        "SELECT exit_code FROM runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if last is not None:
        yield from _gauge("gongkai_last_exit_code", "Exit code of the run that ended last.", {"": last[0]})
    verdicts = Counter(each.verdict for each in health.sources(connection))
    values = {f'{{verdict="{verdict}"}}': verdicts[verdict] for verdict in health.LABELS}
    yield from _gauge("gongkai_sources", "Sources by verdict, as `scrapy health` gives them.", values)
    for name, (said, sql) in _COUNTS.items():
        yield from _gauge(name, said, {"": connection.execute(sql).fetchone()[0]})
    files = (path, path.with_name(path.name + "-wal"))
    size = sum(each.stat().st_size for each in files if each.exists())
    yield from _gauge("gongkai_archive_bytes", "Size of the archive's files.", {"": size})


def _gauge(name: str, said: str, values: Mapping[str, float]) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} gauge"
    for labels, value in values.items():
        yield f"{name}{labels} {value:.0f}"
