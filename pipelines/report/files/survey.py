"""A look over a sheet before it is parsed: how large it is, and which formulas have no result to read."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.etree import _Element

from pipelines.report.files.compound import records
from pipelines.report.files.content import UnreadableError

MAX_CELLS = 200_000  # in one sheet; a report's has some 500
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

# Records of a workbook stream ([MS-XLS] 2.3). Those of cells begin with row and column.
_BEGIN = 0x0809
_FORMULA = 0x06
_BOOLEAN_OR_ERROR = 0x0205
_MANY_NUMBERS = 0xBD  # ends with its last column
_STRING = 0x0207  # the text a formula gave
_CELLS = frozenset({_FORMULA, 0x7E, _MANY_NUMBERS, 0xD6, 0xFD, 0x0203, 0x0204, _BOOLEAN_OR_ERROR, 0x027E})
_NO_NUMBER = 0xFFFF  # ends a formula's result that is no number; its first byte says what it is instead
_TEXT, _ERROR, _EMPTY = 0, 2, 3  # an empty text, or what programs write that compute nothing


@dataclass
class Survey:
    """The rectangle around a sheet's values, and the cells whose formulas gave no result or an error."""

    rows: tuple[int, int] | None = None  # first and last
    columns: tuple[int, int] | None = None
    without_result: list[str] = field(default_factory=list)

    @property
    def area(self) -> int:
        """How many cells the rectangle has."""
        if not (self.rows and self.columns):
            return 0
        return (self.rows[1] - self.rows[0] + 1) * (self.columns[1] - self.columns[0] + 1)

    def include(self, row: int, column: int, last_column: int | None = None) -> None:
        last = column if last_column is None else last_column
        top, bottom = self.rows or (row, row)
        left, right = self.columns or (column, last)
        self.rows = (min(top, row), max(bottom, row))
        self.columns = (min(left, column), max(right, last))


def survey_xlsx(sheet: bytes) -> Survey:
    """Survey one worksheet's XML, a row in memory at a time.

    Raises etree.XMLSyntaxError where it is damaged, UnreadableError beyond MAX_CELLS cells, blank or not.
    """
    survey = Survey()
    row, column, count = 0, -1, 0
    events = etree.iterparse(
        io.BytesIO(sheet), tag=("{*}row", "{*}c"), resolve_entities=False, no_network=True
    )
    for _, element in events:
        if element.tag.endswith("}row"):
            row, column = row + 1, -1
            element.clear()
            continue
        count += 1
        _refuse_many(count)
        row, column = _position(element, row, column)
        held = {child.tag.rpartition("}")[2]: child.text for child in element}
        if held.get("v") or "is" in held:
            survey.include(row, column)
        # An empty text is a result too: ="" prints nothing.
        computed = held.get("v") or ("v" in held and element.get("t") == "str")
        if element.get("t") == "e" or ("f" in held and not computed):
            survey.without_result.append(_reference(row, column))
    return survey


def survey_xls(workbook: bytes) -> Iterator[Survey]:
    """Survey each sheet of a workbook stream. Raises UnreadableError beyond MAX_CELLS cells."""
    survey = Survey()
    count = 0
    text_due: str | None = None
    for kind, start, size in records(workbook):
        if kind == _STRING:
            text_due = None
        if kind == _BEGIN or (kind in _CELLS and size >= 6):
            if text_due:
                survey.without_result.append(text_due)
            text_due = None
        if kind == _BEGIN:
            yield survey
            survey, count = Survey(), 0
        elif kind in _CELLS and size >= 6:
            count += 1
            _refuse_many(count)
            row, column = struct.unpack_from("<HH", workbook, start)
            (end,) = struct.unpack_from("<H", workbook, start + size - 2)
            survey.include(row, column, end if kind == _MANY_NUMBERS else None)
            result = _result(kind, workbook[start : start + size])
            if result in (_ERROR, _EMPTY):
                survey.without_result.append(_reference(row, column))
            elif result == _TEXT:
                text_due = _reference(row, column)
    yield survey


def _refuse_many(count: int) -> None:
    if count > MAX_CELLS:
        raise UnreadableError("ATTACHMENT_TOO_LARGE", f"有工作表超过 {MAX_CELLS:,} 格")


def _result(kind: int, record: bytes) -> int | None:
    """What a cell holds if it is no number: the text that follows, or an error."""
    if kind == _BOOLEAN_OR_ERROR and len(record) >= 8:
        return _ERROR if record[7] else None
    if kind == _FORMULA and len(record) >= 14 and struct.unpack_from("<H", record, 12)[0] == _NO_NUMBER:
        return record[6]
    return None


def _reference(row: int, column: int) -> str:
    """
    >>> _reference(0, 0), _reference(9, 27)
    ('A1', 'AB10')
    """
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _position(element: _Element, row: int, column: int) -> tuple[int, int]:
    """Where a cell stands; one without a reference stands behind the cell before."""
    match = _REFERENCE.fullmatch(element.get("r") or "")
    if match is None:
        return row, column + 1
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return int(match[2]) - 1, number - 1
