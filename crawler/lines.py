"""The lines of the CSV files that people edit: every error is one line with its file, line and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True)
class Line:
    """One line of a CSV file with the list its errors go to."""

    where: str
    values: Mapping[str, str]
    errors: list[str]

    def wrong(self, column: str, what: str, right: str) -> None:
        self.errors.append(f"{self.where}: column {column}: {what}; {right}")

    def text(self, column: str) -> str | None:
        return self.values[column].strip() or None

    def required(self, column: str, right: str) -> str:
        value = self.text(column)
        if value is None:
            self.wrong(column, "is empty", right)
        return value or ""

    def one_of(self, column: str, allowed: tuple[str, ...]) -> str:
        value = self.required(column, f"use one of {', '.join(allowed)}")
        if value and value not in allowed:
            self.wrong(column, f"{value!r} is unknown", f"use one of {', '.join(allowed)}")
        return value

    def matching(self, column: str, pattern: re.Pattern[str], right: str) -> str:
        value = self.required(column, right)
        if value and not pattern.fullmatch(value):
            self.wrong(column, f"{value!r} is not valid", right)
        return value

    def date(self, column: str) -> str | None:
        value = self.text(column)
        if value and not _DATE.fullmatch(value):
            self.wrong(column, f"{value!r} is no date", "write 2019, 2019-05 or 2019-05-15")
        return value


def read_lines(path: Path, columns: tuple[str, ...], errors: list[str]) -> Iterator[Line]:
    """The lines of a CSV file whose header is right; whatever keeps a line from being read is an error."""
    try:
        # utf-8-sig: spreadsheet programs put a byte order mark first.
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if _header_errors(path, header, columns, errors):
                return
            for values in reader:
                where = f"{path}:{reader.line_num}"
                if not any(value.strip() for value in values):
                    continue
                if len(values) != len(header):
                    last = header[min(len(values), len(header)) - 1]
                    found = f"the line has {len(values)} values, not {len(header)}"
                    errors.append(f"{where}: column {last}: {found}; check its commas and quotes")
                    continue
                yield Line(where, dict(zip(header, values, strict=True)), errors)
    except FileNotFoundError:
        errors.append(f"{path}: no such file; make it with the header {','.join(columns)}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        errors.append(f"{path}: cannot be read as UTF-8 CSV: {error}")


def _header_errors(path: Path, header: list[str], columns: tuple[str, ...], errors: list[str]) -> bool:
    wrong = [(name, "is missing") for name in columns if name not in header]
    wrong += [(name, "is unknown") for name in header if name not in columns]
    wrong += [(name, "stands twice") for name in sorted(set(header)) if header.count(name) > 1]
    errors.extend(
        f"{path}:1: column {name}: {what}; the header is {','.join(columns)}" for name, what in wrong
    )
    return bool(wrong)
