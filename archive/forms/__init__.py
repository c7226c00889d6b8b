"""The official forms as data: one TOML file a form, loaded once. A new form is a new file.

Sources: 国办公开办函〔2019〕60号 (`2019.toml`), 国办公开办函〔2021〕30号 (`2021.toml`), 国办发〔2014〕32号
(`pre-2019.toml`). `chains.toml` holds what must follow from one year's report to the next.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Label:
    """What a line or column is called: its name in the archive, and the wordings it has in print."""

    name: str
    label: str
    variants: tuple[str, ...] = ()
    signed: bool = False
    group: str = ""  # the header cell above several columns: 法人或其他组织, 行政诉讼

    @property
    def wordings(self) -> tuple[str, ...]:
        return (self.label, *self.variants)


@dataclass(frozen=True, eq=False)  # one object a block, like a form
class Block:
    """The lines of 表二 that belong to one clause (项) of article 20, and what is counted of each."""

    clause: int
    items: tuple[Label, ...]
    measures: tuple[Label, ...]


@dataclass(frozen=True, eq=False)  # one object an identity, like a form
class Identity:
    """A sum that must hold (勾稽关系): Σ left = Σ right, for each column or for each line of a table."""

    rule: str
    table: str
    over: Literal["columns", "lines"]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """One cell of a chain: whose year, the line or column it names, and whether it is added or subtracted."""

    year: Literal["earlier", "later"]
    name: str
    sign: int = 1


@dataclass(frozen=True)
class Chain:
    """A sum over two years of one agency: Σ left = Σ right, for each of `scopes`.

    `differing`: the outcome where it does not hold; `unless`: what else explains a difference.
    """

    rule: str
    table: str
    over: Literal["columns", "lines"]
    scopes: tuple[str, ...]
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    differing: Literal["fail", "info"]
    unless: str = ""


@dataclass(frozen=True, eq=False)  # one object a form: compared and cached by identity
class Form:
    """One generation of the three tables. `ordinals` are those printed before a line's label, `sections` the
    headings by their kind."""

    name: Literal["2019", "2021"]
    sections: tuple[Label, ...]
    blocks: tuple[Block, ...]
    request_lines: tuple[Label, ...]
    request_ordinals: Mapping[str, str]
    request_headings: tuple[str, ...]
    request_columns: tuple[Label, ...]
    challenge_kinds: tuple[Label, ...]
    challenge_columns: tuple[Label, ...]
    identities: tuple[Identity, ...]


@dataclass(frozen=True)
class IndicatorForm:
    """The table in use before 2019. `lines` are named by their code, e.g. `3.1.2`."""

    lines: tuple[Label, ...]
    label_headers: tuple[str, ...]
    unit_headers: tuple[str, ...]
    value_headers: tuple[str, ...]
    sums: tuple[tuple[str, tuple[str, ...]], ...]
    bounds: tuple[tuple[str, str], ...]


@cache
def forms() -> tuple[Form, ...]:
    """The generations of the three tables, newest first."""
    return (_form("2021"), _form("2019"))


@cache
def indicator_form() -> IndicatorForm:
    data = _load("pre-2019")
    table = data["indicators"]
    return IndicatorForm(
        lines=_labels(table["lines"], "code"),
        label_headers=tuple(table["label_headers"]),
        unit_headers=tuple(table["unit_headers"]),
        value_headers=tuple(table["value_headers"]),
        sums=tuple((row["parent"], tuple(row["parts"])) for row in data["sums"]),
        bounds=tuple((row["parent"], row["part"]) for row in data["bounds"]),
    )


@cache
def chains() -> tuple[Chain, ...]:
    """The sums between two years."""
    return tuple(
        Chain(
            rule=row["rule"],
            table=row["table"],
            over=row["over"],
            scopes=tuple(row["scopes"]),
            left=tuple(Term(**term) for term in row["left"]),
            right=tuple(Term(**term) for term in row["right"]),
            differing=row["differing"],
            unless=row.get("unless", ""),
        )
        for row in _load("chains")["chains"]
    )


def _form(name: Literal["2019", "2021"]) -> Form:
    data = _load(name)
    requests, challenges = data["disclosure_requests"], data["legal_challenges"]
    return Form(
        name=name,
        sections=_labels(data["sections"], "kind"),
        blocks=tuple(
            Block(block["clause"], _labels(block["items"], "item"), _labels(block["measures"], "measure"))
            for block in data["proactive_disclosure"]
        ),
        request_lines=_labels(requests["lines"], "line"),
        request_ordinals={row["line"]: row["ordinal"] for row in requests["lines"]},
        request_headings=tuple(requests["headings"]),
        request_columns=_labels(requests["columns"], "column"),
        challenge_kinds=_labels(challenges["kinds"], "line"),
        challenge_columns=_labels(challenges["columns"], "column"),
        identities=tuple(
            Identity(row["rule"], row["table"], row["over"], tuple(row["left"]), tuple(row["right"]))
            for row in data["identities"]
        ),
    )


def _labels(rows: list[dict[str, Any]], name: str) -> tuple[Label, ...]:
    return tuple(
        Label(
            row[name],
            row["label"],
            tuple(row.get("variants", ())),
            row.get("signed", False),
            row.get("group", ""),
        )
        for row in rows
    )


def _load(name: str) -> dict[str, Any]:
    data: dict[str, Any] = tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))
    return data
