"""The simulated province keeps its word: same seed, same bytes; sites answer as real ones do."""

from __future__ import annotations

import ast
import contextlib
import http.client
import json
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from sqlite_utils import Database

from archive.migrations import migrations
from tests.province import forms, identities, places, registry, truth, world
from tests.province.families import FAMILIES, hanweb
from tests.province.markup import HABITS, UNCLOSED
from tests.province.model import Report, Request, Site, World
from tests.province.server import Province

PACKAGE = Path(world.__file__).parent
ROOT = PACKAGE.parent.parent


@pytest.fixture(scope="module")
def small() -> World:
    return world.build(1)


@pytest.fixture(scope="module")
def port(small: World) -> Iterator[int]:
    province = Province(0)
    province.publish(small)
    thread = threading.Thread(target=province.serve_forever, daemon=True)
    thread.start()
    yield province.port
    province.shutdown()
    province.server_close()


def ask(port: int, host: str, path: str, method: str = "GET", **request: object) -> tuple[int, bytes]:
    """Status and body of one request to the host, over a real connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        headers = {"Host": f"{host}:{port}", **dict(request.get("headers", {}))}  # type: ignore[call-overload]
        connection.request(method, path, body=request.get("body"), headers=headers)  # type: ignore[arg-type]
        answer = connection.getresponse()
        return answer.status, answer.read()


def site_of(small: World, style: str) -> Site:
    return next(site for site in small.sites if site.style == style)


def every_page(of: World) -> dict[str, bytes]:
    pages = {}
    for site in of.sites:
        for path, handler in FAMILIES[site.family].routes(site).items():
            pages[site.host + path] = handler(Request("GET", path, {})).body
    return pages


# --- generation ---


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(small: World) -> None:
    pages = every_page(small)
    assert every_page(world.build(1)) == pages
    assert truth.build(world.build(1), 80) == truth.build(small, 80)
    other = every_page(world.build(2))
    assert len(set(other.values()) & set(pages.values())) < 25, "only home pages, and lists asked for nothing"


@pytest.mark.parametrize("seed", range(1, 7))
def test_every_seed_shows_every_form_and_every_year(seed: int) -> None:
    reports = [p.document for _, p in world.build(seed).postings() if isinstance(p.document, Report)]
    assert len({id(report) for report in reports}) >= 50
    assert {report.form for report in reports} == {"pre-2019", "2019", "2021", "hybrid"}
    assert {report.year for report in reports} == set(range(2016, 2025))
    assert len({report.agency.id for report in reports}) >= 8
    assert {report.markup.name for report in reports} == {markup.name for markup in (*HABITS, UNCLOSED)}
    meanings = {note[4] for report in reports for note in truth._report(report)["notes"]}  # type: ignore[attr-defined]
    assert meanings == {"blank", "dash", "signed", "unit"}
    assert sum(count == 2 for count in Counter(map(id, reports)).values()) == 2, (
        "two reports are published twice"
    )


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_identities_fail_where_the_truth_says_and_nowhere_else(seed: int) -> None:
    reports = [p.document for _, p in world.build(seed).postings() if isinstance(p.document, Report)]
    for report in reports:
        assert identities.failing(report.figures) == report.figures.failing, report.stated.title
    broken = {rule for report in reports for rule, _ in report.figures.failing}
    assert broken == set(identities.RULES), (
        "every rule fails somewhere, or a reader that never fails goes unnoticed"
    )


def test_figures_are_distinct_on_a_page(small: World) -> None:
    for _, posting in small.postings():
        report = posting.document
        if not isinstance(report, Report) or report.agency.id in places.QUIET or not report.figures.requests:
            continue
        # What the year before fixed (carried over, items there were) may meet a sum or a draw of this year.
        requests = {line: row for line, row in report.figures.requests.items() if line != "carried_over"}
        proactive = {key: c for key, c in report.figures.proactive.items() if key[2] != "items_previous_year"}
        cells = [cell.value for row in requests.values() for cell in row if cell.value]
        cells += [abs(cell.value) for cell in proactive.values() if cell.value]
        assert len(cells) > 130
        assert len(set(cells)) == len(cells), report.stated.title


def test_the_forms_have_as_many_lines_as_the_official_ones() -> None:
    assert [len(forms.REQUESTS[form]) for form in ("2019", "2021")] == [23, 25]
    assert len(forms.INDICATORS) == 65
    assert sum(len(b.columns) * len(b.rows) for b in forms.PROACTIVE["2019"]) == 22
    assert sum(len(b.columns) * len(b.rows) for b in forms.PROACTIVE["2021"]) == 10


WRITERS = {
    "writers.py": {"xlwt", "reportlab"},
    "mirror.py": {"opencc"},
}  # what the files and a mirror are made with


def test_it_imports_nothing_but_itself_the_standard_library_and_writers() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.split(".")[0]
                known = sys.stdlib_module_names | WRITERS.get(path.name, set())
                assert name.startswith("tests.province") or top in known, (path.name, name)


def test_chrome_and_prose_share_no_phrase(small: World) -> None:
    from tests.province.pages import CHROME

    for _, posting in small.postings():
        written = "".join(block.content for block in posting.document.blocks)
        assert not [phrase for phrase in CHROME if phrase in written]


# --- the sites ---


def rows_of(body: bytes) -> list[str]:
    """The links of the rows in a Hanweb answer."""
    return re.findall(r"href=['\"](/art/[^'\"]+)", body.decode())


@pytest.mark.parametrize("style", ["initdata", "datastore", "nextgroup"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_hanweb_must_be_walked_through_its_proxy(small: World, port: int, style: str, method: str) -> None:
    site = site_of(small, style)
    status, page = ask(port, site.host, site.column_path)
    first = [link for link in dict.fromkeys(rows_of(page)) if f"art_{hanweb._column(site)}" in link]
    declared = int(re.search(r"totalRecord:(\d+)", page.decode())[1])  # type: ignore[index]
    assert status == 200
    assert len(first) == site.page_size * 3 < declared == len(site.postings)
    fields = {"columnid": hanweb._column(site), "unitid": hanweb._unit(site), "webid": "1", "path": "/"}
    proxy = re.search(r"proxyUrl:'([^']+)'", page.decode())[1]  # type: ignore[index]
    seen = first
    for start in range(len(first) + 1, declared + 1, len(first)):
        last = start + len(first) - 1
        span = {"startrecord": str(start), "endrecord": str(last), "perpage": str(site.page_size)}
        if method == "GET":
            status, answer = ask(port, site.host, f"{proxy}?{urlencode(span | fields)}")
        else:
            form = {
                "body": urlencode(fields),
                "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            }
            status, answer = ask(port, site.host, f"{proxy}?{urlencode(span)}", "POST", **form)
        assert status == 200
        assert f"<totalrecord>{declared}</totalrecord>" in answer.decode()
        group = rows_of(answer)
        assert group[0] == seen[-1], "a group repeats the last row of the one before"
        seen = seen + group[1:]
    assert seen == [posting.path for posting in site.postings]


def test_hanweb_next_group_link_leads_on_and_deep_pages_are_empty(small: World, port: int) -> None:
    site = site_of(small, "nextgroup")
    _, page = ask(port, site.host, site.column_path)
    link = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', page.decode())[1]  # type: ignore[index]
    _, answer = ask(port, site.host, link)
    assert len(rows_of(answer)) > 1
    _, deep = ask(port, site.host, link.replace("page=1&", "page=40&"))
    assert rows_of(deep) == []
    assert len(deep) < 60
    _, wrong = ask(port, site.host, link.replace("columnid=", "columnid=9"))
    assert rows_of(wrong) == []
    _, nonsense = ask(port, site.host, link.replace("page=1&", "page=x&"))
    assert rows_of(nonsense) == []


def test_hanweb_rows_cut_the_text_and_keep_the_title(small: World, port: int) -> None:
    site = site_of(small, "nextgroup")
    _, page = ask(port, site.host, site.column_path)
    assert "...</a>" in page.decode()
    titles = re.findall(r"title=['\"]([^'\"]+)['\"]", page.decode())
    assert site.postings[0].document.stated.title in titles
    assert re.search(r"<b>\d{4}-\n\d\d-\n\d\d</b>", page.decode())


@pytest.mark.parametrize(
    ("style", "second"), [("zero", "index_1.html"), ("one", "index_2.html"), ("inline", "index_1.html")]
)
def test_trs_lists_are_static_and_relative(small: World, port: int, style: str, second: str) -> None:
    site = site_of(small, style)
    wrong = "index_2.html" if style == "zero" else "index_1.html" if style == "one" else "index_9.html"
    assert ask(port, site.host, site.column_path + wrong)[0] == 404
    seen: list[str] = []
    for name in ("", second):
        status, page = ask(port, site.host, site.column_path + name)
        assert status == 200
        links = re.findall(r'href="(\./\d{6}/t\d{8}_\d+\.html)"', page.decode())
        seen += [urljoin(site.column_path, link) for link in links]
    pager = {
        "zero": "createPageHTML(2, 0,",
        "one": "createPageHTML('paging',2,1,",
        "inline": "var countPage = 3",
    }
    assert pager[style] in ask(port, site.host, site.column_path)[1].decode()
    assert seen == [posting.path for posting in site.postings][: len(seen)]
    assert len(seen) > site.page_size


def test_plain_lists_lead_from_page_to_page(small: World, port: int) -> None:
    for site in (site for site in small.sites if site.family == "plain"):
        path: str | None = site.column_path
        seen: list[str] = []
        while path:
            status, body = ask(port, site.host, path)
            page = body.decode("utf-8-sig" if site.encoding == "utf-8" else site.encoding)
            assert status == 200
            seen += [posting.path for posting in site.postings if f'"{posting.path}"' in page]
            following = re.search(r'<a href="([^"]+)">下一页</a>', page)
            path = following[1] if following else None
        assert seen == [posting.path for posting in site.postings]


def test_encodings_are_as_declared_or_as_wrong_as_in_the_wild(small: World, port: int) -> None:
    gbk, bom = site_of(small, "gbk"), site_of(small, "bom")
    body = ask(port, gbk.host, gbk.postings[0].path)[1]
    assert b"charset=gb2312" in body[:300]
    assert gbk.postings[0].document.stated.title in body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    body = ask(port, bom.host, bom.postings[0].path)[1]
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.index(b"charset=utf-8") < 200
    assert body.index(b"charset=gb2312") > 1000, "the meta pasted from Word comes late"
    assert "模拟数据" in body.decode("utf-8-sig")


def test_every_posted_document_answers_and_says_it_is_simulated(small: World, port: int) -> None:
    for site, posting in small.postings():
        status, body = ask(port, site.host, posting.path)
        assert status == 200, posting.path
        assert "模拟数据" in body.decode("utf-8-sig" if site.encoding == "utf-8" else site.encoding)


def test_an_unchanged_page_is_not_sent_again(small: World, port: int) -> None:
    site = small.sites[0]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", site.column_path, headers={"Host": site.host})
        first = connection.getresponse()
        first.read()
        connection.request(
            "GET", site.column_path, headers={"Host": site.host, "If-None-Match": first.headers["ETag"]}
        )
        again = connection.getresponse()
        assert (again.status, again.read()) == (304, b"")


def test_unknown_paths_and_hosts_are_not_found(small: World, port: int) -> None:
    assert ask(port, small.sites[0].host, "/nowhere")[0] == 404
    assert ask(port, "elsewhere.gov.test", "/")[0] == 404


# --- the commands ---


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.province", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_serve_writes_registry_and_truth_before_it_says_so_and_ends_on_sigterm(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "tests.province", "serve", "--registry", str(tmp_path), "--seed", "3"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert serving.stdout
        ready = re.fullmatch(r"serving (\d+) sites on 127\.0\.0\.1:(\d+)\n", serving.stdout.readline())
        assert ready
        told = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
        sources = (tmp_path / "sources.csv").read_text(encoding="utf-8").splitlines()
        assert sources[0] == ",".join(registry.SOURCE_COLUMNS)
        assert len(sources) - 1 == int(ready[1]) == len(told["sources"])
        assert (
            (tmp_path / "agencies.csv")
            .read_text(encoding="utf-8")
            .startswith(",".join(registry.AGENCY_COLUMNS))
        )
        address = urlsplit(told["reports"][0]["urls"][0])
        assert address.port == int(ready[2])
        assert ask(address.port, str(address.hostname), address.path)[0] == 200
    finally:
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=10) == 0
        if serving.stdout:
            serving.stdout.close()


def test_usage_errors_are_one_line(tmp_path: Path) -> None:
    for arguments in (
        ["serve", "--registry", str(tmp_path), "--scale", "huge"],
        ["serve", "--registry", str(tmp_path), "--scale", "0"],
        ["check", str(tmp_path / "none.db")],
        ["check", str(tmp_path / "none.db"), str(tmp_path / "none.json")],
    ):
        done = command(*arguments)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr


# The columns that `check` reads, as the archive names them; typed here, since nothing of it is imported.
_TABLES = {
    "sources": "id, url",
    "pages": "id, url",
    "fetches": "id, page_id, status, outcome, error",
    "problems": "page_id, kind, detail",
    "publications": "report_id, page_id",
    "reports": "id, agency_id, agency, division_code, report_year, form, script, trust, title, published_on, "
    "created_on, index_number, document_number, publisher, text",
    "sections": "report_id, position, kind, heading",
    "proactive_disclosure": "report_id, clause, item, measure, value, unit",
    "disclosure_requests": "report_id, line, " + ", ".join(forms.APPLICANTS),
    "legal_challenges": "report_id, kind, " + ", ".join(forms.OUTCOMES),
    "indicators": "report_id, position, code, label, unit, value",
    "cell_notes": "report_id, table_name, line, column_name, raw, meaning",
    "checks": "report_id, rule, scope, outcome",
    "figure_cells": "report_id, table_name, line, column_name, value",
}


@pytest.fixture
def exact(small: World, tmp_path: Path) -> tuple[Path, Path]:
    """An archive that holds exactly the truth, and the truth."""
    told = truth.build(small, 80)
    (tmp_path / "truth.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    with contextlib.closing(sqlite3.connect(tmp_path / "archive.db")) as database:
        for table, columns in _TABLES.items():
            database.execute(f"CREATE TABLE {table} ({columns})")
        for number, report in enumerate(told["reports"]):  # type: ignore[var-annotated, arg-type]
            _store(database, str(number), report)
        for number, source in enumerate(told["sources"]):  # type: ignore[var-annotated, arg-type]
            database.execute("INSERT INTO sources VALUES (?, ?)", (source, source))
            database.execute("INSERT INTO pages VALUES (?, ?)", (source, source))
            database.execute("INSERT INTO fetches VALUES (?, ?, 200, 'new', NULL)", (number, source))
        database.commit()
    return tmp_path / "archive.db", tmp_path / "truth.json"


def _store(database: sqlite3.Connection, key: str, report: dict[str, object]) -> None:
    def put(table: str, *values: object) -> None:
        database.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)

    figures: dict[str, list[list[object]]] = report["figures"]  # type: ignore[assignment]
    names = _TABLES["reports"].split(", ")[1:-1]
    put("reports", key, *(report[name] for name in names), "正文")
    for url in report["urls"]:  # type: ignore[attr-defined]
        put("pages", url, url)
        put("publications", key, url)
    for position, section in enumerate(report["sections"]):  # type: ignore[arg-type, var-annotated]
        put("sections", key, position, section["kind"], section["heading"])
    for row in figures["proactive_disclosure"]:
        put("proactive_disclosure", key, *row)
        put("figure_cells", key, "proactive_disclosure", *row[1:4])
    for table, width in (("disclosure_requests", 7), ("legal_challenges", 5)):
        cells = figures[table]
        for cell in cells:
            put("figure_cells", key, table, *cell)
        for start in range(0, len(cells), width):
            put(table, key, cells[start][0], *(cell[2] for cell in cells[start : start + width]))
    for position, row in enumerate(figures["indicators"]):
        put("indicators", key, position, *row)
        put("figure_cells", key, "indicators", row[0], "value", row[3])
    for note in report["notes"]:  # type: ignore[attr-defined]
        put("cell_notes", key, *note)
    for check in report["failing_checks"]:  # type: ignore[attr-defined]
        put("checks", key, *check, "fail")


def test_check_reads_columns_the_schema_has() -> None:
    database = Database(memory=True)
    migrations.apply(database)
    for table, columns in _TABLES.items():
        assert set(columns.split(", ")) <= set(database[table].columns_dict)


def test_check_passes_an_exact_archive(exact: tuple[Path, Path]) -> None:
    done = command("check", *map(str, exact))
    assert done.returncode == 0, done.stdout
    assert "reports: expected 63 · equal 63 · wrong 0 · missing 0 · extra 0" in done.stdout
    assert done.stdout.endswith("all equal\n")


CHANGES = {
    "UPDATE disclosure_requests SET total = total + 1 WHERE line = 'granted'": "wrong disclosure_requests",
    "UPDATE disclosure_requests SET research = NULL WHERE line = 'partial'": "missing disclosure_requests",
    "UPDATE proactive_disclosure SET unit = '元' WHERE item = 'fee'": "wrong proactive_disclosure",
    "DELETE FROM legal_challenges WHERE kind = 'litigation_direct'": "missing legal_challenges",
    "UPDATE indicators SET code = '9.9' WHERE code = '9.3'": "missing indicators",
    "UPDATE reports SET publisher = 'x' WHERE id = '0'": "wrong publisher",
    "UPDATE reports SET text = '打印本页' WHERE id = '0'": "extra chrome",
    "DELETE FROM sections WHERE kind = 'problems'": "missing sections",
    "DELETE FROM cell_notes WHERE meaning = 'signed'": "missing notes",
    "INSERT INTO checks VALUES ('0', 'T4_SUM', 'reconsideration', 'fail')": "extra failing checks",
    "DELETE FROM checks": "missing failing checks",
    "DELETE FROM figure_cells WHERE line = 'granted'": "missing places",
    "UPDATE figure_cells SET value = 0.5 WHERE line = 'partial'": "extra places",
    "INSERT INTO reports (id, title, text) VALUES ('x', '部门决算', '')": "extra strangers",
    "DELETE FROM publications WHERE report_id = '2'": "missing reports",
    "UPDATE fetches SET outcome = 'blocked', error = 'HTTP 412' WHERE id = 1": "wrong sources",
    "DELETE FROM fetches WHERE id = 1": "missing sources",
}


@pytest.mark.slow
@pytest.mark.parametrize(("change", "complaint"), CHANGES.items(), ids=CHANGES.values())
def test_check_sees_every_kind_of_difference(exact: tuple[Path, Path], change: str, complaint: str) -> None:
    with contextlib.closing(sqlite3.connect(exact[0])) as database:
        assert database.execute(change).rowcount > 0
        database.commit()
    done = command("check", *map(str, exact))
    assert done.returncode == 1
    assert complaint in done.stdout


def test_check_fails_an_empty_archive(exact: tuple[Path, Path], tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "empty.db")) as database:
        for table, columns in _TABLES.items():
            database.execute(f"CREATE TABLE {table} ({columns})")
    done = command("check", str(tmp_path / "empty.db"), str(exact[1]))
    assert done.returncode == 1
    assert "reports: expected 63 · equal 0 · wrong 0 · missing 63 · extra 0" in done.stdout
