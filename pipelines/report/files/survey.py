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

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

# Records of a workbook stream ([MS-XLS] 2.3). Those of cells begin with row and column.
_BEGIN = 0x0809
_FORMULA = 0x06
_BOOLEAN_OR_ERROR = 0x0205
_MANY_NUMBERS = 0xBD  # ends with its last column
_STRING = 0x0207  # the text a formula gave
_CELLS = frozenset({_FORMULA, 0x7E, _MANY_NUMBERS, 0xD6, 0xFD, 0x0203, 0x0204, _BOOLEAN_OR_ERROR, 0x027E})
_NO_NUMBER = 0xFFFF  # ends a formula's result that is no number; its first byte says what it is instead
_TEXT, _ERROR = 0, 2


@dataclass
class Survey:
    """The rectangle around a sheet's values, and the cells whose formulas gave no result or an error."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    without_result: list[str] = field(default_factory=list)

    @property
    def area(self) -> int:
        """How many cells the rectangle has."""
        if not self.rows:
            return 0
        return (self.rows[-1] - self.rows[0] + 1) * (self.columns[-1] - self.columns[0] + 1)

    def include(self, row: int, column: int, last_column: int | None = None) -> None:
        last = column if last_column is None else last_column
        self.rows = [min([*self.rows[:1], row]), max([*self.rows[1:], row])]
        self.columns = [min([*self.columns[:1], column]), max([*self.columns[1:], last])]


def survey_xlsx(sheet: bytes) -> Survey:
    """Survey one worksheet's XML, a row in memory at a time. Raises etree.XMLSyntaxError."""
    survey = Survey()
    row, column = 0, -1
    events = etree.iterparse(
        io.BytesIO(sheet), events=("end",), tag=("{*}row", "{*}c"), resolve_entities=False, no_network=True
    )
    for _, element in events:
        if element.tag.endswith("}row"):
            row, column = row + 1, -1
            element.clear()
            continue
        row, column = _position(element, row, column)
        value, text, formula = (element.find(f"{{*}}{name}") for name in ("v", "is", "f"))
        if text is not None or (value is not None and value.text):
            survey.include(row, column)
        # An empty text is a result too: ="" prints nothing.
        empty = value is None or (not value.text and element.get("t") != "str")
        if element.get("t") == "e" or (formula is not None and empty):
            survey.without_result.append(_reference(row, column))
    return survey


def survey_xls(workbook: bytes) -> Iterator[Survey]:
    """Survey each sheet of a workbook stream."""
    survey = Survey()
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
            survey = Survey()
        elif kind in _CELLS and size >= 6:
            row, column = struct.unpack_from("<HH", workbook, start)
            (end,) = struct.unpack_from("<H", workbook, start + size - 2)
            survey.include(row, column, end if kind == _MANY_NUMBERS else None)
            result = _result(kind, workbook[start : start + size])
            if result == _ERROR:
                survey.without_result.append(_reference(row, column))
            elif result == _TEXT:
                text_due = _reference(row, column)
    yield survey


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
