"""`scrapy sources add`: take proposed lines into sources.csv, after showing what that changes."""

from __future__ import annotations

import argparse
import csv
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.ids import canonical_url
from crawler.command import ProjectCommand
from crawler.discovery.proposals import REGISTRY_COLUMNS
from crawler.registry import Registry, RegistryError, load

_USAGE = "add FILE [--yes]"


class Command(ProjectCommand):
    def syntax(self) -> str:
        return _USAGE

    def short_desc(self) -> str:
        return "Add proposed lines to the registry's sources.csv; shows the difference, writes with --yes"

    def long_desc(self) -> str:
        return (
            "FILE has the columns of sources.csv, as scrapy discover writes them (what else it has is passed over, as "
            "are lines without a column). Lines whose id or address the registry has already are refused and listed."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--yes", action="store_true", help="write the lines; without it they are only shown"
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if len(args) != 2 or args[0] != "add":
            raise ValueError(f"what to add? sources takes {_USAGE}")
        folder = Path(self.settings["SOURCES"])
        registry = load(folder)
        new, refused = _sort(_read(Path(args[1])), registry)
        for row, why in refused:
            print(f"= {row['id']}  {row['url']}  {why}")
        for row in new:
            print(f"+ {row['id']}  {row['url']}  {row['agency'] or '-'}  {row['division_code'] or '-'}")
        text = _with(folder / "sources.csv", new)
        _check(folder, text)
        print(
            f"{len(new)} new, {len(refused)} refused" + ("" if opts.yes or not new else "; --yes writes them")
        )
        if opts.yes and new:
            _replace(folder / "sources.csv", text)
        return 0


def _read(path: Path) -> list[dict[str, str]]:
    """The proposed lines that name a column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        missing = [name for name in REGISTRY_COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(
                f"{path}:1: column {missing[0]}: is missing; the header needs {','.join(REGISTRY_COLUMNS)}"
            )
        try:
            rows = [{name: (row[name] or "").strip() for name in REGISTRY_COLUMNS} for row in reader]
        except csv.Error as error:
            raise ValueError(f"{path}:{reader.line_num}: cannot be read as CSV: {error}") from error
    return [row for row in rows if row["id"] or row["url"]]


def _sort(
    rows: list[dict[str, str]], registry: Registry
) -> tuple[list[dict[str, str]], list[tuple[dict[str, str], str]]]:
    """The new lines, and those refused with why."""
    ids = set(registry.sources)
    addresses = {_address(source.url): name for name, source in registry.sources.items()}
    new, refused = [], []
    for row in rows:
        if _address(row["url"]) in addresses:
            refused.append(
                (row, f"the address is already in the registry as {addresses[_address(row['url'])]}")
            )
        elif row["id"] in ids:
            refused.append((row, "the id is already in the registry"))
        else:
            new.append(row)
            ids.add(row["id"])
            addresses[_address(row["url"])] = row["id"]
    return new, refused


def _address(url: str) -> str:
    try:
        return canonical_url(url)
    except ValueError:
        return url  # what is wrong with it is said with everything else, by the registry's own check


def _with(path: Path, rows: list[dict[str, str]]) -> str:
    """The text of sources.csv with lines added, in the order of its own header; its own lines stay as they are."""
    text = path.read_text(encoding="utf-8-sig")
    header = next(csv.reader([text.splitlines()[0]]))
    return (
        text
        + ("" if text.endswith("\n") else "\n")
        + "".join(_line([row[name] for name in header]) for row in rows)
    )


def _line(values: list[str]) -> str:
    quoted = (
        f'"{value.replace(chr(34), chr(34) * 2)}"' if any(c in value for c in ',"\r\n') else value
        for value in values
    )
    return ",".join(quoted) + "\n"


def _check(folder: Path, text: str) -> None:
    """Load the registry as it would be. Raises RegistryError with its own file names."""
    with TemporaryDirectory() as scratch:
        for path in folder.iterdir():
            if path.suffix in (".csv", ".toml"):
                Path(scratch, path.name).write_bytes(path.read_bytes())
        Path(scratch, "sources.csv").write_text(text, encoding="utf-8")
        try:
            load(Path(scratch))
        except RegistryError as error:
            raise RegistryError([line.replace(scratch, str(folder)) for line in error.errors]) from error


def _replace(path: Path, text: str) -> None:
    """Write beside and rename: a stop in between leaves the old file."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)
