"""One annual report: its title, what its pages state about it, its sections and tables, drawn from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.province import drawing, forms, prose, tables
from tests.province.figures import Figures, Traits
from tests.province.markup import Markup, table_html
from tests.province.model import Agency, Block, Carrier, Report, Stated

# Word orders and wordings as printed by agencies; those in SOLE name no agency or only a short one, so they
# serve columns of a single agency.
TITLES = (
    "{agency}{year}年政府信息公开工作年度报告",
    "{year}年{agency}政府信息公开工作年度报告",
    "{agency}{year}年度政府信息公开工作报告",
    "{agency}{year}年政府信息公开年度报告",
    "{agency}{year}年度政府信息工作公开报告",
    "{agency}{year}年政务信息公开年度报告",
    "{year}年度{agency}政府信息公开年报",
    "{year}年{agency}信息公开年度报告",
)
SOLE = (
    "{year}年度政府信息公开工作年度报告",
    "{short}{year}年政府信息公开工作年度报告",
)
NO_YEAR = "{agency}政府信息公开工作年度报告"

_ORDINALS = "一二三四五六七八九十"
_NO_NUMBERS = ("", "无", "无文号", "-", "〔〕号")


@dataclass(frozen=True)
class Plan:
    """What is decided about a report before anything is drawn. `number` cycles through the variants."""

    agency: Agency
    year: int
    traits: Traits
    markup: Markup
    number: int
    sole: bool  # posted only in a column of its own agency
    no_year: bool = False  # a title without its year: only the text says which
    dated: bool = True  # its page states the date of publication
    block: bool = True  # its page has a block of metadata
    carrier: Carrier = "page"


def make(plan: Plan, rng: random.Random, before: Figures | None = None) -> Report:
    """A report with figures that follow those of the year before, where there is one."""
    figures = drawing.draw(rng, plan.traits, before)
    stated = _state(plan, rng)
    blocks, sections = (
        _before_2019(plan, figures, rng) if plan.year < 2019 else _since_2019(plan, figures, rng)
    )
    if sections[0][0] == "preamble" and stated.created_on and plan.number % 4 == 2:
        # Word documents begin with their own title and date; editors paste them in whole.
        day = chinese_date(stated.created_on)
        blocks = [Block("title", stated.title), Block("title", day), *blocks]
    if plan.carrier in ("captcha", "image"):  # nobody can read what it does not show
        figures = Figures()
    if plan.carrier == "image":
        sections = []
    if stated.created_on:
        blocks += [Block("signature", plan.agency.name), Block("signature", chinese_date(stated.created_on))]
    return Report(
        stated=stated,
        blocks=tuple(blocks),
        agency=plan.agency,
        markup=plan.markup,
        year=plan.year,
        form=_form(plan.traits, plan.year) if sections else "none",
        figures=figures,
        sections=tuple(sections),
        carrier=plan.carrier,
    )


def _form(traits: Traits, year: int) -> str:
    if year < 2019:
        return "pre-2019"
    if traits.table_two == traits.table_three:
        return str(traits.table_two)
    return "hybrid"


def _state(plan: Plan, rng: random.Random) -> Stated:
    published = date(plan.year + 1, 1, 8) + timedelta(days=rng.randrange(78))
    title = NO_YEAR if plan.no_year else _title(plan)
    title = title.format(agency=plan.agency.name, short=plan.agency.short, year=plan.year)
    if not plan.dated:
        return Stated(title, published.isoformat(), dated=False)
    if not plan.block:
        # At most a line under the title, which names a source (来源) rather than an issuer.
        source = plan.agency.short if plan.number % 2 else plan.agency.name
        return Stated(title, published.isoformat(), publisher=source)
    numbered = plan.number % 9 == 4
    return Stated(
        title=title,
        published_on=published.isoformat(),
        created_on=(published - timedelta(days=rng.randrange(1, 16))).isoformat(),
        index_number=_index_number(plan, published, rng),
        document_number=f"{plan.agency.name[:1]}公开〔{published.year}〕{rng.randrange(1, 60)}号"
        if numbered
        else None,
        publisher=plan.agency.name if plan.number % 3 else plan.agency.short,
        no_number=_NO_NUMBERS[plan.number % len(_NO_NUMBERS)],
        block=True,
    )


def _title(plan: Plan) -> str:
    choices = (*TITLES, *SOLE) if plan.sole else TITLES
    return choices[plan.number % len(choices)]


def _index_number(plan: Plan, published: date, rng: random.Random) -> str | None:
    """No national standard exists; these shapes are printed, the last two incomplete and left out."""
    serial, code = rng.randrange(2, 9000), plan.agency.division_code
    shapes: tuple[str | None, ...] = (
        f"11{code}MB15{serial % 90 + 10}24C/{published.year}-{serial:05d}",
        f"{code}-{published.year}-{serial}",
        f"01{code[:5]}8X-{published.year}-{serial}",
        f"0{code}/{published.year}-{serial:05d}",
        f"{published:%Y%m%d}-{code}{serial}",
        f"QH{serial % 9000:04d}/{published.year}-{serial:05d}",
        f"ab{code}0-{published.year}-",
        None,
    )
    return shapes[plan.number % len(shapes)]


def chinese_date(iso: str) -> str:
    """`chinese_date("2022-01-05")` is `2022年1月5日`."""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


_Body = tuple[list[Block], list[tuple[str, str | None]]]


def _since_2019(plan: Plan, figures: Figures, rng: random.Random) -> _Body:
    blocks, sections = _opening(plan, rng, always=plan.no_year)
    for i, (kind, wordings) in enumerate(forms.SECTIONS):
        heading = f"{_ORDINALS[i]}、{rng.choice(wordings)}"
        sections.append((kind, heading))
        blocks.append(Block("heading", heading))
        blocks += _content(kind, plan, figures, rng)
    return blocks, sections


def _before_2019(plan: Plan, figures: Figures, rng: random.Random) -> _Body:
    blocks, sections = _opening(plan, rng, always=True)
    outline = [entry for entry in forms.SECTIONS_BEFORE_2019 if _has(entry[0], plan, rng)]
    for i, (kind, wordings) in enumerate(outline):
        heading = f"{_ORDINALS[i]}、{rng.choice(wordings)}"
        sections.append((kind, heading))
        blocks.append(Block("heading", heading))
        if kind == "statistics":
            blocks += _statistics(plan, figures, rng)
        else:
            blocks += [Block("text", text) for text in prose.before_2019(kind, plan.agency, plan.year, rng)]
    return blocks, sections


def _has(kind: str, plan: Plan, rng: random.Random) -> bool:
    if kind == "statistics":
        return plan.traits.indicators
    return kind not in ("fees", "consultation", "other") or rng.random() < 0.6


def _opening(plan: Plan, rng: random.Random, always: bool) -> _Body:
    texts = prose.preamble(plan.agency, plan.year, rng)
    if not always and plan.number % 2:
        return [], []
    return [Block("text", text) for text in texts], [("preamble", None)]


def _content(kind: str, plan: Plan, figures: Figures, rng: random.Random) -> Iterator[Block]:
    traits, markup = plan.traits, plan.markup
    if kind in ("overall", "problems"):
        write = prose.overall if kind == "overall" else prose.problems
        yield from (Block("text", text) for text in write(plan.agency, plan.year, rng))
    elif kind == "proactive" and traits.table_two:
        for table in tables.proactive(figures, traits.table_two, rng, markup.split):
            yield Block("html", table_html(table, markup, rng), table)
    elif kind == "requests" and traits.table_three:
        yield from (Block("text", text) for text in prose.requests(figures))
        table = tables.requests(figures, traits.table_three, rng, markup.repeat_header)
        yield Block("html", table_html(table, markup, rng), table)
    elif kind == "challenges":
        table = tables.challenges(figures, markup.deep, markup.repeat_header)
        yield Block("html", table_html(table, markup, rng), table)
    elif kind == "other":
        yield from (Block("text", text) for text in prose.other(plan.year, plan.year >= 2021, rng))


def _statistics(plan: Plan, figures: Figures, rng: random.Random) -> Iterator[Block]:
    caption = f"政府信息公开情况统计表（{plan.year}年度）"
    inside = plan.number % 2 == 0
    if not inside:
        yield Block("text", caption)
    table = tables.indicators(figures, caption if inside else "")
    yield Block("html", table_html(table, plan.markup, rng), table)
