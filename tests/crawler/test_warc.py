"""WARC files through the saved spider: every document under its own address and time, nothing else."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import warc
from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.site import report


def write(file: Path, *records: tuple[str, str, str, bytes]) -> Path:
    """A WARC file of (address, status, type, body) answers."""
    with file.open("wb") as out:
        writer = WARCWriter(out, gzip=file.suffix == ".gz")
        for url, status, content_type, body in records:
            headers = StatusAndHeaders(status, [("Content-Type", content_type)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=BytesIO(body), http_headers=headers,
                    warc_headers_dict={"WARC-Date": "2024-01-31T08:00:00Z"},
                )
            )  # fmt: skip
    return file


PAGE = report("青禾市司法局", 2023).encode()
URL = "http://sfj.qinghe.test/nb/2023.html"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_documents_enter_under_their_own_address_and_time(tmp_path: Path, name: str) -> None:
    write_registry(tmp_path / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))
    file = write(
        tmp_path / name,
        (URL, "200 OK", "text/html; charset=utf-8", PAGE),
        ("http://sfj.qinghe.test/gone.html", "404 Not Found", "text/html", b"gone"),
        ("http://sfj.qinghe.test/a.css", "200 OK", "text/css", b"p {}"),
    )
    assert crawl(tmp_path, "saved", "-a", f"path={file}").returncode == 0
    assert rows(
        tmp_path, "SELECT url, fetched_at, outcome FROM pages JOIN fetches ON page_id = pages.id"
    ) == [(URL, "2024-01-31T08:00:00Z", "new")]
    assert rows(tmp_path, "SELECT agency, report_year FROM reports") == [("青禾市司法局", 2023)]


def test_a_file_that_breaks_off_says_so_after_what_it_holds(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.warc.gz", (URL, "200 OK", "text/html", PAGE), (URL + "?2", "200 OK", "text/html", PAGE)
    )
    file.write_bytes(file.read_bytes()[:-200])
    found = list(warc.answers(file))
    assert [answer.url for answer in found if answer.error is None][:1] == [URL]
    assert found[-1].error is not None


def test_what_is_called_a_warc_and_is_none_is_one_error(tmp_path: Path) -> None:
    file = tmp_path / "no.warc"
    file.write_bytes(b"hello, this is no record at all\r\n" * 3)
    assert [answer.error is not None for answer in warc.answers(file)] == [True]
    empty = tmp_path / "no.warc.gz"
    empty.write_bytes(gzip.compress(b""))
    assert [answer for answer in warc.answers(empty) if answer.error is None] == []
