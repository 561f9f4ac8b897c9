"""What the placeholders of an invoice sheet are filled with."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from xlsupport.billing.documents import Document
from xlsupport.rating.balances import balances_of
from xlsupport.settlement import Settlement
from xlsupport.sheets.edits import SheetCopy, Value
from xlsupport.words.money import cents
from xlsupport.words.periods import month_named


def rounding_words(settlement: Settlement, day: date) -> str:
    """The rounding rule that a document is made under, in a sentence for the client."""
    policy = settlement.evaluation.policy
    increments = {tier: policy.rate_on(tier, day).increment for tier in policy.rates}
    steps = sorted(set(increments.values()))
    each = " and ".join(f"{step} minutes" for step in steps) if len(steps) == 1 else ", ".join(
        f"{tier} {increment} minutes" for tier, increment in increments.items()
    )  # fmt: skip
    return f"Time is billed in begun increments of {each}, rounded up {policy.settings.rounding.each}."


def invoice_sheet(settlement: Settlement, document: Document) -> SheetCopy:
    """A document's sheet: every placeholder of 2-workbook.md with its value."""
    last = month_named(document.period).last
    totals = {"Subtotal": document.subtotal, "Tax": document.tax, "Total": document.total}
    allowances = _allowances(settlement, document.client, last)
    return SheetCopy(document.sheet, _fields(settlement, document, last), _lines(document), allowances, totals)


def _fields(settlement: Settlement, document: Document, last: date) -> dict[str, Value]:
    """What stands once on the sheet; the client's address is that of the contract in force on the month's last day."""
    settings = settlement.evaluation.policy.settings
    contract = settlement.evaluation.parties.last_contract(document.client, last)
    return {
        "vendor.name": settings.vendor_name,
        "vendor.address": settings.vendor_address,
        "vendor.email": settings.vendor_email,
        "client.name": document.client,
        "client.billing_contact": contract.billing_contact if contract else "",
        "client.billing_email": contract.billing_email if contract else "",
        "client.billing_address": contract.billing_address if contract else "",
        "client.po_number": contract.po_number if contract else "",
        "invoice.number": document.number,
        "invoice.kind": document.kind.capitalize(),
        "invoice.issued": document.issued,
        "invoice.due": document.due,
        "invoice.period": document.period,
        "invoice.currency": settings.currency,
        "invoice.subtotal": document.subtotal,
        "invoice.tax_label": settings.tax_label or "Tax",
        "invoice.tax_rate": document.tax_rate,
        "invoice.tax": document.tax,
        "invoice.total": document.total,
        "invoice.rounding": rounding_words(settlement, last),
        "invoice.cancels": document.cancels,
        "invoice.reason": document.reason,
    }


def _lines(document: Document) -> list[Mapping[str, Value]]:
    return [
        {
            "line.number": line.number,
            "line.date": line.day,
            "line.contact": line.contact,
            "line.description": line.description,
            "line.tier": line.tier,
            "line.minutes": line.minutes,
            "line.hours": cents(Decimal(line.minutes) / 60),
            "line.rate": line.rate,
            "line.amount": line.amount,
        }
        for line in document.lines
    ]


def _allowances(settlement: Settlement, client: str, last: date) -> list[Mapping[str, Value]]:
    return [
        {
            "allowance.limit": each.unit.heading(each.limit),
            "allowance.allowed": each.allowed,
            "allowance.used": each.used,
            "allowance.remaining": each.remaining,
        }
        for each in balances_of(settlement.evaluation, client, last)
        if each.current
    ]
