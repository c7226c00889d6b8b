"""The site families' pages around a document: head, furniture, breadcrumb, container, tail, footer."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tests.quality.making import furniture as f
from tests.quality.making import stated
from tests.quality.making.draft import Draft, Piece

COLUMN = "政府信息公开年报"


@dataclass(frozen=True)
class Page:
    """A document and the choices its page leaves open."""

    draft: Draft
    seed: str
    block: str = ""  # a key of stated.BLOCKS, or none
    labels: str = "plain"
    dated: str = "iso"
    line: str = "hanweb"
    paragraphs: str = "p"
    metas: bool = True
    other_metas: tuple[tuple[str, str], ...] = ()
    size: int = 3  # how much furniture
    charset: str = "utf-8"
    page_title: str | None = None
    shown_title: str | None = None
    after_body: str = ""  # attachments, sign-off lines within the container
    body: str | None = None  # instead of the pieces'

    @property
    def rng(self) -> random.Random:
        return random.Random(f"page {self.seed}")

    @property
    def site(self) -> str:
        return f"{self.draft.agency.name}网站"

    def head(self, rng: random.Random, extra: str = "") -> str:
        title = self.page_title if self.page_title is not None else f"{self.draft.title}_{self.site}"
        metas = stated.metas(self.draft, self.site, COLUMN, **dict(self.other_metas)) if self.metas else ""
        return (
            f'<head>\n<meta http-equiv="Content-Type" content="text/html; charset={self.charset}"/>\n'
            f"<title>{escape(title)}</title>\n{metas}{extra}"
            f"{f.styles(rng, 22 * self.size)}{f.script(rng, 6 * self.size)}</head>\n"
        )

    def stated_block(self) -> str:
        if not self.block:
            return ""
        return stated.BLOCKS[self.block](stated.pairs(self.draft, self.labels, self.dated)) + "\n"

    def under_title(self) -> str:
        return stated.line(self.draft, self.line) + "\n"

    def title(self) -> str:
        return self.shown_title if self.shown_title is not None else escape(self.draft.title)

    def text(self) -> str:
        if self.body is not None:
            return self.body + self.after_body
        return "\n".join(piece_html(each, self.paragraphs) for each in self.draft.pieces) + self.after_body

    def crumbs(self, shape: int) -> str:
        word, mark = (
            ("当前位置：", "&gt;"), ("您的位置：", " &gt;&gt; "), ("您现在所在的位置:", " / "), ("您当前的位置：", " » "),
            ("所在位置", " → "),
        )[shape % 5]  # fmt: skip
        links = [f'<a href="/{n}/">{name}</a>' for n, name in enumerate(("首页", "政府信息公开", COLUMN))]
        return f'<div class="dqwz">{word}{mark.join(links)}{mark}正文</div>\n'

    def neighbours(self, rng: random.Random) -> str:
        year = self.draft.year or 2020
        name = self.draft.agency.name
        return (
            f'<p>上一篇：<a href="/a1.html">{name}{year - 1}年政府信息公开工作年度报告</a></p>\n'
            f"<p>下一篇：{rng.choice(('没有了', '暂无'))}</p>\n"
            '<div class="related"><h4>相关信息</h4><ul>'
            + "".join(
                f'<li><a href="/b{n}.html">{name}{year - n}年政府信息公开工作年度报告</a></li>'
                for n in (2, 3)
            )
            + "</ul></div>\n"
        )

    def footer(self, rng: random.Random, produced_by: str = "") -> str:
        code = self.draft.agency.division
        return (
            f'{f.friends(rng, 2 + self.size // 4)}<div class="footer"><p>版权所有：{self.draft.agency.name}　'
            f"主办单位：{self.draft.agency.name}　承办：信息中心　技术支持：某某科技</p>"
            f"<p>网站标识码：{code}0007　岚ICP备{code}09号-1　岚公网安备 {code}02000018号　<a>网站地图</a> <a>联系我们</a></p>"
            f"<p>建议使用1366×768分辨率浏览　违法和不良信息举报电话：0991-12345</p>{produced_by}</div>\n"
            f"{f.script(rng, 2 * self.size)}"
        )


def piece_html(piece: Piece, style: str) -> str:
    if piece.kind == "html":
        return piece.content
    content = escape(piece.content, quote=False)
    if piece.kind == "title":
        return f'<p style="text-align:center"><b>{content}</b></p>'
    if piece.kind == "signature":
        return f'<p style="text-align:right">{content}&nbsp;&nbsp;</p>'
    if piece.kind == "heading" and style in ("p", "span", "ueditor"):
        return f"<p><strong>{content}</strong></p>"
    return _PARAGRAPHS[style].format(content)


_PARAGRAPHS = {
    "p": '<p style="text-indent: 2em;">{}</p>',
    "div": '<div style="line-height:2">　　{}</div>',
    "br": "　　{}<br>\n<br>",
    "span": '<p><span style="font-size: 16px; font-family: 宋体;">　　{}</span></p>',
    "ie": "<P style='TEXT-INDENT: 2em'><FONT size=3 face=仿宋_GB2312>{}</FONT></P>",
    "word": '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt">'
            '<span style="font-size:16.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体">{}'
            '<span lang="EN-US"><o:p></o:p></span></span></p>',
    "wps": '<p class="p0" style="margin-bottom:0pt; margin-top:0pt; line-height:28pt;"><span style="mso-spacerun:\'yes\'; '
           'font-size:16pt; font-family:\'仿宋\';">{}</span></p>',
    "ueditor": '<p style="text-indent:2em;text-align:justify;"><span style="font-family:仿宋,仿宋_GB2312;font-size:21px">{}</span></p>',
    "section": "<section><p>{}</p></section>",
}  # fmt: skip


def _top(page: Page, rng: random.Random) -> str:
    return (
        '<div class="top"><a href="#">无障碍浏览</a> <a href="#">长者助手</a> <a href="#">繁體</a> | <a href="#">登录</a> '
        '<a href="#">注册</a> <a>设为首页</a> <a>加入收藏</a><input value="请输入关键字"></div>\n'
        f'<div class="logo"><img src="/logo.png" alt="{page.site}"></div>\n{f.menu(rng, 5 + page.size)}'
    )


def hanweb(page: Page) -> str:
    """An article of 2016 to 2021, with markers around title and text."""
    rng = page.rng
    return (
        f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html>{page.head(rng)}<body>{_top(page, rng)}'
        f'{page.crumbs(0)}<div class="main">{page.stated_block()}<div class="title"><!--<$[标题]>begin-->{page.title()}'
        f'<!--<$[标题]>end--></div>\n{page.under_title()}<div id="zoom"><!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin-->'
        f'<meta name="ContentStart">{page.text()}<meta name="ContentEnd"><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end--></div>'
        f'<div class="main-fot"><a href="javascript:window.print()">打印本页</a> <a>关闭窗口</a></div>'
        f'<div class="bdsharebuttonbox">分享到：<a>微信</a><a>微博</a></div></div>{page.neighbours(rng)}'
        f"{page.footer(rng, '<p>Produced By 大汉网络 大汉版通发布系统</p>')}</body></html>"
    )


def hanweb_2023(page: Page) -> str:
    """An article of the rebuilt platform: a metadata table, no markers."""
    rng = page.rng
    maketime = '<meta name="Maketime" content="2024-06-03 02:14:50_194">\n'
    return (
        f'<!DOCTYPE html>\n<html>{page.head(rng, maketime)}<body>{_top(page, rng)}<div class="container">{page.crumbs(1)}'
        f'<div class="article">{page.stated_block()}<p class="con-title">{page.title()}</p>{page.under_title()}'
        f'<div class="article-conter">{page.text()}</div><div class="ewm"><img src="/ewm.png" alt=""><p>扫一扫在手机打开当前页</p>'
        f'</div><div class="tools">【打印本页】【关闭窗口】</div></div></div>{page.footer(rng)}</body></html>'
    )


def trs(page: Page) -> str:
    rng = page.rng
    return (
        f"<!DOCTYPE html>\n<html>{page.head(rng)}<body>{_top(page, rng)}<div class='w1200'>{f.side_menu(rng, COLUMN)}"
        f"<div class='detail'>{page.crumbs(2)}{page.stated_block()}<h2 class='xl_title'>{page.title()}</h2>{page.under_title()}"
        f"<div class='view TRS_UEDITOR trs_paper_default trs_web'><div class=TRS_Editor>{f.styles(rng, 4)}{page.text()}</div></div>"
        f"<p class='fj'></p><div class='share'>分享到：</div><p>责任编辑：周某</p>{page.neighbours(rng)}</div></div>"
        f"{page.footer(rng)}</body></html>"
    )


def ucap(page: Page) -> str:
    rng = page.rng
    return (
        f'<!DOCTYPE html>\n<html lang="zh">{page.head(rng)}<body>{_top(page, rng)}{page.crumbs(3)}<div class="content">'
        f'{page.stated_block()}<h1 class="xxgk_title"><ucaptitle>{page.title()}</ucaptitle></h1>{page.under_title()}'
        f'<div id="UCAP-CONTENT" class="pages_content"><ucapcontent>{page.text()}</ucapcontent></div>'
        f'<div class="pagediv"></div><p>【打印】【关闭】</p><p>扫描二维码 手机扫码浏览</p></div>{page.footer(rng)}</body></html>'
    )


def vsb(page: Page) -> str:
    rng = page.rng
    return (
        f"<!DOCTYPE html><HTML>{page.head(rng, '<!--Announced by Visual SiteBuilder 9-->')}<BODY>{_top(page, rng)}{page.crumbs(1)}"
        f'<form name="_newscontent_fromname"><div class="xx">{page.stated_block()}<h2 class="titlestyle1056">{page.title()}</h2>'
        f'{page.under_title()}<div id="vsb_content_1056"><div class="v_news_content">{page.text()}</div></div>'
        f'<p align="right">【<a href="javascript:window.close()">关闭</a>】</p>'
        f'<div><p>上一条：<a href="1.htm">{page.draft.agency.name}信息公开指南</a></p></div></div></form>'
        f"{page.footer(rng)}</BODY></HTML>"
    )


def gkmlpt(page: Page) -> str:
    """The Guangdong disclosure platform with its text on the page."""
    rng = page.rng
    return (
        f"<!DOCTYPE html><html>{page.head(rng)}<body><div class='header'>{page.site}</div>{f.menu(rng, 5 + page.size)}"
        f"<div class='tabs-content'>{page.stated_block()}<h1 class='title document-number-none'>{page.title()}</h1>"
        f"{page.under_title()}<div class='article-content'>{page.text()}</div><div class='share'>分享：微信 微博</div></div>"
        f"{page.footer(rng)}</body></html>"
    )


def gkmlpt_shell(page: Page) -> str:
    """The same platform with its text in a script only."""
    rng = page.rng
    detail = json.dumps({"id": 7731, "title": page.draft.title, "content": page.text()}, ensure_ascii=False)
    detail = detail.replace("</", "<\\/")
    state = f"<script>window._CONFIG = {{SID: 99, DETAIL: {detail}, TREE: []}};</script>"
    return (
        f"<!DOCTYPE html><html>{page.head(rng)}<body><div class='header'>{page.site}</div>{f.menu(rng, 5 + page.size)}"
        f"{page.stated_block()}<h1 class='title'>{page.title()}</h1>{page.under_title()}"
        f"<div class='article-content'></div>{state}{page.footer(rng)}</body></html>"
    )


def nfcms(page: Page) -> str:
    rng = page.rng
    return (
        f'<!DOCTYPE html><html>{page.head(rng)}<body>{_top(page, rng)}<div class="pos">{page.crumbs(0)}</div>'
        f'<div class="viewList">{page.stated_block()}<h3 class="zw-title">{page.title()}</h3>'
        f'<div class="zw-info">{page.under_title()}</div>'
        f'<div class="zw">{page.text()}</div></div><div class="tool">分享到: <span>微信</span></div>{page.footer(rng)}</body></html>'
    )


def shanghai(page: Page) -> str:
    rng = page.rng
    return (
        f'<!DOCTYPE html><html>{page.head(rng)}<body>{_top(page, rng)}{page.crumbs(2)}<div id="ivs_title" class="Article_title">'
        f'{page.title()}</div>{page.under_title()}{page.stated_block()}<div id="ivs_content" class="Article_content">{page.text()}'
        f'</div><div class="xgxx">【字体：大 中 小】【打印】</div>{page.footer(rng)}</body></html>'
    )


def anhui(page: Page) -> str:
    rng = page.rng
    return (
        f'<!DOCTYPE html><html>{page.head(rng)}<body>{_top(page, rng)}<div class="wenzhang"><div class="wz_position">{page.crumbs(0)}'
        f'</div>{page.stated_block()}<h1 class="wenzhang-title">{page.title()}</h1>{page.under_title()}'
        f'<div class="wzcon j-fontContent clearfix">{page.text()}</div><div class="pagexg">打印　关闭　收藏</div></div>'
        f"{f.side_menu(rng, COLUMN)}{page.footer(rng)}</body></html>"
    )


def std61(page: Page) -> str:
    """The nationwide standard disclosure page: menu at the left, the text at the right."""
    rng = page.rng
    tree = "".join(f'<li><a href="/nb/{year}.html">{year}年</a></li>' for year in range(2024, 2007, -1))
    return (
        f'<!DOCTYPE html><html>{page.head(rng)}<body><div class="xxgk-header">政府信息公开</div><div class="xxgk-left">'
        f'<div class="nav-zfxxgk"><a>政府信息<br>公开指南</a><a>政府信息<br>公开制度</a><a>法定主动<br>公开内容</a>'
        f'<a class="on">政府信息<br>公开年报</a></div><ul class="accordion">{tree}</ul></div><!-- <ul class="gl-list"><li>'
        f'<a href="/old.html">旧列表</a></li></ul> --><div class="xxgk-right"><div class="scroll_main"><div class="scroll_wrap">'
        f'<h2 class="xxgk_title">{page.title()}</h2>{page.stated_block()}{page.under_title()}<div class="scroll_cont">{page.text()}</div>'
        f"</div></div></div>{f.menu(rng, 5 + page.size)}{page.footer(rng)}</body></html>"
    )


def cells(page: Page) -> str:
    """A site of the years before 2010: layout tables throughout."""
    rng = page.rng
    links = "".join(
        f'<TD align=center><A href="/l{n}.htm">{name}</A></TD>' for n, name in enumerate(f.columns(rng, 14))
    )
    return (
        f"<HTML>{page.head(rng)}<BODY bgColor=#ffffff topMargin=0><TABLE width=1000 align=center><TR>{links}</TR></TABLE>"
        f"<TABLE width=1000 align=center cellPadding=0><TR><TD vAlign=top width=200>{f.side_menu(rng, COLUMN)}</TD><TD vAlign=top>"
        f"<TABLE width='100%'><TR><TD height=28>{page.crumbs(1)}</TD></TR><TR><TD>{page.stated_block()}</TD></TR>"
        f"<TR><TD align=center class=bt><B>{page.title()}</B></TD></TR><TR><TD align=center>{page.under_title()}</TD></TR>"
        f"<TR><TD class=bt_content>{page.text()}</TD></TR><TR><TD align=right>【打印本页】【关闭窗口】</TD></TR></TABLE>"
        f"</TD></TR></TABLE>{page.footer(rng)}</BODY></HTML>"
    )


def nobody(page: Page) -> str:
    """A site of no known family: generic names, titles without any."""
    rng = page.rng
    return (
        f"<!DOCTYPE html><html>{page.head(rng)}<body>{_top(page, rng)}<div class='c1'>{page.crumbs(4)}<div class='c2'>"
        f"{page.stated_block()}<h1>{page.title()}</h1>{page.under_title()}<div class='c3'><div class='c4'>{page.text()}</div></div>"
        f"</div></div>{page.neighbours(rng)}{page.footer(rng)}</body></html>"
    )


def frame(page: Page) -> str:
    """The page inside a frame: hardly anything around the text, a counter in a frame of its own."""
    rng = page.rng
    return (
        f"<html>{page.head(rng)}<body><iframe src='/visit.jsp' width=0 height=0></iframe>{page.stated_block()}"
        f"<h3 align=center>{page.title()}</h3>{page.under_title()}<hr>{page.text()}<hr>"
        f"<p align=center>【<a href='javascript:window.print()'>打印</a>】【<a href='javascript:window.close()'>关闭</a>】</p>"
        f"</body></html>"
    )


FRAMES: dict[str, Callable[[Page], str]] = {
    "hanweb": hanweb,
    "hanweb_2023": hanweb_2023,
    "trs": trs,
    "ucap": ucap,
    "vsb": vsb,
    "gkmlpt": gkmlpt,
    "gkmlpt_shell": gkmlpt_shell,
    "nfcms": nfcms,
    "shanghai": shanghai,
    "anhui": anhui,
    "std61": std61,
    "cells": cells,
    "nobody": nobody,
    "frame": frame,
}
