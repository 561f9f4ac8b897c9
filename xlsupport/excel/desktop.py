"""Where the ribbon's macros come in: a button of the add-in, pressed in Excel on Windows or a Mac."""

from collections.abc import Mapping
from functools import partial

import xlwings as xw

from xlsupport.excel.actions import actions
from xlsupport.excel.actions.attempts import attempt
from xlsupport.excel.actions.person import AtTheDesk
from xlsupport.excel.book.open_book import OpenBook

_ACTIONS: Mapping[str, actions.Action] = {
    "check": actions.check,
    "update": actions.update,
    "invoice_month": actions.invoice_month,
    "void_invoice": actions.void_invoice,
    "explain_row": actions.explain_row,
    "live_balances": actions.live_balances,
    "export_pdf": actions.export_pdf,
}


def press(name: str, *answers: str) -> None:
    """Do what a button of the ribbon does, on the workbook it was pressed in; `answers` were typed into its boxes."""
    caller = xw.Book.caller()
    book, person = OpenBook(caller), AtTheDesk(caller.app)
    attempt(book, person, partial(_ACTIONS[name], book, person, *answers))
