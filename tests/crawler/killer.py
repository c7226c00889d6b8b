"""Pipelines that end their process, or ask it to stop, the moment a report is kept and not yet read."""

from __future__ import annotations

import os
import signal
from typing import Any


class KillAfterKeep:
    """As a power cut would."""

    def process_item(self, item: Any) -> Any:
        if item.read_page_ids:
            os.kill(os.getpid(), signal.SIGKILL)
        return item


class StopAfterKeep:
    """As a service manager would: once, for the second signal means at once."""

    def __init__(self) -> None:
        self._asked = False

    def process_item(self, item: Any) -> Any:
        if item.read_page_ids and not self._asked:
            self._asked = True
            os.kill(os.getpid(), signal.SIGTERM)
        return item
