"""The full province keeps its word: the promised counts, every family and trap, and a truth about all of it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from tests.province import carriers, check, full, homes, load, manners, registry, truth, world
from tests.province.families import FAMILIES, epoint, hanweb, minor, querylist, vsb
from tests.province.model import Report, Request, Site, Statistics, World
from tests.province.server import Province
from tests.province.tally import Tally
from tests.test_province import ask


@pytest.fixture(scope="module")
def whole() -> World:
    return world.build(1, "full")


@pytest.fixture(scope="module")
def told(whole: World) -> dict[str, dict[str, str]]:
    return truth.build(whole, 80)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def port(whole: World) -> Iterator[int]:
    province = Province(0)
    province.publish(whole)
    threading.Thread(target=province.serve_forever, daemon=True).start()
    yield province.port
    province.shutdown()
    province.server_close()


def site_at(whole: World, host: str) -> Site:
    return next(site for site in whole.sites if site.host == f"{host}.gov.test")


def get(port: int, site: Site, path: str, **request: object) -> str:
    status, body = ask(port, site.host, quote(path.partition("#")[0], safe="/?=&%"), **request)  # type: ignore[arg-type]
    assert status == 200, path
    return body.decode(
        site.encoding if "utf8-header" in site.traps or site.encoding != "utf-8" else "utf-8-sig"
    )


def paths_in(text: str, site: Site) -> list[str]:
    """The postings a text links to, in its order."""
    found = {posting.path: text.find(posting.path) for posting in site.postings}
    return sorted((path for path, place in found.items() if place >= 0), key=lambda path: found[path])


def every_page(of: World) -> dict[str, bytes]:
    pages = {}
    for site in of.sites:
        routes = {**FAMILIES[site.family].routes(site), **carriers.routes(site), **homes.routes(site)}
        for path, handler in routes.items():
            pages[site.host + path] = handler(Request("GET", path, {}, host=site.host)).body
    return pages


# --- what was promised ---


def test_the_promised_counts(whole: World) -> None:
    reports = {id(p.document): p.document for _, p in whole.postings() if isinstance(p.document, Report)}
    assert len({report.agency.id for report in reports.values()}) >= 60
    assert len(reports) >= 500
    codes = {report.agency.division_code for report in reports.values()}
    assert {len(code.rstrip("0")) for code in codes} >= {2, 4, 6}, "province, cities, counties"
    assert "township" in {report.agency.kind for report in reports.values()}
    assert {report.carrier for report in reports.values()} == {
        "page", "docx", "pdf", "xls", "xlsx", "apart", "captcha", "image",
    }  # fmt: skip
    assert {report.year for report in reports.values()} == set(range(2012, 2025))


def test_every_family_every_trap_and_every_kind_of_home_page(whole: World) -> None:
    assert {site.family for site in whole.sites} == set(FAMILIES)
    assert {site.style for site in whole.sites if site.family == "minor"} == set(minor.SHAPES)
    assert {site.home for site in whole.sites} == set(homes.HOMES)
    assert {trap for site in whole.sites for trap in site.traps} == {
        "ts", "bom", "utf8-header", "busy", "bounce", "split", "migrated", "shell", "frames", "grows", "single",
    }  # fmt: skip
    assert {how for site in whole.sites for how in site.dead.values()} == {"gone", "home", "soft404"}


def test_addresses_and_ids_are_unique(whole: World) -> None:
    addresses = [site.host + posting.path for site, posting in whole.postings()]
    assert len(set(addresses)) == len(addresses)
    assert len({agency.id for agency in whole.agencies}) == len(whole.agencies) == len(full.AGENCIES)
    ids = [registry.source_id(site) for site in whole.sites]
    assert len(set(ids)) == len(ids)


def test_the_truth_is_complete(whole: World, told: dict[str, dict[str, str]]) -> None:
    published = {url for report in told["reports"] for url in report["urls"]}  # type: ignore[index]
    posted = {registry.url(site, posting.path, 80) for site, posting in whole.postings()}
    assert published | set(told["strangers"]) | set(told["parts"]) == posted
    assert not published & (set(told["strangers"]) | set(told["parts"]))
    assert len(told["parts"]) == sum(isinstance(p.document, Statistics) for _, p in whole.postings()) > 0
    assert set(told["sources"].values()) == {"ok", *check.REASONS}
    assert set(told["hosts"]) == {urlsplit(home).hostname for home in told["homes"]}
    columns = {registry.url(site, site.column_path, 80) for site in whole.sites if site.column_path}
    reasons = {"blocked", "needs a browser", "several", "none", "moved", "unreachable"}
    assert set(told["homes"].values()) <= columns | reasons
    assert reasons <= set(told["homes"].values())
    assert set(told["aliases"].values()) <= columns


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(whole: World) -> None:
    pages = every_page(whole)
    assert every_page(world.build(1, "full")) == pages
    assert truth.build(world.build(1, "full"), 80) == truth.build(whole, 80)
    other = every_page(world.build(2, "full"))
    assert len(set(other.values()) & set(pages.values())) < len(pages) / 5, (
        "home pages, challenges, empty answers"
    )


def test_a_province_of_any_size() -> None:
    made = world.build(1, "23")
    assert len(made.agencies) == len(made.sites) == 23
    assert len({site.host for site in made.sites}) == 23
    reports = [p.document for _, p in made.postings() if isinstance(p.document, Report)]
    assert len(reports) == 23 * len(load.YEARS)
    assert world.is_scale(str(load.MOST))
    assert not world.is_scale(str(load.MOST + 1))


# --- the sites ---


@pytest.mark.slow
def test_every_page_of_the_province_answers(whole: World, port: int) -> None:
    for site, posting in whole.postings():
        if posting.path not in site.dead and not site.traps & {"busy", "bounce"}:
            assert ask(port, site.host, posting.path)[0] == 200, posting.path


@pytest.mark.parametrize(
    ("host", "status", "mark"),
    [
        ("wjw.lanyuan", 412, b"$_ts"), ("gat.lanyuan", 521, b"document.cookie"), ("swj.songling", 403, b"GeoBL"),
        ("yjj.songling", 200, "不存在".encode()), ("jtj.songling", 301, b""), ("wgj.luming", 200, "已下线".encode()),
        ("rst.lanyuan", 200, b'id="app"'), ("lyj.maixi", 200, b"gw=1"),
    ],
)  # fmt: skip
def test_what_cannot_be_crawled_says_so(whole: World, port: int, host: str, status: int, mark: bytes) -> None:
    site = site_at(whole, host)
    answer = ask(port, site.host, site.column_path)
    assert answer[0] == status
    assert mark in answer[1]
    assert site.reason != "ok"


def test_stubs_are_the_same_everywhere(whole: World, port: int) -> None:
    stubs = [site for site in whole.sites if site.style == "stub"]
    bodies = {ask(port, site.host, site.column_path)[1] for site in stubs}
    assert len(stubs) >= 3
    assert len({registry.domain(site.host) for site in stubs}) == len(stubs), "on unrelated hosts"
    assert {len(body) for body in bodies} == {974}
    assert len(bodies) == 1


def test_jpaas_ignores_a_bare_page_number(whole: World, port: int) -> None:
    site = site_at(whole, "fgw.lanyuan")
    page = get(port, site, site.column_path)
    assert (
        not set(paths_in(page, site)) & {posting.path for posting in site.postings[1:]}
        or len(site.postings) < 9
    )
    found = re.search(r'url="([^"]+)"\s+queryData="([^"]+)"', page)
    assert found
    query = dict(re.findall(r"'([^']+)':'([^']*)'", found[2]))
    first, bare, second = (
        paths_in(
            json.loads(get(port, site, f"{found[1]}?{urlencode({**query, **more})}"))["data"]["html"], site
        )
        for more in ({}, {"pageNo": "2"}, {"paramJson": '{"pageNo":2,"pageSize":15}'})
    )
    assert first == bare == [posting.path for posting in site.postings[:15]]
    assert second == [posting.path for posting in site.postings[15:30]]


def test_querylist_has_fifty_rows_inline_and_the_rest_by_post(whole: World, port: int) -> None:
    site = site_at(whole, "www.lanyuan")
    page = get(port, site, site.column_path)
    rows = re.search(r"articleList: (\[.*\]),\n", page)
    assert rows
    assert len(json.loads(rows[1])) == 50 < len(site.postings)
    form = {"current": "4", "pageSize": "20", "webSiteCode[]": "lysrmzf", "channelCode[]": "col21001"}
    assert ask(port, site.host, f"/queryList?{urlencode(form)}")[0] == 405
    answer = json.loads(get(port, site, "/queryList", method="POST", body=urlencode(form)))["data"]
    assert answer["total"] == len(site.postings)
    found = [json.loads(result["source"]["urls"])["pc"] for result in answer["results"]]
    assert found == [posting.path for posting in site.postings[60:80]]
    assert site.column_path in querylist.tree(site)


def test_epoint_takes_json_by_post(whole: World, port: int) -> None:
    site = site_at(whole, "sthjt.lanyuan")
    endpoint = epoint.endpoint(site)
    assert endpoint in get(port, site, site.column_path)
    assert ask(port, site.host, endpoint)[0] == 405
    body = json.dumps({"token": "", "params": epoint.parameters(site, 1)})
    data = json.loads(get(port, site, endpoint, method="POST", body=body))["custom"]
    assert data["total"] == len(site.postings)
    assert [row["infourl"] for row in data["data"]] == [p.path for p in site.postings[8:16]]


def test_truecms_wants_a_referer_and_gives_no_more_than_fifty(whole: World, port: int) -> None:
    site = site_at(whole, "mzj.songling")
    page = get(port, site, site.column_path)
    endpoint, column = re.search(r"proxyUrl:'([^']+)'.*columnId:'([^']+)'", page).groups()  # type: ignore[union-attr]
    query = {"startrecord": "1", "endrecord": "15", "perpage": "5", "columnId": column, "callback": "cb"}
    assert ask(port, site.host, f"{endpoint}?{urlencode(query)}")[0] == 404
    referer = {"Referer": f"http://{site.host}:{port}{site.column_path}"}
    full_page = get(port, site, f"{endpoint}?{urlencode(query)}", headers=referer)
    assert paths_in(full_page, site) == [posting.path for posting in site.postings[:15]]
    too_many = get(port, site, f"{endpoint}?{urlencode({**query, 'perpage': '100'})}", headers=referer)
    assert paths_in(too_many, site) == []


def test_label8888_answers_only_to_all_its_parameters(whole: World, port: int) -> None:
    site = site_at(whole, "sthj.songling")
    options = dict(re.findall(r"(\w+): '([^']*)'", get(port, site, site.column_path)))
    endpoint = "/site/label/8888"
    rows = get(port, site, f"{endpoint}?{urlencode({**options, 'pageIndex': '2'})}")
    assert paths_in(rows, site) == [posting.path for posting in site.postings[6:12]]
    wrong = get(port, site, f"{endpoint}?{urlencode({**options, 'organId': '1'})}")
    assert "暂无相关信息" in wrong
    article = get(port, site, site.postings[0].path)
    assert article.count("table_suoyin") in (0, 2), "metadata twice, or none"


def test_the_xxgk_module_lists_one_agency_and_one_category_at_a_time(whole: World, port: int) -> None:
    site = site_at(whole, "xxgk.maixi")
    areas = re.findall(r"vc_xxgkarea=(\w+)", get(port, site, site.column_path))
    assert len(areas) == 3
    found: set[str] = set()
    for area in areas:
        for page in range(1, 9):
            form = urlencode({"infotypeId": "A0102", "area": area, "currpage": str(page)})
            found |= set(paths_in(get(port, site, "/module/xxgk/search.jsp", method="POST", body=form), site))
    assert found == {posting.path for posting in site.postings}
    other = urlencode({"infotypeId": "A0101", "area": areas[0], "currpage": "1"})
    assert paths_in(get(port, site, "/module/xxgk/search.jsp", method="POST", body=other), site) == []


def test_ucap_publishes_ten_pages_and_finds_the_rest(whole: World, port: int) -> None:
    site = site_at(whole, "www.songling")
    assert len(site.postings) > 200
    page = get(port, site, site.column_path)
    assert "createPageHTML('page_div',10,1,'list','shtml',200)" in page
    assert ask(port, site.host, site.column_path.replace(".shtml", "_11.shtml"))[0] == 404
    channel = re.search(r'name="channelId" content="(\w+)"', page)[1]  # type: ignore[index]
    last = json.loads(get(port, site, f"/common/search/{channel}?_isJson=true&_pageSize=50&page=11"))["data"]
    assert last["rows"] == 20, "the page size is capped"
    assert last["total"] == len(site.postings)
    assert len(last["results"]) == min(20, len(site.postings) - 200)


def test_gkmlpt_has_its_columns_in_a_tree_and_leads_elsewhere(whole: World, port: int) -> None:
    site = site_at(whole, "fgw.yanchuan")
    page = get(port, site, site.column_path)
    assert '"id": 952, "name": "政府信息公开年报"' in page
    articles = json.loads(get(port, site, "/gkmlpt/api/all/952?page=1&sid=1"))["articles"]
    elsewhere = [article for article in articles if article["type"] == "url"]
    assert len(articles) == len(site.postings)
    assert len(elsewhere) == 2
    address = urlsplit(elsewhere[0]["jump_url"])
    assert ask(port, str(address.hostname), address.path)[1].startswith(b"%PDF")


def test_vsb_files_descend_and_shift_when_the_column_grows(whole: World) -> None:
    site = site_at(whole, "www.baiting")
    routes = FAMILIES["vsb"].routes(site)

    def page(path: str) -> str:
        return routes[path](Request("GET", path, {})).body.decode()

    pages = len(site.postings) // site.page_size
    before = page(site.column_path)
    assert f">1/{pages}<" in before, "the report that is added fills no page: it opens one"
    following = re.search(r'p_next p_fun"><a href="([^"]+)"', before)[1]  # type: ignore[index]
    assert following == f"bmnb/{pages - 1}.htm"
    second = page(f"/zwgk/{following}")
    assert f">3/{pages + 1}<" in second, "the file now holds page 3"
    added = vsb.late(site).path[1:]
    assert added not in before
    assert added in page(site.column_path)


def test_a_frame_holds_the_hanweb_column(whole: World, port: int) -> None:
    site = site_at(whole, "sfj.yanchuan")
    assert f'src="{hanweb.inner(site)}"' in get(port, site, site.column_path)
    assert "totalRecord" in get(port, site, hanweb.inner(site))
    assert len(site.postings) > 2 * site.page_size * hanweb.GROUP_SIZE, (
        "more than two groups, so that one overlaps"
    )


def test_the_accordion_has_bare_years_and_its_lists_stand_in_comments(whole: World, port: int) -> None:
    site = site_at(whole, "jyt.lanyuan")
    platform = get(port, site, site.column_path)
    years = re.findall(r'<a href="(/jyt/c\d+/zwgklist\.shtml)">(\d{4})</a>', platform)
    assert "政府信息<br>公开年报" in platform
    found: list[str] = []
    for path, _ in years:
        shown = get(port, site, path)
        assert "$_ts" in shown
        assert paths_in(re.sub(r"<!--.*?-->", "", shown, flags=re.DOTALL), site) == []
        found += paths_in(shown, site)
    assert sorted(found) == sorted(posting.path for posting in site.postings)


def test_a_pause_is_asked_for_once(whole: World) -> None:
    province = Province(0)
    province.publish(whole)
    site = site_at(whole, "czt.lanyuan")
    handler = province.routes[site.host][site.column_path]
    statuses = [handler(Request("GET", site.column_path, {})).status for _ in range(6)]
    province.server_close()
    assert statuses == [200, 200, 200, 429, 200, 200]


def test_a_cookie_opens_the_bouncing_site(whole: World, port: int) -> None:
    site = site_at(whole, "czj.yanchuan")
    assert ask(port, site.host, site.column_path)[0] == 302
    assert ask(port, site.host, site.column_path, headers={"Cookie": "CT6T=8801a2"})[0] == 200


def test_the_mirror_is_traditional_and_full_of_residues(whole: World, port: int) -> None:
    site = next(site for site in whole.sites if site.family == "mirror")
    text = ask(port, site.host, site.postings[0].path)[1].decode()
    assert len(re.findall(r"[\u4e00-\u9fff]\([a-zāáǎàēéěèīíǐìōóǒòūúǔù]{1,6}\)", text)) > 50
    assert "开" not in text


def test_files_hold_what_their_pages_leave_out(whole: World, port: int) -> None:
    magic = {"docx": b"PK", "xlsx": b"PK", "xls": b"\xd0\xcf\x11\xe0", "pdf": b"%PDF", "captcha": b"<html>"}
    seen = set()
    for site, posting in whole.postings():
        kind = posting.document.carrier if isinstance(posting.document, Report) else "page"
        if kind not in magic or posting.path.endswith(".pdf") or "busy" in site.traps:
            continue
        page = get(port, site, posting.path)
        link = re.search(r'附件：<a href="([^"]+)"', page)[1].replace("&amp;", "&")  # type: ignore[index]
        address = link if link.startswith("/") else posting.path.rsplit("/", 1)[0] + link[1:]
        status, body = ask(port, site.host, address)
        assert status == 200
        assert body.startswith(magic[kind]), address
        seen.add(kind)
    assert seen >= {"docx", "xlsx", "xls", "pdf", "captcha"}


# --- home pages ---


def test_every_column_can_be_found_from_its_home_page(whole: World, port: int) -> None:
    """By links, scripts and trees, in at most three steps; one only by its usual name."""
    for site in whole.sites:
        if site.family == "shut" or site.home in ("several", "slug") or site.traps & {"busy", "bounce"}:
            continue
        wanted, seen, pages = site.column_path.partition("#")[0], set[str](), {"/"}
        for _ in range(4):
            texts = [get(port, site, path) for path in sorted(pages - seen)]
            seen |= pages
            if any(wanted in text for text in texts):
                break
            inside = {path for text in texts for path in re.findall(r"(/zwgk/[\w/.]*)", text)}
            pages = {path for path in inside if ask(port, site.host, path)[0] == 200}
        else:
            pytest.fail(f"{site.host} does not lead to {wanted}")


# --- the log ---


def test_the_server_logs_every_request(whole: World, tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    with log.open("w", encoding="utf-8") as file:
        province = Province(0, file)
        province.publish(whole)
        threading.Thread(target=province.serve_forever, daemon=True).start()
        headers = {"Referer": "http://a.test/", "User-Agent": "one"}
        ask(province.port, "sfj.qinghe.gov.test", "/robots.txt", headers=headers)
        ask(province.port, "elsewhere.test", "/x?a=1", "POST", body="b=2")
        province.shutdown()
        province.server_close()
    first, second = (json.loads(line) for line in log.read_text(encoding="utf-8").splitlines())
    assert first["at"] <= second["at"]
    named = ("host", "method", "path", "query", "referer", "agent", "status")
    assert [first[name] for name in named] == [
        "sfj.qinghe.gov.test", "GET", "/robots.txt", "", "http://a.test/", "one", 200,
    ]  # fmt: skip
    assert [second[name] for name in named] == ["elsewhere.test", "POST", "/x", "a=1", "", "", 404]


_GOOD = {"at": 1.0, "host": "sfj.qinghe.gov.test", "path": "/nb/", "agent": "gongkai/0.1"}
_TRUTH = {
    "hosts": ["sfj.qinghe.gov.test", "slj.baiting.gov.test"],
    "sources": {"qinghe-sfj": "ok", "baiting-slj": "robots"},
    "manners": {"qinghe.gov.test": 0.05, "baiting.gov.test": 0.05},
}


def proved(tmp_path: Path, *entries: dict[str, object]) -> Tally:
    (tmp_path / "log").write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    tally = Tally()
    manners.prove(tally, tmp_path / "log", _TRUTH)
    return tally


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({}, None),
        ({"host": "www.elsewhere.test"}, "outside the registry"),
        ({"host": "slj.baiting.gov.test"}, "forbidden by robots.txt"),
        ({"host": "slj.baiting.gov.test", "path": "/robots.txt"}, None),
        ({"path": "/module/visitcount/visit.jsp"}, "forbidden by robots.txt"),
        ({"agent": "Mozilla/5.0 (Windows NT 10.0)"}, "disguise"),
        ({"agent": ""}, "disguise"),
    ],
)
def test_a_request_that_should_not_have_been_is_found(
    tmp_path: Path, change: dict[str, object], complaint: str | None
) -> None:
    differences = proved(tmp_path, {**_GOOD, **change}).differences
    assert len(differences) == (0 if complaint is None else 1)
    assert complaint is None or complaint in differences[0]


def test_a_hurried_crawl_is_found(tmp_path: Path) -> None:
    slow = [{**_GOOD, "at": 0.05 * i} for i in range(40)]
    hurried = [{**_GOOD, "at": 0.02 * i} for i in range(40)]
    assert proved(tmp_path, *slow).differences == []
    assert len(proved(tmp_path, *hurried).differences) == 21, "every window of twenty"
