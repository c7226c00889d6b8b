"""Minor shapes of sites, one a line of data: how lists, their pages and articles are called and written.

`style` is a key of SHAPES. Each differs in what its addresses, rows and pagers look like, and in nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.province import frame, pages
from tests.province.model import Answer, Document, Handler, Posting, Request, Site


@dataclass(frozen=True)
class Shape:
    """`further` is page N's path after the list's folder (or its query); `article` an article's, where {folder},
    {day}, {year}, {month}, {date}, {n} (a number), {hex}, {hex24} and {uuid} stand for what they say.
    """

    article: str
    further: str
    row: str
    box: str
    content: str
    pager: Callable[[Site, int], str]
    cut: int = 0  # list titles are cut to so many characters, without the whole title beside
    article_encoding: str = ""  # where articles are in another one than lists


def _next(site: Site, number: int) -> str:
    last = frame.count(site)
    after = f' <a href="{_list_path(site, number + 1)}">下一页</a>' if number < last else ""
    return f'<div class="page">共{len(site.postings)}条 {number}/{last}{after}</div>'


def _arrow(site: Site, number: int) -> str:
    """Page numbers and an arrow; the last link is the next page."""
    last = frame.count(site)
    links = "".join(
        f"<span>{p}</span>" if p == number else f'<a href="{_list_path(site, p)}">{p}</a>'
        for p in range(1, last + 1)
    )
    after = f'<a href="{_list_path(site, number + 1)}">&gt;</a>' if number < last else ""
    return f'<div class="jspIndex4">{links}{after}</div>'


def _script(site: Site, number: int) -> str:
    last, rows = frame.count(site), len(site.postings)
    return f"<div class=\"page\"><script>createPageHTML('page_div',{last},{number},'index','html',{rows});</script></div>"


def _last(site: Site, number: int) -> str:
    last = frame.count(site)
    return (
        f'<div class="pages">共{last}页 <a href="{_list_path(site, 1)}">首页</a> '
        f'<a href="{_list_path(site, min(number + 1, last))}">下页</a> <a href="{_list_path(site, last)}">末页</a></div>'
    )


_LI = '<li><a href="{path}" title="{name}" target="_blank">{shown}</a><span>{day}</span></li>'
SHAPES = {
    "shanghai": Shape(
        "{folder}{date}/{hex}.html", "index_{n}.html", _LI, '<ul class="list-date">{}</ul>',
        '<div id="ivs_content" class="Article_content">{}</div>', _last,
    ),
    "kejiting": Shape(
        "{folder}{n}/index.html", "index_{n}.html",
        '<li class="xxgk-comm-line"><span><a href="{path}">{shown}</a></span><span>{day}</span></li>',
        '<ul class="xxgk-comm">{}</ul>', '<div class="xiangqnr">{}</div>', _next, cut=22,
    ),
    "gongxinting": Shape(
        "{folder}{n}bbb/index.html", "index_{n}.html", '<li><a href="{path}">{name}</a><span>{day}</span></li>',
        '<ul class="xxgkList">{}</ul>', '<div class="overview">{}</div>', _next,
    ),
    "jiaoyuting": Shape(
        "/col/1414231541890/{year}/{month}/{dd}/{n}893193.html", "?id=1414231541890&current={n}",
        '<tr><td>{serial}</td><td><a href="{path}">{name}</a></td><td>{chinese}</td></tr>',
        '<table class="lb">{}</table>', '<font id="Zoom">{}</font>', _next, article_encoding="gb18030",
    ),
    "xian": Shape(
        "{folder}{hex24}.html", "{n}.html", _LI, '<ul class="m-lst">{}</ul>',
        '<div class="m-txt-article" id="printContent">{}</div>', _last,
    ),
    "hunan": Shape(
        "/35048/35049/{n}/content_{n}.html", "index_{n}.htm", _LI, '<ul class="lby-list">{}</ul>',
        '<div class="xly-wen">{}</div>', _arrow,
    ),
    "liaoning": Shape(
        "{folder}{date}104705{n}/index.shtml", "index_{n}.shtml",
        '<li><a href="{path}">{name}</a><span>{day}</span></li>', '<ul class="list">{}</ul>',
        '<div class="TRS_UEDITOR">{}</div>', _next,
    ),
    "hebei": Shape(
        "{folder}{year}{month}/{dd}/{uuid}.html", "index_{n}.html", _LI, '<ul class="zl-list">{}</ul>',
        '<div class="zw-content">{}</div>', _last,
    ),
    "anyang": Shape(
        "/{year}/{month}-{dd}/{n}.html", "index_{n}.html",
        '<li><a href="{path}" title="{name}">{name}</a><span>{day}</span></li>',
        '<div class="zfxxgk_zdgkc"><ul>{}</ul></div>', '<div class="details-main">{}</div>', _script,
    ),
    "ilist": Shape(
        "/info/{n}/{hex24}.jsp", "?node_id=GKmzs&cat_id=15971&cur_page={n}", _LI, '<ul id="symbol">{}</ul>',
        '<div id="main">{}</div>', _next,
    ),
    "aspx": Shape(
        "/Item/{n}.aspx", "Index_{n}.aspx", '<li>[{day}] <a href="{path}" title="{name}">{name}</a></li>',
        '<ul class="li">{}</ul>', '<div id="fontzoom">{}</div>', _last,
    ),
    "guozi": Shape(
        "{folder}c{n}/content.html", "index_15429_{n}.html", '<li><span>[{day}]</span><a href="{path}">{name}</a></li>',
        '<div class="zsy_conlist"><ul>{}</ul></div>', '<div class="zsy_comain">{}</div>', _next,
    ),
}  # fmt: skip


def _folder(site: Site) -> str:
    return site.column_path.partition("?")[0].rsplit("/", 1)[0] + "/"


def _list_path(site: Site, number: int) -> str:
    further = SHAPES[site.style].further.format(n=number)
    if number == 1:
        return site.column_path
    return (
        site.column_path.partition("?")[0] + further if further.startswith("?") else _folder(site) + further
    )


def path_of(site: Site, document: Document, serial: int) -> str:
    day, code = document.stated.published_on, frame.code(site.host, serial)
    return SHAPES[site.style].article.format(
        folder=_folder(site),
        day=day,
        year=day[:4],
        month=day[5:7],
        dd=day[8:],
        date=day.replace("-", ""),
        n=298_000 + 37 * serial,
        hex=code,
        hex24=code[:24],
        uuid="-".join((code[:8], code[8:12], code[12:16], code[16:20], code[20:])),
    )


def routes(site: Site) -> dict[str, Handler]:
    shape, table = SHAPES[site.style], dict[str, Handler]()
    first = site.column_path.partition("?")[0]
    table[first] = partial(_list_page, site, 0 if shape.further.startswith("?") else 1)
    for number in range(2, frame.count(site) + 1):
        if not shape.further.startswith("?"):
            table[_list_path(site, number)] = partial(_list_page, site, number)
    if "frames" in site.traps:
        table |= {
            first: partial(_frames, site),
            _inner(site): table[first],
            "/left.html": partial(_menu, site),
        }
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


def _inner(site: Site) -> str:
    return _folder(site) + "right.html"


def _menu(site: Site, request: Request) -> Answer:
    return frame.send(site, f"<html><head><title>导航</title></head><body>{site.name}</body></html>")


def _frames(site: Site, request: Request) -> Answer:
    """Trap `frames`: a page of frames, as sites were built before 2010; the list stands in the right one."""
    return frame.send(
        site,
        f"<html><head>{pages.head(site, None)}</head><frameset cols='180,*'><frame name='left' src='/left.html'>"
        f"<frame name='right' src='{_inner(site)}'></frameset></html>",
    )


def _list_page(site: Site, number: int, request: Request) -> Answer:
    """`number` is 0 where the query says which page."""
    shape = SHAPES[site.style]
    field = "cur_page" if "cur_page" in shape.further else "current"
    number = number or frame.number(request, field)
    rows = "\n".join(_row(shape, posting) for posting in frame.of_page(site, number))
    return frame.page(site, f"{frame.crumbs(site)}\n{shape.box.format(rows)}\n{shape.pager(site, number)}")


def _row(shape: Shape, posting: Posting) -> str:
    year, month, day = posting.listed_on.split("-")
    return shape.row.format(
        path=posting.path,
        name=frame.name(posting),
        shown=frame.short(posting, shape.cut or 24),
        day=posting.listed_on,
        chinese=f"{year}年{month}月{day}日",
        serial=posting.serial,
    )


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    shape = SHAPES[site.style]
    answer = frame.page(site, frame.article(site, posting, shape.content), posting)
    if not shape.article_encoding:
        return answer
    text = answer.body.decode(site.encoding).replace("charset=utf-8", "charset=gb2312", 1)
    return Answer(text.encode(shape.article_encoding), "text/html")
