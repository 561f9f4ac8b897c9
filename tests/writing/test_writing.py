"""What a run writes: columns of the log, registers, invoice sheets (2-workbook.md)."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from support.books import ACME, START, book, entry, run
from support.edit_values import values
from support.meetings import invoiced_once, meeting
from support.office import Office, Row

from xlsupport.sheets.edits import KEEP, SheetCopy
from xlsupport.sheets.specifications import TABLES
from xlsupport.sheets.tables import Book

# The placeholders of 2-workbook.md, Invoice sheets, word for word.
PLACEHOLDERS = {
    "vendor": "name address email",
    "client": "name billing_contact billing_email billing_address po_number",
    "invoice": "number kind issued due period currency subtotal tax_label tax_rate tax total rounding cancels reason",
    "line": "number id date contact description ticket notes account_manager tier entry_minutes covered overage minutes hours "
    "rate amount tax_rate",
    "tax": "rate base amount",
    "allowance": "limit allowed used remaining",
}


def keys(kind: str) -> set[str]:
    return {f"{kind}.{word}" for word in PLACEHOLDERS[kind].split()}


# The log


def test_the_logs_written_columns() -> None:
    rows = [
        meeting("2026-10-05", 75),
        entry("2026-10-06", minutes=0),
        entry("2026-10-07", category="Bug fix", minutes=20),
        entry("2026-10-08", decision="Hold", reason="?"),
    ]
    office = Office(*rows)
    office.invoice("2026-10")
    told = [[row[header] for header in ("ID", *TABLES["UsageLog"].written)] for row in office.rows()]
    assert told == [
        ["U000001", "Part billed", 60, 30, 62.5, "3 meetings this contract year", "over-length", "INV-2026-0001", 1],
        ["U000002", "Invalid", 0, 0, 0, None, "bad-minutes", None, None],
        ["U000003", "Included", 20, 0, 0, None, None, None, 1],
        ["U000004", "Held", 0, 0, 0, None, None, None, None],
    ]


def test_remaining_says_at_a_glance_what_is_left_after_the_entry() -> None:
    limits: list[Row] = [
        {"Limit": "Calls", "Channels": "Phone", "Unit": "entries", "Quantity": 2, "Period": "month"},
        {"Limit": "Question time", "Unit": "minutes", "Quantity": 60, "Period": "month"},
        {"Limit": "Visits", "Unit": "entries", "Quantity": 9, "Period": "contract year"},
        {"Limit": "Night hours", "Channels": "Email", "Unit": "minutes", "Quantity": 90, "Period": "month"},
        {"Limit": "Tickets", "Channels": "Ticket", "Unit": "entries", "Quantity": 5, "Period": "calendar year"},
        {"Limit": "Length", "Unit": "minutes", "Quantity": 30, "Period": "entry"},
    ]
    rows = [
        entry("2026-10-05", minutes=15),
        entry("2026-10-06", minutes=15),
        entry("2026-10-07", minutes=15),
        entry("2026-10-08", "Email", minutes=20),
        entry("2026-10-09", "Ticket", minutes=10),
    ]
    office = Office(*rows, Limits=limits)
    office.update()
    assert office.column("Remaining") == [
        "1 call · 45 min this month · 8 visits this contract year",
        "0 calls · 30 min this month · 7 visits this contract year",
        "0 calls · 30 min this month · 7 visits this contract year",
        "10 min question time · 70 min night hours this month · 6 visits this contract year",
        "0 min this month · 5 visits this contract year · 4 tickets this year",
    ]


def test_the_specifications_own_words_of_remaining() -> None:
    office = Office(entry("2026-10-05", minutes=15), entry("2026-10-06", minutes=15))
    office.update()
    assert office.column("Remaining")[1] == "2 calls · 30 min this month"


def test_flags_are_separated_by_a_comma_and_a_space() -> None:
    office = Office(entry("2026-10-05", minutes=40, scheduled="no"))
    office.update()
    assert office.column("Flags") == ["over-length, not-scheduled"]


def test_invoice_names_each_document_once_in_the_order_of_issue() -> None:
    advanced: Row = {"Client": "Acme", "Tier": "Advanced", "Start": START, "Hours": 0.5}
    office = Office(meeting("2026-10-05", 120), Agreements=[*ACME["Agreements"], advanced])
    office.invoice("2026-10")  # two lines, one document
    office.void("INV-2026-0001")
    office.invoice("2026-11")
    assert office.column("Invoice") == ["INV-2026-0001, CN-2026-0001, INV-2026-0002"]


def test_typed_cells_are_never_written_but_blank_ids() -> None:
    rows = [entry("2026-10-05", ID=0.1), entry("2026-10-05", ID=None), entry("2026-10-06", ID="x")]
    _, changes, _ = run(book(rows))
    log = next(edit for edit in changes.tables if edit.table == "UsageLog")
    assert set(log.columns) <= {"ID", *TABLES["UsageLog"].written}
    assert log.columns["ID"] == [KEEP, "U000001", KEEP]
    for edit in changes.tables:
        assert set(edit.columns) <= {*TABLES[edit.table].written, "ID"}


def test_results_of_a_row_that_was_emptied_are_emptied() -> None:
    office = Office(entry("2026-10-05"), entry("2026-10-06"))
    office.update()
    typed = [column.header for column in TABLES["UsageLog"].columns if not column.written]
    office.put("UsageLog", [office.rows()[0], office.rows()[1] | dict.fromkeys(typed)])
    office.update()
    assert office.column("Status") == ["Covered"]  # the last row holds nothing any more


def test_hours_left_are_written_to_advanced_agreements() -> None:
    rows: list[Row] = [
        {"Client": "Acme", "Tier": "Advanced", "Start": START, "Hours": 2},
        {"Client": "Acme", "Tier": "As needed", "Start": START},
        {"Client": "Acme", "Tier": "Advanced", "Start": START},
    ]
    office = Office(meeting("2026-10-05"), Agreements=rows)
    office.update()
    assert office.column("Hours left", "Agreements") == [1.5, None, None]


# The registers


def test_the_row_of_an_invoice() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06", 100), Clients=[{**ACME["Clients"][0], "Tax rate": 0.08}])
    office.invoice("2026-10", issued=date(2026, 11, 2))
    assert office.rows("Invoices") == [
        {
            "Invoice": "INV-2026-0001", "Client": "Acme", "Period": "2026-10", "Issued": date(2026, 11, 2),
            "Due": date(2026, 12, 2), "Lines": 2, "Hours": 1.5, "Subtotal": 187.5, "Tax": 15, "Total": 202.5, "Kind": "invoice",
            "Cancels": None, "Reason": None, "Sheet": "INV-2026-0001", "Paid on": None, "Status note": None,
        }
    ]  # fmt: skip
    assert [copy.name for copy in office.written.copies] == ["INV-2026-0001"]


def test_the_row_of_an_invoice_line() -> None:
    office = invoiced_once(Agreements=[{**ACME["Agreements"][0], "Reference": "PO 7"}])
    assert office.rows("InvoiceLines") == [
        {
            "Invoice": "INV-2026-0001", "Line": 1, "ID": "U000001", "Date": date(2026, 10, 5), "Client": "Acme",
            "Contact": "Ann", "Description": "General (Meeting)", "Tier": "As needed", "Reference": "PO 7", "Overage": 30,
            "Minutes": 30, "Rate": 125, "Amount": 62.5, "Kind": "charge", "Tax rate": 0,
        }
    ]  # fmt: skip


def test_each_run_that_changed_anything_leaves_one_row_of_audit() -> None:
    office = Office(meeting("2026-10-05"), entry("2026-10-06", minutes=0))
    office.update(as_of=date(2026, 10, 31))
    office.invoice("2026-10", clients=("Acme",))
    office.void("INV-2026-0001", as_of=date(2026, 11, 2))
    first, second, third = office.rows("Runs")
    assert first == {
        "Run": 1, "When": datetime(2026, 11, 1, 9, 30), "Who": "ann", "Command": "update", "Version": "1.0",
        "As of": date(2026, 10, 31), "Entries": 2, "Errors": 1, "Warnings": 1, "Billed": 30, "Amount": 62.5, "Invoices": None,
    }  # fmt: skip
    assert (second["Run"], second["Command"], second["Invoices"]) == (2, "invoice 2026-10 Acme", "INV-2026-0001")
    assert (third["Run"], third["Command"], third["As of"], third["Invoices"]) == (
        3, "void INV-2026-0001", date(2026, 11, 2), "CN-2026-0001",
    )  # fmt: skip


def test_a_run_that_issues_documents_has_their_minutes_and_amounts_and_an_update_those_of_the_log() -> None:
    """Before tax. The log holds two charges of 62.50, of which each month's run issues one; a credit counts below zero."""
    taxed = {**ACME["Clients"][0], "Tax rate": 0.08}
    office = Office(meeting("2026-09-07"), meeting("2026-10-05"), Clients=[taxed])
    office.invoice("2026-09")
    office.update()
    office.invoice("2026-10")
    office.void("INV-2026-0001")
    office.invoice("2026-11")
    runs = [(row["Command"], row["Billed"], row["Amount"]) for row in office.rows("Runs")]
    assert runs == [
        ("invoice 2026-09", 30, 62.5),
        ("update", 60, 125),
        ("invoice 2026-10", 30, 62.5),
        ("void INV-2026-0001", -30, -62.5),
        ("invoice 2026-11", 30, 62.5),
    ]


def test_an_invoice_run_that_issues_nothing_bills_nothing_of_its_own() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-11-05", 30))
    office.invoice("2026-10")
    office.invoice("2026-11")
    assert [row["Invoices"] for row in office.rows("Runs")] == ["INV-2026-0001", None]
    assert [(row["Billed"], row["Amount"]) for row in office.rows("Runs")] == [(30, 62.5), (0, 0)]


def test_breaches_name_the_sheets_row() -> None:
    office = Office(entry("2026-10-05"), entry("2026-10-06", minutes=0))
    office.update()
    found = office.rows("Breaches")[0]
    assert (found["Severity"], found["Code"], found["ID"], found["Row"]) == ("error", "bad-minutes", "U000002", 6)
    assert (found["Date"], found["Client"], found["Contact"]) == (date(2026, 10, 6), "Acme", "Ann")
    assert found["Message"] == "Minutes is 0"
    assert found["What to do"] == "Enter a whole number from 1 to 1440"


def test_breaches_shrink_to_one_blank_row_and_grow_again() -> None:
    office = Office(entry("2026-10-05", minutes=0), entry("2026-10-06", minutes=0), entry("2026-10-07", minutes=0))
    office.update()
    assert (office.book.tables["Breaches"].rows, office.book.tables["Breaches"].filled) == (3, 3)
    good = office.rows()
    office.put("UsageLog", [row | {"Minutes": 5} for row in good])
    office.update()
    assert (office.book.tables["Breaches"].rows, office.book.tables["Breaches"].filled) == (1, 0)
    office.update()
    assert not office.written
    office.put("UsageLog", good)
    office.update()
    assert office.book.tables["Breaches"].filled == 3


def test_balances_are_one_row_for_each_limit_over_time_and_client() -> None:
    office = Office(entry("2026-10-05", minutes=15), Clients=[{**ACME["Clients"][0], "Account manager": "Dana"}])
    office.update(as_of=date(2026, 10, 31))
    assert [list(row.values()) for row in office.rows("Balances")] == [
        ["Acme", "Dana", "Medium", "Calls", "entries", date(2026, 10, 1), date(2026, 10, 31), 4, 1, 3, 0.25, "OK"],
        ["Acme", "Dana", "Medium", "Question time", "minutes", date(2026, 10, 1), date(2026, 10, 31), 60, 15, 45, 0.25, "OK"],
        ["Acme", "Dana", "Medium", "Meetings", "entries", START, date(2026, 12, 31), 4, 0, 4, 0, "OK"],
    ]


def test_a_breach_names_the_account_manager_of_its_row_else_of_the_client() -> None:
    rows = [entry("2026-10-05", minutes=0), entry("2026-10-06", minutes=0, account_manager="Kim")]
    office = Office(*rows, Clients=[{**ACME["Clients"][0], "Account manager": "Dana"}])
    office.update()
    assert office.column("Account manager", "Breaches") == ["Dana", "Kim"]


def test_a_workbook_without_the_optional_columns_is_written_without_them() -> None:
    office = Office(entry("2026-10-05", minutes=0))
    tables = dict(office.book.tables)
    for name in ("Balances", "Breaches"):
        columns = {header: column for header, column in tables[name].columns.items() if header != "Account manager"}
        tables[name] = replace(tables[name], columns=columns)
    office.book = Book(tables)
    office.update()
    assert [row["Code"] for row in office.rows("Breaches")] == ["bad-minutes"]
    assert "Account manager" not in office.rows("Balances")[0]


def test_a_text_too_long_for_a_cell_is_cut_and_stays_so() -> None:
    contact = "x" * 32767
    office = Office(entry("2026-10-05", contact=contact), Contacts=[{"Client": "Acme", "Contact": contact}])
    office.update()
    assert [len(str(cell)) for cell in office.column("Message", "Breaches")] == [32767]
    office.update()
    assert not office.written


# Invoice sheets


def sheet_of(office: Office) -> SheetCopy:
    return office.written.copies[0]


def furnished() -> Office:
    client: Row = {
        "Client": "Acme", "Package": "Medium", "Contract start": START, "Billing contact": "Carla",
        "Billing email": "c@acme.test", "Billing address": "1 Road", "PO number": 4711, "Tax rate": 0.08,
    }  # fmt: skip
    settings: Row = {
        "Vendor name": "We", "Vendor address": "2 Lane", "Vendor email": "we@us.test", "Currency": "EUR", "Tax label": "VAT",
    }  # fmt: skip
    advanced: Row = {"Client": "Acme", "Tier": "Advanced", "Start": START, "End": date(2026, 12, 31), "Hours": 2}
    return Office(
        meeting("2026-10-05", 90, ticket="T-1", notes="asked twice", account_manager="Dana"),
        entry("2026-10-06", minutes=15), settings=settings, Clients=[client],
        Agreements=[*ACME["Agreements"], advanced],
    )  # fmt: skip


def test_an_invoice_sheet_has_every_placeholder_and_no_other() -> None:
    office = furnished()
    office.invoice("2026-10")
    copy = sheet_of(office)
    assert set(copy.fields) == keys("vendor") | keys("client") | keys("invoice")
    assert all(set(line) == keys("line") for line in copy.lines)
    assert all(set(row) == keys("allowance") for row in copy.allowances)
    assert all(set(row) == keys("tax") for row in copy.taxes)
    assert copy.taxes
    assert copy.lines
    assert copy.allowances


def test_what_an_invoice_sheet_says() -> None:
    office = furnished()
    office.invoice("2026-10", issued=date(2026, 11, 2))
    copy = sheet_of(office)
    assert copy.fields == {
        "vendor.name": "We", "vendor.address": "2 Lane", "vendor.email": "we@us.test",
        "client.name": "Acme", "client.billing_contact": "Carla", "client.billing_email": "c@acme.test",
        "client.billing_address": "1 Road", "client.po_number": "4711",
        "invoice.number": "INV-2026-0001", "invoice.kind": "Invoice", "invoice.issued": date(2026, 11, 2),
        "invoice.due": date(2026, 12, 2), "invoice.period": "2026-10", "invoice.currency": "EUR",
        "invoice.subtotal": Decimal("50.00"), "invoice.tax_label": "VAT", "invoice.tax_rate": Decimal("0.08"),
        "invoice.tax": Decimal("4.00"), "invoice.total": Decimal("54.00"),
        "invoice.rounding": "Time is billed in begun increments of 30 minutes, rounded up for each entry.",
        "invoice.cancels": "", "invoice.reason": "",
    }  # fmt: skip
    assert copy.lines == [
        {
            "line.number": 1, "line.id": "U000001", "line.date": date(2026, 10, 5), "line.contact": "Ann",
            "line.description": "General (Meeting)", "line.ticket": "T-1", "line.notes": "asked twice",
            "line.account_manager": "Dana", "line.tier": "Advanced", "line.entry_minutes": 90, "line.covered": 60,
            "line.overage": 30, "line.minutes": 30, "line.hours": Decimal("0.50"), "line.rate": Decimal(100),
            "line.amount": Decimal("50.00"), "line.tax_rate": Decimal("0.08"),
        }
    ]  # fmt: skip
    assert copy.taxes == [{"tax.rate": Decimal("0.08"), "tax.base": Decimal("50.00"), "tax.amount": Decimal("4.00")}]
    assert copy.totals == {"Subtotal": Decimal("50.00"), "Tax": Decimal("4.00"), "Total": Decimal("54.00")}


def test_allowances_on_an_invoice_are_those_at_the_end_of_its_month() -> None:
    office = furnished()
    office.type(entry("2026-11-06", minutes=15))
    office.invoice("2026-10", as_of=date(2026, 12, 5))
    told = [tuple(row.values()) for row in sheet_of(office).allowances]
    assert told == [
        ("Calls", 4, 1, 3),
        ("Question time (minutes)", 60, 15, 45),
        ("Meetings", 4, 1, 3),
        ("Advanced hours (minutes)", 120, 30, 90),
    ]


def test_a_credit_note_names_what_it_cancels_and_why() -> None:
    office = invoiced_once()
    office.void("INV-2026-0001", reason="wrong address")
    fields = sheet_of(office).fields
    assert (fields["invoice.kind"], fields["invoice.cancels"]) == ("Credit note", "INV-2026-0001")
    assert fields["invoice.reason"] == "wrong address"
    assert sheet_of(office).totals["Total"] == Decimal("-62.50")


@pytest.mark.parametrize(
    ("rounding", "increments", "words"),
    [
        ("per day", (30, 30), "Time is billed in begun increments of 30 minutes, rounded up for each day."),
        (
            "per month", (15, 30),
            "Time is billed in begun increments of Advanced 15 minutes, As needed 30 minutes, rounded up for each month.",
        ),
    ],
)  # fmt: skip
def test_an_invoice_prints_its_rounding_rule(rounding: str, increments: tuple[int, int], words: str) -> None:
    rates: list[Row] = [
        {"Tier": tier, "Rate": 100, "Increment": increment}
        for tier, increment in zip(("Advanced", "As needed"), increments, strict=True)
    ]
    office = Office(meeting("2026-10-05"), settings={"Rounding": rounding}, Rates=rates)
    office.invoice("2026-10")
    assert sheet_of(office).fields["invoice.rounding"] == words


def test_no_float_is_ever_written() -> None:
    office = furnished()
    office.invoice("2026-10")
    assert not [value for value in values(office.written) if isinstance(value, float)]
    office.void("INV-2026-0001")
    assert not [value for value in values(office.written) if isinstance(value, float)]
