"""What xlwings Server sends and takes, and the calls of functions that its tests compare."""

import copy
import datetime as dt
from collections.abc import Mapping
from typing import Any

from click.testing import CliRunner

from support.books import AS_OF, book, entry
from support.office_js import DATE_FORMAT, Workbook
from support.ranges import Range, as_range, ranges
from xlsupport.cli import main
from xlsupport.excel.functions import SUPPORT_BALANCES
from xlsupport.sheets.serials import serial

LOG = [
    entry("2026-10-05", minutes=15, ID="U1"),
    entry("2026-10-06", minutes=40, ID="U2", Decision="Waive", Reason="agreed"),
    entry("2026-10-07", "Meeting", minutes=90, ID="U3"),
    entry("2026-10-08", minutes=29.6, ID="U4"),
]


ERROR = {"type": "Error", "basicType": "Error", "basicValue": "#N/A", "errorType": "NotAvailable"}


def sent(given: Any, blank: Any = None) -> Any:
    """An argument as Office.js hands it over: always rows of cells, dates as serial numbers, errors as objects."""
    if not isinstance(given, list):
        return [[sent_cell(given, blank)]]
    return [[sent_cell(each, blank) for each in row] for row in given]


def sent_cell(value: Any, blank: Any) -> Any:
    if isinstance(value, dt.date):
        return float(serial(value, date1904=False))
    return ERROR if value == "#N/A" else blank if value is None else value


def taken(value: Any) -> Any:
    """A result as Office.js takes it: a date is a number with a format, a blank an empty text."""
    if isinstance(value, dt.date):
        return {"type": "FormattedNumber", "basicValue": float(serial(value, date1904=False)), "numberFormat": DATE_FORMAT}
    return "" if value is None else value


def cases() -> list[tuple[str, list[Any]]]:
    workbook = book(LOG)
    given, lines = ranges(workbook), as_range(workbook.tables["InvoiceLines"])
    log, *others = given
    balances = SUPPORT_BALANCES(*given, AS_OF)
    wrong: Range = [[*row] for row in log]
    wrong[1][wrong[0].index("Minutes")] = "#N/A"
    return [
        ("SUPPORT_BALANCES", [*given, AS_OF]),
        ("SUPPORT_BALANCES", [*given, None]),
        ("SUPPORT_BALANCES", given),
        ("SUPPORT_BALANCES", [*given, "soon"]),
        ("SUPPORT_CHECK", [*given, AS_OF, lines]),
        ("SUPPORT_CHECK", [*given, None, None]),
        ("SUPPORT_CHECK", [wrong, *others, AS_OF, lines]),
        ("SUPPORT_CHECK", [log[:2], *others, AS_OF, lines]),
        ("SUPPORT_CHECK", [log[:1], *others, AS_OF, lines]),
        ("SUPPORT_CHECK", [None, *others, AS_OF]),
        ("SUPPORT_REMAINING", [balances, "Acme", "Calls"]),
        ("SUPPORT_REMAINING", [balances, "Acne", "Calls"]),
        ("SUPPORT_REMAINING", [balances, None, "Calls"]),
        ("SUPPORT_UNBILLED", [*given, lines, "2026-10"]),
        ("SUPPORT_UNBILLED", [*given, lines, AS_OF]),
        ("SUPPORT_UNBILLED", [*given, None, AS_OF]),
        ("SUPPORT_EXPLAIN", [*given, "U2"]),
        ("SUPPORT_EXPLAIN", [*given, "U4"]),
        ("SUPPORT_EXPLAIN", [*given, "#N/A"]),
    ]


def command(*words: object) -> None:
    result = CliRunner().invoke(main, [*map(str, words)])
    assert result.exit_code in (0, 1), result.output


def with_month(office: Workbook, month: object) -> Workbook:
    changed = copy.deepcopy(office)
    changed["sheets"][0]["values"][25][2] = month
    return changed


def typed_by_people(found: Mapping[tuple[str, int, int], Any]) -> dict[tuple[str, int, int], Any]:
    """Cells but for formulas' results, which Excel recalculates, and who ran what when."""
    return {
        (sheet, row, column): value
        for (sheet, row, column), value in found.items()
        if sheet not in ("Start", "Dashboard") and not (sheet == "Runs" and column in (2, 3))
    }


NO_FORMULAS = (
    "Here only the values of cells can be read, and an invoice needs the formulas of the template. "
    "Make invoices with the add-in or on the command line."
)
