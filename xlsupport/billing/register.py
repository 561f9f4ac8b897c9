"""The register: what was invoiced so far, line by line, and what of it stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from xlsupport.words.money import ZERO

INVOICE, CREDIT_NOTE = "invoice", "credit note"
CHARGE, ADJUSTMENT, VOID = "charge", "adjustment", "void"


class Line(NamedTuple):
    """One line of the register of invoice lines. `minutes` are billed ones, `overage` the raw minutes behind them."""

    invoice: str
    number: int
    id: str
    day: date
    client: str
    contact: str
    description: str
    tier: str
    reference: str
    overage: int
    minutes: int
    rate: Decimal
    amount: Decimal
    kind: str


class Registered(NamedTuple):
    """A row of the table Invoices, as far as later runs need it."""

    number: str
    client: str
    period: str
    subtotal: Decimal
    tax: Decimal
    kind: str
    cancels: str


class Register(NamedTuple):
    """Everything invoiced so far, in the order of the tables."""

    invoices: tuple[Registered, ...] = ()
    lines: tuple[Line, ...] = ()


class Sum(NamedTuple):
    """Minutes and money for one client, tier and rate of an ID."""

    overage: int = 0
    minutes: int = 0
    amount: Decimal = ZERO

    def plus(self, overage: int, minutes: int, amount: Decimal) -> "Sum":
        return Sum(self.overage + overage, self.minutes + minutes, self.amount + amount)

    @property
    def stands(self) -> bool:
        return bool(self.minutes or self.amount)


Key: TypeAlias = tuple[str, str, Decimal]
"""Client, tier and rate: what a line is for."""


def standing(lines: Iterable[Line]) -> dict[str, dict[Key, Sum]]:
    """What stands invoiced for each ID. Voided and credited lines cancel out and leave no key."""
    sums: dict[str, dict[Key, Sum]] = defaultdict(dict)
    for line in lines:
        of_id, key = sums[line.id], (line.client, line.tier, line.rate)
        of_id[key] = of_id.get(key, Sum()).plus(line.overage, line.minutes, line.amount)
    kept = {id_: {key: each for key, each in of_id.items() if each.stands} for id_, of_id in sums.items()}
    return {id_: of_id for id_, of_id in kept.items() if of_id}


def difference(now: Mapping[Key, Sum], before: Mapping[Key, Sum]) -> dict[Key, Sum]:
    """What is due and not yet invoiced, negative where too much was."""
    found = {}
    for key in (*now, *(key for key in before if key not in now)):
        was = before.get(key, Sum())
        rest = now.get(key, Sum()).plus(-was.overage, -was.minutes, -was.amount)
        if rest.stands:
            found[key] = rest
    return found
