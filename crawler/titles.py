"""Is this link text an annual report (政府信息公开工作年度报告)? Whose, and of which year? Pure text, no
network.

Report columns are dirty: they also hold website reports, rule-of-law reports, news and other agencies'
papers, so a row counts by its title and never by the column it stands in. A title is read as

    agency and year · subject (信息公开) · fillers (工作, 年度, 2019年 …) · noun (报告, 年报) · tail

and is a report only when nothing else remains: what a tail or an unknown word adds makes it something else.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["report", "undated", "year", "truncated", "statistics", "variant", "rejected", "other"]

LONGEST = 200  # characters; the longest real title seen has 62


@dataclass(frozen=True)
class Title:
    """What a title says. `kind`:

    report, undated (no year), truncated (cut by the list; the page has it whole) are reports; `year` is a
    bare year or an unqualified 年报, which counts only under a report column's own heading; statistics is
    the pre-2019 table (统计表) on a page of its own; variant is a retelling (图解, 解读) without the report's
    own text, while 图片版, 扫描件 and 超链版 hold it and are reports; rejected looks alike
    (政府网站工作年度报表, 法治政府 …); the rest is other.
    """

    kind: Kind
    year: int | None = None
    agency: str | None = None

    @property
    def is_report(self) -> bool:
        return self.kind in ("report", "undated", "truncated")


_YEAR = r"(?:20[0-4]\d(?:年度|年)?)"
_SUBJECT = r"(?:政府|政务)?(?:环境)?(?:信息工作公开|信息(?:与政务|和政务)?公开|信息主动公开|公开信息)"
# Weaker names of the subject: with 年报 or 年度报告 only, else 政务公开工作报告 and 政府信息工作总结 would
# come in.
_WEAK_SUBJECT = r"(?:政务公开|公开政府信息|政府信息|政府公开)"
_FILLER = (
    rf"(?:{_YEAR}|年度|全年|本年|工作|情况|执行|实施|落实|开展|总体|公开|和政务公开|及政务公开|与政务公开|条例|暨"
    r"|的)"
)
_NOUN = r"(?:告年度报|年度报告?|年报|总结报告|报告书?|年终总结|总结)"
_CORE = re.compile(
    rf"(?:(?P<strong>{_SUBJECT})|(?P<weak>{_WEAK_SUBJECT}))(?P<fill>{_FILLER}{{0,8}}?)(?P<noun>{_NOUN})"
)
# The same, cut by a list: fillers, then the beginning of a noun, then the end of the text.
_CUT = re.compile(
    rf"(?:{_SUBJECT}|政府信息)(?:{_FILLER}{{0,8}})(?:年度?报?|年度报告?|工|情|公|报|报告|总|总结)?$"
)
_CUT_SUBJECT = re.compile(
    r"(?:年度?|20[0-4]\d)(?:政府信息公|政府信息|政府信|政府|政务信息|政务信|信息公|政)$"
)

_VARIANT = re.compile(
    r"图解|图说|图读|读懂|看懂|一图|长图|图文版|图示|图表版|漫画|动漫|动画|视频|音频|H5|h5|解读|解析"
    r"|简版|摘要|可视化|数说|数读|英文版|一张图|海报"
)
_STATISTICS = re.compile(r"统计表|情况表|统计报表|汇总表|数据表|统计数据|(?:报告|年报)的?附[表件]$")
_WITH_STATISTICS = re.compile(r"(?:(?:含|及|和|与|、)[^及和与、]{0,12}|附[^及和与、]{1,12})(?:表|附件)")
_LOOKALIKE = re.compile(
    r"网站.{0,14}(?:报表|年报|年度|报告)|新媒体|法治政府|法治建设|依法行政|政府工作报告|行政执法.{0,8}报告"
    r"|环境(?:质量|状况)|统计公报|决算|预算|社会责任|企业(?:年报|信息)|信用信息|法人年度|年报公示|内部控制|双公示"
    r"|双随机|学年|学期|党务公开|村务公开|校务公开|厂务公开|财务公开|公共企事业|企事业单位|工作要点|述职|述法"
    r"|绩效(?!\w{0,6}(?:办公室|委员会))|部门年度工作|(?:上|下)半年|半年度?|季度"
)
# What another kind of disclosure is about, standing right before 信息公开: 行政处罚信息公开 is not
# 政府信息公开.
_OTHER_SUBJECT = re.compile(
    r"(?:预算|决算|财政|企业|国企|信用|处罚|许可|执法|征收|征地|土地|拆迁|扶贫|救助|项目|招标|采购|食品|药品|安全生产"
    r"|资金|医疗|高校|学校|资源交易|公共资源|重点领域|领域|业务|网络|价格|收费|灾害|住房|教育|产品|质量|舆情)$"
)
# Others that report under rules of their own: schools (教育部 29 号令), hospitals and utilities (公共企事业单位).
_NOT_GOVERNMENT = re.compile(r"大学|学院|学校|中学|小学|幼儿园|职教|医院|卫生院|集团|公司$")
# Whose subject is one field even as 政府信息公开.
_ONE_FIELD = re.compile(r"领域$")
# Words of notices and news about reports, before the subject. 编制 and 组织 also begin agencies' names
# (机构编制委员会, 组织部); 关于发布…年度报告 is the report itself, a bare 发布 is news of it.
_ABOUT = re.compile(
    r"做好|报送|上报|填报|编制(?!委|办)|编报|编写|撰写|转发|印发.{0,4}(?:模板|格式)|征求|征集|进一步|切实|认真|规范"
    r"|召开|举办|举行|部署|学习|启动|圆满|按时|率先|督促|通报|通知|培训|开展|推进会|(?<!关于)(?:发布|公布)(?!中心|室)"
    r"|晒出|亮出|加强|完成|组织(?!部)|提交|出炉|如何|什么|哪些"
)
# A covering note whose body is the report: 关于印发《某县2017年…年度报告》的通知.
_RELEASE = re.compile(r"关于(?:印发|发布|公布|公开)")
# One word of a tail. They are taken one by one (`_is_tail`): as one repeated pattern, a tail that spells 2019 or 图片版
# forty times can be cut into words in more ways than can be tried.
_TAIL_WORD = re.compile(
    rf"{_YEAR}|的?(?:公示|公布|公告|通告|公开)|全文|正文|文本|下载|定稿|终稿|修订稿?|更正稿?|更新|网络版|电子版"
    r"|(?:图片|扫描|超链接?|word|pdf)(?:版|件)?|版|稿|new!?|[-—_:·,。.、|\d]",
    re.IGNORECASE,
)
_BODY = (
    r"(?:人民政府|政府|厅|局|委员会|委|办公室|办|部|院|处|所|中心|街道办?|镇|乡|村|社区|区|县|市|省|州|盟|旗|站|队|会|署|关"
    r"|分局|管委会|大队|支队|总队|监狱|馆|社|团|园|场|集团|公司|室|科|行)"
)
_AGENCY_END = re.compile(rf"[\u4e00-\u9fff·]{{1,40}}{_BODY}$")
_BARE_YEAR = re.compile(
    rf"^(?P<agency>.{{0,40}}?){_YEAR}(?:年度?)?(?:工作)?(?:年报|年度报告|年度报|报告|年度)?$"
)
_NO_AGENCY = re.compile(
    r"^(?:本机关|本单位|我局|我市|我县|我区|我委|我办|部门|各部门|乡镇|市级部门|县级部门|历年|中华人民共和国|年度|本)?$"
)

_COLUMN_NAME = re.compile(
    r"公开(?:工作)?(?:年报|年度报告|报告)|(?:历年|部门|镇街|乡镇|政府)(?:年报|年度报告)|^(?:年报|年度报告)$"
)

_BRACKETS = re.compile(r"[(\[【〔《〈<「{]([^()\[\]【】〔〕《》〈〉<>「」{}]{0,60})[)\]】〕》〉>」}]")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{0,12}[〔\[(【]20\d\d[〕\])】]第?\d{1,4}号")
_DATE = re.compile(r"20\d\d(?:-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}|年\d{1,2}月\d{1,2}日)")
_EXTENSION = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|html?|shtml)$", re.IGNORECASE)
_CUT_MARKS = "….。·"  # a text was cut by one … or several of the others
_LEAD = re.compile(r"^(?:[·•▪■◆●○◇□→>»\-—*.、:]{1,4}|\d{1,3}[.、:)])")
_SHORT_YEAR = re.compile(r"(?<!\d)(?P<yy>0[8-9]|[12]\d)(?=年度?(?:政府|政务|信息|工作))")
_NUMERALS = str.maketrans("〇○零0０一二三四五六七八九", "00000123456789")
_CHINESE_YEAR = re.compile(r"二[〇○零0Oo][〇○零0Oo一二三四][〇○零0Oo一二三四五六七八九](?=年)")
# The characters of this vocabulary only: hijacked mirrors repeat official lists in traditional characters.
_SIMPLIFIED = str.maketrans("開報務統計讀圖總結網電質單", "开报务统计读图总结网电质单")


def normalise(text: str) -> str:
    """Width, spacing, year numerals and list decoration removed; an ellipsis stays, it says the text was cut.

    >>> normalise(" · 二〇一八年度 政府信息公开\u3000工作年度报告（全文）.pdf  2019-01-31")
    '2018年度政府信息公开工作年度报告(全文)'
    """
    text = unicodedata.normalize("NFKC", text.replace("…", "\ue000")).replace("\ue000", "…")
    text = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")
    text = text.translate(_SIMPLIFIED)
    text = _CHINESE_YEAR.sub(lambda m: re.sub("[Oo]", "0", m[0]).translate(_NUMERALS), text)
    text = _SHORT_YEAR.sub(r"20\g<yy>", text)
    bare = _DATE.sub("", text)
    text = bare.strip("[](){}|<>") if bare != text else text
    return _LEAD.sub("", _EXTENSION.sub("", text))


def classify(text: str) -> Title:
    """Classify a link's text or title attribute (whichever is longer; `full_title`).

    >>> classify("鄂尔多斯市2019年政府信息公开工作年度报告")
    Title(kind='report', year=2019, agency='鄂尔多斯市')
    >>> classify("河北省科学技术厅2023年政府信息公开工作年度报…").kind
    'truncated'
    >>> [classify(title).kind for title in ("信息公开年报", "2016年", "政府信息公开情况统计表（ 2018年度）")]
    ['undated', 'year', 'statistics']
    >>> [classify(title).kind for title in ("2022年信息公开年报（图解）", "政府网站工作年度报表")]
    ['variant', 'rejected']
    """
    # Not even remembered: a link of megabytes is nobody's title, and thousands of them would be all the memory.
    return Title("other") if len(text) > 10 * LONGEST else _classify(text)


# A link is judged where it is listed, with its neighbours, and when its page is there.
@lru_cache(maxsize=4096)
def _classify(text: str) -> Title:
    whole = normalise(text)
    if not whole or len(whole) > LONGEST:
        return Title("other")
    cut = _uncut(whole) != whole
    whole = _uncut(_DOCUMENT_NUMBER.sub("", whole))
    if _LOOKALIKE.search(whole):
        return Title("rejected")
    main = _without_brackets(whole)
    year = _year(main) or _year(whole)
    core = _CORE.search(main)
    statistics = "公开" in whole and _STATISTICS.search(whole) and not _WITH_STATISTICS.search(whole)
    if core is None and not statistics:
        return _without_core(main, cut, year)
    kind = "statistics" if statistics or core is None else _kind(whole, main, core, year, cut)
    if kind == "other":
        return Title("other")
    return Title(kind, year, _agency(main, core) or _bracketed_agency(whole))


def _kind(whole: str, main: str, core: re.Match[str], year: int | None, cut: bool) -> Kind:
    """The kind of a title that speaks of an annual report."""
    if _VARIANT.search(whole):
        return "variant"
    if not _stands_alone(main, core, year):
        return "other"
    if cut:
        return "truncated"
    return "report" if year else "undated"


def full_title(text: str, attribute: str | None) -> str:
    """The longer of a link's text and its `title` attribute: lists cut the text and keep the attribute.

    >>> full_title("某局2024年政府信息公开工作年...", "某局2024年政府信息公开工作年度报告")
    '某局2024年政府信息公开工作年度报告'
    """
    text, attribute = text.strip(), (attribute or "").strip()
    return attribute if len(_uncut(attribute)) > len(_uncut(text)) else text


def _uncut(text: str) -> str:
    """A text without the marks of a cut at its end.

    >>> [_uncut(text) for text in ("工作年度报…", "工作年...", "工作报告。")]
    ['工作年度报', '工作年', '工作报告。']
    """
    bare = text.rstrip(_CUT_MARKS)
    marks = text[len(bare) :]
    return bare if "…" in marks or len(marks) > 1 else text


def is_column_name(text: str) -> bool:
    """Whether a heading or column name is that of a report column, where a bare year counts as a report.

    >>> is_column_name("政府信息<br>公开年报".replace("<br>", "")), is_column_name("法定主动公开内容")
    (True, False)
    """
    name = normalise(text)
    return _COLUMN_NAME.search(name) is not None


def _without_brackets(text: str) -> str:
    """Drop bracketed remarks, but keep what 《》 quotes: 关于发布《2019年…年度报告》的公告.

    >>> _without_brackets("【公示】某局(本级)《2019年年报》")
    '某局2019年年报'
    """
    return _BRACKETS.sub(lambda m: m[1] if m[0][0] in "《〈" else "", text)


def _year(text: str) -> int | None:
    found = re.search(r"(?<!\d)20[0-4]\d(?!\d)", text)
    return int(found[0]) if found else None


def _agency(main: str, core: re.Match[str] | None) -> str | None:
    """The agency before the subject, else the one after a dash behind the noun."""
    if core is None:
        return None
    before = _RELEASE.split(re.sub(_YEAR, "", main[: core.start()]))[-1]
    before = re.sub(r"(?:贯彻)?(?:执行|实施|落实)?(?:中华人民共和国)?$", "", before)
    before = re.sub(r"^关于|^附件\d{0,2}|(?:关于|政务公开[和与及]|年度|的)$", "", before).strip(
        "-—_:·,。.、|“”\"'"
    )
    if before and not _NO_AGENCY.match(before):
        return before
    after = re.sub(_YEAR, "", main[core.end() :]).strip("-—_:·,。.、|()")
    return after if _AGENCY_END.match(after) else None


def _bracketed_agency(whole: str) -> str | None:
    return next((m[1] for m in _BRACKETS.finditer(whole) if _AGENCY_END.fullmatch(m[1])), None)


def _without_core(main: str, cut: bool, year: int | None) -> Title:
    if _VARIANT.search(main) or _ABOUT.search(main):
        return Title("other")
    bare = _BARE_YEAR.match(main)
    if bare and not cut:
        agency = bare["agency"]
        if not agency or _AGENCY_END.match(agency):
            return Title("year", year, agency or None)
    if cut and (_CUT.search(main) or _CUT_SUBJECT.search(main)):
        return Title("truncated", year, None)
    # Some lists cut without an ellipsis: only a text that breaks off inside the noun itself shows it.
    if year and re.search(r"(?:年度?|年度报|工作年)$", main) and _CUT.search(main):
        return Title("truncated", year, None)
    return Title("other")


def _stands_alone(main: str, core: re.Match[str], year: int | None) -> bool:
    """Whether nothing in the title makes it another paper that merely mentions annual reports."""
    before, tail = main[: core.start()], main[core.end() :]
    if _RELEASE.search(before):
        tail = tail.removesuffix("通知").removesuffix("的")
    annual = "年" in core["noun"] or re.search(r"年度|年报", core["fill"]) is not None
    general = core["weak"] or core["strong"].startswith(("政府", "政务"))
    if _ABOUT.search(before) or (
        not general and (_OTHER_SUBJECT.search(before) or _NOT_GOVERNMENT.search(before))
    ):
        return False
    if _ONE_FIELD.search(before):
        return False
    if not annual and (core["weak"] or ("总结" in core["noun"] and not year)):
        return False
    if _is_tail(tail):
        return True
    named = tail.strip("-—_:·,。.、|")
    is_agency = _AGENCY_END.fullmatch(named) is not None and _ABOUT.search(named) is None
    return is_agency or _WITH_STATISTICS.fullmatch(named) is not None


def _is_tail(text: str) -> bool:
    """Whether a text is nothing but words that may stand behind a title.

    >>> _is_tail("（全文）".strip("（）")), _is_tail("扫描件2019年公开版"), _is_tail("图片版" * 60 + "解读")
    (True, True, False)
    """
    at = 0
    while (found := _TAIL_WORD.match(text, at)) is not None:
        at = found.end()
    return at == len(text)
