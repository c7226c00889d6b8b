"""How a site writes its tables and paragraphs down: the habits of editors, Word and old content systems."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.province.tables import Cell, Table


@dataclass(frozen=True)
class Markup:
    """One habit. `label` is how labels are typed, `box` wraps a cell's content."""

    name: str
    label: str = "plain"  # plain, spaces, br, newline, paragraphs, ascii
    box: str = "plain"  # plain, p, word, nbsp, div
    upper: bool = False
    unclosed: bool = False
    header_cells: bool = False  # <th> in rows of labels
    nested: bool = False  # inside a layout table
    split: bool = False  # table 2 as four or five tables
    repeat_header: bool = False
    deep: bool = False


HABITS = (
    Markup("plain"),
    Markup("word", box="word", label="paragraphs", split=True),
    Markup("upper", upper=True, label="br", box="nbsp", deep=True),
    Markup("editor", box="p", label="spaces", repeat_header=True),
    Markup("th", header_cells=True, label="newline", deep=True),
    Markup("nested", nested=True, box="div", label="paragraphs"),
    Markup("split", split=True, box="p", label="br"),
    Markup("ascii", label="ascii", deep=True),
)
UNCLOSED = Markup("unclosed", unclosed=True, label="br", box="nbsp")


def table_html(table: Table, markup: Markup, rng: random.Random) -> str:
    """Write one table; the same rng state gives the same bytes."""
    tr, td, th = ("TR", "TD", "TH") if markup.upper else ("tr", "td", "th")
    rows = []
    for row in table:
        tag = th if markup.header_cells and all(cell.head for cell in row) else td
        cells = "".join(_cell_html(cell, tag, markup, rng) for cell in row)
        rows.append(f"<{tr}>{cells}" if markup.unclosed else f"<{tr}{_row_attributes(markup)}>{cells}</{tr}>")
    if markup.box == "word":
        rows.append(_word_grid(table))
    return _wrap("\n".join(rows), markup)


def _word_grid(table: Table) -> str:
    """The row without height that Word leaves at the end to say how wide the columns are."""
    width = sum(cell.cols for cell in table[0])
    cells = '<td width="58" style="border:none"></td>' * width
    return f'<![if !supportMisalignedColumns]><tr height="0">{cells}</tr><![endif]>'


def _wrap(rows: str, markup: Markup) -> str:
    if markup.upper:
        return f'<TABLE WIDTH="100%" BORDER=1 CELLSPACING=0 CELLPADDING=0><TBODY>\n{rows}\n</TBODY></TABLE>'
    if markup.box == "word":
        return (
            '<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" '
            'style="border-collapse:collapse;border:none;mso-border-alt:solid windowtext .5pt;'
            f'mso-yfti-tbllook:480">\n{rows}\n</table>'
        )
    if markup.unclosed:
        return f"<table border=1 width=98% cellspacing=0>\n{rows}\n</table>"
    table = (
        f'<table border="1" cellspacing="0" cellpadding="0" width="100%"><tbody>\n{rows}\n</tbody></table>'
    )
    if markup.nested:
        return f'<table class="layout" width="100%"><tr><td align="center">{table}</td></tr></table>'
    return table


def _row_attributes(markup: Markup) -> str:
    return ' style="mso-yfti-irow:0;height:21.0pt"' if markup.box == "word" else ""


def _cell_html(cell: Cell, tag: str, markup: Markup, rng: random.Random) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.cols}"' if cell.cols > 1 else ""
    )
    if markup.upper:
        spans = spans.upper().replace('"', "")
    if markup.box == "word":
        spans += (
            ' valign="center" style="border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;'
            'padding:0cm 5.4pt"'
        )
    parts = _label(cell.text, markup.label, rng) if cell.head else [escape(cell.text, quote=False)]
    content = _BOXES[markup.box](parts, cell.head)
    return f"<{tag}{spans}>{content}" if markup.unclosed else f"<{tag}{spans}>{content}</{tag}>"


def _label(text: str, habit: str, rng: random.Random) -> list[str]:
    """The label as paragraphs of HTML: same letters, other breaks, spaces or punctuation."""
    text = escape(text, quote=False)
    if habit == "ascii":
        return [_ORDINAL.sub(r"\1、", text.translate(_ASCII))]
    if habit == "spaces" and len(text) == 2:
        return [rng.choice(("&nbsp;&nbsp;", "　", " ")).join(text)]
    if len(text) < 4 or habit in ("plain", "spaces"):
        return [text]
    cut = len(text) // 2  # a narrow column breaks the label in its middle
    if habit == "paragraphs":
        return [text[:cut], text[cut:]]
    return [text[:cut] + ("<br/>" if habit == "br" else "\n          ") + text[cut:]]


_ASCII = str.maketrans("（），：；", "(),:;")
_ORDINAL = re.compile(r"^(\d)\.")


def _plain_box(parts: list[str], head: bool) -> str:
    return "<br/>".join(parts)


def _p_box(parts: list[str], head: bool) -> str:
    return "".join(f'<p style="text-align:center">{part or "<br/>"}</p>' for part in parts)


def _div_box(parts: list[str], head: bool) -> str:
    return "".join(f"<div>{'<strong>' + part + '</strong>' if head else part}</div>" for part in parts)


def _nbsp_box(parts: list[str], head: bool) -> str:
    return "<br>".join(f"&nbsp;{part}&nbsp;" for part in parts)


def _word_box(parts: list[str], head: bool) -> str:
    language = "" if head else ' lang="EN-US"'
    return "".join(
        '<p class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan">'
        f'<span{language} style="font-size:10.5pt;font-family:宋体;mso-bidi-font-family:宋体">{part}</span>'
        "<o:p></o:p></p>"
        for part in parts
    )


_BOXES: dict[str, Callable[[list[str], bool], str]] = {
    "plain": _plain_box,
    "p": _p_box,
    "div": _div_box,
    "nbsp": _nbsp_box,
    "word": _word_box,
}
