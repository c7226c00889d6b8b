"""How much memory a crawl has taken: its own process alone."""

from __future__ import annotations

import re
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

_STATUS = Path("/proc/self/status")


class OwnMemory(MemoryUsage):
    """Scrapy's limit and warning (MEMUSAGE_LIMIT_MB, MEMUSAGE_WARNING_MB), held against the crawl's own peak.

    Linux hands the peak of a process on to the programs it starts (`ru_maxrss` outlives execve, getrusage(2)), and Scrapy
    asks for that: a crawl started from a notebook of 1.1 GB would end itself at once (measured: 95 MB told as 591).
    """

    def get_virtual_size(self) -> int:
        """The most that was resident so far, in bytes; where there is no /proc, what Scrapy knows."""
        if not _STATUS.exists():
            return super().get_virtual_size()
        found = re.search(
            r"VmHWM:\s{0,20}(\d{1,20}) kB", _STATUS.read_text(encoding="ascii", errors="replace")
        )
        return int(found[1]) * 1024 if found else super().get_virtual_size()
