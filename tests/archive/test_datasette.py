"""The site: a real Datasette on a real file, asked over its own HTTP client; once as a process of its own."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import yaml
from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted

from archive.browse import command, main
from archive.ids import page_id
from archive.rows import LinkRow, SectionRow
from tests.archive.making import PDF, PORTAL, URL, Archive, figure, problem
from tests.loopback import python_path

HERE = Path(__file__).resolve().parents[2] / "archive"
Get = Callable[[str], Any]

PAGES = [
    "/", "/reports", "/reports/reports", "/reports/panel", "/reports/figures", "/reports/changes",
    "/reports/source_health", "/reports/coverage", "/reports/problems", "/reports/pages", "/reports/fetches", "/reports/checks",
    "/reports/bodies", "/reports/printed_tables", f"/reports/reports/{page_id(URL)}", f"/reports/pages/{page_id(URL)}",
    f"/-/figure/{page_id(URL)}/disclosure_requests/granted/total", "/reports/nothing", "/-/figure/none/of/these/at-all",
]  # fmt: skip


def serve(path: Path) -> Get:
    """A Datasette as `make browse` starts it, and a way to ask it for a path."""
    datasette = Datasette(
        [str(path)],
        metadata=yaml.safe_load((HERE / "metadata.yml").read_text(encoding="utf-8")),
        settings=json.loads((HERE / "settings.json").read_text(encoding="utf-8")),
        plugins_dir=str(HERE / "plugins"),
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
    )

    def get(url: str) -> Any:
        return asyncio.run(datasette.client.get(url))

    return get


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """The site of a real archive with one report, for tests that only look."""
    yield from _published(tmp_path_factory.mktemp("real"), "real")


@pytest.fixture(scope="module")
def published_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    yield from _published(tmp_path_factory.mktemp("demo"), "demo")


def _published(folder: Path, kind: str) -> Iterator[Get]:
    made = Archive(folder, kind)
    made.publish()
    yield serve(made.path)
    made.store.close()


def found(get: Get, words: str) -> int:
    answer = get(f"/reports/reports.json?_search={quote(words)}")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["filtered_table_rows_count"])


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("公", 1),
        ("公证", 1),
        ("公证处", 1),
        ("政府信息公开", 1),
        ("證", 1),
        ("2021年", 1),
        ("开公", 0),
        ("律师", 0),
        ("公证 律师", 0),
    ],
)
def test_the_ordinary_search_box_finds_chinese_words(published: Get, words: str, count: int) -> None:
    assert found(published, words) == count


@pytest.mark.parametrize("words", ['" OR *', '"', "*", "NEAR(a", "title:x", "'); DROP TABLE reports; --", ""])
def test_whatever_is_searched_for_is_no_error_and_no_harm(published: Get, words: str) -> None:
    for query in (
        f"_search={quote(words)}",
        f"_search_title={quote(words)}",
        f"_sort={quote(words)}",
        f"title__contains={quote(words)}",
    ):
        assert published(f"/reports/reports?{query}").status_code in (200, 400)
    assert found(published, "公证") == 1


def test_a_front_page_that_cannot_count_in_time_denies_nothing(
    published: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = Database.execute

    async def interrupted(self: Database, sql: str, *args: Any, **options: Any) -> Any:
        if options.get("custom_time_limit"):
            raise QueryInterrupted("interrupted", sql, None)
        return await execute(self, sql, *args, **options)

    monkeypatch.setattr(Database, "execute", interrupted)
    front = published("/")
    assert front.status_code == 200
    assert "未能在时限内列出" in front.text
    assert "还没有报告" not in front.text
    assert "未能在时限内统计" in front.text
    assert "没有。" not in front.text


def test_an_archive_that_is_being_written_is_served_as_it_stands(archive: Archive) -> None:
    get = serve(archive.path)
    assert found(get, "公证") == 0
    archive.publish()
    assert found(get, "公证") == 1


@pytest.mark.parametrize("page", PAGES)
def test_a_demo_says_so_on_every_page(published_demo: Get, page: str) -> None:
    assert "模拟数据" in published_demo(page).text


def test_a_demo_says_so_in_every_export(published_demo: Get) -> None:
    assert "模拟数据" in published_demo("/reports/panel.json").json()["source"]
    for url in ("/reports/panel.csv", "/reports/panel.csv?_dl=1", "/reports/panel.csv?_stream=on"):
        assert quote("模拟数据") in published_demo(url).headers["content-disposition"]


@pytest.mark.parametrize("page", PAGES[:4])
def test_a_real_archive_says_no_such_thing(published: Get, page: str) -> None:
    assert "模拟数据" not in published(page).text


@pytest.mark.parametrize("page", PAGES)
def test_no_page_may_run_or_load_anything_foreign(published: Get, page: str) -> None:
    answer = published(page)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert not re.findall(r"""(?:src|<link rel="stylesheet" href)=["']?(?:https?:)?//""", answer.text)


@pytest.mark.parametrize(
    "path", ["/reports?sql=select+hex(zeroblob(400000000))", "/reports.db", "/reports/reports?_where=1=1"]
)
def test_no_sql_of_anybody_else_and_no_copy_of_the_file(published: Get, path: str) -> None:
    assert published(path).status_code == 403


def test_the_report_page_leads_from_figure_to_cell_and_snapshot(archive: Archive) -> None:
    archive.publish(problems=(problem("INDEX_INCOMPLETE", "索引号不完整"),))
    get, report = serve(archive.path), page_id(URL)
    text = get(f"/reports/reports/{report}").text
    assert "索引号不完整" in text
    (path,) = re.findall(r'href="(/-/figure/[^"]+/new_received/total)"', text)
    shown = get(path).text
    assert "本年新收政府信息公开申请数量 · 总计" in shown
    assert re.search(r'<td [^>]*class="figure current" id="here"><a [^>]*>5</a></td>', shown)
    (snapshot,) = re.findall(r'href="(/-/snapshot/[0-9a-f]{64})"', shown)
    assert get(snapshot).content == b"<p>one</p>"
    blank = get(f"/-/figure/{report}/disclosure_requests/partial/total").text
    assert "无数字" in blank
    assert "“/”" in blank


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("figures", f"/-/figure/{page_id(URL)}/disclosure_requests/granted/total"),
        ("panel", f"/reports/reports/{page_id(URL)}"),
        ("pages", "/-/snapshot/1"),
        ("reports", f"/reports/figures?report_id={page_id(URL)}"),
    ],
)
def test_ids_in_tables_are_links(published: Get, page: str, link: str) -> None:
    assert f'href="{link}"' in published(f"/reports/{page}").text


def test_changes_after_publication_stand_out(archive: Archive) -> None:
    archive.publish()
    archive.publish(body=b"<p>two</p>", received=8)
    archive.store.note_notices()
    get = serve(archive.path)
    figure = f"/-/figure/{page_id(URL)}/disclosure_requests/new_received/total"
    report = get(f"/reports/reports/{page_id(URL)}").text
    assert f'<a href="{figure}">本年新收' in report
    assert report.index("5 → 8") < report.index("印出的表")
    assert "5 → 8（第 2 版，2022-02-01 见到）" in get(figure).text
    assert "发布后改动" not in get(figure.replace("new_received", "granted")).text
    notices = get("/reports/notices").text
    assert f'<a href="{figure}">表三 本年新收' in notices
    assert f'<a href="/reports/reports/{page_id(URL)}">站内页</a>' in notices
    for page in ("notices.json", "notices.csv"):
        assert get(f"/reports/{page}").status_code == 200


def test_the_feed_is_on_the_site_and_found_from_every_page(archive: Archive) -> None:
    archive.publish()
    get = serve(archive.path)
    assert (
        '<link rel="alternate" type="application/atom+xml" title="通知" href="/-/feed.atom">' in get("/").text
    )
    empty = ElementTree.fromstring(get("/-/feed.atom").text)
    archive.store.note_notices()
    answer = get("/-/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert (len(empty.findall(f"{atom}entry")), len(feed.findall(f"{atom}entry"))) == (0, 1)
    links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{atom}link")}
    assert links["self"] == "http://localhost/-/feed.atom"
    (entry,) = feed.findall(f"{atom}entry/{atom}link")
    assert get(entry.get("href", "").removeprefix("http://localhost")).status_code == 200


def test_a_figure_of_the_old_table_may_hold_a_slash(archive: Archive) -> None:
    archive.keep()
    row = figure("x", "value", 7)
    archive.record(
        figures=(type(row)("indicators", "收到/申请数 %", "value", 7, "件", "7", None, 0, 0, 0, 1),)
    )
    get = serve(archive.path)
    (path,) = re.findall(r'href="(/-/figure/[^"]+)"', get("/reports/figures").text)
    assert "收到/申请数 %" in get(path).text


GBK = "<meta charset=gb2312><p>公开</p><script>alert(1)</script>".encode("gb18030")


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (GBK, "text/html", "text/html; charset=gb18030"),
        (GBK, "text/html; charset=ISO-8859-1", "text/html; charset=gb18030"),
        ("<p>公开</p>".encode(), "text/html; charset=gbk", "text/html; charset=utf-8"),
        (b"<p>old</p>", "", "text/html; charset=utf-8"),
        (b"text", "text/plain", "text/plain; charset=utf-8"),
        (b"<svg onload=alert(1)>", "image/svg+xml", "application/octet-stream"),
        (b"%PDF-1.7", "application/pdf", "application/octet-stream"),
    ],
)
def test_a_snapshot_is_the_bytes_in_a_sandbox(
    archive: Archive, body: bytes, content_type: str, expected: str
) -> None:
    archive.keep(body=body, headers={"content-type": content_type})
    get = serve(archive.path)
    for key in ("1", hashlib.sha256(body).hexdigest()):
        answer = get(f"/-/snapshot/{key}")
        assert answer.content == body
        assert answer.headers["content-type"] == expected
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert ("content-disposition" in answer.headers) == (expected == "application/octet-stream")


@pytest.mark.parametrize("key", ["2", "99999999999999999999", "x", "0" * 64, "1%27%20OR%201=1", "-1"])
def test_an_unknown_snapshot_is_one_line(published: Get, key: str) -> None:
    answer = published(f"/-/snapshot/{key}")
    assert answer.status_code == 404
    assert answer.text.count("\n") == 1


HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="alert(1)'


def test_what_a_page_says_is_only_text(archive: Archive) -> None:
    archive.keep(links=[LinkRow(PDF, "attachment", HOSTILE)])
    archive.record(
        title=HOSTILE, text=HOSTILE, figures=(figure("granted", "total", 5, raw=HOSTILE),),
        problems=(problem("X", HOSTILE),), sections=(SectionRow("overall", HOSTILE, HOSTILE),),
    )  # fmt: skip
    get = serve(archive.path)
    for page in PAGES:
        assert "<script>alert" not in get(page).text
        assert "<img src=x" not in get(page).text
        assert '" onmouseover="' not in get(page).text


def test_an_address_that_is_a_script_is_no_link(archive: Archive) -> None:
    archive.publish()
    with pytest.raises(ValueError, match="not an http"):
        archive.keep("javascript:alert(1)")


def test_no_cell_is_as_tall_as_a_page(archive: Archive) -> None:
    archive.publish(text="很长的正文。" * 5000)
    get = serve(archive.path)
    for table in ("reports", "sections"):
        assert "很长的正文。" * 40 not in get(f"/reports/{table}").text


def test_facets_by_region_year_and_form_have_names(published: Get) -> None:
    facets = published("/reports/reports.json").json()["facet_results"]
    assert set(facets) == {"report_year", "division_code", "form"}
    text = published("/reports/reports").text
    assert "年度" in text
    assert "政府信息公开工作年度报告" in text


def test_views_show_what_was_changed_and_how_sources_fare(archive: Archive) -> None:
    archive.publish()
    archive.publish(body=b"<p>two</p>", received=6)
    archive.keep(PORTAL, None, source="portal", status=None, error="timeout")
    get = serve(archive.path)
    (change,) = get("/reports/changes.json?_shape=array").json()
    assert (change["old"], change["new"], change["agency"]) == (5, 6, "青禾市司法局")
    assert change["old_body_sha256"] != change["new_body_sha256"]
    (row,) = get("/reports/panel.json?_shape=array").json()
    assert (row["agency_id"], row["report_year"], row["new_received"], row["granted"], row["partial"]) == (
        "qinghe-sfj",
        2021,
        6,
        3,
        None,
    )
    rows = get("/reports/source_health.json?_shape=array").json()
    assert {row["source_id"]: row["verdict"] for row in rows} == {"sfj": "never", "portal": "never"}


def test_other_processing_is_one_line_or_the_sum_of_three(archive: Archive) -> None:
    lines = ("other_overdue_correction", "other_overdue_fee", "other_others")
    archive.publish(figures=tuple(figure(line, "total", 2, row) for row, line in enumerate(lines)))
    archive.publish(
        "http://sfj.qinghe.gov.test/2.html", b"2", year="2020", figures=(figure("other_total", "total", 4),)
    )
    archive.publish(
        "http://sfj.qinghe.gov.test/3.html", b"3", year="2022", figures=(figure(lines[0], "total", 1),)
    )
    assert archive.rows("SELECT report_year, other_processing FROM panel ORDER BY 1") == [
        (2020, 4),
        (2021, 6),
        (2022, None),
    ]


def test_datasette_reads_the_folder_by_itself(archive: Archive, tmp_path: Path) -> None:
    archive.publish()
    folder = tmp_path / "site"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("*.db*", "var", "__pycache__"))
    archive.store.close()
    shutil.copy(archive.path, folder / "reports.db")
    datasette = Datasette(config_dir=folder)
    answer = asyncio.run(datasette.client.get(f"/reports/reports?_search={quote('公证')}"))
    assert "2021年政府信息公开工作年度报告" in answer.text
    assert asyncio.run(datasette.client.get("/static/gongkai.css")).status_code == 200
    archive.store = type(archive.store).open(archive.path)


def test_make_browse_starts_it(archive: Archive) -> None:
    archive.publish()
    line = command(archive.path, "--get", "/reports/reports.json?_search=" + quote("公证"))
    done = subprocess.run(
        line, capture_output=True, check=False, cwd=HERE.parent, env={"PYTHONPATH": python_path()}
    )
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["filtered_table_rows_count"] == 1


def test_what_cannot_be_browsed_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "reports.db"
    broken.write_text("no database" * 100)
    codes = [main([]), main([str(tmp_path / "none" / "reports.db")]), main([str(broken)])]
    assert codes == [1, 1, 4]
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_an_archive_by_any_name_is_shown(archive: Archive, capfd: pytest.CaptureFixture[str]) -> None:
    archive.publish()
    other = archive.path.with_name("other.db")
    with sqlite3.connect(archive.path) as source, sqlite3.connect(other) as copy:
        source.backup(copy)
    assert main([str(other), "--get", "/reports/reports.json?_shape=array"]) == 0
    assert len(json.loads(capfd.readouterr().out)) == 1
