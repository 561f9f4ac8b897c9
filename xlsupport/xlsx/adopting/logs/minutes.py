"""The minutes of a log that keeps hours or durations: the formula that computes them, and its results."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from xlsupport.sheets.tables import Cell, ErrorValue
from xlsupport.words.money import exact
from xlsupport.words.problems import UsageError, WorkbookError
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.cell_styles import column_styles
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.styles.styles import Styles

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_SECTION = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_DURATION = re.compile(r"h|s|\[m", re.IGNORECASE)
_DAY = re.compile(r"[dy]", re.IGNORECASE)

_SPECIAL = re.compile(r"['\[\]#@]")  # what a formula escapes in the name of a column

HOURS, DAYS = 60, 1440
"""The minutes in one unit of a column: of decimal hours, and of durations, which Excel keeps as parts of a day."""


def unit(package: Package, log: FoundLog, column: int) -> int:
    """The minutes in one unit of a log's column.

    Raises UsageError for a column without numbers, and WorkbookError for one that mixes durations and decimal hours.
    """
    header = log.headers[column - log.area.left]
    numbers = [row for row in log.rows.entries if is_number(log.values[row].get(column))]
    if not numbers:
        row = next((each for each in log.rows.entries if column in log.values[each]), None)
        held = f" ({log.place(column, row)} holds {log.values[row][column]!r})" if row else ""
        raise UsageError(
            f"The column {header} holds no number{held}, so no minutes can be computed from it. Type numbers or times such as "
            '1:30 there, or leave out --minutes-from and add an empty column by --fill "Minutes="'
        )
    styles = Styles(package)
    by_row = column_styles(SheetStream(package.stream(log.sheet.part)), column)
    durations = [row for row in numbers if shows_duration(styles.code(by_row.get(row, 0)))]
    if durations and len(durations) < len(numbers):
        other = next(row for row in numbers if row not in set(durations))
        raise WorkbookError(
            f"The column {header} mixes durations ({log.place(column, durations[0])} is shown as a time) and decimal hours "
            f"({log.place(column, other)} holds {log.values[other][column]}). Make them alike in Excel, then run this again."
        )
    return DAYS if durations else HOURS


def shows_duration(code: str) -> bool:
    """Whether a number format shows a time or a duration, and no day.

    >>> shows_duration("[h]:mm"), shows_duration("yyyy-mm-dd hh:mm"), shows_duration('0.0" hours"')
    (True, False, False)
    """
    plain = _SECTION.sub("", _LITERAL.sub("", code))
    return bool(_DURATION.search(plain)) and not _DAY.search(plain) and plain.casefold() != "general"


def formula(table: str, header: str, minutes: int) -> str:
    """The formula of our column Minutes: whole minutes of a number, and whatever else the cell holds as it is."""
    name = _SPECIAL.sub(lambda found: f"'{found[0]}", header)
    cell = f"{table}[[#This Row],[{name}]]"
    return f'IF(ISNUMBER({cell}),ROUND({cell}*{minutes},0),IF({cell}="","",{cell}))'


def results(log: FoundLog, column: int, minutes: int) -> Mapping[int, Cell]:
    """What that formula gives in each data row: a number of whole minutes, or what the cell holds."""
    found: dict[int, Cell] = {}
    for row in range(log.area.top + 1, log.area.bottom + 1):
        cell = log.values.get(row, {}).get(column)
        if is_number(cell):
            assert isinstance(cell, (int, float))
            found[row] = int((exact(cell) * minutes).quantize(Decimal(1), ROUND_HALF_UP))
        else:
            found[row] = "" if cell is None else cell
    return found


def is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and not isinstance(cell, ErrorValue)
