"""What a run may spend on one site: pages, bytes, time. A trap that no rule knows ends here, said aloud.

What is left waits in the frontier for the next run. The rules that know a trap are elsewhere: chains of further pages
(crawler/walks.py), columns within columns (crawler/links.py: two steps from the registry's address), the parts of a
report (crawler/links.py), addresses that only a trap has (crawler/traps.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass
class _Spent:
    began: float
    pages: int = 0
    size: int = 0


class Budgets:
    """Counts what each site took. `clock` gives seconds that never go back."""

    def __init__(self, pages: int, size: int, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._most = (pages, size, seconds)
        self._clock = clock
        self._spent: dict[str, _Spent] = {}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Budgets:
        return cls(
            settings.getint("SITE_PAGES"), settings.getint("SITE_BYTES"), settings.getfloat("SITE_SECONDS")
        )

    def ask(self, site: str) -> None:
        """A page of the site is about to be asked for."""
        self._spent.setdefault(site, _Spent(self._clock())).pages += 1

    def took(self, site: str, size: int) -> None:
        """An answer of so many bytes came."""
        self._spent.setdefault(site, _Spent(self._clock())).size += size

    def is_over(self, site: str) -> bool:
        """Whether the site may not be asked any more."""
        spent = self._spent.get(site)
        return spent is not None and self._why(spent) is not None

    def over(self) -> dict[str, str]:
        """The sites that may not be asked any more, with what they used up.

        >>> budgets = Budgets(2, 1000, 60, clock=lambda: 0)
        >>> budgets.ask("a.test"); budgets.over()
        {}
        >>> budgets.ask("a.test"); budgets.took("b.test", 1000); budgets.over()
        {'a.test': 'SITE_PAGES：2 页', 'b.test': 'SITE_BYTES：1000 字节'}
        """
        return {name: why for name, spent in self._spent.items() if (why := self._why(spent))}

    def _why(self, spent: _Spent) -> str | None:
        pages, size, seconds = self._most
        if spent.pages >= pages:
            return f"SITE_PAGES：{pages} 页"
        if spent.size >= size:
            return f"SITE_BYTES：{size} 字节"
        if self._clock() - spent.began >= seconds:
            return f"SITE_SECONDS：{seconds:.0f} 秒"
        return None
