"""What a part of the soak is: a module here with a function `run`, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast


@dataclass(frozen=True)
class Outcome:
    """What a part counted, in the order to print, and a line for each thing that did not hold."""

    counts: Mapping[str, int | float | str]
    wrong: tuple[str, ...] = ()


class Part(Protocol):
    """A module of this folder. Its docstring's first line says what it tries."""

    __doc__: str | None

    @staticmethod
    def run(folder: Path, *, short: bool) -> Outcome:
        """Do it in an empty folder: the short form in at most a minute or two, or the long one."""


def parts() -> dict[str, Part]:
    """The parts by name, in the order of their names."""
    folder = Path(__file__).parent
    modules = {item.name: import_module(f"{__package__}.{item.name}") for item in iter_modules([str(folder)])}
    return {name: cast(Part, module) for name, module in sorted(modules.items()) if hasattr(module, "run")}
