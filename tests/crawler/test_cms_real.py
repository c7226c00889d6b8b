"""The stored real pages and payload samples of each family, read in place: family and rows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crawler.cms import ListPage, family_of

CORPUS = os.environ.get("GONGKAI_CORPUS")
REAL = [
    ("hanweb_art_lishui_gov_2023", "http://a.gov.cn/art/2023/10/23/art_1229283449_2493752.html", "hanweb", 0),
    ("hanweb_art_zhejiang_fgw_2016", "http://a.gov.cn/", "hanweb", 0),
    ("jx_querylist_sthjt_jiangxi", "http://a.gov.cn/jxssthjt/col/col42150/index.html", "querylist", 50),
    ("nfcms_gd_gov_cn_page", "http://www.gd.gov.cn/zwgk/czxx/index.html", "nfcms", 155),
    ("nfcms_maoming_list", "http://a.gov.cn/czyjs/", "nfcms", 2),
    ("trs_annual_report_list_ordos_egb", "http://a.gov.cn/xxgk/xxgknb/", "trs", 10),
    ("trs_detail_shanxi_gov_2019", "http://a.gov.cn/yw/201909/t20190918_693227.shtml", "trs", 0),
    ("ucap_gansu_1", "https://a.gov.cn/jyt/c110634/zwgklist.shtml", "ucap", 20),
    ("vsb_detail_sxmu", "http://a.edu.cn/info/1081/1.htm", "vsb", 0),
    ("vsb_page_nav_class", "http://a.edu.cn/info/1043/19224.htm", "vsb", 10),
]
PAYLOADS = [
    ("anhui_label8888.txt", "/public/column/1681?type=4", "label8888", 1),
    ("gkmlpt_api_all.json", "/gkmlpt/api/all/952?page=1&sid=1", "gkmlpt", 1),
    ("hanweb_03_dataproxy_response.xml", "/module/web/jpage/dataproxy.jsp?startrecord=1&columnid=8349", "hanweb", 1),
    ("jpaas_unit_response.json", "/api/front/page/build/unit?pageId=9", "jpaas", 1),
    ("payload_chongqing.json", "/api/search?pageNo=50", "feed", 1),
    ("payload_fujian_was5_json.json", "/ssp/search/api/apiSearch?page=1", "feed", 1),
    ("payload_guangdong_search_file.json", "/api/search/file?page=1", "feed", 1),
    ("payload_guangxi_igs.json", "/igs/front/search/list.html?pageNumber=1", "feed", 1),
    ("payload_guizhou_irs.json", "/irs/front/search?pageNo=1", "feed", 1),
    ("payload_hubei_igs.json", "/igs/front/search/list.html?pageNumber=1", "feed", 1),
    ("trs_was5_response.xml", "/was5/web/search?page=1", "feed", 1),
    ("ucap_gansu_list_in_comment_excerpt.html", "/jyt/c110634/zwgklist.shtml", "std61", 20),
    ("ucap_search.json", "/common/search/a1a064?page=1", "ucap", 1),
    ("vsb_list_and_pager.html", "/zbgg.htm", "vsb", 1),
]  # fmt: skip


@pytest.mark.skipif(not CORPUS, reason="GONGKAI_CORPUS names no corpus")
@pytest.mark.parametrize(("file", "url", "name", "rows"), REAL)
def test_real_pages_are_their_family(file: str, url: str, name: str, rows: int) -> None:
    assert CORPUS is not None
    text = (Path(CORPUS) / "cms" / "real" / f"{file}.html").read_text(encoding="utf-8", errors="replace")
    page = ListPage(url, text)
    family = family_of(page)
    assert (family.NAME, len(family.read_list(page).rows)) == (name, rows)


@pytest.mark.skipif(not CORPUS, reason="GONGKAI_CORPUS names no corpus")
@pytest.mark.parametrize(("file", "url", "name", "rows"), PAYLOADS)
def test_samples_give_their_rows(file: str, url: str, name: str, rows: int) -> None:
    assert CORPUS is not None
    text = (Path(CORPUS) / "cms" / file).read_text(encoding="utf-8", errors="replace")
    page = ListPage("http://a.gov.cn" + url, text)
    family = family_of(page)
    found = family.read_list(page).rows
    assert (family.NAME, len(found)) == (name, rows)
    assert all(row.listed_on and (row.text or row.title) for row in found)
