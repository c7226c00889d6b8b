"""The Atom feed, held against RFC 4287 by another parser than the one that wrote it; and hostile text in it."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from archive.feed import atom
from archive.notices import KINDS, Notice
from archive.publishing import printable

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"
SITE = "https://gongkai.example.org/"
CREATED = "2026-01-01T00:00:00Z"
CHANGED = Notice(
    "changed", "report/a1", "version 2", "青禾市司法局 2024 年度报告（第 2 版）",
    (("表三 予以公开 · 总计：3 → 5", "-/figure/a1/disclosure_requests/granted/total"), ("正文有改动", None)),
    "reports/reports/a1", "http://sfj.qinghe.gov.test/1.html?a=1&b=2", 7, "2026-02-02T02:00:00Z",
)  # fmt: skip
NEW = replace(CHANGED, kind="new", state="new", title="青禾市财政局 2025 年度报告", id=6)


def feed(*notices: Notice, kind: str = "real", site: str = SITE) -> ElementTree.Element:
    written = atom(notices, kind=kind, created_at=CREATED, site=site)
    assert written == atom(notices, kind=kind, created_at=CREATED, site=site)
    root = ElementTree.fromstring(written)
    obeys_rfc4287(root)
    return root


def obeys_rfc4287(root: ElementTree.Element) -> None:
    """§4.1.1 and §4.1.2: what must be there, how often; dates, ids, links."""
    assert root.tag == f"{ATOM}feed"
    for element, required in ((root, True), *((each, False) for each in root.findall(f"{ATOM}entry"))):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(f"{ATOM}{name}")
            assert (found.text or "").strip()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", element.findtext(f"{ATOM}updated", ""))
        assert re.fullmatch(
            r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", element.findtext(f"{ATOM}id", "")
        )
        assert (len(element.findall(f"{ATOM}author")) == 1) is required
        kinds = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        for link in element.findall(f"{ATOM}link"):
            assert re.fullmatch(r"https?://[^\s<>\"]+", link.get("href", ""))
        for category in element.findall(f"{ATOM}category"):
            assert category.get("term")
    ids = [each.text for each in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    for content in root.iter(f"{ATOM}content"):
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == [
            f"{XHTML}div"
        ]  # §3.1.1.3: one div, which is no part of it
    named = {f"{ATOM}{name}" for name in ("feed", "entry", "id", "title", "updated", "author", "name", "link",
                                          "category", "content")}  # fmt: skip
    assert {each.tag for each in root.iter() if each.tag.startswith(ATOM)} <= named


def test_an_empty_feed_is_a_feed() -> None:
    root = feed()
    assert root.findtext(f"{ATOM}updated") == CREATED


def test_a_change_with_its_links() -> None:
    root = feed(CHANGED, NEW)
    first, second = root.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "发布后改动：青禾市司法局 2024 年度报告（第 2 版）"
    assert second.findtext(f"{ATOM}title", "").startswith("新入档：")
    (link,) = first.findall(f"{ATOM}link")
    assert link.get("href") == f"{SITE}reports/reports/a1"
    anchors = {"".join(each.itertext()): each.get("href") for each in first.iter(f"{XHTML}a")}
    assert anchors == {
        "表三 予以公开 · 总计：3 → 5": f"{SITE}-/figure/a1/disclosure_requests/granted/total",
        CHANGED.url: CHANGED.url,
    }
    assert root.findtext(f"{ATOM}updated") == CHANGED.noted_at


def test_ids_stay_when_others_join() -> None:
    alone = feed(NEW).find(f"{ATOM}entry/{ATOM}id")
    among = feed(CHANGED, NEW).findall(f"{ATOM}entry/{ATOM}id")[1]
    assert alone is not None
    assert alone.text == among.text


def test_an_archive_restored_from_a_backup_gives_no_id_to_another_entry() -> None:
    """It may give the same numbers again, to what is noted from then on."""
    again = replace(NEW, id=CHANGED.id, subject="report/b2", noted_at="2026-02-03T02:00:00Z")
    assert {each.text for each in feed(CHANGED).iter(f"{ATOM}id")}.isdisjoint(
        each.text for each in feed(again).findall(f"{ATOM}entry/{ATOM}id")
    )


def test_without_a_site_entries_lead_to_the_pages() -> None:
    root = feed(CHANGED, site="")
    assert [each.get("href") for each in root.iter(f"{ATOM}link")] == [CHANGED.url]
    saved = feed(replace(CHANGED, url="saved:sha256:00"), site="")
    assert [*saved.iter(f"{ATOM}link"), *saved.iter(f"{XHTML}a")] == []


def test_a_demo_says_so_in_every_entry() -> None:
    root = feed(CHANGED, NEW, kind="demo")
    titles = [each.text or "" for each in root.iter(f"{ATOM}title")]
    assert len(titles) == 3
    assert all("模拟数据" in title for title in titles)
    assert "模拟数据" not in ElementTree.tostring(feed(CHANGED, NEW), encoding="unicode")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "a\x00b\x0bc\ud800d\uffff", "x\u202ey", "]]>&amp;<b>", "\n\t"]
)
def test_hostile_text_stays_text(text: str) -> None:
    root = feed(replace(CHANGED, title=f"年报{text}", lines=((f"行{text}", "-/figure/x"),)))
    tags = {each.tag.rpartition("}")[2] for each in root.iter() if each.tag.startswith(XHTML)}
    assert tags == {"div", "ul", "li", "a", "p"}
    assert printable(f"年报{text}") in root.findall(f".//{ATOM}title")[1].text  # type: ignore[operator]


def test_every_kind_has_a_name() -> None:
    root = feed(*(replace(CHANGED, kind=kind, id=number) for number, kind in enumerate(KINDS, 1)))
    assert [each.get("term") for each in root.iter(f"{ATOM}category")] == list(KINDS)
