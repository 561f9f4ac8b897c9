"""What the placeholders of an invoice sheet are filled with."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from xlsupport.billing.documents import Document
from xlsupport.billing.particulars import RoundingRule
from xlsupport.billing.register import INVOICE
from xlsupport.rating.balances import Balance
from xlsupport.records.vocabulary import Channel
from xlsupport.records.wording import (
    CREDIT_NOTE_TITLE,
    DESCRIPTION,
    INCREMENT,
    INVOICE_TITLE,
    PERIOD,
    TIER_INCREMENT,
    Wording,
)
from xlsupport.sheets.edits import SheetCopy, Value
from xlsupport.words.money import cents

_TO = PERIOD.removeprefix("{first}").removesuffix("{last}")
_DESCRIBED = re.compile(rf"(?P<category>.+) \((?P<channel>{'|'.join(Channel)})\)")


class EntryWords(NamedTuple):
    """What the log says of an entry besides its line: its texts, its minutes, and how many of them limits cover."""

    ticket: str = ""
    notes: str = ""
    account_manager: str = ""
    minutes: int | None = None
    covered: int | None = None


def invoice_sheet(
    document: Document, balances: Iterable[Balance], entries: Mapping[str, EntryWords], wording: Wording
) -> SheetCopy:
    """A document's sheet: every placeholder of 2-workbook.md with its value, in the vendor's words.

    `balances` are the client's on the last day of the document's month, `entries` what the log says by ID, as far as it does.
    """
    totals = {"Subtotal": document.subtotal, "Tax": document.tax, "Total": document.total}
    lines, allowances = _lines(document, entries, wording), _allowances(balances, wording)
    return SheetCopy(document.sheet, _fields(document, wording), lines, allowances, totals, _taxes(document))


def _fields(document: Document, wording: Wording) -> dict[str, Value]:
    """What stands once on the sheet. A credit note has no due date, although the register has one for it."""
    said = document.particulars
    is_invoice = document.kind == INVOICE
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
        "invoice.kind": wording.word(INVOICE_TITLE if is_invoice else CREDIT_NOTE_TITLE),
        "invoice.issued": document.issued,
        "invoice.due": document.due if is_invoice else None,
        "invoice.period": _period(document.period, wording),
        "invoice.currency": said.currency,
        "invoice.subtotal": document.subtotal,
        "invoice.tax_label": wording.word(said.tax_label),
        "invoice.tax_rate": document.tax_rate,
        "invoice.tax": document.tax,
        "invoice.total": document.total,
        "invoice.rounding": _rounding(said.rounding, wording),
        "invoice.cancels": document.cancels,
        "invoice.reason": document.reason,
    }


def _period(period: str, wording: Wording) -> str:
    """A document's period; the register has it in xlsupport's own words."""
    first, to, last = period.partition(_TO)
    return wording.sentence(PERIOD, first=first, last=last) if to else period


def _rounding(rule: RoundingRule, wording: Wording) -> str:
    """How time was rounded, in a sentence for the client."""
    increments = {minutes for _, minutes in rule.increments}
    if len(increments) == 1:
        increment = wording.sentence(INCREMENT, minutes=str(increments.pop()))
    else:
        each = (
            wording.sentence(TIER_INCREMENT, tier=wording.word(tier), minutes=str(minutes)) for tier, minutes in rule.increments
        )
        increment = ", ".join(each)
    return wording.sentence(rule.over.sentence, increment=increment)


def _description(description: str, wording: Wording) -> str:
    """What was done, on a line; the register has it in xlsupport's own words."""
    found = _DESCRIBED.fullmatch(description)
    if not found:
        return description
    return wording.sentence(DESCRIPTION, category=wording.word(found["category"]), channel=wording.word(found["channel"]))


def _lines(document: Document, entries: Mapping[str, EntryWords], wording: Wording) -> list[Mapping[str, Value]]:
    nothing = EntryWords()
    return [
        {
            "line.number": line.number,
            "line.id": line.id,
            "line.date": line.day,
            "line.contact": line.contact,
            "line.description": _description(line.description, wording),
            "line.ticket": entries.get(line.id, nothing).ticket,
            "line.notes": entries.get(line.id, nothing).notes,
            "line.account_manager": entries.get(line.id, nothing).account_manager,
            "line.tier": wording.word(line.tier),
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


def _allowances(balances: Iterable[Balance], wording: Wording) -> list[Mapping[str, Value]]:
    return [
        {
            "allowance.limit": wording.sentence(each.unit.heading, limit=wording.word(each.limit)),
            "allowance.allowed": each.allowed,
            "allowance.used": each.used,
            "allowance.remaining": each.remaining,
        }
        for each in balances
        if each.current
    ]
