"""`scrapy backup`: a copy of the archive, also while a crawl writes it, looked through before it bears its name."""

from __future__ import annotations

import argparse
from pathlib import Path

from archive.backup import back_up, default_file
from archive.opening import reading
from crawler.clock import clock
from crawler.command import ProjectCommand


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[FILE]"

    def short_desc(self) -> str:
        return "Copy the archive, also while it is written, and look the copy through (default: var/backups beside it)"

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if len(args) > 1:
            raise ValueError(f"what is {args[1]!r}? backup takes {self.syntax()}")
        path = Path(self.settings["ARCHIVE"])
        now = clock(self.settings.get("NOW"))()
        file = Path(args[0]) if args else default_file(path, now)
        if file.exists():
            raise ValueError(f"{file} is there already; name another file, or none")
        with reading(path, long=True) as connection:
            back_up(connection, path, file, now)
            kept = connection.execute("SELECT count(*), coalesce(sum(size), 0) FROM bodies").fetchone()
            reports = connection.execute("SELECT count(*) FROM reports").fetchone()[0]
        print(f"{file}: {kept[0]} bodies ({kept[1]} bytes) and {reports} reports, all of them looked through")
        return 0
