"""Answers of list and search endpoints: JSON of any vendor, HTML wrapped in JSON, TRS search XML.

Vendors name the same things differently, so a row is whatever has a title and an address under one of the
names below. Nested JSON (`"urls":"{\\"pc\\":…}"`), the record itself under `source`, titles with highlights and
times in seconds, milliseconds or UTC are all usual. As a family it reads what no other asked for: registries
may name an endpoint itself as a source.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urldefrag, urlsplit

from crawler.asking import form
from crawler.cms.listing import Listing, ListPage, Row, absolute, iso_date, parse, rows_of, text_of
from crawler.cms.reading import behind, listing
from crawler.cms.script import count_of

NAME = "feed"

_TITLES = (
    "title_no_tag", "realtitle", "title", "doctitle", "_doctitle", "filename", "showtitle", "infotitle", "name"
)  # fmt: skip
_URLS = (
    "jump_url", "url", "pcurl", "urls", "docpuburl", "doc_pub_url", "chnldocurl", "infourl", "linkurl", "href",
    "link", "post_url",
)  # fmt: skip
_DATES = (
    "display_publish_time", "publishedtimestr", "publishedtime", "pubdate", "docreltime", "display_date",
    "infodate", "publish_time", "pub_time", "pubtime", "publishtime", "releasetime", "webdate", "date", "time",
    "save_time",
)  # fmt: skip
_TOTALS = ("total", "totalcount", "recordcount", "totalrecord", "totalsize", "totalnum", "count")
_PAGE = re.compile(
    r"(?:page|pageno|page_no|pageindex|pagenumber|pagenum|current|currpage|currentpage|p)\Z", re.I
)
_CHINA = timezone(timedelta(hours=8))
_MOST_NODES = 50_000  # of a payload that are looked at; the largest seen, 50 rows with their texts, has 3,000


def detects(page: ListPage) -> bool:
    return page.payload is not None or "<REC>" in page.text


def read_list(page: ListPage) -> Listing:
    return read(page, f"{NAME}:{_without_page(page.url)}")


def read(page: ListPage, key: str) -> Listing:
    """The Listing of an answer; further pages by counting on in its own address."""
    rows = payload_rows(page.payload, page.base) if page.payload is not None else _records(page)
    total = total_of(page.payload) if page.payload is not None else _record_count(page.text)
    others = further(page.url, total, len(rows)) if rows and total else []
    whole = not rows or total is None or total <= len(rows) or others or _later(page.url)
    return listing(page, key, rows, others, total=total, pages_declared=None if whole else 2)


def payload_rows(payload: Any, base: str) -> tuple[Row, ...]:
    """The rows of a payload: its largest list of records, else those of the HTML it carries."""
    best: dict[str, Row] = {}
    for value in _walk(payload):
        if isinstance(value, list):
            rows = [_row(record, base) for record in value if isinstance(record, Mapping)]
            found = {one.url: one for one in rows if one is not None}
            best = found if len(found) > len(best) else best
    if best:
        return tuple(best.values())
    return tuple({one.url: one for html in html_of(payload) for one in rows_of(parse(html), base)}.values())


def html_of(payload: Any) -> Iterator[str]:
    """The HTML a payload carries in its strings; records of a data store lose their brackets."""
    for value in _walk(payload):
        if isinstance(value, str) and "<a" in value:
            yield value.replace("<![CDATA[", "").replace("]]>", "")


def total_of(payload: Any) -> int | None:
    """The number of rows an answer claims: the outermost figure of such a name."""
    for value in _walk(payload):
        if not isinstance(value, Mapping):
            continue
        named = {str(name).lower(): number for name, number in value.items()}
        for name in _TOTALS:
            number = named.get(name)
            if isinstance(number, (int, str)) and str(number).isascii() and str(number).isdigit():
                return int(number)
    return None


def further(url: str, total: int, rows: int) -> list[str]:
    """The addresses behind a first page: the page's own, counted on; none where it holds no page number.

    >>> further("http://a.test/api/all/9?page=1&sid=7", 5, 2)
    ['http://a.test/api/all/9?page=2&sid=7', 'http://a.test/api/all/9?page=3&sid=7']
    >>> further("http://a.test/queryList#post:current=1&pageSize=15", 30, 15)
    ['http://a.test/queryList#post:current=2&pageSize=15']
    """
    for found in re.finditer(r"(?<=[?&#:])(\w{1,20})=(\d{1,4})(?=&|#|$)", url):
        if _PAGE.match(found[1]):
            first = int(found[2])
            if first > 1:
                return []
            head, tail = url[: found.start(2)], url[found.end(2) :]
            return [f"{head}{number}{tail}" for number in behind(first, total, max(rows, 1))]
    return []


def local_date(value: Any) -> str | None:
    """The day in China a time stands for: seconds, milliseconds, UTC or as written.

    >>> [local_date(value) for value in (1737000000, 1790550926000, "2021-11-19T18:41:00.000Z", "2026-09-28 15:15:26")]
    ['2025-01-16', '2026-09-28', '2021-11-20', '2026-09-28']
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) in (10, 13):
        value = int(value)
    if isinstance(value, (int, float)) and 1e9 <= value < 1e14:
        return datetime.fromtimestamp(value / 1000 if value >= 1e11 else value, _CHINA).date().isoformat()
    if not isinstance(value, str):
        return None
    if re.match(r"\d{4}-\d\d-\d\dT[\d:.]{5,20}Z\Z", value):
        utc = datetime.fromisoformat(value[:19] + "+00:00")
        return utc.astimezone(_CHINA).date().isoformat()
    return iso_date(value)


def _row(record: Mapping[str, Any], base: str) -> Row | None:
    named = {str(name).lower(): value for name, value in record.items()}
    inner = next(
        (named[name] for name in ("source", "_source") if isinstance(named.get(name), Mapping)), None
    )
    if inner is not None:
        return _row(inner, base)
    url = next(filter(None, (_address(named.get(name), base) for name in _URLS)), None)
    title = next(filter(None, (_plain(named.get(name)) for name in _TITLES)), None) or _unnamed_title(named)
    if url is None or title is None:
        return None
    dates = (local_date(named.get(name)) for name in _DATES)
    return Row(url, title, None, next(filter(None, dates), None))


def _address(value: Any, base: str) -> str | None:
    """An address, also one in JSON inside the JSON, or behind a search's own redirect (link.do?url=…)."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, Mapping):
        value = value.get("pc") or value.get("common") or next(iter(value.values()), None)
    if not isinstance(value, str):
        return None
    url = absolute(base, unescape(value))
    if url and urlsplit(url).path.endswith("/link.do"):
        return absolute(base, next(iter(parse_qs(urlsplit(url).query).get("url", [])), None))
    return url


def _plain(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    return text_of(parse(value)) if "<" in value else unescape(" ".join(value.split()))


def _unnamed_title(named: Mapping[str, Any]) -> str | None:
    """Some searches number their fields (`f_2021…`): the title is what the text of the same record begins with."""
    texts = [value for value in named.values() if isinstance(value, str) and len(value) >= 6]
    longest = max(texts, key=len, default="")
    titles = [text for text in texts if text != longest and longest.startswith(text)]
    return max(titles, key=len, default=None)


def _walk(payload: Any) -> Iterator[Any]:
    """Every value of a payload, the outer ones first."""
    waiting = deque([payload])
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        value = waiting.popleft()
        yield value
        if isinstance(value, Mapping):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _records(page: ListPage) -> tuple[Row, ...]:
    """The records of TRS search XML: `<REC><TITLE><![CDATA[…]]></TITLE><URL>…`."""
    found = []
    for piece in page.text.split("<REC>")[1:]:
        fields = dict(
            re.findall(r"<(\w{1,30})>\s{0,9}(?:<!\[CDATA\[)?([^\]<]{0,2000})", piece.split("</REC>")[0])
        )
        one = _row(fields, page.base)
        if one is not None:
            found.append(one)
    return tuple(found)


def _record_count(text: str) -> int | None:
    found = re.search(r"<RECORDCOUNT>\s{0,9}(?:<!\[CDATA\[)?\s{0,9}(\d{1,7})", text)
    return int(found[1]) if found else None


def _later(url: str) -> bool:
    """Whether an address is that of a page behind the first."""
    plain, fragment = urldefrag(url)
    pairs = parse_qsl(urlsplit(plain).query) + parse_qsl(fragment.partition(":")[2])
    return any((count_of(value) or 0) > 1 for name, value in pairs if _PAGE.match(name))


def _without_page(url: str) -> str:
    plain, fragment = urldefrag(url)
    bare = re.sub(r"(?<=[?&])(\w{1,20})=\d{0,5}&?", lambda m: "" if _PAGE.match(m[1]) else m[0], plain)
    kept = [
        (n, v) for n, v in parse_qsl(fragment.partition(":")[2], keep_blank_values=True) if not _PAGE.match(n)
    ]
    return unquote(form(bare, kept)) if kept else bare
