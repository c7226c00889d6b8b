"""Addresses, ids and sites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.ids import canonical_url, page_id, site

SAME = [
    ("http://a.gov.cn", "HTTP://A.GOV.CN:80/"),
    ("http://a.gov.cn/x/y.html", "http://a.gov.cn/x/z/../y.html#top"),
    ("http://a.gov.cn/x.html?id=1", "http://a.gov.cn/x.html;jsessionid=0A?id=1&utm_source=w&spm=3"),
    ("http://a.gov.cn/%E5%85%AC", "http://a.gov.cn/公"),
    ("http://a.gov.cn/%C8%AB", "http://a.gov.cn/%c8%ab"),
    ("http://a.gov.cn/a/b", "http://a.gov.cn\\a\\b"),
    ("http://xn--fiqs8s.cn/", "http://中国.cn/"),
]
DIFFERENT = [
    ("http://a.gov.cn/", "https://a.gov.cn/"),
    ("http://a.gov.cn/gkmlpt/index#1", "http://a.gov.cn/gkmlpt/index#2"),
    ("http://a.gov.cn/?a=1&b=2", "http://a.gov.cn/?b=2&a=1"),
    ("http://a.gov.cn:8080/", "http://a.gov.cn/"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page_has_one_id(one: str, other: str) -> None:
    assert page_id(one) == page_id(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_pages_have_different_ids(one: str, other: str) -> None:
    assert page_id(one) != page_id(other)


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "ftp://a/b", "http://", "http://[::1", "http://a:99999/", "//a/b"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - urlsplit words some of them
        canonical_url(url)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_canonical_address_stays_as_it_is(path: str) -> None:
    try:
        once = canonical_url(f"http://a.gov.cn/{path}")
    except ValueError:
        return
    assert canonical_url(once) == once
    assert once.isascii()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://sfj.fuzhou.gov.cn/", "fuzhou.gov.cn"),
        ("http://www.gov.cn/", "www.gov.cn"),
        ("http://sfj.qinghe.gov.test:8000/", "qinghe.gov.test"),
        ("http://www.example.com.cn/", "example.com.cn"),
        ("http://127.0.0.1:9/", "127.0.0.1"),
        ("http://[::1]:9/", "::1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_departments_of_a_city_are_one_site(url: str, expected: str) -> None:
    assert site(url) == expected
