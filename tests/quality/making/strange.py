"""The other golden pages: older reports, reports without tables or in parts, mirrors, and what is no report."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import opencc

from pipelines.report.model import Part
from tests.province.figures import Printed
from tests.province.tables import Cell, Table
from tests.quality.making import oddities as odd
from tests.quality.making import strangers
from tests.quality.making.body import Style, each_table, old_report, report, signature, traits
from tests.quality.making.draft import AGENCIES, Draft, Piece
from tests.quality.making.frames import FRAMES, Page, piece_html
from tests.quality.making.golden import Golden
from tests.quality.making.looks import flattened

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21 = traits("2021", "2021")
TITLE = "{}{}年政府信息公开工作年度报告"


def before_2019() -> Iterator[Golden]:
    """Reports of 2008 to 2018: with the indicator table, with a local one, with none."""
    table = traits(indicators=True)
    for number, (name, frame, style, agency, year) in enumerate(
        (
            ("indicators-2016", "hanweb", Style(table, look="word"), SFJ, 2016),
            ("indicators-ie-2014", "cells", Style(table, look="ie"), XL, 2014),
            ("indicators-some-lines-2017", "trs", Style(traits(indicators=True, omitted=True), look="p"), SWJ, 2017),
            ("indicators-sum-wrong-2018", "vsb", Style(traits(indicators=True, violation="received"), look="span"), NYJ, 2018),
            ("indicators-slashes-2018", "nobody", Style(traits(indicators=True, blanks="/"), look="plain"), WJJ, 2018),
            ("indicators-local-columns-2015", "std61", Style(table, look="p", changes=(_local_columns,)), DAJ, 2015),
            ("indicators-split-labels-2017", "ucap", Style(table, look="bare", changes=(odd.split_labels,)), MZJ, 2017),
            ("narrative-2010", "cells", Style(traits()), BC, 2010),
            ("narrative-2013", "trs", Style(traits(), preamble=False), DD, 2013),
        )
    ):  # fmt: skip
        old = frame == "cells"
        yield Golden(
            name,
            old_report(
                agency, year, f"{year}年度{agency.name}政府信息公开工作报告", style, name,
                published_on=f"{year + 1}-03-{10 + number}", publisher=agency.name,
            ),
            frame,
            {"line": "slash" if old else ("hanweb", "trs", "bar")[number % 3], "paragraphs": "ie" if old else "ueditor",
             "metas": not old},
            f"/gk/nb/{year}.html",
            encoding="gb18030" if old else "utf-8",
            charset="gb2312" if old else "utf-8",
            content_type="text/html" if old else "text/html; charset=utf-8",
        )  # fmt: skip


def _local_columns(table: Table) -> Table:
    """指标名称, 计量单位, 代码, 本期实际, 本年累计: a province's own columns; the last holds the year's figure."""
    header = [Cell(each) for each in ("指标名称", "计量单位", "代码", "本期实际", "本年累计")]
    rows = [
        [
            label,
            unit,
            Cell(f"{n:02d}", head=False),
            Cell("——" if cell.text == "——" else str(n % 7), head=False),
            cell,
        ]
        for n, (label, unit, cell) in enumerate(table[2:], start=1)
    ]
    return [[replace(table[0][0], cols=5)], header, *rows]


def without_tables() -> Iterator[Golden]:
    """Reports whose tables are pictures, files, or letters run together."""
    stated = {"published_on": "2023-01-20", "publisher": SWJ.name}
    link = '<p>附件：<a href="/module/download/downfile.jsp?filename=2301.pdf">2022年年度报告.pdf</a></p>'
    pieces = (
        Piece("text", "报告全文及附表请下载附件查看。"),
        Piece("html", link, ("附件：2022年年度报告.pdf",)),
    )
    yield Golden(
        "attachment-only",
        Draft(SWJ, 2022, TITLE.format(SWJ.name, 2022), pieces, (("preamble", None),), **stated),
        "hanweb",
        {"line": "hanweb"},
    )
    pictures = "".join(
        f'<p style="text-align:center"><img src="/nb/{n}.jpg" width="800"/></p>' for n in range(1, 6)
    )
    yield Golden(
        "pictures-only",
        Draft(DD, 2021, TITLE.format(DD.name, 2021), (Piece("html", pictures),), (), published_on="2022-01-19",
              publisher=DD.name),
        "ucap",
        {"line": "ucap"},
        "/dd/nb/content/post_1.html",
    )  # fmt: skip
    yield Golden(
        "table-two-run-together",
        _run_together(
            report(NYJ, 2023, TITLE.format(NYJ.name, 2023), Style(F21), "run", published_on="2024-01-18",
                   publisher=NYJ.name, problems=("TABLE_MISSING",))
        ),
        "nobody",
        {"line": "bar"},
        "/nyj/8.html",
    )  # fmt: skip
    yield Golden(
        "text-contradicts-table",
        _contradicting(
            report(SFJ, 2024, TITLE.format(SFJ.name, 2024), Style(F21, look="p"), "contra", published_on="2025-01-21",
                   publisher=SFJ.name)
        ),
        "trs",
        {"line": "trs"},
        "/nb/202501/t20250121_3.html",
    )  # fmt: skip
    yield Golden(
        "text-agrees-with-table",
        _contradicting(
            report(MZJ, 2022, TITLE.format(MZJ.name, 2022), Style(F21, look="p"), "agree", published_on="2023-01-11",
                   publisher=MZJ.name),
            by=0,
        ),
        "hanweb",
        {"line": "hanweb"},
    )  # fmt: skip


def _run_together(draft: Draft) -> Draft:
    """表二 as one paragraph a row whose cells have run into each other: no figure can be told from it."""
    pieces: list[Piece] = []
    for number, piece in enumerate(draft.pieces):
        if piece.kind == "html" and draft.pieces[number - 1].content.startswith("二、"):
            pieces += [
                Piece("text", line.replace(" | ", "条" if "|" in line else "")) for line in piece.lines
            ]
        else:
            pieces.append(piece)
    return draft.but(pieces=tuple(pieces), figures=replace(draft.figures, proactive={}))


def _contradicting(draft: Draft, by: int = 3) -> Draft:
    """A sentence under 三 that states the requests received, `by` more than the table says."""
    received = draft.figures.requests["new_received"][6].value
    assert received is not None
    said = Piece("text", f"{draft.year}年，{draft.agency.we}共收到政府信息公开申请{received + by}件。")
    pieces = list(draft.pieces)
    place = next(n for n, piece in enumerate(pieces) if piece.content.startswith("三、"))
    failing = draft.failing | {("TEXT_VS_TABLE", "received")} if by else draft.failing
    return draft.but(pieces=(*pieces[: place + 1], said, *pieces[place + 1 :]), failing=frozenset(failing))


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


def _over_pages(name: str, draft: Draft, first: object, second: object) -> Golden:
    pages = []
    for number, pieces in enumerate((first, second), start=1):
        text = "\n".join(piece_html(piece, "p") for piece in pieces)  # type: ignore[attr-defined]
        pages.append(
            f"{text}<p>第{number}页 共2页</p><div class='pages'><a href='index_1.html'>下一页</a></div>"
        )
    other = FRAMES["trs"](Page(draft, f"{name} 2", body=pages[1], line="trs")).encode()
    path = "/nb/202301/t20230117_5"
    url = f"http://{draft.agency.host}{path}_1.html"
    part = Part("continuation", url, other, sha256(other).hexdigest(), "text/html; charset=utf-8")
    return Golden(name, draft, "trs", {"body": pages[0], "line": "trs"}, f"{path}.html", more=(part,))


def _as_text(pieces: object, by_cell: bool) -> Iterator[Piece]:
    """The body with its tables flattened to lines; a table's lines are told from its rows of cells again."""
    for piece in pieces:  # type: ignore[attr-defined]
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


def unfilled() -> Iterator[Golden]:
    """Forms without figures: no number may come of them, and no zero."""
    nothing = each_table(lambda cell, n: Printed("", None, None, "blank"))
    style = Style(F21, look="word", printed=nothing)
    yield Golden(
        "report-left-blank",
        report(
            SPZ,
            2022,
            TITLE.format(SPZ.name, 2022),
            style,
            "blank",
            published_on="2023-01-16",
            publisher=SPZ.name,
        ),
        "trs",
        {"line": "trs"},
    )
    for form in ("2019", "2021"):
        blank = report(
            GOV, int(form), "", Style(traits(form, form), look="p", printed=nothing, preamble=False), form
        )
        notice = "关于印发政府信息公开工作年度报告格式的通知"
        said = [
            Piece("text", "各县区人民政府，市政府各部门："),
            Piece(
                "text",
                "现将政府信息公开工作年度报告格式印发给你们，请按照格式编制发布本机关的年度报告，并做好数据核对。",
            ),
        ]
        kept = [piece for piece in blank.pieces if piece.kind in ("heading", "html")]
        yield Golden(
            f"blank-form-{form}",
            Draft(GOV, None, notice, (*said, *signature(GOV, f"{form}-10-11"), *kept), (), published_on=f"{form}-10-12",
                  publisher=GOV.name, understood=False, problems=("NOT_A_REPORT",)),
            "hanweb",
            {"line": "hanweb"},
        )  # fmt: skip


def others() -> Iterator[Golden]:
    """Documents of other kinds."""
    for number, kind in enumerate(strangers.KINDS[:12]):
        agency = (SFJ, SWJ, GOV, MZJ, XL, NYJ)[number % 6]
        title, pieces = kind(agency, 2020 + number % 4, random.Random(kind.__name__))
        yield Golden(
            f"other-{kind.__name__.replace('_', '-')}",
            Draft(agency, None, title, tuple(pieces), (), published_on=f"{2021 + number % 4}-02-{10 + number}",
                  publisher=agency.name, understood=False, problems=("NOT_A_REPORT",)),
            ("hanweb", "trs", "vsb", "nobody", "ucap")[number % 5],
            {"line": "bar", "size": 2 + number % 3},
        )  # fmt: skip
