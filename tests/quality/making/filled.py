"""The golden reports whose tables are drawn up and filled in as agencies do, in the forms of 2021 and 2019."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.province.figures import Figures, Printed
from tests.quality.making import oddities as odd
from tests.quality.making.body import HEADINGS, Style, each_table, report, rewrite, traits
from tests.quality.making.draft import AGENCIES
from tests.quality.making.golden import Golden

SFJ, SWJ, GOV, MZJ = (AGENCIES[name] for name in ("sfj", "swj", "www", "mzj"))
XL, NYJ, SPZ, WJJ = (AGENCIES[name] for name in ("xl", "nyj", "spz", "wjj"))
BC, DAJ, JTT, DD = (AGENCIES[name] for name in ("bc", "daj", "jtt", "dd"))


def _full_width(cell: Printed, n: int) -> Printed:
    if cell.value is None or cell.unit:
        return cell
    return replace(cell, raw=cell.raw.translate(str.maketrans("0123456789", "０１２３４５６７８９")))


def _glued(cell: Printed, n: int) -> Printed:
    if cell.value is None or cell.meaning or cell.unit:
        return cell
    return Printed(f"{cell.raw}件", cell.value, "件", "unit")


def _zero_as(raw: str, meaning: str) -> Callable[[Printed, int], Printed]:
    def changed(cell: Printed, n: int) -> Printed:
        return Printed(raw, None, None, meaning) if cell.value == 0 and n % 3 else cell

    return changed


def _nested(html: str) -> str:
    return f"<table class='layout' width='100%'><tr><td align='center'>{html}</td></tr></table>"


def tables() -> Iterator[Golden]:
    """Tables as people publish them; form 2021."""
    plain = traits("2021", "2021")
    quiet = traits("2021", "2021", quiet=True)
    styles: list[tuple[str, str, Style]] = [
        ("nested-in-layout", "trs", Style(plain, look="p", wrap=_nested)),
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


def _words_for_zero(figures: Figures) -> None:
    rewrite("proactive", _zero_as("不适用", "text"))(figures)
    rewrite("requests", _zero_as("无", "text"))(figures)


def earlier() -> Iterator[Golden]:
    """Form 2019 and mixtures of both forms."""
    old = traits("2019", "2019")
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


def _amount(raw: str, value: float, unit: str) -> Callable[[Figures], None]:
    def changed(figures: Figures) -> None:
        figures.proactive[9, "procurement", "amount"] = Printed(
            raw, value, unit, "unit" if raw.endswith("元") else None
        )

    return changed
