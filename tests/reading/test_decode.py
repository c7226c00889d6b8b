"""Which charset a page is in, when header, page and bytes contradict each other."""

from __future__ import annotations

import itertools
import random
import sqlite3

import opencc
import pytest

from pipelines.report.page.decode import decode
from tests.reading.corpus import needs_corpus, seed

TEXT = "二〇二〇年，本机关主动公开政府信息十一条，收到政府信息公开申请三件，均已按时答复。"
HEADERS = [
    "",
    "text/html",
    *(f"text/html; charset={name}" for name in ("utf-8", "GBK", "gb2312", "ISO-8859-1", "big5")),
]
DECLARED = ["", "utf-8", "gb2312", "x-gbk"]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030"])
def test_no_declaration_misleads(charset: str, declared: str, header: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{TEXT}</p>'
    decoded = decode(page.encode(charset), header)
    assert decoded.text == page
    assert decoded.suspect is None


def test_traditional_pages_in_big5() -> None:
    text = "本機關主動公開政府信息十一條，收到政府信息公開申請三件，均已按時答復。"
    for header in ("", "text/html; charset=big5", "text/html; charset=gbk"):
        assert decode(text.encode("big5hkscs"), header).text == text


def test_a_byte_order_mark_outranks_everything() -> None:
    assert decode(b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=gbk").text == TEXT
    for charset in ("utf-16-le", "utf-16-be"):
        mark = "\ufeff".encode(charset)
        assert decode(mark + TEXT.encode(charset), "text/html; charset=utf-8").text == TEXT
    assert decode(f"<p>{TEXT}</p>{'<br>' * 60}".encode("utf-16-le")).text.startswith(f"<p>{TEXT}")


def test_characters_of_four_bytes() -> None:
    text = TEXT + "㐂𠀀龦"
    assert decode(text.encode("gb18030"), "text/html; charset=gb2312").text == text


def test_a_declaration_pasted_into_the_body_is_noise() -> None:
    page = (
        f"<head><title>年报</title></head><body>{'<p></p>' * 400}<meta content='text/html; charset=gb2312'>"
        f"{TEXT}"
    )
    assert decode(page.encode("utf-8")).charset == "utf-8"


def test_a_declaration_far_down_in_the_head_counts() -> None:
    page = f"<head><script>{'var a;' * 600}</script><meta charset=gbk></head>é"
    assert decode(page.encode("gbk")).text == page


def test_a_page_cut_within_a_character_is_not_suspect() -> None:
    decoded = decode((TEXT * 20).encode()[:-1], "text/html; charset=utf-8")
    assert decoded.text[:-1] == (TEXT * 20)[:-1]
    assert decoded.suspect is None


def test_mixed_bytes_are_flagged() -> None:
    body = (TEXT * 30).encode() + ("某某市司法局政务公开" * 2).encode("gbk")
    decoded = decode(body, "text/html; charset=utf-8")
    assert decoded.text.startswith(TEXT * 30)
    assert decoded.suspect is not None


def test_bytes_of_no_charset_are_flagged() -> None:
    dice = random.Random(1)
    assert decode(bytes(dice.randrange(128, 256) for _ in range(4000))).suspect is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\0\0\0",
        b"a\0b",
        b"\xed\xa0\x80\xed\xb0\x80" + TEXT.encode(),
        b"\xff\xfe",
        b"\xfe\xff\xd8\x00",
    ],
)
def test_whatever_comes_out_can_be_stored(body: bytes) -> None:
    decoded = decode(body)
    assert "\0" not in decoded.text
    stored = sqlite3.connect(":memory:").execute("select ?", (decoded.text,)).fetchone()
    assert stored == (decoded.text,)


@needs_corpus
def test_short_cuttings_of_real_reports() -> None:
    dice = random.Random(20)
    to_traditional = opencc.OpenCC("s2t").convert
    tried = silent = 0
    for length, _ in itertools.product((20, 40, 80, 200, 2000), range(8)):
        text = seed(dice.randrange(4))
        start = dice.randrange(max(1, len(text) - length))
        cutting = text[start : start + length]
        if sum("\u4e00" <= char <= "\u9fff" for char in cutting) < length // 2:
            continue
        for charset, header in itertools.product(("utf-8", "gbk", "gb18030", "big5"), HEADERS):
            printed = to_traditional(cutting) if charset == "big5" else cutting
            body = printed.encode(charset, "ignore")
            decoded = decode(body, header)
            tried += 1
            silent += decoded.text != body.decode(charset) and decoded.suspect is None
    assert tried > 500
    assert silent == 0
