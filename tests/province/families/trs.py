"""TRS WCM (拓尔思): static lists in a directory, relative links, and three ways to say how many pages exist.

`style`: `zero` (createPageHTML, page 2 is `index_1.html`), `one` (1-based, page 2 is `index_2.html`),
`inline` (a script with `var countPage`; rows in a table; a column of several agencies and of news).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

from tests.province import carriers, metadata, pages
from tests.province.model import Answer, Document, Handler, Posting, Report, Request, Site


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/zwgk/zfxxgknb/202101/t20210119_100123.html`."""
    day = document.stated.published_on.replace("-", "")
    return f"{site.column_path}{day[:6]}/t{day}_{100_000 + 17 * serial + int(site.division_code) % 1000}.html"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {"/": partial(_home, site), site.column_path: partial(_list_page, site, 0)}
    for page in range(_page_count(site)):
        table[site.column_path + _file(site, page)] = partial(_list_page, site, page)
    for posting in site.postings:
        table[posting.path] = partial(_detail, site, posting)
        if _is_split(site, posting):
            table[posting.path.replace(".html", "_1.html")] = partial(_detail, site, posting, part=1)
    return table


def _is_split(site: Site, posting: Posting) -> bool:
    """Trap `split`: long texts stand on two pages, the second with `_1` in its name."""
    document = posting.document
    whole = isinstance(document, Report) and document.carrier == "page"
    return "split" in site.traps and whole and posting.variant % 3 == 0


def _part(posting: Posting, part: int) -> Posting:
    """The posting with one half of its text."""
    blocks = posting.document.blocks
    half = len(blocks) // 2
    document = replace(posting.document, blocks=blocks[half:] if part else blocks[:half])
    return replace(posting, document=document)


def _answer(site: Site, page: str) -> Answer:
    return Answer(page.encode(site.encoding), "text/html")


def _home(site: Site, request: Request) -> Answer:
    return _answer(
        site,
        f"<html><head>{pages.head(site, None)}</head><body>{pages.top(site)}{pages.foot(site)}</body></html>",
    )


def _page_count(site: Site) -> int:
    return max(1, -(-len(site.postings) // site.page_size))


def _file(site: Site, page: int) -> str:
    """The file of list page `page`, counted from 0."""
    if page == 0:
        return "index.html"
    return f"index_{page + 1 if site.style == 'one' else page}.html"


# --- the list ---


def _list_page(site: Site, page: int, request: Request) -> Answer:
    postings = site.postings[page * site.page_size : (page + 1) * site.page_size]
    rows = "\n".join(_row(site, posting) for posting in postings)
    listing = _TABLE.format(rows) if site.style == "inline" else f'<ul class="list-ul">\n{rows}\n</ul>'
    # Old columns have not even the metas of the guideline.
    head = pages.head(site, None) if site.metas else f'<meta charset="utf-8"><title>{site.name}</title>'
    return _answer(
        site,
        f'<!DOCTYPE html>\n<html><head>\n{head}</head>\n<body>{pages.top(site)}\n<div class="pos">'
        f"{pages.crumbs(site, '列表')}"
        f"</div>\n{listing}\n{_pager(site, page)}\n{pages.foot(site)}</body></html>",
    )


_TABLE = '<table width="682" border="0" class="gl_list"><tbody>\n{}\n</tbody></table>'


def _row(site: Site, posting: Posting) -> str:
    link, full = "./" + posting.path.removeprefix(site.column_path), escape(posting.document.stated.title)
    if site.style == "inline":
        return (
            '<tr valign="top"><td width="25"><img src="../../images/ico2.jpg"></td><td width="550">\n'
            f'\t<a href="{link}">{full}'
            f"</a>\n</td><td>\n\t{posting.listed_on}\n</td></tr>"
        )
    if site.style == "one" and len(full) > 20:
        return f'<li><a href="{link}" title="{full}">{full[:19]}…</a><span>[{posting.listed_on}]</span></li>'
    return f'<li><a href="{link}">{full}</a><span>{posting.listed_on.replace("-", "/")}</span></li>'


def _pager(site: Site, page: int) -> str:
    count = _page_count(site)
    if site.style == "zero":
        return f'<div class="page"><script>createPageHTML({count}, {page}, "index", "html");</script></div>'
    if site.style == "one":
        total = len(site.postings)
        return (
            f"<div id=\"paging\"></div><script>createPageHTML('paging',{count},{page + 1},'index','html',"
            f"{total})</script>"
        )
    return (
        '<div class="page"><script language="JavaScript" type="text/javascript">\nvar currentPage = '
        f"{page};//所在页从0开始\n"
        "var prevPage = currentPage-1//上一页\nvar nextPage = currentPage+1//下一页\nvar countPage = "
        f"{count}//共多少页\n"
        'document.write("<a href=\\"index"+"_" + nextPage + "."+"html\\">下一页</a>");\n</script></div>'
    )


# --- a document ---

# Trap `migrated`: what the system before left inside the text.
_OLD = (
    '<!--<$[信息内容]>begin--><!--ZJEG_RSS.content.begin--><meta name="ContentStart">',
    '<meta name="ContentEnd"><!--ZJEG_RSS.content.end--><!--<$[信息内容]>end-->',
)


def _detail(site: Site, posting: Posting, request: Request, part: int = 0) -> Answer:
    split = _is_split(site, posting)
    blocks = carriers.body(site, _part(posting, part) if split else posting, "div")
    sign_off = pages.SIGN_OFF if posting.variant % 3 == 0 else ""
    if "migrated" in site.traps:
        blocks = f"{_OLD[0]}{blocks}{_OLD[1]}"
    if site.style == "one":
        body = f'<div class="view TRS_UEDITOR trs_paper_default trs_web">{blocks}{sign_off}</div>'
    else:
        body = (
            f'<div class=TRS_Editor><style type="text/css">.TRS_Editor P{{margin:0}}</style>'
            f"{blocks}{sign_off}</div>"
        )
    name = posting.path.rsplit("/", 1)[1].removesuffix(".html")
    pager = f'\n<script>createPageHTML(2, {part}, "{name}", "html");</script>' if split else ""
    return _answer(
        site,
        f"<!DOCTYPE html>\n<html><head>\n{pages.head(site, posting)}</head>\n<body>{pages.top(site)}\n"
        f'<div class="crumbsNav">{pages.crumbs(site)}</div>\n<div class="main">{metadata.block(posting)}\n'
        f'<div class="detail-article-title"><h3></h3><h2>{metadata.title(posting)}</h2><h3></h3></div>\n'
        f'{metadata.line(site, posting)}\n<div class="article-body">{body}</div>{pager}</div>\n'
        f"{pages.tail(site, posting)}\n"
        f"{pages.foot(site)}</body></html>",
    )
