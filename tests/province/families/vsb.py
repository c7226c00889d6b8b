"""VSB (博达 Visual SiteBuilder): `nb.htm`, then `nb/10.htm` down to `nb/1.htm`, the file numbers descending.

File n holds other rows as soon as the number of pages changes. Trap `grows`: after page 1 was asked for, a
report is added on top, and with it a page. Trap `single`: the column's address is the one article itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.province import frame
from tests.province.model import Answer, Document, Handler, Posting, Report, Request, Site


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/info/1084/3201.htm`; a single article is its column."""
    if "single" in site.traps:
        return site.column_path
    return f"/info/{_tree(site)}/{3100 + 3 * serial}.htm"


def _tree(site: Site) -> int:
    return 1000 + int(site.division_code) % 97


def routes(site: Site) -> dict[str, Handler]:
    if "single" in site.traps:
        return {site.column_path: partial(_article, site, site.postings[0])}
    shown = _growing(site) if "grows" in site.traps else partial(_all, site)
    stem = site.column_path.removesuffix(".htm")
    table: dict[str, Handler] = {site.column_path: partial(_list_page, site, shown, 0)}
    for number in range(1, frame.count(site)):
        table[f"{stem}/{number}.htm"] = partial(_list_page, site, shown, number)
    for posting in site.postings:
        table[posting.path] = partial(_article, site, posting)
    return table


_Shown = Callable[[int], list[Posting]]


def _all(site: Site, number: int) -> list[Posting]:
    return site.postings


def _growing(site: Site) -> _Shown:
    """The newest report appears when the first page behind page 1 is asked for, and stays."""
    grown: list[bool] = []
    before = [posting for posting in site.postings if posting is not late(site)]

    def shown(number: int) -> list[Posting]:
        if number:
            grown.append(True)
        return site.postings if grown else before

    return shown


def late(site: Site) -> Posting:
    """What is added while the site is crawled."""
    return next(posting for posting in site.postings if isinstance(posting.document, Report))


def _list_page(site: Site, shown: _Shown, number: int, request: Request) -> Answer:
    """`number` is the file's, 0 for the first page: of T pages, page p is file T - p + 1."""
    postings, size = shown(number), site.page_size
    total = -(-len(postings) // size)
    page = 1 if number == 0 else total - number + 1
    if not 1 <= page <= total:
        return Answer(
            "<html><body>您访问的页面不存在</body></html>".encode(), "text/html; charset=utf-8", 404
        )
    rows = "\n".join(
        f'<li id="line_u5_{i}"><a href="{_up(number)}{p.path[1:]}" title="{frame.name(p)}"><h4>{frame.short(p, 26)}</h4>'
        f'<p class="date"><i class="fa fa-calendar"></i>{p.listed_on}</p></a></li>'
        for i, p in enumerate(postings[(page - 1) * size : page * size])
    )
    return frame.page(
        site,
        f'{frame.crumbs(site)}\n<div class="list"><ul>\n{rows}\n</ul></div>\n{_pager(site, postings, page, total)}',
        head='<!--Announced by Visual SiteBuilder 9-->\n<link rel="stylesheet" href="/_sitegray/_sitegray_d.css">\n',
    )


def _up(number: int) -> str:
    return "../../" if number else "../"


def _pager(site: Site, postings: list[Posting], page: int, total: int) -> str:
    """Links relative to the page they stand on: `nb/10.htm` from page 1, `9.htm` from the others."""
    name = site.column_path.rsplit("/", 1)[1].removesuffix(".htm")

    def link(p: int) -> str:
        file = f"{total - p + 1}.htm"
        if p == 1:
            return f"{name}.htm" if page == 1 else f"../{name}.htm"
        return f"{name}/{file}" if page == 1 else file

    numbers = "".join(
        f'<span class="p_no_d">{p}</span>'
        if p == page
        else f'<span class="p_no"><a href="{link(p)}">{p}</a></span>'
        for p in range(1, total + 1)
        if p in (1, total) or abs(p - page) < 2
    )
    following = (
        f'<span class="p_next p_fun"><a href="{link(page + 1)}">下页</a></span><span class="p_last p_fun"><a '
        f'href="{link(total)}">尾页</a></span>'
        if page < total
        else '<span class="p_next_d p_fun_d">下页</span><span class="p_last_d p_fun_d">尾页</span>'
    )
    return (
        '<div class="pages"><div class="pb_sys_common pb_sys_normal pb_sys_style1">'
        f'<span class="p_t">共{len(postings)}条</span> <span class="p_pages">{numbers}{following}</span> '
        f'<span class="p_t">{page}/{total}</span></div></div>'
    )


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    return frame.page(
        site,
        frame.article(
            site,
            posting,
            '<div id="vsb_content"><div class="v_news_content">{}</div></div>'
            f'<script>_showDynClicks("wbnews", 1412614994, {posting.serial})</script>',
        ),
        posting,
        '<!--Announced by Visual SiteBuilder 9-->\n<link rel="stylesheet" href="/_sitegray/_sitegray_d.css">\n',
    )
