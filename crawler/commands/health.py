"""`scrapy health`: how each source stands, worst first, what a person should do next, and which facts are missing."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from archive.duedates import beijing_time
from archive.health import FINE, LABELS, FieldGap, LastRun, field_gaps, last_run, source_gaps, sources
from archive.opening import reading
from crawler.command import ProjectCommand

_SOURCES_FAILED = 2


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[--all] [--fields]"

    def short_desc(self) -> str:
        return "Say how each source stands, worst first, and what to do next; exit 2 when one needs a person"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="list the sources that are well, too")
        parser.add_argument(
            "--fields", action="store_true", help="list how often each source's reports lack which field"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if args:
            raise ValueError(f"what is {args[0]!r}? health takes {self.syntax()}")
        path = Path(self.settings["ARCHIVE"])
        with reading(path) as connection:
            found = sources(connection)
            gaps = field_gaps(connection)
            by_source = source_gaps(connection) if opts.fields else []
            run = last_run(connection)
        for row in found:
            if row.verdict != "ok" or opts.all:
                when = f"{beijing_time(row.walked_at)}（北京时间）" if row.walked_at else "从未"
                reason = f"：{row.reason}" if row.reason else ""
                print(f"{LABELS[row.verdict]}\t{row.source_id}\t{when}查{reason}\t{row.next_step}")
        print(f"共 {len(found)} 个来源：{_counts(Counter(row.verdict for row in found))}")
        for gap in gaps:
            print(f"{_missing(gap)}{_where(gap.worst)}")
        for gap in by_source:
            print(f"{gap.worst or '无来源'}\t{_missing(gap)}")
        print(_ended(run))
        return 0 if all(row.verdict in FINE for row in found) else _SOURCES_FAILED


def _counts(counts: Counter[str]) -> str:
    return (
        "，".join(f"{label} {counts[verdict]}" for verdict, label in LABELS.items() if counts[verdict])
        or "无"
    )


def _missing(gap: FieldGap) -> str:
    return f"缺 {gap.field}：{gap.reports} 份报告中 {gap.missing} 份（{gap.percent:.1f}%）"


def _ended(run: LastRun | None) -> str:
    if run is None:
        return "还没有一次抓取运行到底"
    return f"最近一次抓取在{beijing_time(run.finished_at)}（北京时间）运行到底"


def _where(worst: str | None) -> str:
    return f"，最多的来源 {worst}" if worst else ""
