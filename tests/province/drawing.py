"""Draws the figures of one report from a seed.

Distinct and non-zero on their page except where meant otherwise, so that a shifted row or column cannot hide;
satisfying the official identities (勾稽关系) unless a named violation is asked for.
"""

from __future__ import annotations

import random

from tests.province import forms
from tests.province.figures import Figures, Number, Printed, Traits, nothing, number
from tests.province.violations import VIOLATIONS


class _CollisionError(Exception):
    """A derived sum equals another figure of the page; the page is drawn anew."""


class _Pool:
    """Numbers not yet used on the page."""

    def __init__(self, rng: random.Random, quiet: bool) -> None:
        self.rng = rng
        self.quiet = quiet
        self.used: set[Number] = {0}

    def draw(self, low: int, high: int) -> int:
        while True:
            number = self.rng.randrange(low, high)
            if number not in self.used:
                self.used.add(number)
                return number

    def amount(self, low: int, high: int, places: int) -> float:
        while True:
            number = round(self.rng.uniform(low, high), places)
            if number not in self.used and number != int(number):
                self.used.add(number)
                return number

    def keep(self, number: int) -> int:
        """Enter a number the year before fixed; no other draw could avoid it."""
        self.used.add(number)
        return number

    def claim(self, number: int) -> int:
        """Enter a derived number. The sum of one number and zeroes repeats it, which only quiet pages may."""
        if number in self.used and not self.quiet:
            raise _CollisionError
        self.used.add(number)
        return number


def draw(rng: random.Random, traits: Traits, before: Figures | None = None) -> Figures:
    """Draw the figures of one report; the same `rng` state and traits give the same figures.

    `before` are those of the agency's last report: what it carried forward is carried over here.
    """
    while True:
        pool = _Pool(rng, traits.quiet)
        figures = Figures()
        try:
            if traits.table_two:
                figures.proactive = _PROACTIVE[traits.table_two](pool, traits, before)
            if traits.table_three:
                figures.requests = _requests(pool, traits, before)
                figures.challenges = _challenges(pool, traits)
            if traits.indicators:
                figures.indicators = _indicators(pool, traits)
        except _CollisionError:
            continue
        if traits.violation:
            VIOLATIONS[traits.violation](figures, pool.draw(3000, 9000), traits)
        return figures


# --- table 2 ---


def _proactive_2019(
    pool: _Pool, traits: Traits, before: Figures | None
) -> dict[tuple[int, str, str], Printed]:
    cells: dict[tuple[int, str, str], Printed] = {}
    for block in forms.PROACTIVE["2019"]:
        for item, _ in block.rows:
            for measure, _ in block.columns:
                left = _items_left(before, block.clause, item) if measure == "items_previous_year" else None
                if left is not None:
                    cell = number(pool.keep(left), traits)
                elif measure == "items_change":
                    cell = _change(pool, traits, cells[block.clause, item, "items_previous_year"].value or 0)
                elif measure == "amount":
                    cell = _purchase(pool, traits)
                elif traits.quiet and pool.rng.random() < 0.6:
                    cell = number(0, traits)
                else:
                    cell = number(pool.draw(1, 2500), traits)
                cells[block.clause, item, measure] = cell
    return _without_regulations(cells, traits)


def _items_left(before: Figures | None, clause: int, item: str) -> int | None:
    """The items there were at the end of the last report's year, when it counted them."""
    cells = before.proactive if before else {}
    found = [cells.get((clause, item, measure)) for measure in ("items_previous_year", "items_change")]
    values = [cell.value for cell in found if cell is not None and cell.value is not None]
    return int(sum(values)) if len(values) == 2 else None


def _change(pool: _Pool, traits: Traits, items: Number) -> Printed:
    """本年增/减: agencies sign it in words, on either side, or with a sign, or not at all."""
    size = pool.draw(1, 200)
    shape = pool.rng.choice(("plain", "minus", "plus", "paren+", "paren-", "word+", "word-"))
    if shape == "plain" or size > items:  # no more items can go than there were
        return number(size, traits)
    if shape in ("minus", "plus"):
        return Printed(f"-{size}", -size) if shape == "minus" else Printed(f"+{size}", size)
    sign = 1 if shape.endswith("+") else -1
    word = "增" if sign > 0 else "减"
    raw = f"{size}（{word}）" if shape.startswith("paren") else f"{word}{size}"
    return Printed(raw, sign * size, None, "signed")


def _purchase(pool: _Pool, traits: Traits) -> Printed:
    """采购总金额: the 2019 form names no unit, so some print one in the cell."""
    shape = pool.rng.choice(("none", "万元", "元", "thousands"))
    if shape == "万元":
        amount = pool.amount(1000, 90000, 2)
        return Printed(f"{amount:.2f}万元", amount, "万元", "unit")
    whole = pool.draw(100_000, 9_000_000)
    if shape == "元":
        return Printed(f"{whole}元", whole, "元", "unit")
    return Printed(f"{whole:,}", whole) if shape == "thousands" else number(whole, traits)


def _proactive_2021(
    pool: _Pool, traits: Traits, before: Figures | None
) -> dict[tuple[int, str, str], Printed]:
    cells: dict[tuple[int, str, str], Printed] = {}
    for block in forms.PROACTIVE["2021"]:
        for item, _ in block.rows:
            for measure, _ in block.columns:
                if measure == "amount":
                    amount = pool.amount(10, 60000, pool.rng.choice((1, 2, 4)))
                    cell = _fee(amount, pool)
                elif traits.quiet and pool.rng.random() < 0.6:
                    cell = number(0, traits)
                else:
                    cell = number(pool.draw(1, 2500), traits)
                cells[block.clause, item, measure] = cell
    return _without_regulations(cells, traits)


def _fee(amount: float, pool: _Pool) -> Printed:
    """本年收费金额: the 2021 form prints its unit in the header; some repeat it in the cell."""
    if pool.rng.random() < 0.25:
        return Printed(f"{amount!r}万元", amount, "万元", "unit")
    return Printed(repr(amount), amount, "万元")


_PROACTIVE = {"2019": _proactive_2019, "2021": _proactive_2021}


def _without_regulations(
    cells: dict[tuple[int, str, str], Printed], traits: Traits
) -> dict[tuple[int, str, str], Printed]:
    """Most agencies cannot issue 规章; where a page leaves cells without a number, it leaves these."""
    if traits.blanks is None:
        return cells
    return {key: nothing(traits.blanks) if key[1] == "regulation" else cell for key, cell in cells.items()}


# --- tables 3 and 4 ---


def _requests(pool: _Pool, traits: Traits, before: Figures | None) -> dict[str, list[Printed]]:
    assert traits.table_three
    carried = (
        [int(cell.value or 0) for cell in before.requests["carried_forward"]]
        if before and before.requests
        else []
    )
    for value in filter(None, carried[:-1]):
        pool.keep(value)
    lines = [line for line, _ in forms.REQUESTS[traits.table_three]]
    leaves = forms.results(traits.table_three)
    values: dict[str, list[int]] = {line: [] for line in lines}
    for place, _ in enumerate(forms.APPLICANTS[:-1]):
        for line in leaves:
            values[line].append(_leaf(pool, traits))
        total = sum(values[line][-1] for line in leaves)
        forward = _leaf(pool, traits)
        over = carried[place] if carried else _leaf(pool, traits)
        if total + forward < over:  # what was carried over and not answered goes on being carried
            forward = pool.claim(over - total)
        values["total_processed"].append(pool.claim(total))
        values["carried_forward"].append(forward)
        values["carried_over"].append(over)
        values["new_received"].append(pool.claim(total + forward - over))
    for line, row in values.items():
        enter = pool.keep if line == "carried_over" and carried else pool.claim
        row.append(enter(sum(row)))
    # An agency that leaves cells empty leaves those empty that would say 0.
    return {
        line: [
            nothing(traits.blanks)
            if _left_out(pool, value, traits) and line in leaves
            else number(value, traits)
            for value in row
        ]
        for line, row in values.items()
    }


def _left_out(pool: _Pool, value: int, traits: Traits) -> bool:
    return traits.blanks is not None and value == 0 and pool.rng.random() < 0.7


def _leaf(pool: _Pool, traits: Traits) -> int:
    zero = 0.75 if traits.quiet else 0.1 if traits.blanks is not None else 0.04
    return 0 if pool.rng.random() < zero else pool.draw(1, 980)


def _challenges(pool: _Pool, traits: Traits) -> dict[str, list[Printed]]:
    table: dict[str, list[Printed]] = {}
    for kind in forms.CHALLENGES:
        row = [_leaf(pool, traits) for _ in forms.OUTCOMES[:-1]]
        row.append(pool.claim(sum(row)))
        table[kind] = [number(value, traits) for value in row]
    return table


# --- the indicator table before 2019 ---

# Lines that may not exceed another one: 主动公开规范性文件数 is a part of 主动公开政府信息数, and so on.
_PART_OF = {"1.1.1": "1.1", "2.2.1.1": "2.2.1", "2.2.2.1": "2.2.2"}
_LEFT_OUT = ("1.2.3", "1.2.5", "2.2.4", "2.2.5", "8.1", "8.2")
_LOCAL = (None, "（四）编发政务公开工作简报数", "期")


def _indicators(pool: _Pool, traits: Traits) -> list[tuple[str | None, str, str | None, Printed]]:
    values = _indicator_values(pool)
    rows: list[tuple[str | None, str, str | None, Printed]] = []
    for code, label, unit in forms.INDICATORS:
        if traits.omitted and code in _LEFT_OUT:
            continue
        if unit is None:
            rows.append((code, label, None, nothing("——")))
        elif traits.blanks is not None and code in _LEFT_OUT:
            rows.append((code, label, unit, nothing(traits.blanks)))
        else:
            rows.append((code, label, unit, number(values[code], traits)))
    if traits.omitted:
        rows.append((*_LOCAL, number(pool.draw(1, 60), traits)))
    return rows


def _indicator_values(pool: _Pool) -> dict[str, Number]:
    values: dict[str, Number] = {}
    for code, _, unit in reversed(forms.INDICATORS):  # children before their parents
        if unit == "万元":
            values[code] = pool.amount(1, 90, 2)
        elif code in forms.INDICATOR_SUMS:
            values[code] = pool.claim(sum(int(values[child]) for child in forms.children(code)))
        else:
            part = next((values[p] for p, whole in _PART_OF.items() if whole == code), 0)
            values[code] = pool.draw(int(part) + 1, int(part) + (8000 if code == "1.1" else 700))
    return values
