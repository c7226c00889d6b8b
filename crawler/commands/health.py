"""`scrapy health`: how each source stands, worst first, what a person should do next, and which facts are missing."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from archive.duedates import beijing_time
from archive.health import FINE, LABELS, field_gaps, sources
from archive.opening import reading
from crawler.command import ProjectCommand

_SOURCES_FAILED = 2


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[--all]"

    def short_desc(self) -> str:
        return "Say how each source stands, worst first, and what to do next; exit 2 when one needs a person"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--all", action="store_true", help="list the sources that are well, too")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if args:
            raise ValueError(f"what is {args[0]!r}? health takes {self.syntax()}")
        path = Path(self.settings["ARCHIVE"])
        with reading(path) as connection:
            found = sources(connection)
            gaps = field_gaps(connection)
        for row in found:
            if row.verdict != "ok" or opts.all:
                when = f"{beijing_time(row.walked_at)}（北京时间）" if row.walked_at else "从未"
                reason = f"：{row.reason}" if row.reason else ""
                print(f"{LABELS[row.verdict]}\t{row.source_id}\t{when}查{reason}\t{row.next_step}")
        print(f"共 {len(found)} 个来源：{_counts(Counter(row.verdict for row in found))}")
        for gap in gaps:
            print(
                f"缺 {gap.field}：{gap.reports} 份报告中 {gap.missing} 份（{gap.percent:.1f}%）{_where(gap.worst)}"
            )
        return 0 if all(row.verdict in FINE for row in found) else _SOURCES_FAILED


def _counts(counts: Counter[str]) -> str:
    return (
        "，".join(f"{label} {counts[verdict]}" for verdict, label in LABELS.items() if counts[verdict])
        or "无"
    )


def _where(worst: str | None) -> str:
    return f"，最多的来源 {worst}" if worst else ""
