"""Text made comparable: our shortcut against Unicode's own."""

from __future__ import annotations

import unicodedata

from pipelines.report.words.normalise import nfkc


def test_nfkc_is_that_of_unicode() -> None:
    """For every character, between what the shortcut replaces and before a mark that joins itself to it."""
    for code in range(0x30000):
        text = f"（{chr(code)}\u3099，{chr(code)}\u0301％"
        assert nfkc(text) == unicodedata.normalize("NFKC", text), hex(code)
