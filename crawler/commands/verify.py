"""`scrapy verify`: hash every kept body again and check every relation; a line for each fault."""

from __future__ import annotations

import argparse
from pathlib import Path

from archive.errors import UNFIT
from archive.opening import reading
from archive.verify import faults
from crawler.command import ProjectCommand


class Command(ProjectCommand):
    def short_desc(self) -> str:
        return "Hash every kept body again and check every relation of the archive; exit 4 on any fault"

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if args:
            raise ValueError(f"what is {args[0]!r}? verify takes no arguments but -s ARCHIVE=FILE")
        count = 0
        with reading(Path(self.settings["ARCHIVE"]), long=True) as connection:
            for fault in faults(connection):
                count += 1
                print(fault, flush=True)
            kept = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM bodies").fetchone()
            reports = connection.execute("SELECT count(*) FROM reports").fetchone()[0]
        print(f"{kept[0]} bodies ({kept[1]} bytes) and {reports} reports checked: {count or 'no'} faults")
        return UNFIT if count else 0
