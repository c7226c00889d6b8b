"""Where the real samples are, when this machine has them: the folder GONGKAI_CORPUS names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("GONGKAI_CORPUS", ""))
HAS_CORPUS = "GONGKAI_CORPUS" in os.environ and (CORPUS / "seeds").is_dir()
needs_corpus = pytest.mark.skipif(
    not HAS_CORPUS, reason="GONGKAI_CORPUS names no folder with the real samples"
)


def seed(number: int) -> str:
    """The text of one of the five real reports."""
    (path,) = (CORPUS / "seeds").glob(f"{number:03d}_*.txt")
    return path.read_text(encoding="utf-8")
