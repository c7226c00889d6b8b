"""The golden reports whose pages state title, dates and numbers in every markup and in unusual ways."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.quality.making.body import Style, report, traits
from tests.quality.making.draft import AGENCIES
from tests.quality.making.golden import Golden

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))

F21 = traits("2021", "2021")


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
