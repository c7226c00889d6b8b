"""No pattern that meets what a page holds can be stalled by it: those of the reading, and those of the crawl."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import archive.divisions
import crawler
import pipelines.report
from tests.reading.hostile import alarm

LENGTH = 60_000
PIECES = [
    " ", "\u3000", "\n", "\t ", "0", "９", "1 ", "20", "2019年", "2019-1", "<", "<a ", "<div ", "</",
    "<!--", "[", "【", "(", "〔", "|", "| ", "-", "--|",
    "：", ":", "索引号", "索", "字号", "字号:[", "大 ", "打印 ", "首页>", "位置：", "一、", "信息公开",
    "政府信息", "政府信息公开年报", "公开", "二〇", "十月",
    "区", "市", "省市县", "司法局", "市司法局", "我局", "以市局", "编辑：", "收到申请1", "件", "1,", "a",
    "é", "(a)", "态(tài)", "总计", "第二十条第", "charset=", "<meta ",
    "附件.", ".pdf", "file=", "/2019/1", "20190101", "统计期限", "1月1日至", "《", "。", ",", "A=", "='",
    "\u200b", "㈠", "\ue000",
]  # fmt: skip


def patterns() -> list[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    modules = [archive.divisions]
    for package in (pipelines.report, crawler):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name != "crawler.browserhandler":  # it needs an extra, and holds no pattern
                modules.append(importlib.import_module(found.name))
    return [
        (f"{module.__name__}.{name}", pattern)
        for module in modules
        for name, value in sorted(vars(module).items())
        for pattern in _patterns_in(value)
    ]


def _patterns_in(value: object) -> Iterator[re.Pattern[str] | re.Pattern[bytes]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _patterns_in(each)
    elif isinstance(value, dict):
        yield from _patterns_in([*value.values()])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "pattern"), patterns(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_no_pattern_stalls(name: str, pattern: re.Pattern[str] | re.Pattern[bytes]) -> None:
    texts = [(piece * LENGTH)[:LENGTH] + "\0" for piece in PIECES]  # the last character forbids a match
    for text in texts:
        with alarm(f"{name} on {text[:8]!r}…"):
            subject = text.encode() if isinstance(pattern.pattern, bytes) else text
            pattern.search(subject)  # type: ignore[arg-type] # of the pattern's own kind
            pattern.fullmatch(subject)  # type: ignore[arg-type] # of the pattern's own kind
