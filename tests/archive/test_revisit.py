"""When pages are asked for again: simulated years of daily runs, and what the archive knows of a page's past."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import pytest

from archive.ids import page_id
from archive.revisit import MOST_REPLAYS, Past, document_check, list_check, next_check_at, past
from archive.rows import LinkRow
from tests.archive.making import LIST, PDF, URL, Archive, read
from tests.archive.test_frontier import due

DEADLINES = ("2026-01-31T16:00:00Z", "2026-03-31T16:00:00Z")


def daily(start: str, days: int, hour: int = 18) -> Iterator[str]:
    """The moments (UTC) at which a daily run begins."""
    first = datetime.fromisoformat(start).replace(hour=hour, tzinfo=timezone.utc)
    for number in range(days):
        yield (first + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


def asked(past: Past, start: str, days: int) -> list[str]:
    """The runs in which a report that never changes is asked for."""
    due, found = start, []
    for now in daily(start[:10], days):
        if due <= now:
            found.append(now)
            due = document_check(now, past)
    return found


@pytest.mark.parametrize("hour", [0, 2, 15, 16, 18, 23])
def test_a_deadline_finds_every_list_due_in_the_next_run_and_in_step(hour: int) -> None:
    """Two pages of one list, the second of which fails now and then: only a run that asks for both can accuse."""
    due = {"first": "2025-06-01T00:00:00Z", "second": "2025-06-01T00:00:00Z"}
    failures, whole = 0, []
    for number, now in enumerate(daily("2025-06-01", 700, hour)):
        both = all(at <= now for at in due.values())
        failing = number % 5 == 0 and number < 579
        if due["first"] <= now:
            due["first"] = next_check_at(now, "listing", "same", 0, Past(now)) or ""
        if due["second"] <= now:
            failures = failures + 1 if failing else 0
            outcome = "failed" if failing else "same"
            due["second"] = next_check_at(now, "listing", outcome, failures, Past(now)) or ""
        if both and not failing:
            whole.append(now)
    for deadline in DEADLINES:
        after = next(now for now in whole if now >= deadline)
        days = datetime.fromisoformat(after[:-1]) - datetime.fromisoformat(deadline[:-1])
        assert days <= timedelta(days=2), (
            "a right accusation waits for no more than the next run that goes well"
        )
    in_season = [now for now in whole if "2027-01-02" <= now[:10] <= "2027-04-29"]
    assert len(in_season) >= 116  # of 118 runs, none of which failed
    assert (
        25 <= len([now for now in whole if "2026-05-04" <= now[:10] <= "2026-12-28"]) <= 36
    )  # of 35 Mondays


def test_lists_are_asked_for_on_mondays_out_of_season_and_daily_in_it() -> None:
    runs, due = 0, "2025-05-05T00:00:00Z"
    for now in daily("2025-05-05", 365):
        if due <= now:
            runs += 1
            due = list_check(now)
    assert 150 <= runs <= 160  # 120 days and 35 Mondays, rather than 365


def test_a_new_report_is_asked_for_often_and_an_old_one_hardly_ever() -> None:
    new = Past("2026-01-20T02:00:00Z", on="2026-01-20", year=2025)
    times = asked(new, "2026-01-20T02:00:00Z", 365)
    assert 12 <= len(times) <= 18
    assert len([now for now in times if now < "2026-02-10"]) >= 6
    assert any(now[:10] in ("2026-01-31", "2026-02-01") for now in times), (
        "after the due date it is seen again"
    )
    old = Past("2026-01-20T02:00:00Z", on="2015-01-20", year=2014)
    assert len(asked(old, "2026-01-20T02:00:00Z", 365)) <= 3
    undated = Past("2026-01-20T02:00:00Z", year=2014)
    assert asked(undated, "2026-01-20T02:00:00Z", 365)[1] >= "2026-07-01"


def test_a_report_that_changed_is_asked_for_often_again() -> None:
    changed = Past("2015-01-20T02:00:00Z", "2026-06-01T02:00:00Z", "2015-01-20", 2014)
    assert 6 <= len(asked(changed, "2026-06-01T02:00:00Z", 60)) <= 10


def test_an_address_that_may_hold_each_years_report_in_turn_is_asked_for_after_both_due_dates() -> None:
    times = asked(Past("2020-01-20T02:00:00Z", on="2025-01-20", year=2024), "2025-06-01T02:00:00Z", 330)
    for deadline in DEADLINES:
        assert any(deadline <= now < deadline.replace("T16", "T19") for now in times)


def test_a_date_to_come_is_no_date() -> None:
    slip = Past("2026-01-20T02:00:00Z", on="2062-01-20", year=2014)
    assert len(asked(slip, "2026-01-20T02:00:00Z", 365)) <= 60
    assert document_check("2026-06-20T02:00:00Z", slip) > "2026-08"


def known(archive: Archive, url: str) -> Past:
    with read(archive.path) as connection:
        connection.row_factory = sqlite3.Row
        return past(connection, page_id(url))


def test_the_past_of_a_page_is_its_lists_date_its_year_and_its_last_change(archive: Archive) -> None:
    archive.keep(LIST, kind="listing", links=[LinkRow(URL, "report", "年报", None, "2022-01-20")])
    assert (known(archive, URL).on, known(archive, URL).year) == ("2022-01-20", None)
    archive.publish(body=b"<p>one</p>")
    archive.publish(body=b"<p>one, read 17 times</p>")
    assert (known(archive, URL).year, known(archive, URL).changed_at) == (
        2021,
        None,
    )  # a counter is no change
    archive.clock.time = "2022-03-01T08:00:00Z"
    archive.publish(body=b"<p>two</p>", received=6)
    assert known(archive, URL).changed_at == "2022-03-01T08:00:00Z"


def test_a_part_is_as_old_as_its_report(archive: Archive) -> None:
    archive.keep(LIST, kind="listing", links=[LinkRow(URL, "report", "年报", None, "2012-01-20")])
    archive.keep(links=[LinkRow(PDF, "attachment")])
    assert known(archive, PDF).on == "2012-01-20"


def test_after_nine_304s_on_end_a_page_is_asked_for_whole(archive: Archive) -> None:
    """Some servers keep an ETag while the page changes."""
    conditional = []
    archive.keep(body=b"one", headers={"ETag": '"a"'})
    for _ in range(2 * (MOST_REPLAYS + 1)):
        archive.run = archive.store.begin_run("the next")
        (page,) = [page for page in due(archive, full=True) if page.url == URL]
        conditional.append(page.etag is not None)
        if page.etag is not None:
            archive.keep(body=None, status=304)
        else:
            archive.keep(body=b"one", headers={"ETag": '"a"'})
    assert conditional == [*[True] * MOST_REPLAYS, False] * 2
