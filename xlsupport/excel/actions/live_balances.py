"""The button Live balances: a sheet whose formula Excel keeps up to date."""

from datetime import datetime

import xlwings as xw

from xlsupport.excel.actions.person import Person
from xlsupport.excel.book.journal import Journal, all_or_nothing
from xlsupport.excel.book.open_book import OpenBook, quiet
from xlsupport.excel.book.ranges import RULES
from xlsupport.reading.cells import require
from xlsupport.sheets.addresses import Area, letters
from xlsupport.sheets.specifications import AGREEMENTS, BALANCES, CLIENTS, CONTACTS, FORMATS, LOG, SETUP
from xlsupport.sheets.tables import Book
from xlsupport.words.problems import UsageError, quoted_sheet

SHEET = "Live balances"
_FORMULA_CELL = "A4"
_ROWS = 2000  # as far down as the formats of dates and shares reach
_POINTS, _PADDING = 5.25, 3.75  # a column's width in characters of Calibri 11, and the points that Office.js takes
_ROOM = 100  # rows that the rules may grow by before the formula must be renewed


def live_balances(book: OpenBook, person: Person) -> None:
    """A sheet with the balances as a formula, which follows every change."""
    name, is_new = _add(book)
    made = f"The sheet {name} was added." if is_new else f"The formula on the sheet {name} was renewed."
    person.tell(f"{made} Its balances follow every change of the log, the set-up tables and the rules.")


def formula(book: Book) -> str:
    """The worksheet function over the workbook's own tables. Raises WorkbookError, UsageError where they are not there."""
    require(book, (*SETUP, LOG), writing=False)
    rules = [book.tables[spec.name] for spec in RULES]
    sheets = {table.sheet for table in rules}
    if len(sheets) > 1:
        raise UsageError(
            f"The rules tables stand on {len(sheets)} sheets ({', '.join(sorted(sheets))}). Move them onto one sheet"
        )
    numbers = [column.number for table in rules for column in table.columns.values()]
    top = min(table.header_row for table in rules)
    bottom = max(table.header_row + table.rows for table in rules) + _ROOM
    where = Area(top, min(numbers), bottom, max(numbers))
    corners = (f"${letters(where.left)}${where.top}", f"${letters(where.right)}${where.bottom}")
    tables = ",".join(f"{spec.name}[#All]" for spec in (LOG, CLIENTS, CONTACTS, AGREEMENTS))
    return f"=SUPPORT_BALANCES({tables},{quoted_sheet(sheets.pop())}!{':'.join(corners)},$B$2)"


def _add(open_book: OpenBook) -> tuple[str, bool]:
    """The sheet's name, and whether it was added now; where it is there, its formula is written anew."""
    text = formula(open_book.read((*SETUP, LOG)))
    book = open_book.book
    standing = next((sheet for sheet in book.sheets if sheet.name.lower() == SHEET.lower()), None)
    with quiet(book.app), all_or_nothing(datetime.now()) as journal:
        sheet = standing or _new_sheet(open_book, journal)
        cell = sheet.range(_FORMULA_CELL)
        if open_book.is_remote:
            cell.formula = text  # Office.js lets every formula spill
        else:
            cell.formula2 = text
    sheet.activate()
    return sheet.name, standing is None


def _new_sheet(open_book: OpenBook, journal: Journal) -> xw.Sheet:
    book = open_book.book
    open_book.record_new_sheet(journal, SHEET)
    sheet = book.sheets.add(SHEET, after=book.sheets[-1])
    sheet.range("A1").value = "Live balances"
    sheet.range("A1").font.bold = True
    sheet.range("A2").value = "As of (empty: today)"
    sheet.range("B2").number_format = FORMATS["date"]
    for number, column in enumerate(BALANCES.columns, 1):
        if column.kind in FORMATS:
            sheet.range((5, number), (_ROWS, number)).number_format = FORMATS[column.kind]
    for number, width in enumerate((26, 12, 24, 10, 13, 13, 9, 9, 11, 9, 10), 1):
        sheet.range((1, number)).column_width = width * _POINTS + _PADDING if open_book.is_remote else width
    return sheet
