"""Through xlwings' own function layer of Windows, each worksheet function gives what it gives as plain Python."""

import datetime as dt
from decimal import Decimal
from typing import Any

from books import AS_OF, book, entry
from ranges import Range, as_range, ranges
from windows import ERRORS, MISSING, Cells, Classic, on_windows

LOG = [
    entry("2026-10-05", minutes=15, ID="U1"),
    entry("2026-10-06", minutes=40, ID="U2", Decision="Waive", Reason="agreed"),
    entry("2026-10-07", "Meeting", minutes=90, ID="U3"),
    entry("2026-10-08", minutes=29.6, ID="U4"),
]


def cells(given: Range) -> Cells:
    """A range as Excel hands it over on Windows."""
    return Cells(tuple(tuple(map(_on_windows, row)) for row in given))


def _on_windows(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, str) and value in ERRORS:
        return ERRORS[value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def plainly(value: Any) -> Any:
    """A result as JSON: dates as texts, however they came, and blanks alike."""
    if isinstance(value, list | tuple):
        return [plainly(each) for each in value]
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return None if value == "" else value


def results(classic: Classic) -> list[Any]:
    """For each case, what Excel gets through xlwings, and what Python gets."""
    from xlsupport.excel import functions

    # As `import_udfs` would have found it, without looking for its file on a disk of Windows.
    classic.udfs.udf_modules["functions"] = {"module": functions, "filename": "", "filetime": None}

    def both(name: str, given: list[Any], *options: Any) -> list[Any]:
        of_excel = [cells(each) if isinstance(each, list) else each for each in (*given, *options)]
        through = classic.udfs.call_udf("functions", name, tuple(of_excel), None, Cells(None))
        direct = getattr(functions, name)(*given, *(None if each == MISSING else each for each in options))
        return [f"{name} {len(found)}", plainly(through), plainly(direct if isinstance(direct, list) else [[direct]])]

    found: list[Any] = []
    workbook = book(LOG)
    given, lines = ranges(workbook), as_range(workbook.tables["InvoiceLines"])
    on = dt.datetime(AS_OF.year, AS_OF.month, AS_OF.day)
    balances = functions.SUPPORT_BALANCES(*given, AS_OF)
    assert isinstance(balances, list)
    found.append(both("SUPPORT_BALANCES", given, on))
    found.append(both("SUPPORT_BALANCES", given, 46326.0))
    found.append(both("SUPPORT_BALANCES", given, MISSING))
    found.append(both("SUPPORT_CHECK", given, on, lines))
    found.append(both("SUPPORT_CHECK", given, MISSING, MISSING))
    found.append(both("SUPPORT_REMAINING", [balances], "Acme", "Calls"))
    found.append(both("SUPPORT_REMAINING", [balances], "Acne", "Calls"))
    found.append(both("SUPPORT_UNBILLED", given, lines, "2026-10"))
    found.append(both("SUPPORT_EXPLAIN", given, "U2"))
    found.append(both("SUPPORT_EXPLAIN", given, "U4"))
    wrong = [[*row] for row in given[0]]
    wrong[1][wrong[0].index("Minutes")] = "#N/A"
    found.append(both("SUPPORT_CHECK", [wrong, *given[1:]], on, lines))
    money = [[Decimal("66.67") if each == 125 else each for each in row] for row in given[4]]
    found.append(both("SUPPORT_CHECK", [*given[:4], money], on, lines))
    one_row = [given[0][:2], *given[1:]]
    found.append(both("SUPPORT_CHECK", one_row, on, lines))
    found.append(both("SUPPORT_CHECK", [given[0][:1], *given[1:]], on, lines))
    return found


def test_every_function_gives_the_same_through_excel_on_windows_as_in_python() -> None:
    found = on_windows("test_classic_functions:results")
    assert len(found) == 14
    for name, through_excel, in_python in found:
        assert through_excel == in_python, name
        assert in_python, name


def test_what_excel_gets_is_not_only_alike_but_right() -> None:
    found = on_windows("test_classic_functions:results")
    assert [row[:4] for row in found[3][1][1:]] == [
        ["Covered", 15, 0, 0.0],
        ["Waived", 15, 0, 0.0],
        ["Part billed", 60, 30, 62.5],
        ["Invalid", 0, 0, 0.0],
    ]
    assert found[5][1] == [[2.0]]
    assert found[6][1] == [["? There is no client 'Acne' in balances. Enter one of Acme (did you mean Acme?)."]]
    assert found[10][1][1][5] == "bad-minutes"
    assert found[11][1][3][3] == 33.34
