"""How wide each column is: wide enough for what it holds, narrow enough that its sheet prints in a size that people read."""

from collections.abc import Mapping

from xlsupport.sheets.specifications import Column, TableSpec

_BY_KIND = {"date": 12, "money": 12, "hours": 10, "minutes": 10, "count": 10, "percent": 9, "rate": 9, "yes": 11, "moment": 17}

_BY_HEADER = {
    **dict.fromkeys(("Lines", "Line", "Row", "Run", "Closed"), 8),
    **dict.fromkeys(("ID", "Channel", "Decision", "Status", "Severity", "State", "Version", "Unit"), 11),
    **dict.fromkeys(("Package", "Ticket", "PO number", "Kind", "Reference", "Tier", "Who"), 13),
    **dict.fromkeys(("Invoice", "Cancels", "Sheet", "Account manager"), 16),
    **dict.fromkeys(("Contact", "Category", "Billing contact", "Period", "Limit", "Code", "Channels", "Former names"), 20),
    **dict.fromkeys(("Client", "Command", "Reason", "Status note"), 24),
    **dict.fromkeys(("Account manager email", "Setting"), 28),
    **dict.fromkeys(("Billing address", "Flags"), 30),
    **dict.fromkeys(("Email", "Billing email", "Remaining", "Categories", "Value", "Description"), 36),
    **dict.fromkeys(("Notes", "Invoices"), 42),
    **dict.fromkeys(("Ours", "Theirs"), 44),
    "Message": 54,
    "What to do": 64,
}

_BY_TABLE: Mapping[str, Mapping[str, int]] = {
    "UsageLog": {"Category": 18, "Contact": 18, "Ticket": 11, "Notes": 40, "Reason": 22},
    "Clients": {"Former names": 18},
    "Packages": {"Meeting minutes": 11},
    "Limits": {"Period": 14, "Quantity": 11},
    "Breaches": {"Severity": 10, "Code": 19, "ID": 10, "Client": 22, "Contact": 17, "Account manager": 14},
    "Runs": {"Invoices": 90},
    "Invoices": {
        "Invoice": 15,
        "Period": 19,
        "Hours": 9,
        "Kind": 11,
        "Cancels": 15,
        "Reason": 18,
        "Sheet": 15,
        "Status note": 20,
    },
}

WRAPPED = {
    "Clients": ("Billing address", "Former names"),
    "Limits": ("Channels", "Categories"),
    "Settings": ("Value",),
    "Words": ("Ours", "Theirs"),
    "Breaches": ("Message", "What to do"),
}
"""The columns whose long texts go over several lines. Rows that xlsupport writes do not become higher by themselves in every
program: where its texts wrap, the template gives the rows their height."""

TWO_LINES = {"Breaches": 30.0}
"""The height of a table's rows, in points, where its texts take two lines."""


def width(spec: TableSpec, column: Column) -> int:
    """A column's width in the template, in characters of the workbook's font."""
    by_header = _BY_HEADER.get(column.header, _BY_KIND.get(column.kind, 14))
    return _BY_TABLE.get(spec.name, {}).get(column.header, by_header)
