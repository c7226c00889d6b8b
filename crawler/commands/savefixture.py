"""`scrapy savefixture`: keep a page as a golden case, with the record that the reader makes of it today."""

from __future__ import annotations

import argparse
import mimetypes
from hashlib import sha256
from pathlib import Path

from archive.ids import canonical_url, page_id
from archive.opening import kind_of
from archive.store import Store
from crawler.command import ProjectCommand
from crawler.fixtures import EXPECTED, record_of, write_case
from pipelines.read import document_of
from pipelines.report import read_report
from pipelines.report.model import Document, Part

PAGES = Path("tests/pages")


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "FILE_OR_URL… --case NAME [--force]"

    def short_desc(self) -> str:
        return "Keep a page with its record under tests/pages; a URL is taken from the archive, never fetched"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--case", metavar="NAME", help="the folder under tests/pages")
        parser.add_argument("--force", action="store_true", help="overwrite a case that is there")

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if not args or not opts.case:
            raise ValueError(f"what to save? savefixture takes {self.syntax()}")
        if Path(opts.case).name != opts.case or opts.case.startswith("."):
            raise ValueError(f"--case {opts.case!r} is no folder name; write it like hanweb-2021")
        folder = PAGES / opts.case
        if (folder / EXPECTED).exists() and not opts.force:
            raise ValueError(f"{folder} is there already; --force overwrites it, or choose another --case")
        document = _document(args, Path(self.settings["ARCHIVE"]))
        report = read_report(document)
        write_case(folder, document, record_of(report))
        print(f"{folder}: {len(document.parts)} files, {len(report.figures)} figures")
        print(f"please review {folder / EXPECTED} against the page: it holds what was read, right or wrong")
        return 0


def _document(args: list[str], archive: Path) -> Document:
    """One page of the archive with its parts, or files: the page first, what follows continues it."""
    if args[0].startswith(("http://", "https://", "saved:")):
        if len(args) > 1:
            raise ValueError("one URL makes a case: its continuations and attachments come along")
        return _kept(canonical_url(args[0]), archive)
    return Document(tuple(_file(Path(name), first=number == 0) for number, name in enumerate(args)))


def _kept(url: str, archive: Path) -> Document:
    with Store.open(archive, kind=kind_of(archive), command="scrapy savefixture") as store:
        rows = store.document(page_id(url))
    if rows is None:
        raise ValueError(f"{archive} keeps no body of {url}; crawl it, or save it and give the file")
    return document_of(rows)


def _file(path: Path, *, first: bool) -> Part:
    body = path.read_bytes()
    digest = sha256(body).hexdigest()
    served = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if first:
        return Part("page", f"saved:sha256:{digest}", body, digest, served)
    if served.startswith("text/"):
        return Part("continuation", path.name, body, digest, served)
    return Part("attachment", path.name, body, digest, served, path.name)
