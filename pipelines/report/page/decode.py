"""Bytes to text: which charset a page is in, whatever it claims.

Header and page both lie in the field: `ISO-8859-1` by default over anything, `utf-8` over GBK bytes, `gb2312`
left in a template that was converted long ago. So a declaration is a candidate that must prove itself on the
bytes.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

# gb18030 is a superset of gbk and gb2312, and pages labelled with the smaller ones use the larger.
_CODECS = {
    **dict.fromkeys(
        ["gb2312", "gb-2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "ms936", "windows-936", "gb18030"],
        "gb18030",
    ),
    **dict.fromkeys(
        ["csgb2312", "csiso58gb231280", "chinese", "euc-cn", "x-euc-cn", "hz-gb-2312"], "gb18030"
    ),
    **dict.fromkeys(["utf-8", "utf8", "utf_8", "unicode-1-1-utf-8", "x-unicode20utf8"], "utf-8"),
    **dict.fromkeys(["big5", "big5-hkscs", "cn-big5", "x-x-big5", "csbig5"], "big5hkscs"),
    **dict.fromkeys(["utf-16", "utf-16le", "unicode", "ucs-2"], "utf-16-le"),
    "utf-16be": "utf-16-be",
}
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([\w.:-]{1,40})", re.IGNORECASE)
_META = re.compile(rb"<meta\s[^>]{0,300}?charset[^>]{1,80}>", re.IGNORECASE)
# Word pastes its own `<meta charset=gb2312>` into the middle of a UTF-8 page: only the head declares.
_HEAD = 2048
_HEAD_LIMIT = 16384
# Characters as they come out of a wrong charset too: beside rare ones kana, Greek, Cyrillic and private ones.
_LETTERS = re.compile("[\u0370-\u04ff\u3040-\u312f\u3400-\u9fff\ue000-\uf8ff]+")
_NON_ASCII = re.compile("[^\x00-\x7f]")
_CUT_OFF = 2  # a page cut to a length ends within a character
_ENOUGH = 5  # characters before their statistics mean anything

# The characters that make up half of official Chinese, in both scripts. Bytes decoded in the wrong multi-byte
# charset yield rare characters instead: measured on five reports, under 3 % of the characters are in this
# set, against 45 to 54 % in the real text.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们到说于地年月日会可也对生能分行动工作政府信息公开申请部门单位"
    "市县区省局委办关情况主发第二三四五六七八九十其及依法规文件理数量本报告度上下级网站进加强建设管机制完善"
    "這為個國時來們說於會對動資訊開請門單縣區辦關況發規數報進強設機務與"
)


@dataclass(frozen=True)
class Decoded:
    """A body's text, its charset, and why the text may be wrong (None where nothing speaks against it).

    The text holds no NUL and no lone surrogate, so it can be stored as UTF-8.
    """

    text: str
    charset: str
    suspect: str | None = None


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Decode a page by byte order mark, header, the page's own declaration, and what its bytes allow.

    >>> decode("年报".encode("gbk"), "text/html; charset=gb2312")
    Decoded(text='年报', charset='gb18030', suspect=None)
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _checked(body[len(mark) :], charset)
    declared = _declared(body, content_type)
    if (
        "utf-16-le" in declared
        or "utf-16-be" in declared
        or body.count(b"\0", 0, _HEAD) * 4 > len(body[:_HEAD])
    ):
        wide = _checked(body, _wide(body))
        if wide.suspect is None or b"\0" in body:
            return wide  # else a server says UTF-16 of bytes that hold no half of it
    if body.isascii():
        return Decoded(_storable(body.decode("ascii")), "utf-8")
    if (utf8 := _as_utf8(body)) is not None and (declared[:1] == ["utf-8"] or _is_chinese_utf8(utf8)):
        return Decoded(_storable(utf8), "utf-8")
    return _best(body, [*declared, "utf-8", "gb18030"])


def _declared(body: bytes, content_type: str) -> list[str]:
    """The charsets header and page name, the header's first; unknown ones and the server's defaults left
    out."""
    names = []
    if match := _CHARSET.search(content_type):
        names.append(match[1])
    head = body[:_HEAD]
    if not (meta := _META.search(head)):
        end = body.find(b"</head", 0, _HEAD_LIMIT)
        meta = _META.search(body[: max(end, 0)])
    if meta and (match := _CHARSET.search(meta[0].decode("latin-1"))):
        names.append(match[1])
    return list(dict.fromkeys(_CODECS[name.lower()] for name in names if name.lower() in _CODECS))


def _as_utf8(body: bytes) -> str | None:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_chinese_utf8(text: str) -> bool:
    """Whether valid UTF-8 is meant as such: short GBK texts may be valid by chance, and then read as Latin or
    Arabic."""
    sample = [match[0] for match in islice(_NON_ASCII.finditer(text), 500)]
    return 2 * sum("\u2010" <= char <= "\u9fff" or char >= "\ue000" for char in sample) > len(sample)


def _wide(body: bytes) -> str:
    """Which end of UTF-16 comes first: markup is ASCII, whose high bytes are NUL."""
    head = body[:_HEAD]
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


def _best(body: bytes, charsets: list[str]) -> Decoded:
    """The first charset that decodes into plausible Chinese, else the one that loses least, marked as
    suspect."""
    trials = []
    for charset in dict.fromkeys(charsets):
        trials.append(_checked(body, charset))
        if trials[-1].suspect is None:
            return trials[-1]
    big5 = _checked(body, "big5hkscs")
    if big5.suspect is None:
        return big5
    from bs4.dammit import UnicodeDammit  # noqa: PLC0415 - 0.2 s that nearly no process needs

    guess = UnicodeDammit(body[:65536], is_html=True).original_encoding
    if guess and guess not in ("ascii", "windows-1252") and (found := _checked(body, guess)).suspect is None:
        return Decoded(found.text, found.charset, f"字符集未声明或有误，按 {guess} 解码")
    return min(trials, key=lambda trial: _loss(trial.text))


def _checked(body: bytes, charset: str) -> Decoded:
    text = body.decode(charset, "replace")
    lost = text.count("\ufffd")
    text = _storable(text)
    letters = _letters(text)
    if lost > _CUT_OFF or lost > len(letters):
        return Decoded(text, charset, f"按 {charset} 解码有 {lost} 处无效字节")
    if len(letters) >= _ENOUGH and sum(char in _COMMON for char in letters) < 0.12 * len(letters):
        return Decoded(text, charset, f"按 {charset} 解码后生僻字过多")
    return Decoded(text, charset)


def _letters(text: str) -> str:
    """The first 4,000 letters of a text, of as many words as it takes."""
    found: list[str] = []
    count = 0
    for match in _LETTERS.finditer(text, 0, 40_000):
        found.append(match[0])
        count += len(match[0])
        if count >= 4000:
            break
    return "".join(found)[:4000]


def _loss(text: str) -> float:
    """How bad a reading is: invalid bytes and rare characters against common ones."""
    letters = "".join(_LETTERS.findall(text))
    common = sum(char in _COMMON for char in letters)
    return 2 * text.count("\ufffd") + len(letters) - 2 * common


def _storable(text: str) -> str:
    """Without NUL, which ends a string for SQLite and libxml2. (No codec used here yields lone
    surrogates.)"""
    return text.replace("\0", "") if "\0" in text else text
