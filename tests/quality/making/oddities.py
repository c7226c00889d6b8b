"""What agencies do to the official tables: each a change of the cells, with the figures told where it matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.province.tables import Cell, Table

Change = Callable[[Table], Table]


def each_label(change: Callable[[str], str]) -> Change:
    """Another wording of every label cell."""

    def changed(table: Table) -> Table:
        return [[replace(c, text=change(c.text)) if c.head else c for c in row] for row in table]

    return changed


def renamed(names: dict[str, str]) -> Change:
    """Other wordings of some labels, wherever they stand."""
    return each_label(lambda text: names.get(text, text))


# Letters and words lost in printed reports: a header's second paragraph, a part of a long label.
lost_words = renamed(
    {"商业企业": "商业", "科研机构": "科研", "结果维持": "结果", "其他结果": "其他", "尚未审结": "尚未"}
)
lost_letters = renamed(
    {
        "2.其他法律行政法规禁止公开": "2.其他法律行政止公开",
        "5.要求行政机关确认或重新出具已获取信息": "5.要求行政机关确认或重新出具已获信息",
        "1.本机关不掌握相关政府信息": "1.本机关不掌握相关政府信",
        "4.无正当理由大量反复申请": "4.无正当理由大量反复申",
    }
)
other_wordings = renamed(
    {
        "四、结转下年度继续办理": "四、结转下一年度继续办理",
        "（七）总计": "（七）合计",
        "总计": "合计",
        "本年制发件数": "制发件数",
        "本年废止件数": "废止件数",
    }
)
split_labels = each_label(
    lambda text: text if len(text) < 6 else f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}"
)
spaced_labels = each_label(lambda text: "　".join(text) if len(text) == 2 else text)
ascii_labels = each_label(lambda text: text.translate(str.maketrans("（），：；", "(),:;")))
wrong_ordinals = renamed(
    {"（五）不予处理": "（四）不予处理", "（六）其他处理": "（五）其他处理", "（七）总计": "（六）总计"}
)


def overshooting(table: Table) -> Table:
    """Rowspans and colspans that reach beyond the table."""
    return [
        [
            replace(c, rows=c.rows + 40) if c.text.startswith("三、本年度") else c
            for c in row[:-1]
        ] + [replace(row[-1], cols=row[-1].cols + 3)]
        for row in table
    ]  # fmt: skip


def flat_labels(table: Table) -> Table:
    """No spans over rows at all: an empty label cell stands for what is covered from above."""
    out: Table = []
    open_below: list[tuple[int, int]] = []  # (rows left, columns) of cells that reach down
    for row in table:
        covered = sum(columns for left, columns in open_below if left > 0)
        out.append([*[Cell("", head=True)] * min(covered, 2), *(replace(c, rows=1) for c in row)])
        open_below = [(left - 1, columns) for left, columns in open_below if left > 1]
        open_below += [(c.rows - 1, c.cols) for c in row if c.rows > 1 and c.head and len(row) > 5]
    return out


def with_spacer_rows(table: Table) -> Table:
    """Empty rows between others, as editors leave them behind."""
    width = sum(c.cols for c in table[0])
    spacer = [Cell("", cols=width, head=False)]
    return [
        each for number, row in enumerate(table) for each in ([row, spacer] if number % 6 == 5 else [row])
    ]


def with_unit_row(table: Table) -> Table:
    """A first row that says in what is counted."""
    width = sum(c.cols for c in table[0])
    return [[Cell("单位：件", cols=width)], *table]


def with_title_row(title: str) -> Change:
    def changed(table: Table) -> Table:
        return [[Cell(title, cols=sum(c.cols for c in table[0]))], *table]

    return changed


def by_kind(table: Table) -> Table:
    """表四 turned: a row for each kind of challenge."""
    outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    numbers = table[-1]
    kinds = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    return [
        [Cell("类别"), *map(Cell, outcomes)],
        *([Cell(kind), *numbers[5 * n : 5 * n + 5]] for n, kind in enumerate(kinds)),
    ]
