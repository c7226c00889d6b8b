"""Bodies of reports: headings, prose and the tables of a form, with what a reader should find in each piece."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from tests.province import drawing, tables
from tests.province.figures import Figures, Printed, Traits
from tests.province.tables import Table
from tests.quality.making import texts
from tests.quality.making.draft import Agency, Draft, Piece
from tests.quality.making.looks import LOOKS, lines_of, written
from tests.quality.making.oddities import Change

HEADINGS = (
    ("overall", "一、总体情况"),
    ("proactive", "二、主动公开政府信息情况"),
    ("requests", "三、收到和处理政府信息公开申请情况"),
    ("challenges", "四、政府信息公开行政复议、行政诉讼情况"),
    ("problems", "五、存在的主要问题及改进情况"),
    ("other", "六、其他需要报告的事项"),
)


@dataclass(frozen=True)
class Style:
    """How a report is filled in and written down.

    `changes` are made to every table, `two`, `three`, `four` to one; `printed` rewrites single figures; `wrap` the
    HTML of a table.
    """

    traits: Traits
    look: str = "plain"
    split: bool = False
    repeat_header: bool = False
    deep: bool = False
    changes: Sequence[Change] = ()
    two: Sequence[Change] = ()
    three: Sequence[Change] = ()
    four: Sequence[Change] = ()
    printed: Callable[[Figures], None] | None = None
    wrap: Callable[[str], str] | None = None
    headings: Sequence[tuple[str, str]] = HEADINGS
    themes: int = 5
    preamble: bool = True
    signature: bool = True
    repeat_title: bool = False
    one_table: bool = False  # 表二, 表三 and 表四 below each other in a single one
    without: Sequence[str] = field(default_factory=tuple)  # kinds of sections left out


def traits(two: str | None = None, three: str | None = None, **more: object) -> Traits:
    return Traits(table_two=two, table_three=three, **more)  # type: ignore[arg-type]


def report(agency: Agency, year: int, title: str, style: Style, seed: str, **stated: object) -> Draft:
    """A report after 2018."""
    rng = random.Random(seed)
    figures = drawing.draw(rng, style.traits)
    rewrite("proactive", _signed)(figures)
    if style.printed:
        style.printed(figures)
    pieces: list[Piece] = [Piece("title", title)] if style.repeat_title else []
    sections: list[tuple[str, str | None]] = []
    if style.preamble:
        pieces += _texts(texts.preamble(agency, year, rng))
        sections.append(("preamble", None))
    for kind, heading in style.headings:
        if kind in style.without:
            continue
        sections.append((kind, heading))
        pieces.append(Piece("heading", heading))
        pieces += _section(kind, agency, year, style, figures, rng)
    draft = Draft(
        agency, year, title, (), sections, figures=figures, form=_form(style.traits),
        failing=frozenset(figures.failing),
    ).but(**stated)  # fmt: skip
    if style.signature:
        pieces += signature(agency, draft.created_on or draft.published_on)
    return draft.but(pieces=tuple(pieces))


def _form(of: Traits) -> str:
    found = {form for form in (of.table_two, of.table_three) if form}
    return found.pop() if len(found) == 1 else "hybrid" if found else "none"


def _texts(lines: Iterable[str]) -> list[Piece]:
    return [Piece("text", line) for line in lines]


def signature(agency: Agency, day: str | None) -> list[Piece]:
    if day is None:
        return []
    year, month, date = (int(part) for part in day.split("-"))
    return [Piece("signature", agency.name), Piece("signature", f"{year}年{month}月{date}日")]


def _section(
    kind: str, agency: Agency, year: int, style: Style, figures: Figures, rng: random.Random
) -> list[Piece]:
    if kind == "overall":
        return _texts(texts.overall(agency, year, rng, style.themes))
    if kind == "problems":
        return _texts(texts.problems(rng))
    if kind == "other":
        return _texts(texts.other(agency, year, rng))
    if style.one_table:
        made = [
            table
            for each in ("proactive", "requests", "challenges")
            for table in _tables(each, style, figures, rng)
        ]
        width = max(sum(cell.cols for cell in row) for table in made for row in table)
        joined = [row for table in made for row in _as_wide(table, width)]
        return [_written(joined, style, rng)] if kind == "proactive" else []
    said = [texts.cases(agency, rng)] if kind == "requests" else []
    return [*_texts(said), *(_written(table, style, rng) for table in _tables(kind, style, figures, rng))]


def _as_wide(table: Table, width: int) -> Table:
    """The rows with their last cell widened, as an editor joins tables."""
    widths = [sum(cell.cols for cell in row) for row in table]
    own = max(widths)
    return [[*row[:-1], replace(row[-1], cols=row[-1].cols + width - own)] for row in table]


def _tables(kind: str, style: Style, figures: Figures, rng: random.Random) -> list[Table]:
    if kind == "proactive" and style.traits.table_two:
        made, own = tables.proactive(figures, style.traits.table_two, rng, style.split), style.two
    elif kind == "requests" and style.traits.table_three:
        made, own = (
            [tables.requests(figures, style.traits.table_three, rng, style.repeat_header)],
            style.three,
        )
    elif kind == "challenges" and figures.challenges:
        made, own = [tables.challenges(figures, style.deep, style.repeat_header)], style.four
    else:
        return []
    for change in (*own, *style.changes):
        made = [change(table) for table in made]
    return made


def _written(table: Table, style: Style, rng: random.Random) -> Piece:
    html = written(table, LOOKS[style.look], rng)
    return Piece("html", style.wrap(html) if style.wrap else html, tuple(lines_of(table)), table)


def old_report(agency: Agency, year: int, title: str, style: Style, seed: str, **stated: object) -> Draft:
    """A report under the 2007 条例: its own outline, and the indicator table where `style` has one."""
    rng = random.Random(seed)
    figures = drawing.draw(rng, style.traits)
    if style.printed:
        style.printed(figures)
    pieces = _texts(texts.preamble(agency, year, rng)) if style.preamble else []
    sections: list[tuple[str, str | None]] = [("preamble", None)] if style.preamble else []
    for kind, heading, lines in texts.before_2019(agency, year, rng):
        sections.append((kind, heading))
        pieces += [Piece("heading", heading), *_texts(lines)]
    if style.traits.indicators:
        sections.append(("statistics", "七、附表"))
        pieces.append(Piece("heading", "七、附表"))
        table = tables.indicators(figures, f"政府信息公开情况统计表（{year}年度）")
        for change in style.changes:
            table = change(table)
        pieces.append(_written(table, style, rng))
    draft = Draft(
        agency, year, title, tuple(pieces), sections, figures=figures, form="pre-2019",
        failing=frozenset(figures.failing),
    )  # fmt: skip
    return draft.but(**stated)


def rewrite(table: str, change: Callable[[Printed, int], Printed]) -> Callable[[Figures], None]:
    """Figures of one table printed in another way; `change` gets the cell and its number in the table."""

    def changed(figures: Figures) -> None:
        if table == "proactive":
            cells = list(figures.proactive.items())
            figures.proactive.update({key: change(cell, n) for n, (key, cell) in enumerate(cells)})
            return
        rows = figures.requests if table == "requests" else figures.challenges
        for r, (line, row) in enumerate(list(rows.items())):
            rows[line] = [change(cell, 7 * r + n) for n, cell in enumerate(row)]

    return changed


def _signed(cell: Printed, n: int) -> Printed:
    """A plus sign says more than the number: it is noted."""
    return replace(cell, meaning="signed") if cell.raw.startswith("+") else cell


def each_table(change: Callable[[Printed, int], Printed]) -> Callable[[Figures], None]:
    """Figures of all three tables printed in another way."""

    def changed(figures: Figures) -> None:
        for table in ("proactive", "requests", "challenges"):
            rewrite(table, change)(figures)

    return changed
