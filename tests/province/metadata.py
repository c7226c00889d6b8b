"""What a page states about its document: the title, the line under it, the block of labelled values."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tests.province.model import Posting, Site, Stated
from tests.province.pages import clock
from tests.province.reports import chinese_date


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


def _table_twice(pairs: Sequence[tuple[str, str]]) -> str:
    """Once for wide screens, once for narrow ones."""
    table = _table_of_headers(pairs)
    return f'<div class="hidden-sm hidden-xs">{table}</div>\n<div class="hidden-lg hidden-md">{table}</div>'


_BLOCKS = (_table_of_pairs, _table_of_headers, _table_twice, _list, _definitions, _table_of_lines, _spans)
