"""`scrapy restore`: put a backup in the archive's place; the archive that was there gets a name of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from archive.backup import restore
from archive.opening import kind_of
from crawler.clock import clock
from crawler.command import ProjectCommand


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "FILE"

    def short_desc(self) -> str:
        return "Put a backup in the archive's place, once it has been looked through; throws nothing away"

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if len(args) != 1:
            raise ValueError("give the one backup to restore: scrapy restore archive/var/backups/FILE.db")
        path, file = Path(self.settings["ARCHIVE"]), Path(args[0])
        if not file.is_file():
            raise ValueError(f"{file}: no such file")
        kind_of(file)
        aside = restore(path, file, clock(self.settings.get("NOW")))
        print(f"{path} is {file} now" + (f"; what was there is {aside}" if aside else ""))
        return 0
