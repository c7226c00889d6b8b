"""How a table's cells are written down: plain, Word, WPS, old Internet Explorer, split spans, comments, no end tags.

A look changes the markup and never what is printed. What is printed differently is changed in the cells before
(see oddities.py), so that the expected text follows.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.province.tables import Cell, Table

Box = Callable[[str, Cell, random.Random], str]


@dataclass(frozen=True)
class Look:
    """`box` wraps a cell's escaped text; `cell`, `row` and `table` are the attributes of their tags."""

    box: Box
    table: str = 'border="1" cellspacing="0" cellpadding="0" width="100%"'
    row: str = ""
    cell: str = ""
    upper: bool = False
    closed: bool = True
    header_cells: bool = False
    sections: bool = False  # thead and tbody


def _plain(text: str, cell: Cell, rng: random.Random) -> str:
    return text


def _paragraph(text: str, cell: Cell, rng: random.Random) -> str:
    return f'<p style="text-align: center;">{text or "<br/>"}</p>'


def _span(text: str, cell: Cell, rng: random.Random) -> str:
    return f'<span style="font-family: 宋体; font-size: 14px;"><span>&nbsp;{text}</span></span>'


def _split_span(text: str, cell: Cell, rng: random.Random) -> str:
    """An editor that was typed into twice leaves a number in two spans."""
    if cell.head or len(text) < 2 or "&" in text:
        return f"<span>{text}</span>"
    return f'<p><span lang="EN-US">{text[:1]}</span><span lang="EN-US">{text[1:]}</span></p>'


def _comment(text: str, cell: Cell, rng: random.Random) -> str:
    return f"<!--StartFragment--><!-- {rng.randrange(100, 999)} -->{text}<!--EndFragment-->"


def _nbsp(text: str, cell: Cell, rng: random.Random) -> str:
    return f"<DIV align=center><FONT face=宋体 size=2>&nbsp;{text}&nbsp;</FONT></DIV>"


def _word(text: str, cell: Cell, rng: random.Random) -> str:
    language = "" if cell.head else ' lang="EN-US"'
    return (
        '<p class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan">'
        f'<span{language} style="font-size:10.5pt;font-family:宋体;mso-font-kerning:0pt">{text}<o:p></o:p></span></p>'
    )


def _wps(text: str, cell: Cell, rng: random.Random) -> str:
    return (
        '<p class="p" style="margin-bottom: 0pt; margin-top: 0pt; text-autospace: ideograph-numeric; text-align: center;">'
        f'<font face="宋体"><span style="mso-spacerun: \'yes\'; font-size: 12pt">{text}</span></font>'
        "<span style=\"mso-spacerun: 'yes'; font-size: 12pt\"><o:p></o:p></span></p>"
    )


def _sections(text: str, cell: Cell, rng: random.Random) -> str:
    """An editor that builds everything from sections, as those made for message platforms do."""
    return f"<section><section style='margin:0'><strong>{text}</strong></section></section>"


_WORD_CELL = 'style="border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt" valign="center"'
LOOKS = {
    "plain": Look(_plain, sections=True),
    "bare": Look(_plain, table="border=1"),
    "p": Look(_paragraph, table='class="table table-bordered" style="width: 100%;"', row='class="firstRow"'),
    "span": Look(_span),
    "splitspan": Look(_split_span, cell='width="62" valign="top"'),
    "comment": Look(_comment),
    "ie": Look(
        _nbsp, upper=True, table='style="BORDER-COLLAPSE: collapse" borderColor=#000000 cellPadding=1 border=1'
    ),
    "word": Look(
        _word,
        table='class="MsoNormalTable" border="1" style="border-collapse:collapse;mso-yfti-tbllook:1184"',
        row='style="mso-yfti-irow:1;height:17.05pt"',
        cell=_WORD_CELL,
    ),
    "wps": Look(_wps, table='class="MsoTableGrid" style="mso-table-layout-alt: fixed"', cell='width="69" rowSpan="1"'),
    "unclosed": Look(_plain, closed=False, table="border=1 width=98%"),
    "th": Look(_plain, header_cells=True, sections=True),
    "sections": Look(_sections),
}  # fmt: skip


def written(table: Table, look: Look, rng: random.Random) -> str:
    """The table's HTML."""
    rows = [_row(row, look, rng) for row in table]
    body = "\n".join(rows)
    if look.sections:
        body = f"<thead>\n{rows[0]}\n</thead>\n<tbody>\n" + "\n".join(rows[1:]) + "\n</tbody>"
    tag = "TABLE" if look.upper else "table"
    return f"<{tag} {look.table}>\n{body}\n</{tag}>"


def _row(row: list[Cell], look: Look, rng: random.Random) -> str:
    tag = "TR" if look.upper else "tr"
    header = look.header_cells and all(cell.head for cell in row)
    cells = "".join(_cell(cell, "th" if header else "td", look, rng) for cell in row)
    opening = f"<{tag} {look.row}>" if look.row else f"<{tag}>"
    return f"{opening}{cells}" + (f"</{tag}>" if look.closed else "\n")


def _cell(cell: Cell, tag: str, look: Look, rng: random.Random) -> str:
    spans = [f'rowspan="{cell.rows}"'] * (cell.rows > 1) + [f'colspan="{cell.cols}"'] * (cell.cols > 1)
    attributes = " ".join(filter(None, [look.cell, *spans]))
    if look.upper:
        tag, attributes = tag.upper(), attributes.replace("rowspan", "rowSpan").replace('"', "")
    text = look.box(escape(cell.text, quote=False).replace("\n", "<br/>"), cell, rng)
    return f"<{tag}{' ' + attributes if attributes else ''}>{text}" + (f"</{tag}>" if look.closed else "")


def lines_of(table: Table) -> list[str]:
    """What the table prints, a line a row."""
    return [" | ".join(cell.text for cell in row) for row in table]


def flattened(table: Table, *, by_cell: bool) -> list[str]:
    """The table as text: every cell ended by `|`, the row padded to the table's width; a row a line, or a cell."""
    width = sum(cell.cols for cell in max(table, key=lambda row: sum(cell.cols for cell in row)))
    lines: list[str] = []
    for row in table:
        padding = "|" * (width - len(row))
        texts = [f"{cell.text} |" for cell in row]
        if by_cell:
            lines += [*texts, *([padding] if padding else [])]
        else:
            lines.append(" ".join(texts) + (f" {padding}" if padding else ""))
    return lines
