"""The quality gate itself: damage and mixtures in their short forms, floors, and that the measures can fail."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.fixtures import record_of
from pipelines.report import READER_VERSION, read_report
from tests.quality import floors, pinned
from tests.quality.damage import damaged, summary
from tests.quality.mix import mix
from tests.quality.pages import Case, cases, differences, figures_of
from tests.quality.scores import scores, unflagged_share

GOLDEN = cases()


def case_named(name: str) -> Case:
    return next(case for case in GOLDEN if case.name == name)


def test_there_are_enough_golden_pages_of_real_size() -> None:
    # Above an attachment there is little more than a title.
    sizes = [len(case.document.parts[0].body) for case in GOLDEN if len(case.document.parts) == 1]
    assert len(GOLDEN) >= 60
    assert sum(sizes) / len(sizes) >= 40 * 1024
    assert {case.form for case in GOLDEN} == {"2019", "2021", "hybrid", "pre-2019", "none", "no report"}


@pytest.mark.slow
def test_a_damaged_page_is_never_silently_wrong() -> None:
    outcomes = list(damaged(GOLDEN, 300))
    assert [each for each in outcomes if each.silent] == []
    counts = summary(outcomes)
    assert counts["damaged"] == 300
    assert 0 < counts["flagged"] < 300, "some damage shows, and much of it does no harm"


def test_a_reading_that_makes_numbers_up_is_silently_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(document: object) -> object:
        report = read_report(document)  # type: ignore[arg-type]
        made_up = tuple(figure._replace(value=7_000_001) for figure in report.figures)
        return replace(report, figures=made_up, checks=(), problems=())

    monkeypatch.setattr("tests.quality.damage.read_report", careless)
    pages = [case for case in GOLDEN if len(case.document.parts) == 1 and case.form == "2021"]
    assert summary(list(damaged(pages, 10)))["silently wrong"] == 10


def test_clean_pages_are_not_flagged() -> None:
    assert unflagged_share(GOLDEN) >= 0.98


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_other_documents_give_no_figures(seed: int) -> None:
    wrong = []
    for page in mix(1000, seed):
        report = read_report(page.document())
        wanted = figures_of(page.expected()) if page.draft.understood else {}
        if report.understood != page.draft.understood or figures_of(record_of(report)) != wanted:
            wrong.append(f"{page.name}: {page.draft.title}")
    assert wrong == []


def test_a_blank_form_gives_no_number() -> None:
    for name in ("blank-form-2019", "blank-form-2021", "report-left-blank"):
        assert [figure for figure in case_named(name).report.figures if figure.value is not None] == []


def test_another_reading_has_another_reader_version() -> None:
    assert list(pinned.departures(GOLDEN)) == []


def test_a_changed_reading_asks_for_another_reader_version(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_named("hanweb-2021")
    other = replace(case.report, figures=case.report.figures[1:])
    changed = Case(case.name, case.document, case.expected)
    monkeypatch.setattr("tests.quality.pages.read_report", lambda document: other)
    assert [told.split(";")[1] for told in pinned.departures([changed])] == [
        f" raise READER_VERSION ({READER_VERSION})"
    ]
    monkeypatch.setattr(pinned, "READER_VERSION", "next")
    assert list(pinned.departures([changed])) == ["pin the readings anew: python -m tests.quality --pin"]


def test_a_difference_is_seen_and_counted() -> None:
    case = case_named("hanweb-2021")
    expected = json.loads(json.dumps(case.expected))
    expected["figures"]["disclosure_requests"]["granted"]["total"] += 1
    expected["facts"]["title"] = "别的标题"
    expected["text"] = expected["text"][:3]
    changed = Case(case.name, case.document, expected)
    assert [line.split(":")[0] for line in differences(changed)] == [
        "facts",
        "figure disclosure_requests granted total",
        "text",
    ]
    found = scores([changed])
    assert found.share("title") == 0
    assert found.total["figures", "2021"] - found.right["figures", "2021"] == 1


def test_floors_rise_and_never_fall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(floors, "FILE", tmp_path / "floors.json")
    floors.write({"title": 0.9})
    floors.write(floors.raised({"title": 0.5, "figures": 1.0}, floors.floors()))
    assert floors.floors() == {"title": 0.9, "figures": 1.0}
    assert floors.below({"title": 0.5, "figures": 1.0}, floors.floors()) == [
        "title 0.5 is below its floor 0.9"
    ]


def test_the_floors_in_force_ask_for_every_figure() -> None:
    in_force = floors.floors()
    assert in_force["figures"] == in_force["units"] == in_force["damaged pages not silently wrong"] == 1
    assert in_force["clean pages unflagged"] >= 0.98
