"""The placeholders of an invoice: `{{invoice.number}}` and its like, and how their values are written."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlsupport.sheets.edits import Value
from xlsupport.words.money import cents
from xlsupport.words.names import nearest

KNOWN: Mapping[str, str] = {
    **dict.fromkeys(("vendor.name", "vendor.address", "vendor.email"), "text"),
    **dict.fromkeys(("client.name", "client.billing_contact", "client.billing_email", "client.billing_address"), "text"),
    **dict.fromkeys(("client.po_number", "invoice.number", "invoice.kind", "invoice.period", "invoice.currency"), "text"),
    **dict.fromkeys(("invoice.issued", "invoice.due"), "date"),
    **dict.fromkeys(("invoice.subtotal", "invoice.tax", "invoice.total"), "money"),
    "invoice.tax_rate": "rate",
    **dict.fromkeys(("invoice.tax_label", "invoice.rounding", "invoice.cancels", "invoice.reason"), "text"),
    "line.number": "count",
    "line.date": "date",
    **dict.fromkeys(("line.id", "line.contact", "line.description", "line.ticket", "line.notes"), "text"),
    **dict.fromkeys(("line.account_manager", "line.tier"), "text"),
    **dict.fromkeys(("line.entry_minutes", "line.covered", "line.overage", "line.minutes"), "minutes"),
    "line.hours": "hours",
    **dict.fromkeys(("line.rate", "line.amount"), "money"),
    "line.tax_rate": "rate",
    "tax.rate": "rate",
    **dict.fromkeys(("tax.base", "tax.amount"), "money"),
    "allowance.limit": "text",
    **dict.fromkeys(("allowance.allowed", "allowance.used", "allowance.remaining"), "count"),
}
"""Every placeholder and the kind of its value. Those of `line`, `tax` and `allowance` make a row repeat."""

REPEATED = ("line", "tax", "allowance")
AMOUNT = "line.amount"
OF_SOME_DOCUMENTS = frozenset(("invoice.due", "invoice.cancels", "invoice.reason"))
"""What only some documents have: an invoice its due date, the credit note of a void the number that it cancels and the reason."""

TAX_RATE = "invoice.tax_rate"
"""The rate of a document's tax; empty where its lines bear several."""

_BRACES = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_LONGEST_PAGE_TEXT = 255
_SIZE_BEFORE = re.compile(r"&[0-9]+$")


class Span(NamedTuple):
    """A placeholder in a text: its name, and where its braces begin and end."""

    name: str
    start: int
    end: int


def spans(text: str) -> list[Span]:
    """The placeholders of a text, known or not."""
    return [Span(found[1], *found.span()) for found in _BRACES.finditer(text)]


def group(name: str) -> str:
    """What a placeholder tells about: vendor, client, invoice, line, tax or allowance."""
    return name.partition(".")[0]


def fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a text's placeholders and what to do about it, if anything."""
    for each in spans(text):
        if each.name not in KNOWN:
            return f"{{{{{each.name}}}}} is no placeholder of an invoice", _hint(each.name)
    rest = _BRACES.sub("", text)
    if "{{" in rest:
        return f"the placeholder in {text[text.index('{{') :][:40]!r} has no end", "Close it with }}"
    return None


def _hint(name: str) -> str:
    guess = nearest(name, KNOWN)
    known = ", ".join(f"{{{{{each}}}}}" for each in KNOWN)
    return f"Did you mean {{{{{guess}}}}}? Known are {known}" if guess else f"Use one of {known}"


def shown(name: str, value: Value) -> str:
    """A value within a text, as a person reads it.

    >>> shown("invoice.tax_rate", Decimal("0.0825")), shown("invoice.total", Decimal("1234.5"))
    ('8.25 %', '1234.50')
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int | Decimal):
        kind, number = KNOWN[name], Decimal(value)
        if kind == "money":
            return f"{cents(number):f}"
        return f"{_plain(number * 100)} %" if kind == "rate" else _plain(number)
    return value


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def filled_runs(runs: Sequence[str], values: Mapping[str, Value]) -> list[str]:
    """The runs of a rich text with their placeholders replaced; what a value holds is not looked at again.

    Excel splits a text into runs where it likes, in the middle of a placeholder too: the value goes where the placeholder began.

    >>> filled_runs(["No. {{invoice.", "number}}!"], {"invoice.number": "INV-1"})
    ['No. INV-1', '!']
    """
    text = "".join(runs)
    found = spans(text)
    filled = []
    start = 0
    for run in runs:
        end = start + len(run)
        pieces, position = [], start
        for each in found:
            if each.end <= start or each.start >= end:
                continue
            pieces.append(text[position : max(each.start, position)])
            if each.start >= start:
                pieces.append(shown(each.name, values[each.name]))
            position = min(each.end, end)
        filled.append("".join((*pieces, text[position:end])))
        start = end
    return filled


def filled_page_text(text: str, values: Mapping[str, Value]) -> str:
    """A page's header or footer with its placeholders replaced.

    There `&` begins a code and is doubled in values; and a digit behind a font size (`&8{{vendor.name}}` for 3M) would be
    read as part of it, so a space goes between. Raises ValueError where it gets longer than Excel allows.
    """
    filled, position = "", 0
    for each in spans(text):
        filled += text[position : each.start]
        value = shown(each.name, values[each.name]).replace("\r\n", "\n").replace("&", "&&")
        filled += (" " if value[:1].isdigit() and _SIZE_BEFORE.search(filled) else "") + value
        position = each.end
    filled += text[position:]
    if len(filled) > _LONGEST_PAGE_TEXT:
        raise ValueError(f"would have {len(filled)} characters, and Excel allows {_LONGEST_PAGE_TEXT}")
    return filled
