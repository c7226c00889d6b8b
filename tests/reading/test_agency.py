"""Whose report it is: the right agency or none, never a wrong one."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass

import opencc
import pytest

from archive.divisions import Division, divisions, full_name, named, parent
from pipelines.report import read_report
from pipelines.report.blocks import Paragraph
from pipelines.report.facts.agency import agency_of
from pipelines.report.facts.metadata import facts_of
from pipelines.report.model import Context, Document, Evident, Part, Problem
from pipelines.report.page.chrome import text_content
from pipelines.report.page.decode import Decoded
from pipelines.report.words.normalise import plain_for
from tests.reading.corpus import CORPUS, needs_corpus, seed

REWRITES = 20


def read(text: str, context: Context | None = None) -> tuple[Evident | None, Evident | None, list[Problem]]:
    content = text_content(Decoded(text, "utf-8"))
    context = context or Context()
    facts, _ = facts_of(content, context, "", plain_for(text))
    paragraphs = [block.plain for block in content.blocks if isinstance(block, Paragraph)]
    return agency_of(facts, content, paragraphs, context, plain_for(text))


def values(text: str, context: Context | None = None) -> tuple[str | None, str | None]:
    agency, division, _ = read(text, context)
    return agency and agency.value, division and division.value


@needs_corpus
@pytest.mark.parametrize("number", range(5))
def test_every_real_report_names_its_agency(number: int) -> None:
    gold = json.loads((CORPUS / "gold" / f"seed_{number:03d}.json").read_text(encoding="utf-8"))
    assert values(seed(number)) == (gold["agency"]["name"], gold["region"]["gb2260"])


@dataclass(frozen=True)
class Rewriting:
    """How a real report is moved elsewhere: its own place, the places above it, and its department."""

    number: int
    place: str
    department: str
    least_right: int  # of the twenty; the rest must name nothing


REWRITINGS = [
    Rewriting(0, "漳州市", "司法局", 20),
    Rewriting(1, "上海市", "司法局", 20),
    Rewriting(2, "兰州市", "司法局", 20),
    Rewriting(3, "东风区", "司法局", 18),
    Rewriting(4, "海安市", "行政审批局", 18),
]


def same_kind(place: Division) -> list[Division]:
    """Divisions of the same level whose names end alike, but the place itself."""
    return [
        each
        for each in divisions().values()
        if each.level == place.level
        and not each.is_grouping_row
        and each.code != place.code
        and (each.name[-1] == place.name[-1] or place.level == "province")
    ]


def moved(text: str, old: Division, new: Division) -> str:
    """The text with its place names replaced: the place's and its superiors', in full and without their
    ending."""
    above, above_new = parent(old), parent(new)
    names = [(old.name, new.name), (old.name[:-1], stem(new))]
    if above and above_new:
        names += [(above.name, above_new.name), (above.name[:-1], stem(above_new))]
        province, province_new = parent(above), parent(above_new)
        if province and province_new:
            names += [(province.name, province_new.name), (province.name[:-1], stem(province_new))]
    to_traditional = opencc.OpenCC("s2t").convert
    if "監" in text:
        names = [(to_traditional(before), to_traditional(after)) for before, after in names]
    marks = {before: chr(0xE000 + index) for index, (before, _) in enumerate(names)}
    for before, mark in marks.items():
        text = text.replace(before, mark)
    for before, after in names:
        text = text.replace(marks[before], after)
    return text


def stem(division: Division) -> str:
    return division.name[:-1] if len(division.name) > 2 else division.name


@needs_corpus
@pytest.mark.parametrize("rewriting", REWRITINGS, ids=lambda each: each.place)
def test_a_report_moved_to_another_place_names_that_place_or_none(rewriting: Rewriting) -> None:
    (old,) = named(rewriting.place)
    places = random.Random(rewriting.number).sample(same_kind(old), REWRITES)
    outcomes: dict[str, tuple[str | None, str | None]] = {}
    for new in places:
        outcomes[full_name(new)] = values(moved(seed(rewriting.number), old, new))
    codes = {full_name(new): new.code for new in places}
    wrong = {
        place: found
        for place, found in outcomes.items()
        if found not in ((place + rewriting.department, codes[place]), (None, None))
    }
    right = sum(found[0] is not None for found in outcomes.values()) - len(wrong)
    assert not wrong
    assert right >= rewriting.least_right, [place for place, found in outcomes.items() if found[0] is None]


@needs_corpus
def test_an_ambiguous_district_is_named_only_with_its_source() -> None:
    (old,) = named("东风区")
    chaoyang = next(each for each in named("朝阳区") if each.code == "220104")
    text = moved(seed(3), old, chaoyang)
    agency, division, problems = read(text)
    assert (agency, division) == (None, None)
    assert [problem.kind for problem in problems] == ["AGENCY_AMBIGUOUS"]
    assert values(text, Context(division_code="220100")) == ("长春市朝阳区司法局", "220104")
    assert values(text, Context(division_code="110105")) == ("北京市朝阳区司法局", "110105")


TITLES = [
    ("2018年上海市司法局政府信息公开工作年度报告", "上海市司法局", "310000"),
    ("司法部2020年政府信息公开工作年度报告", "司法部", "000000"),
    ("国家税务总局漳州市税务局2021年政府信息公开工作年度报告", "国家税务总局漳州市税务局", "350600"),
    ("2022年东风区司法局政府信息公开工作年度报告", "佳木斯市东风区司法局", "230805"),
    ("海安市2019年政府信息公开工作年度报告", "海安市人民政府", "320685"),
    ("浦东新区人民政府2020年政府信息公开工作年度报告", "上海市浦东新区人民政府", "310115"),
    ("漳州市统计局2022年政府信息公开工作年度报告", "漳州市统计局", "350600"),
    ("漳州市互联网信息办公室2022年政府信息公开工作年度报告", "漳州市互联网信息办公室", "350600"),
    ("中华人民共和国黄埔海关2022年政府信息公开工作年度报告", "中华人民共和国黄埔海关", "000000"),
    ("黄埔海关2022年政府信息公开工作年度报告", "黄埔海关", "000000"),
    ("中国人民银行漳州市中心支行2022年政府信息公开工作年度报告", "中国人民银行漳州市中心支行", "350600"),
    ("宁波海事局2022年政府信息公开工作年度报告", "宁波海事局", "330200"),
    ("西安高新技术产业开发区管委会2022年政府信息公开年报", "西安高新技术产业开发区管委会", "610100"),
    ("鄂尔多斯市恩格贝生态示范区管委会2016年政府信息公开年报", "鄂尔多斯市恩格贝生态示范区管委会", "150600"),
    ("凉山州教育局2021年政府信息公开年度报告", "凉山州教育局", "513400"),
    ("2020年政府信息公开工作年度报告（漳州市财政局）", "漳州市财政局", "350600"),
    ("湖南省长沙市岳麓区人民政府2023年政府信息公开工作年度报告", "湖南省长沙市岳麓区人民政府", "430104"),
]


@pytest.mark.parametrize(("title", "agency", "division"), TITLES)
def test_names_in_titles(title: str, agency: str, division: str) -> None:
    assert values(f"{title}\n一、总体情况\n无") == (agency, division)


def test_a_zone_of_another_city_of_that_name_is_its_sources() -> None:
    text = "朝阳经济开发区管委会2020年政府信息公开工作年度报告\n一、总体情况\n无"
    assert values(text) == ("朝阳经济开发区管委会", "211300")
    assert values(text, Context(division_code="220100")) == ("朝阳经济开发区管委会", "220100")
    assert values(text, Context(division_code="000000")) == ("朝阳经济开发区管委会", "211300")


def test_a_bare_department_takes_its_place_from_its_source() -> None:
    text = "市司法局2020年政府信息公开工作年度报告\n一、总体情况\n我局认真公开。"
    assert values(text) == (None, None)
    assert values(text, Context(division_code="350600")) == ("漳州市司法局", "350600")


def test_a_zone_every_city_has_is_its_sources_or_nobodys() -> None:
    text = "高新区管委会2020年政府信息公开工作年度报告\n一、总体情况\n无"
    assert values(text) == (None, None)
    assert read(text)[2][0].kind == "AGENCY_AMBIGUOUS"
    assert values(text, Context(division_code="610100")) == ("西安市高新区管委会", "610100")


def test_an_unlisted_place_is_taken_as_printed_and_its_division_from_its_source() -> None:
    text = "青禾市司法局2020年政府信息公开工作年度报告\n一、总体情况\n我局认真公开。"
    assert values(text, Context(division_code="990100")) == ("青禾市司法局", "990100")
    assert values(text) == ("青禾市司法局", None)


def test_title_beats_label_beats_signature_beats_registry() -> None:
    body = "一、总体情况\n我局认真公开。\n兰州市财政局\n2021年1月20日"
    registry = Context(agency="兰州市审计局", division_code="620100")
    label = "发布机构：兰州市教育局"
    title = "兰州市司法局2020年政府信息公开工作年度报告"
    assert values(f"{title}\n{label}\n{body}", registry)[0] == "兰州市司法局"
    assert values(f"{label}\n{body}", registry)[0] == "兰州市教育局"
    assert values(body, registry)[0] == "兰州市财政局"
    assert values("一、总体情况\n我局认真公开。", registry)[0] == "兰州市审计局"


def test_a_superior_is_not_taken_for_the_author() -> None:
    text = (
        "一、总体情况\n2020年，在漳州市司法局的指导下，我局认真公开。按照漳州市司法局要求，我局公开信息3条。"
    )
    assert values(text) == (None, None)


def test_the_speaker_is_named_where_it_introduces_itself() -> None:
    text = (
        "根据条例要求，由漳州市生态环境局（以下简称“我局”）编制本报告。\n一、总体情况\n在福建省生态环境厅"
        "指导下。"
    )
    assert values(text) == ("漳州市生态环境局", "350600")


def test_a_mirror_that_names_its_agency_in_the_title_alone() -> None:
    """Residues stand between the words of the title too, and the body may hold no name at all."""
    report = read_report(
        Document(
            (
                Part(
                    "page", "http://mirror.test/1.html",
                    "<html><head><meta name='ArticleTitle' content='2022年度漳州市民政局政府信息公開(kāi)年報(bào)'></head>"
                    "<body><h2>一、總(zǒng)體情況(kuàng)</h2><p>依法做好政府信息公開(kāi)工作，規(guī)范發(fā)布。</p>"
                    "<h2>二、主動(dòng)公開(kāi)政府信息情況(kuàng)</h2><p>詳見(jiàn)附表。</p></body></html>".encode(),
                    "0" * 64, "text/html; charset=utf-8",
                ),
            ),
            Context(),
        )
    )  # fmt: skip
    assert report.facts["agency"].value == "漳州市民政局"
