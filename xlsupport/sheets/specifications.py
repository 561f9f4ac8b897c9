"""The workbook's contract: tables, columns, kinds, and who owns each."""

from collections.abc import Iterable
from typing import NamedTuple

ENTRY_TEXTS = ("Ticket", "Account manager", "Notes")
"""The log's columns of texts that no rule reads."""

INVOICE_TEMPLATE = "Invoice template"
START = "Start"
DASHBOARD = "Dashboard"


class Column(NamedTuple):
    """A column found by its header.

    `kind` says how its cells are read and shown: text, date, minutes, count, hours, money, percent, yes, value (text or number).
    `written` columns belong to xlsupport, the others to the people who type. A `required` one must exist to read the table,
    and for set-up tables each row must fill it. An `optional` written one is written where it is there.
    """

    header: str
    kind: str
    written: bool = False
    required: bool = False
    optional: bool = False


class TableSpec(NamedTuple):
    """An Excel table (ListObject) by its name; `sheet` is where the template puts it. No run needs an `optional` one."""

    name: str
    sheet: str
    columns: tuple[Column, ...]
    optional: bool = False

    def column(self, header: str) -> Column:
        return next(column for column in self.columns if column.header == header)

    @property
    def written(self) -> tuple[str, ...]:
        """The headers of the columns that xlsupport writes."""
        return tuple(column.header for column in self.columns if column.written)

    @property
    def typed(self) -> tuple[str, ...]:
        """The headers of the columns that people type in."""
        return tuple(column.header for column in self.columns if not column.written)

    def needed(self, writing: bool) -> tuple[str, ...]:
        """The headers without which the table cannot be read, or written."""
        return tuple(
            column.header
            for column in self.columns
            if column.required or (writing and ((column.written and not column.optional) or column.header == "ID"))
        )


def _typed(kind: str, *headers: str) -> Iterable[Column]:
    return (Column(header.removesuffix("*"), kind, required=header.endswith("*")) for header in headers)


def _written(kind: str, *headers: str) -> Iterable[Column]:
    """Columns of ours; a question mark behind a header: an optional one."""
    return (Column(header.removesuffix("?"), kind, written=True, optional=header.endswith("?")) for header in headers)


LOG = TableSpec(
    "UsageLog",
    "Log",
    (
        *_typed("text", "ID"),
        *_typed("date", "Date*"),
        *_typed("text", "Client*", "Contact*", "Channel*", "Category*"),
        *_typed("minutes", "Minutes*"),
        *_typed("yes", "Scheduled"),
        *_typed("text", "Ticket", "Account manager", "Notes", "Decision", "Reason"),
        *_written("text", "Status"),
        *_written("minutes", "Covered", "Billed"),
        *_written("money", "Amount"),
        *_written("text", "Remaining", "Flags", "Invoice"),
        *_written("count", "Closed"),
    ),
)
CLIENTS = TableSpec(
    "Clients",
    "Clients",
    (
        *_typed("text", "Client*", "Package*"),
        *_typed("date", "Contract start*", "Contract end"),
        *_typed("text", "Account manager", "Account manager email", "Billing contact", "Billing email", "Billing address"),
        *_typed("text", "PO number"),
        *_typed("percent", "Tax rate"),
        *_typed("text", "Former names"),
    ),
)
CONTACTS = TableSpec(
    "Contacts",
    "Contacts",
    (*_typed("text", "Client*", "Contact*", "Email"), *_typed("date", "Trained on", "Withdrawn on")),
)
AGREEMENTS = TableSpec(
    "Agreements",
    "Agreements",
    (
        *_typed("text", "Client*", "Tier*"),
        *_typed("date", "Start*", "End"),
        *_typed("hours", "Hours"),
        *_typed("money", "Rate"),
        *_typed("text", "Reference"),
        *_written("hours", "Hours left"),
    ),
)
PACKAGES = TableSpec(
    "Packages", "Rules", (*_typed("text", "Package*"), *_typed("minutes", "Meeting minutes*"), *_typed("date", "From"))
)
LIMITS = TableSpec(
    "Limits",
    "Rules",
    (
        *_typed("text", "Limit*", "Channels", "Categories", "Unit*"),
        *_typed("value", "Quantity*"),
        *_typed("text", "Period*"),
        *_typed("date", "From"),
    ),
)
CATEGORIES = TableSpec("Categories", "Rules", tuple(_typed("text", "Category*", "Treatment*")))
RATES = TableSpec(
    "Rates",
    "Rules",
    (*_typed("text", "Tier*"), *_typed("money", "Rate*"), *_typed("minutes", "Increment*"), *_typed("date", "From")),
)
SETTINGS = TableSpec("Settings", "Rules", (*_typed("text", "Setting*"), *_typed("value", "Value")))
WORDS = TableSpec("Words", "Rules", tuple(_typed("text", "Ours*", "Theirs*")), optional=True)
BALANCES = TableSpec(
    "Balances",
    "Balances",
    (
        *_written("text", "Client", "Account manager?", "Package", "Limit", "Unit"),
        *_written("date", "Period start", "Period end"),
        *_written("count", "Allowed", "Used", "Remaining"),
        *_written("percent", "Used %"),
        *_written("text", "State"),
    ),
)
BREACHES = TableSpec(
    "Breaches",
    "Breaches",
    (
        *_written("text", "Severity", "Code", "ID"),
        *_written("count", "Row"),
        *_written("date", "Date"),
        *_written("text", "Client", "Contact", "Account manager?", "Message", "What to do"),
    ),
)
INVOICES = TableSpec(
    "Invoices",
    "Invoices",
    (
        *_written("text", "Invoice", "Client", "Period"),
        *_written("date", "Issued", "Due"),
        *_written("count", "Lines"),
        *_written("hours", "Hours"),
        *_written("money", "Subtotal", "Tax", "Total"),
        *_written("text", "Kind", "Cancels", "Reason", "Sheet"),
        *_typed("date", "Paid on"),
        *_typed("text", "Status note"),
    ),
)
RUNS = TableSpec(
    "Runs",
    "Runs",
    (
        *_written("count", "Run"),
        *_written("moment", "When"),
        *_written("text", "Who", "Command", "Version"),
        *_written("date", "As of"),
        *_written("count", "Entries", "Errors", "Warnings"),
        *_written("minutes", "Billed"),
        *_written("money", "Amount"),
        *_written("text", "Invoices"),
    ),
)
INVOICE_LINES = TableSpec(
    "InvoiceLines",
    "Invoice lines",
    (
        *_written("text", "Invoice"),
        *_written("count", "Line"),
        *_written("text", "ID"),
        *_written("date", "Date"),
        *_written("text", "Client", "Contact", "Description", "Tier", "Reference"),
        *_written("minutes", "Overage", "Minutes"),
        *_written("money", "Rate", "Amount"),
        *_written("text", "Kind"),
        *_written("rate", "Tax rate"),
    ),
)

SETUP = (CLIENTS, CONTACTS, AGREEMENTS, PACKAGES, LIMITS, CATEGORIES, RATES, SETTINGS, WORDS)
REGISTERS = (BALANCES, BREACHES, INVOICES, RUNS, INVOICE_LINES)
TABLES: dict[str, TableSpec] = {spec.name: spec for spec in (LOG, *SETUP, *REGISTERS)}

LATER_COLUMNS: dict[str, tuple[str, ...]] = {
    "Clients": ("Former names",),
    "Balances": ("Account manager",),
    "Breaches": ("Account manager",),
    "InvoiceLines": ("Tax rate",),
}
"""The columns that came after the first release, by table: a workbook that is older than they lacks them until `adopt`.

Every other column was there from the start. A release that brings a column adds it here, a
needed one before the optional ones: where one finds no room, those after it find none either."""


def needed_at_first(spec: TableSpec) -> tuple[str, ...]:
    """The headers without which a table was never one of xlsupport's: those that the first release needed to write it."""
    later = LATER_COLUMNS.get(spec.name, ())
    return tuple(header for header in spec.needed(writing=True) if header not in later)


FORMATS = {
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
    "money": "#,##0.00",
    "percent": "0%",
    "rate": "0.00%",
    "hours": "0.00",
}
"""How a kind of number is shown where its cell has no format of its own."""


def sheet_alias(name: str) -> str:
    """The defined name that leads to a sheet of ours which has another name in some workbook.

    >>> sheet_alias("Invoice template")
    'xlsupport.Invoice_template'
    """
    return "xlsupport." + name.replace(" ", "_")
