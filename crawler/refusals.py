"""Is this answer what was asked for? Challenges, fences, stubs, soft-404s, login and moving notices (pure).

Content wins over marks: a page with a page's worth of Chinese text is a page, whatever script stands in it
(瑞数 puts its block into every page it lets through). What is refused is said, with what to do; nothing is
ever passed by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from crawler.cms.listing import parse, text_of

ENOUGH = 200  # Chinese characters of visible text that make a page a page

# A browser would not help: the answer to its first request counts, so no challenge is ever passed.
_CHALLENGE = "站方要求先通过验证，本程序不绕过；请站方放行本爬虫"
_ASK = "请站方放行本爬虫，或改从可访问的网络抓取"
_LATER = "降低频率，过几日再试"


@dataclass(frozen=True)
class Refusal:
    """`label` as `waf:ruishu`; `kind` blocked, or gone for what is no longer there; `advice` what to do."""

    label: str
    kind: Literal["blocked", "gone"]
    advice: str

    def __str__(self) -> str:
        return f"{self.label}: {self.advice}"


# Statuses that refuse by themselves (412 瑞数, 521 加速乐), where the text says no more.
_STATUSES = {
    401: ("http:401", "需要登录"),
    403: ("http:403", _ASK),
    412: ("waf:ruishu", _CHALLENGE),
    451: ("http:451", "因法律原因不可用"),
    521: ("waf:jiasule", _CHALLENGE),
}

# Label, what to do, and the marks of which one must stand in the answer; the more telling first.
_MARKS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "waf:ruishu",
        _CHALLENGE,
        re.compile(r"\$_ts\s{0,4}=|\$_ts\.(?:cd|nsd)|<meta[^<>]{0,300}\br=['\"]m['\"]"),
    ),
    ("waf:jiasule", _CHALLENGE, re.compile(r"__jsl_clearance|__jsluid|document\.cookie=\('_'\)|\bjiasule\b")),
    (
        "waf:aliyun",
        _CHALLENGE,
        re.compile(r"acw_sc__v2|\barg1\s{0,2}=\s{0,2}['\"][0-9A-F]{30,60}|aliyun_waf"),
    ),
    ("waf:chuangyu", _LATER, re.compile(r"创宇(?:盾|云|超级)|\byunaq\b|\bknownsec\b|365cyd")),
    (
        "waf:geo",
        _ASK,
        re.compile(r"GeoBL|\bWZWS\b|PS-ATL|(?:境外|您所在的?(?:地区|区域)).{0,12}(?:禁止|限制|无法)访问"),
    ),
    (
        "waf:edgeone",
        _CHALLENGE,
        re.compile(r"EO_Bot|__tst_status|tencent.{0,20}\bwaf\b|腾讯云.{0,10}(?:WAF|防火墙)|EdgeOne", re.I),
    ),
    (
        "waf:slider",
        _CHALLENGE,
        re.compile(
            r"滑动验证|滑块|拖动.{0,6}滑|安全验证|人机(?:身份)?验证|NWAF|nc_1_wrapper|geetest|完成验证后",
            re.I,
        ),
    ),
    ("waf:captcha", _CHALLENGE, re.compile(r"验证码|captcha", re.I)),
    (
        "waf:local",
        _ASK,
        re.compile(
            r"安全狗|safedog|D盾|云锁|yunsuo|网防G01|360wzb|wangzhan\.360|360主机卫士|(?:访问|请求)(?:已)?被(?:拦截|阻断|拒绝|禁止)"
            r"|不合法的参数|(?:疑似|包含)(?:黑客|恶意|危险)|Web应用防火墙|网站防火墙|拦截提示|Access Denied|Request Rejected",
            re.I,
        ),
    ),
    (
        "rate",
        _LATER,
        re.compile(r"访问(?:过于|太)频繁|请求(?:过于|太)频繁|操作(?:过于|太)频繁|Too Many Requests", re.I),
    ),
)
_MOVED = re.compile(
    r"(?:本?网站|本?站点|网址|域名|栏目|平台).{0,12}(?:已|将|现已)?.{0,6}(?:迁移|搬迁|整合|下线|关停|停止(?:运行|更新|服务|维护)|更换(?:域名|网址)|关闭)"
)
_GONE_TITLE = re.compile(
    r"(?<![\d第])404(?![\d号件条])|页面(?:不存在|没有找到|未找到|找不到|丢失)|找不到|无法找到|not\s?found|出错|错误页|错误提示|页面错误",
    re.I,
)
_GONE = re.compile(
    r"(?:页面|网页|文章|信息|内容|文件|资源|栏目).{0,8}(?:不存在|找不到|未找到|没有找到|已被?删除|已下线|无法访问|未发布)"
    r"|(?:找不到|无法找到|没有找到|未找到).{0,12}(?:页面|网页|文章|文件|资源|内容)|\b404\b|not\s?found|该信息(?:已|不)|HTTP Status 404",
    re.I,
)
_LOGIN = re.compile(r"<input[^<>]{0,300}type=['\"]?password", re.I)
_LOGIN_TITLE = re.compile(r"登录|登陆|统一身份认证|login", re.I)
_CONTENT = re.compile(
    r"<(?:a|img|iframe|frame|embed|object|table|video|form|li)\b|showVsbpdfIframe|\.pdf", re.I
)
# What a bounce is made of: it sets a cookie or goes elsewhere, and a list's own script does neither.
_BOUNCE = re.compile(
    r"location\s{0,4}[.=(]|document\.cookie|\beval\(|http-equiv=['\"]?refresh|\.submit\(", re.I
)
_ADDRESS = re.compile(r"""["'][^"'\s<>]{0,200}/[^"'\s<>]{0,200}["']|src=""")
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|meta|script|title)\b", re.I)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LARGEST = 200_000  # characters; no refusal is longer, and longer ones need not be parsed for it


def refusal_of(status: int, text: str) -> Refusal | None:
    """What an answer refuses with, or None for an answer that may be what was asked for.

    >>> refusal_of(412, "<script>$_ts=window['$_ts'];</script>").label
    'waf:ruishu'
    >>> refusal_of(200, "<html><title>404</title><body>您访问的页面不存在</body></html>").kind
    'gone'
    >>> refusal_of(200, "<script>$_ts=window['$_ts'];</script><p>" + "政府信息公开" * 40) is None
    True
    """
    if status in _STATUSES:
        named = _marked(text[:_LARGEST], bodies=False)
        return named or Refusal(_STATUSES[status][0], "blocked", _STATUSES[status][1])
    # The quick look spares a parse: a page with this much Chinese outside its scripts is none of these.
    if len(text) > _LARGEST or not _MARKUP.search(text[:5000]) or _plenty(text):
        return None
    title, words = _visible(text)
    if _GONE_TITLE.search(title) and len(_CHINESE.findall(words)) < 4 * ENOUGH:
        return Refusal("soft404", "gone", "页面已不存在；请核对登记的网址")
    if len(_CHINESE.findall(words)) >= ENOUGH:
        return None
    return _marked(text, bodies=True) or _notice(status, text, title, words)


def _marked(text: str, *, bodies: bool) -> Refusal | None:
    """The firewall whose marks stand in a page without content."""
    for label, advice, marks in _MARKS:
        if (bodies or label != "waf:captcha") and marks.search(text):
            return Refusal(label, "blocked", advice)
    return None


def _notice(status: int, text: str, title: str, words: str) -> Refusal | None:
    """What a page says of itself where a page should be."""
    few_links = text.count("<a ") <= 3
    if few_links and _MOVED.search(words):
        return Refusal("moved", "gone", "网站已迁移或关停；请改登记新网址")
    if _LOGIN.search(text) and _LOGIN_TITLE.search(title + words[:200]):
        return Refusal("login", "blocked", "需要登录，不公开；请核对登记的网址")
    if few_links and len(text) < 3000 and _GONE.search(words):
        return Refusal("soft404", "gone", "页面已不存在；请核对登记的网址")
    empty = len(text) < 3000 and len(_CHINESE.findall(words)) < 30 and not _CONTENT.search(text)
    # A list that a script fills has words around it, or an address in it; a gateway's page has neither.
    wordless = not words and _CHINESE.search(text) is None and not _ADDRESS.search(text)
    if status in (200, 202) and empty and (wordless or _BOUNCE.search(text)):
        return Refusal(
            "stub",
            "blocked",
            "只有脚本、没有内容的页面；若在浏览器中能直接看到内容，可在 hosts.toml 设 browser = true",
        )
    return None


def _plenty(text: str) -> bool:
    """Whether there is far more Chinese outside scripts than any notice has."""
    first, *scripts = text.replace("<SCRIPT", "<script").split("<script")
    missing = 4 * ENOUGH
    for outside in (first, *(script.partition("</")[2] for script in scripts)):
        # A Chinese character is three bytes of UTF-8, and to encode a page takes a tenth of looking at each character.
        missing -= (len(outside.encode("utf-8", "replace")) - len(outside)) // 2
        if missing <= 0:
            return True
    return False


def _visible(text: str) -> tuple[str, str]:
    """A page's title, and the words a person sees."""
    tree = parse(text)
    title = next((text_of(element) for element in tree.iter("title")), "")
    for element in list(tree.iter("script", "style", "noscript", "title", "template")):
        # Its tail is a person's to see.
        element.text = None
        for child in list(element):
            element.remove(child)
    return title, text_of(tree)
