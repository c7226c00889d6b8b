"""Stored pages of real sites: their title, dates, numbers and text, and nothing of the site around it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from pipelines.report.blocks import Content, HtmlTable, Paragraph
from pipelines.report.facts.metadata import facts_of
from pipelines.report.model import Context
from pipelines.report.page.chrome import html_content
from pipelines.report.page.decode import decode
from pipelines.report.words.normalise import plain_for
from tests.reading.corpus import CORPUS, needs_corpus

pytestmark = needs_corpus


@dataclass(frozen=True)
class Real:
    """What a page shows in a browser. `first` and `last` begin its first and last paragraph."""

    name: str
    facts: dict[str, str]
    paragraphs: int
    first: str
    last: str
    tables: int = 0
    attachments: int = 0
    url: str = field(default="http://www.example.gov.cn/a/b.html")


PAGES = [
    Real(
        "hanweb_art_lishui_gov_2023",
        {
            "title": "丽水市人民政府关于下达2023年市区符合政府安排工作条件退役士兵和退出消防员安置任务的通知",
            "published_on": "2023-10-23",
            "created_on": "2023-10-16",
            "index_number": "113325000026455663/2023-43887",
            "document_number": "丽政发〔2023〕30号",
            "publisher": "市政府",
        },
        paragraphs=10,
        first="莲都区人民政府",
        last="丽水市人民政府关于下达2023年",
        tables=1,
        attachments=1,
    ),
    Real(
        "hanweb_art_zhejiang_fgw_2016",
        {
            "title": "1-10月德清县固定资产投资结构趋稳趋优",
            "published_on": "2016-11-22",
            "publisher": "省发改委",
        },
        paragraphs=1,
        first="1-10月",
        last="1-10月",
    ),
    Real(
        "trs_detail_shanxi_gov_2019",
        {"title": "山西品牌丝路行（南美站）正式启动", "published_on": "2019-09-18", "publisher": "山西日报"},
        paragraphs=9,
        first="图为",
        last="山西品牌丝路行主题",
    ),
    Real(
        "vsb_detail_sxmu",
        {"title": "中华人民共和国监察法", "published_on": "2018-05-17"},
        paragraphs=175,
        first="中华人民共和国监察法",
        last="第六十九条",
    ),
    Real(
        "vsb_page_nav_class",
        {"title": "【澎湃新闻】谢贵安：张居正对万历皇帝的儒学教育", "published_on": "2017-04-06"},
        paragraphs=39,
        first="武汉大学",
        last="点击阅读原文",
    ),
]


def content_of(real: Real) -> Content:
    body = (CORPUS / "cms" / "real" / f"{real.name}.html").read_bytes()
    return html_content(decode(body), real.url)


@pytest.mark.parametrize("real", PAGES, ids=lambda real: real.name)
def test_facts(real: Real) -> None:
    found, _ = facts_of(content_of(real), Context(), real.url, plain_for(""))
    assert {name: found[name].value for name in real.facts} == real.facts


@pytest.mark.parametrize("real", PAGES, ids=lambda real: real.name)
def test_body(real: Real) -> None:
    content = content_of(real)
    paragraphs = [block.text for block in content.blocks if isinstance(block, Paragraph)]
    assert len(paragraphs) == real.paragraphs, paragraphs
    assert paragraphs[0].startswith(real.first)
    assert paragraphs[-1].startswith(real.last)
    assert sum(isinstance(block, HtmlTable) for block in content.blocks) == real.tables
    assert len(content.attachments) == real.attachments
    assert not content.problems


LISTS = [
    "jx_querylist_sthjt_jiangxi",
    "nfcms_gd_gov_cn_page",
    "nfcms_maoming_list",
    "trs_annual_report_list_ordos_egb",
    "ucap_gansu_1",
]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_pages_has_no_report_in_it(name: str) -> None:
    content = content_of(Real(name, {}, 0, "", ""))
    text = "".join(block.text for block in content.blocks if isinstance(block, Paragraph))
    assert len(text) < 200
    assert not any(isinstance(block, HtmlTable) for block in content.blocks)
