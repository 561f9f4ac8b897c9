"""A small office for a first month: two clients, and October's log with one slip in it."""

from datetime import date
from decimal import Decimal
from typing import TypeAlias

from xlsupport.sheets.edits import Value
from xlsupport.template.demo import SETTINGS

Row: TypeAlias = dict[str, Value]

_START = date(2026, 1, 1)


def example_tables() -> dict[str, list[Row]]:
    """The typed tables' rows by header; tables that are not here keep the template's rows."""
    return {
        "Settings": [
            {"Setting": setting, "Value": value} for setting, value in SETTINGS
        ],
        "Clients": [
            {"Client": "Acme", "Package": "Medium", "Contract start": _START, "Billing contact": "Ann Field",
             "Billing email": "accounts@acme.example", "Billing address": "1 Station Road, Salem, OR 97301",
             "PO number": "PO-4100", "Tax rate": Decimal("0.08")},
            {"Client": "Café Ébène", "Package": "Small", "Contract start": _START, "Billing contact": "Zoé Marchand",
             "Billing email": "zoe@cafe-ebene.example", "Billing address": "7 Quay Street, Astoria, OR 97103"},
        ],
        "Contacts": [
            {"Client": "Acme", "Contact": "Ann Field", "Trained on": date(2026, 1, 12)},
            {"Client": "Café Ébène", "Contact": "Zoé Marchand", "Trained on": date(2026, 1, 19)},
        ],
        "Agreements": [
            {"Client": "Acme", "Tier": "As needed", "Start": _START},
            {"Client": "Café Ébène", "Tier": "Advanced", "Start": _START, "Hours": 2, "Reference": "ADV-1"},
        ],
        "UsageLog": [
            _entry(5, "Acme", "Phone", "Training", 15, "How to add a second approver"),
            _entry(6, "Acme", "Phone", "System question", 40, "Totals of two reports differ"),
            _entry(8, "Café Ébène", "Email", "General", 10, "Which browsers are supported"),
            _entry(13, "Café Ébène", "Meeting", "General", 75, "Quarterly review"),
            _entry(14, "Acme", "Ticket", "Bug fix", 90, "Export stopped at row 1,000"),
            _entry(20, "Acme", "Meeting", "General", 75, "Quarterly review"),
            _entry(21, "Café Ébène", "Phone", "Trainning", 10, "How to reset a password"),
        ],
    }  # fmt: skip


_CONTACTS = {"Acme": "Ann Field", "Café Ébène": "Zoé Marchand"}


def _entry(day: int, client: str, channel: str, category: str, minutes: int, notes: str) -> Row:
    return {
        "Date": date(2026, 10, day),
        "Client": client,
        "Contact": _CONTACTS[client],
        "Channel": channel,
        "Category": category,
        "Minutes": minutes,
        "Scheduled": "yes" if channel in ("Phone", "Meeting") else None,
        "Notes": notes,
    }
