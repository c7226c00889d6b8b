"""Discovery: from home pages of every kind to the report column, or the reason why not."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.cms import ListPage
from crawler.discovery.leads import leads_of
from crawler.discovery.search import MOST_REQUESTS, Answer, Outcome, Search
from crawler.refusals import refusal_of
from tests.crawler.crawling import ROOT, environment, write_registry
from tests.crawler.site import Answer as Served
from tests.crawler.site import Asked, Site, column, serving

HOME = "http://www.qinghe.gov.test/"
WORDS = "青禾市人民政府门户网站要闻动态政务服务互动交流走进青禾" * 6
REPORTS = column(
    "/zw/t20240119_1.html|青禾市2023年政府信息公开工作年度报告|2024-01-19",
    "/zw/t20230118_2.html|青禾市2022年政府信息公开工作年度报告|2023-01-18",
    "/zw/t20220117_3.html|政府网站工作年度报表（2021年度）|2022-01-17",
)


def page(*links: str, more: str = "") -> str:
    """A page of links `path|label`, with enough words to be one."""
    anchors = "".join(
        f'<li><a href="{path}">{label}</a></li>' for path, label in (link.split("|") for link in links)
    )
    return f"<html><head><title>中国青禾</title></head><body><p>{WORDS}</p><ul class='a'>{anchors}</ul>{more}</body></html>"


def search(web: dict[str, str | int], home: str = HOME) -> tuple[Outcome, list[str]]:
    """Walk a web of `address: page or status`; what it came to, and the addresses asked."""
    found, asked = Search(home), []
    while (url := found.next()) is not None:
        asked.append(url)
        answer = web.get(url.removeprefix(home), 404)
        if isinstance(answer, int):
            found.see(Answer(url, answer, "", refusal=None if answer == 404 else refusal_of(answer, "")))
        else:
            found.see(Answer(url, 200, answer, refusal=refusal_of(200, answer)))
    assert found.requests <= MOST_REQUESTS
    return found.outcome(), asked


TREE = '<script>var zNodes=[{id:7,pId:1,name:"政府信息公开年报",open:true,url:"/gk/nb/"}];</script>'
NESTED = (
    '<script>var channelsTagParent=[{"name":"政府信息公开年报","urls":"{\\"pc\\":\\"/gk/nb/\\"}"}];</script>'
)
YEARS = (
    "<div class='dl_nav02'><h3><em></em><div>政府信息<br>公开年报</div></h3>"
    "<ul id='nb_list'><li><a href='/gk/c2/'>2024</a></li><li><a href='/gk/c1/'>2023</a></li></ul></div>"
)
SHAPES: dict[str, dict[str, str | int]] = {
    "a link on the home page": {"": page("gk/nb/|政府信息公开年报"), "gk/nb/": REPORTS},
    "broken over two lines": {"": page("gk/nb/|政府信息<br>公开年报"), "gk/nb/": REPORTS},
    "behind the section": {
        "": page("gk/|政府信息公开"),
        "gk/": page("nb/|年报", "zn/|指南"),
        "gk/nb/": REPORTS,
    },
    "behind two sections": {
        "": page("zw/|政务公开"),
        "zw/": page("/gk/|政府信息公开专栏"),
        "gk/": page("nb/|信息公开年度报告"),
        "gk/nb/": REPORTS,
    },
    "beside the website's own form": {
        "": page("wznb/|政府网站年度报表", "gk/nb/|信息公开年报"),
        "wznb/": REPORTS,
        "gk/nb/": REPORTS,
    },
    "a picture": {
        "": page('gk/|<img src="1.png" alt="政府信息公开">'),
        "gk/": page("nb/|年报"),
        "gk/nb/": REPORTS,
    },
    "a script's address": {
        "": page(more="<div onclick=\"window.open('/gk/nb/')\">政府信息公开年报</div>"),
        "gk/nb/": REPORTS,
    },
    "a menu tree": {"": page("gk/|政府信息公开"), "gk/": page(more=TREE), "gk/nb/": REPORTS},
    "a tree in a tree": {"": page("gk/|政府信息公开"), "gk/": page(more=NESTED), "gk/nb/": REPORTS},
    "a frame": {
        "": page("gk/|政府信息公开"),
        "gk/": page(more="<iframe src='/gk/menu.html'></iframe>"),
        "gk/menu.html": page("nb/|政府信息公开年报"),
        "gk/nb/": REPORTS,
    },
    "a home page that only leads on": {
        "": "<html><script>window.location.href='/cn/index.html';</script></html>",
        "cn/index.html": page("/gk/nb/|政府信息公开年报"),
        "gk/nb/": REPORTS,
    },
    "a refresh": {
        "": '<meta http-equiv="refresh" content="0; url=/cn/">',
        "cn/": page("/gk/nb/|政府信息公开年报"),
        "gk/nb/": REPORTS,
    },
    "a report's breadcrumb": {
        "": page("zw/t20240119_1.html|青禾市2023年政府信息公开工作年度报告"),
        "zw/t20240119_1.html": page("/|首页", "/gk/nb/|政府信息公开年报"),
        "gk/nb/": REPORTS,
    },
    "a usual path": {"": page("x/|要闻"), "zfxxgk/": page("/gk/nb/|政府信息公开年报"), "gk/nb/": REPORTS},
    "the column itself": {"": REPORTS},
}


@pytest.mark.parametrize("web", SHAPES.values(), ids=SHAPES.keys())
def test_the_column_is_found_behind(web: dict[str, str | int]) -> None:
    outcome, asked = search(web)
    assert outcome.result == "found", outcome
    assert outcome.columns[0].url == HOME + ("gk/nb/" if "gk/nb/" in web else "")
    assert len(outcome.columns[0].reports) == 2
    assert HOME + "wznb/" not in asked


def test_folded_years_make_the_page_they_stand_on_the_column() -> None:
    outcome, _ = search({"": page("gk/|政府信息公开"), "gk/": page(more=YEARS)})
    assert outcome.result == "found"
    assert (outcome.columns[0].url, len(outcome.columns[0].parts)) == (HOME + "gk/", 2)


def test_rows_behind_a_proxy_are_confirmed_there() -> None:
    widget = (
        "<script>$('#1').jpage({perPage:15,groupSize:3,totalRecord:1,proxyUrl:'/module/web/jpage/dataproxy.jsp',"
        "ajaxParam:{columnid:'77',unitid:'5'}})</script>"
    )
    proxy = (
        "<datastore><totalrecord>1</totalrecord><recordset><record><![CDATA[<li><a href='/art/2024/1/9/art_77_1.html'>"
        "青禾市2023年政府信息公开工作年度报告</a><span>2024-01-09</span></li>]]></record></recordset></datastore>"
    )
    web: dict[str, str | int] = {
        "": page("col/col77/index.html|政府信息公开年报"),
        "col/col77/index.html": page(more=widget),
    }
    asked = Search(HOME)
    while (url := asked.next()) is not None:
        path = url.removeprefix(HOME)
        text = proxy if path.startswith("module/") else str(web[path])
        asked.see(Answer(url, 200, text))
    outcome = asked.outcome()
    assert outcome.result == "found"
    assert (outcome.columns[0].url, outcome.columns[0].cms) == (HOME + "col/col77/index.html", "hanweb")


@pytest.mark.skipif("GONGKAI_CORPUS" not in os.environ, reason="needs the corpus")
def test_real_pages_lead_where_they_lead() -> None:
    folder = Path(os.environ["GONGKAI_CORPUS"]) / "cms" / "real"
    years = (folder / "ucap_gansu_1.html").read_text(encoding="utf-8")
    outcome, _ = search({"": page("jyt/c1/zwgklist.shtml|政府信息公开"), "jyt/c1/zwgklist.shtml": years})
    assert (outcome.result, len(outcome.columns[0].parts)) == ("found", 17)
    column_page = (folder / "trs_annual_report_list_ordos_egb.html").read_text(encoding="utf-8")
    leads = [
        (lead.label, lead.weight) for lead in leads_of(ListPage("http://egb.ordos.gov.cn/x/", column_page))
    ]
    assert leads[0] == ("信息公开年报", 100)
    assert ("信息公开指南", 50) not in leads
    outcome, _ = search({"": page("x/|信息公开年报"), "x/": column_page})
    # Four of its ten rows are reports.
    assert (outcome.result, len(outcome.columns[0].reports)) == ("found", 4)


PLATFORM = (
    '<script>window._CONFIG={SID:\'755031\',TREE:[{id:1,name:"政务公开",children:[{id:952,name:"政府信息公开年报",'
    'post_count:1,jump_url:"",children:[]}]}]};</script>'
)
ARTICLES = (
    '{"articles":[{"id":8123,"title":"青禾市2023年政府信息公开工作年度报告","url":"http://www.qinghe.gov.test/gkmlpt/'
    'content/8/8123/post_8123.html","date":1705600000,"display_publish_time":1705600000}],"total":1}'
)


def test_a_platform_whose_tree_names_the_column() -> None:
    found = Search(HOME)
    while (url := found.next()) is not None:
        text = (
            page("gkmlpt/index|政府信息公开")
            if url == HOME
            else ARTICLES
            if "/api/" in url
            else page(more=PLATFORM)
        )
        found.see(Answer(url.partition("#")[0], 200, text))
    outcome = found.outcome()
    assert outcome.result == "found", outcome
    assert (outcome.columns[0].cms, len(outcome.columns[0].reports)) == ("gkmlpt", 1)


def test_a_column_that_is_only_a_frame() -> None:
    shell = "<html><body><p>" + WORDS + "</p><iframe src='/gk/list/'></iframe></body></html>"
    outcome, _ = search({"": page("gk/nb/|政府信息公开年报"), "gk/nb/": shell, "gk/list/": REPORTS})
    # The crawl follows a column's frames, so the address people know stays the source.
    assert (outcome.result, outcome.columns[0].url) == ("found", HOME + "gk/nb/")


def test_several_columns_are_all_said_and_parts_of_one_are_not() -> None:
    other = REPORTS.replace("/zw/", "/bm/")
    outcome, _ = search({"": page("nb/|政府信息公开年报", "bm/|部门年报"), "nb/": REPORTS, "bm/": other})
    assert (outcome.result, [c.label for c in outcome.columns]) == (
        "several",
        ["政府信息公开年报", "部门年报"],
    )
    assert "sources add" in outcome.next_step
    same, _ = search(
        {"": page("nb/|政府信息公开年报", "cn/nb/|信息公开年报"), "nb/": REPORTS, "cn/nb/": REPORTS}
    )
    assert same.result == "found"


def test_a_home_page_that_names_one_list_is_not_divided_into_it() -> None:
    home = page("nb/|部门年报").replace("<head>", '<head><meta name="ColumnName" content="部门年报">')
    outcome, _ = search({"": home, "nb/": REPORTS})
    assert (outcome.result, [c.url for c in outcome.columns]) == ("found", [HOME + "nb/"])


SHELL = "<html><head><title>青禾</title></head><body><div id='app'></div><script src='/app.js'></script></body></html>"
REFUSED: dict[str, tuple[dict[str, str | int], str, str]] = {
    "blocked": ({"": 412}, "blocked", "HTTP 412"),
    "down": ({"": 500}, "unreachable", "HTTP 500"),
    "gone without saying so in its status": (
        {"": "<html><title>404</title><body>您访问的页面不存在</body></html>"},
        "unreachable",
        "successor",
    ),
    "written by scripts": ({"": SHELL}, "browser", "browser = true"),
    "a column written by scripts": (
        {"": page("nb/|政府信息公开年报"), "nb/": SHELL},
        "browser",
        "browser = true",
    ),
    "on another site": (
        {"": page("http://xxgk.shidu.gov.test/|政府信息公开")},
        "moved",
        "http://xxgk.shidu.gov.test/",
    ),
    "nothing": ({"": page("x/|要闻")}, "none", "no column seen"),
    "an empty column": (
        {"": page("nb/|政府信息公开年报"), "nb/": page("x/|要闻")},
        "none",
        "lists no report",
    ),
    "the section is blocked": ({"": page("gk/|政府信息公开"), "gk/": 403}, "blocked", "HTTP 403"),
}


@pytest.mark.parametrize(("web", "result", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_why_not(web: dict[str, str | int], result: str, words: str) -> None:
    outcome, _ = search(web)
    assert (outcome.result, outcome.columns) == (result, ())
    assert words in outcome.reason + outcome.next_step
    assert outcome.next_step


def test_usual_paths_are_not_tried_where_every_path_is_answered() -> None:
    found, asked = Search(HOME), []
    while (url := found.next()) is not None:
        asked.append(url)
        found.see(Answer(url, 200, page("x/|要闻")))
    assert found.outcome().result == "none"
    assert len(asked) == 2


def test_a_site_of_endless_sections_ends() -> None:
    found, asked = Search(HOME), 0
    while (url := found.next()) is not None:
        asked += 1
        found.see(
            Answer(
                url,
                200,
                page(
                    *(f"{asked}-{n}/|政府信息公开" for n in range(50)),
                    *(f"{asked}-{n}/nb/|年报" for n in range(50)),
                ),
            )
        )
    assert asked <= MOST_REQUESTS
    assert found.outcome().result == "none"


def discover(
    tmp_path: Path, *arguments: str, command: str = "discover", **settings: str
) -> subprocess.CompletedProcess[str]:
    given = {
        "SOURCES": str(tmp_path / "registry"),
        "ADDRESS_ALLOW": "127.0.0.1/32",
        "RESOLVE": "*.gov.test=127.0.0.1",
        "DOWNLOAD_DELAY": "0",
        "NOW": "2026-02-01T08:00:00Z",
        **settings,
    }
    pairs = [part for name, value in given.items() for part in ("-s", f"{name}={value}")]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", command, *pairs, *arguments],
        capture_output=True, text=True, timeout=120, cwd=ROOT, env=environment(), check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done


def serve(site: Site, web: dict[str, dict[str, str]]) -> None:
    """Have a server answer for several hosts; what it does not know is not found."""
    for path in {path for pages in web.values() for path in pages}:

        def answer(asked: Asked, path: str = path) -> Served:
            html = web.get(asked.headers["host"].split(":")[0], {}).get(path)
            if html is None:
                return Served(status=404)
            kind = "text/plain" if path == "/robots.txt" else "text/html; charset=utf-8"
            return Served(html.encode(), headers={"Content-Type": kind})

        site.answers[path] = answer


CODE = '<meta name="SiteIDCode" content="9901000001">'
FIRST = {
    "/robots.txt": "",
    "/": page("/gk/|政府信息公开", more=CODE),
    "/gk/": page("nb/|年报"),
    "/gk/nb/": REPORTS,
}
SECOND = {"/robots.txt": "User-agent: *\nDisallow: /gk/\n", "/": page("/gk/|政府信息公开")}


def test_the_command_prints_lines_and_reasons(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", ("x", "http://x.gov.test/"))
    with serving() as site:
        serve(site, {"www.qinghe.gov.test": FIRST, "www.shidu.gov.test": SECOND})
        one, other = (f"http://www.{name}.gov.test:{site.port}/" for name in ("qinghe", "shidu"))
        done = discover(tmp_path, one, other)
        asked = site.paths()
    assert done.returncode == 2
    lines = list(csv.DictReader(done.stdout.splitlines()))
    assert [(line["id"], line["url"], line["division_code"], line["status"]) for line in lines] == [
        ("990100-qinghe", f"{one}gk/nb/", "990100", "unverified")
    ]
    assert "2 reports" in lines[0]["note"]
    assert f"{other}: blocked: {other}gk/: robots.txt disallows /gk/" in done.stderr
    assert asked.count("/robots.txt") == 2


@pytest.mark.slow
def test_a_file_of_home_pages_is_gone_through_once_and_added(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", ("x", "http://x.gov.test/"))
    names, out = tmp_path / "names.csv", tmp_path / "new.csv"
    with serving() as site:
        serve(site, {"www.qinghe.gov.test": FIRST, "www.shidu.gov.test": SECOND})
        homes = [f"http://www.{name}.gov.test:{site.port}/" for name in ("qinghe", "shidu")]
        names.write_text(
            "agency,url,division_code\n" + f"青禾市司法局,{homes[0]},990100\n石渡县,{homes[1]},990122\n",
            encoding="utf-8",
        )
        first = discover(tmp_path, "--from", str(names), "--out", str(out))
        asked = len(site.log)
        # A kill cuts the last line: that site is asked again, the other is not.
        whole = out.read_bytes()
        out.write_bytes(whole[:-9])
        again = discover(tmp_path, "--from", str(names), "--out", str(out))
        more = len(site.log) - asked
        last = discover(tmp_path, "--from", str(names), "--out", str(out))
        assert len(site.log) == asked + more
    assert (first.returncode, again.returncode, last.returncode) == (2, 2, 2)
    assert 0 < more < asked
    assert sorted(out.read_bytes().splitlines()) == sorted(whole.splitlines())
    assert "found               1" in last.stdout
    assert "blocked             1" in last.stdout
    sources = tmp_path / "registry" / "sources.csv"
    before = sources.read_text(encoding="utf-8")
    shown = discover(tmp_path, "add", str(out), command="sources")
    assert (shown.returncode, sources.read_text(encoding="utf-8")) == (0, before)
    assert "+ qinghe-sfj " in shown.stdout
    added = discover(tmp_path, "add", str(out), "--yes", command="sources")
    assert added.returncode == 0
    assert sources.read_text(encoding="utf-8").startswith(before)
    assert f"qinghe-sfj,{homes[0]}gk/nb/,qinghe-sfj,990100,,unverified," in sources.read_text(
        encoding="utf-8"
    )
    twice = discover(tmp_path, "add", str(out), "--yes", command="sources")
    assert "already in the registry as qinghe-sfj" in twice.stdout
    assert "0 new, 1 refused" in twice.stdout


@pytest.mark.slow
def test_what_cannot_be_added_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", ("x", "http://x.gov.test/"))
    new = tmp_path / "new.csv"
    new.write_text(
        "id,url,agency,division_code,cms,status,note\ny,http://y.gov.test/,nobody,,,on,\n", encoding="utf-8"
    )
    sources = tmp_path / "registry" / "sources.csv"
    before = sources.read_bytes()
    done = discover(tmp_path, "add", str(new), "--yes", command="sources")
    assert done.returncode == 1
    assert "there is no agency 'nobody'" in done.stderr
    assert "column division_code: is empty" in done.stderr
    assert sources.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "what to look for?"),
        (("--from", "x.csv"), "what to look for?"),
        (("www.sh.gov.cn",), "no http or https address"),
        (("--from", "nowhere.csv", "--out", "o.csv"), "nowhere.csv: No such file"),
    ],
)
def test_what_cannot_be_looked_for(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    write_registry(tmp_path / "registry", ("x", "http://x.gov.test/"))
    done = discover(tmp_path, *arguments)
    assert done.returncode == 1
    assert words in done.stderr
