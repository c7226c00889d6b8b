"""Web pages made to stall, swell or deceive a reader: each a real report with something in it that no report has.

A page that can still be read has to give the report's own figures; one that cannot, a problem by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from html import escape

from pipelines.report.model import Context, Document, Part
from tests.reading.drafts import draft
from tests.reading.makers import positions
from tests.reading.official import OfficialTable

URL = "http://sfj.qinghe.gov.test/art/2023/1/20/art_1_1.html"


def html_table(table: OfficialTable) -> str:
    rows: dict[int, list[str]] = {}
    for row, _, cell in positions(table.rows):
        spans = f' rowspan="{cell.rows}"' * (cell.rows > 1) + f' colspan="{cell.columns}"' * (
            cell.columns > 1
        )
        rows.setdefault(row, []).append(f"<td{spans}>{escape(cell.text)}</td>")
    return f"<table>{''.join('<tr>' + ''.join(cells) + '</tr>' for cells in rows.values())}</table>"


def blocks() -> Iterator[str]:
    for block in draft():
        yield html_table(block) if isinstance(block, OfficialTable) else f"<p>{escape(block)}</p>"


BODY = "\n".join(blocks())
_FIRST = next(block for block in draft() if isinstance(block, str))


def page(body: str = BODY, head: str = "", before: str = "", after: str = "") -> str:
    return (
        f'<html><head><meta charset="utf-8"><title>{_FIRST}</title>{head}</head><body>{before}'
        f'<h1>{_FIRST}</h1><div id="zoom">{body}</div>{after}</body></html>'
    )


def document(
    body: str | bytes, content_type: str = "text/html; charset=utf-8", more: tuple[Part, ...] = ()
) -> Document:
    data = body if isinstance(body, bytes) else body.encode()
    part = Part("page", URL, data, sha256(data).hexdigest(), content_type)
    return Document((part, *more), Context(official=True))


def _in_first_cell(attributes: str) -> str:
    return page(BODY.replace("<td>规章</td>", f"<td {attributes}>规章</td>", 1))


_ENTITIES = (
    '<!DOCTYPE html [<!ENTITY a "政府信息公开">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    + "]>"
)
_PIECES = (
    "<", "<!--", "<![CDATA[", "1 ", "1,", "1", "年1月", "索引号：", "(a)(", "态(tài)", "| ", "收到申请", "申请1件", "一、",
    "\u3000", "第二十条第",
)  # fmt: skip
_MANY = " ".join(f"a{n}=1" for n in range(100_000))

# Left out of the name is what the page is right in: the report and its figures.
PAGES: Mapping[str, Callable[[], Document]] = {
    # nesting
    "a hundred thousand divs": lambda: document(page(before="<div>" * 100_000, after="</div>" * 100_000)),
    "divs never closed": lambda: document(page("<div>" * 30_000 + BODY)),
    "three thousand tables in each other": lambda: document(page(BODY + "<table><tr><td>" * 3000)),
    "tables in each other, each with rows": lambda: document(
        page(BODY + "<table><tr><td>1</td></tr><tr><td>" * 200 + "</td></tr></table>" * 200)
    ),
    "fonts in a cell": lambda: document(page(BODY.replace("规章", "<font>" * 5000 + "规章", 1))),
    "formatting never closed": lambda: document(page("<b><i><u><font>" * 2000 + BODY)),
    "lists in each other": lambda: document(page(BODY + "<ul><li>" * 20_000)),
    # spans
    "a rowspan of 65534": lambda: document(_in_first_cell('rowspan="65534"')),
    "a colspan of 99999999": lambda: document(_in_first_cell('colspan="99999999"')),
    "spans without end in every cell": lambda: document(
        page(BODY + "<table>" + ("<tr>" + "<td rowspan=65534 colspan=1000>1</td>" * 50 + "</tr>") * 50 + "</table>")
    ),
    "a span of a thousand digits": lambda: document(_in_first_cell(f'colspan="{"9" * 1000}"')),
    # entities and references
    "entities of entities": lambda: document(_ENTITIES + page(BODY + "<p>&h;</p>")),
    "a million references": lambda: document(page(BODY + f"<p>{'&amp;' * 1_000_000}</p>")),
    "references to nothing": lambda: document(page(BODY + f"<p>{'&#xD800;&#0;&#x110000;&bogus;' * 20_000}</p>")),
    # size
    "a hundred thousand attributes": lambda: document(page(before=f"<div {_MANY}></div>")),
    "a hundred thousand attributes around it": lambda: document(page(before=f"<div {_MANY}>", after="</div>")),
    "ten thousand tags of many attributes": lambda: document(
        page(BODY + ("<p " + " ".join(f"a{n}=1" for n in range(300)) + ">") * 3000)
    ),
    "a million cells": lambda: document(page(BODY + f"<table>{('<tr>' + '<td>1' * 1000) * 1000}</table>")),
    "a million cells in one row": lambda: document(page(BODY + f"<table><tr>{'<td>1' * 1_000_000}</table>")),
    "a million rows": lambda: document(page(BODY + f"<table>{'<tr><td>1' * 1_000_000}</table>")),
    "as many rows as are read": lambda: document(page(BODY + f"<table>{'<tr><td>1' * 195_000}</table>")),
    "as many paragraphs as are read": lambda: document(page(BODY + "<p>我局主动公开1条，" * 195_000)),
    "ten thousand tables": lambda: document(page(BODY + "<table><tr><td>规章</td><td>1</td></tr></table>" * 10_000)),
    "two thousand forms": lambda: document(page(BODY + html_table(_table_two()) * 2000)),
    "a word of ten megabytes": lambda: document(page(BODY + f"<p>{'公' * 3_000_000}</p>")),
    "a number of a million digits": lambda: document(page(BODY.replace("<td>5</td>", f"<td>{'5' * 1_000_000}</td>", 1))),
    "a hundred thousand paragraphs": lambda: document(page(BODY + "<p>一、总体情况</p>" * 100_000)),
    "a hundred thousand links": lambda: document(page(BODY + '<a href="/x.pdf">附件</a>' * 100_000)),
    "a label of a megabyte": lambda: document(page(BODY.replace("规章", "规章" * 200_000, 1))),
    # charsets
    "GBK said to be UTF-8": lambda: document(page().encode("gb18030")),
    "UTF-8 said to be Latin": lambda: document(page().replace('charset="utf-8"', 'charset="iso-8859-1"'), "text/html; charset=iso-8859-1"),
    "UTF-8 said to be UTF-16": lambda: document(page(), "text/html; charset=utf-16"),
    "UTF-16 said to be GBK": lambda: document(page().encode("utf-16-le"), "text/html; charset=gbk"),
    "UTF-8 said to be UTF-7": lambda: document(page(), "text/html; charset=utf-7"),
    "a charset that is a codec of Python": lambda: document(page(), "text/html; charset=zlib_codec"),
    "half GBK, half UTF-8": lambda: document(
        page().encode()[: len(page().encode()) // 2] + page()[len(page()) // 2 :].encode("gb18030")
    ),
    # characters
    "NUL everywhere": lambda: document(page(BODY.replace("<td>", "<td>\0")).encode()),
    "lone surrogates": lambda: document(
        page(BODY.replace("规章", "规章\ud800\udfff", 1)).encode("utf-8", "surrogatepass")
    ),
    "marks that turn the text around": lambda: document(page(BODY.replace("<td>5</td>", "<td>\u202e5\u202c</td>", 1))),
    "a hundred thousand combining marks": lambda: document(page(BODY + f"<p>a{chr(0x301) * 300_000}</p>")),
    "one character that grows eighteenfold": lambda: document(page(BODY + f"<p>{chr(0xFDFA) * 200_000}</p>")),
    # what stalls patterns
    **{
        f"half a megabyte of {piece!r}": lambda piece=piece: document(page(BODY + f"<p>{(piece * 500_000)[:500_000]}</p>"))
        for piece in _PIECES
    },
    "half a megabyte of blanks in a tag": lambda: document(page(before=f"<div{' ' * 500_000}>")),
    "a script that never ends": lambda: document(page(head=f"<script>{'{' * 500_000}")),
    "a payload of open brackets": lambda: document(page(head=f'<script>var data = {"[" * 200_000}</script>')),
    "a title of a megabyte": lambda: document(page(head=f"<title>{'年报' * 300_000}</title>")),
    "a meta of a megabyte": lambda: document(page(head=f'<meta name="ArticleTitle" content="{"年报" * 300_000}">')),
    "text cells of a megabyte": lambda: document(
        "\n".join(["一、总体情况", *("规章 | 1 | 2 | 3 |" for _ in range(60_000))]), "text/plain"
    ),
    "bars alone": lambda: document("|" * 2_000_000, "text/plain"),
    "nothing at all": lambda: document(b""),
    "zeroes": lambda: document(bytes(5_000_000)),
    "noise": lambda: document(bytes(range(256)) * 20_000),
}  # fmt: skip


def _table_two() -> OfficialTable:
    return next(block for block in draft() if isinstance(block, OfficialTable))
