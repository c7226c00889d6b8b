"""What a run came to, source by source, and the verdict on it (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.ids import page_id

if TYPE_CHECKING:
    from crawler.spiders.base import ArchiveSpider
    from pipelines.record import RecordedPage

FINISHED, SOURCES_FAILED, STOPPED = 0, 2, 6

_FAILED = ("failed", "blocked", "quarantined")
_SUSPECT = "quarantined: reads worse than what is kept, which stays; see scrapy accept"
_GOOD = ("new", "changed", "same", "not_modified")


@dataclass
class SourceTally:
    """Counts of one source in one run.

    `listed`: reports its lists link to; `found`: those whose page was good. Of these, `new`, `changed` and
    `same` are by their reading; `unreadable` ones could not be read. `failed` counts pages of any kind,
    `errors` says why.
    """

    pages: int = 0
    listed: set[str] = field(default_factory=set)
    found: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    unreadable: int = 0
    failed: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    def fail(self, reason: str) -> None:
        self.failed += 1
        self.errors[reason] = self.errors.get(reason, 0) + 1


class Tally:
    """Counts of a whole run."""

    def __init__(self) -> None:
        self.sources: dict[str, SourceTally] = {}
        self._waiting: set[str] = set()

    def add(self, page: RecordedPage) -> None:
        """Count one page that is through all pipelines."""
        kept = page.kept
        source = self.sources.setdefault(kept.source_id or "", SourceTally())
        source.pages += 1
        source.listed.update(page_id(link.url) for link in kept.links if link.kind == "report")
        if kept.outcome in _FAILED or (kept.outcome == "gone" and kept.kind == "listing"):
            source.fail(kept.error or kept.outcome)
        elif (
            kept.kind == "report"
            and kept.outcome in _GOOD
            and (kept.page_id, "quarantined") not in page.recorded
        ):
            source.found += 1
        if kept.kind == "report" and kept.outcome in ("same", "not_modified") and not page.recorded:
            source.same += 1
        for read_id, outcome in page.recorded:
            if outcome == "quarantined":
                source.fail(_SUSPECT)
                continue
            # A page only read, not asked for, is no find of this run; what its reading brings to light is.
            if kept.outcome != "unread" or outcome in ("new", "changed", "unreadable"):
                self._count(source, read_id, outcome, is_own=read_id == kept.page_id)

    def _count(self, source: SourceTally, read_id: str, outcome: str, *, is_own: bool) -> None:
        """A report counts once: when its own page is read, or, if that had to wait, when its last part is."""
        if outcome == "waiting":
            self._waiting.add(read_id)
            return
        if not is_own and read_id not in self._waiting:
            return
        self._waiting.discard(read_id)
        if outcome == "unreadable":
            source.unreadable += 1
        elif outcome == "new":
            source.new += 1
        elif outcome in ("changed", "conflict"):
            source.changed += 1
        else:
            source.same += 1

    def total(self, name: str) -> int:
        """The sum of one count over all sources, as `total("new")`."""
        values = (getattr(source, name) for source in self.sources.values())
        return sum(value if isinstance(value, int) else len(value) for value in values)

    def summary(self) -> list[str]:
        """The closing table: a line a source, the sums, what failed and why, and whether anything is new."""
        names = ("listed", "found", "new", "changed", "same", "unreadable", "failed")
        width = max([6, *(len(name) for name in self.sources)])
        lines = [f"{'source':{width}}" + "".join(f"{name:>11}" for name in names)]
        for identifier, source in sorted(self.sources.items()):
            counts = [getattr(source, name) for name in names]
            numbers = "".join(f"{value if isinstance(value, int) else len(value):>11}" for value in counts)
            lines.append(f"{identifier or '-':{width}}{numbers}")
        lines.append(f"{'total':{width}}" + "".join(f"{self.total(name):>11}" for name in names))
        for identifier, source in sorted(self.sources.items()):
            for reason, count in sorted(source.errors.items(), key=lambda pair: -pair[1])[:3]:
                lines.append(f"{identifier or '-'}: {count} × {reason}")
        if not self.total("new") and not self.total("changed"):
            lines.append("nothing new")
        return lines


def judge(spider: ArchiveSpider, reason: str, unwalked: int) -> tuple[int, str]:
    """Exit code and verdict of a run that ended for `reason` (Scrapy's word); the gravest cause decides.

    `unwalked`: sources whose lists could not be walked to their end: what they did not show was not looked for.
    """
    tally = spider.tally
    if spider.storage_error is not None:
        return spider.storage_error.exit_code, str(spider.storage_error)
    if reason != "finished":
        return STOPPED, f"stopped early ({reason}); run the same command again to go on"
    if wrong := [*_wrong(spider, unwalked)]:
        return SOURCES_FAILED, f"{'; '.join(wrong)}; the rest is fine"
    if tally.total("new") or tally.total("changed"):
        return FINISHED, f"{tally.total('new')} new, {tally.total('changed')} changed"
    return FINISHED, "nothing new"


def _wrong(spider: ArchiveSpider, unwalked: int) -> Iterator[str]:
    """What did not go well in a run that came to its end."""
    if spider.over_budget:
        yield f"the budget of {', '.join(sorted(spider.over_budget)[:5])} is used up and waits for the next run"
    if failed := spider.tally.total("failed") + len(spider.given_up):
        yield f"{failed} pages failed or were blocked"
    if unwalked:
        yield f"the lists of {unwalked} sources are not known to their end (scrapy health says why)"


def plain(stats: Mapping[str, object]) -> dict[str, object]:
    """Scrapy's statistics as JSON can hold them."""
    return {
        key: value if isinstance(value, (int, float, str)) else str(value) for key, value in stats.items()
    }
