"""The buttons in xlwings Lite and Server: scripts that do what the ribbon's buttons do.

There, writes wait until the script has ended, so a script that fails has written nothing; and nothing can be asked while it
runs, so the answer comes with the press.
"""

import sys
from functools import partial

import xlwings as xw

from xlsupport.excel.actions.attempts import attempt
from xlsupport.excel.actions.person import InThePane
from xlsupport.excel.actions.table import ACTIONS
from xlsupport.excel.book.invoice_sheets import template_range, template_sheet
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.excel.ribbon import BUTTONS
from xlsupport.words.problems import WorkbookError

__all__ = [each.name for each in BUTTONS]

_LABELS = {each.name: each.label for each in BUTTONS}

_TICK = "Nothing was written. To issue it, tick *issue* above the button and press it again."
_BELOW = "They are left out of this update. To take them in, drag the table's corner down over them and press the button again."


@xw.script(name=_LABELS["check"])
def check(book: xw.Book) -> None:
    """Validate and evaluate the log; write nothing, and select the first problem."""
    _press(book, "check")


@xw.script(name=_LABELS["update"])
def update(book: xw.Book) -> None:
    """Write results, balances and breaches."""
    _press(book, "update", how=_BELOW)


@xw.script(name=_LABELS["invoice_month"])
async def invoice_month(book: xw.Book, issue: bool = False) -> None:
    """Show what would be issued for the month in the cell InvoiceMonth; with *issue*, issue it."""
    formulas = await _template_formulas(book) if issue else None
    _press(book, "invoice_month", issue, formulas=formulas)


@xw.script(name=_LABELS["void_invoice"])
async def void_invoice(book: xw.Book, reason: str = "", issue: bool = False) -> None:
    """Show the credit note that would cancel the selected invoice; with *issue*, issue it."""
    formulas = await _template_formulas(book) if issue else None
    _press(book, "void_invoice", issue, reason, formulas=formulas)


@xw.script(name=_LABELS["explain_row"])
def explain_row(book: xw.Book) -> None:
    """Why the entry in the selected row of the log was covered, billed or held."""
    _press(book, "explain_row")


@xw.script(name=_LABELS["live_balances"])
def live_balances(book: xw.Book) -> None:
    """Add a sheet with balances that follow every change."""
    _press(book, "live_balances")


@xw.script(name=_LABELS["export_pdf"])
def export_pdf(book: xw.Book) -> None:
    """Say how to save the selected invoice as PDF."""
    _press(book, "export_pdf")


def _press(book: xw.Book, name: str, agreed: bool = False, *answers: str, how: str = _TICK, **known: object) -> None:
    open_book, person = OpenBook(book), InThePane(book.app, agreed, how)
    attempt(open_book, person, partial(ACTIONS[name], open_book, person, *answers, **known))


async def _template_formulas(book: xw.Book) -> object:
    """The formulas of the invoice template, which only xlwings Lite can be asked for."""
    if sys.platform != "emscripten":
        return None
    try:
        return await template_range(template_sheet(book)).options(ndim=2).get_formula()
    except WorkbookError:
        return None  # the action says the same, to the person
