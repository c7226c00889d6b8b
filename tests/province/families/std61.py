"""The nationwide disclosure page (国办公开办函〔2019〕61号): guide, rules, contents, and 年报 as an accordion.

`style`: `years` (the years are static columns of their own), `comment` (each year's list stands in a comment, for
a script to show), `whole` (one column, its label split by <br>).
"""

from __future__ import annotations

from functools import partial

from tests.province import frame
from tests.province.model import Answer, Document, Handler, Posting, Report, Request, Site


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/zfxxgk/202401/t20240118_30077.html`, or `/jyt/c250121/202401/174240943.shtml`."""
    day = document.stated.published_on.replace("-", "")
    if site.style == "comment":
        return f"{_folder(site)}{_year_code(_year(document))}/{day[:6]}/{170_000_000 + 977 * serial}.shtml"
    return f"{site.column_path}{day[:6]}/t{day}_{30_000 + 7 * serial}.html"


def _folder(site: Site) -> str:
    return f"/{site.column_path.split('/')[1]}/"


def _year(document: Document) -> int:
    """The year a document is filed under."""
    return document.year if isinstance(document, Report) else int(document.stated.published_on[:4]) - 1


def _year_code(year: int) -> str:
    return f"c{110_280 + 11 * (year - 2008)}"


def _year_path(site: Site, year: int) -> str:
    if site.style == "comment":
        return f"{_folder(site)}{_year_code(year)}/zwgklist.shtml"
    return f"{site.column_path}{year}n/"


def _years(site: Site) -> list[int]:
    return sorted({_year(posting.document) for posting in site.postings}, reverse=True)


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {site.column_path: partial(_platform, site)}
    if site.style != "whole":
        for year in _years(site):
            table[_year_path(site, year)] = partial(_year_list, site, year)
    else:
        table |= dict.fromkeys(
            (site.column_path, f"{site.column_path}index.html"), partial(_whole_list, site, 1)
        )
        for number in range(2, frame.count(site) + 1):
            table[f"{site.column_path}index_{number - 1}.html"] = partial(_whole_list, site, number)
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def year_paths(site: Site) -> list[str]:
    return [] if site.style == "whole" else [_year_path(site, year) for year in _years(site)]


def nav(site: Site) -> str:
    """The left navigation of the platform."""
    folder = _folder(site)
    contents = "".join(
        f'<li><a href="{folder}c{107_278 + i}/zwgklist.shtml">{name}</a></li>'
        for i, name in enumerate(_CONTENTS)
    )
    years = "\n".join(
        f'<li id="erji_{_year_code(year)}"><span>·</span><a href="{_year_path(site, year)}">{year}</a></li>'
        for year in _years(site)
    )
    reports = (
        f'<h3><a href="{site.column_path}"><em class="zwxxgk_bnt7"></em>政府信息<br>公开年报</a></h3>'
        if site.style == "whole"
        else '<h3><em class="zwxxgk_bnt7"></em><div>政府信息<br>公开年报</div><span class="zwxxgk_bnt5"></span></h3>\n'
        f'<ul id="nb_list" style="display:none">{years}</ul>'
    )
    return (
        f'<div class="dl_nav01"><h3><a href="{folder}c107268/zwgk.shtml"><em class="zwxxgk_bnt1"></em>政府信息<br>公开指南'
        f'</a></h3>\n<h3><a href="{folder}c107269/zwgklist.shtml"><em class="zwxxgk_bnt2"></em>政府信息<br>公开制度</a>'
        '</h3></div>\n<div class="dl_nav02"><div class="sideMenu">\n<h3 id="c107277"><em class="zwxxgk_bnt3"></em><div>法定'
        '主动<br>公开内容</div><span class="zwxxgk_bnt5"></span></h3>\n<ul id="fd_list" style="display:none">'
        f"{contents}</ul>\n{reports}</div></div>"
    )


# 法定主动公开内容, item by item; the longest part of such a page's navigation.
_CONTENTS = (
    "机构职能", "领导信息", "内设机构", "直属单位", "法规文件", "行政规范性文件", "规划信息", "统计信息", "行政许可事项",
    "行政处罚和行政强制", "财政预算决算", "行政事业性收费", "政府集中采购", "重大建设项目", "扶贫和社会保障", "义务教育",
    "医疗卫生", "环境保护监测", "安全生产监督", "食品药品监管", "公务员招考录用", "突发事件应急预案", "建议提案办理结果",
    "双随机一公开", "政务公开标准化目录", "权责清单", "重大行政决策", "惠民惠农政策和补贴", "国有企业运营信息",
)  # fmt: skip


def _framed(site: Site, name: str, main: str) -> Answer:
    return frame.page(
        site,
        f'<div class="zfxxgk">{nav(site)}\n<div class="zfxxgk_right"><div class="zfxxgk_zdgktit"><a>{name}</a></div>\n'
        f"{main}</div></div>",
    )


def _platform(site: Site, request: Request) -> Answer:
    text = "".join(f"<p>　　{line.format(name=site.name)}</p>" for line in _GUIDE)
    return _framed(site, "政府信息公开指南", f'<div class="scroll_cont ScrollStyle">{text}</div>')


_GUIDE = (
    "为方便公民、法人和其他组织获得{name}的政府信息，依据政府信息公开条例编制本指南，内容如有变动随时更新。",
    "一、公开的内容。机构职能、领导分工、内设机构、办事依据和流程、规划计划、预算决算、重点项目等，按目录分类公布。",
    "二、公开的方式。通过门户网站、政务新媒体、公共查阅点和便于公众知晓的其他方式公布，并向档案馆、图书馆提供。",
    "三、申请的方式。可以当面提交，也可以邮寄或者在网上填写申请表，写明需要的内容和获取的形式，受理时间为工作日。",
    "四、办理的期限。能够当场答复的当场答复，不能当场答复的在二十个工作日内答复，需要延长的最多延长二十个工作日。",
    "五、监督。认为未依法履行公开义务的，可以向上一级机关投诉，也可以依法申请复议或者提起诉讼。",
)


def _row(posting: Posting) -> str:
    return (
        f'<li><a href="{posting.path}" title="{frame.name(posting)}" target="_blank">{frame.short(posting, 22)}</a>'
        f"<b>{posting.listed_on}</b></li>"
    )


def _list(rows: str) -> str:
    return f'<div class="scroll_main scroll_main1 ScrollStyle"><div class="zfxxgk_zdgkc"><ul>{rows}</ul></div></div>'


def _year_list(site: Site, year: int, request: Request) -> Answer:
    found = [posting for posting in site.postings if _year(posting.document) == year]
    rows = "\n".join(map(_row, found))
    if site.style == "comment":
        pager = f"createPageHTML('page_div',1,1,'zwgklist','shtml',{len(found)});"
        listing = (
            '<input id="page" type="hidden" value="1"><input id="pageSize" type="hidden" value="20">\n'
            f'<ul class="jytxxgklist"><!-- {rows}\n<script>{pager}</script>--></ul><div id="page_div"></div>'
        )
        return _framed(site, f"政府信息公开年报 {year}", listing)
    return _framed(site, f"政府信息公开年报 {year}", _list(rows))


def _whole_list(site: Site, number: int, request: Request) -> Answer:
    rows = "\n".join(map(_row, frame.of_page(site, number)))
    pager = f'<script>createPageHTML({frame.count(site)}, {number - 1}, "index", "html");</script>'
    return _framed(site, site.column, _list(rows) + f'<div id="pages">{pager}</div>')


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    content = '<div class="wz_zoom scroll_cont ScrollStyle"><div class=TRS_Editor>{}</div></div>'
    if site.style == "comment":
        content = '<div class="scroll_cont ScrollStyle"><UCAPCONTENT>{}</UCAPCONTENT></div>'
    return frame.page(site, frame.article(site, posting, content, "div"), posting)
