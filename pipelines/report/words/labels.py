"""The labels of a page's metadata block, in every spelling seen, and how to cut a line at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.report.words.normalise import key

# Field → labels, the most trusted spelling first. `""` holds labels that only end the value before them.
_SPELLINGS = {
    "index_number": "索引号 信息索引号 信息索引 索取号 信息编号 统一编号 索引编号",
    "document_number": "文号 发文字号 发文文号 文件编号 文件号 公文字号 公文文号 发文号",
    "publisher": (
        "发布机构 发布单位 发布机关 发文机关 发文机构 发文单位 制发机关 制发机构 公开主体 公开机构 "
        "公开责任部门 责任部门 联合发文单位 发布者 发布部门"
    ),
    "source": "信息来源 来源 文章来源 稿件来源 稿源 供稿单位 来源单位",
    "created_on": "生成日期 产生日期 成文日期 成文时间 发文日期 制发日期 印发日期 发文时间 生成时间",
    "published_on": "发布日期 发布时间 公开日期 公开时间 上载日期 发文公开日期 发稿时间 发稿日期",
    "dated": "时间 日期 更新时间 更新日期 编辑时间 录入时间",
    "title": "名称 信息名称 标题 文件名称 信息标题",
    "": (
        "分类 信息分类 主题分类 主题词分类 组配分类 体裁分类 公文种类 服务对象分类 所属类别 类别 栏目 主题 "
        "体裁 有效性 文件有效性 效力状态 时效性 时效 是否有效 生效日期 实施日期 失效日期 废止日期 施行日期 "
        "主题词 关键词 关键字 内容概述 内容摘要 摘要 概述 公开方式 公开形式 公开范围 公开时限 "
        "公开程序 公开类别 公开属性 公开依据 责任人 公开目录 服务对象 信息格式 语种 "
        "浏览次数 浏览量 浏览 访问次数 访问量 点击数 点击量 点击率 点击 阅读次数 阅读量 阅读数 阅读 "
        "累计次数 下载次数 字号 字体 字体大小 字号大小 字体显示 大小 视力保护色 保护视力色 背景色 打印 "
        "分享到 分享 我要纠错 扫一扫 作者 责任编辑 责编 编辑 审核 监审 初审 复审 终审"
    ),
}
_TELLING = {"index_number", "document_number", "publisher", "created_on", "published_on"}
LABELS = {label: field for field, labels in _SPELLINGS.items() for label in labels.split()}
_FIRST = {label[0] for label in LABELS}


def _any_of(labels: Iterable[str]) -> str:
    return "|".join(" ?".join(label) for label in sorted(labels, key=len, reverse=True))


# A label inside a line is one only where a colon or a bracket ends it. No character may run into a short one
# (政策来源); the long ones stand in lines glued from `<span>`s too: 3号发布机构:市档案局.
_LABEL = re.compile(
    rf"[【\[]?(?:(?<![\u4e00-\u9fff])({_any_of(LABELS)})"
    rf"|({_any_of(label for label in LABELS if len(label) > 3)}))"
    r" ?(?:[】\]] ?[:：]?|[:：])"
)
# A colon that only the style sheet prints leaves label and value on one line: 发布日期 2024-01-30.
_SPACED = re.compile(
    rf"({_any_of(label for label, field in LABELS.items() if field in _TELLING)}) (\S{{2,40}}(?: [\d:]{{4,8}})?)"
)
_SEPARATED = re.compile(r"[:：|\]】]")
_COUNTED = 2000
_LONGEST_SPACED = 80
_MOST_CELLS = 400  # of a metadata block; the longest has some 40


@dataclass(frozen=True)
class Labelled:
    """One `label: value` of the page; `field` as in `LABELS`, `label` without white space, `value` as
    printed."""

    field: str
    label: str
    value: str


def label_of(text: str) -> str | None:
    """The known label a text consists of, or None.

    >>> label_of("索　引 号："), label_of("【发布日期】"), label_of("索引号123") is None
    ('索引号', '发布日期', True)
    """
    if len(text) > 40 or text.lstrip("【[ ")[:1] not in _FIRST:
        return None
    if text in LABELS:
        return text
    plain = key(text).strip(":：[]【】")
    return plain if plain in LABELS else None


def labelled_in(line: str) -> Sequence[Labelled]:
    """The label-value pairs of one squeezed line; `|` may stand for colons and separators.

    >>> [(p.label, p.value) for p in labelled_in("发布日期:2018-01-26 字号:[ ]")]
    [('发布日期', '2018-01-26'), ('字号', '[ ]')]
    >>> [(p.label, p.value) for p in labelled_in("文 号 | 有 效 性 | 索 引 号 | 014416330/2018-04736")]
    [('文号', ''), ('有效性', ''), ('索引号', '014416330/2018-04736')]
    >>> [(p.label, p.value) for p in labelled_in("发布日期 2024-01-30 10:00")], list(labelled_in("文号 发布日期"))
    ([('发布日期', '2024-01-30 10:00')], [])
    """
    return _remembered(line) if len(line) <= _REMEMBERED else _labelled(line)


def _labelled(line: str) -> tuple[Labelled, ...]:
    if _SEPARATED.search(line) and (found := _labelled_in(line[:_COUNTED])):
        return found
    if line[:1] in _FIRST and len(line) <= _LONGEST_SPACED and (match := _SPACED.fullmatch(line)):
        label = key(match[1])
        return () if label_of(match[2]) else (Labelled(LABELS[label], label, match[2]),)
    return ()


# A header's lines are looked at ten times on their way through the reading.
_REMEMBERED = 240  # characters
_remembered = lru_cache(maxsize=256)(_labelled)


def _labelled_in(line: str) -> tuple[Labelled, ...]:
    if "|" in line:
        cells = [cell.strip() for cell in line.split("|")]
        if any(label_of(cell) for cell in cells):
            return tuple(paired(cells))
    found = list(_LABEL.finditer(line))
    ends = [*(match.start() for match in found[1:]), len(line)]
    return tuple(
        Labelled(LABELS[label], label, line[match.end() : end].strip(" |;；,，"))
        for match, end in zip(found, ends, strict=False)
        for label in [key(match[1] or match[2])]
    )


def unlabelled_start(line: str) -> str:
    """What stands in a line in front of its first label.

    >>> unlabelled_start("2023-01-19 10:11 来源：市司法局 字体：大"), unlabelled_start("2023年1月19日")
    ('2023-01-19 10:11', '2023年1月19日')
    """
    first = _LABEL.search(line, 0, _COUNTED)
    return line[: first.start()].strip(" |") if first else line


def paired(cells: list[str]) -> Iterator[Labelled]:
    """Labels and values of a sequence of cells or lines; a label followed by a label has no value."""
    label: str | None = None
    for cell in cells:
        if found := label_of(cell):
            if label:
                yield Labelled(LABELS[label], label, "")
            label = found
            continue
        inner = labelled_in(cell)
        if label:
            yield Labelled(LABELS[label], label, "" if inner else cell)
            label = None
        yield from inner
    if label:
        yield Labelled(LABELS[label], label, "")


def labelled_lines(cells: list[str]) -> list[str] | None:
    """The cells of a metadata block (索引号, 文号 …) as `label：value` lines; None when they are another
    table's.

    >>> labelled_lines(["索 引 号", "ab-1", "文号", ""]), labelled_lines(["类别", "3", "标题", "4"])
    (['索引号：ab-1', '文号：'], None)
    """
    if len(cells) > _MOST_CELLS:
        return None
    pairs = list(paired(cells))
    if sum(pair.field in _TELLING for pair in pairs) == 0 or 4 * len(pairs) < len(
        [cell for cell in cells if cell]
    ):
        return None
    return [f"{pair.label}：{pair.value}" for pair in pairs]


def joined(lines: Sequence[str]) -> list[str]:
    """Lines with a label alone on one joined to its value on the next, as `dt`/`dd` and nested `div`s have
    it.

    >>> joined(["索引号", "ab-1", "文号：", "发布日期：2020-01-01"])
    ['索引号：ab-1', '文号：', '发布日期：2020-01-01']
    """
    result: list[str] = []
    label: str | None = None
    for line in lines:
        found = label_of(line)
        if label and not found and not labelled_in(line):
            result.append(f"{label}：{line}")
            label = None
            continue
        if label:
            result.append(f"{label}：")
        label = found
        if not found:
            result.append(line)
    return [*result, f"{label}："] if label else result


def all_labelled(header: Sequence[str]) -> list[Labelled]:
    """Every label-value pair of a header's lines."""
    return [pair for line in header for pair in labelled_in(line)]
