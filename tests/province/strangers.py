"""Documents that stand in report columns without being annual reports; some hold tables of numbers."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from tests.province.markup import Markup, table_html
from tests.province.model import Agency, Block, Document, Stated
from tests.province.tables import Cell

_Body = Callable[[Agency, int, Markup, random.Random], list[Block]]


def _website(agency: Agency, year: int, markup: Markup, rng: random.Random) -> list[Block]:
    """政府网站工作年度报表: sits beside the annual report, has its title's rhythm, and is full of numbers."""
    rows = [
        ("网站名称", agency.name),
        ("独立用户访问总量（单位：个）", str(rng.randrange(9000, 90000))),
        ("信息发布总数（单位：条）", str(rng.randrange(300, 3000))),
        ("解读信息发布总数", str(rng.randrange(5, 90))),
        ("收到留言数量", str(rng.randrange(10, 400))),
        ("办结留言数量", str(rng.randrange(10, 400))),
    ]
    table = [[Cell(f"政府网站工作年度报表（{year}年度）", cols=2)]]
    table += [[Cell(label), Cell(value, head=False)] for label, value in rows]
    return [Block("html", table_html(table, markup, rng))]


def _law(agency: Agency, year: int, markup: Markup, rng: random.Random) -> list[Block]:
    return [
        Block("heading", "一、主要举措和成效"),
        Block(
            "text",
            f"{year}年，{agency.we}办理行政复议案件{rng.randrange(3, 80)}件，"
            f"审查合同{rng.randrange(9, 300)}份。",
        ),
        Block("heading", "二、存在的不足和原因"),
        Block("text", "执法人员业务能力与群众期待仍有差距。"),
        Block("heading", "三、下一年度主要安排"),
        Block("text", "持续推进严格规范公正文明执法。"),
    ]


def _work(agency: Agency, year: int, markup: Markup, rng: random.Random) -> list[Block]:
    return [
        Block("text", "各位代表：现在，我代表人民政府向大会报告工作，请予审议。"),
        Block("heading", f"一、{year}年工作回顾"),
        Block(
            "text",
            f"地区生产总值增长{rng.randrange(30, 90) / 10}%，城镇新增就业{rng.randrange(900, 9000)}人。",
        ),
    ]


def _news(agency: Agency, year: int, markup: Markup, rng: random.Random) -> list[Block]:
    return [
        Block(
            "text",
            f"近日，{agency.name}召开会议，总结{year}年工作，安排下一阶段任务，"
            f"{rng.randrange(20, 90)}人参加。",
        )
    ]


def _notice(agency: Agency, year: int, markup: Markup, rng: random.Random) -> list[Block]:
    return [
        Block("text", "各科室、各直属单位："),
        Block(
            "text",
            f"为做好{year}年政府信息公开工作年度报告编制工作，请于{rng.randrange(5, 20)}日前报送相关数据。",
        ),
    ]


def _accounts(agency: Agency, year: int, markup: Markup, rng: random.Random) -> list[Block]:
    table = [[Cell("项目"), Cell("行次"), Cell("决算数")]]
    for i, name in enumerate(("一般公共预算财政拨款收入", "其他收入", "本年支出合计"), start=1):
        table.append([Cell(name), Cell(str(i), head=False), Cell(f"{rng.uniform(10, 900):.2f}", head=False)])
    return [
        Block("text", f"{agency.name}{year}年度部门决算公开如下。"),
        Block("html", table_html(table, markup, rng)),
    ]


def _picture(agency: Agency, year: int, markup: Markup, rng: random.Random) -> list[Block]:
    picture = f'<p style="text-align:center"><img src="./tujie{year}.png" alt=""></p>'
    return [Block("html", picture), Block("text", "（内容以图片形式展示，文字版另见年度报告。）")]


KINDS: tuple[tuple[str, _Body], ...] = (
    ("{agency}{year}年政府网站工作年度报表", _website),
    ("{agency}{year}年法治政府建设情况报告", _law),
    ("{agency}召开{year}年度政务公开工作推进会", _news),
    ("关于做好{year}年政府信息公开工作年度报告编制工作的通知", _notice),
    ("{agency}{year}年度部门决算公开", _accounts),
    ("{place}{year}年政府工作报告", _work),
    ("{agency}{year}年政府信息公开工作年度报告（图解）", _picture),
    ("{agency}{year}年度法治政府建设年度报告", _law),
    ("{agency}{year}年政府网站年度工作报表", _website),
)


def make(agency: Agency, year: int, kind: int, markup: Markup, rng: random.Random) -> Document:
    """The stranger number `kind` (cyclic) of an agency for a year."""
    title, body = KINDS[kind % len(KINDS)]
    published = date(year + 1, 1, 5) + timedelta(days=rng.randrange(300))
    stated = Stated(
        title=title.format(agency=agency.name, year=year, place=agency.name[:3]),
        published_on=published.isoformat(),
        publisher=agency.name,
    )
    return Document(stated, tuple(body(agency, year, markup, rng)), agency, markup)
