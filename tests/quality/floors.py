"""What was reached once is not given up: floors that only rise, in floors.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("floors.json")
Measured = Mapping[str, float]


def floors() -> dict[str, float]:
    found: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def below(measured: Measured, floor: Measured) -> list[str]:
    """What fell below its floor or is no longer measured.

    >>> below({"figures": 0.9, "title": 1}, {"figures": 1, "units": 1})
    ['figures 0.9 is below its floor 1', 'units is no longer measured']
    """
    told = []
    for name, least in floor.items():
        if name not in measured:
            told.append(f"{name} is no longer measured")
        elif measured[name] < least:
            told.append(f"{name} {measured[name]} is below its floor {least}")
    return told


def raised(measured: Measured, floor: Measured) -> dict[str, float]:
    """The floors with what is higher now; none is lowered.

    >>> raised({"figures": 0.9, "title": 1}, {"figures": 1})
    {'figures': 1, 'title': 1}
    """
    return {name: max(measured.get(name, least), least) for name, least in {**measured, **floor}.items()}


def write(new: Measured) -> None:
    FILE.write_text(json.dumps(new, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
