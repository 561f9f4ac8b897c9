"""The worksheet functions as their users meet them: what each gives, and what its arguments are."""

from typing import NamedTuple


class Argument(NamedTuple):
    """An argument; a `table` is a whole range with its headers."""

    name: str
    description: str
    optional: bool = False
    table: bool = False


class Function(NamedTuple):
    name: str
    description: str
    arguments: tuple[Argument, ...]


_TABLES = (
    Argument("log", "The usage log with its headers: UsageLog[#All]", table=True),
    Argument("clients", "The clients with their headers: Clients[#All]", table=True),
    Argument("contacts", "The contacts with their headers: Contacts[#All]", table=True),
    Argument("agreements", "The agreements with their headers: Agreements[#All]", table=True),
    Argument("rules", "A range that holds the five tables of the sheet Rules with their headers", table=True),
)
_ON = Argument("on", "The day whose periods are shown and after which entries lie in the future; today if left out", True)
_LINES = "The lines invoiced so far with their headers: InvoiceLines[#All]"

FUNCTIONS = (
    Function("SUPPORT_BALANCES", "What each client has left of each limit and agreement, as a table.", (*_TABLES, _ON)),
    Function(
        "SUPPORT_CHECK",
        "For each row of the log its Status, Covered, Billed, Amount, Remaining and Flags.",
        (*_TABLES, _ON, Argument("invoice_lines", _LINES, True, True)),
    ),
    Function(
        "SUPPORT_REMAINING",
        "What one client has left of one limit: a number, from the table of SUPPORT_BALANCES.",
        (
            Argument("balances", "The table that SUPPORT_BALANCES gives, or Balances[#All]", table=True),
            Argument("client", "The client's name"),
            Argument("limit", "The limit's name, or Hours agreement"),
        ),
    ),
    Function(
        "SUPPORT_UNBILLED",
        "What is due up to a month's end and not yet invoiced: minutes and amount of each client.",
        (
            *_TABLES,
            Argument("invoice_lines", _LINES, table=True),
            Argument("month", "A day of the month, or a text such as 2026-10"),
        ),
    ),
    Function(
        "SUPPORT_EXPLAIN",
        "Why an entry was covered, billed or held, step by step.",
        (*_TABLES, Argument("id", "The entry's ID, such as U000123")),
    ),
)
