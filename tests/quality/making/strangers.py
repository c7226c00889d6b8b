"""Other documents of the same agencies, with the numbers and tables such documents hold."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.province.tables import Cell, Table
from tests.quality.making.draft import Agency, Piece
from tests.quality.making.looks import LOOKS, lines_of, written

Made = tuple[str, list[Piece]]


def _text(*lines: str) -> list[Piece]:
    return [Piece("text", each) for each in lines]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], rng: random.Random) -> Piece:
    table: Table = [
        [Cell(each) for each in header],
        *([Cell(row[0]), *(Cell(each, head=False) for each in row[1:])] for row in rows),
    ]
    return Piece("html", written(table, LOOKS[rng.choice(sorted(LOOKS))], rng), tuple(lines_of(table)))


def _n(rng: random.Random, high: int = 9000) -> str:
    return str(rng.randrange(high))


def website(agency: Agency, year: int, rng: random.Random) -> Made:
    """政府网站工作年度报表: the neighbour of every annual report."""
    rows = [
        ("独立用户访问总量（单位：个）", _n(rng)), ("网站总访问量（单位：次）", _n(rng)), ("信息发布总数（单位：条）", _n(rng)),
        ("概况类信息更新量", _n(rng, 90)), ("政务动态信息更新量", _n(rng)), ("信息公开目录信息更新量", _n(rng)),
        ("解读信息发布总数", _n(rng, 90)), ("政务服务事项数量", _n(rng, 900)), ("注册用户数", _n(rng)),
        ("收到留言数量（单位：条）", _n(rng, 400)), ("办结留言数量（单位：条）", _n(rng, 400)), ("平均办理时间（单位：天）", _n(rng, 9)),
    ]  # fmt: skip
    title = f"{agency.name}{year}年政府网站工作年度报表"
    return title, [_table(("网站名称", agency.name), rows, rng)]


def rule_of_law(agency: Agency, year: int, rng: random.Random) -> Made:
    """法治政府建设年度报告: numbered sections, requests for reconsideration, disclosure among the topics."""
    return f"{agency.name}{year}年度法治政府建设情况报告", [
        Piece("heading", "一、主要举措和成效"),
        *_text(
            f"{year}年，{agency.we}审查规范性文件{_n(rng, 60)}件，办理行政复议案件{_n(rng, 90)}件，出庭应诉{_n(rng, 20)}件。",
            f"全面推进政务公开，主动公开政府信息{_n(rng)}条，办理政府信息公开申请{_n(rng, 50)}件，均按期答复。",
        ),
        Piece("heading", "二、存在的不足和原因"),
        *_text("执法人员能力与形势任务还有差距，普法形式不够新颖。"),
        Piece("heading", "三、下一年度主要安排"),
        *_text("落实重大决策程序，加强执法监督，深化普法宣传。"),
    ]


def budget(agency: Agency, year: int, rng: random.Random) -> Made:
    rows = [
        (name, _n(rng), f"{rng.uniform(1, 900):.2f}", f"{rng.uniform(1, 900):.2f}", "0.00")
        for name in (
            "一般公共服务支出",
            "行政运行",
            "社会保障和就业支出",
            "卫生健康支出",
            "住房保障支出",
            "合计",
        )
    ]
    return f"{agency.name}{year}年部门预算公开", [
        *_text(f"一、部门职责。二、机构设置。三、{year}年部门预算表（单位：万元）。"),
        _table(("项目", "科目编码", "总计", "基本支出", "项目支出"), rows, rng),
        *_text("四、名词解释。行政事业性收费：指依法向特定对象收取的费用。政府集中采购：指纳入目录的采购。"),
        _table(("收费项目", "收费标准", "本年收费金额"), [("行政事业性收费", "按规定", _n(rng))], rng),
    ]


def bulletin(agency: Agency, year: int, rng: random.Random) -> Made:
    rows = [
        (name, _n(rng, 90000), f"{rng.uniform(-9, 12):.1f}")
        for name in ("粮食", "油料", "蔬菜", "水果", "生猪出栏")
    ]
    return f"{agency.name[:3]}{year}年国民经济和社会发展统计公报", [
        Piece("heading", "一、综合"),
        *_text(f"全年地区生产总值{_n(rng)}亿元，比上年增长{rng.uniform(1, 9):.1f}%。"),
        Piece("heading", "二、农业"),
        _table(("指标", "产量（吨）", "比上年增长（%）"), rows, rng),
        Piece("heading", "三、人口与就业"),
        *_text(f"年末常住人口{_n(rng, 900)}万人，城镇新增就业{_n(rng)}人。"),
    ]


def request_for_reports(agency: Agency, year: int, rng: random.Random) -> Made:
    """A notice that asks for the annual reports, and says all their words."""
    return f"关于做好{year}年政府信息公开工作年度报告编制和发布工作的通知", [
        *_text(
            "各乡镇人民政府、各部门：",
            f"根据条例规定，请认真编制本单位{year}年政府信息公开工作年度报告，包括总体情况、主动公开、"
            "收到和处理政府信息公开申请、行政复议和行政诉讼等内容。",
        ),
        Piece("heading", "一、时间要求"),
        *_text(f"请于{year + 1}年1月{_n(rng, 20)}日前报送，逾期将通报。"),
        Piece("heading", "二、数据核对"),
        *_text("各项数据应符合勾稽关系，确保准确无误。"),
    ]


def guide(agency: Agency, year: int, rng: random.Random) -> Made:
    rows = [
        ("受理机构", f"{agency.name}办公室"),
        ("办公时间", "工作日9:00—17:00"),
        ("联系电话", f"0991-{_n(rng)}"),
        ("邮政编码", "990300"),
    ]
    return f"{agency.name}政府信息公开指南", [
        *_text("为便于公民、法人和其他组织获取政府信息，编制本指南，每年更新一次。"),
        Piece("heading", "一、主动公开"),
        *_text(
            f"{agency.we}主动公开机构职能、行政许可、行政处罚、行政强制、行政事业性收费、政府集中采购等信息。"
        ),
        Piece("heading", "二、依申请公开"),
        *_text("申请人可当面、邮寄或在线提出申请，答复分为予以公开、部分公开、不予公开、无法提供等情形。"),
        _table(("项目", "内容"), rows, rng),
    ]


def personnel(agency: Agency, year: int, rng: random.Random) -> Made:
    rows = [
        (f"岗位{n}", _n(rng, 9), f"{rng.uniform(60, 90):.2f}", f"{rng.uniform(60, 90):.2f}", _n(rng, 9))
        for n in range(9)
    ]
    return f"{agency.name}{year}年公开招聘工作人员总成绩公示", [
        *_text(f"根据招聘公告，现将{year}年公开招聘总成绩予以公示，公示期五个工作日。"),
        _table(("报考岗位", "准考证号", "笔试成绩", "面试成绩", "名次"), rows, rng),
    ]


def proposals(agency: Agency, year: int, rng: random.Random) -> Made:
    rows = [(f"第{_n(rng, 400)}号", "关于优化公交线路的建议", "解决", "满意") for _ in range(6)]
    return f"{agency.name}{year}年建议提案办理情况总结", [
        *_text(
            f"{year}年，{agency.we}承办建议{_n(rng, 40)}件、提案{_n(rng, 40)}件，办结率100%，满意率100%。"
        ),
        _table(("编号", "案由", "办理结果", "评价"), rows, rng),
    ]


def permits(agency: Agency, year: int, rng: random.Random) -> Made:
    """A yearly count of permits and penalties: the very items of table 2, under other headers."""
    rows = [
        (item, _n(rng), _n(rng), _n(rng))
        for item in ("行政许可", "行政处罚", "行政强制", "行政检查", "行政征收")
    ]
    return f"{agency.name}{year}年行政执法统计年报", [
        *_text(f"现将{agency.name}{year}年度行政执法数据公布如下。"),
        _table(("类别", "申请数量", "受理数量", "办结数量"), rows, rng),
    ]


def reconsideration(agency: Agency, year: int, rng: random.Random) -> Made:
    """Statistics of reconsideration and lawsuits: the words of table 4, about all cases."""
    rows = [
        (area, *(_n(rng, 60) for _ in range(5)))
        for area in ("公安", "自然资源", "市场监管", "城市管理", "合计")
    ]
    return f"{agency.name}{year}年行政复议行政应诉案件统计分析", [
        *_text(
            f"{year}年新收行政复议案件{_n(rng, 300)}件，审结{_n(rng, 300)}件，其中维持{_n(rng, 90)}件、纠正{_n(rng, 60)}件。"
        ),
        _table(("领域", "收案", "维持", "撤销", "调解", "尚未审结"), rows, rng),
    ]


def work_report(agency: Agency, year: int, rng: random.Random) -> Made:
    return f"{agency.name[:3]}{year}年政府工作报告", [
        *_text("各位代表：现在，我向大会报告政府工作，请予审议，并请政协委员提出意见。"),
        Piece("heading", f"一、{year}年工作回顾"),
        *_text(
            f"完成固定资产投资{_n(rng)}亿元，新开工项目{_n(rng, 200)}个，财政收入增长{rng.uniform(1, 9):.1f}%。"
        ),
        Piece("heading", f"二、{year + 1}年工作安排"),
        *_text("坚持稳中求进，抓好产业、民生、生态、安全各项工作。"),
    ]


def news(agency: Agency, year: int, rng: random.Random) -> Made:
    return f"{agency.name}召开政务公开工作推进会", [
        *_text(
            f"近日，{agency.name}召开会议，学习政府信息公开条例，通报{year}年政务公开工作情况，{_n(rng, 90)}人参加。",
            "会议要求，各科室要在一月底前完成年度报告编制，做到内容完整、数据准确。",
        )
    ]


def plan(agency: Agency, year: int, rng: random.Random) -> Made:
    rows = [(f"重点任务{n}", "办公室", f"{n + 2}月底前") for n in range(1, 8)]
    return f"{agency.name}{year}年政务公开工作要点", [
        Piece("heading", "一、加强重点领域信息公开"),
        *_text("围绕财政资金、公共服务、营商环境做好公开。"),
        Piece("heading", "二、规范依申请公开"),
        *_text("完善台账，规范答复。"),
        _table(("任务", "责任科室", "完成时限"), rows, rng),
    ]


def procurement(agency: Agency, year: int, rng: random.Random) -> Made:
    rows = [
        ("办公设备", _n(rng), "台", _n(rng, 99)),
        ("物业服务", _n(rng), "年", "1"),
        ("合计", _n(rng), "", ""),
    ]
    return f"{agency.name}{year}年政府采购意向公开", [
        *_text("为便于供应商及时了解采购信息，现将采购意向公开如下。"),
        _table(("采购项目名称", "预算金额（元）", "单位", "数量"), rows, rng),
    ]


KINDS: tuple[Callable[[Agency, int, random.Random], Made], ...] = (
    website, rule_of_law, budget, bulletin, request_for_reports, guide, personnel, proposals, permits,
    reconsideration, work_report, news, plan, procurement,
)  # fmt: skip
