"""Where the ribbon's macros come in: a button of the add-in, pressed in Excel on Windows or a Mac."""

from functools import partial

import xlwings as xw

from xlsupport.excel.actions.attempts import attempt
from xlsupport.excel.actions.person import AtTheDesk
from xlsupport.excel.actions.table import ACTIONS
from xlsupport.excel.book.open_book import OpenBook


def press(name: str, *answers: str) -> None:
    """Do what a button of the ribbon does, on the workbook it was pressed in; `answers` were typed into its boxes."""
    caller = xw.Book.caller()
    book, person = OpenBook(caller), AtTheDesk(caller.app)
    attempt(book, person, partial(ACTIONS[name], book, person, *answers))
