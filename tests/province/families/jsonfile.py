"""A TRS column whose rows stand in a JSON file beside it, written when the column was last published (湖北).

`style` is not used. All rows are in the one file; the page holds a script that asks for it, and no pager.
"""

from __future__ import annotations

from functools import partial

from tests.province import frame, pages
from tests.province.families import trs
from tests.province.model import Answer, Document, Handler, Request, Site


def path_of(site: Site, document: Document, serial: int) -> str:
    return trs.path_of(site, document, serial)


def routes(site: Site) -> dict[str, Handler]:
    table = trs.routes(site)
    articles = {posting.path: table[posting.path] for posting in site.postings}
    return {
        site.column_path: partial(_column, site),
        site.column_path + _file(site): partial(_rows, site),
        **articles,
    }


def _file(site: Site) -> str:
    """Named as its folder is: `zfxxgknb/zfxxgknb.json`."""
    return site.column_path.rstrip("/").rsplit("/", 1)[1] + ".json"


def _column(site: Site, request: Request) -> Answer:
    script = (
        f'$.getJSON("./{_file(site)}", function(d){{ $.each(d.data, function(i, n){{ $("#list").append("<li><a href=\'" + '
        'n.URL + "\'>" + n.FILENAME + "</a><span>" + n.DOCRELTIME + "</span></li>"); }); });'
    )
    return frame.page(
        site, f'{frame.crumbs(site)}\n<ul id="list" class="info-list"></ul>\n<script>{script}</script>'
    )


def _rows(site: Site, request: Request) -> Answer:
    rows = [
        {
            "FILENAME": posting.document.stated.title,
            "URL": f"http://{request.host}{posting.path}",
            "DOCRELTIME": f"{posting.listed_on} {pages.clock(posting)}:00",
            "FILENUM": posting.document.stated.document_number or "",
        }
        for posting in site.postings
    ]
    return frame.as_json({"data": rows})
