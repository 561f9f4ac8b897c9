"""What the placeholders of an invoice sheet are filled with."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from xlsupport.billing.documents import Document
from xlsupport.rating.balances import Balance
from xlsupport.sheets.edits import SheetCopy, Value
from xlsupport.words.money import cents


class EntryWords(NamedTuple):
    """What the log says of an entry besides its line: its texts, its minutes, and how many of them limits cover."""

    ticket: str = ""
    notes: str = ""
    account_manager: str = ""
    minutes: int | None = None
    covered: int | None = None


def invoice_sheet(document: Document, balances: Iterable[Balance], entries: Mapping[str, EntryWords]) -> SheetCopy:
    """A document's sheet: every placeholder of 2-workbook.md with its value.

    `balances` are the client's on the last day of the document's month, `entries` what the log says by ID, as far as it does.
    """
    totals = {"Subtotal": document.subtotal, "Tax": document.tax, "Total": document.total}
    lines = _lines(document, entries)
    return SheetCopy(document.sheet, _fields(document), lines, _allowances(balances), totals, _taxes(document))


def _fields(document: Document) -> dict[str, Value]:
    """What stands once on the sheet."""
    said = document.particulars
    return {
        "vendor.name": said.vendor_name,
        "vendor.address": said.vendor_address,
        "vendor.email": said.vendor_email,
        "client.name": document.client,
        "client.billing_contact": said.billing_contact,
        "client.billing_email": said.billing_email,
        "client.billing_address": said.billing_address,
        "client.po_number": said.po_number,
        "invoice.number": document.number,
        "invoice.kind": document.kind.capitalize(),
        "invoice.issued": document.issued,
        "invoice.due": document.due,
        "invoice.period": document.period,
        "invoice.currency": said.currency,
        "invoice.subtotal": document.subtotal,
        "invoice.tax_label": said.tax_label,
        "invoice.tax_rate": document.tax_rate,
        "invoice.tax": document.tax,
        "invoice.total": document.total,
        "invoice.rounding": said.rounding,
        "invoice.cancels": document.cancels,
        "invoice.reason": document.reason,
    }


def _lines(document: Document, entries: Mapping[str, EntryWords]) -> list[Mapping[str, Value]]:
    nothing = EntryWords()
    return [
        {
            "line.number": line.number,
            "line.id": line.id,
            "line.date": line.day,
            "line.contact": line.contact,
            "line.description": line.description,
            "line.ticket": entries.get(line.id, nothing).ticket,
            "line.notes": entries.get(line.id, nothing).notes,
            "line.account_manager": entries.get(line.id, nothing).account_manager,
            "line.tier": line.tier,
            "line.entry_minutes": entries.get(line.id, nothing).minutes,
            "line.covered": entries.get(line.id, nothing).covered,
            "line.overage": line.overage,
            "line.minutes": line.minutes,
            "line.hours": cents(Decimal(line.minutes) / 60),
            "line.rate": line.rate,
            "line.amount": line.amount,
            "line.tax_rate": line.tax_rate,
        }
        for line in document.lines
    ]


def _taxes(document: Document) -> list[Mapping[str, Value]]:
    return [{"tax.rate": each.rate, "tax.base": each.base, "tax.amount": each.amount} for each in document.taxes]


def _allowances(balances: Iterable[Balance]) -> list[Mapping[str, Value]]:
    return [
        {
            "allowance.limit": each.unit.heading(each.limit),
            "allowance.allowed": each.allowed,
            "allowance.used": each.used,
            "allowance.remaining": each.remaining,
        }
        for each in balances
        if each.current
    ]
