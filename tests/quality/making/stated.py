"""The markup in which pages state facts: blocks of labelled values, the line under the title, head metas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from tests.quality.making.draft import Draft

Pairs = Sequence[tuple[str, str]]

# Label sets as agencies print them; what stands behind a label is named by the first word.
_SETS: dict[str, tuple[tuple[str, str], ...]] = {
    "plain": (("index", "索引号"), ("issuer", "发布机构"), ("type", "主题分类"), ("made", "成文日期"),
              ("number", "发文字号"), ("published", "发布日期")),
    "spaced": (("index", "索&nbsp;引&nbsp;号"), ("type", "分　　类"), ("issuer", "发 布 机 构"),
               ("made", "生 成 日 期"), ("title", "名　　称"), ("number", "文　　号"), ("valid", "有 效 性")),
    "shanghai": (("index", "索取号"), ("published", "发布日期"), ("issuer", "发布机构"), ("number", "文件编号"),
                 ("way", "公开属性")),
    "guangdong": (("index", "索引号"), ("type", "分类"), ("issuer", "发布机构"), ("made", "成文日期"),
                  ("title", "名称"), ("number", "文号"), ("published", "发布日期"), ("subject", "主题词")),
    "anhui": (("index", "索引号"), ("type", "组配分类"), ("issuer", "发布机构"), ("subject", "关键词"),
              ("title", "名称"), ("number", "文号"), ("made", "生成日期"), ("published", "发布日期"),
              ("valid", "有效性")),
    "office": (("index", "信息索引号"), ("way", "公开方式"), ("issuer", "发文机关"), ("made", "发文日期"),
               ("number", "公文字号"), ("published", "公开日期"), ("range", "公开范围")),
}  # fmt: skip


def pairs(draft: Draft, labels: str, dated: str = "iso") -> Pairs:
    """Labels and values; what the draft does not state is blank, or the placeholder its number has."""
    values = {
        "index": draft.index_number or "",
        "number": draft.document_number or {"anhui": "无", "guangdong": "", "office": "----"}.get(labels, ""),
        "issuer": draft.publisher or "",
        "made": _day(draft.created_on, dated),
        "published": _day(draft.published_on, dated),
        "title": draft.title,
        "type": "政府信息公开年报",
        "way": "主动公开",
        "valid": "",
        "subject": "",
        "range": "面向社会",
    }
    return [(label, escape(values[name])) for name, label in _SETS[labels]]


def _day(iso: str | None, dated: str) -> str:
    if iso is None:
        return ""
    year, month, day = (int(part) for part in iso.split("-"))
    shapes = {
        "iso": iso,
        "chinese": f"{year}年{month:02d}月{day:02d}日",
        "slash": f"{year}/{month}/{day}",
        "dot": f"{year}.{month:02d}.{day:02d}",
        "clock": f"{iso} 08:49:07.0",
        "bracket": f"[{iso}]",
        "lines": f"{year}-\n{month:02d}-\n{day:02d}",
        "numerals": _numerals(year, month, day),
    }
    return shapes[dated]


def _numerals(year: int, month: int, day: int) -> str:
    digits = "〇一二三四五六七八九"

    def small(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
            digits[ones] if ones else ""
        )

    return f"{''.join(digits[int(each)] for each in str(year))}年{small(month)}月{small(day)}日"


def _two_by_two(of: Pairs) -> str:
    cells = [f'<td class="bq">{label}：</td><td>{value}</td>' for label, value in of]
    rows = "".join(f"<tr>{''.join(cells[i : i + 2])}</tr>\n" for i in range(0, len(cells), 2))
    return f'<table class="xxgk_article" width="100%">{rows}</table>'


def _affairs(of: Pairs) -> str:
    cells = [f"<td><b>{label}:</b></td><td>{value}</td>" for label, value in of]
    rows = "".join(f"<tr>{''.join(cells[i : i + 2])}</tr>\n" for i in range(0, len(cells), 2))
    return (
        f'<div class="affairs-detail"><table class="affairs-detail-head"><tbody>{rows}</tbody></table></div>'
    )


def _twice(of: Pairs) -> str:
    rows = "".join(f"<tr><th>{label}：</th><td>{value}</td></tr>\n" for label, value in of)
    table = f'<table class="table_suoyin"><tbody>{rows}</tbody></table>'
    return f'<div class="wenzhang_suoyin hidden-xs">{table}</div><div class="wenzhang_suoyin visible-xs">{table}</div>'


def _one_cell(of: Pairs) -> str:
    rows = "".join(f"<tr><td>{label}：{value}</td></tr>\n" for label, value in of)
    return f'<table class="xxgk_table">{rows}</table>'


def _definitions(of: Pairs) -> str:
    return (
        "<dl class='gkxx'>"
        + "".join(f"<dt>{label}：</dt><dd>{value}</dd>\n" for label, value in of)
        + "</dl>"
    )


def _all_dd(of: Pairs) -> str:
    return "<dl>" + "".join(f"<dd><strong>{label}：</strong>{value}</dd>\n" for label, value in of) + "</dl>"


def _list(of: Pairs) -> str:
    return (
        '<ul class="ov">'
        + "".join(f'<li class="fl">{label}：{value}</li>\n' for label, value in of)
        + "</ul>"
    )


def _ordered(of: Pairs) -> str:
    rows = "".join(f"<li class='col'><span>[{label}]</span> <em>{value}</em></li>\n" for label, value in of)
    return f'<ol class="doc-info">{rows}</ol>'


def _label_spans(of: Pairs) -> str:
    rows = "".join(f'<div class="label">{label}：<span>{value}</span></div>\n' for label, value in of)
    return f'<div class="xl_label">{rows}</div>'


def _two_spans(of: Pairs) -> str:
    rows = "".join(
        f'<p><span class="l">{label}：</span><span class="r">{value}</span></p>\n' for label, value in of
    )
    return f'<div class="gongkai-info">{rows}</div>'


def _divs(of: Pairs) -> str:
    rows = "".join(f"<div><div>{label}</div><div>{value}</div></div>\n" for label, value in of)
    return f'<div class="table">{rows}</div>'


def _ids(of: Pairs) -> str:
    rows = "".join(
        f'<tr><td align="right">{label}：</td><td><span id="lbl_{n}">{value}</span></td></tr>\n'
        for n, (label, value) in enumerate(of)
    )
    return f'<table id="tblInfo" width="90%">{rows}</table>'


BLOCKS: dict[str, Callable[[Pairs], str]] = {
    "xxgk_article": _two_by_two,
    "affairs": _affairs,
    "twice": _twice,
    "one_cell": _one_cell,
    "dl": _definitions,
    "dd": _all_dd,
    "list": _list,
    "ordered": _ordered,
    "label": _label_spans,
    "spans": _two_spans,
    "divs": _divs,
    "ids": _ids,
}


def line(draft: Draft, shape: str) -> str:
    """The line under the title; its source is the draft's publisher, or the site itself where a block has that."""
    day, slashed = draft.published_on or "", (draft.published_on or "").replace("-", "/")
    source = draft.publisher or ""
    sizes = "<a>大</a> <a>中</a> <a>小</a>"
    shapes = {
        "none": "",
        "hanweb": f'<div class="xl_doc"><span>发布日期：{day}</span><span>浏览次数：<script src="/hits.jsp?id=9"></script></span>'
                  f"<span>字号：[{sizes}]</span><span>信息来源：{source}</span></div>",
        "trs": f'<ul class="infos"><li><span alt="时间：2016-03-02 11:09"><i>时间：</i>{day} 14:20</span>'
               f"<span><i>来源：</i>{source}</span></li><li><i>字体：</i>{sizes}</li></ul>",
        "bar": f'<p class="info">发布时间：{day} 14:51 | 来源：{source} | 浏览量：</p>',
        "ucap": f'<div class="pages-date">{day} 09:30<span class="font">来源：{source}</span>'
                f'<span class="font">【字体：{sizes}】</span><span>打印</span></div>',
        "vsb": f'<div class="other-s">日期：{_day(draft.published_on, "chinese")} 点击：[<span id="dynclicks">0</span>]</div>',
        "two": f'<div class="tm">发布日期：{day}  08:59</div>',
        "slash": f"<center><font size=2>发布时间：{slashed}　　来源：{source}　　【字体：{sizes}】</font></center>",
        "broken": f'<div class="date">发布时间：{_day(draft.published_on, "lines")}\n 来源：\n  {source}\n</div>',
        "bracket": f'<div class="sub">[{day}]　　【打印】【关闭】</div>',
        "source_only": f'<div class="sub">来源：{source}　【我要纠错】</div>',
        "own_site": f'<div class="sub">来源：本网　字号：默认 大 超大　发布日期：{day}</div>',
    }  # fmt: skip
    return shapes[shape]


def metas(draft: Draft, site: str, column: str, **other: str) -> str:
    """The head metas of the 2017 guideline."""
    named = {
        "SiteName": site,
        "SiteDomain": draft.agency.host,
        "SiteIDCode": f"{draft.agency.division}0007",
        "ColumnName": column,
        "ColumnType": "信息公开",
        "ArticleTitle": draft.title,
        "PubDate": f"{draft.published_on} 16:05",
        "ContentSource": draft.publisher or "",
        "Keywords": "",
        "Description": "",
        **other,
    }
    return "".join(f'<meta name="{name}" content="{escape(value)}"/>\n' for name, value in named.items())
