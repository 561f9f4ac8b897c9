"""Why a table cannot grow: the refusal, and the reasons that a file and an open workbook have in common."""

from xlsupport.sheets.addresses import LAST_ROW
from xlsupport.words.problems import Place, WorkbookError

MOVE = "Move it elsewhere and run it again"


def cannot_grow(table: str, rows: int, needed: int, reason: str) -> WorkbookError:
    """The refusal to grow a table from so many data rows to the number that is needed."""
    return WorkbookError(f"The table {table} cannot grow from {rows} to {needed} rows: {reason}.")


def shows_totals(place: Place) -> str:
    """The reason where a totals row stands below the data."""
    return f"it shows a totals row at {place}. Turn off Total Row in Excel, under Table Design, and run it again"


def sheet_ends(sheet: str) -> str:
    """The reason where the sheet has no more rows."""
    return f"the sheet {sheet} ends at row {LAST_ROW}. Move old rows to another workbook"


def holds_something(place: Place) -> str:
    """The reason where a cell below the table is filled."""
    return f"{place} below it holds something. {MOVE}"
