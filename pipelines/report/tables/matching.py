"""Which line or column of a form a printed label means; letters may be lost, ordinals wrong, brackets missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from archive.forms import Label
from pipelines.report.words.normalise import key, letters

_LONGEST = 400  # characters of a label that are looked at; the longest official one has 38
_ORDINAL = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[)、.,:]|[(]?[0-9]{1,2}[)、.,:]+|其中[:,]?")
_NOTE = re.compile(r"[(][^()]{1,80}[)]")

# The share of common letters that counts as alike, and by how much the best must lead: the closest official
# labels (本年新收…, 上年结转…) share 0.79 of theirs, so likeness alone would not tell them apart.
_ALIKE = 0.75
_AHEAD = 0.08


def core(text: str) -> str:
    """A label without ordinals, punctuation and white space.

    >>> core("（七）总　计"), core("1.属于国家秘密"), core("其中：1．当面申请数"), core("四、结转下年度继续办理")
    ('总计', '属于国家秘密', '当面申请数', '结转下年度继续办理')
    """
    return _core(text[:_LONGEST])


# The same labels stand on every page; looked up again and again, they were half of a reading's time.
@lru_cache(maxsize=8192)
def _core(text: str) -> str:
    rest = key(text)
    for _ in range(3):
        match = _ORDINAL.match(rest)
        if match is None or match.end() == len(rest):
            break
        rest = rest[match.end() :]
    return letters(rest)


def without_notes(text: str) -> str:
    """A label without its remarks in brackets: 专职人员数(不包括…)."""
    return _NOTE.sub("", key(text)[:400])


class Labels:
    """Finds the name behind a printed label: by its wording, then by its wording without remarks, then by likeness."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._names: dict[str, str] = {}
        for label in labels:
            for wording in label.wordings:
                for form in (core(wording), core(without_notes(wording))):
                    self._names.setdefault(form, label.name)
        self.find = lru_cache(maxsize=4096)(self._find)

    def _find(self, text: str) -> str | None:
        """The name, or None where nothing is close or two are equally close. Short labels must be exact."""
        printed = core(text)
        if not printed or printed.isdecimal():
            return None
        name = self._names.get(printed) or self._names.get(core(without_notes(text)))
        if name or len(printed) < 5:
            return name
        return self._closest(printed)

    def _closest(self, printed: str) -> str | None:
        best: dict[str, float] = {}
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(printed)
        for wording, name in self._names.items():
            if len(wording) < 5:
                continue
            matcher.set_seq1(wording)
            if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE:
                best[name] = max(best.get(name, 0.0), matcher.ratio())
        ranked = sorted(best.items(), key=lambda pair: -pair[1])
        if not ranked or ranked[0][1] < _ALIKE:
            return None
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _AHEAD:
            return None
        return ranked[0][0]
