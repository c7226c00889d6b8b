"""Drafts of reports with figures that add up, or do not: what an official is about to publish."""

from __future__ import annotations

from collections.abc import Mapping

from tests.reading.official import Key, OfficialTable, Printed, tables_of

TITLE = "青禾市司法局2022年政府信息公开工作年度报告"
RECEIVED = ("disclosure_requests", "new_received")
GRANTED = ("disclosure_requests", "granted")
PROCESSED = ("disclosure_requests", "total_processed")
# Five requests of natural persons, all granted.
FIVE: dict[Key, str] = {
    (*line, column): "5" for line in (RECEIVED, GRANTED, PROCESSED) for column in ("natural_person", "total")
}


def tables(cells: Mapping[Key, str]) -> list[OfficialTable]:
    """The tables of 2021 with these cells, and 0 everywhere else."""
    return [_filled(table, cells) for table in tables_of("2021")]


def draft(cells: Mapping[Key, str] = FIVE, without: str = "") -> list[str | OfficialTable]:
    """A whole report, but for the paragraphs that begin with `without`."""
    proactive, requests, challenges = tables(cells)
    blocks: list[str | OfficialTable] = [
        TITLE,
        "一、总体情况",
        "2022年，青禾市司法局依法主动公开政府信息，全年收到政府信息公开申请5件，均已办结。",
        proactive.title, proactive, requests.title, requests, challenges.title, challenges,
        "五、存在的主要问题及改进情况",
        "公开的内容还不够全面，将加以改进。",
        "六、其他需要报告的事项",
        "本年度没有收取信息处理费。",
        "青禾市司法局",
        "2023年1月20日",
    ]  # fmt: skip
    return [
        block for block in blocks if not (without and isinstance(block, str) and block.startswith(without))
    ]


def _filled(table: OfficialTable, cells: Mapping[Key, str]) -> OfficialTable:
    """The figures stand in the order of the cells; what is no figure in the pattern is a label."""
    places = {str(value): place for place, value in table.figures.items() if value is not None}
    blank = iter([place for place, value in table.figures.items() if value is None])
    rows = []
    for row in table.rows:
        filled = []
        for cell in row:
            place = places.get(cell.text) if cell.text else next(blank)
            text = cells.get(place, "0") if place else cell.text
            filled.append(Printed(text, cell.rows, cell.columns))
        rows.append(filled)
    return OfficialTable(table.title, rows, table.figures)
