"""A thousand pages as a report column might list them: annual reports among documents of fourteen other kinds."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.quality.making import strangers
from tests.quality.making.body import Style, old_report, report, traits
from tests.quality.making.draft import AGENCIES, Draft
from tests.quality.making.golden import Golden
from tests.quality.making.looks import LOOKS

_AGENCIES = tuple(AGENCIES.values())
_FRAMES = (
    "hanweb",
    "hanweb_2023",
    "trs",
    "ucap",
    "vsb",
    "gkmlpt",
    "nfcms",
    "shanghai",
    "anhui",
    "std61",
    "cells",
    "nobody",
)
_LINES = ("hanweb", "trs", "bar", "slash", "own_site")
_PARAGRAPHS = ("p", "div", "br", "span", "ueditor", "word", "wps")


def mix(count: int, seed: int = 1) -> Iterator[Golden]:
    """`count` pages, two in five of them reports, the same for the same seed."""
    for number in range(count):
        rng = random.Random(f"mix {seed} {number}")
        draft = _report(rng) if number % 5 < 2 else _stranger(rng, number)
        page = {
            "line": rng.choice(_LINES),
            "paragraphs": rng.choice(_PARAGRAPHS),
            "metas": rng.random() < 0.5,
            "size": 1,
        }
        yield Golden(
            f"mix-{seed}-{number}", draft, rng.choice(_FRAMES), page, f"/m/{number}.html", sole=False
        )


def _report(rng: random.Random) -> Draft:
    agency, year = rng.choice(_AGENCIES), rng.randrange(2014, 2025)
    title = f"{agency.name}{year}年政府信息公开工作年度报告"
    stated = {"published_on": f"{year + 1}-01-{rng.randrange(10, 31)}", "publisher": agency.name}
    seed, look = str(rng.random()), rng.choice(sorted(LOOKS))
    quiet = rng.random() < 0.3
    if year < 2019:
        return old_report(agency, year, title, Style(traits(indicators=True), look=look), seed, **stated)
    form = "2019" if year < 2021 else "2021"
    return report(agency, year, title, Style(traits(form, form, quiet=quiet), look=look), seed, **stated)


def _stranger(rng: random.Random, number: int) -> Draft:
    agency, year = rng.choice(_AGENCIES), rng.randrange(2014, 2025)
    title, pieces = strangers.KINDS[number % len(strangers.KINDS)](agency, year, rng)
    return Draft(
        agency, None, title, tuple(pieces), (), published_on=f"{year + 1}-02-{rng.randrange(10, 28)}",
        publisher=agency.name, understood=False,
    )  # fmt: skip
