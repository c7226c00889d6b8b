"""Lists as nobody's family prints them: how they turn pages, how rows lead on, and what keeps them from being whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from crawler.cms import ListPage, family_of
from crawler.cms.controls import current_number
from crawler.cms.listing import Listing
from crawler.cms.pagers import find_pager
from crawler.links import list_links, report_links
from tests.crawler.crawling import crawl, rows, write_registry
from tests.crawler.site import report, serving

NB = "http://sjj.qinghe.gov.test/nb/"
AGENCY = "青禾市司法局"


def title(year: int) -> str:
    return f"{AGENCY}{year}年政府信息公开工作年度报告"


def items(years: Sequence[int] = (2021, 2022, 2023)) -> str:
    return "".join(
        f"<li><a href='/nb/{year}.html'>{title(year)}</a><span>{year + 1}-01-15</span></li>" for year in years
    )


def page_of(body: str, url: str = NB, *, is_source: bool = True) -> ListPage:
    head = "<head><title>政府信息公开年报</title></head>"
    return ListPage(url, f"<html>{head}<body>{body}</body></html>", is_source=is_source)


def read(body: str, url: str = NB, *, is_source: bool = True) -> Listing:
    page = page_of(body, url, is_source=is_source)
    return family_of(page).read_list(page)


def kinds(body: str) -> list[str]:
    page = page_of(body)
    return [kind for kind, _ in list_links(page, family_of(page).read_list(page))[1]]


@pytest.mark.parametrize(
    ("pager", "following"),
    [
        ("<script>function goPage(n){if(n<1)return;window.location.href='list_'+n+'.html';}</script>"
         "<a href='javascript:goPage(2)'>下一页</a>", "list_2.html"),
        ("<a href='list-2.html'><img src='/i/next.gif' alt='下一页'></a>", "list-2.html"),
        ("<span onclick=\"location.href='/nb/index_2.html'\">下一页</span>", "index_2.html"),
        ("<script>var pages=2, cur=0;createPageHTML(pages, cur, 'index', 'html');</script>", "index_1.html"),
        ("<script>createPageHTML( 'page' , '2' , '1' , 'list' , 'html' , '8' )</script>", "list_2.html"),
        ("<script>createPageHTML6(2,0,'index','shtml', '', 8)</script>", "index_1.shtml"),
        ("<div><b>1</b> <a href='?page=2'>2</a> <a href='?page=3'>3</a></div>", "?page=2"),
        ("<div class='pages'><a href='/nb/'>1</a><a href='/nb/page/2/'>2</a></div>", "page/2/"),
        ("<div class='pages'><a href='/nb/'>1</a><a href='/nb/?start=8'>2</a></div>", "?start=8"),
        ("<select onchange='location=this.value'><option value='/nb/'>第1页</option>"
         "<option value='/nb/p2.html'>第2页</option></select>", "p2.html"),
        ("<div class='pg'><a rel='next' href='index_2.html'><i></i></a></div>", "index_2.html"),
        ("<div class='pg'><a class='next' href='index_2.html'></a></div>", "index_2.html"),
    ],
)  # fmt: skip
def test_the_next_page_is_found_however_it_is_clicked(pager: str, following: str) -> None:
    found = read(f"<ul>{items()}</ul>{pager}")
    assert found.next_pages == (NB + following,)
    assert found.problems == ()


def test_numbers_that_count_from_0_are_told_by_the_page_one_is_on() -> None:
    numbers = "<div class='pages'><a href='?p=0'>1</a> <a href='?p=1'>2</a> <a href='?p=2'>3</a></div>"
    assert read(f"<ul>{items()}</ul>{numbers}").next_pages == (f"{NB}?p=1",)
    assert read(f"<ul>{items()}</ul>{numbers}", f"{NB}?p=1", is_source=False).next_pages == (f"{NB}?p=2",)
    assert read(f"<ul>{items()}</ul>{numbers}", f"{NB}?p=2", is_source=False).next_pages == ()


@pytest.mark.parametrize(
    "pager",
    [
        "<a href=\"javascript:__doPostBack('Pager1','2')\">下页</a>",
        "<a href='javascript:;'>下一页</a>",
        "<a href='#' @click='more'>下一页</a>",
        "<div id='loadMore'>加载更多</div>",
        "<form><input type='hidden' name='pageNo' value='2'><input type='submit' value='下一页'></form>",
        "<a href='index_2.html'>末页</a>",
        "<script>laypage({cont:'pg',pages:2,curr:1})</script>",
        "<script>createPageHTML(total(), now(), 'index', 'html')</script>",
    ],
)
def test_a_list_that_goes_on_where_nobody_can_follow_is_not_whole(pager: str) -> None:
    assert kinds(f"<ul>{items()}</ul><div class='pages'>{pager}</div>") == ["PAGER_UNKNOWN"]


@pytest.mark.parametrize(
    "words", ["总计8条记录", "<p id='page' data-total='8'></p>", "<script>var recordCount = 8;</script>"]
)
def test_totals_are_read_in_more_words(words: str) -> None:
    assert read(f"<ul>{items()}</ul>{words}").declared_total == 8


@pytest.mark.parametrize(
    "noise",
    [
        "<div class='pages'><span>上一页</span><span>1</span><span>下一页</span><span>尾页</span></div>",
        "<div class='pages'>共3条 <a class='disabled' href='javascript:void(0)'>下一页</a></div>",
        "<div class='pages'>第1页 共1页 <a href='javascript:goPage(1)'>下一页</a></div>",
        "<div class='swiper page'><a class='next' href='javascript:;'></a><b>1</b><a href='#'>2</a></div>",
        "<table><tr><td>1</td><td><a href='/cal?d=2'>2</a></td><td><a href='/cal?m=2'>下一月</a></td></tr></table>",
        "<div><a href='#y2023'>2023</a><a href='#y2022'>2022</a></div>",
    ],
)
def test_a_list_of_one_page_stays_whole_whatever_else_turns(noise: str) -> None:
    assert kinds(f"<ul>{items()}</ul>{noise}") == []
    assert read(f"<ul>{items()}</ul>{noise}").next_pages == ()


@pytest.mark.parametrize(
    "row",
    [
        "<li data-url='/nb/2024.html'><a href='javascript:;'>{}</a></li>",
        "<li><a href=\"javascript:showPdf('/nb/2024.html')\">{}</a></li>",
        "<li><span>{}</span><a href='/nb/2024.html'>查看</a></li>",
        "<p><a href='/nb/2024.html'><img src='/i/1.jpg' alt='{}'></a></p>",
        "<li><a href='/pdfjs/viewer.html?file=%2Fnb%2F2024.html'>{}</a></li>",
    ],
)
def test_a_row_leads_on_without_a_plain_link(row: str) -> None:
    page = page_of(f"<ul>{items()}</ul><ul>{row.format(title(2024))}</ul>")
    links, problems = list_links(page, family_of(page).read_list(page))
    assert f"{NB}2024.html" in [link.url for link in links if link.kind == "report"]
    assert problems == ()


@pytest.mark.parametrize(
    "row",
    [
        "<li onclick='openDoc(17)'>{}</li>",
        "<li><a href='javascript:;'>{}</a></li>",
        "<script>var rows = [{{title: '{}', id: 17}}];</script>",
        "<script>var rows = {};</script>",
        "<div class='tabs'><a onclick='loadYear(2024)'>2024年</a></div><!-- {} -->",
    ],
)
def test_a_report_that_is_named_and_cannot_be_opened_leaves_a_doubt(row: str) -> None:
    text = json.dumps([title(2024)]) if row.endswith("= {};</script>") else title(2024)
    assert kinds(f"<ul>{items()}</ul>{row.format(text)}") == ["ROW_UNLINKED"]
    assert kinds(f"<ul>{items((2022, 2023, 2024))}</ul>{row.format(text)}") == []


def test_agencies_named_without_the_word_report_are_taken_in_a_report_column() -> None:
    dated = "<div>2024年</div><ul><li><a href='/nb/7.html'>青禾市财政局</a><span>2025-01-11</span></li></ul>"
    crossed = (
        "<table><tr><th>单位</th><th>2024年</th><th>2023年</th></tr><tr><td>青禾市水利局</td>"
        "<td><a href='/nb/8.html'>查看</a></td><td><a href='/nb/9.html'>查看</a></td></tr></table>"
    )
    page = page_of(f"<ul>{items()}</ul>{dated}{crossed}")
    links, _ = list_links(page, family_of(page).read_list(page))
    assert {f"{NB}{name}.html" for name in (7, 8, 9)} <= {link.url for link in links if link.kind == "report"}


def test_a_report_goes_on_by_its_query_or_as_its_whole_text() -> None:
    pages = "<div><b>1</b><a href='/nb/1.html?page=2'>2</a><a href='/nb/1.html?page=2'>下一页</a></div>"
    assert [link.url for link in report_links(f"{NB}1.html", pages)[0]] == [f"{NB}1.html?page=2"]
    assert report_links(f"{NB}1.html?page=2", pages)[0] == ()
    whole = "<a href='/nb/1_all.html'>余下全文</a>"
    assert [link.url for link in report_links(f"{NB}1.html", whole)[0]] == [f"{NB}1_all.html"]


def test_the_rest_of_a_column_is_walked() -> None:
    found = read(f"<ul>{items()}</ul><a href='/nb/old.html'>往年报告</a><a href='/news/'>更多&gt;&gt;</a>")
    assert found.columns == (f"{NB}old.html",)


@pytest.mark.slow  # several processes
@pytest.mark.parametrize(
    "hidden", ["<a href='javascript:next()'>下一页</a>", "<li onclick='openDoc(25)'>" + title(2025) + "</li>"]
)
def test_nobody_is_accused_by_a_list_that_may_go_on(tmp_path: Path, hidden: str) -> None:
    with serving() as site:
        write_registry(tmp_path / "registry", ("a", f"{site.url}/nb/"))
        for year in (2022, 2023, 2024):
            site.page(f"/nb/{year}.html", report(AGENCY, year))
        for more, state in ((hidden, "unchecked"), ("", "missing")):
            body = f"<head><title>政府信息公开年报</title></head><body><ul>{items((2022, 2023, 2024))}{more}</ul></body>"
            site.page("/nb/", f"<html>{body}</html>")
            day = "2026-02-01" if more else "2026-02-03"
            crawl(tmp_path, "reports", "-a", "full=1", settings={"NOW": f"{day}T08:00:00Z"})
            assert rows(tmp_path, "SELECT state FROM coverage WHERE report_year = 2025") == [(state,)]


@pytest.mark.parametrize("number", ["²", "999999999", "9" * 5000])
def test_a_number_that_counts_no_pages_ends_no_crawl(number: str) -> None:
    """`isdigit` takes ², `int` refuses 5,000 digits, and 10^9 addresses are all the memory there is."""
    own = "http://a.gov.test/nb/"
    assert find_pager(f"createPageHTML('{number}', '0', 'index', 'html')", own) is None
    marked = f'<div class="pager"><a href="{own}">{number}</a><b>3</b></div>'
    assert current_number(ListPage(own, marked)) == 3
