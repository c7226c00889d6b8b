"""Half an answer is no answer: which bodies are taken for whole, and which are refused before they are unpacked."""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from io import BytesIO

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.middlewares import Refused
from crawler.middlewares.guard import WholeBody

PAGE = f"<html><body>{''.join(f'<p>第{n}项</p>' for n in range(300))}</body></html>".encode()
LIST = json.dumps({"rows": [{"title": "年度报告", "n": n} for n in range(50)]}, ensure_ascii=False)


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("word/document.xml", PAGE)
    return file.getvalue()


def judged(body: bytes, *encodings: str, partial: bool = False) -> str | None:
    """Why a body is refused, or None."""
    headers = {"Content-Encoding": list(encodings)} if encodings else {}
    response = Response("http://a.test/", body=body, headers=headers, flags=["partial"] if partial else [])
    try:
        assert WholeBody(1 << 20).process_response(Request("http://a.test/"), response) is response
    except Refused as error:
        return str(error)
    return None


def raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


WHOLE = {
    "plain": (PAGE, ()),
    "gzip": (gzip.compress(PAGE), ("gzip",)),
    "x-gzip in capitals": (gzip.compress(PAGE), ("X-GZIP",)),
    "two members": (gzip.compress(PAGE) + gzip.compress(PAGE), ("gzip",)),
    "padded": (gzip.compress(PAGE) + bytes(100), ("gzip",)),
    "deflate": (zlib.compress(PAGE), ("deflate",)),
    "deflate without its frame": (raw(PAGE), ("deflate",)),
    "a charset where the encoding belongs": (PAGE, ("utf-8",)),
    "identity": (PAGE, ("identity",)),
    "a bomb, which is for the cap to refuse": (gzip.compress(bytes(1 << 22)), ("gzip",)),
}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_bodies_pass(name: str) -> None:
    body, encodings = WHOLE[name]
    assert judged(body, *encodings) is None


@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
@pytest.mark.parametrize(
    ("body", "encoding"),
    [(gzip.compress(PAGE), "gzip"), (zlib.compress(PAGE), "deflate"), (raw(PAGE), "deflate")],
)
def test_a_cut_stream_is_refused_wherever_it_is_cut(body: bytes, encoding: str, share: float) -> None:
    assert (
        judged(body[: max(3, int(len(body) * share))], encoding) == f"data loss: the {encoding} stream is cut"
    )


def test_a_second_member_that_is_cut_is_refused() -> None:
    assert (
        judged(gzip.compress(PAGE) + gzip.compress(PAGE)[:-9], "gzip") == "data loss: the gzip stream is cut"
    )


@pytest.mark.parametrize("encodings", [("br",), ("zstd",), ("gzip, gzip",), ("gzip", "br"), ("compress",)])
def test_what_cannot_be_checked_is_refused(encodings: tuple[str, ...]) -> None:
    assert "was not asked for" in (judged(gzip.compress(PAGE), *encodings) or "")


ENDS = {
    "page": PAGE,
    "page with blanks behind": PAGE + b"\r\n" * 20,
    "PDF": b"%PDF-1.7 " + bytes(5000) + b"%%EOF\n",
    "docx": zipped(),
    "JSON": LIST.encode(),
    "JSON in GBK": LIST.encode("gb18030"),
}


@pytest.mark.parametrize("name", ENDS)
def test_a_body_that_ends_with_the_connection_must_come_to_its_own_end(name: str) -> None:
    assert judged(ENDS[name], partial=True) is None
    for share in (0.3, 0.9):
        cut = ENDS[name].rstrip()[: int(len(ENDS[name].rstrip()) * share)]
        assert judged(cut, partial=True) == "data loss: the connection closed before the body ended"
