"""Workbooks as the first release of xlsupport made them: without the columns that have come since."""

from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.sheets.addresses import Area, area
from xlsupport.sheets.specifications import LATER_COLUMNS
from xlsupport.sheets.tables import Cell


def make_older(path: Path) -> Path:
    """Take the later columns out of a workbook's tables, where they are there; everything right of one moves left."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for name, headers in LATER_COLUMNS.items():
            for header in headers if name in sheet.tables else ():
                _take_out(sheet, sheet.tables[name], header)
    book.save(path)
    return path


def _take_out(sheet: Worksheet, table: Table, header: str) -> None:
    where = area(table.ref)
    assert where
    listed = [each.name for each in table.tableColumns]
    if header not in listed:
        return
    number = where.left + listed.index(header)
    sheet.delete_cols(number)
    if number < where.right:
        sheet.conditional_formatting = ConditionalFormattingList()  # openpyxl would leave it over the wrong columns
    del table.tableColumns[number - where.left]
    narrower = where._replace(right=where.right - 1)
    table.ref = str(narrower)
    assert table.autoFilter
    table.autoFilter.ref = str(narrower._replace(bottom=narrower.bottom - (table.totalsRowCount or 0)))


def add_own_column(path: Path, name: str, header: str, values: list[str]) -> None:
    """A column of somebody's own at the right end of a table, inside it."""
    book = openpyxl.load_workbook(path)
    sheet, where = table_of(book, name)
    table = sheet.tables[name]
    column = where.right + 1
    for row, value in enumerate([header, *values], where.top):
        sheet.cell(row, column, value)
    table.tableColumns.append(TableColumn(id=1 + max(each.id for each in table.tableColumns), name=header))
    assert table.autoFilter
    table.ref = table.autoFilter.ref = str(where._replace(right=column))
    book.save(path)


def table_of(book: openpyxl.Workbook, name: str) -> tuple[Worksheet, Area]:
    """The sheet that a table is on, and where it stands."""
    for sheet in book.worksheets:
        if name in sheet.tables:
            where = area(sheet.tables[name].ref)
            assert where
            return sheet, where
    raise AssertionError(name)


def registers(documents: str) -> dict[str, list[dict[str, Cell]]]:
    """The registers of documents with one line each: number, client, month, subtotal, tax, and the document that it cancels."""
    invoices: list[dict[str, Cell]] = []
    lines: list[dict[str, Cell]] = []
    ids: dict[str, str] = {}
    for number, client, period, subtotal, tax, *cancels in map(str.split, documents.strip().splitlines()):
        kind, issued, sign = ("credit note" if cancels else "invoice"), date(2026, 10, 1), (-1 if cancels else 1)
        ids[number] = ids[cancels[0]] if cancels else f"U{len(lines) + 100:06}"
        invoices.append(
            {
                "Invoice": number, "Client": client, "Period": period, "Issued": issued, "Due": issued, "Lines": 1, "Hours": 0.5,
                "Subtotal": float(subtotal), "Tax": float(tax), "Total": float(subtotal) + float(tax), "Kind": kind,
                "Cancels": cancels[0] if cancels else None, "Sheet": number,
            }
        )  # fmt: skip
        lines.append(
            {
                "Invoice": number, "Line": 1, "ID": ids[number], "Date": date.fromisoformat(f"{period}-10"),
                "Client": client, "Contact": "Ann", "Description": "Training (Phone)", "Tier": "As needed", "Overage": 20 * sign,
                "Minutes": 30 * sign, "Rate": 125, "Amount": float(subtotal), "Kind": "void" if cancels else "charge",
            }
        )  # fmt: skip
    return {"Invoices": invoices, "InvoiceLines": lines}
