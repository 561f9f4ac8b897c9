"""Excel as xlwings Server meets it: a workbook as the front end sends it, and xlwings' own layer for Office.js.

That layer is one of xlwings' `pro` parts, which need a licence key, and xlwings chooses what its decorators are when it is
imported, so that it runs in a process of its own.
"""

import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from support.places import ROOT, TESTS
from xlsupport.sheets.addresses import Area, area
from xlsupport.sheets.serials import serial

KEY = "XLWINGS_LICENSE_KEY"
NO_KEY = f"{KEY} is not set: xlwings' layer for Office.js needs a licence key"
DATE_FORMAT = "m/d/yyyy"
_STATES = {"visible": "Visible", "hidden": "Hidden", "veryHidden": "VeryHidden"}

Workbook = dict[str, Any]
"""A workbook as Office.js tells of it, in JSON: dates are serial numbers, blanks empty texts, formats beside the values."""


def workbook(path: Path) -> Workbook:
    """What Excel would show of a file that it had open."""
    book = openpyxl.load_workbook(path, data_only=True)
    names = [{"name": name, "formula": f"={each.attr_text}"} for name, each in book.defined_names.items()]
    sheets = [_sheet(sheet) for sheet in book.worksheets]
    return {"name": path.name, "active": 0, "selection": "A1", "names": names, "sheets": sheets}


def _sheet(sheet: Worksheet) -> dict[str, Any]:
    rows = [list(row) for row in sheet.iter_rows(max_row=max(sheet.max_row, 1), max_col=max(sheet.max_column, 1))]
    return {
        "name": sheet.title,
        "visibility": _STATES[sheet.sheet_state],
        "values": [[_value(cell.value) for cell in row] for row in rows],
        "formats": [[cell.number_format for cell in row] for row in rows],
        "tables": [_table(each) for each in sheet.tables.values()],
    }


def _value(value: Any) -> Any:
    if isinstance(value, dt.date):
        return float(serial(value, date1904=False))
    return "" if value is None else value


def _table(table: Table) -> dict[str, Any]:
    columns = [column.name for column in table.tableColumns]
    return {"name": table.displayName, "range": table.ref, "columns": columns, "totals": bool(table.totalsRowCount)}


def payload(book: Workbook, args: Sequence[object] = ()) -> dict[str, Any]:
    """What xlwings' front end sends to a script: the whole workbook."""
    positions = {sheet["name"]: number for number, sheet in enumerate(book["sheets"])}
    about = {
        "name": book["name"],
        "active_sheet_index": book["active"],
        "selection": book["selection"],
        "calculation": "Automatic",
    }
    names = [_sent_name(each, positions) for each in book["names"]]
    sent = {"client": "Office.js", "version": "", "book": about, "names": names, "sheets": [*map(_sent_sheet, book["sheets"])]}
    return sent | ({"args": list(args)} if args else {})


def _sent_name(name: dict[str, str], positions: dict[str, int]) -> dict[str, Any]:
    sheet, _, cells = name["formula"].removeprefix("=").rpartition("!")
    position = positions.get(sheet.strip("'").replace("''", "'"))
    return {
        "name": name["name"], "refers_to": name["formula"], "type": "Range", "sheet_index": position,
        "address": cells.replace("$", "") if position is not None else None,
        "scope_sheet_name": None, "scope_sheet_index": None, "book_scope": True,
    }  # fmt: skip


def _sent_sheet(sheet: dict[str, Any]) -> dict[str, Any]:
    values = [[*map(_sent, *row)] for row in zip(sheet["values"], sheet["formats"], strict=True)]
    rows = max((row for row, cells in enumerate(values, 1) if any(each != "" for each in cells)), default=0)
    columns = max((number for cells in values for number, each in enumerate(cells, 1) if each != ""), default=0)
    return {
        "name": sheet["name"], "visibility": sheet["visibility"], "show_gridlines": True, "print_area": None,
        "used_range_address": str(Area(1, 1, rows, columns)) if rows else None,
        "used_range_row_count": rows, "used_range_column_count": columns,
        "values": [row[:columns] for row in values[:rows]] or [[""]],
        "notes": [], "notes_supported": True, "pictures": [], "shapes": [], "charts": [], "pivot_tables": [],
        "tables": [*map(_sent_table, sheet["tables"])],
    }  # fmt: skip


def _sent(value: Any, shown: str) -> Any:
    """A number that is shown as a date goes out as one."""
    if isinstance(value, int | float) and not isinstance(value, bool) and is_date_format(shown):
        return f"{from_excel(value):%Y-%m-%dT%H:%M:%S}.000Z"
    return value


def _sent_table(table: dict[str, Any]) -> dict[str, Any]:
    where = area(table["range"])
    assert where
    body = where.bottom - table["totals"]
    return {
        "name": table["name"], "range_address": table["range"], "row_count": where.bottom - where.top + 1,
        "column_count": where.right - where.left + 1,
        "columns": table["columns"], "header_row_range_address": str(where._replace(bottom=where.top)),
        "data_body_range_address": str(where._replace(top=where.top + 1, bottom=body)),
        "total_row_range_address": str(where._replace(top=where.bottom)) if table["totals"] else None,
        "show_headers": True, "show_totals": table["totals"], "table_style": "TableStyleLight1", "show_autofilter": True,
        "show_table_style_first_column": False, "show_table_style_last_column": False,
        "show_table_style_row_stripes": True, "show_table_style_column_stripes": False,
    }  # fmt: skip


def on_server(function: str, *arguments: object) -> Any:
    """What a function of this module gives in a process of its own where xlwings is as on a server. All travels as JSON."""
    code = f"import json, sys\nfrom support import office_js\nprint(json.dumps(office_js.{function}(*json.load(sys.stdin))))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(arguments),
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": f"{TESTS}:{ROOT}", "XLWINGS_ON_SERVER": "true"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def called(calls: Sequence[tuple[str, list[Any]]]) -> list[Any]:
    """What Excel gets of calls of worksheet functions, each with the arguments that Excel has sent."""
    import xlwings as xw
    import xlwings.server

    from xlsupport.excel import functions

    async def result(name: str, args: list[Any]) -> Any:
        sent = {"func_name": name, "args": args, "version": xw.__version__, "client": "Office.js", "runtime": "1.4"}
        about = {"caller_address": "[book.xlsx]Sheet1!A1", "date_format": DATE_FORMAT, "culture_info_name": "en-US"}
        return await xlwings.server.custom_functions_call({**sent, **about}, functions)

    return [asyncio.run(result(name, args)) for name, args in calls]


def run(script: str, sent: dict[str, Any], fails_after: int | None = None) -> list[dict[str, Any]]:
    """The changes that Excel gets of a script. With `fails_after` the change after so many is refused."""
    import xlwings as xw
    import xlwings.server

    from xlsupport.excel import buttons

    args = sent.pop("args", [])
    book = xw.Book(json={**sent, "version": xw.__version__})
    if fails_after is not None:
        _refuse(book, fails_after)
    answer = asyncio.run(xlwings.server.custom_scripts_call(buttons, script, typehint_to_value={xw.Book: book}, args=args))
    actions: list[dict[str, Any]] = answer.json()["actions"]
    return actions


def _refuse(book: Any, after: int) -> None:
    real, made = book.impl.append_json_action, iter(range(after + 1))

    def append(**action: Any) -> None:
        if action["func"] not in ("alert", "activateSheet", "setActiveSheet") and next(made, None) == after:
            raise NotImplementedError("This change is refused")
        real(**action)

    book.impl.append_json_action = append
