"""A reader that learns to read more: `scrapy reparse` fills in what it could not read, and no agency changed a thing."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

import archive.forms
import pipelines.rows
from archive.store import Store
from crawler.commands import reparse
from tests.crawler.crawling import crawl, rows, write_registry
from tests.reading.hostile_pages import BODY, page

URL = "http://sfj.qinghe.test/2022.html"
# What today's reader does not know the fee by.
UNKNOWN = BODY.replace("行政事业性收费", "规费征收")


def keep(tmp_path: Path, *bodies: str) -> None:
    """The pages fetched from one address, one after the other."""
    write_registry(tmp_path / "registry", ("sfj", "http://sfj.qinghe.test/nb/"))
    for number, body in enumerate(bodies, start=1):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "2022.html").write_text(page(body), encoding="utf-8")
        manifest = folder / "manifest.csv"
        fetched_at = f"2023-0{number}-01T00:00:00Z"
        manifest.write_text(f"file,url,fetched_at,source\n2022.html,{URL},{fetched_at},\n", encoding="utf-8")
        assert crawl(tmp_path, "saved", "-a", f"path={folder}", "-a", f"manifest={manifest}").returncode == 0


@pytest.fixture
def better(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The reader of the next version, which knows the label."""
    load = archive.forms._load

    def learned(name: str) -> dict[str, Any]:
        form = load(name)
        for block in form.get("proactive_disclosure", ()):
            for item in block["items"]:
                if item["item"] == "fee":
                    item["variants"] = [*item.get("variants", ()), "规费征收"]
        return form

    monkeypatch.setattr(archive.forms, "_load", learned)
    monkeypatch.setattr(pipelines.rows, "READER_VERSION", "next")
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _forget() -> None:
    """Empty every cache that was filled from the forms."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("archive", "pipelines")):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def reparsed(tmp_path: Path, *, dry_run: bool = False) -> dict[str, int]:
    with Store.open(tmp_path / "a.db", command="reparse") as store:
        run_id = None if dry_run else store.begin_run("reparse")
        return dict(asyncio.run(reparse._rebuild(store, 0, None, run_id)))


FEE = "SELECT value FROM figure_cells WHERE line = 'fee'"
STATE = "SELECT version, body_sha256, changed_at FROM reports"
CHANGES = "SELECT from_version, to_version, line, column_name, old, new FROM figure_changes ORDER BY line, column_name"


def test_what_is_read_better_is_no_change(
    tmp_path: Path, better: None, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, UNKNOWN)
    before = rows(tmp_path, STATE)
    assert rows(tmp_path, FEE) == []
    assert reparsed(tmp_path, dry_run=True) == {"changed": 1}
    told = capsys.readouterr().out
    assert "proactive_disclosure fee amount: – → 0" in told
    assert rows(tmp_path, FEE) == []
    assert reparsed(tmp_path) == {"changed": 1}
    assert capsys.readouterr().out == told
    assert rows(tmp_path, FEE) == [(0,)]
    assert rows(tmp_path, STATE) == before
    assert rows(tmp_path, "SELECT count(*) FROM versions") == [(1,)]
    assert rows(tmp_path, "SELECT count(*) FROM changes") == [(0,)]
    assert rows(tmp_path, "SELECT DISTINCT reader_version FROM reports") == [("next",)]
    assert reparsed(tmp_path) == {"same": 1}


@pytest.mark.slow
def test_every_version_is_read_by_the_same_reader(
    tmp_path: Path, better: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """The agency had changed a figure that only the new reader can read: that is its change, found late."""
    fee = '<td>规费征收</td><td colspan="3">0</td>'
    assert fee in UNKNOWN
    first = UNKNOWN.replace("<td>规章</td><td>0</td>", "<td>规章</td><td>3</td>")
    keep(
        tmp_path, first, first.replace("<td>3</td>", "<td>4</td>").replace(fee, fee.replace(">0<", ">12.5<"))
    )
    issued = (1, 2, "regulation", "issued", 3, 4)
    assert rows(tmp_path, CHANGES) == [issued]
    assert reparsed(tmp_path) == {"changed": 1}
    assert "from version 1 to 2, proactive_disclosure fee amount: a change of the agency 0 → 12.5" in (
        capsys.readouterr().out
    )
    assert rows(tmp_path, CHANGES) == [(1, 2, "fee", "amount", 0, 12.5), issued]
    assert rows(tmp_path, "SELECT count(*) FROM versions") == [(2,)]
    assert reparsed(tmp_path) == {"same": 1}
    assert rows(tmp_path, "SELECT count(*) FROM figure_changes") == [(2,)]


@pytest.mark.slow
def test_a_misreading_of_one_version_is_no_change_any_more(tmp_path: Path, better: None) -> None:
    """The agency reworded a label; to the old reader a figure came, to the new one it was always there."""
    keep(tmp_path, UNKNOWN, BODY)
    assert rows(tmp_path, CHANGES) == [(1, 2, "fee", "amount", None, 0)]
    reparsed(tmp_path)
    assert rows(tmp_path, CHANGES) == []
    assert rows(tmp_path, "SELECT count(*) FROM versions") == [(2,)]


def test_a_page_that_can_not_be_read_any_more_makes_exit_code_2(tmp_path: Path) -> None:
    assert reparse._summary(reparse.Counter({"same": 3, "unreadable": 1}))[0] == 2
    assert reparse._summary(reparse.Counter({"same": 3, "no report": 1}))[0] == 0
