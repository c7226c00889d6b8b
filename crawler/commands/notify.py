"""`scrapy notify`: tell what is new since it was told last, by an Atom feed and by robots in people's groups; or raise an
alarm when no crawl has come to its end for too long.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from archive import health
from archive.digest import Line, digest, title
from archive.duedates import beijing_time
from archive.feed import ENTRIES, atom
from archive.metrics import prometheus
from archive.notices import Untold, newest, untold
from archive.opening import kind_of, reading
from archive.publishing import replace_file
from archive.store import Store
from crawler.clock import clock
from crawler.command import ProjectCommand
from crawler.webhooks import NAMES, Channel, DeliveryError, Message, channels, send

_NOT_ALL = 2


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[--feed FILE] [--metrics FILE] | --overdue HOURS"

    def short_desc(self) -> str:
        return "Tell what is new: an Atom feed, messages to 企业微信, 钉钉, 飞书; or alarm when no crawl came to its end"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--feed", metavar="FILE", help="write the Atom feed there (default: beside the archive)"
        )
        parser.add_argument("--metrics", metavar="FILE", help="write figures for Prometheus there as well")
        parser.add_argument(
            "--overdue",
            metavar="HOURS",
            help="only this: exit 2, and tell so, when no crawl ended within HOURS",
        )

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        if args:
            raise ValueError(f"what is {args[0]!r}? notify takes {self.syntax()}")
        now = clock(self.settings.get("NOW"))()
        path = Path(self.settings["ARCHIVE"])
        kind = kind_of(path)
        robots = channels(os.environ)
        if opts.overdue is not None:
            return self._alarm(path, kind, now, robots, _hours(opts.overdue))
        site = _site(self.settings.get("SITE", ""))
        feed = Path(opts.feed) if opts.feed else path.with_suffix(".atom")
        for file in (feed, Path(opts.metrics or feed)):
            if file.resolve() == path.resolve():
                raise ValueError(f"{file} is the archive itself; name another file")
        with Store.open(path, kind=kind, now=lambda: now, command="scrapy notify") as store:
            count = store.note_notices()
            with reading(path) as connection:
                info = dict(connection.execute("SELECT key, value FROM archive_info").fetchall())
                replace_file(
                    feed,
                    atom(newest(connection, ENTRIES), kind=kind, created_at=info["created_at"], site=site),
                )
                if opts.metrics:
                    replace_file(Path(opts.metrics), prometheus(connection, path))
                waiting = {robot: untold(connection, robot.name) for robot in robots}
            print(f"{count} new notices; feed in {feed}")
            if not robots:
                print("the environment names no robot to tell them; docs/operate.md says how it would")
            failed = [self._tell(store, robot, waiting[robot], title(now, kind), site) for robot in robots]
        return _NOT_ALL if any(failed) else 0

    def _tell(self, store: Store, robot: Channel, waiting: Untold, head: str, site: str) -> bool:
        """Send a robot what it was not told; whether that failed. A message sent but not yet noted as told when the
        machine stops is sent again: twice is better than never.
        """
        total = sum(waiting.counts.values())
        if not total:
            print(f"{NAMES[robot.name]}: nothing new to tell")
            return False
        if self._sent(robot, head, lambda most: digest(waiting, site, most)):
            store.mark_told(robot.name, waiting.last_id)
            print(f"{NAMES[robot.name]}: told {total} notices")
            return False
        return True

    def _sent(self, robot: Channel, head: str, message: Message) -> bool:
        try:
            send(robot, head, message)
        except DeliveryError as error:
            self.say(
                _NOT_ALL, f"{NAMES[robot.name]}: {error}; nothing is marked as told, run scrapy notify again"
            )
            return False
        return True

    def _alarm(self, path: Path, kind: str, now: str, robots: Sequence[Channel], hours: int) -> int:
        """Reads only, so that it works while a crawl hangs."""
        with reading(path) as connection:
            said = _overdue(connection, now, hours)
        if said is None:
            print(f"a crawl came to its end within {hours} hours")
            return 0
        self.say(_NOT_ALL, said)
        lines = [Line(said), Line("请查看定时任务的日志，再运行 scrapy health")]
        for robot in robots:
            self._sent(robot, f"{title(now, kind)}：定时抓取可能已停", lambda most: lines)
        return _NOT_ALL


def _overdue(connection: sqlite3.Connection, now: str, hours: int) -> str | None:
    """What to say when no crawl came to its end within so many hours; None when one did."""
    last = health.last_run(connection)
    oldest = datetime.fromisoformat(now.removesuffix("Z")) - timedelta(hours=hours)
    if last is not None and last.finished_at >= f"{oldest.isoformat(timespec='seconds')}Z":
        return None
    ended = f"最近一次在{beijing_time(last.finished_at)}（北京时间）" if last else "档案中一次也没有"
    since = health.under_way(connection)
    running = f"；另有一次始于{beijing_time(since)}，尚未结束或已被强行终止" if since else ""
    return f"{hours} 小时内没有一次抓取运行到底，{ended}{running}"


def _hours(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,4}", value):
        raise ValueError(f"--overdue: {value!r} is no number of hours; write as 26")
    return int(value)


def _site(value: str) -> str:
    """The site's public address, ending with a slash."""
    if not value:
        return ""
    if not re.fullmatch(r"https?://[^\s?#]{1,500}", value):
        raise ValueError(f"setting SITE: {value!r} is no address; write as https://gongkai.example.org/")
    return value.rstrip("/") + "/"
