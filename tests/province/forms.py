"""The official forms, typed a second time from the notices that introduced them (国办公开办函〔2019〕60号,
国办公开办函〔2021〕30号, 国办发〔2014〕32号): lines, columns and labels, with the wordings agencies vary.

Full-width punctuation throughout, as agencies print it. A line of table 3 is a path of labels, one a level.
"""

from __future__ import annotations

from dataclasses import dataclass

APPLICANTS = ("natural_person", "enterprise", "research", "nonprofit", "legal_service", "other", "total")
APPLICANT_LABELS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")

OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
OUTCOME_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
CHALLENGES = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")

_DONE = "三、本年度办理结果"
_DENIED = "（三）不予公开"
_UNABLE = "（四）无法提供"
_NOTPROC = "（五）不予处理"
_OTHER = "（六）其他处理"

# Table 3 (收到和处理政府信息公开申请情况): (line, labels from the outermost level in).
_REQUESTS_HEAD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("new_received", ("一、本年新收政府信息公开申请数量",)),
    ("carried_over", ("二、上年结转政府信息公开申请数量",)),
    ("granted", (_DONE, "（一）予以公开")),
    ("partial", (_DONE, "（二）部分公开（区分处理的，只计这一情形，不计其他情形）")),
    ("denied_state_secret", (_DONE, _DENIED, "1.属于国家秘密")),
    ("denied_law_forbidden", (_DONE, _DENIED, "2.其他法律行政法规禁止公开")),
    ("denied_safety_stability", (_DONE, _DENIED, "3.危及“三安全一稳定”")),
    ("denied_third_party", (_DONE, _DENIED, "4.保护第三方合法权益")),
    ("denied_internal_affairs", (_DONE, _DENIED, "5.属于三类内部事务信息")),
    ("denied_process_info", (_DONE, _DENIED, "6.属于四类过程性信息")),
    ("denied_enforcement_file", (_DONE, _DENIED, "7.属于行政执法案卷")),
    ("denied_admin_query", (_DONE, _DENIED, "8.属于行政查询事项")),
    ("unable_not_held", (_DONE, _UNABLE, "1.本机关不掌握相关政府信息")),
    ("unable_need_creation", (_DONE, _UNABLE, "2.没有现成信息需要另行制作")),
    ("unable_unclear", (_DONE, _UNABLE, "3.补正后申请内容仍不明确")),
    ("notproc_complaint", (_DONE, _NOTPROC, "1.信访举报投诉类申请")),
    ("notproc_repeat", (_DONE, _NOTPROC, "2.重复申请")),
    ("notproc_publication", (_DONE, _NOTPROC, "3.要求提供公开出版物")),
    ("notproc_massive", (_DONE, _NOTPROC, "4.无正当理由大量反复申请")),
    ("notproc_confirm", (_DONE, _NOTPROC, "5.要求行政机关确认或重新出具已获取信息")),
)
_REQUESTS_TAIL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("total_processed", (_DONE, "（七）总计")),
    ("carried_forward", ("四、结转下年度继续办理",)),
)
REQUESTS = {
    "2019": (*_REQUESTS_HEAD, ("other_total", (_DONE, _OTHER)), *_REQUESTS_TAIL),
    "2021": (
        *_REQUESTS_HEAD,
        (
            "other_overdue_correction",
            (_DONE, _OTHER, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        ),
        (
            "other_overdue_fee",
            (_DONE, _OTHER, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
        ),
        ("other_others", (_DONE, _OTHER, "3.其他")),
        *_REQUESTS_TAIL,
    ),
}
NOT_RESULTS = ("new_received", "carried_over", "total_processed", "carried_forward")


def results(form: str) -> list[str]:
    """The lines of table 3 that add up to （七）总计."""
    return [line for line, _ in REQUESTS[form] if line not in NOT_RESULTS]


@dataclass(frozen=True)
class Block:
    """One clause of 条例第二十条 in table 2: heading, columns (measure, label) and rows (item, label)."""

    clause: int
    heading: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]


_PER_ITEM = (
    ("items_previous_year", "上一年项目数量"),
    ("items_change", "本年增/减"),
    ("decisions", "处理决定数量"),
)
PROACTIVE = {
    "2019": (
        Block(
            1,
            "第二十条第（一）项",
            (
                ("made", "本年新制作数量"),
                ("disclosed", "本年新公开数量"),
                ("disclosed_total", "对外公开总数量"),
            ),
            (("regulation", "规章"), ("normative_document", "规范性文件")),
        ),
        Block(
            5,
            "第二十条第（五）项",
            _PER_ITEM,
            (("licensing", "行政许可"), ("other_management_service", "其他对外管理服务事项")),
        ),
        Block(6, "第二十条第（六）项", _PER_ITEM, (("penalty", "行政处罚"), ("coercion", "行政强制"))),
        Block(8, "第二十条第（八）项", _PER_ITEM[:2], (("fee", "行政事业性收费"),)),
        Block(
            9,
            "第二十条第（九）项",
            (("projects", "采购项目数量"), ("amount", "采购总金额")),
            (("procurement", "政府集中采购"),),
        ),
    ),
    "2021": (
        Block(
            1,
            "第二十条第（一）项",
            (("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")),
            (("regulation", "规章"), ("normative_document", "行政规范性文件")),
        ),
        Block(5, "第二十条第（五）项", (("decisions", "本年处理决定数量"),), (("licensing", "行政许可"),)),
        Block(
            6,
            "第二十条第（六）项",
            (("decisions", "本年处理决定数量"),),
            (("penalty", "行政处罚"), ("coercion", "行政强制")),
        ),
        Block(
            8, "第二十条第（八）项", (("amount", "本年收费金额（单位：万元）"),), (("fee", "行政事业性收费"),)
        ),
    ),
}

# 政府信息公开情况统计表 (report years 2014 to 2018): (code, label, unit); unit None marks a heading line.
INDICATORS: tuple[tuple[str, str, str | None], ...] = (
    ("1", "一、主动公开情况", None),
    ("1.1", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("1.1.1", "其中：1.主动公开规范性文件数", "条"),
    ("1.1.2", "2.制发规范性文件总数", "件"),
    ("1.2", "（二）通过不同渠道和方式公开政府信息的情况", None),
    ("1.2.1", "1.政府公报公开政府信息数", "条"),
    ("1.2.2", "2.政府网站公开政府信息数", "条"),
    ("1.2.3", "3.政务微博公开政府信息数", "条"),
    ("1.2.4", "4.政务微信公开政府信息数", "条"),
    ("1.2.5", "5.其他方式公开政府信息数", "条"),
    ("2", "二、回应解读情况", None),
    ("2.1", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    ("2.2", "（二）通过不同渠道和方式回应解读的情况", None),
    ("2.2.1", "1.参加或举办新闻发布会总次数", "次"),
    ("2.2.1.1", "其中：主要负责同志参加新闻发布会次数", "次"),
    ("2.2.2", "2.政府网站在线访谈次数", "次"),
    ("2.2.2.1", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("2.2.3", "3.政策解读稿件发布数", "篇"),
    ("2.2.4", "4.微博微信回应事件数", "次"),
    ("2.2.5", "5.其他方式回应事件数", "次"),
    ("3", "三、依申请公开情况", None),
    ("3.1", "（一）收到申请数", "件"),
    ("3.1.1", "1.当面申请数", "件"),
    ("3.1.2", "2.传真申请数", "件"),
    ("3.1.3", "3.网络申请数", "件"),
    ("3.1.4", "4.信函申请数", "件"),
    ("3.2", "（二）申请办结数", "件"),
    ("3.2.1", "1.按时办结数", "件"),
    ("3.2.2", "2.延期办结数", "件"),
    ("3.3", "（三）申请答复数", "件"),
    ("3.3.1", "1.属于已主动公开范围数", "件"),
    ("3.3.2", "2.同意公开答复数", "件"),
    ("3.3.3", "3.同意部分公开答复数", "件"),
    ("3.3.4", "4.不同意公开答复数", "件"),
    ("3.3.4.1", "其中：涉及国家秘密", "件"),
    ("3.3.4.2", "涉及商业秘密", "件"),
    ("3.3.4.3", "涉及个人隐私", "件"),
    ("3.3.4.4", "危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("3.3.4.5", "不是《条例》所指政府信息", "件"),
    ("3.3.4.6", "法律法规规定的其他情形", "件"),
    ("3.3.5", "5.不属于本行政机关公开数", "件"),
    ("3.3.6", "6.申请信息不存在数", "件"),
    ("3.3.7", "7.告知作出更改补充数", "件"),
    ("3.3.8", "8.告知通过其他途径办理数", "件"),
    ("4", "四、行政复议数量", "件"),
    ("4.1", "（一）维持具体行政行为数", "件"),
    ("4.2", "（二）被依法纠错数", "件"),
    ("4.3", "（三）其他情形数", "件"),
    ("5", "五、行政诉讼数量", "件"),
    ("5.1", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("5.2", "（二）被依法纠错数", "件"),
    ("5.3", "（三）其他情形数", "件"),
    ("6", "六、举报投诉数量", "件"),
    ("7", "七、依申请公开信息收取的费用", "万元"),
    ("8", "八、机构建设和保障经费情况", None),
    ("8.1", "（一）政府信息公开工作专门机构数", "个"),
    ("8.2", "（二）设置政府信息公开查阅点数", "个"),
    ("8.3", "（三）从事政府信息公开工作人员数", "人"),
    ("8.3.1", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("8.3.2", "2.兼职人员数", "人"),
    ("8.4", "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元"),
    ("9", "九、政府信息公开会议和培训情况", None),
    ("9.1", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("9.2", "（二）举办各类培训班数", "次"),
    ("9.3", "（三）接受培训人员数", "人次"),
)
# Parents whose children add up to them; the children are the codes one level below.
INDICATOR_SUMS = ("3.1", "3.2", "3.3", "3.3.4", "4", "5", "8.3")
INDICATOR_HEADER = ("统计指标", "单位", "统计数")


def children(code: str) -> list[str]:
    """The codes one level below: `children("8.3")` is `["8.3.1", "8.3.2"]`."""
    depth = code.count(".") + 1
    return [c for c, _, _ in INDICATORS if c.startswith(f"{code}.") and c.count(".") == depth]


# Wordings that agencies print instead of the form's own; tables.py draws among them.
WORDINGS: dict[str, tuple[str, ...]] = {
    "对外公开总数量": ("对外公开总数量", "对外公开总数"),
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": (
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "（二）部分公开",
    ),
    "3.危及“三安全一稳定”": ("3.危及“三安全一稳定”", '3.危及"三安全一稳定"'),
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请": (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "1.申请人无正当理由逾期不补正",
    ),
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请": (
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用",
    ),
    "本年收费金额（单位：万元）": ("本年收费金额（单位：万元）", "本年收费金额（单位:万元）"),
}

# Section headings, in the order of the forms: (kind, the wordings seen).
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("overall", ("总体情况",)),
    ("proactive", ("主动公开政府信息情况",)),
    ("requests", ("收到和处理政府信息公开申请情况",)),
    (
        "challenges",
        ("政府信息公开行政复议、行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    ),
    ("problems", ("存在的主要问题及改进情况", "存在的主要问题及改进情况", "存在的主要问题及整改措施。")),
    ("other", ("其他需要报告的事项",)),
)
# Outline of the reports under the 2007 条例; wordings differ from agency to agency.
SECTIONS_BEFORE_2019: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("overall", ("概述", "基本情况")),
    ("proactive", ("主动公开政府信息情况", "政府信息主动公开情况")),
    ("requests", ("依申请公开政府信息情况", "依申请公开政府信息和不予公开政府信息情况")),
    ("fees", ("政府信息公开的收费及减免情况",)),
    ("challenges", ("复议、诉讼情况", "因政府信息公开申请行政复议、提起行政诉讼情况")),
    ("consultation", ("咨询处理情况", "咨询处理等相关政务公开工作情况")),
    ("problems", ("主要问题和改进措施", "存在的主要问题及改进措施")),
    ("other", ("其他需要报告的事项", "需要说明的事项")),
    ("statistics", ("附表", "政府信息公开情况统计表")),
)
