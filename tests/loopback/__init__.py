"""No test leaves loopback: here is what Python processes that tests start get into their environment for it."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent
ROOT = _HERE.parents[1]


def python_path(*folders: Path | str) -> str:
    """PYTHONPATH with the project and these folders, and the guard that every Python process loads when it begins.

    >>> python_path().endswith("loopback")
    True
    """
    return os.pathsep.join(map(str, (*folders, ROOT, _HERE)))
