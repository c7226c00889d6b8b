"""`scrapy export`: the archive's tables as CSV files for spreadsheets or programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from archive.export import export
from archive.opening import reading
from crawler.clock import clock
from crawler.command import ProjectCommand


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[--plain] FOLDER"

    def short_desc(self) -> str:
        return "Write the tables people use as CSV files into a new folder, with the meaning of every column"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--plain", action="store_true",
            help="for programs: without byte order mark, and text that looks like a formula left as it is",
        )  # fmt: skip

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if len(args) != 1:
            raise ValueError(f"name one folder that is not there yet; export takes {self.syntax()}")
        now = clock(self.settings.get("NOW"))()
        with reading(Path(self.settings["ARCHIVE"])) as connection:
            written = export(connection, Path(args[0]), now, plain=opts.plain)
        for each in written:
            print(f"{each.rows:>9} {each.name}")
        print(f"in {args[0]}, described in its README.md")
        return 0
