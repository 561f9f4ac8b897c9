"""The written tables read back, and what happens where somebody changed them by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from support.books import START, book, entry, settled
from support.meetings import invoiced_once, meeting
from support.office import Office, Row

from xlsupport.settlement import Task, settle
from xlsupport.sheets.tables import Book, Cell, ErrorValue
from xlsupport.words.problems import WorkbookError


def test_what_was_written_is_read_back_as_it_was_made() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06", 100), Agreements=[{
        "Client": "Acme", "Tier": "As needed", "Start": START, "Rate": 99.99, "Reference": "PO 7",
    }])  # fmt: skip
    office.invoice("2026-10")
    made = office.last.documents[0]
    office.update()
    assert office.last.before.lines == made.lines
    invoice = office.last.before.invoices[0]
    assert (invoice.number, invoice.client, invoice.period, invoice.kind) == (made.number, "Acme", "2026-10", "invoice")
    assert (invoice.subtotal, invoice.tax, invoice.cancels) == (made.subtotal, made.tax, "")


def test_dates_are_read_in_any_form_that_excel_may_give_back() -> None:
    office = invoiced_once()
    for day in (46300, date(2026, 10, 5), 46300.0):
        office.change("InvoiceLines", lambda row, day=day: row | {"Date": day})  # type: ignore[misc] # a lambda's default has no type
        assert office.invoice("2026-11") == []
        assert office.last.before.lines[0].day == date(2026, 10, 5)


def test_client_names_match_in_any_case() -> None:
    office = invoiced_once()
    office.change("InvoiceLines", lambda row: row | {"Client": "ACME"})
    assert office.invoice("2026-11") == []


@pytest.mark.parametrize(
    ("name", "header", "value", "found"),
    [
        ("InvoiceLines", "Amount", None, "Amount is empty"),
        ("InvoiceLines", "Amount", "62.50", "Amount is '62.50'"),
        ("InvoiceLines", "Amount", 62.504, "Amount is 62.504"),
        ("InvoiceLines", "Minutes", 29.6, "Minutes is 29.6"),
        ("InvoiceLines", "Rate", ErrorValue("#N/A"), "Rate holds the Excel error #N/A"),
        ("InvoiceLines", "ID", "  ", "ID is empty"),
        ("InvoiceLines", "Client", None, "Client is empty"),
        ("InvoiceLines", "Date", "soon", "Date is 'soon'"),
        ("InvoiceLines", "Invoice", None, "Invoice is empty"),
        ("Invoices", "Period", 46296, "Period is 46296"),
        ("Invoices", "Kind", "bill", "Kind is 'bill'"),
        ("Invoices", "Subtotal", None, "Subtotal is empty"),
        ("Invoices", "Tax", "5 %", "Tax is '5 %'"),
        ("Runs", "Run", None, "Run is empty"),
    ],
)
def test_a_register_changed_by_hand_stops_the_run_and_names_the_cell(name: str, header: str, value: Cell, found: str) -> None:
    office = invoiced_once()
    office.change(name, lambda row: row | {header: value})
    office.type(meeting("2026-11-05"))
    with pytest.raises(WorkbookError, match=f"The table {name} was changed by hand") as raised:
        office.invoice("2026-11")
    place, told, fix = raised.value.problems[0]
    assert place == office.book.tables[name].place(header, 0)
    assert told == found
    assert fix.endswith("as xlsupport wrote it")


def test_all_such_cells_are_named_at_once() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10")
    office.change("InvoiceLines", lambda row: row | {"Amount": "?", "Rate": None})
    with pytest.raises(WorkbookError) as raised:
        office.update()
    assert len(raised.value.problems) == 4


def test_rows_that_only_people_have_written_in_are_no_invoices() -> None:
    office = invoiced_once()
    office.put("Invoices", [*office.rows("Invoices"), {}, {"Status note": "call them"}])
    office.type(meeting("2026-11-05"))
    office.invoice("2026-11")
    assert office.column("Invoice", "Invoices") == ["INV-2026-0001", None, None, "INV-2026-0002"]
    assert office.column("Status note", "Invoices") == [None, None, "call them", None]


def test_paid_on_stays_with_its_invoice() -> None:
    office = invoiced_once()
    office.change("Invoices", lambda row: row | {"Paid on": date(2026, 11, 12)})
    office.void("INV-2026-0001")
    assert office.column("Paid on", "Invoices") == [date(2026, 11, 12), None]


def test_only_reading_needs_no_registers_and_takes_no_others_of_that_name_for_them() -> None:
    full = book([entry("2026-10-05")])
    names = {name for name in full.tables if name not in {"Balances", "Breaches", "Invoices", "Runs", "InvoiceLines"}}
    without = Book({name: full.tables[name] for name in names})
    assert settled(without).totals.entries == 1
    office = invoiced_once()
    lines = office.book.tables["InvoiceLines"]
    columns = {header: column for header, column in lines.columns.items() if header != "Rate"}
    other = Book({**office.book.tables, "InvoiceLines": replace(lines, columns=columns)})
    assert settled(other).before.lines == ()
    with pytest.raises(WorkbookError, match="The table InvoiceLines has no column Rate"):
        settle(other, Task(date(2026, 11, 30), writes=True))


def test_money_comes_back_to_the_cent_through_floats() -> None:
    agreement: Row = {"Client": "Acme", "Tier": "As needed", "Start": START, "Rate": 0.1}
    office = Office(*(meeting(f"2026-10-{day:02}", 60 + 30 * day) for day in range(1, 29)), Agreements=[agreement])
    office.invoice("2026-10")
    assert office.last.documents[0].subtotal == sum((line.amount for line in office.last.documents[0].lines), Decimal(0))
    assert office.invoice("2026-10") == []
    assert not office.written
