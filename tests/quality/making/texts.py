"""The prose of the golden pages: sentences of invented agencies, dealt out by a seed."""

from __future__ import annotations

import random

from tests.quality.making.draft import Agency

_OPENINGS = (
    "{year}年，{name}把政务公开作为转作风、提效能的重要抓手，健全机制、充实内容、拓宽渠道，各项任务稳步推进。",
    "过去一年，{we}紧扣年度重点任务，坚持应公开尽公开，以看得懂、找得着、用得上为目标改进公开质量。",
    "{year}年，{we}深入落实政务公开工作要点，压实科室责任，规范办理程序，公开工作的制度化水平继续提升。",
)
_THEMES = (
    ("主动公开方面", "围绕机构职能、规划计划、财政资金、重点项目等内容，依托门户网站发布各类信息{n}条，"
     "其中动态类{m}十余条、业务类占六成以上；对涉企事项逐项列明依据、条件、时限和联系方式，便于查阅下载。"),
    ("办理答复方面", "制定登记、审核、答复、归档的流程图，实行专人登记、分管负责人把关、法律顾问会签；"
     "遇到内容不明确的事项，主动与当事人电话沟通{m}次，帮助其准确描述所需材料的名称和特征。"),
    ("信息管理方面", "对近五年印发的各类公文逐件复核公开属性，梳理历史文件{n}份，"
     "更正标题、文种、落款等差错{m}处，完善目录索引；发布前严格执行先审查后公开，坚持一事一审。"),
    ("平台建设方面", "完成栏目改版，将原有四十余个栏目精简合并，首页检索入口前移；政务新媒体账号清理至{m}个，"
     "推送内容{n}篇，全年未出现长期不更新、链接失效等问题，并按要求完成适应老年人使用的改造。"),
    ("监督保障方面", "把公开工作列入科室年度目标，按季度通报进展；组织专题学习{m}场，{n}人次参加，"
     "邀请业内人士讲解案例；畅通意见征集渠道，对群众反映的栏目更新慢等情况逐条整改反馈。"),
    ("解读宣传方面", "坚持文件与说明材料同步起草、同步审签、同步发布，采用图文、短片、问答等形式说明重点条款，"
     "全年制作说明材料{m}份，主要负责人带头在媒体上介绍政策背景和惠民举措。"),
    ("基层规范化方面", "指导所属单位对照标准目录梳理事项{n}项，编制统一模板，在办事大厅设立公开专区，"
     "配备查询终端和资料架，安排专人引导，打通服务群众的最后一步。"),
    ("会议公开方面", "制定会议开放安排，邀请代表委员、企业负责人、居民代表列席研究民生事项的会议{m}次，"
     "现场听取意见建议{n}条，并在会后公布采纳情况和理由。"),
)  # fmt: skip
_LACKS = (
    "对照新形势新要求，工作中还有一些短板：一是重点领域信息的标准化程度不高，个别栏目内容交叉；"
    "二是解读材料专业术语偏多，通俗性不足；三是部分科室人员兼职，对程序规定掌握不牢。",
    "存在的不足主要有：公开的时效性仍需增强，少数信息发布滞后；数据开放的深度不够，"
    "图表化、可下载的内容偏少；与公众的互动形式单一，意见收集渠道利用率不高。",
)
_PLANS = (
    "下一步改进措施：一是对照目录逐项核查，合并重复栏目，明确更新责任和期限；"
    "二是组织业务骨干编写通俗解读，提高图解和视频的比重；三是分批开展实务培训，以案释法，提升办理能力。",
    "针对以上情况，将从三个方面改进：建立月度巡检台账，对超期未更新的栏目限期整改；"
    "推动更多业务数据以表格形式提供下载；每半年召开一次座谈会，听取公众意见并公布回应情况。",
)
_CASES = (
    "办理过程中，{we}注意区分咨询与申请，对咨询类来件当日答复，对申请类来件统一编号、全程留痕。",
    "对涉及多个科室的事项，由办公室牵头会商，形成一致意见后按期答复当事人。",
)


def preamble(agency: Agency, year: int, rng: random.Random) -> list[str]:
    """Legal basis, period (统计期限), contact."""
    return [
        f"本报告依照《中华人民共和国政府信息公开条例》第五十条的规定，由{agency.name}根据{year}年度"
        "工作情况编制，内容包括总体情况、主动公开、依申请公开、复议诉讼、问题改进和其他事项六个部分。"
        f"所列数据统计期限为{year}年1月1日至{year}年12月31日。",
        f"对报告内容有疑问的，可与{agency.name}办公室联系，地址：临溪路{rng.randrange(3, 290)}号，"
        f"邮政编码：99{rng.randrange(1000, 9999)}，电话：0991—{rng.randrange(2_000_000, 8_999_999)}。",
    ]


def overall(agency: Agency, year: int, rng: random.Random, themes: int = 5) -> list[str]:
    lines = [rng.choice(_OPENINGS).format(year=year, name=agency.name, we=agency.we)]
    for number, (theme, text) in enumerate(rng.sample(_THEMES, themes)):
        told = text.format(n=rng.randrange(101, 990), m=rng.randrange(3, 10))
        lines.append(f"（{'一二三四五六七八'[number]}）{theme}。{told}")
    return lines


def cases(agency: Agency, rng: random.Random) -> str:
    return rng.choice(_CASES).format(we=agency.we)


def problems(rng: random.Random) -> list[str]:
    return [rng.choice(_LACKS), rng.choice(_PLANS)]


def other(agency: Agency, year: int, rng: random.Random) -> list[str]:
    return [
        rng.choice(
            (
                f"{year}年，{agency.we}没有发出收费通知，未收取信息处理费。",
                "本年度收取信息处理费0元，没有其他需要报告的事项。",
                "无其他需要报告的事项。",
            )
        )
    ]


# The outline of a report under the 2007 条例: (kind, heading, sentences).
def before_2019(agency: Agency, year: int, rng: random.Random) -> list[tuple[str, str, list[str]]]:
    n, m = rng.randrange(210, 980), rng.randrange(2, 9)
    return [
        ("overall", "一、概述", overall(agency, year, rng, 3)),
        (
            "proactive",
            "二、主动公开政府信息的情况",
            [
                f"{year}年，{agency.we}通过各种渠道主动公开政府信息{n}条，内容以业务动态、办事指南和财政资金为主。",
                "公开形式包括门户网站、公告栏、新闻媒体和便民手册，重要信息在形成后十个工作日内发布。",
            ],
        ),
        (
            "requests",
            "三、依申请公开政府信息的情况",
            [f"全年收到申请{m}件，均按期答复，其中同意公开{m}件。", texts_of_channels(m)],
        ),
        ("fees", "四、收费及减免情况", [f"{year}年，{agency.we}未就申请收取任何费用。"]),
        (
            "challenges",
            "五、因政府信息公开申请行政复议、提起行政诉讼的情况",
            ["全年没有因信息公开工作引发的争议案件。"],
        ),
        ("problems", "六、存在的主要问题和改进措施", problems(rng)),
    ]


def texts_of_channels(count: int) -> str:
    return f"从方式看，来件全部为网络提交，共{count}件；从内容看，多为查询历史文件和办理结果。"
