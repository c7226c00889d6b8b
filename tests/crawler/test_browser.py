"""Pages that scripts write, in a real headless Chromium that gets nowhere but to its own site."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.crawler import crawling
from tests.crawler.crawling import crawl, environment, rows, write_registry
from tests.crawler.site import Site, report, serving

TITLE = "青禾市司法局2023年政府信息公开工作年度报告"
SCRIPTED = """<html><head><title>政府信息公开年报</title></head><body><div id="app"></div><script>
fetch('/nb/list.json').then(r => r.json()).then(rows => {
  document.getElementById('app').innerHTML = '<ul class="lb">' + rows.map(
    r => `<li><a href="${r.url}">${r.title}</a><span>${r.date}</span></li>`).join('') + '</ul>';
});
new Image().src = '/nb/counter.gif';
fetch('http://OTHER/private').catch(() => 0);
fetch('http://localhost:PORT/private').catch(() => 0);
</script></body></html>"""

needs_browser = pytest.mark.skipif(
    importlib.util.find_spec("scrapy_playwright") is None or shutil.which("chromium") is None,
    reason="needs the extra browser and an installed Chromium",
)
RESOLVE = {"RESOLVE": "*.gov.test=127.0.0.1"}


def scripted(site: Site, other: Site) -> None:
    port, place = str(site.port), other.url.removeprefix("http://")
    site.page("/nb/", SCRIPTED.replace("OTHER", place).replace("PORT", port))
    site.page("/nb/list.json", json.dumps([{"url": "/nb/1.html", "title": TITLE, "date": "2024-01-19"}]))
    site.page("/nb/1.html", report("青禾市司法局", 2023))


def registry(tmp_path: Path, site: Site) -> None:
    write_registry(tmp_path / "registry", ("s", f"http://sfj.qinghe.gov.test:{site.port}/nb/"))
    text = '["qinghe.gov.test"]\nbrowser = true\nreason = "列表由脚本写出"\n'
    (tmp_path / "registry" / "hosts.toml").write_text(text, encoding="utf-8")


@needs_browser
@pytest.mark.slow
def test_a_list_that_a_script_writes(tmp_path: Path) -> None:
    with serving() as site, serving() as other:
        scripted(site, other)
        registry(tmp_path, site)
        done = crawl(tmp_path, "reports", settings=RESOLVE)
        asked = site.log
        assert other.log == []
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows(tmp_path, "SELECT report_year, agency_id FROM reports") == [(2023, "qinghe-sfj")]
    assert {manner for (manner,) in rows(tmp_path, "SELECT manner FROM fetches")} == {'["browser"]'}
    assert {"/robots.txt", "/nb/", "/nb/list.json", "/nb/1.html"} == {one.path for one in asked}
    assert {one.headers["user-agent"].startswith("gongkai/") for one in asked} == {True}
    assert {one.headers["host"].partition(":")[0] for one in asked} == {"sfj.qinghe.gov.test"}


@needs_browser
@pytest.mark.slow
def test_the_browser_asks_no_private_address(tmp_path: Path) -> None:
    with serving() as site, serving() as other:
        scripted(site, other)
        registry(tmp_path, site)
        done = crawl(tmp_path, "reports", allow="", settings=RESOLVE)
        assert site.log == []
    assert done.returncode == 2
    assert "not public" in done.stdout


@needs_browser
@pytest.mark.slow
def test_a_challenge_is_no_key(tmp_path: Path) -> None:
    """A script that makes a page of its challenge changes nothing: the first status counts."""
    with serving() as site, serving() as other:
        scripted(site, other)
        site.answers["/nb/"].status = 412  # type: ignore[union-attr]  # a page, set above
        registry(tmp_path, site)
        done = crawl(tmp_path, "reports", settings=RESOLVE)
    assert done.returncode == 2
    assert rows(tmp_path, "SELECT outcome FROM fetches") == [("blocked",)]


def test_without_the_extra_it_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module path that hides the extra, as where it was not installed."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(
        "import importlib.util as u\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'scrapy_playwright' else find(name, *rest)\n"
    )
    inherited = environment()
    given = {**inherited, "PYTHONPATH": f"{hidden}{os.pathsep}{inherited['PYTHONPATH']}"}
    monkeypatch.setattr(crawling, "environment", lambda: given)
    with serving() as site:
        registry(tmp_path, site)
        done = crawl(tmp_path, "reports", settings=RESOLVE)
        assert site.log == []
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1] == (
        "crawl: hosts.toml wants a browser for sfj.qinghe.gov.test, and its part is not installed; "
        "install it with: make browser"
    )
