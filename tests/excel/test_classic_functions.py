"""Through xlwings' own function layer of Windows, each worksheet function gives what it gives as plain Python."""

import datetime as dt
from typing import Any

from support.function_cases import cases, directly, plainly
from support.ranges import Range
from support.windows import ERRORS, MISSING, Cells, Classic, on_windows

from xlsupport.excel.signatures import FUNCTIONS

_ARGUMENTS = {each.name: len(each.arguments) for each in FUNCTIONS}


def cells(given: Range) -> Cells:
    """A range as Excel hands it over on Windows."""
    return Cells(tuple(tuple(map(_on_windows, row)) for row in given))


def _on_windows(value: Any) -> Any:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    if isinstance(value, str) and value in ERRORS:
        return ERRORS[value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def results(classic: Classic) -> list[Any]:
    """For each case, what Excel gets through xlwings, and what Python gets."""
    from xlsupport.excel import functions

    # As `import_udfs` would have found it, without looking for its file on a disk of Windows.
    classic.udfs.udf_modules["functions"] = {"module": functions, "filename": "", "filetime": None}
    found = []
    for name, given in cases():
        of_excel = [cells(each) if isinstance(each, list) else _on_windows(each) for each in given]
        of_excel += [MISSING] * (_ARGUMENTS[name] - len(given))
        through = classic.udfs.call_udf("functions", name, tuple(of_excel), None, Cells(None))
        found.append([name, plainly(through), directly((name, given))])
    return found


def test_every_function_gives_the_same_through_excel_on_windows_as_in_python() -> None:
    found = on_windows("test_classic_functions:results")
    assert len(found) == len(cases())
    for name, through_excel, in_python in found:
        assert through_excel == in_python, name
        assert in_python, name
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
