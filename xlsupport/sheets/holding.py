"""Whether a cell already holds a value: one rule for what is written, what is kept, and what is read back."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial

from xlsupport.sheets.edits import Value, writable
from xlsupport.sheets.serials import serial
from xlsupport.sheets.tables import Cell


def holds(cell: Cell, value: Value, date1904: bool) -> bool:
    """Whether writing the value would leave the cell as it reads now.

    Text is held by text alone, not by an Excel error of the same letters. Numbers are compared as doubles, for that is what
    a workbook keeps, and dates by their serial numbers; an open workbook hands over dates as such.
    """
    if value is None or value == "":
        return cell is None or cell == ""
    if isinstance(value, str):
        return type(cell) is str and cell in (value, writable(value))
    if isinstance(cell, bool) or not isinstance(cell, int | float | date):
        return False
    held = serial(cell, date1904) if isinstance(cell, date) else cell
    return float(held) == float(serial(value, date1904) if isinstance(value, date) else value)


def holding(date1904: bool) -> Callable[[Cell, Value], bool]:
    """`holds` for a whole table, each distinct pair of cell and value looked at once; True and 1 are equal but not alike."""
    return lru_cache(maxsize=None, typed=True)(partial(holds, date1904=date1904))
