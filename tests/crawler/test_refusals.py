"""What refuses and what is a page: content wins over marks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawler.refusals import refusal_of
from tests.reading.hostile import alarm

CONTENT = "<p>" + "青禾市财政局政府信息公开工作年度报告全文如下" * 12 + "</p>"
TS = "<meta content='x' r=\"m\"><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script>"


def page(body: str, title: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("status", "text", "label"),
    [
        (412, page(TS), "waf:ruishu"),
        (202, page(TS), "waf:ruishu"),
        (200, page(TS), "waf:ruishu"),
        (412, "", "waf:ruishu"),
        (
            521,
            "<script>document.cookie=('_')+('_')+'jsl';location.href=location.pathname</script>",
            "waf:jiasule",
        ),
        (521, "", "waf:jiasule"),
        (200, page("<script>var arg1='" + "A1" * 20 + "';setCookie('acw_sc__v2', x)</script>"), "waf:aliyun"),
        (200, page("<p>网站正在使用创宇盾防护，请稍候</p>"), "waf:chuangyu"),
        (403, page("reason:GeoBL"), "waf:geo"),
        (403, page("WZWS"), "waf:geo"),
        (403, page("Forbidden"), "http:403"),
        (401, "", "http:401"),
        (200, page("<p>请拖动滑块完成拼图</p>", "安全验证"), "waf:slider"),
        (200, page("<p>请输入验证码后下载</p><img src='/code.jsp'>"), "waf:captcha"),
        (200, page("<p>您的访问被拦截，事件编号 7</p>"), "waf:local"),
        (503, page("<p>网站防火墙提示：不合法的参数</p>"), "waf:local"),
        (200, page("<p>访问过于频繁，请稍后再试</p>"), "rate"),
        (200, page("<script>location.replace('/x')</script>"), "stub"),
        (200, page("<script>var gw=1;</script><div id=m></div>"), "stub"),
        (200, page("<form><input type='password'></form>", "统一身份认证登录"), "login"),
        (200, page("<p>本网站已于2021年迁移至 www.qinghe.gov.test，请访问新网址</p>"), "moved"),
        (200, page("<p>您访问的页面不存在或已删除</p><a href='/'>首页</a>"), "soft404"),
        (200, page("<div>" + "导航" * 150 + "</div><p>出错了</p>", "404 - 页面没有找到"), "soft404"),
    ],
)
def test_refusals_have_their_label(status: int, text: str, label: str) -> None:
    found = refusal_of(status, text)
    assert found is not None
    assert found.label == label
    assert found.kind == ("gone" if label in ("moved", "soft404") else "blocked")
    assert found.advice


@pytest.mark.parametrize(
    "text",
    [
        page(TS + CONTENT),
        page(CONTENT + "<p>本网站已迁移</p>"),
        page("<ul><li><a href='/1.html'>2023年年报</a></li></ul>"),
        page("<img src='/1.png'><img src='/2.png'>", "青禾市2020年政府信息公开年报"),
        page("<script>showVsbpdfIframe('/1.pdf','100%')</script>"),
        page("<iframe src='/col/col1/index.html'></iframe>"),
        page("<script>window._CONFIG = {SID:'1'}</script><div id='app'></div>" + CONTENT),
        "<datastore></datastore>",
        page("home"),
        page("<div id='l'></div><script>load('/api/list?page=1')</script>"),
        page("<div id='app'></div><script src='/app.js'></script>"),
        '{"data":{"total":0,"results":[]}}',
        "暂无相关信息",
        page("<ul>" + "".join(f"<li><a href='/{n}'>关于网站迁移的公告</a></li>" for n in range(9)) + "</ul>"),
        page("<form action='/login'><input type='password'></form>" + CONTENT, "青禾市政府"),
        page("<p>见附件</p>", "青禾市第4040中学政府信息公开工作年度报告"),
        page("<p>见附件</p>", "青政发404号"),
        "",
    ],
)
def test_pages_lists_and_bare_answers_are_none(text: str) -> None:
    assert refusal_of(200, text) is None


def test_an_honest_404_is_no_refusal() -> None:
    assert refusal_of(404, page("")) is None


@pytest.mark.parametrize("piece", ["<script>", "$_ts", "<input ", "本网站", "<meta ", "访问", "{"])
def test_hostile_answers_stall_nothing(piece: str) -> None:
    with alarm(f"an answer of {piece!r}"):
        refusal_of(200, "<html>" + piece * 30_000)


CORPUS = os.environ.get("GONGKAI_CORPUS")


@pytest.mark.skipif(not CORPUS, reason="GONGKAI_CORPUS names no corpus")
def test_no_real_page_is_taken_for_a_refusal() -> None:
    assert CORPUS is not None
    for file in sorted((Path(CORPUS) / "cms" / "real").glob("*.html")):
        assert refusal_of(200, file.read_text(encoding="utf-8", errors="replace")) is None, file.name
