"""Every family on a page and an answer of its kind, written for these tests."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from crawler.cms import FAMILIES, ListPage, Verdicts, family_of
from crawler.cms.listing import Listing
from crawler.links import list_links, report_links
from tests.reading.hostile import alarm

HOST = "http://czj.qinghe.gov.test"
TITLE = "青禾市财政局{}年政府信息公开工作年度报告"


def read(url: str, text: str, *, is_source: bool = True, referer: str | None = None) -> tuple[str, Listing]:
    page = ListPage(url, text, is_source=is_source, referer=referer)
    family = family_of(page)
    return family.NAME, family.read_list(page)


def items(years: Sequence[int], address: str, *, tag: str = "span") -> str:
    return "".join(
        f'<li><a href="{address.format(year)}" title="{TITLE.format(year)}">{TITLE.format(year)[:12]}...</a>'
        f"<{tag}>{year + 1}-01-20</{tag}></li>"
        for year in years
    )


def test_the_standard_page_reads_its_box_and_its_folded_years() -> None:
    text = f"""<body><div class="dl_nav01"><h3><a href="/xxgk/zn.html">政府信息<br>公开指南</a></h3></div>
    <div class="sideMenu"><h3><em></em><div>政府信息<br>公开年报</div><span></span></h3>
    <ul><li><span>·</span><a href="/xxgk/n24/">2024</a></li><li><a href="/xxgk/n23/">2023</a></li></ul></div>
    <div class="zfxxgk_zdgktit"><a>年报</a></div><div class="zfxxgk_zdgkc"><ul>
    {items((2022, 2021), "/xxgk/{}/9.html", tag="b")}</ul></div></body>"""
    name, found = read(f"{HOST}/xxgk/", text)
    assert name == "std61"
    assert [row.url for row in found.rows] == [f"{HOST}/xxgk/2022/9.html", f"{HOST}/xxgk/2021/9.html"]
    assert found.rows[0].listed_on == "2023-01-20"
    assert found.columns == (f"{HOST}/xxgk/n24/", f"{HOST}/xxgk/n23/")


def test_the_standard_page_reads_a_list_hidden_in_its_box() -> None:
    text = f"""<body><ul class="news"><li><a href="/n/1.html">要闻一</a>2024-05-01</li><li><a href="/n/2.html">要闻二</a>
    2024-05-02</li></ul><div class="zfxxgk_zdgkc"><ul><!-- {items((2022,), "/xxgk/{}.html")} --></ul></div></body>"""
    _, found = read(f"{HOST}/xxgk/", text)
    assert [row.url for row in found.rows] == [f"{HOST}/xxgk/2022.html"]


def test_the_standard_navigation_leads_to_a_report_column_that_is_a_link() -> None:
    text = '<div class="dl_nav01"><h3><a href="/nb/">政府信息<br>公开年报</a></h3></div><div class="zfxxgk_zdgkc">指南</div>'
    assert read(f"{HOST}/zn/", text)[1].columns == (f"{HOST}/nb/",)
    assert read(f"{HOST}/nb/index.html", text)[1].columns == ()


UCAP = """<html><head><meta name="channelId" content="e5eb2a"></head><body><div class="zfxxgk_zdgkc"><ul>{}</ul></div>
<div id="page_div"></div><script>createPageHTML('page_div',{},1,'nb','shtml',{});</script></body></html>"""


def test_ucap_pages_are_static_and_behind_the_cap_comes_the_search() -> None:
    rows = items((2022, 2021), "/czj/c110/202301/{}.shtml")
    name, found = read(f"{HOST}/czj/c110/nb.shtml", UCAP.format(rows, 3, 45))
    assert (name, found.next_pages) == (
        "ucap",
        (f"{HOST}/czj/c110/nb_2.shtml", f"{HOST}/czj/c110/nb_3.shtml"),
    )
    _, capped = read(f"{HOST}/czj/c110/nb.shtml", UCAP.format(rows, 10, 20))
    search = f"{HOST}/common/search/e5eb2a?_isAgg=true&_isJson=true&_pageSize=18&_template=index&page=1"
    assert capped.next_pages[-1] == search
    _, scripted = read(f"{HOST}/czj/c110/nb.shtml", UCAP.format("", 1, 0))
    assert scripted.next_pages == (search,)


def test_ucap_searches_count_on_and_belong_to_their_column() -> None:
    records = [
        {"title": TITLE.format(y), "url": f"//czj.qinghe.gov.test/czj/c110/{y}.shtml", "publishedTimeStr": f"{y + 1}-01-20 10:00:00"}
        for y in (2022, 2021)
    ]  # fmt: skip
    answer = json.dumps({"data": {"page": 1, "rows": 2, "total": 5, "results": records}})
    url = f"{HOST}/common/search/e5eb2a?_isJson=true&_pageSize=18&page=1"
    name, found = read(url, answer, is_source=False)
    assert (name, found.key, found.declared_total) == ("ucap", "ucap:e5eb2a", 5)
    assert [url[-6:] for url in found.next_pages] == ["page=2", "page=3"]
    assert (found.rows[0].url, found.rows[0].listed_on) == (f"{HOST}/czj/c110/2022.shtml", "2023-01-20")
    assert read(url.replace("page=1", "page=2"), answer, is_source=False)[1].next_pages == ()


def vsb(position: str, *pages: int, folder: str = "nb/") -> str:
    links = "".join(f'<span class="p_no"><a href="{folder}{n}.htm">{n}</a></span>' for n in pages)
    rows = "".join(
        f'<li id="line_u5_{n}"><a href="/info/1039/{y}.htm"><h4>{TITLE.format(y)}</h4><p class="date">{y + 1}-01-20</p></a></li>'
        for n, y in enumerate((2022, 2021))
    )
    pager = f'<span class="p_t">共9条</span>{links}<span class="p_t">{position}</span>'
    return f"<!--Announced by Visual SiteBuilder 9--><body><ul>{rows}</ul>{pager}</body>"


def test_vsb_pages_descend_and_every_page_names_them_all() -> None:
    name, found = read(f"{HOST}/xxgk/nb.htm", vsb("1/4", 3, 2, 1))
    assert (name, found.declared_total, found.rows[0].listed_on) == ("vsb", 9, "2023-01-20")
    assert found.next_pages == tuple(f"{HOST}/xxgk/nb/{number}.htm" for number in (3, 2, 1))
    assert [row.text for row in found.rows] == [TITLE.format(2022), TITLE.format(2021)]
    # Meanwhile a page was added: file 3 now says 3/5, so file 4 is new and is named.
    _, grown = read(f"{HOST}/xxgk/nb/3.htm", vsb("3/5", 4, 2, 1, folder=""), is_source=False)
    assert grown.next_pages[0] == f"{HOST}/xxgk/nb/4.htm"
    assert grown.key == found.key


GKMLPT = """<script>window._CONFIG = {SID: '755031', SERVICE_AREA_ID: 1, TREE: [{"id":9,"name":"机构职能","children":[]},
{"id":950,"name":"信息公开","children":[{"id":952,"name":"政府信息公开年报","post_count":12,"jump_url":"","children":[]},
{"id":953,"name":"部门年报","jump_url":"/xxgk/bmnb/","children":[]}]}]};</script>"""


def test_gkmlpt_finds_its_category_in_the_address_or_the_tree() -> None:
    api = f"{HOST}/gkmlpt/api/all/{{}}?page=1&sid=755031"
    name, found = read(f"{HOST}/gkmlpt/index#77", GKMLPT)
    assert (name, found.next_pages, found.columns) == ("gkmlpt", (api.format(77),), ())
    _, found = read(f"{HOST}/gkmlpt/index", GKMLPT)
    assert (found.next_pages, found.columns) == ((api.format(952),), (f"{HOST}/xxgk/bmnb/",))


def test_gkmlpt_answers_give_rows_wherever_the_articles_live() -> None:
    articles = [
        {"id": 8123456, "title": TITLE.format(2024), "url": "", "display_publish_time": 1737000000},
        {"id": 2, "title": TITLE.format(2023), "url": f"{HOST}/x", "jump_url": f"{HOST}/nb/content/post_20240.html", "type": "url"},
        {"id": 3, "title": TITLE.format(2022), "url": f"{HOST}/attachment/0/3.pdf"},
    ]  # fmt: skip
    name, found = read(
        f"{HOST}/gkmlpt/api/all/952?page=1&sid=7", json.dumps({"total": 7, "articles": articles})
    )
    assert name == "gkmlpt"
    assert [row.url.removeprefix(HOST) for row in found.rows] == [
        "/gkmlpt/content/8/8123/post_8123456.html", "/nb/content/post_20240.html", "/attachment/0/3.pdf"
    ]  # fmt: skip
    assert found.rows[0].listed_on == "2025-01-16"
    assert [url[-12:] for url in found.next_pages] == ["page=2&sid=7", "page=3&sid=7"]


def test_nfcms_lists_articles_and_files() -> None:
    text = f"""<script>window.NFCMS_SITE_ID=668001;</script><body><ul><li>
    <span class="til"><a href="/nb/content/post_20240.html">{TITLE.format(2023)}</a></span><span class="time">2024-01-20</span>
    <span class="til"><a href="/attachment/0/59/47.pdf">{TITLE.format(2022)}</a></span><span class="time">2023-01-20</span>
    </li></ul><div class="page"><a href="index.html">1</a><a href="index_2.html">2</a><a href="index_2.html">下一页</a></div></body>"""
    name, found = read(f"{HOST}/nb/index.html", text)
    assert name == "nfcms"
    assert [(row.url.removeprefix(HOST), row.listed_on) for row in found.rows] == [
        ("/nb/content/post_20240.html", "2024-01-20"), ("/attachment/0/59/47.pdf", "2023-01-20")
    ]  # fmt: skip
    assert found.next_pages == (f"{HOST}/nb/index_2.html",)


def test_label8888_asks_with_what_the_page_names() -> None:
    text = f"""<head><meta name="SiteId" content="678"></head><body><div class="xxgk_navli"><ul><li>1</li><li>
    <a href="/public/1681/55.html" title="{TITLE.format(2023)}">{TITLE.format(2023)[:9]}</a></li>
    <li><span class="date">2024-01-19</span></li></ul></div><script>var yxCatId = "6708461";
    var file = '/qh/xxgk/publicInfoList'; page({{url:'/site/label/8888', pageCount:3}});</script></body>"""
    name, found = read(f"{HOST}/public/column/1681?type=4&action=list", text)
    assert (name, found.key) == ("label8888", "label8888:1681:6708461")
    assert [(row.url, row.listed_on) for row in found.rows] == [(f"{HOST}/public/1681/55.html", "2024-01-19")]
    assert len(found.next_pages) == 2
    for asked in (
        "siteId=678",
        "pageIndex=2",
        "organId=1681",
        "catId=6708461",
        "file=%2Fqh%2Fxxgk%2FpublicInfoList",
    ):
        assert asked in found.next_pages[0]
    _, answer = read(found.next_pages[0], "暂无相关信息", is_source=False)
    assert answer.key == found.key
    assert any(kind == "EMPTY_LIST_PAGE" and "暂无相关信息" in detail for kind, detail in answer.problems)


QUERYLIST = """<script>var websiteCode = 'qhczj', codeName = 'col42150';
var channelsTagSelf = {"code":"col42150","name":"政策解读","articleCount":%d};
var channelsTagParent = [{"name":"信息公开","urls":"{\\"pc\\":\\"/qhczj/col/col1/index.html\\"}","children":[
{"name":"政府信息公开年报","urls":"{\\"pc\\":\\"/qhczj/col/col7/index.html\\"}"}]},
];
var listData = { articleList: [{"title":"某局2023年政府信息公开工作年度报告","pubDate":"2024-01-20 17:20",
"urls":"{\\"pc\\":\\"/qhczj/col/col42150/content/content_1.html\\"}"},],
      };
var params = { current: 1, webSiteCode: ['qhczj'], channelCode: ['col42150'], perPage: '15' };
loadPageData(params, '380055');</script>"""


def test_querylist_has_rows_in_the_page_a_tree_and_a_form() -> None:
    name, found = read(f"{HOST}/qhczj/col/col42150/index.html", QUERYLIST % 31)
    assert (name, found.declared_total, len(found.next_pages)) == ("querylist", 31, 3)
    assert found.next_pages[1].startswith(
        f"{HOST}/queryList#post:current=2&pageSize=15&webSiteCode%5B%5D=qhczj"
    )
    assert found.columns == (f"{HOST}/qhczj/col/col7/index.html",)
    assert (found.rows[0].url, found.rows[0].listed_on) == (
        f"{HOST}/qhczj/col/col42150/content/content_1.html",
        "2024-01-20",
    )
    source = {"title": "x年报", "pubDate": "2020-01-02 10:00", "urls": '{"pc":"/qhczj/c_9.html"}'}
    answer = json.dumps({"data": {"total": 31, "results": [{"source": source}]}})
    name, answered = read(found.next_pages[1], answer, is_source=False)
    assert (name, answered.key, answered.next_pages) == ("querylist", found.key, ())
    assert answered.rows[0].url == f"{HOST}/qhczj/c_9.html"


def test_jpaas_units_are_asked_with_their_parameters_and_pages_in_param_json() -> None:
    text = """<div id="分页列表"></div><script src="/x/unitbuild.js" url="/api/front/page/build/unit"
    queryData="{'parseType':'bulidstatic','webId':'8f','pageType':'column','tagId':'分页列表','pageId':'95'}"></script>
    <script src="/x/unitbuild.js" url="/api/front/page/build/unit"
    queryData="{'parseType':'bulidstatic','tagId':'页头','pageId':'95'}"></script>"""
    name, found = read(f"{HOST}/nb/", text)
    assert name == "jpaas"
    [unit] = found.next_pages
    assert unit.startswith(
        f"{HOST}/api/front/page/build/unit?parseType=bulidstatic&webId=8f&pageType=column&tagId="
    )
    html = items((2023,), "/nb/art_{}.html") + '<div class="pagination" rows="1" count="3" pageNo="1"></div>'
    name, answer = read(
        unit, json.dumps({"success": True, "data": {"html": html}}), is_source=False, referer=f"{HOST}/nb/"
    )
    assert (name, answer.key, answer.declared_total) == ("jpaas", found.key, 3)
    assert [row.title for row in answer.rows] == [TITLE.format(2023)]
    assert [url.rpartition("&")[2] for url in answer.next_pages] == [
        f"paramJson=%7B%22pageNo%22%3A{number}%2C%22pageSize%22%3A1%7D" for number in (2, 3)
    ]
    assert (
        read(answer.next_pages[0], json.dumps({"data": {"html": html}}), is_source=False)[1].next_pages == ()
    )


def test_xxgk_goes_from_frame_to_tree_to_a_posted_search() -> None:
    frame = '<iframe src="/module/xxgk/tree.jsp?standardXxgk=1&amp;area=112&amp;divid=div4"></iframe>'
    name, column = read(f"{HOST}/col/col9/index.html", frame)
    tree = f"{HOST}/module/xxgk/tree.jsp?standardXxgk=1&area=112&divid=div4"
    assert (name, column.columns) == ("xxgk", (tree,))
    nodes = """<a onclick="funclick('A01',this)">机构职能</a><a onclick="funclick('A0102',this)">政府信息公开年报</a>"""
    _, found = read(tree, nodes, is_source=False)
    [search] = found.next_pages
    assert search.startswith(
        f"{HOST}/module/xxgk/search.jsp#post:infotypeId=A0102&jdid=&area=112&divid=div4&"
    )
    rows = f"""<table><tr class="tr_main_value_odd"><td>1</td><td>
    <a href="/art/2023/1/9/art_1_2.html" title="{TITLE.format(2022)}">青禾</a></td>
    <td>2023-01-09</td></tr></table><a>下一页</a>&nbsp;共3页&nbsp;"""
    name, answer = read(search, rows, is_source=False)
    assert (name, answer.rows[0].listed_on, len(answer.next_pages)) == ("xxgk", "2023-01-09", 2)
    assert "currpage=3" in answer.next_pages[1]
    last = read(answer.next_pages[1], rows, is_source=False)[1]
    assert (last.key, last.next_pages) == (answer.key, ())


def test_truecms_has_rows_in_the_page_and_groups_behind_a_callback() -> None:
    text = f"""<ul id="initData" style="display:none">{items((2023,), "/czj/nb/content/{}.html")}</ul><script>$('#list').jpage({{
    proxyUrl:'/TrueCMS/messageController/getMessage.do',perPage:10,groupSize:3,ajaxParam:{{columnId:'5f5b-69'}}}})</script>"""
    name, found = read(f"{HOST}/czj/nb/nb.html", text)
    assert (name, len(found.rows)) == ("truecms", 1)
    [group] = found.next_pages
    assert group.startswith(
        f"{HOST}/TrueCMS/messageController/getMessage.do?startrecord=1&endrecord=20&perpage=20&columnId=5f5b-69"
    )
    records = "".join(
        f"<record><![CDATA[<li><a href='/czj/nb/content/{n}.html'>报告{n}</a>2021-01-19</li>]]></record>"
        for n in range(20)
    )
    _, answer = read(
        group,
        "cb(" + json.dumps({"result": f"<datastore><recordset>{records}</recordset></datastore>"}) + ")",
        is_source=False,
    )
    assert (answer.key, len(answer.rows), answer.rows[0].listed_on) == (found.key, 20, "2021-01-19")
    assert "startrecord=21&endrecord=40" in answer.next_pages[0]


def test_epoint_lists_are_printed_or_posted_for() -> None:
    printed = (
        f'<body class="ewb-body"><ul class="ewb-news-items">{items((2023, 2022), "/nb/{}.html")}</ul></body>'
    )
    assert [len(read(f"{HOST}/nb/", f'<div class="ewb-x">{printed}</div>')[1].rows)] == [2]
    text = """<body><div class="ewb-list"></div><script>var siteInfo={"projectName":"/EpointWeb","siteGuid":"7eb"};
    var categorynum = '003002008'; post("rest/lightfrontaction/getgovinfolist");</script></body>"""
    name, found = read(f"{HOST}/govpub/nb.html", text)
    assert (name, len(found.next_pages)) == ("epoint", 2)
    assert found.next_pages[1].startswith(
        f"{HOST}/EpointWeb/rest/lightfrontaction/getgovinfolist#json:%7B%22token%22"
    )
    records = [
        {"infourl": f"/nb/{n}.html", "realtitle": TITLE.format(2000 + n), "infodate": "2021-01-19"}
        for n in range(20)
    ]
    _, answer = read(found.next_pages[1], json.dumps({"custom": {"data": records}}), is_source=False)
    assert (answer.key, len(answer.rows)) == (found.key, 20)
    assert "%22pageIndex%22:2" in answer.next_pages[0]


def test_shanghai_articles_are_told_by_their_addresses() -> None:
    text = f"<body><ul>{items((2023, 2022), '/nw12344/{}0120/' + 'a1' * 16 + '.html')}</ul></body>"
    name, found = read(f"{HOST}/nw12344/", text)
    assert (name, len(found.rows)) == ("shanghai", 2)


def test_other_endpoints_are_read_by_what_their_records_hold() -> None:
    records = [
        {"id": 1, "title": "无址", "url": ""},
        {"id": 2, "title": "<em>年报</em>", "display_date": 1675000000000, "url": "/a/2.html"},
    ]
    name, found = read(f"{HOST}/api/list?pageNo=1", json.dumps({"data": {"totalCount": 2, "list": records}}))
    assert name == "feed"
    assert [(row.url, row.text, row.listed_on) for row in found.rows] == [
        (f"{HOST}/a/2.html", "年报", "2023-01-29")
    ]
    assert found.next_pages == (f"{HOST}/api/list?pageNo=2",)
    record = (
        "<TITLE><![CDATA[年报]]></TITLE><URL><![CDATA[/t1.htm]]></URL><DOCRELTIME>2021-01-15</DOCRELTIME>"
    )
    xml = f"<RESULT><RECORDCOUNT>1</RECORDCOUNT><REC>{record}</REC></RESULT>"
    assert read(f"{HOST}/was5/web/search?page=1", xml)[1].rows[0].listed_on == "2021-01-15"


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<a href='column.jsp?id=9&current=2'>下一页</a>", "column.jsp?id=9&current=2"),
        ("<a href='2.html' title='下一页'><i></i></a>", "2.html"),
        ("<span>1</span><a href='Index_2.aspx'>2</a><a href='Index_2.aspx'>&gt;</a>", "Index_2.aspx"),
        (
            "<div class='jspIndex4'><a href='a.htm'>1</a><a href='index_2.htm'>下一页&gt;</a></div>",
            "index_2.htm",
        ),
    ],
)
def test_pagers_of_minor_systems_are_followed_by_their_next_link(pager: str, following: str) -> None:
    _, found = read(
        f"{HOST}/nb/1.html", f"<body><ul>{items((2023, 2022), '/x/{}.html')}</ul><p>{pager}</p></body>"
    )
    assert found.next_pages == (f"{HOST}/nb/{following}",)


def test_a_pager_nobody_can_follow_is_a_problem_and_not_the_end() -> None:
    text = f'<body><ul>{items((2023, 2022), "/x/{{}}.html")}</ul>共 7 页 <a href="javascript:go(2)">下一页</a></body>'
    _, found = read(f"{HOST}/nb/", text)
    assert [kind for kind, _ in found.problems] == ["PAGER_UNKNOWN"]


def test_an_empty_list_asks_for_the_data_its_script_loads() -> None:
    text = '<body><ul id="l"></ul><script>$.getJSON("./wj/nb.json", draw); $.get("http://x.test/y.json")</script></body>'
    assert read(f"{HOST}/nb/", text)[1].next_pages == (f"{HOST}/nb/wj/nb.json",)
    records = [{"URL": "./202401/t1.shtml", "FILENAME": TITLE.format(2023), "DOCRELTIME": "2024-01-20"}]
    answer = ListPage(f"{HOST}/nb/wj/nb.json", json.dumps({"data": records}), False, False, f"{HOST}/nb/")
    verdicts = Verdicts({f"{HOST}/nb/": text}.get)
    assert [row.url for row in verdicts.family(answer).read_list(answer).rows] == [
        f"{HOST}/nb/202401/t1.shtml"
    ]


def test_a_list_made_by_a_script_alone_says_what_it_needs() -> None:
    _, found = read(f"{HOST}/nb/", '<body><div id="app"></div><script src="/js/app.1f.js"></script></body>')
    assert [kind for kind, _ in found.problems] == ["NEEDS_BROWSER"]
    words = (
        '<body onload=""><li onclick="location.href=\'/nb/1.html\'">' + TITLE.format(2023) + "</li></body>"
    )
    assert [row.url for row in read(f"{HOST}/nb/", words)[1].rows] == [f"{HOST}/nb/1.html"]


def test_addresses_start_from_the_base_a_page_names() -> None:
    text = f'<head><base href="{HOST}/deep/"></head><body><ul>{items((2023, 2022), "{}.html")}</ul></body>'
    assert read(f"{HOST}/nb/", text)[1].rows[0].url == f"{HOST}/deep/2023.html"
    answer = '<head><base href="/f/"></head><body><a href="a.pdf">附件</a></body>'
    assert [link.url for link in report_links(f"{HOST}/nb/1.html", answer)[0]] == [f"{HOST}/f/a.pdf"]


def test_what_is_posted_comes_from_no_link() -> None:
    text = f"<body><ul>{items((2023, 2022), '/admin/{}#post:delete=1')}</ul></body>"
    assert [row.url for row in read(f"{HOST}/nb/", text)[1].rows] == [
        f"{HOST}/admin/2023",
        f"{HOST}/admin/2022",
    ]


@pytest.mark.parametrize(
    ("shown", "file"),
    [
        ('<script>showVsbpdfIframe("/__local/2/plan.pdf","100%","600")</script>', "/__local/2/plan.pdf"),
        (
            '<script>showVsbpdfIframe("/virtual_attach_file.vsb?afc=1&e=.pdf","100%")</script>',
            "/virtual_attach_file.vsb?afc=1&e=.pdf",
        ),
        ('<iframe src="/pdfjs/viewer.html?file=%2Ff%2F1.pdf"></iframe>', "/f/1.pdf"),
        ('<embed src="./1.pdf">', "/nb/1.pdf"),
        ("""<a href="#" onclick="window.open('/f/1.pdf')">看</a>""", "/f/1.pdf"),
    ],
)
def test_files_shown_in_a_report_are_its_attachments(shown: str, file: str) -> None:
    links, _ = report_links(f"{HOST}/nb/1.html", f"<body><h1>年报</h1>{shown}</body>")
    assert [(link.url, link.kind) for link in links] == [(HOST + file, "attachment")]


def test_a_column_that_is_the_report_is_asked_for_as_one() -> None:
    sections = "".join(
        f"<p>{name}</p>"
        for name in ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")
    )
    page = ListPage(
        f"{HOST}/nb/2023/",
        f"<title>政府信息公开年报</title><body><h1>{TITLE.format(2023)}</h1>{sections}</body>",
        False,
        True,
    )
    links, problems = list_links(page, family_of(page).read_list(page))
    assert [(link.url, link.kind, link.text) for link in links] == [
        (f"{HOST}/nb/2023/#!report", "report", TITLE.format(2023))
    ]
    assert problems == ()
    only_file = ListPage(
        f"{HOST}/nb/2023/",
        f"<body><h1>{TITLE.format(2023)}</h1><a href='/f/1.pdf'>下载</a></body>",
        False,
        True,
    )
    assert [link.kind for link in list_links(only_file, family_of(only_file).read_list(only_file))[0]] == [
        "report"
    ]
    deeper = ListPage(page.url, page.text, False, False)
    assert list_links(deeper, family_of(deeper).read_list(deeper))[0] == ()


def test_a_verdict_holds_for_pages_that_say_nothing_also_after_a_restart() -> None:
    kept = {
        f"{HOST}/nb/": f'<i class="CurrChnlCls"></i><ul>{items((2023, 2022), "./t20240120_{}1.html")}</ul>'
    }
    bare = ListPage(
        f"{HOST}/nb/index_1.html", "<p><a href='x.html'>年报</a></p>", False, False, f"{HOST}/nb/"
    )
    assert family_of(bare).NAME == "generic"
    fresh = Verdicts(kept.get)
    assert fresh.family(bare).NAME == "trs"
    walked = Verdicts({}.get)
    walked.family(ListPage(f"{HOST}/nb/", kept[f"{HOST}/nb/"]))
    assert walked.family(bare).NAME == "trs"


def test_the_frame_decides_and_not_the_article() -> None:
    text = """<body><div class="cru"><a href="./" class="CurrChnlCls">年报</a></div><div class="TRS_Editor"><!--ZJEG_RSS.content.begin-->
    <script src="/script/web_front.js"></script><p class="vsb_content">正文</p></div></body>"""
    assert family_of(ListPage(f"{HOST}/nb/", text)).NAME == "trs"


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize(
    "piece",
    [
        "{",
        "[[",
        "<REC>",
        "funclick('",
        "cb(",
        "<div id=zoom>",
        "var params {a:'",
        "<span>2024-",
        "1/",
        "var x='",
    ],
)
def test_hostile_pages_stall_no_family(name: str, piece: str) -> None:
    page = ListPage(f"{HOST}/nb/", piece * 20_000)
    with alarm(f"{name} on {piece!r}"):
        FAMILIES[name].detects(page)
        FAMILIES[name].read_list(page)
