"""The golden reports of 2019 and later: every family, form and oddity at least once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.province.figures import Printed
from tests.quality.making import oddities as odd
from tests.quality.making.body import HEADINGS, Style, each_table, report, rewrite, traits
from tests.quality.making.draft import AGENCIES, Draft
from tests.quality.making.golden import Golden

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21, F19 = traits("2021", "2021"), traits("2019", "2019")


def _stated(draft: Draft, **more: object) -> Draft:
    return draft.but(**more)


def families() -> Iterator[Golden]:
    """One page of each family of sites, form 2021, with the metadata markup of that family."""
    facts = {"published_on": "2022-01-28", "publisher": SFJ.name}
    full = {**facts, "created_on": "2022-01-20", "index_number": "11990300MB1503424C/2022-00031"}
    yield Golden(
        "hanweb-2021",
        report(
            SFJ, 2021, "澄原市司法局2021年政府信息公开工作年度报告", Style(F21, preamble=False), "a1", **full
        ),
        "hanweb",
        {"block": "xxgk_article", "labels": "plain", "line": "hanweb", "size": 7},
    )
    yield Golden(
        "hanweb-2023-no-markers",
        report(
            SWJ,
            2022,
            "澄原市水务局2022年度政府信息公开工作报告",
            Style(F21, look="p"),
            "a2",
            published_on="2023-01-19",
            created_on="2023-01-17",
            index_number="990300-2023-118",
            publisher="市水务局",
        ),
        "hanweb_2023",
        {"block": "affairs", "labels": "spaced", "line": "two", "dated": "chinese", "paragraphs": "ueditor"},
        "/art/2023/1/19/art_1229_5020117.html",
    )
    yield Golden(
        "trs-2023",
        report(
            JTT,
            2023,
            "岚原省交通运输厅2023年政府信息公开工作年度报告",
            Style(F21, look="word", split=True),
            "a3",
            published_on="2024-01-26",
            publisher="岚原省交通运输厅",
        ),
        "trs",
        {"line": "trs", "paragraphs": "word", "size": 4},
        "/zfxxgk/nb/202401/t20240126_88123.html",
    )
    yield Golden(
        "ucap-pagebreak",
        replace_pagebreak(
            report(
                BC,
                2022,
                "泊川区人民政府2022年政府信息公开工作年度报告",
                Style(F21, look="span"),
                "a4",
                published_on="2023-03-22",
                publisher="泊川区人民政府办公室",
            )
        ),
        "ucap",
        {"line": "ucap", "paragraphs": "span"},
        "/bcq/nb/content/post_2290144.html",
    )
    yield Golden(
        "vsb-2022",
        report(
            NYJ,
            2022,
            "霞岭县农业农村局2022年政府信息公开年度报告",
            Style(F21, look="bare", deep=True),
            "a5",
            published_on="2023-01-12",
            index_number="xl0021-2023-00007",
            created_on="2023-01-10",
            publisher="霞岭县农业农村局",
        ),
        "vsb",
        {"block": "list", "labels": "office", "line": "vsb", "metas": False},
        "/info/1056/20117.htm",
    )
    yield Golden(
        "gkmlpt-2021",
        report(
            WJJ,
            2021,
            "2021年泊川区卫生健康局政府信息公开工作年度报告",
            Style(F21, look="wps"),
            "a6",
            published_on="2022-01-24",
            created_on="2022-01-21",
            index_number="11990304007211548X/2022-00052",
            publisher="泊川区卫生健康局",
        ),
        "gkmlpt",
        {"block": "dl", "labels": "guangdong", "line": "none", "paragraphs": "wps", "size": 5},
        "/gkmlpt/content/7/7731/post_7731905.html",
    )
    yield Golden(
        "gkmlpt-shell",
        report(
            DD,
            2023,
            "泊川区东渡街道办事处2023年政府信息公开工作年度报告",
            Style(F21, preamble=False),
            "a7",
            published_on="2024-01-11",
            created_on="2024-01-09",
            index_number="11990304MB2D/2024-00003",
            publisher="泊川区东渡街道办事处",
        ),
        "gkmlpt_shell",
        {"block": "xxgk_article", "labels": "guangdong", "line": "none"},
        "/gkmlpt/content/9/9123/post_9123001.html",
    )
    yield Golden(
        "nfcms-2024",
        report(
            MZJ,
            2024,
            "澄原市民族宗教事务局2024年政府信息公开工作年度报告",
            Style(F21, look="p", deep=True),
            "a8",
            published_on="2025-01-16",
            publisher="市民宗局",
        ),
        "nfcms",
        {"line": "bar"},
        "/zwgk/nb/content/mpost_33901.html",
        sole=False,
    )
    yield Golden(
        "shanghai-ivs",
        report(
            DAJ,
            2022,
            "2022年岚原省档案局政府信息公开工作年度报告",
            Style(F21, look="th", themes=7),
            "a9",
            published_on="2023-01-30",
            index_number="ab0000000-2023-004",
            publisher="岚原省档案局",
        ),
        "shanghai",
        {"block": "label", "labels": "shanghai", "line": "bracket"},
        "/nw12344/20230130/4a03f1b0c9d.html",
    )
    yield Golden(
        "anhui-block-twice",
        report(
            XL,
            2023,
            "霞岭县人民政府2023年政府信息公开工作年度报告",
            Style(F21, look="p", themes=8),
            "a10",
            published_on="2024-03-18",
            created_on="2024-03-15",
            index_number="990325/202403-00071",
            publisher="霞岭县人民政府办公室",
        ),
        "anhui",
        {"block": "twice", "labels": "anhui", "line": "ucap", "paragraphs": "ueditor"},
        "/public/21981/23672221.html",
    )
    yield Golden(
        "std61-2024",
        report(
            GOV,
            2024,
            "澄原市人民政府办公室2024年政府信息公开工作年度报告",
            Style(F21, look="p"),
            "a11",
            published_on="2025-01-23",
            publisher="澄原市人民政府办公室",
        ),
        "std61",
        {"line": "own_site", "metas": True},
        "/zwgk/zfxxgknb/2025/0123/10071.html",
    )
    yield Golden(
        "cells-2021",
        report(
            SPZ,
            2021,
            "霞岭县松坪镇人民政府2021年政府信息公开工作年度报告",
            Style(traits("2021", "2021", quiet=True), look="ie"),
            "a12",
            published_on="2022-01-14",
            publisher="松坪镇",
        ),
        "cells",
        {"line": "slash", "paragraphs": "ie", "metas": False},
        "/ReadNews.asp?NewsID=2217",
        encoding="gb18030",
        charset="gb2312",
        content_type="text/html",
    )
    yield Golden(
        "frame-2021",
        report(
            NYJ,
            2021,
            "霞岭县农业农村局2021年政府信息公开工作年度报告",
            Style(F21, look="bare"),
            "a13",
            published_on="2022-01-29",
            publisher="霞岭县农业农村局",
        ),
        "frame",
        {"line": "bar", "metas": False, "size": 8},
        "/main/2022/129.html",
    )
    yield Golden(
        "nobody-2023",
        report(
            WJJ,
            2023,
            "泊川区卫生健康局2023年政府信息公开年度报告",
            Style(F21, look="sections"),
            "a14",
            published_on="2024-01-17",
            publisher="区卫生健康局",
        ),
        "nobody",
        {"line": "bar", "paragraphs": "section", "metas": False},
        "/x/y/2024/8871.html",
    )


def replace_pagebreak(draft: Draft) -> Draft:
    """The platform's own mark between the body's pages, in front of two headings."""
    pieces = [
        replace(
            piece,
            kind="html",
            content=f"<pagebreak/><p><strong>{piece.content}</strong></p>",
            lines=(piece.content,),
        )
        if piece.kind == "heading" and piece.content[0] in "三五"
        else piece
        for piece in draft.pieces
    ]
    return draft.but(pieces=tuple(pieces))


def charsets() -> Iterator[Golden]:
    """Bytes that are not in what they are said to be in."""
    style = Style(F21, look="p", themes=4)
    for name, agency, title, encoding, charset, content_type, mark in (
        ("gbk-undeclared", SWJ, "澄原市水务局2021年政府信息公开工作年度报告", "gb18030", "", "text/html", b""),
        ("utf8-bom", SFJ, "澄原市司法局2022年政府信息公开工作年度报告", "utf-8", "gb2312", "text/html", b"\xef\xbb\xbf"),
        ("header-utf8-bytes-gbk", NYJ, "霞岭县农业农村局2023年政府信息公开工作年度报告", "gb18030", "gb2312",
         "text/html; charset=utf-8", b""),
        ("header-latin1-bytes-utf8", WJJ, "泊川区卫生健康局2022年政府信息公开工作年度报告", "utf-8", "utf-8",
         "text/html; charset=ISO-8859-1", b""),
    ):  # fmt: skip
        year = int(title.split("年")[0][-4:])
        day = f"{year + 1}-01-18"
        yield Golden(
            name,
            report(agency, year, title, style, name, published_on=day, publisher=agency.name),
            "nobody",
            {"line": "bar", "metas": False},
            f"/xxgk/{name}.html",
            encoding,
            charset,
            content_type,
            mark,
        )


def blocks() -> Iterator[Golden]:
    """The metadata in its other markups, each with another spelling of dates and placeholders."""
    for number, (block, labels, dated, line, frame) in enumerate(
        (
            ("one_cell", "plain", "slash", "trs", "trs"),
            ("dd", "office", "clock", "none", "std61"),
            ("ordered", "plain", "dot", "none", "nobody"),
            ("spans", "spaced", "chinese", "hanweb", "hanweb_2023"),
            ("divs", "plain", "iso", "none", "vsb"),
            ("ids", "office", "bracket", "bar", "cells"),
            ("twice", "anhui", "numerals", "none", "anhui"),
            ("label", "shanghai", "lines", "none", "shanghai"),
        )
    ):
        agency = (SFJ, SWJ, MZJ, WJJ, NYJ, DAJ, XL, JTT)[number]
        year = 2021 + number % 4
        title = f"{agency.name}{year}年政府信息公开工作年度报告"
        numbered = number % 2 == 1
        has_created = labels != "shanghai"
        yield Golden(
            f"block-{block}-{labels}",
            report(
                agency, year, title, Style(F21, look=("p", "plain", "word", "span")[number % 4], preamble=number % 2 == 0),
                f"b{number}",
                published_on=f"{year + 1}-01-{10 + number}",
                created_on=f"{year + 1}-01-0{1 + number}" if has_created else None,
                index_number=("000014349/{}-00110", "01527918X-{}-153077", "FZ0010/{}-00490", "0142768-8/{}-00185",
                              "113300000026455663/{}-4388", "G1020-02-{}-0071", "{}0119-189769",
                              "Q{}-AA-008")[number].format(year + 1),
                document_number=f"{agency.name[0]}公开〔{year + 1}〕{number + 2}号" if numbered else None,
                publisher=agency.name,
            ),
            frame,
            {"block": block, "labels": labels, "dated": dated, "line": line, "metas": number % 3 == 0},
            f"/zfxxgk/{number}/{8120 + number}.html",
        )  # fmt: skip


def facts() -> Iterator[Golden]:
    """What pages state about themselves in unusual ways."""
    style = Style(F21, look="plain", themes=4)
    yield Golden(
        "title-over-two-lines",
        report(SFJ, 2023, "澄原市司法局2023年政府信息公开工作年度报告", style, "f1", published_on="2024-01-22",
               publisher="澄原市司法局"),
        "trs",
        {"line": "broken", "shown_title": "澄原市司法局<br/>2023年政府信息公开工作年度报告", "metas": False,
         "page_title": "澄原市司法局网站"},
        "/nb/202401/t20240122_7.html",
    )  # fmt: skip
    yield Golden(
        "title-twice-with-date",
        report(SWJ, 2023, "澄原市水务局2023年政府信息公开工作年度报告", replace(style, repeat_title=True), "f2",
               published_on="2024-01-24", publisher="市水务局"),
        "hanweb",
        {"line": "hanweb", "paragraphs": "word"},
        "/art/2024/1/24/art_81_2.html",
    )  # fmt: skip
    yield Golden(
        "title-without-year",
        report(MZJ, 2022, "澄原市民族宗教事务局政府信息公开工作年度报告", style, "f3", published_on="2023-11-02",
               publisher="澄原市民族宗教事务局"),
        "nobody",
        {"line": "bar"},
        "/zw/3391.html",
    )  # fmt: skip
    yield Golden(
        "index-serial-missing",
        report(DAJ, 2021, "岚原省档案局2021年政府信息公开工作年度报告", style, "f4", published_on="2022-01-27",
               publisher="岚原省档案局", index_number="ab0000000-2022-", problems=("INDEX_INCOMPLETE",)),
        "shanghai",
        {"block": "label", "labels": "shanghai", "line": "none"},
        "/nw9/20220127/aa.html",
    )  # fmt: skip
    yield Golden(
        "meta-is-generation-time",
        report(NYJ, 2024, "霞岭县农业农村局2024年政府信息公开工作年度报告", style, "f5", published_on="2025-01-15",
               publisher="霞岭县农业农村局"),
        "hanweb_2023",
        {"line": "two", "other_metas": (("PubDate", "2024-06-03 02:14:31"),)},
        "/art/2025/1/15/art_9.html",
    )  # fmt: skip
    yield Golden(
        "dates-conflict",
        report(WJJ, 2024, "泊川区卫生健康局2024年政府信息公开工作年度报告", style, "f6", published_on="2025-01-20",
               publisher="泊川区卫生健康局", problems=("DATE_CONFLICT",)),
        "vsb",
        {"line": "bar", "other_metas": (("PubDate", "2025-03-06 10:20:00"),)},
        "/info/1/2.htm",
    )  # fmt: skip
    yield Golden(
        "period-contradicts-title",
        report(SFJ, 2022, "澄原市司法局2023年政府信息公开工作年度报告", style, "f7", published_on="2024-01-29",
               publisher="澄原市司法局", problems=("YEAR_CONFLICT",)),
        "trs",
        {"line": "trs"},
        "/nb/202401/t20240129_8.html",
    )  # fmt: skip
    yield Golden(
        "date-from-list-only",
        report(DD, 2022, "泊川区东渡街道办事处2022年政府信息公开工作年度报告", replace(style, signature=False), "f8",
               published_on="2023-01-13"),
        "nobody",
        {"line": "none", "metas": False},
        "/dd/3302.html",
        listed=True,
    )  # fmt: skip
    yield Golden(
        "title-in-chinese-numerals",
        report(XL, 2021, "霞岭县人民政府二〇二一年政府信息公开工作年度报告", style, "f9", published_on="2022-03-25",
               publisher="县政府办公室"),
        "cells",
        {"line": "slash", "metas": False, "page_title": "霞岭县人民政府门户网站"},
        "/gk/nb2021.htm",
        sole=False,
    )  # fmt: skip


def _printed(change: odd.Change) -> Style:
    return Style(F21, look="plain", changes=(change,), themes=4)


def _full_width(cell: Printed, n: int) -> Printed:
    if cell.value is None or cell.unit:
        return cell
    return replace(cell, raw=cell.raw.translate(str.maketrans("0123456789", "０１２３４５６７８９")))


def _glued(cell: Printed, n: int) -> Printed:
    if cell.value is None or cell.meaning or cell.unit:
        return cell
    return Printed(f"{cell.raw}件", cell.value, "件", "unit")


def _zero_as(raw: str, meaning: str) -> odd.Callable[[Printed, int], Printed]:
    def changed(cell: Printed, n: int) -> Printed:
        return Printed(raw, None, None, meaning) if cell.value == 0 and n % 3 else cell

    return changed


def tables() -> Iterator[Golden]:
    """Tables as people publish them; form 2021."""
    plain = traits("2021", "2021")
    quiet = traits("2021", "2021", quiet=True)
    nested = lambda html: (
        f"<table class='layout' width='100%'><tr><td align='center'>{html}</td></tr></table>"
    )
    styles: list[tuple[str, str, Style]] = [
        ("nested-in-layout", "trs", Style(plain, look="p", wrap=nested)),
        ("header-repeated", "hanweb", Style(plain, look="word", repeat_header=True)),
        ("header-lost-words", "vsb", Style(plain, look="p", three=(odd.lost_words,), four=(odd.lost_words,))),
        ("labels-lost-letters", "nobody", Style(plain, look="plain", three=(odd.lost_letters,))),
        ("labels-split", "trs", Style(plain, look="bare", changes=(odd.split_labels,))),
        (
            "labels-spaced-ascii",
            "std61",
            Style(plain, look="span", changes=(odd.spaced_labels, odd.ascii_labels)),
        ),
        ("labels-other-wordings", "anhui", Style(plain, look="p", changes=(odd.other_wordings,))),
        ("ordinals-wrong", "hanweb", Style(plain, look="p", three=(odd.wrong_ordinals,))),
        ("unclosed-cells", "cells", Style(plain, look="unclosed", deep=True)),
        ("spans-overshoot", "vsb", Style(plain, look="bare", three=(odd.overshooting,))),
        ("comments-in-cells", "ucap", Style(plain, look="comment")),
        ("figures-in-split-spans", "gkmlpt", Style(plain, look="splitspan")),
        ("labels-without-spans", "nobody", Style(plain, look="plain", three=(odd.flat_labels,))),
        (
            "unit-row-and-spacers",
            "trs",
            Style(plain, look="p", three=(odd.with_unit_row,), two=(odd.with_spacer_rows,)),
        ),
        (
            "caption-in-table",
            "hanweb",
            Style(plain, look="wps", four=(odd.with_title_row("四、行政复议和行政诉讼"),)),
        ),
        ("challenges-by-kind", "std61", Style(plain, look="p", four=(odd.by_kind,))),
        ("all-in-one-table", "cells", Style(plain, look="bare", one_table=True)),
        ("four-tables-for-one", "anhui", Style(plain, look="word", split=True)),
        ("digits-full-width", "hanweb", Style(plain, look="p", printed=each_table(_full_width))),
        ("digits-thousands", "trs", Style(traits("2021", "2021", digits="thousands"), look="span")),
        ("unit-glued-on", "vsb", Style(plain, look="plain", printed=rewrite("requests", _glued))),
        ("blank-for-zero", "nobody", Style(traits("2021", "2021", quiet=True, blanks=""), look="p")),
        ("slash-for-zero", "trs", Style(traits("2021", "2021", quiet=True, blanks="/"), look="plain")),
        ("dash-for-zero", "ucap", Style(traits("2021", "2021", quiet=True, blanks="—"), look="span")),
        ("words-for-zero", "gkmlpt", Style(quiet, look="p", printed=_words_for_zero)),
        ("all-zero", "hanweb_2023", Style(quiet, look="word", printed=each_table(_zero))),
        ("sums-do-not-add-up", "trs", Style(traits("2021", "2021", violation="total"), look="p")),
        ("carry-does-not-add-up", "hanweb", Style(traits("2021", "2021", violation="carry"), look="p")),
        (
            "litigation-does-not-add-up",
            "vsb",
            Style(traits("2021", "2021", violation="litigation"), look="bare"),
        ),
        ("section-six-missing", "nobody", Style(plain, look="plain", without=("other",), signature=False)),
        ("headings-in-other-words", "trs", Style(plain, look="p", headings=_OTHER_HEADINGS)),
    ]
    agencies = (SFJ, SWJ, MZJ, NYJ, WJJ, DAJ, JTT, DD)
    for number, (name, frame, style) in enumerate(styles):
        agency = agencies[number % len(agencies)]
        year = 2021 + number % 4
        day = f"{year + 1}-01-{8 + number % 20:02d}"
        line = "slash" if frame == "cells" else ("bar", "trs", "ucap", "hanweb", "own_site")[number % 5]
        # A page that names only 本网 as its source, and has no metas, names nobody.
        publisher = None if line == "own_site" and number % 2 else agency.name
        yield Golden(
            name,
            report(agency, year, f"{agency.name}{year}年政府信息公开工作年度报告", style, f"t {name}", published_on=day,
                   publisher=publisher),
            frame,
            {"line": line,
             "paragraphs": ("p", "ueditor", "div", "br", "span")[number % 5], "size": 2 + number % 3,
             "metas": number % 2 == 0},
            f"/xxgk/nb/{2300 + number}.html",
            sole=number % 3 > 0,
        )  # fmt: skip


_OTHER_HEADINGS = tuple(
    (kind, {
        "challenges": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "problems": "五、存在问题及整改措施。",
        "other": "六、其它需要报告的事项",
    }.get(kind, heading))
    for kind, heading in HEADINGS
)  # fmt: skip


def _zero(cell: Printed, n: int) -> Printed:
    return Printed("0", 0, "万元" if cell.unit else None)


def _words_for_zero(figures: object) -> None:
    rewrite("proactive", _zero_as("不适用", "text"))(figures)  # type: ignore[arg-type]
    rewrite("requests", _zero_as("无", "text"))(figures)  # type: ignore[arg-type]


def earlier() -> Iterator[Golden]:
    """Form 2019 and mixtures of both forms."""
    old = F19
    for number, (name, frame, style, agency, year) in enumerate(
        (
            ("form2019-signed-text", "hanweb", Style(old, look="p"), SFJ, 2019),
            ("form2019-word", "trs", Style(old, look="word", split=True), SWJ, 2020),
            ("form2019-ie", "cells", Style(old, look="ie", deep=True), NYJ, 2019),
            ("form2019-amount-yuan", "vsb", Style(old, look="bare", printed=_amount("251000元", 251000, "元")), WJJ, 2020),
            ("form2019-amount-wanyuan", "std61", Style(old, look="p", printed=_amount("63363.40万元", 63363.4, "万元")), XL, 2020),
            ("form2019-unit-in-header", "anhui", Style(old, look="p", two=(odd.renamed({"采购总金额": "采购总金额（万元）"}),),
                                                       printed=_amount("812.5", 812.5, "万元")), MZJ, 2019),
            ("form2019-blanks", "nobody", Style(traits("2019", "2019", quiet=True, blanks=""), look="span"), DD, 2020),
            ("form2019-header-repeated", "ucap", Style(old, look="p", repeat_header=True, three=(odd.lost_words,)), DAJ, 2019),
            ("form2019-one-table", "cells", Style(old, look="bare", one_table=True), SPZ, 2020),
            ("hybrid-two-2021-three-2019", "trs", Style(traits("2021", "2019"), look="p"), BC, 2023),
            ("hybrid-two-2019-three-2021", "hanweb", Style(traits("2019", "2021"), look="word"), JTT, 2021),
        )
    ):  # fmt: skip
        day = f"{year + 1}-01-{12 + number}"
        yield Golden(
            name,
            report(agency, year, f"{agency.name}{year}年政府信息公开工作年度报告", style, f"e {name}", published_on=day,
                   publisher=agency.name),
            frame,
            {"line": "slash" if frame == "cells" else ("hanweb", "trs", "bar")[number % 3], "size": 2 + number % 3,
             "paragraphs": "ie" if frame == "cells" else "p"},
            f"/xxgk/{year}/{number}.html",
            encoding="gb18030" if frame == "cells" else "utf-8",
            charset="gb2312" if frame == "cells" else "utf-8",
            content_type="text/html" if frame == "cells" else "text/html; charset=utf-8",
        )  # fmt: skip


def _amount(raw: str, value: float, unit: str) -> odd.Callable[[object], None]:
    def changed(figures: object) -> None:
        cells = figures.proactive  # type: ignore[attr-defined]
        cells[9, "procurement", "amount"] = Printed(raw, value, unit, "unit" if raw.endswith("元") else None)

    return changed
