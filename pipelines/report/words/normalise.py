"""Text made comparable: white space, widths, pinyin residues, traditional characters. What is stored stays
raw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import opencc

from pipelines.report.model import Script

# Zero-width and direction marks that word processors leave between characters, and control characters.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]+")
_HAN = "\u2018-\u201d\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_PUNCTUATION = re.compile(r"[^\w%.+\-]+")

Plain = Callable[[str], str]


def squeeze(text: str) -> str:
    """Runs of white space to one space, invisible characters out, ends stripped.

    >>> squeeze(" 索\\u3000引\\xa0 号\\u200b ")
    '索 引 号'
    """
    words = " ".join(text.split())
    return words if words.isprintable() else " ".join(_INVISIBLE.sub("", words).split())


def joined(text: str) -> str:
    """A label printed over several lines as one: the spaces between Chinese characters go.

    >>> joined("主动 公开 情况 (注 1)")
    '主动公开情况 (注 1)'
    """
    return _BETWEEN_HAN.sub("", text)


# What NFKC changes in nearly every Chinese text. One such character makes it work on the whole: 185 ns a character, where
# it sees at 2 that there is nothing to do. With these changed first it mostly has nothing: 25 ns.
_WIDE = tuple(zip("，（）：；！？％\u3000\xa0", ",():;!?%  ", strict=True))


def nfkc(text: str) -> str:
    """Compatible characters as one (Unicode NFKC): full-width forms, ligatures, circled numbers.

    >>> nfkc("（２０１９年）：①\xa0"), nfkc("主动公开")
    ('(2019年):1 ', '主动公开')
    """
    if unicodedata.is_normalized("NFKC", text):
        return text
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text)


def key(text: str) -> str:
    """The comparable form of a label: NFKC, no white space at all.

    >>> key("索　引 号：")
    '索引号:'
    """
    return _key(text) if len(text) <= _REMEMBERED else _compared(text)


def _compared(text: str) -> str:
    words = "".join(nfkc(text).split())
    return words if words.isprintable() else _INVISIBLE.sub("", words)


# A page's lines are compared time and again on their way through the reading: nine of ten times it was done just now.
_REMEMBERED = 240  # characters
_key = lru_cache(maxsize=256)(_compared)


def letters(text: str) -> str:
    """`key` without punctuation: for labels whose brackets and commas vary.

    >>> letters("危及“三安全一稳定”（注）")
    '危及三安全一稳定注'
    """
    return _PUNCTUATION.sub("", key(text))


# A mirror's residue: a character followed by one bracketed syllable, toned, untoned or chained.
_RESIDUE = re.compile(
    r"[(（](?<=[\u3400-\u9fff)][(（])[ \xa0]?([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüê]{1,6})[ \xa0]?[)）]"
)
_RESIDUES_OF_A_MIRROR = 5
# One of these stands in any traditional report; looking for them costs 1 % of asking the converter (1.6 ms).
_TRADITIONAL = re.compile("[開報機關條務]")

# Syllables of standard Chinese as initials and the finals each takes; anything else in brackets is text.
_FINALS = {
    "": "a o e ai ei ao ou an en ang eng er yi ya yo ye yao you yan yin yang ying yong "
    "wu wa wo wai wei wan wen wang weng yu yue yuan yun",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un ü üe v ve",
    "l": "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e ai ei ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "ch": "a e ai ao ou an en ang eng ong i u ua uo uai ui uan un uang",
    "sh": "a e ai ei ao ou an en ang eng i u ua uo uai ui uan un uang",
    "r": "e ao ou an en ang eng ong i u ua uo ui uan un",
    "z": "a e ai ei ao ou an en ang eng ong i u uo ui uan un",
    "c": "a e ai ao ou an en ang eng ong i u uo ui uan un",
    "s": "a e ai ao ou an en ang eng ong i u uo ui uan un",
}
_SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())


def is_syllable(text: str) -> bool:
    """Whether `text` is one pinyin syllable, with or without its tone mark.

    >>> is_syllable("tài"), is_syllable("lǜ"), is_syllable("app"), is_syllable("wifi")
    (True, True, False, False)
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    toneless = "".join(c for c in decomposed if c not in "\u0300\u0301\u0304\u030c")
    return unicodedata.normalize("NFC", toneless) in _SYLLABLES


def _residues(text: str) -> list[str]:
    return [match[1] for match in _RESIDUE.finditer(text) if is_syllable(match[1])]


def has_residues(text: str) -> bool:
    """Whether a text carries a mirror's pinyin residues (态(tài)); one or two may be a real remark."""
    return len(_residues(text)) >= _RESIDUES_OF_A_MIRROR


def without_residues(text: str) -> str:
    """The text with every bracketed syllable behind a character taken out, chained ones too.

    >>> without_residues("常態(tài)化執(zhí )法 政(zheng)(zheng)務 軟件(app)")
    '常態化執法 政務 軟件(app)'
    """

    def drop(match: re.Match[str]) -> str:
        return "" if is_syllable(match[1]) else match[0]

    while True:
        shorter = _RESIDUE.sub(drop, text)
        if shorter == text:
            return text
        text = shorter


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def script_of(text: str) -> Script:
    """Whether a text is in traditional or simplified characters, by what conversion would change.

    Simplified pages hold a few traditional characters in names and quotations; a traditional page has one in
    three or four (seed texts measured: 0.0 % against 27 %).
    """
    if not _TRADITIONAL.search(text):
        return "simplified"
    sample = text[:20_000]
    converted: str = _converter().convert(sample)
    han = sum("\u4e00" <= c <= "\u9fff" for c in sample)
    changed = sum(a != b for a, b in zip(sample, converted, strict=False))
    return "traditional" if changed > max(5, han * 0.05) else "simplified"


def simplify(text: str) -> str:
    """Residues out first, then simplified characters: the other way round breaks phrases apart.

    >>> simplify("規(guī)范性文件 63363.40萬元")
    '规范性文件 63363.40万元'
    """
    converted: str = _converter().convert(without_residues(text))
    return converted


def plain_for(text: str) -> Plain:
    """How to make the strings of one document comparable, judged from its whole text."""
    return simplify if has_residues(text) else plain_by(script_of(text), has_residues=False)


def plain_by(script: Script, *, has_residues: bool) -> Plain:
    """The same by what has been judged already."""
    return simplify if has_residues or script == "traditional" else _unchanged


def _unchanged(text: str) -> str:
    return text
