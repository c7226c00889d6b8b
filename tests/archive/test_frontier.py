"""Keep and the frontier: what is due, what an answer changes, what a crash cannot lose."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive.ids import page_id
from archive.rows import DuePage, LinkRow, SourceRow
from archive.store import Store
from tests.archive.making import AGENCIES, LIST, PDF, PORTAL, SOURCES, URL, Archive, problem, read
from tests.loopback import python_path

ROOT = Path(__file__).resolve().parents[2]
LATER = "2022-03-20T08:00:00Z"


def due(archive: Archive, **changes: object) -> list[DuePage]:
    terms = {
        "now": archive.clock(), "sources": None, "per_site": 10, "exclude": (), "full": False,
        "run_id": archive.run, "limit": 100, **changes,
    }  # fmt: skip
    return archive.store.due(**terms)  # type: ignore[arg-type]


def urls(pages: list[DuePage]) -> list[str]:
    return [page.url for page in pages]


def state(archive: Archive, url: str, *columns: str) -> tuple[object, ...]:
    (row,) = archive.rows(f"SELECT {', '.join(columns)} FROM pages WHERE id = ?", page_id(url))
    return row


def test_what_every_run_meets_is_one_problem_with_its_last_time(archive: Archive) -> None:
    archive.keep()
    page, missing = page_id(URL), problem("ROBOTS_UNAVAILABLE", "HTTP 404")
    for run, time in ((1, LATER), (2, "2022-03-21T08:00:00Z")):
        archive.clock.time = time
        for where in (None, page):
            archive.store.add_problem(missing, run_id=run, page_id=where)
    archive.store.add_problem(problem("ROBOTS_UNAVAILABLE", "HTTP 403"), run_id=2)
    assert archive.rows("SELECT page_id, detail, run_id, seen_at FROM problems ORDER BY id") == [
        (None, "HTTP 404", 2, time),
        (page, "HTTP 404", 2, time),
        (None, "HTTP 403", 2, time),
    ]


def test_the_registry_fills_the_frontier(archive: Archive) -> None:
    assert sorted(urls(due(archive))) == sorted(source.url for source in SOURCES)
    archive.store.load_registry(AGENCIES, SOURCES)  # again: nothing doubles
    assert archive.one("SELECT count(*) FROM pages") == 2


def test_sources_that_are_paused_gone_or_to_discover_are_not_asked(archive: Archive) -> None:
    paused = SourceRow("sfj", LIST, "qinghe-sfj", "990100", "hanweb", "paused")
    home = SourceRow("home", "http://x.gov.cn/", None, "990100", "discover", "active")
    archive.store.load_registry(AGENCIES, [paused, home])
    assert due(archive) == []
    assert archive.rows("SELECT id, status FROM sources ORDER BY id") == [
        ("home", "active"), ("portal", "removed"), ("sfj", "paused"),
    ]  # fmt: skip
    assert archive.one("SELECT count(*) FROM agencies") == 2


def test_a_source_that_moved_is_asked_at_its_new_address_only(archive: Archive) -> None:
    archive.store.load_registry(
        AGENCIES, [SourceRow("sfj", "http://sfj.qinghe.gov.test/new/", None, "990100", None, "active")]
    )
    assert urls(due(archive)) == ["http://sfj.qinghe.gov.test/new/"]
    archive.store.load_registry(AGENCIES, SOURCES[:1])
    assert urls(due(archive)) == [LIST]


def test_links_become_pages_with_their_referer(archive: Archive) -> None:
    kept = archive.keep(
        LIST, kind="listing", links=[LinkRow(URL, "report", "2021年年报", None, "2022-01-20")]
    )
    assert (kept.outcome, kept.new_pages, kept.read_page_ids) == ("new", 1, ())
    (found,) = [page for page in due(archive) if page.url == URL]
    assert (found.kind, found.source_id, found.referer) == ("report", "sfj", LIST)
    assert state(archive, URL, "state", "read_state") == ("pending", None)


def test_a_link_that_is_no_address_is_a_problem_and_the_others_count(archive: Archive) -> None:
    kept = archive.keep(
        LIST, kind="listing", links=[LinkRow("http://[::1", "report"), LinkRow(URL, "report")]
    )
    assert kept.new_pages == 1
    assert archive.rows("SELECT kind, origin FROM problems") == [("BAD_LINK", "crawl")]


def test_a_picture_beside_a_title_takes_nothing_from_it(archive: Archive) -> None:
    links = [LinkRow(URL, "report", "年报", "全名", "2022-01-20"), LinkRow(URL, "report")]
    assert archive.keep(LIST, kind="listing", links=links).new_pages == 1
    assert archive.rows("SELECT text, title, listed_on FROM links") == [("年报", "全名", "2022-01-20")]


def test_bytes_decide_the_outcome(archive: Archive) -> None:
    assert archive.keep(body=b"one").outcome == "new"
    assert archive.keep(body=b"one").outcome == "same"
    assert archive.keep(body=b"two").outcome == "changed"
    assert archive.keep(body=None, status=304).outcome == "not_modified"
    assert archive.one("SELECT count(*) FROM bodies") == 2  # one row a body, however often it comes
    body = archive.store.good_body(page_id(URL))
    assert body is not None
    assert (body.body, body.content_type) == (b"two", "text/html")


BAD = [
    ({"status": None, "error": "connection refused"}, None, "failed", "failed"),
    ({"status": 500}, b"oops", "failed", "failed"),
    ({"status": 200}, None, "failed", "failed"),
    ({"status": 206}, b"half", "failed", "failed"),
    ({"status": 200, "error": "the body ended early"}, b"half", "failed", "failed"),
    ({"status": 403}, b"no", "blocked", "blocked"),
    ({"status": 200, "blocked": "challenge page"}, b"prove you are human", "blocked", "blocked"),
    ({"status": 404}, b"gone", "gone", "failed"),
]


@pytest.mark.parametrize(("fetch", "body", "outcome", "expected"), BAD)
def test_a_bad_answer_never_replaces_a_good_one(
    archive: Archive, fetch: dict[str, object], body: bytes | None, outcome: str, expected: str
) -> None:
    archive.publish(body=b"good")
    good = state(archive, URL, "good_fetch_id", "read_state")
    kept = archive.keep(body=body, **fetch)
    assert (kept.outcome, kept.read_page_ids) == (outcome, ())
    assert state(archive, URL, "good_fetch_id", "read_state") == good
    assert state(archive, URL, "state") == (expected,)
    document = archive.store.document(page_id(URL))
    assert document is not None
    assert document.parts[0].body == b"good"


def test_304_without_a_kept_body_is_a_failure(archive: Archive) -> None:
    assert archive.keep(body=None, status=304).outcome == "failed"


def test_failures_are_retried_ever_later_and_what_never_was_there_twice(archive: Archive) -> None:
    waits = []
    for _ in range(10):
        archive.keep(body=None, status=None, error="timeout")
        waits.append(state(archive, URL, "next_check_at")[0])
    assert waits[:3] == ["2022-02-01T09:00:00Z", "2022-02-01T10:00:00Z", "2022-02-01T12:00:00Z"]
    assert waits[-1] == "2022-02-08T08:00:00Z"
    archive.keep(body=b"one")
    assert state(archive, URL, "next_check_at", "failures") == ("2022-02-08T08:00:00Z", 0)
    archive.keep(PDF, kind="attachment", body=None, status=404)
    assert state(archive, PDF, "next_check_at", "state") == ("2022-02-01T09:00:00Z", "gone")
    archive.keep(PDF, kind="attachment", body=None, status=410)
    assert state(archive, PDF, "next_check_at") == (None,)


def test_a_page_that_vanished_is_gone_when_three_days_say_so_and_stays_kept(archive: Archive) -> None:
    archive.publish(body=b"good")
    # A day in China begins at 16:00 UTC; what could not be asked neither confirms nor denies.
    answers: list[tuple[str, dict[str, object], str]] = [
        ("2022-02-01T09:00:00Z", {"status": 404}, "failed"),
        ("2022-02-01T15:59:59Z", {"status": 410}, "failed"),
        ("2022-02-01T16:00:00Z", {"status": 200, "error": "soft404: 页面已不存在"}, "failed"),
        ("2022-02-02T09:00:00Z", {"status": None, "error": "timeout"}, "failed"),
        ("2022-02-03T09:00:00Z", {"status": 404}, "gone"),
    ]
    for archive.clock.time, fetch, expected in answers:
        archive.keep(body=None, **fetch)
        assert state(archive, URL, "state") == (expected,)
    assert state(archive, URL, "next_check_at") == ("2022-03-05T09:00:00Z",)  # it may come back
    assert archive.one("SELECT count(*) FROM reports") == 1
    archive.clock.time = "2022-03-05T09:00:00Z"
    assert archive.keep(body=b"good").outcome == "same"
    assert state(archive, URL, "state") == ("live",)
    archive.keep(body=None, status=404)
    assert state(archive, URL, "state") == ("failed",)


def test_due_is_asked_once_a_run_even_if_the_clock_jumps(archive: Archive) -> None:
    archive.keep(LIST, kind="listing")
    archive.clock.time = "2032-01-01T00:00:00Z"
    assert LIST not in urls(due(archive))
    assert LIST not in urls(due(archive, full=True))
    archive.run = archive.store.begin_run("the next")
    assert LIST in urls(due(archive))


def test_a_full_run_seeks_what_it_has_not_asked_yet(archive: Archive) -> None:
    """Near its end it has asked a million pages: each question for the next must not read them all."""
    connection, asked = archive.store._connection, []
    connection.set_trace_callback(asked.append)
    due(archive, full=True)
    connection.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert (
        sum("pages_asked (site=? AND <expr><?)" in step for step in plans) == 1
    )  # the sources are of one site


def test_full_asks_also_for_what_is_not_due(archive: Archive) -> None:
    archive.keep(LIST, kind="listing")
    archive.run = archive.store.begin_run("the next")
    assert LIST not in urls(due(archive))
    assert LIST in urls(due(archive, full=True))
    assert {
        (row.site, row.pages) for row in archive.store.due_plan(now=archive.clock(), sources=None, full=True)
    } == {("qinghe.gov.test", 2)}


def test_sites_take_turns(archive: Archive) -> None:
    sources = [
        SourceRow(f"s{i}", f"http://www.city{i // 3}.gov.cn/{i}/", None, "990100", None, "active")
        for i in range(9)
    ]
    archive.store.load_registry(AGENCIES, sources)
    archive.store.load_registry(AGENCIES, sources)
    first = due(archive, per_site=2)
    assert (
        sorted(page.site for page in first)
        == ["city0.gov.cn"] * 2 + ["city1.gov.cn"] * 2 + ["city2.gov.cn"] * 2
    )
    (third,) = due(archive, limit=1, after_site="city1.gov.cn")
    assert third.site == "city2.gov.cn"
    under_way = {page.id for page in first}
    assert len(due(archive, per_site=2, exclude=under_way)) == 3
    assert urls(due(archive, sources=["s4"])) == ["http://www.city1.gov.cn/4/"]


def test_conditional_requests_have_the_validators_of_the_good_body(archive: Archive) -> None:
    archive.keep(LIST, kind="listing", headers={"ETag": '"a"', "last-modified": "Tue"})
    archive.keep(LIST, kind="listing", body=b"wall", blocked="challenge", headers={"etag": '"wall"'})
    archive.clock.time = LATER
    archive.run = archive.store.begin_run("the next")
    (page,) = [page for page in due(archive) if page.url == LIST]
    assert (page.etag, page.last_modified) == ('"a"', "Tue")


def test_a_document_is_the_page_its_continuations_and_its_attachments(archive: Archive) -> None:
    second, third = "http://sfj.qinghe.gov.test/2022/1_2.html", "http://sfj.qinghe.gov.test/2022/1_3.html"
    archive.keep(LIST, kind="listing", links=[LinkRow(URL, "report", "年报", "2021年年报全名", "2022-01-20")])
    kept = archive.keep(
        links=[LinkRow(PDF, "attachment", "附件.pdf"), LinkRow(second, "continuation", "下一页")]
    )
    assert kept.read_page_ids == (page_id(URL),)
    archive.record()
    assert archive.store.unread() == []
    # Each part that arrives has its report read again, also through another part.
    assert archive.keep(
        second, b"2", "continuation", links=[LinkRow(third, "continuation")]
    ).read_page_ids == (page_id(URL),)
    archive.record()
    assert archive.keep(third, b"3", "continuation", links=[LinkRow(URL, "continuation")]).read_page_ids == (
        page_id(URL),
    )
    document = archive.store.document(page_id(URL))
    assert document is not None
    assert [(part.role, part.url) for part in document.parts] == [
        ("page", URL), ("continuation", second), ("continuation", third),
    ]  # fmt: skip
    assert [(part.role, part.name, part.state) for part in document.missing] == [
        ("attachment", "附件.pdf", "pending")
    ]
    context = document.context
    assert (context.agency, context.listed_title, context.listed_on, context.official) == (
        "青禾市司法局", "2021年年报全名", "2022-01-20", True,
    )  # fmt: skip


def test_a_shared_attachment_has_all_its_reports_read(archive: Archive) -> None:
    for url in (URL, PORTAL):
        archive.keep(url, links=[LinkRow(PDF, "attachment")])
    assert archive.keep(PDF, b"%PDF", "attachment").read_page_ids == tuple(
        sorted(map(page_id, (URL, PORTAL)))
    )


def test_a_dropped_attachment_is_no_part_any_more(archive: Archive) -> None:
    archive.keep(links=[LinkRow(PDF, "attachment")])
    archive.keep(PDF, b"%PDF", "attachment")
    archive.keep(body=b"<p>two</p>")
    document = archive.store.document(page_id(URL))
    assert document is not None
    assert [part.role for part in document.parts] == ["page"]


def test_documents_from_disk_are_never_asked_for(archive: Archive) -> None:
    archive.keep(
        "saved:sha256:ab", b"<p>", source=None, status=None, saved=True, links=[LinkRow(PDF, "attachment")]
    )
    assert archive.one("SELECT count(*) FROM pages WHERE next_check_at IS NOT NULL") == 2  # the sources' own
    document = archive.store.document(page_id("saved:sha256:ab"))
    assert document is not None
    assert not document.context.official


CRASH = """
import os, signal, sys
from pathlib import Path
from archive.rows import FetchRow
from archive.store import Store
store = Store.open(Path(sys.argv[1]))
run = store.begin_run("crashes")
store.keep(FetchRow(run, "http://sfj.qinghe.gov.test/2022/1.html", "report", None, store.now(), 200), b"<p>one</p>", [])
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_crash_between_keep_and_record_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "reports.db"
    died = subprocess.run(
        [sys.executable, "-c", CRASH, str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": python_path()},
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    with Store.open(path) as store:
        (page,) = store.unread()
        document = store.document(page.id)
    assert document is not None
    assert document.parts[0].body == b"<p>one</p>"


def test_an_error_within_a_transaction_leaves_nothing_of_it(archive: Archive) -> None:
    with pytest.raises(AttributeError):
        archive.keep(links=[LinkRow(PDF, "attachment"), None])  # type: ignore[list-item]
    assert archive.rows("SELECT count(*) FROM fetches UNION ALL SELECT count(*) FROM bodies") == [(0,), (0,)]
    assert archive.keep().outcome == "new"


def test_unread_pages_come_in_pages(archive: Archive) -> None:
    for number in range(5):
        archive.keep(f"http://sfj.qinghe.gov.test/{number}.html", str(number).encode())
    first = archive.store.unread(limit=3)
    rest = archive.store.unread(after=first[-1].id, limit=3)
    assert [page.id for page in first + rest] == sorted(
        page_id(f"http://sfj.qinghe.gov.test/{n}.html") for n in range(5)
    )


def test_runs_and_the_crawls_problems_are_noted(archive: Archive) -> None:
    archive.store.add_problem(problem("ROBOTS"), run_id=archive.run)
    archive.clock.time = LATER
    archive.store.end_run(archive.run, 2, "one source failed", {"pages": 3})
    assert archive.rows("SELECT command, finished_at, exit_code, verdict, stats FROM runs") == [
        ("a test", LATER, 2, "one source failed", '{"pages": 3}')
    ]
    with read(archive.path) as connection:
        assert connection.execute("SELECT kind, origin FROM problems").fetchall() == [("ROBOTS", "crawl")]
