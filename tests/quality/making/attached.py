"""The golden reports whose tables stand in files: beside the page, instead of it, packed, and in what only looks like one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from reportlab.platypus import Image

from pipelines.report.model import Part
from tests.province.figures import Traits
from tests.quality.making.body import Style, old_report, report, traits
from tests.quality.making.draft import AGENCIES, Agency, Draft, Piece
from tests.quality.making.frames import piece_html
from tests.quality.making.golden import Golden
from tests.reading import makers
from tests.reading.official import OfficialTable, Printed

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21, F19 = traits("2021", "2021"), traits("2019", "2019")
TITLE = "{}{}年政府信息公开工作年度报告"
SEE = "报告全文及统计表详见附件。"
FROM_FILE = "FIGURES_FROM_ATTACHMENT"
Block = str | OfficialTable


def attached() -> Iterator[Golden]:
    yield from _whole_reports()
    yield from _tables_alone()
    yield from _beside_the_page()


def _whole_reports() -> Iterator[Golden]:
    """The page says 详见附件 and no more; the file is the report."""
    for name, agency, year, of, file, make in (
        ("attached-docx", SFJ, 2022, F21, "2022年度报告.docx", makers.docx),
        ("attached-docx-2019", NYJ, 2019, F19, "年报.docx", makers.docx),
        # A Word file of today under the name of one of 1997, as servers rename them.
        ("attached-docx-named-doc", XL, 2023, F21, "2023年度报告.doc", makers.docx),
        ("attached-pdf", WJJ, 2023, F21, "2023年报.pdf", makers.pdf),
        ("attached-pdf-2019", JTT, 2020, F19, "2020年报.pdf", makers.pdf),
        ("attached-zip", BC, 2022, F21, "2022年年报.zip", lambda blocks: makers.package({"年报.docx": makers.docx(blocks)})),
    ):  # fmt: skip
        draft = _report(agency, year, of, name).but(problems=(FROM_FILE,))
        yield _see_attachment(name, draft, file, make(_blocks(draft.pieces)))


def _tables_alone() -> Iterator[Golden]:
    """The page holds the text, a workbook the tables."""
    for name, agency, year, of, file, make in (
        ("attached-xlsx", SWJ, 2022, F21, "附件.xlsx", _one_sheet(makers.xlsx)),
        ("attached-xlsx-sheets-2019", DAJ, 2020, F19, "统计表.xlsx", _a_sheet_each(makers.xlsx)),
        ("attached-xls", MZJ, 2021, F21, "附表.xls", _one_sheet(makers.xls)),
        ("attached-et", SPZ, 2023, F21, "附表.et", _a_sheet_each(makers.xls)),
    ):
        draft = _report(agency, year, of, name).but(problems=(FROM_FILE,))
        yield _without_tables(name, draft, file, make(_tables(draft.pieces)))
    for name, agency, year, file in (
        ("attached-indicators-xls", SFJ, 2017, "附件2.xls"),
        ("attached-indicators-et", NYJ, 2016, "统计表.et"),
    ):
        title = f"{year}年度{agency.name}政府信息公开工作报告"
        stated = {"published_on": f"{year + 1}-03-12", "publisher": agency.name, "problems": (FROM_FILE,)}
        draft = old_report(agency, year, title, Style(traits(indicators=True)), name, **stated)
        table = _tables(draft.pieces)[0]
        # Below the last indicator of the official form stand who filled it in, and when.
        foot = [
            Printed("单位负责人：", columns=1),
            Printed("审核人：", columns=1),
            Printed("填报人：", columns=1),
        ]
        dated = [Printed("联系电话：0991—2345678", columns=2), Printed(f"填报日期：{year + 1}年1月20日")]
        filled = replace(table, rows=[*table.rows, foot, dated])
        yield _without_tables(name, draft, file, makers.xls([makers.Sheet("统计表", [filled])]))


def _beside_the_page() -> Iterator[Golden]:
    """Files that say again what the page says, and files that say nothing."""
    draft = _report(GOV, 2022, F21, "attached-same-docx")
    file = makers.docx(_blocks(draft.pieces))
    yield _with_file("attached-same-docx", draft, "2022年年报.docx", file, draft.pieces)
    draft = _report(JTT, 2021, F21, "attached-differs")
    other = [
        _with_another_figure(block)
        if isinstance(block, OfficialTable) and "." not in block.rows[-1][-1].text
        else block
        for block in _blocks(draft.pieces)
    ]
    yield _with_file(
        "attached-differs",
        draft.but(problems=("ATTACHMENT_DIFFERS",)),
        "2021年年报.docx",
        makers.docx(other),
        draft.pieces,
    )
    scan = makers.pdf([Image(io.BytesIO(_white()), 420, 640)], number=False)
    yield _see_attachment("attached-scan", _bare(DD, 2022, ("ATTACHMENT_IMAGE",)), "2022年年报.pdf", scan)
    broken = makers.docx(_blocks(draft.pieces))[:900]
    yield _see_attachment(
        "attached-broken", _bare(DAJ, 2023, ("ATTACHMENT_BROKEN",)), "2023年年报.docx", broken
    )
    blank = _report(MZJ, 2023, F21, "attached-blank-form")
    empty = [replace(table, rows=_without_figures(table.rows)) for table in _tables(blank.pieces)]
    said = [piece for piece in blank.pieces if piece.kind != "html"]
    nothing = replace(blank.figures, proactive={}, requests={}, challenges={})
    draft = blank.but(pieces=said, form="none", figures=nothing)
    yield _with_file("attached-blank-form", draft, "年报格式.docx", makers.docx(empty), draft.pieces)


def _report(agency: Agency, year: int, of: Traits, seed: str) -> Draft:
    name = agency.name
    return report(
        agency, year, TITLE.format(name, year), Style(of), seed,
        published_on=f"{year + 1}-01-{10 + len(seed) % 18}", publisher=name,
    )  # fmt: skip


def _bare(agency: Agency, year: int, problems: tuple[str, ...]) -> Draft:
    name = agency.name
    return Draft(
        agency, year, TITLE.format(name, year), (), (("preamble", None),), published_on=f"{year + 1}-01-18",
        publisher=name, problems=problems,
    )  # fmt: skip


def _link(file: str) -> Piece:
    return Piece(
        "html",
        f'<p>附件：<a href="/attach/0/{sha256(file.encode()).hexdigest()[:8]}">{file}</a></p>',
        (f"附件：{file}",),
    )


def _see_attachment(name: str, draft: Draft, file: str, body: bytes) -> Golden:
    page = [Piece("text", SEE), _link(file)]
    if not draft.pieces:
        draft = draft.but(pieces=page)
    return _golden(name, draft, file, body, page)


def _without_tables(name: str, draft: Draft, file: str, body: bytes) -> Golden:
    page = [*(piece for piece in draft.pieces if piece.kind != "html"), _link(file)]
    return _golden(name, draft.but(pieces=page), file, body, page)


def _with_file(name: str, draft: Draft, file: str, body: bytes, page: Sequence[Piece]) -> Golden:
    page = [*page, _link(file)]
    return _golden(name, draft.but(pieces=page), file, body, page)


def _golden(name: str, draft: Draft, file: str, body: bytes, page: Sequence[Piece]) -> Golden:
    url = f"http://{draft.agency.host}/attach/0/{sha256(file.encode()).hexdigest()[:8]}"
    part = Part("attachment", url, body, sha256(body).hexdigest(), "application/octet-stream", file)
    shown = "\n".join(piece_html(piece, "p") for piece in page)
    return Golden(name, draft, "hanweb", {"line": "hanweb", "body": shown}, more=(part,))


# The same pieces as blocks of a file


def _blocks(pieces: Sequence[Piece]) -> list[Block]:
    return [_table(piece) if piece.kind == "html" else piece.content for piece in pieces]


def _tables(pieces: Sequence[Piece]) -> list[OfficialTable]:
    return [_table(piece) for piece in pieces if piece.kind == "html"]


def _table(piece: Piece) -> OfficialTable:
    assert piece.table is not None
    rows = [[Printed(cell.text, cell.rows, cell.cols) for cell in row] for row in piece.table]
    return OfficialTable("", rows, {})


def _without_figures(rows: list[list[Printed]]) -> list[list[Printed]]:
    return [
        [replace(cell, text="" if makers.is_number(cell.text) else cell.text) for cell in row] for row in rows
    ]


def _with_another_figure(table: OfficialTable) -> OfficialTable:
    """The table with its last number one higher: a report corrected in one place and not in the other."""
    last = [cell for cell in table.rows[-1] if makers.is_number(cell.text)][-1]
    row = [replace(cell, text=str(int(cell.text) + 1)) if cell is last else cell for cell in table.rows[-1]]
    return replace(table, rows=[*table.rows[:-1], row])


def _one_sheet(make: Callable[..., bytes]) -> Callable[[Sequence[OfficialTable]], bytes]:
    return lambda tables: make([makers.Sheet("年报", [_titled(table) for table in tables])])


def _a_sheet_each(make: Callable[..., bytes]) -> Callable[[Sequence[OfficialTable]], bytes]:
    return lambda tables: make(
        [makers.Sheet(f"表{n}", [_titled(table)]) for n, table in enumerate(tables, start=2)]
    )


def _titled(table: OfficialTable) -> OfficialTable:
    return replace(table, title="政府信息公开工作年度报告统计表")


def _white() -> bytes:
    """A white picture of 2 × 2 points."""
    size = (2).to_bytes(4, "little")
    header = b"BM" + (70).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    return header + (40).to_bytes(4, "little") + size + size + b"\1\0\x18\0" + bytes(24) + b"\xff" * 16
