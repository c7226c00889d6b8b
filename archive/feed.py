"""The newest notices as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from lxml import etree

from archive.notices import KINDS, Notice
from archive.publishing import SIMULATED, printable

PATH = "-/feed.atom"  # where the site has it (archive/plugins/feed.py)
ENTRIES = 200  # a reader that asks once a day misses none; older ones stay in the table `notices`

_ATOM = "http://www.w3.org/2005/Atom"
_XHTML = "http://www.w3.org/1999/xhtml"
# The default namespace; lxml's stubs know only named ones.
_FEED: dict[Any, str] = {None: _ATOM}
_BODY: dict[Any, str] = {None: _XHTML}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TITLE = "政府信息公开工作年度报告：新发布、逾期与改动"


def atom(notices: Iterable[Notice], *, kind: str, created_at: str, site: str = "") -> bytes:
    """The feed of some notices, newest first; the same bytes for the same notices.

    `kind` and `created_at` (UTC) are the archive's, out of which the ids are made; `site`: the public address of its
    Datasette site, ending with a slash, or empty: then entries lead to the pages themselves.
    """
    archive = uuid5(NAMESPACE_URL, f"gongkai:{kind}:{created_at}")
    entries = list(notices)
    prefix = f"【{SIMULATED}】" if kind == "demo" else ""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=_FEED)
    feed.set(_LANG, "zh-CN")
    _add(feed, "id", archive.urn)
    _add(feed, "title", f"{prefix}{_TITLE}")
    _add(feed, "updated", entries[0].noted_at if entries else created_at)
    _add(_add(feed, "author"), "name", "公开 Gongkai")
    if site:
        _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site}{PATH}")
        _add(feed, "link", rel="alternate", type="text/html", href=f"{site}reports/notices")
    for each in entries:
        # By what it says and when, not by its number: an archive that was restored gives some numbers a second time.
        name = uuid5(archive, f"{each.kind} {each.subject} {each.state} {each.noted_at}")
        _add_entry(feed, each, name, prefix, site)
    return etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)


def address(notice: Notice, site: str) -> str | None:
    """Where a notice leads: its page on the site, else the page itself; None for a document that has no address."""
    if site and notice.path:
        return f"{site}{notice.path}"
    is_web = notice.url is not None and urlsplit(notice.url).scheme in ("http", "https")
    return notice.url if is_web else None


def _add_entry(feed: etree._Element, notice: Notice, name: UUID, prefix: str, site: str) -> None:
    entry = _add(feed, "entry")
    _add(entry, "id", name.urn)
    _add(entry, "title", f"{prefix}{KINDS[notice.kind]}：{printable(notice.title)}")
    _add(entry, "updated", notice.noted_at)
    _add(entry, "category", term=notice.kind, label=KINDS[notice.kind])
    target = address(notice, site)
    if target:
        _add(entry, "link", rel="alternate", type="text/html", href=printable(target))
    content = _add(entry, "content", type="xhtml")
    body = etree.SubElement(content, f"{{{_XHTML}}}div", nsmap=_BODY)
    if prefix:
        _add(body, "p", prefix)
    items = _add(body, "ul")
    for text, path in notice.lines:
        item = _add(items, "li")
        if site and path:
            _add(item, "a", printable(text), href=f"{site}{path}")
        else:
            item.text = printable(text)
    page = address(notice, "")
    if page:
        _add(_add(body, "p", "原网页："), "a", printable(page), href=printable(page))


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    """A child in its parent's namespace; lxml escapes what it is given."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)
    child.text = text
    return child
