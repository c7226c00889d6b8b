"""What stands around a document on its page: head metas, metadata, title, text, and chrome of every kind.

The families of sites put these parts into their frames.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from html import escape

from tests.province.model import Block, Posting, Site, Stated
from tests.province.reports import chinese_date

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
        pairs += [("ArticleTitle", stated.title), ("PubDate", f"{stated.published_on} {clock(posting)}")]
        pairs += [("ContentSource", stated.publisher or ""), ("Keywords", ""), ("Description", "")]
    return "".join(f'<meta name="{name}" content="{escape(value)}">\n' for name, value in pairs)


def site_id(site: Site) -> str:
    """网站标识码: division code and a serial of four digits."""
    return f"{site.division_code}{sum(map(ord, site.host)) % 9000 + 10:04d}"


# --- title, metadata ---


def title(posting: Posting) -> str:
    """The title as shown, sometimes broken over two lines."""
    text = posting.document.stated.title
    if posting.variant % 4 == 3:
        cut = len(text) // 2
        return escape(text[:cut]) + "<br/>" + escape(text[cut:])
    return escape(text)


def line(site: Site, posting: Posting) -> str:
    """The line under the title: date, source, counter, font size, in one of the usual orders."""
    stated = posting.document.stated
    if not stated.dated:
        return '<div class="tools">【字体：<a>大</a> <a>中</a> <a>小</a>】 【打印本页】 【关闭窗口】</div>'
    # With a block of metadata above, the line's source is only who delivered the text.
    source = ("本网", stated.publisher or "")[posting.variant % 2] if stated.block else stated.publisher or ""
    day, slashed = stated.published_on, stated.published_on.replace("-", "/")
    shapes = (
        f'<div class="xl_doc"><span>发布时间：{day}  {clock(posting)}\n    </span><span>浏览次数：\n'
        f'        <script src="/module/visitcount/articlehits.jsp?artid={posting.serial}"></script>\n    '
        "</span>\n"
        f"    <span>信息来源：\n        {source}\n    </span></div>",
        f'<div class="info">来源：{source}　　发布日期：{day}　　字号：[ <a>大</a> <a>中</a> <a>小</a> ]　'
        "浏览次数：-</div>",
        f'<p class="info">发布时间：{slashed} {clock(posting)} | 来源：{source} | 点击数：12人次</p>',
        f'<ul class="infos"><li><span alt="时间：2017-11-08 20:26"><i>时间：</i>{day} {clock(posting)}</span>'
        f"<span><i>来源：</i>\n   {source}\n</span></li><li><span>打印</span><span><i>字体：</i><a>放大</a> "
        "<a>正常</a> <a>缩小</a></span></li></ul>",
        f'<div class="info"><span>发布日期：{chinese_date(day)}</span> <span>来源：{source}</span> '
        "<span>阅读次数：</span></div>",
    )
    return shapes[posting.variant % len(shapes)]


# Label sets as printed by different agencies; the key says which fact stands behind a label.
_LABELS = (
    (("index", "索引号"), ("number", "文号"), ("type", "组配分类"), ("issuer", "发布机构"),
     ("made", "成文日期"), ("way", "公开方式")),
    (("index", "索 引 号"), ("type", "主题分类"), ("issuer", "发布机构"), ("made", "生成日期"), 
     ("title", "名　　称"), ("number", "发文字号"), ("published", "发布日期"), ("valid", "有 效 性")),
    (("index", "信息索引号"), ("issuer", "发文机关"), ("made", "成文日期"), ("published", "公开日期"),
     ("number", "文件编号"), ("way", "公开形式")),
    (("index", "索取号"), ("number", "文件编号"), ("made", "产生日期"), ("issuer", "发布机构")),
)  # fmt: skip


def block(posting: Posting) -> str:
    """The block of metadata, in one of six markups; empty where the page has none."""
    stated = posting.document.stated
    if not stated.block:
        return ""
    pairs = _pairs(stated, posting.variant)
    return _BLOCKS[posting.variant % len(_BLOCKS)](pairs)


def _pairs(stated: Stated, variant: int) -> list[tuple[str, str]]:
    made = stated.created_on or ""
    facts = {
        "index": stated.index_number or "",
        "number": stated.document_number or stated.no_number,
        "issuer": stated.publisher or "",
        "made": chinese_date(made) if made and variant % 3 == 1 else made,
        "published": stated.published_on,
        "title": stated.title,
        "type": "政府信息公开年报",
        "way": "主动公开",
        "valid": "",
    }
    return [(label, escape(facts[fact])) for fact, label in _LABELS[variant % len(_LABELS)]]


def _table_of_pairs(pairs: Sequence[tuple[str, str]]) -> str:
    cells = [f'<td style="background:#f6f6f6">{label}</td><td>{value}</td>' for label, value in pairs]
    rows = ["".join(cells[i : i + 2]) for i in range(0, len(cells), 2)]
    return (
        '<table class="xxgk_article"><tbody>'
        + "".join(f"<tr>{row}</tr>\n" for row in rows)
        + "</tbody></table>"
    )


def _table_of_headers(pairs: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><th>{label}：</th><td>{value}</td></tr>\n" for label, value in pairs)
    return f'<table class="table_suoyin">{rows}</table>'


def _table_of_lines(pairs: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td><b>{label}：</b>{value}</td></tr>\n" for label, value in pairs)
    return f'<table class="affairs-detail-head">{rows}</table>'


def _list(pairs: Sequence[tuple[str, str]]) -> str:
    return (
        '<ul class="ov">'
        + "".join(f'<li class="fl">{label}：{value}</li>\n' for label, value in pairs)
        + "</ul>"
    )


def _definitions(pairs: Sequence[tuple[str, str]]) -> str:
    return (
        '<dl class="meta">'
        + "".join(f"<dt>{label}:</dt><dd>{value}</dd>\n" for label, value in pairs)
        + "</dl>"
    )


def _spans(pairs: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<div><span>{label}：</span><span>{value}</span></div>\n" for label, value in pairs)
    return f'<div class="article-info-bz">{rows}</div>'


_BLOCKS = (_table_of_pairs, _table_of_headers, _list, _definitions, _table_of_lines, _spans)


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
