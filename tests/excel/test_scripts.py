"""The scripts of xlwings Lite and Server do what the ribbon's buttons do; the answer comes with the press.

Calc stands in for Excel; that writes wait until a script has ended there is shown with xlwings' own engine in `test_server`.
"""

import asyncio
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw
from support.calc.engine import Excel
from support.open_workbooks import MONTH, TODAY, command, moments, office, same, select, shown

from xlsupport.excel import buttons
from xlsupport.excel.actions.attempts import attempt
from xlsupport.excel.actions.exporting import export_pdf
from xlsupport.excel.actions.invoicing import invoice_month
from xlsupport.excel.actions.person import InThePane
from xlsupport.excel.book.open_book import OpenBook
from xlsupport.excel.ribbon import BUTTONS

INVOICE = f"INV-{TODAY.year}-0001"


@pytest.fixture
def book(excel: Excel, tmp_path: Path) -> xw.Book:
    return excel.open(office(tmp_path / "open.xlsx", ["Acme", "=1+1"]))


def run(script: Callable[..., Any], *given: object) -> None:
    found = script(*given)
    if inspect.iscoroutine(found):
        asyncio.run(found)


def test_there_is_a_script_for_every_button() -> None:
    assert sorted(buttons.__all__) == sorted(button.name for button in BUTTONS)
    for button in BUTTONS:
        parameters = list(inspect.signature(getattr(buttons, button.name)).parameters.values())
        assert parameters[0].annotation in (xw.Book, "xw.Book")
        assert [each.name for each in parameters[1:]] == {"invoice_month": ["issue"], "void_invoice": ["reason", "issue"]}.get(
            button.name, []
        )


def test_update_as_a_script_writes_what_the_command_line_writes(excel: Excel, book: xw.Book, tmp_path: Path) -> None:
    copy = office(tmp_path / "copy.xlsx", ["Acme", "=1+1"])
    run(buttons.check, book)
    assert excel.writes == []
    run(buttons.update, book)
    command(copy, "update")
    assert same(shown(book), shown(excel.open(copy)), moments) == []


def test_invoice_month_shows_and_issues_only_with_issue(excel: Excel, book: xw.Book) -> None:
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    excel.writes.clear()
    run(buttons.invoice_month, book)
    asked = excel.alerts[-1].prompt
    assert f"Issue for {MONTH:%Y-%m}?\n{INVOICE}" in asked
    assert asked.endswith("Nothing was written. To issue it, tick *issue* above the button and press it again.")
    assert excel.writes == []
    run(buttons.invoice_month, book, True)
    assert excel.alerts[-1].prompt.startswith(f"Issued for {MONTH:%Y-%m}:\n{INVOICE}")
    assert INVOICE in [sheet.name for sheet in book.sheets]
    select(book, "Invoices", 5)
    run(buttons.void_invoice, book, "", True)
    assert excel.alerts[-1].prompt == "A credit note needs a reason. Press the button again and give one."
    run(buttons.void_invoice, book, "wrong client")
    assert "tick *issue*" in excel.alerts[-1].prompt
    run(buttons.void_invoice, book, "wrong client", True)
    assert excel.alerts[-1].prompt.startswith(f"{INVOICE} is void. Issued:\nCN-{TODAY.year}-0001")


class Remote(OpenBook):
    """A workbook behind an engine that can read values only."""

    is_remote = True


def test_where_formulas_cannot_be_read_no_invoice_is_made_and_nothing_is_written(excel: Excel, book: xw.Book) -> None:
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    excel.writes.clear()
    remote, person = Remote(book), InThePane(book.app, True, "")
    attempt(remote, person, lambda: invoice_month(remote, person))
    assert excel.alerts[-1].prompt == (
        "Here only the values of cells can be read, and an invoice needs the formulas of the template. "
        "Make invoices with the add-in or on the command line."
    )
    assert excel.writes == []


def test_with_the_formulas_handed_in_a_remote_engine_makes_the_same_invoice(excel: Excel, book: xw.Book) -> None:
    """What xlwings Lite does: it reads the template's formulas before the run, and shows numbers by their kind."""
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    template = book.sheets["Invoice template"]
    last = template.used_range.last_cell
    formulas = template.range((1, 1), (last.row, last.column)).formula
    remote, person = Remote(book), InThePane(book.app, True, "")
    attempt(remote, person, lambda: invoice_month(remote, person, formulas))
    assert excel.alerts[-1].prompt.startswith(f"Issued for {MONTH:%Y-%m}:")
    book.app.calculate()
    sheet = book.sheets[INVOICE]
    totals = [sheet.range((row, 11)).value for row in range(15, 22)]
    assert 63.13 in totals or 62.5 in totals
    register = book.sheets["Invoices"]
    assert register["J5"].value in totals


def test_export_as_a_script_says_how_to_save_a_pdf(excel: Excel, book: xw.Book) -> None:
    remote, person = Remote(book), InThePane(book.app, True, "")
    attempt(remote, person, lambda: export_pdf(remote, person))
    assert "Use File, Export, or File, Print, to save a PDF." in excel.alerts[-1].prompt
