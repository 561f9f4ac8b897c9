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
    """One line of the register of invoice lines. `minutes` are billed ones, `overage` the raw minutes behind them.

    `tax_rate` is None where nobody knows it: on lines older than the column, unless adopting could tell it.
    """

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
    tax_rate: Decimal | None

    @property
    def key(self) -> "Key":
        """What the line is for."""
        return self.client, self.tier, self.rate


class Registered(NamedTuple):
    """A row of the table Invoices, as far as later runs need it. `lines` is the number of its lines."""

    number: str
    client: str
    period: str
    issued: date
    lines: int
    subtotal: Decimal
    tax: Decimal
    kind: str
    cancels: str


class Register(NamedTuple):
    """Everything invoiced so far, in the order of the tables.

    `runs` are the numbers of the table Runs, None where the workbook has no such table; `given` the documents' numbers that it
    names, which were given whatever became of the documents.
    """

    invoices: tuple[Registered, ...] = ()
    lines: tuple[Line, ...] = ()
    runs: frozenset[int] | None = None
    given: frozenset[str] = frozenset()

    @property
    def numbers(self) -> set[str]:
        """Every document's number that was ever given."""
        return {*self.given, *(each.number for each in self.invoices), *(line.invoice for line in self.lines)}


class Sum(NamedTuple):
    """Minutes and money for one client, tier and rate of an ID."""

    overage: int = 0
    minutes: int = 0
    amount: Decimal = ZERO

    def plus(self, overage: int, minutes: int, amount: Decimal) -> "Sum":
        return Sum(self.overage + overage, self.minutes + minutes, self.amount + amount)

    def minus(self, other: "Sum") -> "Sum":
        return self.plus(-other.overage, -other.minutes, -other.amount)

    def within(self, other: "Sum") -> bool:
        """Whether its minutes and its money are at most the other's, both having the same sign."""
        return abs(self.minutes) <= abs(other.minutes) and abs(self.amount) <= abs(other.amount)

    @property
    def stands(self) -> bool:
        return bool(self.minutes or self.amount)

    @property
    def adds(self) -> bool:
        """Whether it asks for more, rather than taking something back."""
        return (self.amount, self.minutes) > (ZERO, 0)


Key: TypeAlias = tuple[str, str, Decimal]
"""Client, tier and rate: what a line is for."""


def standing(lines: Iterable[Line]) -> dict[str, dict[Key, Sum]]:
    """What stands invoiced for each ID. Voided and credited lines cancel out and leave no key."""
    sums: dict[str, dict[Key, Sum]] = defaultdict(dict)
    for line in lines:
        of_id = sums[line.id]
        of_id[line.key] = of_id.get(line.key, Sum()).plus(line.overage, line.minutes, line.amount)
    kept = {id_: {key: each for key, each in of_id.items() if each.stands} for id_, of_id in sums.items()}
    return {id_: of_id for id_, of_id in kept.items() if of_id}


def summed(lines: Iterable[Line]) -> Sum:
    """What lines of one key come to."""
    found = Sum()
    for line in lines:
        found = found.plus(line.overage, line.minutes, line.amount)
    return found


def difference(now: Mapping[Key, Sum], before: Mapping[Key, Sum]) -> dict[Key, Sum]:
    """What is due and not yet invoiced, negative where too much was."""
    found = {}
    for key in (*now, *(key for key in before if key not in now)):
        rest = now.get(key, Sum()).minus(before.get(key, Sum()))
        if rest.stands:
            found[key] = rest
    return found
