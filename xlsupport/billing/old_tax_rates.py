"""The tax rates of documents that are older than the column for them, told by what each document says of its tax."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from xlsupport.billing.documents import month_of_period
from xlsupport.billing.register import Registered
from xlsupport.records.parties import Parties
from xlsupport.words.money import cents

_MOST_DECIMALS = 6  # of a share: 8.2512 % has four behind the point, 0.082512 six


def old_tax_rates(documents: Sequence[Registered], parties: Parties) -> dict[str, Decimal | None]:
    """The tax rate of each document by its number; None where its tax tells none.

    A document that cancels another has the rate of the cancelled one.
    """
    by_number: dict[str, Registered] = {}
    for document in documents:
        by_number.setdefault(document.number, document)
    return {number: _rate(by_number.get(document.cancels, document), parties) for number, document in by_number.items()}


def _rate(document: Registered, parties: Parties) -> Decimal | None:
    """The one rate of the client's that comes to the document's tax, or 0, or else the simplest rate that does.

    Where several of the client's rates come to it, the rate of the row in force at the end of the document's month counts.
    """
    if not document.subtotal:
        return None
    contracts = parties.contracts.get(document.client, ())
    fitting = _fitting(document, {Decimal(0), *(each.tax_rate for each in contracts)})
    if not fitting:
        return simplest_rate(document.subtotal, document.tax)
    if len(fitting) == 1:
        return fitting[0]
    last = parties.last_contract(document.client, month_of_period(document.period).last)
    return last.tax_rate if last and last.tax_rate in fitting else None


def _fitting(document: Registered, rates: Iterable[Decimal]) -> list[Decimal]:
    return [rate for rate in rates if cents(document.subtotal * rate) == document.tax]


def simplest_rate(subtotal: Decimal, tax: Decimal) -> Decimal | None:
    """The share with the fewest decimals that comes to a tax; None where several have as few, or none has at most six.

    To a tax of 5.16 on 62.50 come both 8.25 % and 8.26 %.

    >>> simplest_rate(Decimal("62.50"), Decimal("4.38")), simplest_rate(Decimal("62.50"), Decimal("5.16"))
    (Decimal('0.07'), None)
    """
    if not 0 <= tax / subtotal < 1:
        return None
    for decimals in range(1, _MOST_DECIMALS + 1):
        step = Decimal(1).scaleb(-decimals)
        nearest = (tax / subtotal).quantize(step)
        fitting = [
            rate for rate in (nearest - step, nearest, nearest + step) if 0 <= rate < 1 and cents(subtotal * rate) == tax
        ]  # fmt: skip
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None
