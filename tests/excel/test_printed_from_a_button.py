"""An invoice that a button makes prints what one of the command line prints: nothing cut, and no label without its fact."""

from pathlib import Path

import openpyxl
import xlwings as xw
from support.calc.engine import Excel
from support.open_workbooks import MONTH, TODAY, command, office, press, select

INVOICE, CREDIT_NOTE = f"INV-{TODAY.year}-0002", f"CN-{TODAY.year}-0001"


def with_a_bank_account(path: Path) -> Path:
    """The vendor's bank account stands below the print area, and the order's number is long."""
    opened = openpyxl.load_workbook(office(path))
    opened["Invoice template"]["A29"] = "Please pay to IBAN GB33 BUKB 2020 1555 5555 55"
    opened["Clients"]["J5"] = "-".join(["4711"] * 24)
    assert opened["Clients"]["J4"].value == "PO number"
    opened.save(path)
    return path


def looks(sheet: xw.Sheet) -> dict[str, object]:
    texts = [[cell for cell in row if cell is not None] for row in sheet.used_range.options(ndim=2).value]
    heights = [sheet.range((row, 1)).row_height for row in (2, 8, 11, 12, 14, 15)]
    return {"texts": texts, "heights": heights, "print area": sheet.page_setup.print_area}


def test_documents_of_both_doors_look_alike(excel: Excel, tmp_path: Path) -> None:
    book = excel.open(with_a_bank_account(tmp_path / "open.xlsx"))
    copy = with_a_bank_account(tmp_path / "copy.xlsx")
    book.set_mock_caller()
    book.sheets["Start"]["C26"].value = f"'{MONTH:%Y-%m}"
    excel.answers = ["yes"]
    press("invoice_month")
    select(book, "Invoices", 6)
    excel.answers = ["yes"]
    press("void_invoice", "wrong client")
    command(copy, "invoice", "--month", f"{MONTH:%Y-%m}", "--early")
    command(copy, "void", INVOICE, "--reason", "wrong client")
    other = excel.open(copy)
    for number in (INVOICE, CREDIT_NOTE):
        assert looks(book.sheets[number]) == looks(other.sheets[number])
    made = looks(book.sheets[INVOICE])
    last = book.sheets[INVOICE].used_range.last_cell.row
    assert made["print area"] == f"$A$1:$K${last}"
    flat = [[cell for row in looks(book.sheets[number])["texts"] for cell in row] for number in (INVOICE, CREDIT_NOTE)]  # type: ignore[attr-defined] # rows
    assert [("Due" in each, f"Cancels {INVOICE}" in each) for each in flat] == [(True, False), (False, True)]
