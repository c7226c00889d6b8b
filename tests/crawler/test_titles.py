"""Titles: what real columns hold, told apart by their words alone."""

from __future__ import annotations

import csv
import hashlib
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.cms.listing import anchors, parse, text_of
from crawler.titles import classify, full_title, is_column_name
from tests.reading.hostile import alarm

HERE = Path(__file__).parent
REPORTS = ("report", "undated", "truncated")


def written() -> list[dict[str, str]]:
    """titles.csv: titles of made-up places in every wording seen on real columns, with what each is."""
    with (HERE / "titles.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def real() -> Iterator[tuple[str, str]]:
    """The anchor texts of the corpus' stored pages with their labels; anchors.csv names a text by its hash."""
    with (HERE / "anchors.csv").open(encoding="utf-8", newline="") as file:
        labels = {(row["file"], row["sha256"]): row["kind"] for row in csv.DictReader(file)}
    for path in sorted((Path(os.environ["GONGKAI_CORPUS"]) / "cms" / "real").iterdir()):
        for anchor in anchors(parse(path.read_text(encoding="utf-8", errors="replace"))):
            text = full_title(text_of(anchor), anchor.get("title"))
            label = labels.pop((path.name, hashlib.sha256(text.encode()).hexdigest()[:16]), None)
            if label is not None:
                yield text, label
    assert not labels, f"{len(labels)} labelled anchors are not in the corpus"


# Each could be cut into words, or groups of dots, in more ways than a life is long.
@pytest.mark.parametrize("piece", ["2019", "图片版", "修订稿", "公开版", "网络版", "。", ".", "…·", "的公示"])
def test_no_title_stalls_the_crawl(piece: str) -> None:
    for count in (40, 50_000):
        title = f"某局政府信息公开年报{piece * count}魑"
        with alarm(title[:20]):
            assert full_title(title, None) == title
            assert classify(title).kind == "other"


def test_a_title_of_megabytes_is_not_remembered() -> None:
    tracemalloc.start()
    for number in range(20):
        assert classify(f"{number}" + "年" * 1_000_000).kind == "other"
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 4_000_000


@pytest.mark.parametrize("row", written(), ids=lambda row: str(row["title"]))
def test_a_title_is_what_it_says(row: dict[str, str]) -> None:
    found = classify(row["title"])
    assert (found.kind, found.is_report) == (row["kind"], row["kind"] in REPORTS)
    if row["kind"] == "report":
        assert (str(found.year), found.agency or "") == (row["year"], row["agency"])


@pytest.mark.skipif("GONGKAI_CORPUS" not in os.environ, reason="needs the corpus")
def test_precision_and_recall_over_everything_labelled() -> None:
    """Precision at least 0.99, recall at least 0.98, and every error is listed."""
    labelled = [*real(), *((row["title"], row["kind"]) for row in written())]
    assert len(labelled) > 1000
    taken = [(text, kind) for text, kind in labelled if classify(text).is_report]
    right = [(text, kind) for text, kind in taken if kind in REPORTS]
    wanted = [text for text, kind in labelled if kind in REPORTS]
    errors = [f"taken wrongly: {text} ({kind})" for text, kind in taken if kind not in REPORTS]
    errors += [f"missed: {text}" for text in wanted if not classify(text).is_report]
    assert len(right) >= 0.99 * len(taken), "\n".join(errors)
    assert len(right) >= 0.98 * len(wanted), "\n".join(errors)
    assert not errors, "\n".join(errors)


@pytest.mark.skipif("GONGKAI_CORPUS" not in os.environ, reason="needs the corpus")
def test_every_real_anchor_is_classified_as_labelled() -> None:
    kinds = (*REPORTS, "year", "statistics")
    wrong = [
        f"{text}: {kind}, not {found}"
        for text, kind in real()
        if (found := classify(text).kind) != kind and not (kind == "no" and found not in kinds)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_longer_of_text_and_attribute_counts() -> None:
    assert full_title("某局2023年政府信息...", "某局2023年政府信息公开工作年度报告").endswith("报告")
    assert full_title("某局2023年政府信息公开工作年度报告", "查看") == "某局2023年政府信息公开工作年度报告"
    assert full_title("年报", None) == "年报"


@pytest.mark.parametrize(
    "name", ["政府信息公开年报", "信息公开年度报告", "历年年报", "公开年报", "部门年报", "年报"]
)
def test_names_of_report_columns(name: str) -> None:
    assert is_column_name(name)


@pytest.mark.parametrize("name", ["政府信息公开指南", "法定主动公开内容", "政府工作报告", "统计年鉴"])
def test_names_of_other_columns(name: str) -> None:
    assert not is_column_name(name)


@pytest.mark.parametrize(
    "piece", [" ", "政府信息公开", "2019年", "…", "(", "工作", "年度", "1", "-", "情况的"]
)
def test_a_hostile_title_stalls_nothing(piece: str) -> None:
    """Long titles are other at once; the longest that is looked at ends too (a stall would hang the suite)."""
    assert classify(piece * 60_000).kind == "other"
    classify(("2019年政府信息公开" + piece * 200)[:200])
