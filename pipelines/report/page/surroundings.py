"""What stands around a report on its page: the lines above it, labelled lines below it, and the files it
offers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml.etree import _Element

from pipelines.report.model import Attachment
from pipelines.report.page.flow import lines_of, text_of
from pipelines.report.page.toolbars import without_chrome
from pipelines.report.words.labels import joined, labelled_in
from pipelines.report.words.normalise import Plain, squeeze

_LEVELS = 8
_MOST_LINES = 60
_LONGEST = 300
_BREADCRUMB = re.compile(r"(?:当前|现在|目前|所在)?的?(?:所在)?的?位置|首页 ?(?:>|»|/)")
_BREADCRUMB_NAME = re.compile(
    r"crumb|curpage|(?:^| )(?:position|location|weizhi|dqwz|wz_?dh|pos)(?:$|[ _-])", re.IGNORECASE
)
_TELLING = re.compile(
    r"(?:索[ \s]{0,6}[引取]|文[ \s]{0,6}号|机[ \s]{0,6}构|日[ \s]{0,6}期|时[ \s]{0,6}间|来[ \s]{0,6}源|位置)"
)
MOST_ATTACHMENTS = 500  # of one page; more are a trap
_MANY_LINKS = 15  # a menu or a list of other pages

_EXTENSION = re.compile(r"\.(?:pdf|ofd|docx?|wps|xlsx?|et|zip|rar|csv)(?:$|[?#&])", re.IGNORECASE)
# Family scripts that hand out files under names of their own: Hanweb, VSB, 河北教育厅.
_DOWNLOAD = re.compile(
    r"downfile\.jsp|download\.jsp|/system/_content/download|virtual_attach_file\.vsb|DownloadServlet",
    re.IGNORECASE,
)
_VIEWER = re.compile(r"[?&]file=([^&#]{1,500})")
# Calls that show or open a file; found by their literal beginning, then read to the quoted address.
_SCRIPTS = ("showVsbpdfIframe(", "window.open(", "PDFObject.embed(")
_QUOTED = re.compile(r"\s{0,8}[\"']([^\"'\n<>]{1,600})[\"']")
_NAMELESS = re.compile(
    r"(?:点击|点此|请)?(?:这里|此处)?(?:下载|查看|打开|浏览)?(?:附件|全文|文件|详情)?(?:下载)?[】\]]?"
)
_IN_TEXT = re.compile(
    r"(?:^|[\s：:、;；，,])([^\s：:、;；，,/\\<>|\"]{0,80}\.(?:pdf|ofd|docx?|wps|xlsx?|et|zip|rar))(?![\w.])",
    re.IGNORECASE,
)


def header_lines(zones: Sequence[_Element], plain: Plain) -> list[str]:
    """The lines above the report up to the breadcrumb, chrome taken out; where none is labelled, labelled
    ones below."""
    lines = _above(zones[0], plain)
    if not any(map(_holds_metadata, lines)):
        lines += _labelled_below(zones[-1], plain)
    return [kept for line in lines if (kept := without_chrome(line))]


def _above(zone: _Element, plain: Plain) -> list[str]:
    above: list[str] = []
    for node, parent in _upwards(zone):
        for sibling in node.itersiblings(preceding=True):
            lines = _lines(sibling, plain)
            cut = max((i for i, line in enumerate(lines) if _BREADCRUMB.match(line)), default=-1)
            above[:0] = [] if _is_breadcrumb(sibling) else lines[cut + 1 :]
            if cut >= 0 or _is_breadcrumb(sibling) or len(above) >= _MOST_LINES:
                return above[-_MOST_LINES:]
        if parent.text and parent.text.strip():
            above.insert(0, squeeze(parent.text))
    return above


def _labelled_below(zone: _Element, plain: Plain) -> list[str]:
    below: list[str] = []
    for node, _ in _upwards(zone):
        for sibling in node.itersiblings():
            if isinstance(sibling.tag, str) and not _is_menu(sibling):
                below += filter(_holds_metadata, _lines(sibling, plain))
            if len(below) >= _MOST_LINES:
                return below
    return below


def _holds_metadata(line: str) -> bool:
    return any(pair.field for pair in labelled_in(line))


def _upwards(zone: _Element) -> Iterator[tuple[_Element, _Element]]:
    node = zone
    for _ in range(_LEVELS):
        parent = node.getparent()
        if parent is None or parent.tag == "html":
            return
        yield node, parent
        node = parent


def _lines(sibling: _Element, plain: Plain) -> list[str]:
    tail = squeeze(sibling.tail or "")
    if not isinstance(sibling.tag, str) or (_is_menu(sibling) and not _is_telling(sibling)):
        return [tail] if tail else []
    lines = [plain(line[:_LONGEST]) for line in lines_of(sibling)]
    return [*joined(lines), plain(tail)] if tail else joined(lines)


def _is_breadcrumb(element: _Element) -> bool:
    return _BREADCRUMB_NAME.search(f"{element.get('class', '')} {element.get('id', '')}") is not None


def _is_menu(element: _Element) -> bool:
    return sum(1 for _ in islice(element.iter("a"), _MANY_LINKS)) == _MANY_LINKS


def _is_telling(element: _Element) -> bool:
    return _TELLING.search(text_of(element)) is not None


def attachments_of(zones: Sequence[_Element], source: str, url: str, base: str) -> tuple[Attachment, ...]:
    """The files linked, embedded or scripted in the report or right around it, without repetition; `base` as the page
    names it."""
    base = absolute(url, base) or url if base else url
    found: dict[str, str] = {}
    for zone in _near(zones):
        for element in zone.iter("a", "iframe", "embed", "object"):
            for href in _targets(element):
                if len(found) < MOST_ATTACHMENTS and (address := absolute(base, href)):
                    name = _name(element, address)
                    found[address] = found.get(address) or name
    for href in _scripted(source):
        if address := absolute(base, href):
            found.setdefault(address, _name(None, address))
    return tuple(Attachment(address, name) for address, name in found.items())


def _near(zones: Sequence[_Element]) -> Iterator[_Element]:
    yield from zones
    for node, _ in _upwards(zones[-1]):
        for sibling in node.itersiblings():
            if isinstance(sibling.tag, str) and not _is_menu(sibling):
                yield sibling


def _targets(element: _Element) -> Iterator[str]:
    href = (element.get("href") or element.get("src") or element.get("data") or "").strip()
    if viewed := _VIEWER.search(href):
        yield viewed[1].replace("%2F", "/").replace("%2f", "/").replace("%3A", ":").replace("%3a", ":")
    elif _EXTENSION.search(href) or _DOWNLOAD.search(href) or (href and _EXTENSION.search(_printed(element))):
        yield href


def _printed(element: _Element) -> str:
    """What a link says: some addresses are but a number, and the file's name stands in the text."""
    return squeeze(text_of(element)) if element.tag == "a" else ""


def _scripted(source: str) -> Iterator[str]:
    for call in _SCRIPTS:
        begin = source.find(call)
        while begin >= 0:
            begin += len(call)
            if (match := _QUOTED.match(source, begin)) and _EXTENSION.search(match[1]):
                yield match[1]
            begin = source.find(call, begin)


def _name(element: _Element | None, address: str) -> str:
    """The name printed for a file, else the one its address carries."""
    printed = ""
    if element is not None:
        printed = _printed(element)
        if not printed or _NAMELESS.fullmatch(printed):
            printed = squeeze(element.get("title") or element.get("appendix") or "") or printed
    if printed and not _NAMELESS.fullmatch(printed):
        return printed
    parts = urlsplit(address)
    query = parse_qs(parts.query)
    for key in ("showname", "filename", "name"):
        if key in query:
            return squeeze(query[key][0])
    return squeeze(parts.path.rsplit("/", 1)[-1]) or printed


def absolute(base: str, href: str) -> str | None:
    """An http address, or None for what is no address of a file on the web."""
    try:
        address = urljoin(base, href.strip())
        scheme = urlsplit(address).scheme
    except ValueError:  # an unbalanced bracket in the host: the page's slip, nothing to fetch
        return None
    return address if scheme in ("http", "https", "") else None


def named_files(lines: Sequence[str]) -> tuple[Attachment, ...]:
    """The files a saved text names (`附件2.xls    附件3.docx`); their addresses are lost.

    >>> [each.name for each in named_files(["附件2.xls 附件3.docx", "详见www.a.gov.cn"])]
    ['附件2.xls', '附件3.docx']
    """
    names = [match[1] for line in lines if len(line) < _LONGEST for match in _IN_TEXT.finditer(line)]
    return tuple(Attachment("", name) for name in dict.fromkeys(names))
