"""The golden reports of every family of sites, and those whose bytes are not in what they are said to be in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.quality.making.body import Style, report, traits
from tests.quality.making.draft import AGENCIES, Draft
from tests.quality.making.golden import Golden

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21 = traits("2021", "2021")


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
