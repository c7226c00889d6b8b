"""Sites whose column cannot be crawled, each for one reason (`style`); nothing here may be got around.

Challenges ask for a script to be run (412 瑞数, 521 加速乐), others refuse (403), pretend (a stub, a soft 404),
have moved, forbid by robots.txt, need a browser, or are gone altogether. Without a style a site has a home page
and no column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from tests.province import frame
from tests.province.model import Answer, Document, Handler, Request, Site

_HTML = "text/html; charset=utf-8"


def path_of(site: Site, document: Document, serial: int) -> str:
    raise ValueError(f"{site.host} publishes nothing that can be reached")


def _ruishu(site: Site) -> Answer:
    page = f'<html><head><meta content="{frame.code(site.host)}" r="m">{frame.TS_BLOCK}</head><body></body></html>'
    cookie = f"{frame.code(site.host)[:13]}O={frame.code(site.host, 'ts')}; Path=/; HttpOnly"
    return Answer(page.encode(), _HTML, 412, (("Set-Cookie", cookie),))


def _jiasule(site: Site) -> Answer:
    script = (
        "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('clearance=')+'1706.2|0|x';"
        "location.href=location.pathname+location.search</script>"
    )
    cookie = f"__jsluid_h={frame.code(site.host)}; max-age=31536000; path=/; HttpOnly"
    return Answer(script.encode(), _HTML, 521, (("Set-Cookie", cookie),))


def _geo(site: Site) -> Answer:
    page = f"<html><head><title>403</title></head><body>WZWS reason:GeoBL id:{frame.code(site.host)[:12]}</body></html>"
    return Answer(page.encode(), _HTML, 403)


def _stub(site: Site) -> Answer:
    """974 bytes, the same on every host behind one gateway."""
    page = "<html><head><meta charset=utf-8><script>var gw=1;</script></head><body><div id=m></div></body></html>"
    return Answer(page.encode().ljust(974), _HTML)


def _soft404(site: Site) -> Answer:
    page = "<html><head><title>提示</title></head><body><h2>抱歉，您访问的页面不存在或已删除！</h2></body></html>"
    return Answer(page.encode(), _HTML)


def _browser(site: Site) -> Answer:
    page = (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{site.name}</title></head><body><noscript>请启用"
        'JavaScript</noscript><div id="app"></div><script src="/static/js/chunk-vendors.3f1c.js"></script>'
        '<script src="/static/js/app.8a21.js"></script></body></html>'
    )
    return Answer(page.encode(), _HTML)


def _closed(site: Site) -> Answer:
    page = (
        f"<html><head><title>{site.name}</title></head><body><p>按照政府网站集约化要求，本网站已下线，内容已整合至上级"
        "政府门户网站，请前往访问。</p></body></html>"
    )
    return Answer(page.encode(), _HTML)


def _forbidden(site: Site) -> Answer:
    return Answer("<html><body>不应被访问</body></html>".encode(), _HTML)


_ANSWERS: Mapping[str, Callable[[Site], Answer]] = {
    "ruishu": _ruishu,
    "jiasule": _jiasule,
    "geo": _geo,
    "stub": _stub,
    "soft404": _soft404,
    "browser": _browser,
    "closed": _closed,
    "robots": _forbidden,
}


def routes(site: Site) -> dict[str, Handler]:
    """One answer to everything; a dead site answers nothing (its address has a port where nobody listens)."""
    if site.style in ("dead", ""):
        return {}
    if site.style == "moved":
        return {path: partial(_moved, site) for path in ("/", site.column_path)}
    paths = ("/", site.column_path, *(("/static/js/app.8a21.js",) if site.style == "browser" else ()))
    table: dict[str, Handler] = {path: partial(_same, _ANSWERS[site.style](site)) for path in paths}
    rules = b"User-agent: *\nDisallow: /\n" if site.style == "robots" else b"User-agent: *\nDisallow:\n"
    table["/robots.txt"] = partial(_same, Answer(rules, "text/plain"))
    return table


def _moved(site: Site, request: Request) -> Answer:
    """Merged into the portal: every old address leads to its home page."""
    portal = ".".join(["www", *request.host.split(".")[1:]])
    return Answer(b"", _HTML, 301, (("Location", f"http://{portal}/"),))


def _same(answer: Answer, request: Request) -> Answer:
    return answer
