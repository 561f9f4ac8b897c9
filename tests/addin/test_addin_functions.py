"""The functions' wrappers in the add-in do what xlwings' own would do."""

import datetime as dt
import importlib
import io
import re
from types import SimpleNamespace
from typing import Any

from support.windows import ERRORS, MISSING, Cells, Classic, on_windows

from xlsupport.addin import FUNCTIONS_MODULE, basic, wrappers
from xlsupport.excel.signatures import FUNCTIONS


def declared(classic: Classic) -> dict[str, Any]:
    """Functions that are declared as the signatures say, which tell what they were called with."""
    code = "".join(
        f"def {each.name}({', '.join(basic.parameter(a.name) + '=None' * a.optional for a in each.arguments)}):\n"
        f"    return [list(map(str, locals().values()))]\n"
        for each in FUNCTIONS
    )
    names: dict[str, Any] = {}
    exec(code, names)
    return {each.name: classic.xlwings.func(names[each.name]) for each in FUNCTIONS}


def xlwings_wrappers(classic: Classic) -> str:
    """What xlwings would import into an add-in."""
    out = io.StringIO()
    module = importlib.import_module(FUNCTIONS_MODULE)
    classic.udfs.generate_vba_wrapper(FUNCTIONS_MODULE, module, out, SimpleNamespace(Name="xlsupport.xlam"))
    return out.getvalue()


def called(classic: Classic) -> list[Any]:
    classic.udfs.udf_modules["fake"] = {"module": SimpleNamespace(**declared(classic)), "filename": "", "filetime": None}
    caller = Cells(None)
    rows = (("Client", 1.0), (dt.datetime(2026, 10, 31), ERRORS["#N/A"]))
    return [
        classic.udfs.call_udf("fake", "SUPPORT_REMAINING", (Cells(rows), "Acme", Cells(None)), None, caller),
        classic.udfs.call_udf("fake", "SUPPORT_BALANCES", (*(Cells("x"),) * 5, MISSING), None, caller),
    ]


def statements(source: str) -> dict[str, list[str]]:
    """The statements of each function as Visual Basic has them on Windows, in Excel: without layout and help."""
    found: dict[str, list[str]] = {}
    taken = [True]
    name = ""
    for line in source.splitlines():
        text = " ".join(line.split())
        if text.startswith("#If"):
            taken.append("Mac" not in text)
        elif text.startswith("#Else"):
            taken[-1] = not taken[-1]
        elif text.startswith("#End If"):
            taken.pop()
        elif text and all(taken) and not text.startswith(("#", "'", "Attribute", "Option")):
            if start := re.match(r"Function (\w+)\(", text):
                name = start[1]
            found.setdefault(name, []).append(text)
    return found


def test_our_wrappers_have_the_statements_of_xlwings_own() -> None:
    """But for the argument `on`, a word that Visual Basic keeps; arguments go by position."""
    theirs = statements(re.sub(r"\bon\b", "as_of", on_windows("test_addin_functions:xlwings_wrappers")))
    assert list(theirs) == sorted(each.name for each in FUNCTIONS)
    assert statements(wrappers.source()) == theirs


def test_the_stand_in_for_windows_calls_a_function_as_excel_would() -> None:
    assert on_windows("test_addin_functions:called") == [
        [["[['Client', 1.0], [datetime.datetime(2026, 10, 31, 0, 0), None]]", "Acme", "None"]],
        [["x", "x", "x", "x", "x", "None"]],
    ]
