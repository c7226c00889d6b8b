"""Lists of each family, on pages written for these tests after the markup the families are known by."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from crawler.cms import ListPage, family_of
from crawler.cms.reading import MOST_PAGES
from crawler.links import list_links
from crawler.walks import Walks
from tests.reading.hostile import alarm

COLUMN = "http://sfj.qinghe.gov.test/col/col81229/index.html"
PROXY = "http://sfj.qinghe.gov.test/module/web/jpage/dataproxy.jsp"

WIDGET = """
<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body>
<div class="nav"><a href="/col/col1/index.html">政务公开</a></div>
<div id="315"><script type="text/xml"><datastore>
<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&columnid=81229&unitid=315"></a>]]></nextgroup>
<recordset>
<record><![CDATA[<li><a href="/art/2025/1/14/art_81229_3.html" title="青禾市司法局2024年政府信息公开工作年度报告">
青禾市司法局2024年政府信息公开工作年...</a><span>2025-
01-
14</span></li>]]></record>
<record><![CDATA[<li><a title='青禾市司法局网站2023年度工作报表'
href='/art/2024/1/9/art_81229_2.html'>报表</a><b>2024-01-09</b></li>]]></record>
<record><![CDATA[<tr><td><a href="/art/2024/1/8/art_81229_1.html">青禾市司法局2023年信息公开年报</a></td>
<td>[2024-01-08]</td></tr>]]></record>
<record><![CDATA[<li><a href="/art/2024/1/8/art_81229_1.html">青禾市司法局2023年信息公开年报</a></li>]]></record>
</recordset></datastore></script></div>
<script>var param_315={col:1,webid:18,path:'/',columnid:'81229',sourceContentType:'1',unitid:'315',webname:'司法局',permissiontype:0};
$('#315').jpage({totalRecord:%d,perPage:2,groupSize:2,proxyUrl:'/module/web/jpage/dataproxy.jsp',ajaxParam:param_315});
</script></body></html>
"""

FIRST_GENERATION = """
<div id="494"></div><script>var InitData494;InitData494=['<li><a href="/art/2014/3/12/art_30067_1.html"
 title="财政局2013年政府信息公开年报">\\'年报\\'</a><span>2014-03-12</span></li>',
'<li><a href="/art/2013/2/1/art_30067_0.html">财政局2012年政府信息公开年报</a><span>2013-02-01</span></li>'];
$(function(){$('#494').jpage({totalRecord:2,dataStore:InitData494,groupSize:3,
proxyUrl:'/module/jslib/jquery/jpage/dataproxy.jsp',perPage:25,ajaxParam:{col:1,columnid:30067,unitid:'494'}});});</script>
"""

TRS_ROWS = """
<td class="pos"><a href="./" class="CurrChnlCls">信息公开年报</a></td><table class="gl_list">
<tr><td><a href="./202009/t20200903_2748784.html">青禾市2019年政府信息公开工作年度报告</a></td><td>2020-09-03</td></tr>
<tr><td><a href="./202005/t20200506_2633371.html">青禾市召开2020年度工作会</a></td><td>2020-05-06</td></tr>
<tr><td><a href="./201905/P020190530.pdf">青禾市2018年政府信息公开年度报告</a></td><td>2019-05-30</td></tr></table>
"""

PAGERS = {
    '<script>createPageHTML(3, 0, "index", "html");</script>': ("index_1.html", "index_2.html"),
    "<script>createPageHTML('paging',3,1,'index','html',25)</script>": ("index_2.html", "index_3.html"),
    "<script>var currentPage = 0;\nvar countPage = 3//共多少页\n</script>": ("index_1.html", "index_2.html"),
    '<div>共25条 1/3 <a href="index_1.html">下一页</a></div>': ("index_1.html",),
}


def listing(url: str, text: str, *, is_source: bool = True, name: str | None = None):  # type: ignore[no-untyped-def]
    page = ListPage(url, text, is_source=is_source)
    family = family_of(page, name)
    return family.NAME, family.read_list(page)


def test_hanweb_rows_stand_in_the_page_once_each_with_whole_titles() -> None:
    name, found = listing(COLUMN, WIDGET % 3)
    assert name == "hanweb"
    assert [(row.url[-8:], row.title, row.listed_on) for row in found.rows] == [
        ("9_3.html", "青禾市司法局2024年政府信息公开工作年度报告", "2025-01-14"),
        ("9_2.html", "青禾市司法局网站2023年度工作报表", "2024-01-09"),
        ("9_1.html", None, "2024-01-08"),
    ]
    assert found.declared_total == 3
    assert found.next_pages == (PROXY + "?page=1&columnid=81229&unitid=315",)


def test_hanweb_groups_are_plain_addresses() -> None:
    _, found = listing(COLUMN, WIDGET % 9)
    asked = "&col=1&webid=18&path=%2F&columnid=81229&sourceContentType=1&unitid=315"
    assert [url.split("&webname")[0] for url in found.next_pages] == [
        f"{PROXY}?startrecord={start}&endrecord={end}&perpage=2{asked}"
        for start, end in ((1, 4), (5, 8), (9, 9))
    ]


def test_hanweb_first_generation_rows_are_script_strings() -> None:
    _, found = listing("http://czj.qinghe.gov.test/col/col30067/index.html", FIRST_GENERATION)
    assert [(row.text, row.listed_on) for row in found.rows] == [
        ("'年报'", "2014-03-12"), ("财政局2012年政府信息公开年报", "2013-02-01")
    ]  # fmt: skip
    assert found.next_pages == ()


def test_hanweb_answers_of_the_proxy_belong_to_the_same_list() -> None:
    record = '<record><![CDATA[<li><a href="/art/2020/1/9/art_81229_9.html">青禾市司法局2019年信息公开年报</a></li>]]></record>'
    answer = f"<datastore><totalrecord>9</totalrecord><recordset>{record}</recordset></datastore>"
    url = f"{PROXY}?startrecord=5&endrecord=8&perpage=2&columnid=81229&unitid=315"
    _, first = listing(COLUMN, WIDGET % 9)
    _, found = listing(url, answer, is_source=False)
    assert (found.key, found.declared_total, len(found.rows)) == (first.key, 9, 1)
    _, empty = listing(url, "<datastore></datastore>", is_source=False)
    assert [kind for kind, _ in empty.problems] == ["EMPTY_LIST_PAGE"]


def test_hanweb_frames_lead_to_the_column_one_level() -> None:
    shell = '<html><body><iframe src="/col/col9/index.html"></iframe><iframe src="http://weather.test/"></iframe></body></html>'
    _, found = listing(COLUMN, shell)
    assert found.columns == ("http://sfj.qinghe.gov.test/col/col9/index.html",)
    _, inner = listing(COLUMN, shell, is_source=False)
    assert inner.columns == ()


@pytest.mark.parametrize(("pager", "others"), PAGERS.items())
def test_trs_pagers(pager: str, others: tuple[str, ...]) -> None:
    base = "http://www.yunqiao.gov.test/xxgk/xxgknb/"
    name, found = listing(base, f"<html><body>{TRS_ROWS}{pager}</body></html>")
    assert name == "trs"
    assert found.next_pages == tuple(base + other for other in others)
    assert [row.listed_on for row in found.rows] == ["2020-09-03", "2020-05-06", "2019-05-30"]


def test_trs_later_pages_name_no_pages_again() -> None:
    url = "http://www.yunqiao.gov.test/xxgk/xxgknb/index_1.html"
    _, found = listing(
        url, TRS_ROWS + '<script>createPageHTML(3, 1, "index", "html");</script>', is_source=False
    )
    assert found.next_pages == ()


def test_only_reports_of_a_mixed_column_become_links() -> None:
    page = ListPage("http://www.yunqiao.gov.test/xxgk/xxgknb/", TRS_ROWS)
    links, problems = list_links(page, family_of(page).read_list(page))
    assert [(link.url.rsplit("/", 1)[1], link.kind) for link in links] == [
        ("t20200903_2748784.html", "report"), ("P020190530.pdf", "report")
    ]  # fmt: skip
    assert problems == ()


def test_generic_lists_leave_navigation_out() -> None:
    text = """<body><ul class="menu"><li><a href="/zn/">政府信息公开指南</a></li><li><a href="/nb/">政府信息公开年报</a></li></ul>
    <ul class="lb"><li><a href="/nb/2.html">某局2022年信息公开年报</a><i>2023年1月5日</i></li>
    <li><a href="/nb/1.html">某局2021年信息公开年报</a><i>2022/01/06</i></li></ul>
    <div class="foot"><a href="http://www.gov.test/">链接</a></div></body>"""
    name, found = listing("http://a.gov.test/nb/list.html", text)
    assert name == "generic"
    assert [(row.url, row.listed_on) for row in found.rows] == [
        ("http://a.gov.test/nb/2.html", "2023-01-05"), ("http://a.gov.test/nb/1.html", "2022-01-06")
    ]  # fmt: skip


def test_generic_lists_hidden_in_a_comment_are_read() -> None:
    rows = "".join(
        f'<li><a href="/nb/{n}.html">某局20{n}年信息公开年报</a><b>20{n + 1}-01-01</b></li>' for n in (21, 22)
    )
    _, found = listing("http://a.gov.test/nb/list.html", f"<body><ul><!-- {rows} --></ul></body>")
    assert len(found.rows) == 2


def test_bare_years_under_a_report_heading_are_columns_of_the_source_only() -> None:
    text = """<body><h3><div>政府信息<br>公开年报</div></h3><ul><li><a href="/c2/list.html">2024</a></li>
    <li><a href="/c1/list.html">2023年</a></li></ul><h3>法定主动公开内容</h3><ul><li><a href="/c0/">2022</a></li></ul></body>"""
    page = ListPage("http://a.gov.test/xxgk/", text)
    found = family_of(page).read_list(page)
    assert found.columns == ("http://a.gov.test/c2/list.html", "http://a.gov.test/c1/list.html")
    links, _ = list_links(page, found)
    assert {link.kind for link in links} == {"listing"}
    inner = ListPage("http://a.gov.test/xxgk/", text, is_source=False)
    assert list_links(inner, found)[0] == ()


def test_a_bare_year_is_a_report_where_the_column_says_so() -> None:
    text = """<head><title>政府信息公开年报</title></head><body><ul><li><a href="/nb/1.html">2021年</a><i>2022-01-01</i></li>
    <li><a href="/nb/2.html">2022年</a><i>2023-01-01</i></li></ul></body>"""
    page = ListPage("http://a.gov.test/nb/list.html", text)
    links, _ = list_links(page, family_of(page).read_list(page))
    assert [link.kind for link in links] == ["report", "report"]
    other = ListPage(page.url, text.replace("政府信息公开年报", "统计年鉴"))
    assert list_links(other, family_of(other).read_list(other))[0] == ()


def test_a_statistics_table_without_its_report_is_a_problem() -> None:
    text = '<ul class="a"><li><a href="/1.html">政府信息公开情况统计表（2018年度）</a><i>2019-01-01</i></li></ul>'
    page = ListPage("http://a.gov.test/nb/list.html", text)
    links, problems = list_links(page, family_of(page).read_list(page))
    assert [link.kind for link in links] == ["continuation"]
    assert [kind for kind, _ in problems] == ["STATISTICS_APART"]


def test_a_family_named_in_the_registry_gives_way_to_what_the_page_is() -> None:
    assert listing("http://www.yunqiao.gov.test/xxgk/xxgknb/", TRS_ROWS, name="hanweb")[0] == "trs"
    assert listing("http://www.yunqiao.gov.test/xxgk/xxgknb/", TRS_ROWS, name="generic")[0] == "generic"


def test_a_list_whose_pages_repeat_is_found_out_and_short() -> None:
    walks, base = Walks(), "http://www.yunqiao.gov.test/xxgk/xxgknb/"
    text = TRS_ROWS + "<script>createPageHTML('paging',2,1,'index','html',6)</script>"
    _, first = listing(base, text)
    assert walks.see("s", ListPage(base, text), first) == (first, [])
    again = ListPage(base + "index_2.html", text, is_source=False)
    _, second = listing(again.url, text, is_source=False)
    assert [kind for kind, _ in walks.see("s", again, second)[1]] == ["LIST_REPEATS", "LIST_SHORT"]


@pytest.mark.parametrize(
    "piece",
    ["<record>", "<a href='", "createPageHTML('", "InitData1=['", "共", "<!--", "<li>", "<a href=1.html>1"],
)
def test_hostile_lists_stall_nothing(piece: str) -> None:
    page = ListPage(COLUMN, "dataproxy.jsp" + piece * 20_000)
    with alarm(f"a list of {piece!r}"):
        for name in ("hanweb", "trs", "generic"):
            family_of(page, name).read_list(page)


ROW = '<a href="/art/2024/1/9/art_1_2.html">某局2023年政府信息公开工作年度报告</a>'
UNIT = f'<ul><li>{ROW}</li></ul><div class="pagination" count="{10**30}" rows="1"></div>'


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (
            "http://a.gov.test/front/page/build/unit?pageId=1",
            json.dumps({"data": {"html": UNIT}}),
        ),
        (
            "http://a.gov.test/api/all/9?page=1",
            json.dumps(
                {
                    "total": 10**400,
                    "rows": [{"title": "某局2023年政府信息公开工作年度报告", "url": "/1.html"}],
                }
            ),
        ),
        (
            "http://a.gov.test/col/col1/index.html",
            f"<script>jpage({{InitData:[],totalRecord:9999999,perPage:1,groupSize:1,proxyUrl:'/dataproxy.jsp',"
            f"ajaxParam:{{columnid:1}}}})</script>{ROW}",
        ),
        (
            "http://a.gov.test/nb/",
            f"<script>loadPageData();var params={{channelCode:['c'],webSiteCode:['w']}};"
            f'x={{channelsTagSelf:{{"articleCount":{10**400}}}}}</script>',
        ),
    ],
    ids=["jpaas", "feed", "hanweb", "querylist"],
)
def test_a_list_that_claims_to_be_endless_is_cut(url: str, text: str) -> None:
    page = ListPage(url, text)
    found = family_of(page).read_list(page)
    assert len(found.next_pages) == MOST_PAGES
    assert "LIST_CUT" in [kind for kind, _ in found.problems]


CORPUS = os.environ.get("GONGKAI_CORPUS")


@pytest.mark.skipif(not CORPUS, reason="GONGKAI_CORPUS names no corpus")
@pytest.mark.parametrize(
    ("file", "url", "name", "rows", "others"),
    [
        ("real/trs_annual_report_list_ordos_egb.html", "http://egb.ordos.gov.cn/xxgk/xxgknb/", "trs", 10, 1),
        ("real/ucap_gansu_1.html", "https://jyt.gansu.gov.cn/jyt/c110634/zwgklist.shtml", "ucap", 20, 10),
        (
            "hanweb_01_column_2014_initdata.html",
            "http://zfcg.nantong.gov.cn/col/col30067/index.html",
            "hanweb",
            1,
            19,
        ),
        ("hanweb_02_column_datastore.html", "http://a.gov.cn/col/col8349/index.html", "hanweb", 2, 10),
    ],
)
def test_real_lists(file: str, url: str, name: str, rows: int, others: int) -> None:
    assert CORPUS is not None
    text = (Path(CORPUS) / "cms" / file).read_text(encoding="utf-8", errors="replace")
    found_name, found = listing(url, text)
    assert (found_name, len(found.rows), len(found.next_pages)) == (name, rows, others)


@pytest.mark.skipif(not CORPUS, reason="GONGKAI_CORPUS names no corpus")
def test_a_real_report_column_gives_its_four_reports() -> None:
    assert CORPUS is not None
    file = Path(CORPUS) / "cms" / "real" / "trs_annual_report_list_ordos_egb.html"
    page = ListPage("http://egb.ordos.gov.cn/xxgk/xxgknb/", file.read_text(encoding="utf-8"))
    links, _ = list_links(page, family_of(page).read_list(page))
    assert sum(link.kind == "report" for link in links) == 4
