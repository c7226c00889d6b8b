"""`scrapy accept`: what is in quarantine and why; with fetch ids, take those answers for good after all."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from archive.duedates import beijing_time
from archive.opening import kind_of, reading
from archive.quarantine import SIGHTINGS, Held, held
from archive.store import Store
from crawler.clock import clock
from crawler.command import USAGE, ProjectCommand, workers
from pipelines.read import read_document, readers
from pipelines.record import record_page

_KINDS = {"listing": "列表页", "report": "报告页", "continuation": "续页", "attachment": "附件"}
_OUTCOMES = {
    "new": "is a report of its own now",
    "changed": "is a new version",
    "same": "reads as before",
    "publication": "is another page of a report the archive has",
    "conflict": "is another page of a report the archive has, with other figures",
    "waiting": "waits for its attachments: scrapy crawl reports",
    "quarantined": "looks worse for another of its parts, which was set aside",
    "unreadable": "gives no report; the one it gave before stays",
}
_SOURCES_FAILED = 2


class Command(ProjectCommand):
    def syntax(self) -> str:
        return "[FETCH …]"

    def short_desc(self) -> str:
        return "List the answers in quarantine, or make those of the fetches named the good ones"

    def execute(self, args: list[str], opts: argparse.Namespace) -> int:
        assert self.settings is not None
        path = Path(self.settings["ARCHIVE"])
        wrong = next((name for name in args if not name.isdecimal()), None)
        if wrong is not None:
            raise ValueError(f"{wrong!r} is no fetch; give numbers as `scrapy accept` lists them")
        now = clock(self.settings.get("NOW"))
        if not args:
            return _list(path)
        count = workers(self.settings["READ_WORKERS"])
        with Store.open(path, kind=kind_of(path), now=now, command="scrapy accept") as store:
            return asyncio.run(_accept(store, [int(name) for name in dict.fromkeys(args)], count))


def _list(path: Path) -> int:
    with reading(path) as connection:
        found = held(connection)
    for each in found:
        print(_line(each))
    print(f"隔离中 {len(found)} 个网页" + ("；采信：scrapy accept 获取号" if found else ""))
    return 0


def _line(each: Held) -> str:
    of = f"{each.agency or '不明机关'} {f'{each.report_year} 年度' if each.report_year else ''}".strip()
    seen = f"{beijing_time(each.fetched_at)}（{each.days}/{SIGHTINGS} 天相同）"
    return "\t".join((str(each.fetch_id), of, _KINDS[each.kind], each.doubt, seen, each.url))


async def _accept(store: Store, fetches: list[int], count: int) -> int:
    """Accept them all or, where one of them cannot be, none; then read what they made unread."""
    run_id = store.begin_run("scrapy accept")
    try:
        pages = store.accept(fetches)
    except ValueError as error:
        store.end_run(run_id, USAGE, str(error), {"fetches": fetches})
        raise
    outcomes = {}
    with readers(min(count, len(pages))) as pool:
        for page_id in pages:
            page = await read_document(pool, page_id, store.document(page_id))
            outcomes[page_id] = record_page(store, run_id, page)
            print(f"{page_id} {_OUTCOMES[outcomes[page_id]]}")
    code = _SOURCES_FAILED if "unreadable" in outcomes.values() else 0
    said = f"{len(fetches)} accepted, {len(pages)} pages read"
    print(said)
    store.end_run(run_id, code, said, {"fetches": fetches})
    return code
