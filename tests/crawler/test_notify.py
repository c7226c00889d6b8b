"""`scrapy notify`: what robots of the three services receive, signed as each documents; what a failure costs; the alarm."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest

from archive.digest import digest
from archive.notices import Notice, Untold
from archive.rows import AgencyRow
from crawler import webhooks
from crawler.commands.notify import Command
from crawler.webhooks import Channel, DeliveryError, send
from tests.archive.making import URL, Archive
from tests.archive.walking import CITY, Walked, column, paper
from tests.crawler.crawling import ROOT, crawl, environment, write_registry
from tests.crawler.site import Answer, serving
from tests.crawler.site import column as listing

KEY, SECRET = "693a91f6-7bc4-97a0-0ec2sifa5aaa", "SECf2c1b7d9e0a34"

NOW = "2022-02-02T08:00:00Z"


@dataclass
class Receiver:
    """Stands in for a service: keeps what it got, answers what it is told to."""

    port: int = 0
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b'{"errcode": 0, "code": 0}'

    def url(self, name: str) -> str:
        path = {
            "wecom": f"/cgi-bin/webhook/send?key={KEY}",
            "dingtalk": f"/robot/send?access_token={KEY}",
            "feishu": f"/open-apis/bot/v2/hook/{KEY}",
        }
        return f"http://127.0.0.1:{self.port}{path[name]}"

    def of(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        sign = {"wecom": "/cgi-bin", "dingtalk": "/robot", "feishu": "/open-apis"}
        return [each for each in self.got if each[0].startswith(sign[name])]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/json; charset=utf-8"
            made.got.append((self.path, json.loads(body)))
            self.send_response(made.status)
            for name, value in {"Content-Length": str(len(made.answer)), **made.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(made.answer)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def notify(
    path: Path,
    *arguments: str,
    robots: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
    **options: str | None,
) -> Done:
    """Run the command in this process; neither its output nor the files it leaves may ever hold a key or a secret."""
    command = Command()
    command.settings = {"ARCHIVE": str(path), "NOW": NOW, **(settings or {})}  # type: ignore[assignment]
    given = Namespace(**{"feed": None, "metrics": None, "overdue": None, **options})
    out, err = StringIO(), StringIO()
    environment = {"no_proxy": "127.0.0.1", **(robots or {})}
    with patch.dict(os.environ, environment), redirect_stdout(out), redirect_stderr(err):
        command.run([*arguments], given)
    keeps_its_secrets(path, out.getvalue() + err.getvalue())
    return Done(command.exitcode, out.getvalue(), err.getvalue())


def keeps_its_secrets(path: Path, said: str) -> None:
    for secret in (KEY, SECRET):
        assert secret not in said
        assert all(
            secret.encode() not in each.read_bytes() for each in path.parent.iterdir() if each.is_file()
        )


def as_people_do(path: Path, *arguments: str, robots: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "notify", "-s", f"ARCHIVE={path}", "-s", f"NOW={NOW}", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**environment(), "no_proxy": "127.0.0.1", **robots},
    )  # fmt: skip
    keeps_its_secrets(path, done.stdout + done.stderr)
    return done


def all_robots(receiver: Receiver) -> dict[str, str]:
    return {
        "GONGKAI_WECOM_URL": receiver.url("wecom"),
        "GONGKAI_DINGTALK_URL": receiver.url("dingtalk"),
        "GONGKAI_DINGTALK_SECRET": SECRET,
        "GONGKAI_FEISHU_URL": receiver.url("feishu"),
        "GONGKAI_FEISHU_SECRET": SECRET,
    }


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """An archive with a new report that changed since."""
    archive = Archive(tmp_path)
    archive.publish()
    archive.publish(body=b"<p>two</p>", received=8)
    archive.store.close()
    return archive.path


def test_each_service_is_told_in_its_own_format_and_only_once(made: Path, receiver: Receiver) -> None:
    done = as_people_do(made, "-s", "SITE=https://gk.example.org", robots=all_robots(receiver))
    assert done.returncode == 0, done.stderr
    ((_, wecom),) = receiver.of("wecom")
    assert wecom.keys() == {"msgtype", "markdown"}
    assert wecom["msgtype"] == "markdown"
    content = wecom["markdown"]["content"]
    assert content.startswith("### 政府信息公开年报监测 2022年2月2日16:00\n")
    assert "**发布后改动 1 份**" in content
    assert (
        "- [青禾市司法局 2021 年度报告（第 2 版）｜表三 本年新收政府信息公开申请数量 · 总计：5 → 8](https://gk.example.org/reports/reports/"
        in content
    )
    ((_, dingtalk),) = receiver.of("dingtalk")
    assert dingtalk == {
        "msgtype": "markdown",
        "markdown": {"title": content.split("\n")[0][4:], "text": content},
    }
    ((_, feishu),) = receiver.of("feishu")
    assert feishu["msg_type"] == "post"
    post = feishu["content"]["post"]["zh_cn"]
    assert post["title"] == content.split("\n")[0][4:]
    assert post["content"][0] == [{"tag": "text", "text": "【发布后改动 1 份】"}]
    (item,) = post["content"][1]
    assert (item["tag"], "5 → 8" in item["text"]) == ("a", True)
    assert item["href"].startswith("https://gk.example.org/reports/reports/")
    again = notify(made, robots=all_robots(receiver))
    assert again.returncode == 0
    assert again.stdout.count("nothing new to tell") == 3
    assert len(receiver.got) == 3


def test_signatures_by_the_services_own_recipes(made: Path, receiver: Receiver) -> None:
    notify(made, robots=all_robots(receiver))
    ((path, _),) = receiver.of("dingtalk")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query, strict_parsing=True).items()}
    assert asked["access_token"] == KEY
    assert abs(int(asked["timestamp"]) / 1000 - time.time()) < 3600  # milliseconds
    expected = hmac.digest(SECRET.encode(), f"{asked['timestamp']}\n{SECRET}".encode(), "sha256")
    assert base64.b64decode(asked["sign"], validate=True) == expected
    ((_, body),) = receiver.of("feishu")
    assert abs(int(body["timestamp"]) - time.time()) < 3600  # seconds
    inner = hmac.new(f"{body['timestamp']}\n{SECRET}".encode(), digestmod=hashlib.sha256)
    assert base64.b64decode(body["sign"], validate=True) == inner.digest()


def test_without_a_secret_nothing_is_signed(made: Path, receiver: Receiver) -> None:
    robots = {name: value for name, value in all_robots(receiver).items() if name.endswith("_URL")}
    assert notify(made, robots=robots).returncode == 0
    assert "sign" not in receiver.of("dingtalk")[0][0]
    assert receiver.of("feishu")[0][1].keys() == {"msg_type", "content"}


FAILURES: list[tuple[str, dict[str, Any]]] = [
    ("310000 sign not match", {"answer": b'{"errcode": 310000, "code": 19021, "errmsg": "sign not match"}'}),
    ("HTTP 500", {"status": 500}),
    ("HTTP 302", {"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}}),
    ("HTTP 307", {"status": 307, "headers": {"Location": "http://127.0.0.1:9/"}}),
    ("answered something else", {"answer": b"<html>maintenance</html>"}),
    ("answered something else", {"answer": b"[]"}),
    ("answered something else", {"answer": b'{"errcode": 0}', "headers": {"Content-Length": "8"}}),
    ("answered None", {"answer": b"{}"}),
    ("***", {"answer": f'{{"errcode": 9, "errmsg": "no robot {KEY} with {SECRET}"}}'.encode()}),
]


@pytest.mark.parametrize(("said", "answer"), FAILURES)
def test_a_robot_that_does_not_take_it_is_told_again(
    made: Path, receiver: Receiver, said: str, answer: dict[str, Any]
) -> None:
    robots = {name: value for name, value in all_robots(receiver).items() if "DINGTALK" in name}
    vars(receiver).update(answer)
    done = notify(made, robots=robots)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("notify: 钉钉: ")
    assert said in line
    assert len(receiver.got) == 1  # no redirect is followed
    vars(receiver).update(vars(Receiver(port=receiver.port, got=receiver.got)))
    again = notify(made, robots=robots)
    assert again.returncode == 0
    assert "told 2 notices" in again.stdout
    assert receiver.got[0][1] == receiver.got[1][1]


def test_one_robot_that_fails_keeps_no_other_from_being_told(made: Path, receiver: Receiver) -> None:
    robots = {**all_robots(receiver), "GONGKAI_WECOM_URL": "http://127.0.0.1:9/"}
    done = notify(made, robots=robots)
    assert done.returncode == 2
    assert "企业微信: cannot be reached" in done.stderr
    assert len(receiver.got) == 2
    assert notify(made, robots=all_robots(receiver)).returncode == 0
    assert [len(receiver.of(name)) for name in ("wecom", "dingtalk", "feishu")] == [1, 1, 1]


def test_a_robot_that_hangs_or_hangs_up_is_given_up(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = f"http://127.0.0.1:{silent.getsockname()[1]}/send?key={KEY}"
        with pytest.raises(DeliveryError, match=r"cannot be reached|connection failed"):
            send(Channel("wecom", hanging), "标题", lambda most: [])
    receiver.headers, receiver.answer = {"Content-Length": "100"}, b'{"errcode'
    with pytest.raises(DeliveryError, match=r"connection failed|something else"):
        send(Channel("wecom", receiver.url("wecom")), "标题", lambda most: [])


@pytest.mark.parametrize("url", ["http://qyapi.weixin.qq.com/cgi-bin/x", "qyapi.weixin.qq.com", "https://", "file:///etc/passwd",
                                 "http://127.0.0.1.example.org/"])  # fmt: skip
def test_an_address_that_would_show_its_key_is_refused(made: Path, url: str) -> None:
    done = notify(made, robots={"GONGKAI_WECOM_URL": f"{url}?key={KEY}" if url != "https://" else url})
    assert done.returncode == 1
    assert done.stderr.startswith("notify: GONGKAI_WECOM_URL: ")
    assert len(done.stderr.splitlines()) == 1


def test_long_digests_keep_to_the_limits_and_count_everything(tmp_path: Path, receiver: Receiver) -> None:
    archive = Archive(tmp_path)
    for number in range(60):
        name = f"青禾市第{number}号机关" + "很长的名称" * 12
        archive.publish(f"{URL}?{number}", f"<p>{number}</p>".encode(), agency=name, title=name)
        archive.publish(f"{URL}?{number}", f"<p>{number}b</p>".encode(), agency=name, title=name, received=9)
    archive.store.close()
    assert (
        notify(
            archive.path, robots=all_robots(receiver), settings={"SITE": "https://gk.example.org"}
        ).returncode
        == 0
    )
    ((_, wecom),) = receiver.of("wecom")
    content = wecom["markdown"]["content"]
    assert 2000 < len(content.encode()) <= 4096
    for text in (content, json.dumps(receiver.of("feishu")[0][1], ensure_ascii=False)):
        assert "发布后改动 60 份" in text
        assert "新入档 60 份" in text
        assert "其余" in text
    assert len(json.dumps(receiver.of("feishu")[0][1], ensure_ascii=False).encode()) <= 20_000


def test_hostile_titles_are_no_markup(receiver: Receiver) -> None:
    title = (
        '年报](http://evil.example/) <@all> **[x\n# y](javascript:1) <font color="warning">z</font>\u202e`'
    )
    notice = Notice(
        "new", "s", "new", title, (("一行\n- [a](http://evil.example/)", None),), None, "http://a.test/a)b(c"
    )
    lines = webhooks.markdown("标题", list(_digest(notice)))
    (item,) = [line for line in lines.split("\n") if line.startswith("- ")]
    assert item.count("](") == 1
    assert item.endswith("](http://a.test/a%29b%28c)")
    assert not set("<>*`#@\u202e") & set(item)
    assert send(Channel("feishu", receiver.url("feishu")), "标题", lambda most: list(_digest(notice))) is None
    ((_, body),) = receiver.got
    assert {piece["tag"] for line in body["content"]["post"]["zh_cn"]["content"] for piece in line} == {
        "text",
        "a",
    }


def _digest(notice: Notice) -> Iterator[webhooks.Line]:
    yield from digest(Untold({"new": 1}, (notice,), 1), "", 10)


def test_a_demo_says_so(tmp_path: Path, receiver: Receiver) -> None:
    demo = Archive(tmp_path, kind="demo")
    demo.publish()
    demo.store.close()
    assert notify(demo.path, robots=all_robots(receiver)).returncode == 0
    assert len(receiver.got) == 3
    assert all("模拟数据" in json.dumps(body, ensure_ascii=False) for _, body in receiver.got)
    assert "模拟数据" in demo.path.with_suffix(".atom").read_text(encoding="utf-8")


def test_the_feed_and_the_metrics_are_files(made: Path) -> None:
    done = notify(made, feed=str(made.parent / "f.xml"), metrics=str(made.parent / "m.prom"))
    assert done.returncode == 0
    before = (made.parent / "f.xml").read_bytes()
    assert before.startswith(b"<?xml")
    assert b"gongkai_reports 1\n" in (made.parent / "m.prom").read_bytes()
    notify(made, feed=str(made.parent / "f.xml"), settings={"NOW": "2022-02-05T08:00:00Z"})
    assert (made.parent / "f.xml").read_bytes() == before
    assert not [each for each in made.parent.iterdir() if each.name.endswith(".part")]
    for option in ("feed", "metrics"):
        assert notify(made, **{option: str(made)}).returncode == 1  # type: ignore[arg-type]
    unwritable = notify(made, feed=str(made.parent / "no" / "f.xml"))
    assert unwritable.returncode == 3
    assert (
        unwritable.stderr
        == f"notify: cannot write {made.parent / 'no' / 'f.xml'}: No such file or directory\n"
    )


def test_no_archive_a_locked_one_and_wrong_words(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert notify(tmp_path / "none.db").returncode == 4
    in_use = notify(archive.path)
    assert in_use.returncode == 5
    assert "a test" in in_use.stderr
    assert notify(archive.path, "what").returncode == 1
    assert notify(archive.path, overdue="soon").returncode == 1
    archive.store.close()
    assert notify(archive.path, settings={"SITE": "gk.example.org"}).returncode == 1


SFJ = AgencyRow("sfj", "青禾市司法局", CITY, "department")


def test_the_alarm_when_no_crawl_came_to_its_end(tmp_path: Path, receiver: Receiver) -> None:
    walked = Walked(tmp_path / "a.db")
    walked.register([SFJ], [column(SFJ)])
    never = notify(walked.path, overdue="26", robots=all_robots(receiver))
    assert never.returncode == 2
    assert never.stderr == "notify: 26 小时内没有一次抓取运行到底，档案中一次也没有\n"
    assert len(receiver.got) == 3
    for name in ("wecom", "dingtalk", "feishu"):
        assert "定时抓取可能已停" in json.dumps(receiver.of(name)[0][1], ensure_ascii=False)
    walked.clock.time = "2022-02-01T08:00:00Z"
    run = walked.store.begin_run("scrapy crawl reports")
    walked.store.end_run(run, 2, "some failed", {})
    assert notify(walked.path, overdue="26", robots=all_robots(receiver)).returncode == 0
    assert len(receiver.got) == 3
    walked.clock.time = "2022-02-02T07:00:00Z"
    stopped = walked.store.begin_run("scrapy crawl reports")
    walked.store.end_run(stopped, 6, "stopped", {})
    walked.store.begin_run("scrapy crawl reports")  # and hangs, the archive locked
    late = notify(walked.path, overdue="23", robots=all_robots(receiver))
    assert late.returncode == 2
    assert late.stderr == (
        "notify: 23 小时内没有一次抓取运行到底，最近一次在2022年2月1日16:00（北京时间）；"
        "另有一次始于2022年2月2日15:00，尚未结束或已被强行终止\n"
    )
    assert len(receiver.got) == 6
    walked.close()


def test_a_failing_source_and_its_next_step_reach_the_group(tmp_path: Path, receiver: Receiver) -> None:
    walked = Walked(tmp_path / "a.db")
    own = column(SFJ)
    walked.register([SFJ], [own])
    with walked.run(NOW) as run:
        run.list(own, [paper(SFJ, 2020)], status=404)
    walked.close()
    notify(walked.path, robots=all_robots(receiver))
    content = receiver.of("wecom")[0][1]["markdown"]["content"]
    assert "来源异常 1 个" in content
    assert "栏目已失效" in content
    assert "scrapy discover" in content


@pytest.mark.slow
def test_what_a_site_changes_is_in_the_group_after_the_next_crawl(tmp_path: Path, receiver: Receiver) -> None:
    """From end to end: a real page is crawled, told as new, changes one figure, is crawled again, told as changed."""
    page = (ROOT / "tests" / "pages" / "cells-2021" / "page.html").read_bytes()
    assert page.count(b"18702") == 1
    with serving() as site:
        site.page("/nb/", listing("/nb/1.html|霞岭县松坪镇人民政府2021年政府信息公开工作年度报告|2022-01-14"))
        site.answers["/nb/1.html"] = Answer(page, headers={"Content-Type": "text/html"})
        write_registry(tmp_path / "registry", ("sfj", site.url + "/nb/"))
        robots = {"GONGKAI_WECOM_URL": receiver.url("wecom")}
        assert crawl(tmp_path, "reports").returncode == 0
        assert notify(tmp_path / "a.db", robots=robots).returncode == 0
        site.answers["/nb/1.html"] = Answer(
            page.replace(b"18702", b"18703"), headers={"Content-Type": "text/html"}
        )
        assert (
            crawl(tmp_path, "reports", "-a", "full=1", settings={"NOW": "2026-03-01T08:00:00Z"}).returncode
            == 0
        )
        assert notify(tmp_path / "a.db", robots=robots).returncode == 0
        assert notify(tmp_path / "a.db", robots=robots).returncode == 0
    first, second = (body["markdown"]["content"] for _, body in receiver.got)
    assert "**新入档 1 份**" in first
    assert "**发布后改动 1 份**" in second
    assert "：18702 → 18703" in second
    assert "新入档" not in second
