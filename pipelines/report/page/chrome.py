"""A page's text to the content of the report on it: the body in blocks, the metadata beside it, no chrome.

Two doors, one for HTML and one for documents saved as text; both lead to the same `Content`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from pipelines.report.blocks import Content
from pipelines.report.model import Evident, Problem
from pipelines.report.page.compose import blocks_of, compose
from pipelines.report.page.decode import Decoded
from pipelines.report.page.flow import lines_and_tables, text_of
from pipelines.report.page.landmarks import landmarks_of
from pipelines.report.page.layout import layout_of
from pipelines.report.page.surroundings import MOST_ATTACHMENTS, attachments_of, header_lines, named_files
from pipelines.report.page.tree import parse
from pipelines.report.words.normalise import plain_for, squeeze
from pipelines.report.words.titles import is_report_title, is_title_line, without_site

_TITLE_MARKER = "<!--<$[标题]>begin-->"
# A page whose transfer broke off may end within a number, which then is a number all the same.
_OPENED, _CLOSED = re.compile(r"<(?:html|body)\b", re.IGNORECASE), re.compile(r"</(?:[bB][oO]|[hH][tT])")
_END = 1000  # characters in which the end of a page is looked for before the whole of it is: 9 ms against 0.1 for 140
_TAG = re.compile(r"<[^<>]{0,500}>")
_SHORTEST_TITLE = 4
_LONGEST_TITLE = 160
_SMALLEST_PICTURE = 100  # pixels
_EMPTY = 30  # printed characters below which a page is a shell around data in its scripts


def html_content(decoded: Decoded, url: str = "") -> Content:
    """The report on an HTML page. Never raises on what a page holds; see `Content.problems`."""
    text = decoded.text
    root, problems = parse(text)
    if root is None:
        nothing = Problem("EMPTY_PAGE", "页面没有任何内容")
        return Content({}, (), (), (), (), problems=tuple(problems) or (nothing,))
    if _OPENED.search(text) and not (_CLOSED.search(text, max(len(text) - _END, 0)) or _CLOSED.search(text)):
        problems.append(Problem("PAGE_CUT", "页面没有结束标记，可能只收到一部分，最后的数字可能不全"))
    filled = _fill(root, text)
    landmarks = landmarks_of(root)
    layout = layout_of(root, landmarks)
    zones = layout.zones
    items = [item for zone in zones for item in lines_and_tables(zone)]
    detail = _detail(text) if not filled and _is_shell(items) else None
    if detail is not None:
        items = lines_and_tables(detail)
        zones = (detail, *zones)
    plain = plain_for(_whole(items))
    body = compose(items, plain)
    metas = _metas(landmarks.metas)
    header = (*header_lines(layout.zones, plain), *body.header)
    attachments = attachments_of(zones, text, url, landmarks.base)
    if len(attachments) >= MOST_ATTACHMENTS:
        problems.append(Problem("TOO_MANY_ATTACHMENTS", f"附件超过 {MOST_ATTACHMENTS} 个，其余未读取"))
    near = [squeeze(text_of(element)) for element in layout.titles]
    lines = [*body.titles, *filter(is_title_line, header)]
    return Content(
        metas=metas,
        titles=(*_titles(text, metas, near, lines), *_page_title(root, header)),
        header=header,
        blocks=blocks_of(body.items, plain),
        attachments=attachments,
        images=sum(_is_picture(image) for zone in zones for image in zone.iter("img")),
        charset_suspect=decoded.suspect,
        problems=tuple(problems),
    )


def text_content(decoded: Decoded) -> Content:
    """The report in a document saved as text, tables as `|` lines."""
    lines = [line for line in map(squeeze, decoded.text.splitlines()) if line]
    plain = plain_for("\n".join(lines))
    body = compose(lines, plain)
    return Content(
        metas={},
        titles=tuple(Evident(title, "line") for title in body.titles),
        header=body.header,
        blocks=blocks_of(body.items, plain),
        attachments=named_files(lines),
        charset_suspect=decoded.suspect,
    )


def _is_shell(items: list[str | _Element]) -> bool:
    return sum(len(item) if isinstance(item, str) else _EMPTY for item in items) < _EMPTY


def _is_picture(image: _Element) -> bool:
    """Whether an image can be a page of a report: icons and spacers say that they are small."""
    sizes = [image.get(side, "") for side in ("width", "height")]
    return not any(size.isdecimal() and len(size) < 5 and int(size) < _SMALLEST_PICTURE for size in sizes)


def _whole(items: list[str | _Element]) -> str:
    return "\n".join(item if isinstance(item, str) else text_of(item) for item in items)


def _metas(elements: Sequence[_Element]) -> dict[str, str]:
    """The page's metas by lower-case name; the first that says something counts, as some heads hold two
    sets."""
    metas: dict[str, str] = {}
    for meta in elements:
        name = meta.get("name")
        value = squeeze(meta.get("content") or "")
        if name and value:
            metas.setdefault(name.lower(), value)
    return metas


def _titles(text: str, metas: dict[str, str], headings: list[str], lines: list[str]) -> Iterator[Evident]:
    """Candidates for the title, most trusted first."""
    if title := metas.get("articletitle"):
        yield Evident(title, "meta:ArticleTitle")
    if marked := _marked_title(text):
        yield Evident(marked, "marker")
    # The site's name is a heading too, often the only one in front of a report whose own stands in its
    # container.
    for printed in sorted(headings, key=is_report_title, reverse=True):
        if _SHORTEST_TITLE <= len(printed) <= _LONGEST_TITLE:
            yield Evident(printed, "heading")
    for line in dict.fromkeys(lines):
        yield Evident(line, "line")


def _page_title(root: _Element, header: Sequence[str]) -> Iterator[Evident]:
    """The `<title>` without the site's name: as far as a line of the header repeats it, else by its form."""
    printed = next((squeeze(text_of(element)) for element in root.iter("title")), "")
    repeated = (line for line in header if len(line) >= _SHORTEST_TITLE and printed.startswith(line))
    if printed:
        yield Evident(max(repeated, key=len, default=without_site(printed)), "title")


def _marked_title(text: str) -> str:
    begin = text.find(_TITLE_MARKER)
    if begin < 0:
        return ""
    begin += len(_TITLE_MARKER)
    end = text.find("<!--", begin, begin + 1000)
    return squeeze(html.unescape(_TAG.sub("", text[begin:end]))) if end > 0 else ""


def _fill(root: _Element, text: str) -> bool:
    """Put what a gkmlpt page's script holds where the script would put it, when nothing stands there."""
    if "DETAIL:" not in text:
        return False
    container = next(
        (each for each in root.iter("div") if "article-content" in each.get("class", "").split()), None
    )
    if container is None or text_of(container).strip() or (detail := _detail(text)) is None:
        return False
    container.extend(detail)
    return True


def _detail(text: str) -> _Element | None:
    """The body of a gkmlpt page whose server-rendered copy is empty: HTML in the JSON its script starts
    from."""
    begin = text.find("DETAIL:")
    if begin < 0:
        return None
    try:
        detail, _ = json.JSONDecoder().raw_decode(text[begin + len("DETAIL:") :].lstrip())
    except ValueError:  # no JSON: some other page's script; what is printed is all there is
        return None
    content = detail.get("content") if isinstance(detail, dict) else None
    return parse(content)[0] if isinstance(content, str) else None
