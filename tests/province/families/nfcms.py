"""NFCMS (南方): static lists counted from 1, articles `content/post_N.html`, and rows that are PDF files."""

from __future__ import annotations

from functools import partial

from tests.province import carriers, frame
from tests.province.model import Answer, Document, Handler, Posting, Report, Request, Site


def path_of(site: Site, document: Document, serial: int) -> str:
    """`/zfxxgkml/nb/content/post_2233025.html`, or `/attachment/0/596/596797/4789564.pdf`."""
    number = 2_200_000 + int(site.division_code) % 1000 * 100 + 11 * serial
    if isinstance(document, Report) and document.carrier == "pdf" and not document.stated.dated:
        return f"/attachment/0/{number // 5000}/{number // 5}/{number}.pdf"
    return f"{site.column_path}content/post_{number}.html"


def routes(site: Site) -> dict[str, Handler]:
    table: dict[str, Handler] = {site.column_path: partial(_list_page, site, 1)}
    for number in range(1, frame.count(site) + 1):
        table[_file_name(site, number)] = partial(_list_page, site, number)
    for posting in site.postings:
        direct = posting.path.endswith(".pdf")
        table[posting.path] = partial(_file, posting) if direct else partial(_article, site, posting)
    return table


def _file_name(site: Site, number: int) -> str:
    return f"{site.column_path}index{'' if number == 1 else f'_{number}'}.html"


def _list_page(site: Site, number: int, request: Request) -> Answer:
    rows = "\n".join(
        f'<li><span class="til"><a href="{p.path}" target="_blank">{frame.name(p)}</a></span>'
        f'<span class="time">{p.listed_on}</span></li>'
        for p in frame.of_page(site, number)
    )
    last = frame.count(site)
    links = [f'<a class="first" href="{_file_name(site, 1)}">首页</a>']
    if number < last:
        links.append(f'<a class="next" href="{_file_name(site, number + 1)}">下一页</a>')
    links.append(f'<a class="last" href="{_file_name(site, last)}">尾页</a>')
    return frame.page(
        site,
        f'{frame.crumbs(site)}\n<div class="list"><ul class="list_ul">\n{rows}\n</ul></div>\n'
        f'<div class="page">{" ".join(links)}</div>',
    )


def _file(posting: Posting, request: Request) -> Answer:
    return Answer(carriers.of(posting), "application/pdf")


def _article(site: Site, posting: Posting, request: Request) -> Answer:
    content = '<div class="article-content zw">{}</div>'
    return frame.page(site, frame.article(site, posting, content), posting)
