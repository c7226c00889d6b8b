"""What a page leads to, and what on it is no list: sub-columns, framesets, breadcrumbs, home pages."""

from __future__ import annotations

from crawler.cms import ListPage, family_of
from crawler.links import list_links

HOST = "http://www.maixi.gov.test"


def columns(text: str, *, url: str = f"{HOST}/xxgk/bmnb/") -> list[str]:
    page = ListPage(url, text)
    links, _ = list_links(page, family_of(page).read_list(page))
    return [link.url.removeprefix(HOST) for link in links if link.kind == "listing"]


def test_agencies_under_a_report_heading_are_columns() -> None:
    text = """<body><h3>部门年报</h3><ul><li><a href="/col/col3/index.html?area=1199">麦溪县司法局</a></li>
    <li><a href="/col/col3/index.html?area=1198">麦溪县财政局</a></li><li><a href="http://czj.maixi.gov.test/">麦溪县教育局</a></li>
    <li><a href="/dt/">工作动态</a></li></ul></body>"""
    assert columns(text) == ["/col/col3/index.html?area=1199", "/col/col3/index.html?area=1198"]


def test_kinds_of_agency_and_years_are_columns_where_the_page_is_a_report_column() -> None:
    text = """<head><title>政府信息公开年报</title></head><body><ul class="lb"><li><a href="/nb/zf/">政府年报</a></li>
    <li><a href="/nb/bm/">部门年报</a></li><li><a href="/nb/xz/">乡镇年报</a></li></ul></body>"""
    assert columns(text) == ["/nb/zf/", "/nb/bm/", "/nb/xz/"]
    years = text.replace("政府年报", "2023年").replace("部门年报", "2022年")
    assert columns(years) == ["/nb/zf/", "/nb/bm/", "/nb/xz/"]


def test_two_steps_from_the_registry_and_no_further() -> None:
    text = (
        '<title>部门年报</title><body><ul class="lb"><li><a href="/nb/bm/2023n/">2023年</a></li></ul></body>'
    )
    near = ListPage(f"{HOST}/nb/bm/", text, is_source=False, leads=True)
    far = ListPage(f"{HOST}/nb/bm/", text, is_source=False)
    assert [link.kind for link in list_links(near, family_of(near).read_list(near))[0]] == ["listing"]
    assert list_links(far, family_of(far).read_list(far))[0] == ()


def test_of_a_frameset_the_main_frame_is_the_list() -> None:
    text = '<frameset><frame name="top" src="top.htm"><frame name="left" src="l.htm"><frame name="main" src="m.htm"></frameset>'
    assert columns(text) == ["/xxgk/bmnb/m.htm"]
    assert columns(
        '<body><iframe src="/visit.jsp?id=1"></iframe><iframe src="/nb/1.html"></iframe></body>'
    ) == ["/nb/1.html"]


def test_breadcrumbs_and_links_home_are_no_list() -> None:
    text = f"""<body><p class="dq">您现在的位置：<a href="/">首页</a> &gt; <a href="/xxgk/">信息公开年报</a>
    &gt; <a href="{HOST}/xxgk/bmnb/">政府信息公开年报</a></p><ul id="list"></ul></body>"""
    page = ListPage(f"{HOST}/xxgk/bmnb/", text)
    assert family_of(page).read_list(page).rows == ()


def test_rows_of_two_boxes_are_both_read() -> None:
    title = "{}2023年政府信息公开工作年度报告"
    text = f"""<div class="zf"><ul><li><a href="/1.html">{title.format("麦溪县人民政府")}</a>2024-01-20</li></ul></div>
    <div class="bm"><table><tr><td><a href="/2.html">{title.format("麦溪县司法局")}</a></td><td>2024-01-21</td></tr>
    <tr><td><a href="/3.html">{title.format("麦溪县财政局")}</a></td><td>2024-01-22</td></tr></table></div>"""
    page = ListPage(f"{HOST}/nb/", text)
    assert sorted(row.url[-7:] for row in family_of(page).read_list(page).rows) == [
        "/1.html",
        "/2.html",
        "/3.html",
    ]
