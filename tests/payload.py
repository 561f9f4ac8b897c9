"""A workbook as xlwings' front end hands it to a server: its sheets' values, tables and names."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlwings as xw
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from xlsupport.areas import Area, area


def payload(path: Path) -> dict[str, Any]:
    workbook = openpyxl.load_workbook(path, data_only=True)
    return {
        "client": "Office.js",
        "version": xw.__version__,
        "book": {"name": path.name, "active_sheet_index": 0, "selection": "A1", "calculation": "Automatic"},
        "names": [_name(name.name, str(name.attr_text), workbook.sheetnames) for name in workbook.defined_names.values()],
        "sheets": [_sheet(sheet) for sheet in workbook.worksheets],
    }


def _name(name: str, refers_to: str, sheets: list[str]) -> dict[str, Any]:
    sheet, _, address = refers_to.rpartition("!")
    index = sheets.index(sheet.strip("'")) if sheet.strip("'") in sheets else None
    return {
        "name": name, "sheet_index": index, "address": None if index is None else address.replace("$", ""),
        "refers_to": f"={refers_to}", "scope_sheet_name": None, "scope_sheet_index": None, "book_scope": True, "value": None,
    }  # fmt: skip


def _sheet(sheet: Worksheet) -> dict[str, Any]:
    rows = sheet.iter_rows(1, sheet.max_row, 1, sheet.max_column, values_only=True)
    return {
        "name": sheet.title, "visibility": "Visible", "show_gridlines": True, "print_area": None, "notes": [],
        "notes_supported": True, "used_range_address": sheet.dimensions, "used_range_row_count": sheet.max_row,
        "used_range_column_count": sheet.max_column, "values": [[_value(cell) for cell in row] for row in rows],
        "tables": [_table(each) for each in sheet.tables.values()], "pivot_tables": [],
        "pictures": [], "shapes": [], "charts": [],
    }  # fmt: skip


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%dT%H:%M:%S}.000Z"
    return "" if cell is None else cell


def _table(table: Table) -> dict[str, Any]:
    whole, totals = area(table.ref), table.totalsRowCount or 0
    assert whole is not None

    def rows(top: int, bottom: int) -> str:
        return str(Area(top, whole.left, bottom, whole.right))

    return {
        "name": table.displayName, "range_address": table.ref, "row_count": whole.bottom - whole.top + 1,
        "column_count": whole.right - whole.left + 1, "columns": [each.name for each in table.tableColumns],
        "header_row_range_address": rows(whole.top, whole.top),
        "data_body_range_address": rows(whole.top + 1, whole.bottom - totals),
        "total_row_range_address": rows(whole.bottom, whole.bottom) if totals else None, "show_headers": True,
        "show_totals": bool(totals), "table_style": None, "show_autofilter": table.autoFilter is not None,
        "show_table_style_first_column": False, "show_table_style_last_column": False,
        "show_table_style_row_stripes": True, "show_table_style_column_stripes": False,
    }  # fmt: skip
