"""Chrome, line by line: what a site prints around a report that is no part of it.

Breadcrumbs, font-size and print links, share bars, counters, previous/next, sign-off lines, QR notes,
accessibility, footers. Attachment lists, signatures, contacts and notes to tables are the report's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipelines.report.words.dates import first_date, is_date_line
from pipelines.report.words.labels import labelled_in
from pipelines.report.words.normalise import key, squeeze

_LONGEST = 240  # characters; chrome lines are short, prose is not looked at
_SENTENCE = 20
_LONGEST_TOOLS = 120
_LONGEST_COUNT = 9

_SIGN_OFF = (
    "监审|监制|审核|审签|签发|复核|校对|编辑|责任编辑|责编|编审|供稿|撰稿|初审|复审|终审|一审|二审|三审|信息审核|审核人|"
    "作者|值班编辑|来稿|录入|发布人|编辑人|责任人|校核|终核"
)
# Whole lines, compared without white space and in narrow punctuation.
_LINES = re.compile(
    "|".join(
        [
            r"(?:您|你)?(?:当前|现在|目前)?(?:的|所在的?)?位置(?:是|为)?(?:[:：>]|首页).{0,160}",
            r"(?:网站)?首页(?:>|»|›|/|→|-|\\|\|).{0,160}",
            r"(?:分享|转发)(?:到|至|给)?[:：]?(?:微信|微博|新浪|腾讯|QQ|空间|人人网?|好友|豆瓣|复制链接|更多|朋友圈|[/|、,·\-\[\]]){0,16}",
            r"[<《【\[]?(?:上|下)一(?:篇|条|页|则|个)[>》】\]]?[:：]?.{0,120}",
            rf"(?:[\[(【|/;,]?(?:{_SIGN_OFF})[:：](?:[\w·、]{{0,4}}?|[\w·]{{2,10}}(?:局|科|室|办|处|股|中心))[\])】|/;,]?){{1,8}}",
            r"(?:手机)?(?:用手机)?(?:扫一扫|扫描|扫码|微信扫).{0,30}",
            r"(?:更多精彩内容|关注|微信|手机).{0,12}(?:扫描|扫码|扫一扫|二维码).{0,20}",
            r"(?:主办(?:单位)?[:：]|承办(?:单位)?[:：]|主管(?:单位)?[:：]|技术支持[:：]|网站管理[:：]|维护单位[:：]).{0,200}",
            r"Produced?By.{0,60}|Poweredby.{0,60}",
            r"建议(?:您)?使用.{0,20}(?:分辨率|浏览器|像素|[x×*]\d).{0,40}",
            r"(?:违法和?不良信息)?举报(?:电话|邮箱)[:：].{0,80}",
            r"(?:第?\d{1,3}页?/)?共\d{1,3}页.{0,20}|第\d{1,3}页(?:[/,]?共\d{1,3}页)?",
            r"已下载\d{0,9}次|附件下载(?:次数)?[:：]?\d{0,9}次?",
            r"如需参考,?请以正式文件为准.?|您访问的链接即将离开.{0,60}",
            r"(?:打开|播放)?(?:语音|语言)播报.{0,10}|(?:开启|进入|退出).{0,4}(?:长者|老年|关怀|无障碍)(?:模式|版|浏览)?",
            r"(?:智能|在线)问答|我要(?:纠错|评论|留言|咨询)",
        ]
    ),
    re.IGNORECASE,
)
# In a line of any make-up, and in no report's; in lower case, as ignoring it in a pattern takes ten times as long.
_FOOTER = re.compile(r"icp备|公网安备|版权所有|copyright|all ?rights ?reserved|网站标识码")
# Words a line of tools consists of; each alone may be a report's, so only a line of nothing else is chrome.
_TOOLS = frozenset(
    (
        "字号 字体 字体大小 大 中 小 默认 超大 特大 放大 正常 标准 缩小 加大 减小 打印本页 打印此页 打印文章 "
        "打印 关闭窗口 关闭本页 关闭页面 关闭 我要纠错 纠错 收藏 加入收藏 设为首页 下载 分享到 分享 返回顶部 "
        "返回列表 返回上页 返回首页 返回 保存 复制链接 朗读 语音播报 播报 微信 微博 新浪 腾讯 QQ空间 QQ好友 "
        "QQ 空间 人人网 无障碍浏览 网站无障碍 无障碍 适老化 适老版 长者助手 长者模式 长者版 关怀版 繁体版 "
        "繁体 繁體 简体 English EN 登录 注册 退出 站内搜索 搜索 网站地图 网站声明 联系我们 关于我们 站点地图 "
        "友情链接 站长统计 党政机关 政府网站找错 首页 网站首页 没有了 无障碍阅读 手机版 电脑版 客户端 刷新 "
        "取消 确定 展开 收起 更多 视力保护色 扫一扫 浏览字号 浏览次数 浏览量 浏览 访问次数 访问量 点击数 "
        "点击量 点击率 阅读次数 阅读量 阅读 累计次数 下载次数 人次 次"
    ).split()
)
_GLUE = re.compile(r"[\s\[\]【】()（）|/\\:：,，、·>《》»<\-—_.。;；+=]{1,40}")
_SIZES = "默认|超大|特大|放大|正常|标准|缩小|加大|减小|大|中|小"
# Tools that share a line with the date: cut out when what remains is metadata.
_INLINE = re.compile(
    r"[【\[(（]? ?字 ?[号体](?: ?(?:大小|显示|选择))? ?[:：]? ?"
    rf"(?:[【\[(（]? ?(?:{_SIZES})? ?[】\])）] ?|(?:{_SIZES})[ |/]{{0,3}}){{0,8}}|"
    r"(?:浏览|访问|点击|阅读|累计|下载)(?:次数|量|数|率)? ?[:：] ?[\[【]? ?-?\d{0,9} ?[\]】]? ?(?:人次|次)?|"
    r"[【\[(（] ?(?:打印本页|打印|关闭窗口|关闭|收藏|纠错|我要纠错|分享|下载|浏览字号) ?[】\])）]|"
    r"分享(?:到)? ?[:：]? ?(?=$| )|(?:打印|关闭|收藏|分享|我要纠错)(?=$| )"
)
# One of these stands in whatever the pattern above finds; most lines hold none.
_INLINE_WORDS = re.compile("字|浏览|访问|点击|阅读|累计|下载|打印|关闭|收藏|纠错|分享")
_RELATED = re.compile(
    r"[【\[]?(?:相关(?:文档|链接|信息|阅读|阅读推荐|新闻|文章|解读|政策|稿件|报道|内容)|您可能(?:对以下文章)?感兴趣.{0,12}|解读文件|延伸阅读|"
    r"热点信息|最新信息|推荐阅读|图解)[】\]]?[:：]?"
)


def without_chrome(line: str) -> str:
    """A squeezed line with its chrome taken out; empty where nothing else was in it.

    >>> without_chrome("首页>>通知公告"), without_chrome("打印本页 关闭窗口"), without_chrome("监审: 审核:")
    ('', '', '')
    >>> without_chrome("发布日期:2018-01-26 字号:[ ]"), without_chrome("附件2.xls 附件3.docx")
    ('发布日期:2018-01-26', '附件2.xls 附件3.docx')
    """
    if len(line) > _LONGEST or (len(line) > _SENTENCE and line.endswith(("。", "；", ";", "，", "："))):
        return line
    return _without_chrome(line)


# Twice a line: in the header around the report, and in the report's own beginning.
@lru_cache(maxsize=256)
def _without_chrome(line: str) -> str:
    if _LINES.fullmatch(key(line)) or _FOOTER.search(line.lower()) or is_tools(line):
        return ""
    if not _INLINE_WORDS.search(line):
        return line
    rest = squeeze(_INLINE.sub(" ", line))
    if rest == line or not (is_date_line(rest) or labelled_in(rest) or _is_empty(rest)):
        return line
    return "" if _is_empty(rest) else rest.strip("| ")


def _is_empty(rest: str) -> bool:
    return not _GLUE.sub("", rest) or is_tools(rest)


def is_tools(line: str) -> bool:
    """Whether a line consists of tool words and punctuation only; a bare number is none, nor a date beside them.

    >>> is_tools("【字体：大 中 小】"), is_tools("12"), is_tools("下载附件1"), is_tools("[2021-01-22] 【打印】")
    (True, False, False, False)
    """
    rest = _GLUE.sub(" ", line).split() if len(line) <= _LONGEST_TOOLS else ()
    tools = all(part in _TOOLS or _is_count(part) for part in rest) and any(
        not part.isdigit() for part in rest
    )
    return tools and first_date(line) is None


def _is_count(part: str) -> bool:
    return part.isdecimal() and len(part) <= _LONGEST_COUNT


def starts_related(line: str) -> bool:
    """Whether a line is the heading of a list of other pages."""
    return len(line) < 30 and _RELATED.fullmatch(key(line)) is not None
