"""The minutes of a log that keeps hours or durations: the formula that computes them, and its results."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeGuard

from xlsupport.sheets.serials import serial
from xlsupport.sheets.tables import Cell
from xlsupport.words.money import exact
from xlsupport.words.problems import UsageError, WorkbookError
from xlsupport.xlsx.adopting.logs.found_logs import FoundLog
from xlsupport.xlsx.package.workbook_part import Package
from xlsupport.xlsx.sheet.cell_styles import column_styles
from xlsupport.xlsx.sheet.stream import SheetStream
from xlsupport.xlsx.styles.styles import Styles

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
_SECTION = re.compile(r"\[(?!h+\]|m+\]|s+\])[^\]]*\]", re.IGNORECASE)
_GENERAL = re.compile("general", re.IGNORECASE)
_DURATION = re.compile(r"h|s|\[m", re.IGNORECASE)
_DAY = re.compile(r"[dy]", re.IGNORECASE)

_SPECIAL = re.compile(r"['\[\]#@]")  # what a formula escapes in the name of a column

_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)  # a cell may hold 1E+300
_SIX_DIGITS = Decimal("0.000001")

HOURS, DAYS = 60, 1440
"""The minutes in one unit of a column: of decimal hours, and of durations, which Excel keeps as parts of a day."""


def unit(package: Package, log: FoundLog, column: int) -> int:
    """The minutes in one unit of a log's column.

    Raises UsageError for a column without numbers, and WorkbookError for one that shows days, or mixes durations and hours.
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
    codes = {row: plain_code(styles.code(by_row.get(row, 0))) for row in numbers if log.values[row][column] != 0}
    days = [row for row, code in codes.items() if _DAY.search(code)]
    if days:
        raise WorkbookError(
            f"The column {header} shows days ({log.place(column, days[0])}), so no minutes can be computed from it. Format "
            "durations as [h]:mm and hours as numbers, then run this again."
        )
    durations = [row for row, code in codes.items() if _DURATION.search(code)]
    if durations and len(durations) < len(codes):
        other = next(row for row in codes if row not in set(durations))
        raise WorkbookError(
            f"The column {header} mixes durations ({log.place(column, durations[0])} is shown as a time) and decimal hours "
            f"({log.place(column, other)} holds {log.values[other][column]}). Make them alike in Excel, then run this again."
        )
    return DAYS if durations else HOURS


def plain_code(code: str) -> str:
    """A number format without texts, colours and conditions: what is left says whether it shows a time, or a day.

    >>> plain_code("[h]:mm"), plain_code('0.0" hours"'), plain_code("[Red]General")
    ('[h]:mm', '0.0', '')
    """
    return _GENERAL.sub("", _SECTION.sub("", _LITERAL.sub("", code)))


def formula(table: str, header: str, minutes: int) -> str:
    """The formula of our column Minutes: whole minutes of a number but 0, and whatever else the cell holds as it is.

    The inner rounding is for 1.025 hours: programs disagree whether 61.49999999999999 minutes are 61 or 62, and 61.5 is meant.
    """
    name = _SPECIAL.sub(lambda found: f"'{found[0]}", header)
    cell = f"{table}[[#This Row],[{name}]]"
    return f'IF(ISNUMBER({cell}),IF({cell}=0,"",ROUND(ROUND({cell}*{minutes},6),0)),IF({cell}="","",{cell}))'


def results(log: FoundLog, column: int, minutes: int, date1904: bool) -> Mapping[int, Cell]:
    """What that formula gives in each data row: a number of whole minutes, or what the cell holds."""
    found: dict[int, Cell] = {}
    for row in range(log.area.top + 1, log.area.bottom + 1):
        cell = log.values.get(row, {}).get(column)
        number = serial(cell, date1904) if isinstance(cell, date) else exact(cell) if is_number(cell) else None
        if number is None:
            found[row] = "" if cell is None else cell
        else:
            product = _WIDE.quantize(number * minutes, _SIX_DIGITS)
            found[row] = int(product.to_integral_value(ROUND_HALF_UP)) if number else ""
    return found


def is_number(cell: Cell) -> TypeGuard[int | float]:
    """Whether a cell holds a number that hours or durations may be."""
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)
