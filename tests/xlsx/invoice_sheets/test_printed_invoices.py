"""Nothing on a printed invoice is cut: the pages hold every word of the sheet, with the longest of everything."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.properties import PageSetupProperties
from support.books import ACME
from support.files import make
from support.libreoffice import convert
from support.meetings import meeting
from support.office import Row
from support.printed import Printed, needs_printing

from xlsupport.cli.group import main

CLIENT = "International Amalgamated Widgets and Sprockets Holding Corporation"
CONTACT = "Anna Charlotte Theodora Featherstone Harrington"
VENDOR: dict[str, str] = {
    "Vendor name": "Northern Office Machines and Software Support Partners Limited",
    "Vendor address": "Suite 12, Second Floor\nThe Old Exchange\n1 Old Road\nAberdeen AB10 1XX\nUnited Kingdom",
    "Vendor email": "accounts.receivable@northern-office-machines.example",
    "Tax label": "Value added tax",
}
FACTS: Row = {
    "Client": CLIENT,
    "Billing contact": "Maximilian Bartholomew Featherstone",
    "Billing email": "accounts.payable@international-amalgamated-widgets.example",
    "Billing address": "Accounts Payable\nBuilding 12, Third Floor\n1600 Great Western Road\nGlasgow G12 0XX\nScotland",
    "PO number": "-".join(["4711"] * 12),
}
OCTOBER = ("--month", "2026-10", "--issued", "2026-10-31", "--as-of", "2026-12-31")
REASON = "The invoice was made out to the wrong department at the wrong rate, as agreed on the telephone on 3 November " * 2


def longest(path: Path) -> Path:
    """40 lines at two tax rates, a name of twice the usual length wherever one stands, and addresses of five lines."""
    clients = [
        {**ACME["Clients"][0], **FACTS, "Contract end": date(2026, 10, 15), "Tax rate": 0.05},
        {**ACME["Clients"][0], **FACTS, "Contract start": date(2026, 10, 16), "Tax rate": 0.0825},
    ]
    log = [
        meeting(f"2026-10-{1 + line % 28:02}", 90 + line, Client=CLIENT, Contact=CONTACT, Ticket=f"Ticket {line:05}")
        for line in range(1, 41)
    ]
    return make(
        path,
        log,
        Clients=clients,
        Contacts=[{"Client": CLIENT, "Contact": CONTACT, "Trained on": date(2026, 1, 1)}],
        Agreements=[{"Client": CLIENT, "Tier": "As needed", "Start": date(2026, 1, 1), "Rate": 6_666_666.66}],
        Settings=[{"Setting": name, "Value": value} for name, value in VENDOR.items()],
    )


def own_layout(path: Path) -> None:
    """A vendor's own layout on a sheet of the same name: a letterhead above, and a bank account below the print area."""
    book = openpyxl.load_workbook(path)
    book.remove(book["Invoice template"])
    sheet = book.create_sheet("Invoice template")
    for row in (
        ["Northern Office Machines, since 1890"],
        [None],
        ["{{client.name}}", None, None, "{{invoice.kind}} {{invoice.number}}"],
        ["{{client.billing_address}}", None, None, "{{client.po_number}}"],
        ["What", "Minutes", "Rate", "Amount"],
        ["{{line.description}}, {{line.contact}}, {{line.ticket}}", "{{line.minutes}}", "{{line.rate}}", "{{line.amount}}"],
        [None],
        [None, None, "{{tax.rate}}", "{{tax.amount}}"],
        [None],
        ["Limit", "Left"],
        ["{{allowance.limit}}", "{{allowance.remaining}}"],
        [None],
        ["Please pay to IBAN GB33 BUKB 2020 1555 5555 55"],
    ):
        sheet.append(row)
    for cell in ("A3", "A4", "D4", "A6"):
        sheet[cell].alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A3"].font = Font(size=16, bold=True)
    sheet.row_dimensions[4].height = 15
    for column, width in {"A": 34, "B": 10, "C": 16, "D": 34}.items():
        sheet.column_dimensions[column].width = width
    sheet.print_area, sheet.print_title_rows = "A3:D11", "5:5"
    sheet.oddFooter.right.text = "{{invoice.number}}"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.save(path)


def run(*arguments: object) -> None:
    result = CliRunner().invoke(main, [*map(str, arguments)])
    assert result.exit_code == 0, result.output


@needs_printing
@pytest.mark.parametrize("saved_by_libreoffice", [False, True])
def test_the_longest_of_everything_is_printed_whole(tmp_path: Path, saved_by_libreoffice: bool) -> None:
    book = longest(tmp_path / "book.xlsx")
    if saved_by_libreoffice:
        book.write_bytes(convert(book, "xlsx").read_bytes())
    run("invoice", book, *OCTOBER)
    run("void", book, "INV-2026-0001", "--reason", REASON, "--as-of", "2026-12-31")
    printed = Printed(book)
    for number in ("INV-2026-0001", "CN-2026-0001"):
        assert printed.cut(number) == {}
        headers = [sum(word in page.split() for word in ("Given", "Covered", "Billed")) for page in printed.pages(number)]
        assert len(headers) > 1
        assert set(headers) == {3}
    invoice, credit = ("\n".join(printed.pages(number)) for number in ("INV-2026-0001", "CN-2026-0001"))
    assert ("Due" in invoice, "Cancels" in invoice, "Reason" in invoice) == (True, False, False)
    assert ("Due" in credit, "Cancels INV-2026-0001" in credit, "Reason: The invoice was made" in credit) == (False, True, True)


@needs_printing
@pytest.mark.parametrize("saved_by_libreoffice", [False, True])
def test_so_it_is_on_a_template_of_the_vendors_own(tmp_path: Path, saved_by_libreoffice: bool) -> None:
    book = longest(tmp_path / "book.xlsx")
    own_layout(book)
    if saved_by_libreoffice:
        book.write_bytes(convert(book, "xlsx").read_bytes())
    run("invoice", book, *OCTOBER)
    printed = Printed(book)
    assert printed.cut("INV-2026-0001") == {}
    whole = "\n".join(printed.pages("INV-2026-0001"))
    assert "Northern Office Machines, since 1890" in whole
    assert "GB33 BUKB 2020 1555 5555 55" in whole


@needs_printing
def test_forty_ordinary_lines_take_two_pages(tmp_path: Path) -> None:
    log = [meeting(f"2026-10-{1 + line % 28:02}", 90, Ticket=f"T-{line}") for line in range(1, 41)]
    book = make(tmp_path / "book.xlsx", log)
    run("invoice", book, *OCTOBER)
    printed = Printed(book)
    assert len(printed.pages("INV-2026-0001")) == 2
    assert printed.cut("INV-2026-0001") == {}
