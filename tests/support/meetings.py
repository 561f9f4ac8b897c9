"""Meetings of two clients, the entries that most tests of invoices are made of."""

from typing import Any

from support.books import ACME, START, entry
from support.office import Office, Row

BETA: dict[str, Any] = {
    "Clients": [*ACME["Clients"], {"Client": "Beta", "Package": "Small", "Contract start": START}],
    "Contacts": [*ACME["Contacts"], {"Client": "Beta", "Contact": "Bob", "Trained on": START}],
    "Agreements": [*ACME["Agreements"], {"Client": "Beta", "Tier": "As needed", "Start": START, "Reference": "B-7"}],
}


BOB: dict[str, Any] = {"Client": "Beta", "Contact": "Bob"}


def meeting(day: str, minutes: int = 90, **more: Any) -> Row:
    """30 minutes of overage, 62.50: Medium's meetings are free for 60."""
    return entry(day, "Meeting", "General", minutes, **more)


def invoiced_once(**more: Any) -> Office:
    office = Office(meeting("2026-10-05"), **more)
    office.invoice("2026-10")
    return office
