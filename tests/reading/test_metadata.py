"""What a report says about itself, in every markup seen, and what happens when it contradicts itself."""

from __future__ import annotations

import pytest

from pipelines.report.blocks import Content, Paragraph
from pipelines.report.facts.metadata import facts_of
from pipelines.report.model import Context, Evident, Problem
from pipelines.report.page.chrome import html_content, text_content
from pipelines.report.page.decode import Decoded
from pipelines.report.words.dates import first_date, labelled_date
from pipelines.report.words.normalise import plain_for

TITLE = "青石市档案局2021年政府信息公开工作年度报告"
BODY = (
    "<p>一、总体情况</p><p>2021年，我局认真落实条例要求，主动公开政府信息。</p><p>二、主动公开政府信息情况"
    "</p><p>无。</p>"
)
URL = "http://daj.qingshi.gov.test/nb/content.html"


def facts(
    block: str = "",
    *,
    head: str = "",
    body: str = BODY,
    title: str = TITLE,
    url: str = URL,
    context: Context | None = None,
) -> tuple[dict[str, Evident], list[Problem]]:
    html = (
        f"<html><head><meta charset=utf-8>{head}</head><body><div class=top><a href=/>首页</a></div>"
        f"<div class=crumb>您的位置：首页 &gt; 年报</div><div class=main><h1>{title}</h1>{block}"
        f"<div id=zoom>{body}</div></div></body></html>"
    )
    return of(html_content(Decoded(html, "utf-8"), url), url, context)


def of(
    content: Content, url: str = URL, context: Context | None = None
) -> tuple[dict[str, Evident], list[Problem]]:
    text = "\n".join(block.text for block in content.blocks if isinstance(block, Paragraph))
    return facts_of(content, context or Context(), url, plain_for(text))


def values(found: tuple[dict[str, Evident], list[Problem]]) -> dict[str, str]:
    return {name: fact.value for name, fact in found[0].items()}


def saved(*rows: str, context: Context | None = None) -> tuple[dict[str, Evident], list[Problem]]:
    return of(text_content(Decoded("\n".join(rows), "utf-8")), "", context)


WANTED = {
    "index_number": "990100/2022-00007",
    "document_number": "青档发〔2022〕3号",
    "publisher": "青石市档案局",
    "created_on": "2022-01-18",
    "published_on": "2022-01-20",
}
BLOCKS = {
    "table of pairs": "<table class=xxgk_article><tr><td>索引号</td><td>990100/2022-00007</td><td>文号"
    "</td><td>青档发〔2"
    "022〕3号</td></tr>"
    "<tr><td>发布机构</td><td>青石市档案局</td><td>成文日期</td><td>2022-01-18</td></tr><tr><td>发布日期</td><td>2022-01-20</td></tr></table>",
    "th and td": "<table class=table_suoyin><tr><th>索 引 号：</th><td>990100/2022-00007</td><th>文　　号"
    "：</th>"
    "<td>青档发〔2022〕3号</td></tr>"
    "<tr><th>发布机构：</th><td>青石市档案局</td><th>生成日期：</th><td>2022年1月18日</td></tr><tr><th>发布日期：</th><td>2022年01月20日</td></tr></table>",
    "printed twice": "<table><tr><th>索引号：</th><td>990100/2022-00007</td><th>文号：</th><td>青档发〔202"
    "2〕3号</td>"
    "</tr></table>"
    "<table><tr><th>索引号：</th><td>990100/2022-00007</td><th>文号：</th><td>青档发〔2022〕3号</td></tr>"
    "<tr><th>发布机构：</th><td>青石市档案局</td><th>成文日期：</th><td>2022/1/18</td></tr><tr><th>公开日期：</th><td>2022.01.20</td></tr></table>",
    "bold labels": "<table><tr><td><b>索　引　号：</b></td><td>990100/2022-00007</td><td><b>发文字号：</b>"
    "</td><td>青"
    "档发〔2022〕3号</td></tr>"
    "<tr><td><b>发文机关：</b></td><td>青石市档案局</td><td><b>成文日期：</b></td><td>2022年01月18日</td></tr><tr><td><b>发布日期：</b></td><td>2022年01月20日</td></tr></table>",
    "label and value in a cell": "<table><tr><td>索引号：990100/2022-00007</td><td>文号：青档发〔2022〕3号"
    "</td></tr>"
    "<tr><td>发布机构：青石市档案局</td><td>成文日期：2022-01-18</td></tr><tr><td>发布日期：2022-01-20</td></tr></table>",
    "dl": "<dl><dt>索引号</dt><dd>990100/2022-00007</dd><dt>文号</dt><dd>青档发〔2022〕3号</dd><dt>发布机构"
    "</dt><dd>青石市档案局</dd>"
    "<dt>产生日期</dt><dd>2022-01-18</dd><dt>发布日期</dt><dd>2022-01-20</dd></dl>",
    "all dd": (
        "<dl><dd>索引号：990100/2022-00007</dd><dd>文号：青档发〔2022〕3号</dd><dd>发布机构：青石市档案局"
        "</dd><dd>成文日期：2022-01-18</dd><dd>发布日期：2022-01-20</dd></dl>"
    ),
    "ul.ov": "<ul class=ov><li class=fl>索引号： 990100/2022-00007</li><li class=fl>发布机构：青石市档案局"
    "</li>"
    "<li class=fl>成文日期：2022-01-18 08:49:07.0</li>"
    "<li class=fl>文 号：青档发〔2022〕3号</li><li>公开日期：[2022-01-20]</li></ul>",
    "spans": "<div class=label><span>索引号:</span><span>990100/2022-00007</span><span>文号:</span><span>"
    "青档发"
    "〔2022〕3号</span>"
    "<span>发布机构:</span><span>青石市档案局</span><span>成文日期:</span><span>2022-01-18</span><span>发布日期:</span><span>2022-01-20</span></div>",
    "nested divs": "<div class=table><div><div>索引号</div><div>990100/2022-00007</div></div><div><div>文"
    "号</div>"
    "<div>青档发〔2022〕3号</div></div>"
    "<div><div>发布机构</div><div>青石市档案局</div></div><div><div>成文日期</div><div>2022-01-18</div></div><div><div>发布日期</div><div>2022-01-20</div></div></div>",
    "ol": (
        "<ol><li>[索引号] 990100/2022-00007</li><li>[发文字号] 青档发〔2022〕3号</li><li>[发布机构] 青石"
        "市档案局</li><li>[成文日期] 2022-01-18</li><li>[发布日期] 2022-01-20</li></ol>"
    ),
    "one line": (
        "<p>索引号：990100/2022-00007 文号：青档发〔2022〕3号 发布机构：青石市档案局 成文日期：2022-01-18"
        " 发布日期：2022-01-20 字号：[大][中][小] 浏览次数：-</p>"
    ),
    "pipes": (
        "<p>索 引 号 | 990100/2022-00007 | 文 号 | 青档发〔2022〕3号 | 发布机构 | 青石市档案局 | 生成日期"
        " | 2022-01-18 | 发布日期 | 2022-01-20 | 有 效 性</p>"
    ),
    "parted digits": (
        "<p>索引号：990100/2022-00007</p><p>文号：青档发〔2022〕3号</p><p>发布机构：青石市档案局</p>"
        "<p>成文日期：2022年<span>1</span>月<span>1</span> <span>8</span>日</p>"
        "<p>发布日期：<span>2022</span> <span>年</span> <span>1</span> <span>月</span> <span>2</span> <span>0</span> <span>日</span></p>"
    ),
    "split date": (
        "<p>索引号：990100/2022-00007</p><p>文号：青档发〔2022〕3号</p><p>发布机构：青石市档案局</p><p>成"
        "文日期：2022-\n01-\n18</p><p>发布日期：二〇二二年一月二十日</p>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS)
@pytest.mark.parametrize("place", ["before", "inside"])
def test_labelled_blocks_in_every_markup(block: str, place: str) -> None:
    found = values(facts(block)) if place == "before" else values(facts(body=block + BODY))
    assert {name: found.get(name) for name in WANTED} == WANTED


def test_labels_whose_colon_the_style_sheet_prints() -> None:
    pairs = (
        ("索引号", "990100/2022-00007"),
        ("文号", "青档发〔2022〕3号"),
        ("发布机构", "青石市档案局"),
        ("成文日期", "2022-01-18"),
        ("发布日期", "2022-01-20 10:11"),
    )
    block = "".join(f"<div><span>{label}</span><span>{value}</span></div>" for label, value in pairs)
    found = values(facts(block))
    assert {name: found.get(name) for name in WANTED} == WANTED


def test_evidence_names_the_label() -> None:
    found, _ = facts(BLOCKS["table of pairs"])
    assert found["index_number"].evidence == "label:索引号"
    assert found["published_on"].evidence == "label:发布日期"
    assert found["title"].evidence == "heading"


@pytest.mark.parametrize(
    "empty", ["", " ", "无", "无文号", "-", "----", "〔〕号", "无[]号", "null", "&nbsp;"]
)
def test_placeholders_are_empty(empty: str) -> None:
    found = values(
        facts(
            f"<table><tr><td>索引号</td><td>{empty}</td><td>文号</td><td>{empty}</td><td>发布机构</td><td>"
            "甲局</td></tr></table>"
        )
    )
    assert "index_number" not in found
    assert "document_number" not in found
    assert found["publisher"] == "甲局"


def test_a_value_that_is_the_next_label_is_empty() -> None:
    found = values(
        facts("<p>索 引 号 | 990100/2022-7 | 发布机构 | 文 号 | 有 效 性 | 发文日期 | 2022-01-18</p>")
    )
    assert (found["index_number"], found["created_on"]) == ("990100/2022-7", "2022-01-18")
    assert "publisher" not in found
    assert "document_number" not in found


def test_an_incomplete_index_number_is_kept_and_flagged() -> None:
    found, problems = facts("<p>索取号：ab9901000-2022-</p>")
    assert found["index_number"].value == "ab9901000-2022-"
    assert [problem.kind for problem in problems] == ["INDEX_INCOMPLETE"]


def test_titles_in_order_of_trust() -> None:
    head = f"<meta name=ArticleTitle content='{TITLE}'><title>{TITLE}_青石市档案局</title>"
    assert facts(head=head, title="青石市档案局")[0]["title"] == Evident(TITLE, "meta:ArticleTitle")
    assert facts(head=f"<title>{TITLE} - 青石市档案局</title>", title="")[0]["title"] == Evident(
        TITLE, "title"
    )
    marked = f"<!--<$[标题]>begin--><b>{TITLE}</b><!--<$[标题]>end-->"
    assert facts(marked, title="")[0]["title"] == Evident(TITLE, "marker")
    assert facts(body=f"<p>{TITLE}</p>{BODY}", title="")[0]["title"] == Evident(TITLE, "line")
    assert facts(title="", context=Context(listed_title=TITLE))[0]["title"] == Evident(TITLE, "list")


def test_names_of_site_and_column_are_no_titles() -> None:
    head = (
        "<meta name=SiteName content='青石市档案局'><meta name=ColumnName content='政府信息公开年报'>"
        "<meta name=ArticleTitle content='政府信息公开年报'>"
    )
    assert facts(head=head)[0]["title"] == Evident(TITLE, "heading")


def test_what_the_publisher_calls_something_else_is_not_called_a_report() -> None:
    other = "青石市档案局2021年法治政府建设年度报告"
    assert facts(head=f"<meta name=ArticleTitle content='{other}'>")[0]["title"].value == other


def test_a_truncated_title_is_completed() -> None:
    head = f"<meta name=ArticleTitle content='{TITLE[:16]}...'>"
    assert facts(head=head)[0]["title"].value == TITLE


def test_a_title_printed_twice_or_over_lines_is_one() -> None:
    assert facts(title=f"{TITLE} {TITLE}")[0]["title"].value == TITLE
    assert facts(title="青石市档案局<br>2021年政府信息公开工作年度报告")[0]["title"].value == TITLE


def test_report_year_by_evidence() -> None:
    period = "<p>本报告中所列数据的统计期限为2020年1月1日至2020年12月31日。</p>"
    assert facts(body=period + BODY, title="年报")[0]["report_year"] == Evident("2020", "period")
    lost = "<p>统计期限自20201月1日起至202012月31日止。</p>"
    assert facts(body=lost + BODY, title="年报")[0]["report_year"] == Evident("2020", "period")
    assert facts()[0]["report_year"] == Evident("2021", "title")
    assert facts(title="青石市档案局二〇一九年度政府信息公开年报")[0]["report_year"].value == "2019"
    assert facts(title="年报")[0]["report_year"] == Evident("2021", "body")
    bare = facts("<p>发布日期：2022-01-20</p>", body="<p>详见附件。</p>", title="政府信息公开年报")
    assert bare[0]["report_year"] == Evident("2021", "inferred:label:发布日期")
    late = facts("<p>发布日期：2022-11-20</p>", body="<p>详见附件。</p>", title="政府信息公开年报")
    assert "report_year" not in late[0]


def test_a_period_left_from_another_year_is_flagged() -> None:
    body = "<p>统计期限为2020年1月1日至2020年12月31日。</p>" + BODY
    found, problems = facts(body=body)
    assert found["report_year"].value == "2020"
    assert [problem.kind for problem in problems] == ["YEAR_CONFLICT"]


def test_another_years_figures_told_in_the_text_are_not_the_reports_period() -> None:
    body = "<p>2020年1月1日至2020年12月31日收到申请120件，今年有所下降。</p>" + BODY
    found, problems = facts(body=body)
    assert found["report_year"] == Evident("2021", "title")
    assert [problem.kind for problem in problems] == ["YEAR_CONFLICT"]
    assert facts(body=body, title="年报")[0]["report_year"] == Evident("2020", "period")


def test_periods_over_several_years_are_none() -> None:
    body = "<p>2008年1月1日至2021年12月31日累计公开信息1370条。</p>" + BODY
    assert facts(body=body)[0]["report_year"] == Evident("2021", "title")


def test_publish_date_by_evidence() -> None:
    meta = "<meta name=PubDate content='2022-01-20 09:30'>"
    listed = Context(listed_on="2022-01-23")
    dated = "http://daj.qingshi.gov.test/nb/202201/t20220124_1.html"
    assert facts("<p>发布日期：2022-01-20</p>", head=meta)[0]["published_on"].evidence == "label:发布日期"
    assert facts("<p>2022年1月20日</p>")[0]["published_on"] == Evident("2022-01-20", "line")
    assert facts("<p>来源：市档案局 时间：2022-01-21</p>")[0]["published_on"] == Evident(
        "2022-01-21", "label:时间"
    )
    assert facts(head=meta, context=listed, url=dated)[0]["published_on"] == Evident(
        "2022-01-20", "meta:PubDate"
    )
    assert facts(context=listed, url=dated)[0]["published_on"] == Evident("2022-01-23", "list")
    assert facts(url=dated)[0]["published_on"] == Evident("2022-01-24", "url")
    assert "published_on" not in facts()[0]


def test_a_publish_date_that_is_the_minute_of_generation_is_none() -> None:
    head = "<meta name=Maketime content='2023-05-06 10:02:11'><meta name=PubDate content='2023-05-06 10:00'>"
    assert facts(head=head, context=Context(listed_on="2022-01-23"))[0]["published_on"].evidence == "list"


def test_conflicting_dates_are_flagged_and_the_printed_one_stands() -> None:
    found, problems = facts("<p>发布日期：2022-01-20</p>", head="<meta name=PubDate content='2018-11-02'>")
    assert found["published_on"].value == "2022-01-20"
    assert [problem.kind for problem in problems] == ["DATE_CONFLICT"]
    assert "2018-11-02" in problems[0].detail


def test_source_is_publisher_only_where_nothing_better_stands() -> None:
    assert facts("<p>来源：市档案局 发布机构：青石市档案局</p>")[0]["publisher"].value == "青石市档案局"
    assert facts("<p>信息来源：市档案局</p>")[0]["publisher"] == Evident("市档案局", "label:信息来源")
    assert (
        facts(head="<meta name=ContentSource content='市档案局'>")[0]["publisher"].evidence
        == "meta:ContentSource"
    )
    assert "publisher" not in facts("<p>来源：本网</p>")[0]


def test_template_words_left_in_metas_are_empty() -> None:
    head = (
        "<meta name=SiteName content='网站名称'><meta name=ArticleTitle content='文章标题'>"
        "<meta name=ContentSource content='本站'>"
    )
    found = values(facts(head=head))
    assert found["title"] == TITLE
    assert "publisher" not in found


def test_saved_text() -> None:
    found, problems = saved(
        TITLE, "发布日期:2022-01-20 | 发布机构:青石市档案局", "索取号 | ab9901000-2022- |", "---|---|",
        "文件编号 | |",
        "产生日期 | 2022-01-18 |", TITLE, "2022年1月20日", "一、总体情况", "2021年，我局认真公开。",
    )  # fmt: skip
    assert {name: fact.value for name, fact in found.items()} == {
        "title": TITLE, "published_on": "2022-01-20", "created_on": "2022-01-18", "report_year": "2021",
        "index_number": "ab9901000-2022-", "publisher": "青石市档案局",
    }  # fmt: skip
    assert [problem.kind for problem in problems] == ["INDEX_INCOMPLETE"]


DATES = [
    ("2019-02-14", "2019-02-14"), ("2024年01月26日", "2024-01-26"), ("2024/1/26", "2024-01-26"),
    ("2024.01.26", "2024-01-26"),
    ("[2026-09-29]", "2026-09-29"), ("2024-01-24 08:49:07.0", "2024-01-24"),
    ("２０２４年１月２６日", "2024-01-26"),
    ("二〇一九年二月二十八日", "2019-02-28"), ("二○一九年十二月三十一日", "2019-12-31"),
    ("2008- 11- 07", "2008-11-07"), ("2024 年 1 2 月 3 0 日", "2024-12-30"), ("2024 年 1 月 3 日 0 时", "2024-01-03"),
    ("2019年12月", None), ("1月31日", None), ("昨天", None), ("2019-13-01", None), ("2019-02-29", None),
    ("", None), ("1" * 60, None),
]  # fmt: skip


@pytest.mark.parametrize(("printed", "iso"), DATES)
def test_dates(printed: str, iso: str | None) -> None:
    assert first_date(printed) == iso
    assert labelled_date(printed) == iso
