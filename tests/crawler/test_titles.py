"""Titles: what real columns hold, told apart by their words alone."""

from __future__ import annotations

import pytest

from crawler.titles import classify, full_title, is_column_name

REPORTS = """
鄂尔多斯市2019年政府信息公开工作年度报告|2019|鄂尔多斯市
内蒙古自治区2018年政府信息公开工作年度报告|2018|内蒙古自治区
2018年上海市司法局政府信息公开工作年度报告|2018|上海市司法局
河北省工业和信息化厅2019年政府信息公开报告|2019|河北省工业和信息化厅
2016年度政府信息公开工作报告|2016|
河北省教育厅2013年度政府信息公开总结|2013|河北省教育厅
兰州市司法局2017年政府信息工作公开报告|2017|兰州市司法局
舒兰市2016年政务信息公开年度报告|2016|舒兰市
昌图县2020年政府信息公开 工作告年度报|2020|昌图县
2022年政府信息公开工作年度报告（青禾市财政局）|2022|青禾市财政局
【区民政局】2022年政府信息公开工作年度报告|2022|区民政局
关于2008年政府信息公开工作情况的报告|2008|
青禾市人民政府关于2019年度政府信息公开工作的报告|2019|青禾市人民政府
政府信息公开工作年度报告（2023年度）|2023|
二○一五年政府信息公开年报|2015|
二〇一八年度 政府信息公开\u3000工作年度报告（全文）|2018|
2019政府信息公开年报|2019|
22年度政府信息公开工作年度报告|2022|
临洮县新添镇2022年政府信息公开年报|2022|临洮县新添镇
中共青禾市委机构编制委员会办公室2020年政府信息公开工作年度报告|2020|中共青禾市委机构编制委员会办公室
青禾市统计局2020年度政府信息公开工作年度报告.docx|2020|青禾市统计局
青禾区教育局信息公开2021年度报告|2021|青禾区教育局
环境保护部政府信息公开工作2013年度报告|2013|环境保护部
2010年度环境信息公开年度报告|2010|
2021年度信息公开工作年度报告——柳湾镇|2021|柳湾镇
关于发布2020年政府信息公开工作年度报告的公告|2020|
青禾市综合行政执法局2021年政府信息公开工作年度报告|2021|青禾市综合行政执法局
大庆市住房公积金管理中心2025年政府信息公开工作年度报告|2025|大庆市住房公积金管理中心
2014奋发镇政府信息公开工作年度报告|2014|奋发镇
《青禾市商务局2022年度政府信息公开工作年度报告》|2022|青禾市商务局
石渡县2012年政府信息公开工作年度总结|2012|石渡县
石渡县司法局2023年政府信息公开年度工作报告|2023|石渡县司法局
2021年石渡县柳湾乡人民政府政府信息公开工作年度报告|2021|石渡县柳湾乡人民政府
石渡县政府信息公开工作2022年年度报告|2022|石渡县
青禾市2023年政府信息公开年度报告（含附表）|2023|青禾市
1.石渡县财政局2023年政府信息公开年度报告|2023|石渡县财政局
· 2008年 政府 信息公开 年度报告|2008|
青禾市水利局政府信息公开年度报告(2012)|2012|青禾市水利局
青禾市税务局2020年政府信息公开工作年报[2021-01-20]|2020|青禾市税务局
石渡县政府办公室2021年政务公开工作年度报告|2021|石渡县政府办公室
石渡县2023年政府信息公开工作年度报告及附件|2023|石渡县
青禾市执行《政府信息公开条例》情况2009年度报告|2009|青禾市
青禾市人力资源和社会保障局2019年度政府信息主动公开工作年度报告|2019|青禾市人力资源和社会保障局
石渡县2019年度政府信息公开和政务公开工作年度报告|2019|石渡县
"""

OTHERS = """
政府网站工作年度报表（2022年度）|rejected
石渡县政府网站与政务新媒体2023年度工作报表|rejected
石渡县2022年法治政府建设情况报告|rejected
2020年政府工作报告|rejected
2018年部门预算信息公开说明|rejected
青禾大学2021-2022学年信息公开工作年度报告|rejected
2021年信用信息公开年度报告|rejected
企业信息公示年报|rejected
2020年上半年政府信息公开工作总结|rejected
2022年政务公开工作要点|rejected
政府信息公开情况统计表（ 2018年度）|statistics
石渡县2017年度政府信息公开工作情况统计表|statistics
江西省生态环境厅2024年政府信息公开工作年度报告解读|variant
一图读懂2022年政府信息公开工作年度报告|variant
【图解】青禾市2022年政府信息公开工作年度报告|variant
上海市黄浦区人民政府2022年政府信息公开工作年度报告（超链版）|variant
青禾市2019年政府信息公开工作年度报告（图片版）|variant
2016年|year
2024年度|year
2023年年报|year
石渡县司法局2022年年报|year
关于做好2022年度政府信息公开工作年度报告编制发布工作的通知|other
青禾市召开政府信息公开工作年度报告编制培训会|other
青禾市发布2023年政府信息公开工作年度报告|other
关于报送2022年政府信息公开工作年度报…|other
政府信息公开工作年度报告格式|other
2012年政府信息公开工作总结及2013年工作计划|other
石渡县2022年政府信息公开工作考核结果的通报|other
2019年重点领域信息公开工作报告|other
石渡县2021年政府信息公开第三方评估报告|other
石渡县教育局2014年政府信息公开工作自查总结|other
国家金融监督管理总局浙江监管局行政处罚信息公开表|other
恩格贝生态示范区召开2020年度工作会暨党风廉政建设会议|other
浑南区国资局|other
政府信息公开指南|other
政府信息公开制度|other
依申请公开|other
政府信息公开|other
"""


@pytest.mark.parametrize("line", REPORTS.strip().splitlines())
def test_a_report_with_its_year_and_its_agency(line: str) -> None:
    title, year, agency = line.rsplit("|", 2)
    found = classify(title)
    assert (found.kind, found.year, found.agency or "") == ("report", int(year), agency)


@pytest.mark.parametrize("line", OTHERS.strip().splitlines())
def test_what_is_no_report(line: str) -> None:
    title, kind = line.rsplit("|", 1)
    found = classify(title)
    assert found.kind == kind
    assert not found.is_report


@pytest.mark.parametrize("title", ["信息公开年报", "政府信息公开 工作告年度报", "政府信息公开工作年度报告"])
def test_a_report_that_names_no_year(title: str) -> None:
    assert classify(title).kind == "undated"


@pytest.mark.parametrize(
    "title",
    [
        "河北省科学技术厅2023年政府信息公开工作年度报…",
        "某局2024年政府信息公开工作年...",
        "2023年政府信...",
        "石渡县2022年政府信息公开工作年度",
    ],
)
def test_a_title_cut_by_its_list_is_a_report_to_be_looked_at(title: str) -> None:
    found = classify(title)
    assert found.kind == "truncated"
    assert found.is_report


def test_the_longer_of_text_and_attribute_counts() -> None:
    assert full_title("某局2023年政府信息...", "某局2023年政府信息公开工作年度报告").endswith("报告")
    assert full_title("某局2023年政府信息公开工作年度报告", "查看") == "某局2023年政府信息公开工作年度报告"
    assert full_title("年报", None) == "年报"


@pytest.mark.parametrize(
    "name", ["政府信息公开年报", "信息公开年度报告", "历年年报", "公开年报", "部门年报", "年报"]
)
def test_names_of_report_columns(name: str) -> None:
    assert is_column_name(name)


@pytest.mark.parametrize("name", ["政府信息公开指南", "法定主动公开内容", "政府工作报告", "统计年鉴"])
def test_names_of_other_columns(name: str) -> None:
    assert not is_column_name(name)


@pytest.mark.parametrize(
    "piece", [" ", "政府信息公开", "2019年", "…", "(", "工作", "年度", "1", "-", "情况的"]
)
def test_a_hostile_title_stalls_nothing(piece: str) -> None:
    """Long titles are other at once; the longest that is looked at ends too (a stall would hang the suite)."""
    assert classify(piece * 60_000).kind == "other"
    classify(("2019年政府信息公开" + piece * 200)[:200])
