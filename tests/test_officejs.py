"""Through xlwings' Office.js layer, functions and scripts give what they give elsewhere; skipped where its key is missing."""

import asyncio
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from files import make
from functioncases import LOG, cases, directly, plainly
from officejs import needs_key, on_server
from payload import payload

from xlsupport.cli import main
from xlsupport.serials import date_of, serial
from xlsupport.workbook import WorkbookFile

pytestmark = needs_key


def _over_the_wire(value: Any) -> Any:
    """A value as Office.js hands it over: dates as serial numbers, blanks as nothing."""
    if isinstance(value, list):
        return [_over_the_wire(each) for each in value]
    if isinstance(value, dt.date):
        return int(serial(value, date1904=False))
    return float(value) if isinstance(value, Decimal) else value


def _shown(value: Any) -> Any:
    """A value as Office.js shows it: a date comes back as a number with a format."""
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if isinstance(value, dict) and value.get("type") == "FormattedNumber":
        return date_of(value["basicValue"], date1904=False).isoformat()
    return plainly(value)


def function_results() -> list[Any]:
    """For each case, what Excel gets through xlwings, and what Python gets."""
    import xlwings as xw
    from xlwings import server

    from xlsupport.excel import functions

    found = []
    for name, given in cases():
        call = {
            "func_name": name,
            "args": [_over_the_wire(each) if isinstance(each, list) else [[_over_the_wire(each)]] for each in given],
            "version": xw.__version__,
            "client": "Office.js",
            "runtime": "1.4",
            "date_format": "yyyy-mm-dd",
            "culture_info_name": "en-US",
        }
        through = asyncio.run(server.custom_functions_call(call, functions))
        found.append([name, _shown(through), directly((name, given))])
    return found


def test_every_function_gives_the_same_through_office_js_as_in_python() -> None:
    found = on_server("test_officejs:function_results")
    assert len(found) == len(cases())
    for name, through_excel, in_python in found:
        assert through_excel == in_python, name


def script_actions(script: str, path: str, *given: Any) -> list[Any]:
    """What a script asks Office.js to do in a workbook."""
    import xlwings as xw
    from xlwings import server

    from xlsupport.excel import buttons

    book = xw.Book(json=payload(Path(path)))
    called = server.custom_scripts_call(buttons, script, typehint_to_value={xw.Book: book}, args=list(given))
    result = asyncio.run(called)
    return (result or book).json()["actions"]  # type: ignore[no-any-return] # what xlwings sends


def book_of(path: Path) -> Path:
    make(path, LOG)
    return path


def test_update_as_a_script_writes_the_cells_that_the_command_line_writes(tmp_path: Path) -> None:
    book, copy = book_of(tmp_path / "book.xlsx"), book_of(tmp_path / "copy.xlsx")
    actions = on_server("test_officejs:script_actions", "update", str(book))
    assert {each["func"] for each in actions} <= {"setValues", "alert", "resizeTable", "setNumberFormat"}
    assert CliRunner().invoke(main, ["update", str(copy)]).exit_code == 0
    with WorkbookFile.open(copy) as file:
        from xlsupport.schema import LOG as SPEC

        log = file.book([SPEC]).tables[SPEC.name]
    statuses = log.columns["Status"]
    written = {
        (each["start_row"] + row, each["start_column"] + column): value
        for each in actions
        if each["func"] == "setValues" and each["sheet_position"] == 2
        for row, values in enumerate(each["values"])
        for column, value in enumerate(values)
    }
    for offset, status in enumerate(statuses.cells):
        assert written[log.row_number(offset) - 1, statuses.number - 1] == status


def test_a_script_that_fails_tells_and_writes_nothing(tmp_path: Path) -> None:
    book = book_of(tmp_path / "book.xlsx")
    actions = on_server("test_officejs:script_actions", "invoice_month", str(book), True)
    assert [each["func"] for each in actions if each["func"] != "activateSheet"][-1] == "alert"
    assert not [each for each in actions if each["func"].startswith("set") and each["func"] != "setSelection"]
    assert "the month to invoice is empty" in str(actions)
