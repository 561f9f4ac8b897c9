"""Workbooks with our tables in other places than the template's, and what a run leaves in them."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from click.testing import CliRunner
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from support.books import ACME, RULES, START, VENDOR, entry
from support.ledger import parse
from support.worked_example import LEDGER
from xlsupport.cli import main
from xlsupport.sheets.specifications import INVOICE_TEMPLATE, TABLES
from xlsupport.sheets.tables import Cell

OCTOBER = ("--as-of", "2026-10-31")


TABLE_SHEETS = {
    "Support 2026": {"UsageLog": "D7"},
    "People": {"Agreements": "B3", "Clients": "N3", "Contacts": "AE5"},
    "How we work": {"Settings": "A2", "Limits": "F2", "Rates": "Q2", "Categories": "X9", "Packages": "AB2"},
    "Results": {"Breaches": "C9", "Balances": "R9"},
    "Money": {"Invoices": "A1", "InvoiceLines": "X1", "Runs": "AT1"},
}


PLAIN_SHEETS = {name.lower() if name == "UsageLog" else name: {name: "B4"} for name in TABLES}


LOG = [
    *parse(LEDGER),
    entry("2026-10-13", minutes=29, Contact="Anne"),
    entry("2026-10-14", channel="Meeting", minutes=50, Client="Bolt", Contact="Bob", ticket="T-1", notes="a & b\n<c>"),
    entry("2026-10-15", category="Formal training", minutes=90, Client="Bolt", Contact="Bob"),
    entry("2026-10-16", minutes=35, Client="Bolt", Contact="Bob", scheduled=None, id="U000041"),
    entry("2026-10-17", minutes=45, Client="Bolt", Contact="Bob", decision="Waive", reason="our mistake"),
    entry("2026-10-17", minutes="29.6"),
    entry("2026-11-20", minutes=20),
]


for _row in LOG:
    _row["ID"] = _row.pop("Id", _row.get("ID"))

CONTENT: dict[str, Sequence[dict[str, Cell]]] = {
    **RULES,
    "Settings": [{"Setting": name, "Value": value} for name, value in VENDOR.items()],
    "Clients": [*ACME["Clients"], {"Client": "Bolt", "Package": "Single", "Contract start": date(2025, 3, 15), "Tax rate": 0.08}],
    "Contacts": [*ACME["Contacts"], {"Client": "Bolt", "Contact": "Bob", "Trained on": START}],
    "Agreements": [*ACME["Agreements"], {"Client": "Bolt", "Tier": "Advanced", "Start": START, "Hours": 2, "Reference": "A-7"}],
    "UsageLog": LOG,
}


class Layout(NamedTuple):
    """How a workbook is laid out."""

    sheets: dict[str, dict[str, str]]
    plain: bool = False
    epoch: datetime | None = None


LAYOUTS = {
    "tables": Layout(TABLE_SHEETS),
    "dates from 1904": Layout(TABLE_SHEETS, epoch=CALENDAR_MAC_1904),
    "plain ranges": Layout(PLAIN_SHEETS, plain=True),
}


def laid_out(path: Path, layout: Layout) -> Path:
    book = openpyxl.Workbook()
    if layout.epoch:
        book.epoch = layout.epoch
    for number, (title, tables) in enumerate(layout.sheets.items()):
        sheet = book.active if number == 0 else book.create_sheet()
        assert isinstance(sheet, Worksheet)
        sheet.title = title
        for name, corner in tables.items():
            put(sheet, name, corner, layout.plain)
    invoice = book.create_sheet(INVOICE_TEMPLATE)
    invoice["B2"], invoice["C2"] = "{{client.name}}", "{{invoice.number}}"
    invoice["B4"], invoice["C4"], invoice["D4"] = "{{line.description}}", "{{line.minutes}}", "{{line.amount}}"
    invoice["D6"] = "=SUM(D4:D4)"
    book.save(path)
    book.close()
    return path


def put(sheet: Worksheet, name: str, corner: str, plain: bool) -> None:
    """One table: its columns in reverse, every third followed by one of the user's own, its headers shouted."""
    headers: list[str] = []
    for number, column in enumerate(reversed(TABLES[name].columns), 1):
        headers += [column.header, f"Mine {number}"] if number % 3 == 0 else [column.header]
    top, left = coordinate_to_tuple(corner)
    rows = CONTENT.get(name, ())
    for number, header in enumerate(headers, left):
        sheet.cell(top, number, f" {header.upper()} " if not header.startswith("Mine") else header)
        for row, cells in enumerate(rows, top + 1):
            sheet.cell(row, number, cells.get(header) if not header.startswith("Mine") else f"=ROW()*{row}")
    if name == "UsageLog":
        sheet.cell(top - 3, left, "Our own log")
        sheet.row_dimensions[top + 2].hidden = True
        sheet.freeze_panes = f"{get_column_letter(left)}{top + 1}"
    if not plain:
        last = top + max(len(rows), 1)
        table = Table(displayName=name, ref=f"{corner}:{get_column_letter(left + len(headers) - 1)}{last}")
        table._initialise_columns()  # type: ignore[attr-defined] # else openpyxl takes its own names for columns
        for each, header in zip(table.tableColumns, headers, strict=True):
            assert isinstance(each, TableColumn)
            each.name = f" {header.upper()} " if not header.startswith("Mine") else header
        if name == "UsageLog":
            table.autoFilter = AutoFilter(table.ref)
            table.autoFilter.add_filter_column(0, ["x"])
        sheet.add_table(table)


def run(command: str, book: Path, *options: str) -> Any:
    result = CliRunner().invoke(main, [command, str(book), "--json", *OCTOBER, *options])
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


def without_places(found: Any) -> Any:
    """An answer without what names the file and where a row stands in it."""
    if isinstance(found, dict):
        return {key: without_places(value) for key, value in found.items() if key not in ("workbook", "row", "cell")}
    return [without_places(each) for each in found] if isinstance(found, list) else found


def written(path: Path, layout: Layout | None) -> dict[str, list[dict[str, object]]]:
    """What stands in our columns, row by row, as openpyxl reads it. Rows are numbered and runs timed, which may differ."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = {}
    for name, spec in TABLES.items():
        if not spec.written:
            continue
        wanted = (
            {header.upper(): header for header in ("ID", *spec.written)}
            if name == "UsageLog"
            else {h.upper(): h for h in spec.written}
        )
        rows = list(cells_of(book, name, layout))
        headers = [wanted.get(str(header or "").strip().upper()) for header in rows[0]]
        found[name] = [
            {header: value for header, value in zip(headers, row, strict=True) if header and header not in ("When", "Row")}
            for row in rows[1:]
        ]
        found[name] = [row for row in found[name] if any(value is not None for value in row.values())]
    book.close()
    return found


def cells_of(book: openpyxl.Workbook, name: str, layout: Layout | None) -> Iterator[tuple[object, ...]]:
    if layout and layout.plain:
        title = next(title for title, tables in layout.sheets.items() if name in tables)
        return iter(list(book[title].iter_rows(min_row=4, min_col=2, values_only=True)))
    sheet, table = next((sheet, sheet.tables[name]) for sheet in book.worksheets if name in sheet.tables)
    left, top, right, bottom = range_boundaries(table.ref)
    return sheet.iter_rows(top, bottom, left, right, values_only=True)
