"""The golden pages without readable tables, with blank ones, and of other documents."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from tests.province.figures import Printed
from tests.quality.making import strangers
from tests.quality.making.body import Style, each_table, report, signature, traits
from tests.quality.making.draft import AGENCIES, Draft, Piece
from tests.quality.making.golden import Golden

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21 = traits("2021", "2021")
TITLE = "{}{}年政府信息公开工作年度报告"


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
