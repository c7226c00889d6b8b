"""Forty kinds of bad answer, by name: what a server may give for a page that was good."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

from tests.crawler.site import Answer, column
from tests.crawler.wholepages import whole_report

Kind = Callable[[str, int], Answer]

_MENU = (
    "".join(
        f"<li><a href='/c{n}/'>{name}</a></li>"
        for n, name in enumerate(
            "首页 要闻动态 政务公开 办事服务 互动交流 数据开放 机构职能 领导简介 政策文件 政策解读 规划计划 统计数据 "
            "财政资金 重大项目 应急管理 社会公益 招考录用 人事信息 建议提案 行政许可 行政处罚 权责清单 专题专栏 "
            "在线访谈 意见征集 网上调查 局长信箱 常见问题 网站地图 联系我们 无障碍浏览 长者模式".split()
        )
    )
    * 2
)


def page(title: str, body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def _framed(title: str, body: str) -> Answer:
    """Inside a portal's frame, whose menu alone has a page's worth of words."""
    return Answer(
        page(title, f"<ul>{_MENU}</ul><div id='zoom'>{body}</div><p>版权所有：青禾市人民政府办公室</p>")
    )


def _script(code: str, status: int = 200) -> Answer:
    return Answer(page("", f"<script>{code}</script>"), status)


def _title(agency: str, year: int) -> str:
    return f"{agency}{year}年政府信息公开工作年度报告"


def _spam(word: str) -> str:
    return "".join(f"<p>{word}第{n}期，注册即送{n * 8}元，{n}万人在线，立即下载。</p>" for n in range(1, 80))


def _without_tables(text: str) -> str:
    return re.sub(r"<table>.{0,20000}?</table>", "", text, flags=re.S)


def _mirrored(text: str) -> str:
    """As copies on foreign hosts are rewritten: some characters with their sound behind them."""
    for plain, written in (
        ("发", "發(fā)"),
        ("规", "規(guī)"),
        ("统", "統(tǒng)"),
        ("执", "執(zhí)"),
        ("开", "開(kāi)"),
    ):
        text = text.replace(plain, written)
    return text


def _cut(share: float) -> Kind:
    def kind(agency: str, year: int) -> Answer:
        body = whole_report(agency, year).encode()
        return Answer(body[: int(len(body) * share)])

    return kind


KINDS: dict[str, Kind] = {
    # challenges and fences
    "ruishu 412": lambda a, y: _script("$_ts=window['$_ts'];$_ts.cd='x'", 412),
    "ruishu 200": lambda a, y: _script("$_ts=window['$_ts'];$_ts.nsd=1"),
    "jiasule 521": lambda a, y: _script(
        "document.cookie='__jsl_clearance_s=1';location.href=location.pathname", 521
    ),
    "jiasule 200": lambda a, y: _script("document.cookie=('_')+('_')+('j');location.reload()"),
    "aliyun": lambda a, y: _script("var arg1='4C9E1A2B3C4D5E6F708192A3B4C5D6E7F8091A2B';acw_sc__v2"),
    "edgeone": lambda a, y: _script("EO_Bot_Ssid=1;__tst_status=2"),
    "abroad": lambda a, y: Answer(page("", "reason:GeoBL"), 403),
    "slider": lambda a, y: Answer(page("安全验证", "请完成滑动验证后继续访问")),
    "captcha": lambda a, y: Answer(page("", "<form>请输入验证码<input name=c></form>")),
    "safedog": lambda a, y: Answer(page("拦截提示", "您的访问被网站安全狗拦截")),
    "too often": lambda a, y: Answer(page("", "访问过于频繁，请稍后再试")),
    "bounce": lambda a, y: _script("window.location='/?k=1'"),
    # refusals
    "401": lambda a, y: Answer(page("", "Unauthorized"), 401),
    "403": lambda a, y: Answer(b"", 403),
    "451": lambda a, y: Answer(page("", "unavailable"), 451),
    "login": lambda a, y: Answer(page("统一身份认证", "登录<input type=password>")),
    "login in a portal": lambda a, y: _framed(
        "用户登录", "<form>用户名<input>密码<input type=password></form>"
    ),
    # not there
    "404": lambda a, y: Answer(page("404", "页面不存在"), 404),
    "410": lambda a, y: Answer(b"gone", 410),
    "soft-404": lambda a, y: Answer(page("404", "您访问的页面不存在")),
    "soft-404 in a portal": lambda a, y: _framed("信息公开", "对不起，您要查看的信息已经撤下。"),
    "moved": lambda a, y: Answer(page("", "本网站已迁移至新平台，请更新收藏")),
    "home page": lambda a, y: Answer(status=302, headers={"Location": "/"}),
    "maintenance": lambda a, y: _framed(
        "系统维护公告", "为提升服务，本站将于周末升级，期间暂停访问，敬请谅解。" * 20
    ),
    # somebody else's
    "parked": lambda a, y: Answer(page("qinghe.test is for sale", "<p>Buy this domain today.</p>" * 20)),
    "casino": lambda a, y: Answer(page("澳门娱乐平台", _spam("彩票"))),
    "casino under the old title": lambda a, y: Answer(
        page(_title(a, y), f"<h1>{_title(a, y)}</h1>{_spam('彩票')}")
    ),
    "another agency's report": lambda a, y: Answer(whole_report("青禾市体育局", y).encode()),
    "another year's report": lambda a, y: Answer(whole_report(a, y - 7).encode()),
    "rewritten copy": lambda a, y: Answer(_mirrored(whole_report(a, y)).encode()),
    "the list instead": lambda a, y: Answer(column(f"/x/{y}.html|{_title(a, y)}|{y + 1}-01-20").encode()),
    # half of it
    "nothing": lambda a, y: Answer(b""),
    "blanks": lambda a, y: Answer(b"\r\n \r\n"),
    "half": _cut(0.5),
    "a tenth": _cut(0.1),
    "gzip cut": lambda a, y: Answer(
        gzip.compress(whole_report(a, y).encode())[:-40], headers={"Content-Encoding": "gzip"}
    ),
    "cut without a length": lambda a, y: Answer(whole_report(a, y).encode()[:2500], length=False),
    "tables gone": lambda a, y: Answer(_without_tables(whole_report(a, y)).encode()),
    "cells emptied": lambda a, y: Answer(re.sub(r"<td>\d+</td>", "<td></td>", whole_report(a, y)).encode()),
    "JSON error": lambda a, y: Answer(
        b'{"code":500,"msg":"error"}', headers={"Content-Type": "application/json"}
    ),
}
