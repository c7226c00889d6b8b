"""What stands around a document on its page: head metas, text, and chrome of every kind.

The families of sites put these parts into their frames.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from html import escape

from tests.province.model import Block, Posting, Site

# Printed around the text on every site; none of it belongs into the text of a report.
CHROME = (
    "无障碍浏览",
    "设为首页",
    "当前位置",
    "您现在的位置",
    "打印本页",
    "关闭窗口",
    "分享到",
    "浏览次数",
    "扫一扫在手机打开当前页",
    "责任编辑",
    "上一篇",
    "下一篇",
    "相关信息",
    "版权所有",
    "主办单位",
    "网站标识码",
    "公网安备",
    "Produced By",
    "模拟数据",
)


def dice(*parts: object) -> random.Random:
    """A generator of its own for one thing, so that adding another thing changes nothing else."""
    return random.Random(":".join(map(str, parts)))


def clock(posting: Posting) -> str:
    """The time of day a page shows beside its date."""
    return f"{8 + posting.variant % 9:02d}:{(posting.variant * 7) % 60:02d}"


# --- head ---


def head(site: Site, posting: Posting | None, extra: str = "") -> str:
    """<head>: the metas of the 2017 guideline where the site has them, else little more than a title."""
    title = posting.document.stated.title if posting else site.column
    named = posting is None or site.metas or posting.variant % 2 == 0
    metas = _metas(site, posting) if site.metas else ""
    return (
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared(site)}">\n'
        f"<title>{escape(title) + '_' + site.name if named else site.name}</title>\n{metas}{extra}"
    )


def declared(site: Site) -> str:
    """GBK sites declare the narrower gb2312."""
    return "gb2312" if site.encoding == "gb18030" else site.encoding


def _metas(site: Site, posting: Posting | None) -> str:
    pairs = [
        ("SiteName", site.name),
        ("SiteDomain", site.host),
        ("SiteIDCode", site_id(site)),
        ("ColumnName", site.column),
        ("ColumnType", "信息公开"),
    ]
    if posting:
        stated = posting.document.stated
        pairs += [("ArticleTitle", stated.title), ("PubDate", _meta_date(site, posting))]
        pairs += [("ContentSource", stated.publisher or ""), ("Keywords", ""), ("Description", "")]
    return "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in pairs)


def _meta_date(site: Site, posting: Posting) -> str:
    """PubDate; on some systems it is when the page was generated, long after the date that it shows."""
    shown = posting.document.stated.published_on
    if site.style == "one":
        return f"{int(shown[:4]) + 2}-11-03 02:{posting.variant % 60:02d}:17"
    return f"{shown} {clock(posting)}"


def site_id(site: Site) -> str:
    """网站标识码: division code and a serial of four digits."""
    return f"{site.division_code}{sum(map(ord, site.host)) % 9000 + 10:04d}"


# --- text ---

WORD_META = (
    '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><meta name="ProgId" '
    'content="Word.Document">'
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
)


def text(blocks: Sequence[Block], style: str, variant: int) -> str:
    """The document itself; `style` is how the editor writes paragraphs: p, div, br or word."""
    return "\n".join(_piece(piece, style, variant) for piece in blocks)


def _piece(piece: Block, style: str, variant: int) -> str:
    if piece.kind == "html":
        return piece.content
    content = escape(piece.content, quote=False)
    if piece.kind == "heading":
        content = _heading(content, variant)
    if piece.kind == "title":
        return f'<p style="text-align:center"><strong>{content}</strong></p>'
    if piece.kind == "signature":
        return f'<p style="text-align:right">{content}&nbsp;&nbsp;&nbsp;&nbsp;</p>'
    return _PARAGRAPHS[style].format(content)


_PARAGRAPHS = {
    "p": '<p style="text-indent:2em">{}</p>',
    "div": "<div>　　{}</div>",
    "br": "&nbsp;&nbsp;&nbsp;&nbsp;{}<br/>",
    "word": '<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0"><span '
    'style="font-size:16.0pt;font-family:仿宋_GB2312">{}<span lang="EN-US"><o:p></o:p></span></span></p>',
}


def _heading(content: str, variant: int) -> str:
    if variant % 3 == 0:
        return f"<strong>{content}</strong>"
    if variant % 3 == 1:
        return (
            f'<span style="font-family:黑体">{content[:2]}</span><span style="font-family:黑体">'
            f"{content[2:]}</span>"
        )
    return content


# --- chrome ---


def top(site: Site) -> str:
    """Above everything: accessibility, log-in, search, navigation."""
    return (
        '<div class="top"><a href="#">无障碍浏览</a> <a href="#">长者模式</a> <a href="#">繁體</a> '
        '<a href="#">登录</a> <a href="#">设为首页</a> <a href="#">加入收藏</a> '
        '<input type="text" value="请输入关键字"></div>\n'
        f'<div class="banner">{site.name}</div>\n<ul class="nav"><li><a href="/">首页</a></li>'
        f'<li><a href="{site.column_path}">政府信息公开</a></li><li><a href="{site.column_path}">'
        f"{site.column}</a></li></ul>"
    )


def crumbs(site: Site, leaf: str = "正文") -> str:
    """The breadcrumb, worded and separated as the site does."""
    word, mark = (
        ("当前位置：", " &gt;&gt; "),
        ("您现在的位置是：", "&nbsp;&gt;&nbsp;"),
        ("您当前的位置：", " / "),
    )[site.chrome % 3]
    links = [f'<a href="/">{name}</a>' for name in ("首页", "政府信息公开")]
    links.append(f'<a href="{site.column_path}" class="CurrChnlCls">{site.column}</a>')
    return word + mark.join([*links, leaf])


def tail(site: Site, posting: Posting) -> str:
    """Below the text: print, close, share, QR code, editors, neighbours in the column, related documents."""
    before, after, related = _neighbours(site, posting)
    return (
        '<div class="tools"><a href="javascript:window.print()">打印本页</a> '
        '<a href="javascript:window.close()">关闭窗口</a></div>\n'
        '<div class="bdsharebuttonbox">分享到：<a title="分享到微信">微信</a> <a title="分享到微博">微博</a> '
        "<a>QQ空间</a></div>\n"
        '<div class="qr"><img src="/images/qr.png" alt=""><p>扫一扫在手机打开当前页</p></div>\n'
        f'<p class="editor">责任编辑：{"张" if posting.variant % 2 else "李"}某</p>\n'
        f"<p>上一篇：{before}</p>\n<p>下一篇：{after}</p>\n"
        f'<div class="related"><h4>相关信息</h4><ul>{related}</ul></div>'
    )


SIGN_OFF = "<p>监审：</p><p>审核：</p><p>编辑：</p>"  # left at the end of the text by some editors' forms


def _neighbours(site: Site, posting: Posting) -> tuple[str, str, str]:
    i = site.postings.index(posting)
    around = [site.postings[j] if 0 <= j < len(site.postings) else None for j in (i - 1, i + 1)]
    before, after = (_link(p) if p else "没有了" for p in around)
    others = [site.postings[(i + step) % len(site.postings)] for step in (2, 5)]
    return before, after, "".join(f"<li>{_link(other)}</li>" for other in others if other is not posting)


def _link(posting: Posting) -> str:
    return f'<a href="{posting.path}">{escape(posting.document.stated.title)}</a>'


def foot(site: Site, produced_by: str = "") -> str:
    """Who runs the site; says that all of it is simulated."""
    return (
        f'<div class="footer"><p>版权所有：{site.name}　主办单位：{site.name}　'
        f"承办单位：{site.name}信息中心</p>\n"
        f"<p>网站标识码：{site_id(site)}　岚ICP备{site.division_code}号　岚公网安备 "
        f"{site.division_code}02000001号</p>\n"
        "<p>网站地图　联系我们　建议使用1024×768分辨率浏览</p>"
        f"<p>模拟数据：本站为测试而虚构，地名、机构和数字均非真实</p>{produced_by}</div>"
    )


def not_found(path: str) -> bytes:
    page = f"<html><head><title>404</title></head><body>您访问的页面不存在：{escape(path)}</body></html>"
    return page.encode()
