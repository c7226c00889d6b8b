"""The text around the tables: preambles and sections, in sentences written for this project.

Numbers quoted from table 3 are those of the table. No sentence uses a word of the pages' chrome.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.province.figures import Figures
from tests.province.model import Agency


def preamble(agency: Agency, year: int, rng: random.Random) -> list[str]:
    """Legal basis, period (统计期限) and contact."""
    law = rng.choice(
        (
            "《中华人民共和国政府信息公开条例》（以下简称《条例》）",
            "《中华人民共和国政府信息公开条例》和上级政务公开工作要求",
        )
    )
    contents = rng.choice(
        ("全文由概述、主要数据和改进措施等部分组成。", "本报告的电子版可在本机关网站查阅和下载。")
    )
    return [
        f"根据{law}规定，{agency.name}编制并公布{year}年政府信息公开工作年度报告。{contents}"
        f"本报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        f"如对本报告有疑问，请与{agency.name}政务公开工作科联系"
        f"（电话：0990-{rng.randrange(2000000, 8999999)}）。",
    ]


def overall(agency: Agency, year: int, rng: random.Random) -> list[str]:
    themes = rng.sample(_THEMES, rng.randrange(3, 6))
    first = rng.choice(
        (
            f"{year}年，{agency.we}认真落实各级关于政务公开的部署，坚持以公开为常态、不公开为例外。",
            f"{year}年，{agency.name}围绕中心工作推进决策、执行、管理、服务和结果公开，各项任务按期完成。",
        )
    )
    marks = "一二三四五六"
    return [first] + [
        f"（{marks[i]}）{name}。"
        + text.format(n=rng.randrange(11, 900), m=rng.randrange(2, 11), we=agency.we)
        for i, (name, text) in enumerate(themes)
    ]


_THEMES = (
    ("主动公开", "全年通过门户网站发布信息{n}条，更新机构职能、权责清单等栏目{m}次，发布政策解读材料{m}篇。"),
    ("依申请公开", "{we}修订办理流程和答复文书，对疑难事项集体会商{m}次，努力做到答复准确、依据充分。"),
    ("政府信息管理", "清理历史文件{n}件，逐件标注公开属性，完善发布前的保密审查台账。"),
    ("平台建设", "优化栏目{m}个，政务新媒体推送信息{n}条，对内容更新和安全运行开展季度自查。"),
    ("监督保障", "将公开工作纳入年度考核，开展业务培训{m}次，参训人员{n}人次，未发生责任追究情形。"),
    ("政策解读", "对{m}项重要文件同步起草解读材料，以问答、案例等方式说明办理条件和期限。"),
)


def requests(figures: Figures) -> list[str]:
    """One sentence of table 3's own numbers, where it has them."""
    if not figures.requests:
        return []
    received, carried = (figures.requests[line][6].value for line in ("new_received", "carried_over"))
    if received is None or carried is None:
        return []
    return [f"本年新收政府信息公开申请{received}件，上年结转{carried}件，具体办理情况见下表。"]


def problems(agency: Agency, year: int, rng: random.Random) -> list[str]:
    found = rng.sample(_PROBLEMS, 2)
    done = rng.sample(_REMEDIES, 2)
    return [
        f"{year}年，{agency.we}公开工作仍有不足：一是{found[0]}；二是{found[1]}。",
        f"下一步，一是{done[0]}；二是{done[1]}。",
    ]


_PROBLEMS = (
    "公开内容的深度还不够",
    "政策解读的形式较为单一",
    "业务人员更替较快，经验不足",
    "栏目更新不够及时",
)
_REMEDIES = (
    "加强业务培训，提高答复质量",
    "丰富图表、问答等解读方式",
    "细化任务分工，按月跟踪进度",
    "听取群众意见，及时调整公开重点",
)


def other(year: int, fee: bool, rng: random.Random) -> list[str]:
    """From report year 2021 on, section six states the fee collected (信息处理费)."""
    if fee:
        return [
            rng.choice(
                (f"{year}年度未收取信息处理费。", "本年度没有收取信息处理费的情况，无其他需要报告的事项。")
            )
        ]
    return [rng.choice(("无。", "没有其他需要报告的事项。"))]


def before_2019(kind: str, agency: Agency, year: int, rng: random.Random) -> list[str]:
    """The text of one section of a report under the 2007 条例."""
    return _BEFORE_2019[kind](agency, year, rng)


def _disclosed(agency: Agency, year: int, rng: random.Random) -> list[str]:
    n = rng.randrange(120, 950)
    return [f"{year}年，{agency.we}主动公开政府信息{n}条，内容涵盖机构职能、规划计划、财政资金和民生事项。"]


def _asked(agency: Agency, year: int, rng: random.Random) -> list[str]:
    return [
        f"{agency.we}全年受理的政府信息公开申请均在法定期限内答复，{rng.choice(('无超期', '无积压'))}情形。"
    ]


def _fees(agency: Agency, year: int, rng: random.Random) -> list[str]:
    return [f"{year}年，{agency.we}未向申请人收取检索、复制、邮寄等费用。"]


def _reviewed(agency: Agency, year: int, rng: random.Random) -> list[str]:
    return [f"{year}年因政府信息公开引起的行政复议、行政诉讼情况，详见附表所列各项数据。"]


def _consulted(agency: Agency, year: int, rng: random.Random) -> list[str]:
    return [f"{agency.we}共接受公民、法人及其他组织咨询{rng.randrange(1100, 9900)}人次，其中电话咨询占多数。"]


def _nothing(agency: Agency, year: int, rng: random.Random) -> list[str]:
    return ["无其他需要说明的情况。"]


_BEFORE_2019: dict[str, Callable[[Agency, int, random.Random], list[str]]] = {
    "overall": overall,
    "proactive": _disclosed,
    "requests": _asked,
    "fees": _fees,
    "challenges": _reviewed,
    "consultation": _consulted,
    "problems": problems,
    "other": _nothing,
}
