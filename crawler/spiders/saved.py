"""Documents already on disk enter the archive as if they had been fetched: Keep, Read, Record."""

from __future__ import annotations

import csv
import hashlib
import mimetypes
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.ids import canonical_url, page_id
from crawler import warc
from crawler.items import Page
from crawler.spiders.base import ArchiveSpider, ArgumentError

if TYPE_CHECKING:
    from crawler.registry import Registry

_COLUMNS = ("file", "url", "fetched_at", "source")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_HTML = {".html", ".htm", ".shtml", ".xhtml"}
# Documents under way at once: their bodies are in memory, and a folder may hold twenty thousand.
_AT_ONCE = 8


@dataclass(frozen=True)
class _Entry:
    """One line of the manifest: where a file came from."""

    url: str | None = None
    fetched_at: str | None = None
    source: str | None = None


class SavedSpider(ArchiveSpider):
    """Archives a file, or every file below a folder; of a WARC file every document in it.

    Arguments: path=FILE_OR_DIR; manifest=CSV with the columns file,url,fetched_at,source. A file without an
    address is named by its bytes: `saved:sha256:…`.
    """

    name = "saved"
    arguments = ("path", "manifest")

    path: Path
    entries: Mapping[Path, _Entry]
    manifest: Path | None = None

    @classmethod
    def parse_arguments(cls, given: Mapping[str, str], registry: Registry) -> dict[str, Any]:
        super().parse_arguments(given, registry)
        if "path" not in given:
            raise ArgumentError(
                "spider argument path: is missing; give a file or a folder, as -a path=FILE_OR_DIR"
            )
        path = Path(given["path"])
        if not path.exists():
            raise ArgumentError(f"spider argument path: {path}: no such file or folder")
        manifest = Path(given["manifest"]) if "manifest" in given else None
        entries = _read_manifest(manifest, path, registry) if manifest else {}
        return {"path": path, "manifest": manifest, "entries": entries}

    async def start(self) -> AsyncIterator[Page]:
        for file in _files(self.path):
            if self.manifest and file.resolve() == self.manifest.resolve():
                continue
            for page in self._warc(file) if warc.is_warc(file) else (self._page(file),):
                if page.page_id in self.under_way:
                    continue
                self.enter(page.page_id, "saved")
                yield page
                while len(self.under_way) >= _AT_ONCE:
                    await self.change()
        while self.under_way:
            await self.change()

    def _warc(self, file: Path) -> Iterator[Page]:
        """A page for every document in a WARC file, under the address and time it was fetched."""
        for answer in warc.answers(file):
            try:
                url = canonical_url(answer.url)
            except ValueError:
                url = f"saved:sha256:{hashlib.sha256(f'{file} {answer.url}'.encode()).hexdigest()}"
            yield Page(
                page_id(url),
                url,
                "report",
                self.entries.get(file.resolve(), _Entry()).source,
                body=answer.body,
                headers={"Content-Type": answer.content_type},
                final_url=url,
                fetched_at=answer.fetched_at or self.store.now(),
                error=answer.error,
                saved=True,
            )

    def _page(self, file: Path) -> Page:
        entry = self.entries.get(file.resolve(), _Entry())
        try:
            size = file.stat().st_size
            body, error = (file.read_bytes(), None) if size <= warc.LARGEST else (b"", _too_large(file))
        except OSError as failure:
            body, error = b"", f"cannot read {file}: {failure.strerror}"
        url = entry.url or f"saved:sha256:{hashlib.sha256(body or str(file).encode()).hexdigest()}"
        return Page(
            page_id(url),
            canonical_url(url),
            "report",
            entry.source,
            body=body,
            headers={"Content-Type": content_type(file)},
            final_url=canonical_url(url),
            fetched_at=entry.fetched_at or self.store.now(),
            error=error or (None if body else f"{file} is empty"),
            saved=True,
        )


def _files(path: Path) -> Iterator[Path]:
    """A file, or the files below a folder in the order of their names; hidden ones are not documents."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts):
            yield file


def _too_large(file: Path) -> str:
    return f"{file} has more than {warc.LARGEST >> 20} MB"


def content_type(file: Path) -> str:
    if file.suffix.lower() in _HTML:
        return "text/html"
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def _read_manifest(manifest: Path, path: Path, registry: Registry) -> dict[Path, _Entry]:
    """The manifest's lines by the file they describe; file names are relative to the folder, or to the
    manifest.
    """
    folder = path if path.is_dir() else manifest.parent
    errors: list[str] = []
    entries: dict[Path, _Entry] = {}
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise ArgumentError(
                    f"{manifest}:1: column {missing[0]}: is missing; the header is {','.join(_COLUMNS)}"
                )
            for row in reader:
                where = f"{manifest}:{reader.line_num}"
                errors += _entry_errors(where, row, folder, registry)
                entry = _Entry(row["url"] or None, row["fetched_at"] or None, row["source"] or None)
                entries[(folder / (row["file"] or "")).resolve()] = entry
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ArgumentError(
            f"spider argument manifest: {manifest} cannot be read as UTF-8 CSV: {error}"
        ) from error
    if errors:
        raise ArgumentError("\n".join(errors))
    return entries


def _entry_errors(
    where: str, row: Mapping[str, str | None], folder: Path, registry: Registry
) -> Iterator[str]:
    wrong = [*_wrong_values(row, registry)]
    if not wrong and not (folder / (row["file"] or "")).is_file():
        wrong = [
            f"column file: there is no file {folder / (row['file'] or '')}; write its name as it is there"
        ]
    yield from (f"{where}: {what}" for what in wrong)


def _wrong_values(row: Mapping[str, str | None], registry: Registry) -> Iterator[str]:
    if not row["file"]:
        yield "column file: is empty; write the file's name"
    url, fetched_at, source = row["url"], row["fetched_at"], row["source"]
    if url:
        try:
            canonical_url(url)
        except ValueError:
            yield f"column url: {url!r} is no http or https address; leave it empty if there is none"
    if fetched_at and not _TIME.fullmatch(fetched_at):
        yield f"column fetched_at: {fetched_at!r} is no UTC time; write it as 2026-01-31T08:00:00Z"
    if source and source not in registry.sources:
        yield f"column source: there is no source {source!r}; name the id of one in sources.csv"
