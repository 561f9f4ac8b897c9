"""Calls of worksheet functions that must give the same wherever they run."""

from datetime import date
from decimal import Decimal
from typing import Any

from support.books import AS_OF, book, entry
from support.ranges import as_range, ranges

LOG = [
    entry("2026-10-05", minutes=15, ID="U1"),
    entry("2026-10-06", minutes=40, ID="U2", Decision="Waive", Reason="agreed"),
    entry("2026-10-07", "Meeting", minutes=90, ID="U3"),
    entry("2026-10-08", minutes=29.6, ID="U4"),
]

Case = tuple[str, list[Any]]


def cases() -> list[Case]:
    """Functions with their arguments: dates, a serial number, blanks, a single row, errors, money, what is left out and wrong."""
    from xlsupport.excel import functions  # where xlwings is imported first decides what its decorators are

    workbook = book(LOG)
    given, lines = ranges(workbook), as_range(workbook.tables["InvoiceLines"])
    balances = functions.SUPPORT_BALANCES(*given, AS_OF)
    wrong = [[*row] for row in given[0]]
    wrong[1][wrong[0].index("Minutes")] = "#N/A"
    money = [[Decimal("66.67") if each == 125 else each for each in row] for row in given[4]]
    return [
        ("SUPPORT_BALANCES", [*given, AS_OF]),
        ("SUPPORT_BALANCES", [*given, 46326.0]),
        ("SUPPORT_BALANCES", [*given]),
        ("SUPPORT_CHECK", [*given, AS_OF, lines]),
        ("SUPPORT_CHECK", [*given]),
        ("SUPPORT_REMAINING", [balances, "Acme", "Calls"]),
        ("SUPPORT_REMAINING", [balances, "Acne", "Calls"]),
        ("SUPPORT_UNBILLED", [*given, lines, "2026-10"]),
        ("SUPPORT_EXPLAIN", [*given, "U2"]),
        ("SUPPORT_EXPLAIN", [*given, "U4"]),
        ("SUPPORT_CHECK", [wrong, *given[1:], AS_OF, lines]),
        ("SUPPORT_CHECK", [*given[:4], money, AS_OF, lines]),
        ("SUPPORT_CHECK", [given[0][:2], *given[1:], AS_OF, lines]),
        ("SUPPORT_CHECK", [given[0][:1], *given[1:], AS_OF, lines]),
    ]


def directly(case: Case) -> Any:
    """What Python gives for a case."""
    from xlsupport.excel import functions

    found = getattr(functions, case[0])(*case[1])
    return plainly(found if isinstance(found, list) else [[found]])


def plainly(value: Any) -> Any:
    """A result as JSON: dates as texts, however they came, and blanks alike."""
    if isinstance(value, list | tuple):
        return [plainly(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()[:10]
    return None if value == "" else value
