"""Inside Excel: buttons, worksheet functions, and the open workbook read and written.

ribbon      The buttons of the ribbon tab *Support*: their names, words and icons.
signatures  The worksheet functions as their users meet them: what each gives, and what its arguments are.
book        The open workbook through xlwings: read as values, written whole or not at all.
functions   The worksheet functions: pure, whole tables in, values that spill out.
actions     What each button does, and the person who pressed it.
desktop     Where the ribbon's macros come in: a button of the add-in, pressed in Excel on Windows or a Mac.
buttons     The buttons in xlwings Lite and Server: scripts that do what the ribbon's buttons do.
lite        The code that xlwings Lite runs in a workbook: one line of imports; everything else is the package.
"""

from importlib import import_module
from typing import Any

from xlsupport.excel.ribbon import BUTTONS
from xlsupport.excel.signatures import FUNCTIONS

_HOMES = {
    "functions": tuple(each.name for each in FUNCTIONS),
    "buttons": tuple(each.name for each in BUTTONS),
}

__all__ = [name for names in _HOMES.values() for name in names]


def __getattr__(name: str) -> Any:
    """The functions and scripts, found when they are asked for: who only names buttons and arguments needs no xlwings."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
