"""The golden reports in parts, saved as text, and copied by mirrors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

import opencc

from pipelines.report.model import Part
from tests.province.tables import Cell
from tests.quality.making.body import Style, report, traits
from tests.quality.making.draft import AGENCIES, Draft, Piece
from tests.quality.making.frames import FRAMES, Page, piece_html
from tests.quality.making.golden import Golden
from tests.quality.making.looks import flattened

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21 = traits("2021", "2021")
TITLE = "{}{}年政府信息公开工作年度报告"


def parts() -> Iterator[Golden]:
    """A document over several pages, and documents saved as text."""
    draft = report(WJJ, 2022, TITLE.format(WJJ.name, 2022), Style(F21, look="p"), "two", published_on="2023-01-17",
                   publisher=WJJ.name)  # fmt: skip
    cut = next(n for n, piece in enumerate(draft.pieces) if piece.content.startswith("三、"))
    yield _over_pages("over-two-pages", draft, draft.pieces[:cut], draft.pieces[cut:])
    draft = report(JTT, 2023, TITLE.format(JTT.name, 2023), Style(F21, look="bare"), "cut", published_on="2024-01-25",
                   publisher=JTT.name)  # fmt: skip
    place = next(n for n, piece in enumerate(draft.pieces) if "勾稽关系" in piece.content)
    html = draft.pieces[place].content
    half = html.index("<tr>", html.index("本机关不掌握") - 400)
    before = Piece("html", html[:half] + "</table>")
    after = Piece("html", "<table border=1>" + html[half:])
    yield _over_pages(
        "table-over-two-pages", draft, [*draft.pieces[:place], before], [after, *draft.pieces[place + 1 :]]
    )
    for by_cell, name, agency in ((False, "saved-text-rows", DAJ), (True, "saved-text-cells", BC)):
        style = Style(F21, look="plain", preamble=by_cell)
        draft = report(agency, 2022, TITLE.format(agency.name, 2022), style, name, published_on="2023-02-03",
                       publisher=agency.name)  # fmt: skip
        draft = draft.but(pieces=tuple(_as_text(draft.pieces, by_cell)), trust="saved")
        yield _saved(name, draft)
    draft = report(SPZ, 2023, TITLE.format(SPZ.name, 2023), Style(traits("2021", "2021", quiet=True)), "flat",
                   published_on="2024-01-08", publisher=SPZ.name)  # fmt: skip
    yield Golden(
        "tables-as-lines-on-page",
        draft.but(pieces=tuple(_as_text(draft.pieces, by_cell=True))),
        "vsb",
        {"line": "bar"},
    )


def _over_pages(name: str, draft: Draft, first: Sequence[Piece], second: Sequence[Piece]) -> Golden:
    pages = []
    for number, pieces in enumerate((first, second), start=1):
        text = "\n".join(piece_html(piece, "p") for piece in pieces)
        pages.append(
            f"{text}<p>第{number}页 共2页</p><div class='pages'><a href='index_1.html'>下一页</a></div>"
        )
    other = FRAMES["trs"](Page(draft, f"{name} 2", body=pages[1], line="trs")).encode()
    path = "/nb/202301/t20230117_5"
    url = f"http://{draft.agency.host}{path}_1.html"
    part = Part("continuation", url, other, sha256(other).hexdigest(), "text/html; charset=utf-8")
    return Golden(name, draft, "trs", {"body": pages[0], "line": "trs"}, f"{path}.html", more=(part,))


def _as_text(pieces: Sequence[Piece], by_cell: bool) -> Iterator[Piece]:
    """The body with its tables flattened to lines; a table's lines are told from its rows of cells again."""
    for piece in pieces:
        if piece.kind != "html":
            yield piece
            continue
        table = [[Cell(text) for text in line.split(" | ")] for line in piece.lines]
        widths = _widths(piece.content)
        for line in flattened([[replace(c, cols=w) for c, w in zip(r, ws, strict=True)] for r, ws in zip(table, widths, strict=True)],
                              by_cell=by_cell):  # fmt: skip
            yield Piece("text", line)


def _widths(html: str) -> list[list[int]]:
    """The colspans of a table written in the plain look."""
    rows = []
    for row in html.split("<tr>")[1:]:
        cells = row.split("<td")[1:]
        rows.append(
            [int(c.split('colspan="')[1].split('"')[0]) if "colspan" in c.split(">")[0] else 1 for c in cells]
        )
    return rows


def _saved(name: str, draft: Draft) -> Golden:
    lines = [
        draft.title,
        f"发布日期:{draft.published_on} 来源:{draft.publisher}",
        *(piece.content for piece in draft.pieces),
    ]
    return _Saved(name, draft, raw="\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class _Saved(Golden):
    """A document on disk: its address is its bytes."""

    @property
    def url(self) -> str:
        assert self.raw is not None
        return f"saved:sha256:{sha256(self.raw.encode()).hexdigest()}"


_PINYIN = {
    "開": ("kāi", "kai"), "報": ("bào", "bao"), "務": ("wù", "wu"), "應": ("yīng", "ying"), "關": ("guān", "guan"),
    "機": ("jī", "ji"), "總": ("zǒng", "zong"), "態": ("tài", "tai"), "統": ("tǒng", "tong"), "執": ("zhí", "zhi"),
    "規": ("guī", "gui"), "數": ("shù", "shu"), "辦": ("bàn", "ban"), "處": ("chù", "chu"), "業": ("yè", "ye"),
}  # fmt: skip


def mirrors() -> Iterator[Golden]:
    """Copies on hosts that are no agency's: traditional characters, with the pinyin they leave behind."""
    for name, residue, agency in (
        ("mirror-toned", "({})", SFJ),
        ("mirror-untoned-chained", "({0})({0})", SWJ),
        ("mirror-traditional", "", WJJ),
        ("mirror-simplified", None, NYJ),
    ):
        draft = report(agency, 2020, TITLE.format(agency.name, 2020), Style(traits("2019", "2019"), look="p"), name,
                       published_on="2021-01-22", publisher=None)  # fmt: skip
        if residue is not None:
            draft = _mirrored(draft, residue, toned=name == "mirror-toned", rng=random.Random(name))
        yield Golden(
            name,
            draft.but(trust="mirror"),
            "nobody",
            {"line": "bracket", "metas": False},
            "/qhsfj/xxgknb/content/7f0c1e.html",
            sole=False,
            official=False,
        )


def _mirrored(draft: Draft, residue: str, *, toned: bool, rng: random.Random) -> Draft:
    convert = opencc.OpenCC("s2t").convert

    def changed(text: str) -> str:
        traditional = convert(text)
        if not residue:
            return traditional
        return "".join(
            char + residue.format(_PINYIN[char][0 if toned else 1])
            if char in _PINYIN and rng.random() < 0.3
            else char
            for char in traditional
        )

    def in_html(html: str) -> str:
        return "".join(each if each.startswith("<") else changed(each) for each in _tokens(html))

    pieces = []
    for piece in draft.pieces:
        if piece.kind == "html":
            state = rng.getstate()
            html = in_html(piece.content)
            rng.setstate(state)
            lines = [each for each in _tokens(piece.content) if not each.startswith("<")]
            pieces.append(Piece("html", html, tuple(changed(each) for each in lines)))
        else:
            pieces.append(replace(piece, content=changed(piece.content)))
    headings = {
        p.content: q.content for p, q in zip(draft.pieces, pieces, strict=True) if p.kind == "heading"
    }
    proactive = {k: replace(c, raw=convert(c.raw)) for k, c in draft.figures.proactive.items()}
    return draft.but(
        title=changed(draft.title),
        pieces=tuple(pieces),
        sections=[(kind, headings.get(heading or "", heading)) for kind, heading in draft.sections],
        figures=replace(draft.figures, proactive=proactive),
        script="traditional",
    )


def _tokens(html: str) -> list[str]:
    found, at = [], 0
    while at < len(html):
        end = html.find(">", at) + 1 if html[at] == "<" else html.find("<", at)
        end = end if end > 0 else len(html)
        found.append(html[at:end])
        at = end
    return found
