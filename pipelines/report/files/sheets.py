"""Spreadsheets (xls, xlsx, et): the tables of every visible sheet, formulas as last computed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pipelines.report.files.cells import Area, tables_of
from pipelines.report.files.compound import open_compound
from pipelines.report.files.content import Extract, Item, UnreadableError
from pipelines.report.files.packages import has_macros, refuse_entities, repack, unpack
from pipelines.report.files.survey import Survey, survey_xls, survey_xlsx

# The parser fills the whole rectangle around a sheet's values. One value in the last cell of an empty sheet
# asks for 17 thousand million cells, and the process is gone (measured). So the rectangles are known before.
_MAX_CELLS = 100_000
_MAX_SHEETS = 50
_NAMED = 3  # cells named in a problem


def read_xlsx(body: bytes) -> Extract:
    """Raises UnreadableError for what is damaged, encrypted, unsafe or too large."""
    members = unpack(body)
    refuse_entities(members)
    sheets = [name for name in members if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    try:
        surveys = [survey_xlsx(members[name]) for name in sheets]
    except etree.XMLSyntaxError as error:
        raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏，工作表无法读取") from error
    return _read(repack(members), surveys, macros=has_macros(frozenset(members)))


def read_xls(body: bytes) -> Extract:
    """Raises UnreadableError for what is damaged, encrypted or too large."""
    compound = open_compound(body)
    if compound.encrypted:
        raise UnreadableError("ATTACHMENT_ENCRYPTED", "文件已加密")
    return _read(body, survey_xls(compound.workbook or b""), macros=compound.macros)


def _read(body: bytes, surveys: Iterable[Survey], *, macros: bool) -> Extract:
    surveys = list(surveys)
    if (cells := sum(survey.area for survey in surveys)) > _MAX_CELLS:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"工作表共跨 {cells:,} 格，超过 {_MAX_CELLS:,} 格")
    extract = Extract(_items(body))
    if not extract.items:
        raise UnreadableError("ATTACHMENT_EMPTY", "工作表没有内容")
    if lost := [cell for survey in surveys for cell in survey.without_result]:
        named = "、".join(lost[:_NAMED])
        extract.problems.append(
            ("ATTACHMENT_FORMULA", f"有 {len(lost)} 格公式没有保存结果或结果出错，按空白读取：{named}")
        )
    if macros:
        extract.problems.append(("ATTACHMENT_MACROS", "文件含有宏；宏未运行"))
    return extract


def _items(body: bytes) -> list[Item]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(body)) as workbook:
            return [item for sheet in _visible(workbook) for item in _tables(sheet)]
    except CalamineError as error:
        raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏，工作表无法读取") from error
    except BaseException as error:
        # A panic of the parser, which is written in Rust, is no Exception; its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableError("ATTACHMENT_BROKEN", "文件已损坏，工作表无法读取") from error


def _visible(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    """The sheets a reader sees. Hidden ones hold lists to choose from and last year's copy."""
    names = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    ]
    if len(names) > _MAX_SHEETS:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"有 {len(names)} 张工作表，超过 {_MAX_SHEETS} 张")
    for name in names:
        yield workbook.get_sheet_by_name(name)


def _tables(sheet: CalamineSheet) -> list[Item]:
    top, left = sheet.start or (0, 0)
    merged: list[Area] = [
        ((first[0] - top, first[1] - left), (last[0] - top, last[1] - left))
        for first, last in sheet.merged_cell_ranges or ()
    ]
    return tables_of(sheet.to_python(), merged)
