"""The report on a page: all of it and nothing of what the site prints around it."""

from __future__ import annotations

import pytest

from pipelines.report.blocks import Content, HtmlTable, Paragraph, TextTable
from pipelines.report.page.chrome import html_content, text_content
from pipelines.report.page.decode import Decoded
from pipelines.report.page.toolbars import without_chrome
from pipelines.report.words.normalise import squeeze
from tests.reading.hostile import alarm

TITLE = "青石市档案局2021年政府信息公开工作年度报告"
PROSE = "2021年，我局认真落实条例要求，主动公开政府信息，全年没有发生因政府信息公开引起的行政复议和行政诉讼。"
SECTIONS = f"<p>一、总体情况</p><p>{PROSE}</p><p>二、主动公开政府信息情况</p>"
TABLE = (
    "<table><tr><td colspan=4>第二十条第（一）项</td></tr>"
    "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    "<tr><td>规章</td><td>11</td><td>12</td><td>13</td></tr></table>"
)
REPORT = f"{SECTIONS}{TABLE}<p>六、其他需要报告的事项</p><p>无。</p>"
MENU = (
    "<ul class='menu'>" + "".join(f"<li><a href='/c{n}/'>栏目名称{n}</a></li>" for n in range(20)) + "</ul>"
)


def read(html: str, url: str = "http://daj.qingshi.gov.test/a/b.html") -> Content:
    return html_content(Decoded(html, "utf-8"), url)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def lines(content: Content) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Paragraph)]


def tables(content: Content) -> list[HtmlTable]:
    return [block for block in content.blocks if isinstance(block, HtmlTable)]


BODY = ["一、总体情况", PROSE, "二、主动公开政府信息情况", "六、其他需要报告的事项", "无。"]

CONTAINERS = [
    "<div class=TRS_Editor>{}</div>",
    "<div class='view TRS_UEDITOR trs_paper_default'>{}</div>",
    "<div id=zoom>{}</div>",
    "<font id=Zoom>{}</font>",
    "<div class='main-txt' id='zoom'><!--<$[信息内容]>begin-->{}<!--<$[信息内容]>end--></div>",
    "<div><meta name='ContentStart'>{}<meta name='ContentEnd'></div>",
    "<td class=bt_content>{}</td>",
    "<ucapcontent>{}</ucapcontent>",
    "<div id='UCAP-CONTENT'>{}</div>",
    "<div id='vsb_content_4'><div class='v_news_content'>{}</div></div>",
    "<div class='article-content'><div class=TRS_Editor>"
    "<!--ZJEG_RSS.content.begin-->{}<!--ZJEG_RSS.content.end--></div></div>",
    "<div class='Custom_UnionStyle'>{}</div>",
    "<div id='ivs_content' class='Article_content'>{}</div>",
    "<div class='wzcon j-fontContent'>{}</div>",
    "<div class='zw_of_nobody'>{}</div>",
    "<div><div>{}</div></div>",
]
AROUND = (
    f"<div class=header><h1><a>青石市档案局</a></h1>{MENU}</div>"
    "<div class=crumbs>当前位置：<a>首页</a> &gt; <a>政府信息公开年报</a></div>"
    f"<div class=main><h2>{TITLE}</h2><div class=info>发布日期：2022-01-20 来源：市档案局 浏览次数：<i>3"
    "</i> 字号：[大] [中] [小]</div>%s"
    "<div class=tools>【打印】【关闭】</div><p>上一篇：<a href=/1>2020年年报</a></p><p>扫一扫在手机打开当"
    "前页</p></div>"
    f"<div class=footer>{MENU}<p>版权所有：青石市档案局 承办：信息中心</p><p>网站标识码：9901000001</p></div>"
)


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_report_in_every_container(container: str) -> None:
    content = read(page(AROUND % container.format(REPORT)))
    assert lines(content) == BODY
    assert len(tables(content)) == 1
    assert content.titles[0].value == TITLE
    assert any(line.startswith("发布日期：2022-01-20") for line in content.header)


def test_a_container_without_a_word_does_not_hide_the_report() -> None:
    banner = "<div class=TRS_Editor><embed src=/a.swf></div>"
    assert lines(read(page(banner + AROUND % f"<div id=zoom>{REPORT}</div>"))) == BODY


def test_a_report_split_over_sibling_containers_is_whole() -> None:
    first, second = (
        f"<div class=TRS_Editor>{SECTIONS}</div>",
        f"<div class=TRS_Editor>{TABLE}<p>六、其他需要报告的事项</p><p>无。</p></div>",
    )
    assert lines(read(page(AROUND % f"<div>{first}<p></p>{second}</div>"))) == BODY


def test_headings_and_tables_beside_the_container_belong_to_the_report() -> None:
    beside = (
        f"<div class=art><p>一、总体情况</p><div id=zoom><p>{PROSE}</p></div><p>二、主动公开政府信息情况"
        f"</p>{TABLE}<p>六、其他需要报告的事项</p><p>无。</p></div>"
    )
    content = read(page(AROUND % beside))
    assert lines(content) == BODY
    assert len(tables(content)) == 1


def test_a_short_page_keeps_its_one_sentence() -> None:
    container = "<div id=zoom><p>详见附件。</p><p><a href='./P02.pdf'>年度报告.pdf</a></p></div>"
    content = read(page(AROUND % container))
    assert lines(content) == ["详见附件。", "年度报告.pdf"]
    assert [(each.url, each.name) for each in content.attachments] == [
        ("http://daj.qingshi.gov.test/a/P02.pdf", "年度报告.pdf")
    ]


def test_layout_tables_are_walked_and_data_tables_kept() -> None:
    nested = f"<table><tr><td>&nbsp;</td><td>{REPORT}</td></tr></table>"
    content = read(page(AROUND % f"<div id=zoom>{nested}</div>"))
    assert lines(content) == BODY
    assert len(tables(content)) == 1
    framed = f"<table><tr><td>{PROSE * 5}</td><td>{PROSE * 5}</td></tr></table>"
    assert not tables(read(page(AROUND % f"<div id=zoom><p>一、总体情况</p>{framed}</div>")))


def test_metadata_tables_are_header_not_body() -> None:
    block = "<table><tr><th>索 引 号</th><td>990100/2022-1</td><th>文　号</th><td></td></tr></table>"
    for container in (f"<div id=zoom>{block}{REPORT}</div>", f"{block}<div id=zoom>{REPORT}</div>"):
        content = read(page(AROUND % container))
        assert lines(content) == BODY
        assert "索引号：990100/2022-1" in content.header
        assert "文号：" in content.header


def test_paragraphs_of_every_markup() -> None:
    markup = (
        "<div>　　一、总体情况<br>首行&nbsp;文字<br/><br><span>二<b>次</b></span>行</div>&nbsp;<p>&nbsp;"
        "</p>无标签的一段"
        "<p>段<o:p>落</o:p><!--[if gte mso 9]><xml>Word</xml><![endif]--></p><ul><li>列项</li></ul>"
    )
    content = read(page(AROUND % f"<div id=zoom>{markup}</div>"))
    assert lines(content) == ["一、总体情况", "首行 文字", "二次行", "无标签的一段", "段落", "列项"]


def test_content_behind_an_early_end_of_the_page_is_read() -> None:
    pasted = f"<html><head></head><body><p>一、总体情况</p></body></html><p>{PROSE}</p>"
    assert lines(read(page(AROUND % f"<div id=zoom>{pasted}</div>"))) == ["一、总体情况", PROSE]


CHROME = [
    "当前位置：首页 >> 政务公开 >> 年报", "您当前的位置： 首页", "您现在的位置是： 首页 > 信息公开",
    "您现在所在的位置: 首页",
    "所在位置：首页", "首页/ 政府信息公开 / 正文", "首页>>通知公告", "字号：[大] [中] [小]",
    "【字体：大 中 小】", "字体:[ ]",
    "字号:默认 大 超大", "字体： 放大 正常 缩小", "视力保护色:", "打印", "[打印]", "【打印】【关闭】",
    "打印本页 关闭窗口", "【关闭窗口】",
    "【下载】", "收藏", "【我要纠错】", "分享到： 微信 微博 QQ空间 人人网", "浏览次数:-", "访问次数：",
    "点击数:12人次", "【浏览字号】",
    "上一篇：2020年年报", "下一条：没有了", "监审: 审核: 编辑:", "责任编辑：王某",
    "初审：张三 复审：李四 终审：王五",
    "扫一扫在手机打开当前页面", "更多精彩内容欢迎扫描下方二维码", "无障碍 长者助手 繁體/English",
    "登录 注册 退出", "版权所有：某某局",
    "主办：某某局 承办：某某中心", "某ICP备12345678号 某公网安备 123号", "政府网站标识码：9901000012",
    "建议使用1024×768分辨率浏览",
    "Produced By 大汉网络 大汉版通发布系统", "第1页 共3页", "网站声明 网站地图 联系我们",
]  # fmt: skip


@pytest.mark.parametrize("line", CHROME)
def test_chrome_lines_go(line: str) -> None:
    assert without_chrome(squeeze(line)) == ""


KEPT = [
    "附件：1.统计表.xls", "附件2.xls 附件3.docx", "青石市档案局", "2022年1月20日", "联系电话：0990-1234567",
    "（单位：件）", "特此报告。",
    "无", "暂无。", "0", "下载3次", "政府网站浏览量:120万次", "审核:把关不严的问题仍存在", "一、总体情况",
    "三、编辑出版情况",
    "通过扫描二维码、微信公众号等渠道方便群众查阅，全年共有1200人次浏览。",
]  # fmt: skip


@pytest.mark.parametrize("line", KEPT)
def test_what_belongs_to_a_report_stays(line: str) -> None:
    assert without_chrome(squeeze(line)) == line


def test_tools_on_the_line_of_the_date_go_and_the_date_stays() -> None:
    assert without_chrome("发布日期:2018-01-26 字号:[ ]") == "发布日期:2018-01-26"
    assert (
        without_chrome("来源：市档案局 发布时间：2024-01-16 16:47 浏览次数:-")
        == "来源：市档案局 发布时间：2024-01-16 16:47"
    )


def test_words_of_tools_in_a_data_table_stay() -> None:
    table = "<table><tr><td>打印</td><td>1</td></tr><tr><td>下载</td><td>2</td></tr></table>"
    (found,) = tables(read(page(AROUND % f"<div id=zoom>{SECTIONS}{table}</div>")))
    assert "".join(found.element.itertext()) == "打印1下载2"


def test_other_pages_linked_below_go_and_attachments_stay() -> None:
    below = (
        "<p>相关链接</p><p><a href=/2>青石市人民政府2021年年报</a></p><p>附件：<a href=/x.xls>统计表.xls"
        "</a></p>"
    )
    content = read(page(AROUND % f"<div id=zoom>{REPORT}{below}</div>"))
    assert lines(content) == [*BODY, "附件：统计表.xls"]
    assert [each.name for each in content.attachments] == ["统计表.xls"]


ATTACHED = [
    ("<a href='/downfile.jsp?filename=a.pdf'>年报.pdf</a>", "/downfile.jsp?filename=a.pdf", "年报.pdf"),
    ("<a href='/download.jsp?urltype=a'>统计表.xls</a>", "/download.jsp?urltype=a", "统计表.xls"),
    ("<a href='P0201.docx' title='年度报告.docx'>点击下载</a>", "/a/P0201.docx", "年度报告.docx"),
    ("<iframe src='/pdfjs/viewer.html?file=/files/nb.pdf'></iframe>", "/files/nb.pdf", "nb.pdf"),
    ("<embed src='/files/nb.pdf'>", "/files/nb.pdf", "nb.pdf"),
    ("<object data='/files/nb.pdf'></object>", "/files/nb.pdf", "nb.pdf"),
    ("<script>showVsbpdfIframe(\"/__local/2/30/plan.pdf\",\"100"
        "%\",\"600\")</script>", "/__local/2/30/plan.pdf", "plan.pdf"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "path", "name"), ATTACHED)
def test_attachments_in_every_markup(markup: str, path: str, name: str) -> None:
    content = read(page(AROUND % f"<div id=zoom><p>详见附件。</p>{markup}</div>"))
    assert [(each.url, each.name) for each in content.attachments] == [
        (f"http://daj.qingshi.gov.test{path}", name)
    ]


def test_an_address_that_is_none_is_left_out() -> None:
    markup = (
        "<a href='http://[broken/x.pdf'>a</a><a href='javascript:x(1.pdf)'>b</a><a href='file:///c.pdf'>c</a>"
    )
    assert read(page(AROUND % f"<div id=zoom><p>详见附件。</p>{markup}</div>")).attachments == ()


def test_a_body_that_stands_only_in_the_script() -> None:
    script = (
        '<script>window._CONFIG = {SID: "1", DETAIL: '
        '{"id":1,"content":"\\u003Cp\\u003E一、总体情况\\u003C/p\\u003E"}, TREE: []};</script>'
    )
    assert lines(read(page(f"{script}<div class='article-content'></div>"))) == ["一、总体情况"]


@pytest.mark.parametrize("depth", [300, 2_050, 30_000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    content = read(page(f"{'<div>' * depth}{REPORT}{'</div>' * depth}<p>七、附表</p>"))
    assert lines(content) == [*BODY, "七、附表"]
    assert [problem.kind for problem in content.problems] == (["TOO_DEEP"] if depth > 1000 else [])


def test_tables_nested_beyond_reading_are_a_named_problem() -> None:
    kinds = [problem.kind for problem in read(page("<table><tr><td>" * 3000)).problems]
    assert kinds == ["TOO_DEEP", "TRUNCATED_BY_DEPTH"]


def test_a_hundred_thousand_attributes() -> None:
    attributes = " ".join(f"a{n}=1" for n in range(100_000))
    content = read(page(f"<div {attributes} id=zoom>{REPORT}</div>"))
    assert lines(content) == BODY
    assert [problem.kind for problem in content.problems] == ["TOO_MANY_ATTRIBUTES"]


SHAPES = {
    "deep and long": f"{'<div>' * 1000}{f'<p>{PROSE}</p>' * 3000}{'</div>' * 1000}",
    "headings": f"{'<h2>年报</h2>' * 20_000}<div id=zoom>{PROSE}</div>",
    "markers": f"<!--<$[信息内容]>begin-->{PROSE}" * 10_000,
    "containers": f"<div class=TRS_Editor>{PROSE}</div>" * 10_000,
    "links": "<a href=/x.pdf>a</a>" * 50_000,
    "cells": f"<table>{('<tr>' + '<td>1</td>' * 100 + '</tr>') * 2000}</table>",
    "less than": "<" * 1_000_000,
    "references": "&amp;" * 500_000,
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_no_shape_of_a_page_stalls_the_reading(shape: str) -> None:
    with alarm("the page"):
        read(page(shape))


def test_an_empty_page_is_a_problem() -> None:
    assert [problem.kind for problem in read(" ").problems] == ["EMPTY_PAGE"]


def test_invalid_references_can_be_stored() -> None:
    content = read(page(AROUND % "<div id=zoom><p>一、总体情况&#xD800;&#0;&#x110000;</p></div>"))
    assert any("一、总体情况" in line for line in lines(content))
    assert "\0" not in "".join(lines(content)).encode("utf-8").decode("utf-8")


def flattened(*rows: str) -> Content:
    return text_content(Decoded("\n".join(rows), "utf-8"))


def test_text_tables_one_row_a_line() -> None:
    content = flattened(
        "二、主动公开政府信息情况", "规章 | 11 | 12 |", "| 3 | 4 |", "三、收到申请情况", "自然人 | 总计 |"
    )
    assert [type(block) for block in content.blocks] == [Paragraph, TextTable, Paragraph, TextTable]


def test_text_tables_one_cell_a_line() -> None:
    rows = (
        "申请人情况 |",
        "||||",
        "商业",
        "企业",
        "|",
        "科研",
        "|",
        "一、本年新收政府信息公开申请数量 |",
        "7 |",
        "||",
    )
    content = flattened(
        "三、收到和处理政府信息公开申请情况", *rows, "四、行政复议、行政诉讼情况", "结果维持 |"
    )
    assert [type(block) for block in content.blocks] == [Paragraph, TextTable, Paragraph, TextTable]
    assert isinstance(content.blocks[1], TextTable)
    assert content.blocks[1].lines == rows


def test_the_head_of_a_saved_text() -> None:
    content = flattened(
        "首页>>年报", TITLE, "发布日期:2022-01-20 | 发布机构:青石市档案局", "索取号 | ab-2022- |",
        "---|---|", "文件编号 | |",
        TITLE, "2022年1月20日", "一、总体情况", PROSE, "附件1.xls 附件2.docx", "监审:", "打印本页 关闭窗口",
    )  # fmt: skip
    assert [title.value for title in content.titles] == [TITLE]
    assert content.header == (
        TITLE, "发布日期:2022-01-20 | 发布机构:青石市档案局", "索取号：ab-2022-", "文件编号：", TITLE,
        "2022年1月20日",
    )  # fmt: skip
    assert lines(content) == ["一、总体情况", PROSE, "附件1.xls 附件2.docx"]
    assert [each.name for each in content.attachments] == ["附件1.xls", "附件2.docx"]


def test_a_title_printed_over_two_lines() -> None:
    content = flattened("青石市档案局", "2021年政府信息公开工作年度报告", "一、总体情况", PROSE)
    assert [title.value for title in content.titles] == [TITLE]
    assert lines(content) == ["一、总体情况", PROSE]


def test_a_mirror_is_judged_in_simplified_characters_and_kept_as_printed() -> None:
    traditional = (
        "二、主動公開政府信息情況，本機關執(zhí)法規(guī)范，態(tài)度統(tǒng)一，發(fā)布及時，報告條例。"
    )
    content = flattened("當前位置：首頁", "發布日期：2022-01-20", traditional, "打印本頁 關閉窗口")
    assert content.header == ("发布日期：2022-01-20",)
    (paragraph,) = content.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text == traditional
    assert paragraph.plain.startswith("二、主动公开政府信息情况，本机关执法规范")
