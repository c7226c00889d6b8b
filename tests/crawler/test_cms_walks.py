"""Walks over HTTP: protocols of several requests, lists that trick, answers that refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.site import Answer, Asked, Site, column, report, serving
from tests.reading import makers

JSON = {"Content-Type": "application/json;charset=UTF-8"}
HTML = {"Content-Type": "text/html;charset=UTF-8"}
AGENCY = "青禾市司法局"

SECTIONS = (
    "一、总体情况", "2023年，青禾市司法局主动公开政府信息3条。", "二、主动公开政府信息情况", "没有变化。",
    "三、收到和处理政府信息公开申请情况", "收到0件。", "四、政府信息公开行政复议、行政诉讼情况", "无。",
    "五、存在的主要问题及改进情况", "无。", "六、其他需要报告的事项", "无。",
)  # fmt: skip


def title(year: int) -> str:
    return f"{AGENCY}{year}年政府信息公开工作年度报告"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def reports(site: Site, folder: str, *years: int) -> None:
    for year in years:
        site.page(f"{folder}{year}.html", report(AGENCY, year))


def answer(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), headers=JSON)


def found(tmp_path: Path, source: str) -> list[str]:
    """The last parts of the addresses of a source's reports that were fetched well."""
    pages = rows(
        tmp_path,
        "SELECT url FROM pages WHERE kind = 'report' AND state = 'live' AND source_id = ? ORDER BY 1",
        source,
    )
    return [url.rpartition("/")[2] for (url,) in pages]


def problems(tmp_path: Path) -> list[str]:
    return [
        kind
        for (kind,) in rows(
            tmp_path, "SELECT kind FROM problems WHERE run_id IS NOT NULL AND kind LIKE 'LIST%'"
        )
    ]


def query_list(site: Site) -> None:
    """Fifty rows would stand in the page; here one does, and two more come by the form."""
    record = {"title": title(2023), "pubDate": "2024-01-20 10:00", "urls": '{"pc":"/q/2023.html"}'}
    site.page(
        "/q/",
        "<script>var codeName='col7';var channelsTagSelf = "
        + json.dumps({"name": "政府信息公开年报", "articleCount": 7})
        + f";var listData = {{articleList: [{json.dumps(record)}],}};"
        "var params = {current:1, webSiteCode:['qh'], channelCode:['col7'], perPage:'5'};loadPageData(params)</script>",
    )

    def posted(asked: Asked) -> Answer:
        form = parse_qs(asked.body)
        if (
            asked.method != "POST"
            or form.get("channelCode[]") != ["col7"]
            or "x-requested-with" not in asked.headers
        ):
            return Answer(status=405)
        years = {"1": (2023, 2022, 2021, 2020, 2019), "2": (2018, 2017)}[form["current"][0]]
        listed = [{"source": {"title": title(y), "urls": json.dumps({"pc": f"/q/{y}.html"})}} for y in years]
        return answer({"data": {"total": 7, "results": listed}})

    site.answers["/queryList"] = posted
    reports(site, "/q/", *range(2017, 2024))


def true_cms(site: Site) -> None:
    """Nothing without the column as Referer; the rows in a store, in a string, in a callback."""
    site.page(
        "/t/nb.html",
        "<ul id='initData'></ul><script>$('#l').jpage({proxyUrl:'/TrueCMS/messageController/getMessage.do',"
        "totalRecord:21,ajaxParam:{columnId:'5f-1'}})</script>",
    )

    def group(start: int, *years: int) -> None:
        store = "".join(
            f"<record><![CDATA[<li><a href='/t/{y}.html'>{title(y)}</a>{y + 1}-01-19</li>]]></record>"
            for y in years
        )
        news = range(18) if start == 1 else ()
        store += "".join(
            f"<record><![CDATA[<li><a href='/t/n{n}.html'>要闻{n}</a></li>]]></record>" for n in news
        )
        text = "group(" + json.dumps({"result": f"<datastore>{store}</datastore>"}) + ")"

        def asked_for(asked: Asked) -> Answer:
            ok = asked.headers.get("referer", "").endswith("/t/nb.html")
            return (
                Answer(text.encode(), headers={"Content-Type": "text/javascript"})
                if ok
                else Answer(status=404)
            )

        bounds = f"startrecord={start}&endrecord={start + 19}&perpage=20"
        site.answers[
            f"/TrueCMS/messageController/getMessage.do?{bounds}&columnId=5f-1&contentTemplate=&callback=group"
        ] = asked_for

    group(1, 2023, 2022)
    group(21, 2021)
    reports(site, "/t/", 2021, 2022, 2023)


def epoint(site: Site) -> None:
    """Counts from 0: page 1 is what others call the second."""
    site.page(
        "/e/nb.html",
        "<div class=\"ewb-list\"></div><script>var siteInfo={'siteGuid':'7eb'};var categorynum='003';"
        "ajax('rest/lightfrontaction/getgovinfolist')</script>",
    )

    def posted(asked: Asked) -> Answer:
        index = json.loads(asked.body)["params"]["pageIndex"]
        listed = {0: range(2004, 2024), 1: (2003,)}.get(index, ())
        return answer(
            {"custom": {"data": [{"infourl": f"/e/{y}.html", "realtitle": title(y)} for y in listed]}}
        )

    site.answers["/rest/lightfrontaction/getgovinfolist"] = posted
    reports(site, "/e/", *range(2003, 2024))


def guangdong(site: Site) -> None:
    site.page(
        "/gkmlpt/index", "<title>政府信息公开</title><script>window._CONFIG = {SID: '75', TREE: []}</script>"
    )
    for page, years in ((1, (2023, 2022)), (2, (2021,))):
        listed = [
            {"id": y, "title": title(y), "url": f"{site.url}/g/{y}.html", "display_publish_time": 1737000000}
            for y in years
        ]
        site.answers[f"/gkmlpt/api/all/952?page={page}&sid=75"] = answer({"total": 3, "articles": listed})
    reports(site, "/g/", 2021, 2022, 2023)


def disclosure_module(site: Site) -> None:
    site.page("/x/index.html", "<iframe src='/module/xxgk/tree.jsp?standardXxgk=1&amp;area=112'></iframe>")
    site.page(
        "/module/xxgk/tree.jsp?standardXxgk=1&area=112",
        "<a onclick=\"funclick('A1',0)\">政府信息公开年报</a>",
    )

    def posted(asked: Asked) -> Answer:
        form = parse_qs(asked.body)
        year = {"1": 2023, "2": 2022}[form["currpage"][0]]
        ok = asked.method == "POST" and form["infotypeId"] == ["A1"] and form["area"] == ["112"]
        row = f"<li><a href='/art/{year + 1}/1/9/art_1_{year}.html' title='{title(year)}'>x</a>{year + 1}-01-09</li>"
        return Answer(f"<ul>{row}</ul>共2页".encode(), headers=HTML) if ok else Answer(status=400)

    site.answers["/module/xxgk/search.jsp"] = posted
    for year in (2022, 2023):
        site.page(f"/art/{year + 1}/1/9/art_1_{year}.html", report(AGENCY, year))


@pytest.mark.slow
def test_protocols_of_several_requests_are_walked_to_their_end(site: Site, tmp_path: Path) -> None:
    for build in (query_list, true_cms, epoint, guangdong, disclosure_module):
        build(site)
    write_registry(
        tmp_path / "registry",
        *((name, site.url + path) for name, path in (
            ("q", "/q/"), ("t", "/t/nb.html"), ("e", "/e/nb.html"), ("g", "/gkmlpt/index#952"), ("x", "/x/index.html")
        )),
    )  # fmt: skip
    done = crawl(tmp_path, "reports")
    assert done.returncode == 0, done.stderr
    assert found(tmp_path, "q") == [f"{year}.html" for year in range(2017, 2024)]
    assert found(tmp_path, "t") == ["2021.html", "2022.html", "2023.html"]
    assert found(tmp_path, "e") == [f"{year}.html" for year in range(2003, 2024)]
    assert found(tmp_path, "g") == ["2021.html", "2022.html", "2023.html"]
    assert found(tmp_path, "x") == ["art_1_2022.html", "art_1_2023.html"]
    assert problems(tmp_path) == []
    # What is posted is a row of the frontier: the next run knows it and asks for nothing.
    asked = len(site.log)
    assert crawl(tmp_path, "reports").returncode == 0
    assert len(site.log) == asked


def descending(site: Site, position: str, files: tuple[int, ...], folder: str, *years: int) -> str:
    links = "".join(f'<span class="p_no"><a href="{folder}{n}.htm">{n}</a></span>' for n in files)
    listed = column(*(f"/v/{year}.html|{title(year)}|{year + 1}-01-20" for year in years))
    pager = f'<span class="p_t">共4条</span>{links}<span class="p_t">{position}</span></ul>'
    return "<!--Announced by Visual SiteBuilder 9-->" + listed.replace("</ul>", pager)


def test_a_list_that_grows_while_it_is_walked_leaves_no_gap(site: Site, tmp_path: Path) -> None:
    """Behind page 1 a page is added after page 1 was read: what was 2.htm is now the third."""
    site.page("/v/nb.htm", descending(site, "1/3", (2, 1), "nb/", 2023, 2022))
    site.page("/v/nb/2.htm", descending(site, "3/4", (3, 1), "", 2020))
    site.page("/v/nb/1.htm", descending(site, "4/4", (3, 2), "", 2019))
    site.page("/v/nb/3.htm", descending(site, "2/4", (2, 1), "", 2021))
    reports(site, "/v/", *range(2019, 2024))
    write_registry(tmp_path / "registry", ("v", site.url + "/v/nb.htm"))
    assert crawl(tmp_path, "reports").returncode == 0
    assert found(tmp_path, "v") == [f"{year}.html" for year in range(2019, 2024)]


def test_a_broken_chain_is_never_the_end(site: Site, tmp_path: Path) -> None:
    first = column(f"/b/2023.html|{title(2023)}|2024-01-20")
    site.page("/b/", first.replace("</ul>", "</ul>共2条 <a href='/b/index_2.html'>下一页</a>"))
    site.answers["/b/index_2.html"] = Answer(status=500)
    reports(site, "/b/", 2023)
    write_registry(tmp_path / "registry", ("b", site.url + "/b/"))
    assert crawl(tmp_path, "reports").returncode == 2
    assert problems(tmp_path) == ["LIST_BROKEN"]
    [(detail,)] = rows(tmp_path, "SELECT detail FROM problems WHERE kind = 'LIST_BROKEN'")
    assert "HTTP 500" in detail
    assert found(tmp_path, "b") == ["2023.html"]


@pytest.mark.slow
def test_chains_without_an_end_are_cut_and_told(site: Site, tmp_path: Path) -> None:
    def months(asked: Asked) -> Answer:
        number = int(asked.path.rpartition("=")[2])
        listed = column(
            f"/m/{number}.html|要闻{number}|2024-01-20", f"/m/x{number}.html|要闻甲{number}|2024-01-20"
        )
        return Answer(listed.replace("</ul>", f"</ul><a href='/m/?page={number + 1}'>下一页</a>").encode())

    for number in range(1, 100):
        site.answers[f"/m/?page={number}"] = months
    same = column(f"/s/2023.html|{title(2023)}|2024-01-20")
    for number in range(1, 100):
        site.page(
            f"/s/?page={number}", same.replace("</ul>", f"</ul><a href='/s/?page={number + 1}'>下一页</a>")
        )
    reports(site, "/s/", 2023)
    write_registry(tmp_path / "registry", ("m", site.url + "/m/?page=1"), ("s", site.url + "/s/?page=1"))
    crawl(tmp_path, "reports")
    assert sorted(problems(tmp_path)) == ["LIST_ENDLESS", "LIST_REPEATS"]
    asked = [path.split("?")[0] for path in site.paths()]
    assert (asked.count("/m/"), asked.count("/s/")) == (60, 2)


def test_a_row_may_be_a_file_and_a_column_may_be_the_report(site: Site, tmp_path: Path) -> None:
    site.page("/p/", column(f"/p/2023.pdf|{title(2023)}|2024-01-20"))
    pdf = makers.pdf([title(2023), *SECTIONS])
    site.answers["/p/2023.pdf"] = Answer(pdf, headers={"Content-Type": "application/pdf"})
    years = "<h3>政府信息公开年报</h3><ul><li><a href='/c/2022/'>2022</a></li></ul>"
    site.page("/c/", f"<html><body class='dl_nav01'>{years}</body></html>")
    site.page("/c/2022/", report(AGENCY, 2022))
    write_registry(tmp_path / "registry", ("p", site.url + "/p/"), ("c", site.url + "/c/"))
    assert crawl(tmp_path, "reports").returncode == 0
    assert found(tmp_path, "p") == ["2023.pdf"]
    assert found(tmp_path, "c") == ["#!report"]
    assert sorted(rows(tmp_path, "SELECT report_year FROM reports")) == [(2022,), (2023,)]


CHALLENGE = "<html><meta content='x' r='m'><script r='m'>$_ts=window['$_ts'];</script><body></body></html>"


def test_refusals_are_told_by_their_name_and_a_passed_page_is_a_page(site: Site, tmp_path: Path) -> None:
    good = column(*(f"/r/{year}.html|{title(year)}|{year + 1}-01-20" for year in (2022, 2023)))
    site.page(
        "/r/",
        good.replace("<title>", "<script r='m'>$_ts=window['$_ts'];</script><title>")
        + "<p>"
        + "政务公开" * 60
        + "</p>",
    )
    site.page("/r/2022.html", "<html><title>404</title><body>您访问的页面不存在</body></html>")
    reports(site, "/r/", 2023)
    site.page("/w/", CHALLENGE)
    site.answers["/f/"] = Answer(b"<html>reason:GeoBL</html>", status=403)
    sources = ((name, f"{site.url}/{name}/") for name in ("r", "w", "f"))
    write_registry(tmp_path / "registry", *sources)
    assert crawl(tmp_path, "reports").returncode == 2
    assert found(tmp_path, "r") == ["2023.html"]
    fetched = rows(
        tmp_path,
        "SELECT source_id, outcome, error FROM fetches JOIN pages ON pages.id = page_id WHERE error NOTNULL ORDER BY 1",
    )
    assert [(source, outcome, error.split(":")[0:2]) for source, outcome, error in fetched] == [
        ("f", "blocked", ["HTTP 403 waf", "geo"]),
        ("r", "failed", ["soft404", " 页面已不存在；请核对登记的网址"]),
        ("w", "blocked", ["waf", "ruishu"]),
    ]


def test_a_statistics_page_is_a_part_of_its_years_report(site: Site, tmp_path: Path) -> None:
    listed = (
        f"/a/2018.html|{title(2018)}|2019-03-01", "/a/t2018.html|政府信息公开情况统计表（ 2018年度）|2019-03-01",
        f"/a/2017.html|{title(2017)}|2018-03-01", "/a/t2016.html|政府信息公开情况统计表（2016年度）|2017-03-01",
    )  # fmt: skip
    site.page("/a/", column(*listed))
    reports(site, "/a/", 2017, 2018)
    for year in (2016, 2018):
        site.page(f"/a/t{year}.html", "<table><tr><td>统计指标</td><td>单位</td><td>统计数</td></tr></table>")
    write_registry(tmp_path / "registry", ("a", site.url + "/a/"))
    assert crawl(tmp_path, "reports").returncode == 0
    parts = rows(
        tmp_path,
        "SELECT origin.url, pages.url FROM links JOIN pages ON pages.id = links.page_id "
        "JOIN pages AS origin ON origin.id = from_page_id WHERE links.kind = 'continuation' AND origin.kind = 'report'",
    )
    assert [(report[-9:], part[-10:]) for report, part in parts] == [("2018.html", "t2018.html")]
    assert rows(tmp_path, "SELECT count(*) FROM problems WHERE kind = 'STATISTICS_APART'") == [(1,)]
    assert found(tmp_path, "a") == ["2017.html", "2018.html"]


def test_a_redirect_back_with_a_cookie_is_answered_and_the_cookie_stays_at_home(
    site: Site, tmp_path: Path
) -> None:
    page = column(f"/k/2023.html|{title(2023)}|2024-01-20")

    def bounce(asked: Asked) -> Answer:
        if "CT6T=8801a2" in asked.headers.get("cookie", "").split("; "):
            return Answer(page.encode())
        return Answer(
            status=302, headers={"Location": asked.path, "Set-Cookie": "CT6T=8801a2; Path=/; Domain=gov.cn"}
        )

    reports(site, "/k/", 2023)
    with serving("127.0.0.2") as other:
        other.page("/k/", column(f"/k/2022.html|{title(2022)}|2023-01-20"))
        reports(other, "/k/", 2022)
        site.answers["/k/"] = bounce
        endless = {"Location": "/z/", "Set-Cookie": "a=1"}
        site.answers["/z/"] = Answer(status=302, headers=endless)
        sources = (("k", site.url + "/k/"), ("o", other.url + "/k/"), ("z", site.url + "/z/"))
        write_registry(tmp_path / "registry", *sources)
        assert crawl(tmp_path, "reports", allow="127.0.0.0/8").returncode == 2
        assert not any("cookie" in asked.headers for asked in other.log)
    assert found(tmp_path, "k") == ["2023.html"]
    assert found(tmp_path, "o") == ["2022.html"]
    [(error,)] = rows(
        tmp_path, "SELECT error FROM fetches JOIN pages ON pages.id = page_id WHERE source_id = 'z'"
    )
    assert "redirect" in error
