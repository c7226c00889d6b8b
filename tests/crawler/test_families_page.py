"""The page about families says what is so."""

from __future__ import annotations

import re
from pathlib import Path

from crawler.cms import FAMILIES
from crawler.cms.reading import MOST_PAGES
from crawler.walks import LONGEST_CHAIN

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "families.md").read_text(encoding="utf-8")


def test_the_table_names_every_family_in_its_order() -> None:
    assert re.findall(r"^\| `([a-z0-9]+)` \|", PAGE, re.MULTILINE) == list(FAMILIES)


def test_every_problem_named_is_raised_somewhere() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "crawler").rglob("*.py"))
    for kind in re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE):
        assert f'"{kind}"' in code, kind


def test_every_refusal_is_on_the_page_and_none_else() -> None:
    code = (ROOT / "crawler" / "refusals.py").read_text(encoding="utf-8")
    labels = set(re.findall(r'"((?:waf|http):\w+|rate|stub|login|soft404|moved)"', code))
    chapter = PAGE.partition("## When a site refuses")[2].partition("##")[0]
    assert set(re.findall(r"`((?:waf|http):\w+|rate|stub|login|soft404|moved)`", chapter)) == labels


def test_figures_are_those_of_the_code() -> None:
    assert f"{LONGEST_CHAIN} pages on" in PAGE
    assert f"more than {MOST_PAGES} pages" in PAGE


def test_the_smallest_family_is_as_small_as_the_page_says() -> None:
    for name, lines in re.findall(r"`(\w+\.py)` has (\d+)", PAGE):
        written = (ROOT / "crawler" / "cms" / name).read_text(encoding="utf-8").splitlines()
        assert len(written) <= int(lines), name
