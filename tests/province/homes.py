"""Home pages: how each leads to the report column, openly, in a roundabout way, or not at all.

`Site.home` is a key of HOMES. What stands between home page and column are pages under `/zwgk/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from tests.province import frame, pages
from tests.province.families import gkmlpt, hanweb, querylist, std61
from tests.province.model import Answer, Handler, Request, Site

_PLATFORM = "/zwgk/zfxxgk/"  # 政府信息公开, the page in between
_NEWS = ("领导活动", "通知公告", "部门动态", "办事服务", "互动交流", "数据开放")

Pages = dict[str, str]  # path → main part


def routes(site: Site) -> dict[str, Handler]:
    """The home page and the pages in between; none where the family serves its own."""
    if (site.family == "shut" and site.style) or (
        site.family in ("hanweb", "trs", "plain") and site.home == "direct"
    ):
        return {}
    return {path: partial(_page, site, main) for path, main in HOMES[site.home](site).items()}


def _page(site: Site, main: str, request: Request) -> Answer:
    head = pages.head(site, None).replace(site.column, "首页", 1)
    return frame.send(
        site,
        f"<!DOCTYPE html>\n<html><head>\n{head}</head>\n<body>\n"
        f'<div class="banner">{site.name}</div>\n<ul class="nav"><li><a href="/">首页</a></li>{_menu()}</ul>\n'
        f"{main.replace(_SIBLING, _sibling(request.host))}\n{pages.foot(site)}</body></html>",
    )


_SIBLING = "{sibling}"  # stands for the host of the platform, with the port


def _sibling(host: str) -> str:
    """The host of the place's platform (信息公开平台): `xxgk.maixi.gov.test`."""
    return ".".join(["xxgk", *host.split(".")[1:]])


def _menu() -> str:
    return "".join(f'<li><a href="/{i}/index.html">{name}</a></li>' for i, name in enumerate(_NEWS, start=11))


def _reports(site: Site) -> str:
    """The year columns or the column itself, as the navigation of its platform shows them."""
    return (
        std61.nav(site)
        if site.family == "std61"
        else f'<li><a href="{site.column_path}">{site.column}</a></li>'
    )


def _platform(site: Site, main: str) -> Pages:
    """A home page that leads to 政府信息公开, which holds `main`."""
    return {"/": f'<div class="box"><a href="{_PLATFORM}">政府信息公开</a></div>', _PLATFORM: main}


def _direct(site: Site) -> Pages:
    return {"/": f'<div class="box"><a href="{site.column_path}">{site.column}</a></div>'}


def _broken(site: Site) -> Pages:
    """The label is split by <br>, on the page in between."""
    label = f"{site.column[:4]}<br>{site.column[4:]}"
    return _platform(
        site,
        '<div class="dl_nav01"><h3><a href="/zwgk/zn/">政府信息<br>公开指南</a></h3><h3><a href="/zwgk/zd/">政府信息<br>'
        f'公开制度</a></h3><h3><a href="{site.column_path}"><em></em>{label}</a></h3></div>',
    )


def _accordion(site: Site) -> Pages:
    """The heading 年报 is no link; its years are."""
    if site.family == "std61" and site.style != "whole":  # the page in between is the column itself
        return {"/": f'<div class="box"><a href="{site.column_path}">政府信息公开</a></div>'}
    return _platform(site, f'<div class="left">{_reports(site)}</div>')


def _two_steps(site: Site) -> Pages:
    """政务公开 leads to 信息公开平台, which leads to the column."""
    return {
        "/": '<div class="box"><a href="/zwgk/">政务<br/>公开</a></div>',
        "/zwgk/": f'<ul class="subNav"><li><a href="/zwgk/ghjh/">规划计划</a></li><li><a href="{_PLATFORM}">信息公开平台</a></li>'
        "</ul>",
        _PLATFORM: f'<ul class="xxgkml-list"><li><a href="/zwgk/zn/">指南</a></li>'
        f'<li><a href="{site.column_path}">信息公开年报</a></li></ul>',
    }


def _tree(site: Site) -> Pages:
    """The columns stand only in the page's JSON, as its scripts read them."""
    tree = f"<script>var channelsTagParent = [\n    {querylist.tree(site)},\n  ]; //父级栏目信息</script>"
    return _platform(site, f'<div id="menu"></div>{tree}')


def _iframe(site: Site) -> Pages:
    return {
        **_platform(site, '<iframe src="/zwgk/left.html" width="220" height="800"></iframe>'),
        "/zwgk/left.html": f'<div class="left"><ul>{_reports(site)}</ul></div>',
    }


def _onclick(site: Site) -> Pages:
    jump = '<a class="item" href="javascript:void(0)" onclick="location.href=\'{}\'">{}</a>'
    return {
        "/": jump.format(_PLATFORM, "政府信息公开"),
        _PLATFORM: jump.format(site.column_path, site.column),
    }


def _index(site: Site) -> Pages:
    """Guangdong's: the home page leads to /gkmlpt/index, whose tree holds the column."""
    return {"/": f'<div class="box"><a href="{site.column_path}">政府信息公开</a></div>'}


def _slug(site: Site) -> Pages:
    """No page leads to the column; only its usual name (zfxxgknb) gives it away, and 404s are honest."""
    return {"/": '<div class="box"><a href="/zwgk/">政务公开</a></div>', "/zwgk/": "<p>栏目建设中</p>"}


def _several(site: Site) -> Pages:
    """One column for the government, one for its departments, one for the towns."""
    return _platform(
        site,
        f'<ul class="gkadd-list"><li><a href="{site.column_path}">{site.column}</a></li><li><a href="/zfxxgk/zfxxgknb/bmnb/">'
        '部门年报</a></li><li><a href="/zfxxgk/zfxxgknb/xznb/">乡镇年报</a></li></ul>',
    )


def _none(site: Site) -> Pages:
    """Only look-alikes: the website's report, rule of law, work reports."""
    return _platform(
        site,
        '<ul><li><a href="/zwgk/wznb/">政府网站工作年度报表</a></li><li><a href="/zwgk/fzzf/">法治政府建设年度报告</a></li>'
        '<li><a href="/zwgk/gzbg/">政府工作报告</a></li></ul>',
    )


def _elsewhere(site: Site) -> Pages:
    """The agency has no column of its own: its reports are on the platform of its county."""
    return {"/": f'<div class="box"><a href="//{_SIBLING}/col/col315154/index.html">政府信息公开</a></div>'}


HOMES: Mapping[str, Callable[[Site], Pages]] = {
    "direct": _direct,
    "broken": _broken,
    "accordion": _accordion,
    "two steps": _two_steps,
    "tree": _tree,
    "iframe": _iframe,
    "onclick": _onclick,
    "index": _index,
    "slug": _slug,
    "several": _several,
    "none": _none,
    "sibling": _elsewhere,
}


def aliases(site: Site) -> list[str]:
    """Other addresses that are the column as well as its own."""
    path = site.column_path
    if site.family == "gkmlpt":
        bare = path.partition("#")[0]
        return [bare if bare != path else f"{path}#{gkmlpt.CATEGORY}"]
    if site.family == "std61":
        return (
            [*std61.year_paths(site), f"{path}index.html"]
            if site.style == "whole"
            else std61.year_paths(site)
        )
    if site.family in ("trs", "nfcms"):
        return [f"{path}index.html"]
    return [hanweb.inner(site)] if "shell" in site.traps else []


_GONE = {
    "moved": "moved",
    "closed": "moved",
    "dead": "unreachable",
    "soft404": "none",
    "browser": "needs a browser",
}


def answers(sites: tuple[Site, ...]) -> Iterator[tuple[Site, Site | str]]:
    """Of each host's home page what discovery must find: a site's column, or why there is none to be found.

    `blocked`, `needs a browser`, `several` and `none` as discovery says them; `moved` and `unreachable` are none
    with a reason of their own. A host's first site is its home page's.
    """
    hosts: dict[str, Site] = {}
    for site in sites:
        hosts.setdefault(site.host, site)
    for site in hosts.values():
        if site.home == "sibling":
            yield site, hosts[_sibling(site.host)]
        elif site.home in ("several", "none"):
            yield site, site.home
        else:
            yield site, _GONE.get(site.style, "blocked") if site.family == "shut" else site
