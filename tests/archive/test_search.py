"""Chinese words of any length, in either script, and whatever else is typed."""

from __future__ import annotations

import pytest

from archive.search import match_query
from tests.archive.making import Archive

TEXT = "我局公开。公证处2019年办理行政复议12件，ABC平台上线。"


@pytest.mark.parametrize(
    "query",
    [
        "公",
        "公证",
        "公证处",
        "公开。公证",
        "2019",
        "2019年",
        "行政复议",
        "行政復議",
        "公證處",
        "abc",
        "ＡＢＣ平台",
        "公证 复议",
        "《公证处》",
        '"行政复议"',
        "12件",
    ],
)
def test_what_stands_in_the_text_is_found(archive: Archive, query: str) -> None:
    archive.publish(text=TEXT)
    assert archive.rows("SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?", match_query(query)) == [
        (1,)
    ]


@pytest.mark.parametrize("query", ["开公", "开证", "公证复议", "201", "证公", "公证 律师", "复议行政"])
def test_what_does_not_is_not(archive: Archive, query: str) -> None:
    archive.publish(text=TEXT)
    assert archive.rows("SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?", match_query(query)) == []


@pytest.mark.parametrize(
    "query",
    ['" OR *', '"', "*", "NEAR(", "a AND", "title:", "^", "-公", "()", "", " ", "\x00", "😀", "公" * 5000],
)
def test_nothing_typed_is_an_error(archive: Archive, query: str) -> None:
    archive.publish(text=TEXT)
    found = archive.rows("SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?", match_query(query))
    assert len(found) <= 1, "one report was published"


def test_a_traditional_text_is_found_by_simplified_words(archive: Archive) -> None:
    archive.publish(text="政府信息公開條例")
    assert archive.rows("SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?", match_query("公开条例"))


def test_the_old_text_is_gone_from_the_index(archive: Archive) -> None:
    archive.publish(text="旧文")
    archive.publish(body=b"<p>two</p>", text="新词")
    found = [
        archive.rows("SELECT rowid FROM reports_fts WHERE reports_fts MATCH ?", match_query(q))
        for q in ("旧文", "新词")
    ]
    assert found == [[], [(1,)]]
    archive.rows("SELECT count(*) FROM reports_fts_data")
