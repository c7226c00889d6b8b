"""The figures for Prometheus, held against the text format's grammar."""

from __future__ import annotations

import re

from archive.metrics import prometheus
from archive.opening import reading
from tests.archive.making import Archive

SAMPLE = re.compile(
    r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?P<labels>\{verdict=\"[a-z_]+\"\})? (?P<value>-?\d+)"
)


def samples(archive: Archive) -> dict[str, int]:
    with reading(archive.path) as connection:
        text = prometheus(connection, archive.path).decode()
    assert text.endswith("\n")
    found: dict[str, int] = {}
    typed: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("# "):
            _, word, name, said = line.split(" ", 3)
            assert word in ("HELP", "TYPE")
            if word == "TYPE":
                assert name not in typed, "a metric is one group of lines"
                typed[name] = said
            continue
        sample = SAMPLE.fullmatch(line)
        assert sample, line
        assert typed[sample["name"]] == "gauge"
        found[sample["name"] + (sample["labels"] or "")] = int(sample["value"])
    return found


def test_an_archive_without_a_run_has_no_time_of_one(archive: Archive) -> None:
    found = samples(archive)
    assert "gongkai_last_run_finished_seconds" not in found
    assert found["gongkai_reports"] == 0
    assert found['gongkai_sources{verdict="never"}'] == 2


def test_after_a_crawl(archive: Archive) -> None:
    run = archive.store.begin_run("scrapy crawl reports")
    archive.publish()
    archive.publish(body=b"<p>two</p>", received=8)
    archive.store.end_run(run, 2, "some failed", {})
    found = samples(archive)
    assert found["gongkai_last_run_finished_seconds"] == 1643702400  # 2022-02-01T08:00:00Z
    assert found["gongkai_last_exit_code"] == 2
    assert found["gongkai_reports"] == found["gongkai_changed_figures"] == 1
    assert found["gongkai_archive_bytes"] > 100_000
    stopped = archive.store.begin_run("scrapy crawl reports")
    archive.store.end_run(stopped, 6, "stopped", {})
    archive.store.begin_run("scrapy crawl reports")  # and was killed
    found = samples(archive)
    assert found["gongkai_last_run_finished_seconds"] == 1643702400
    assert found["gongkai_last_exit_code"] == 6
