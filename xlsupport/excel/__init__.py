"""Inside Excel: buttons, worksheet functions, and the open workbook read and written."""

from importlib import import_module
from typing import Any

_HOMES = {
    "functions": ("SUPPORT_BALANCES", "SUPPORT_CHECK", "SUPPORT_EXPLAIN", "SUPPORT_REMAINING", "SUPPORT_UNBILLED"),
    "buttons": ("check", "explain_row", "export_pdf", "invoice_month", "live_balances", "update", "void_invoice"),
}

__all__ = [name for names in _HOMES.values() for name in names]


def __getattr__(name: str) -> Any:
    """The functions and scripts, found when they are asked for: who only names buttons and arguments needs no xlwings."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
