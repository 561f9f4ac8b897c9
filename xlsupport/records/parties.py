"""Clients, contacts and agreements: who may be supported, and who pays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from xlsupport.records.policy import BrokenRule, Record, Share
from xlsupport.records.vocabulary import Tier, either

_DAY = timedelta(days=1)


def _in_order(first: date | None, last: date | None, first_name: str, last_name: str) -> Iterator[BrokenRule]:
    if first is not None and last is not None and last < first:
        yield BrokenRule(last_name, f"{last_name} {last} is before {first_name} {first}", "Correct one of the two dates")


class Contract(Record):
    """One row of Clients: a client's package over a time. Both dates are inclusive; no end: until further notice.

    `number` is its place in the table.
    """

    number: int = 0
    client: str
    package: str
    start: date
    end: date | None = None
    billing_contact: str = ""
    billing_email: str = ""
    billing_address: str = ""
    po_number: str = ""
    tax_rate: Share = Decimal(0)
    account_manager: str = ""
    former_names: tuple[str, ...] = ()

    @classmethod
    def broken_rules(cls, values: Mapping[str, Any]) -> Iterator[BrokenRule]:
        """It does not end before it starts."""
        return _in_order(values.get("start"), values.get("end"), "Contract start", "Contract end")

    @property
    def last_day(self) -> date:
        return self.end or date.max


class Contact(Record):
    """A person of a client; support needs training on or before the day, and no withdrawal before it."""

    client: str
    contact: str
    trained: date | None = None
    withdrawn: date | None = None

    @classmethod
    def broken_rules(cls, values: Mapping[str, Any]) -> Iterator[BrokenRule]:
        """Nobody is withdrawn before being trained."""
        return _in_order(values.get("trained"), values.get("withdrawn"), "Trained on", "Withdrawn on")

    def may_be_supported(self, day: date) -> bool:
        return self.trained is not None and self.trained <= day and (self.withdrawn is None or self.withdrawn >= day)


class Agreement(Record):
    """A client's agreement to pay for overage. `number` is its place in the table; no hours: no end; no rate: the tier's."""

    number: int = 0
    client: str
    tier: Tier
    start: date
    end: date | None = None
    hours: Annotated[Decimal, Field(ge=0)] | None = None
    rate: Annotated[Decimal, Field(ge=0)] | None = None
    reference: str = ""

    @classmethod
    def broken_rules(cls, values: Mapping[str, Any]) -> Iterator[BrokenRule]:
        """It does not end before it starts, and has hours only if its tier has some."""
        yield from _in_order(values.get("start"), values.get("end"), "Start", "End")
        hours, tier = values.get("hours"), values.get("tier")
        if hours is not None and tier is not None and not tier.has_hours:
            found = f"Hours is {hours}, but an {tier} agreement has none to use up"
            yield BrokenRule("Hours", found, f"Empty it, or make the tier {either(each for each in Tier if each.has_hours)}")

    @property
    def minutes(self) -> int | None:
        """The billed minutes that it includes; None where it has no end. Reading has checked that they are (nearly) whole."""
        return None if self.hours is None else round(self.hours * 60)

    def in_force(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


class Coverage(NamedTuple):
    """The contract in force for a client on a day, and the first day of its unbroken run, from which contract years count."""

    contract: Contract
    anchor: date


@dataclass(frozen=True)
class Parties:
    """Everybody, by the names of the set-up tables: contracts in order of their start, agreements oldest first.

    `names` has each client's name by the keys of all the names that mean it, former ones too.
    """

    names: Mapping[str, str]
    contracts: Mapping[str, tuple[Contract, ...]]
    contacts: Mapping[tuple[str, str], Contact]
    agreements: Mapping[str, tuple[Agreement, ...]]

    def coverage(self, client: str, day: date) -> Coverage | None:
        """What covers a client on a day; None outside a contract."""
        before: Contract | None = None
        anchor = date.min
        for contract in self.contracts.get(client, ()):
            if before is None or before.last_day == date.max or contract.start != before.last_day + _DAY:
                anchor = contract.start
            if contract.start <= day <= contract.last_day:
                return Coverage(contract, anchor)
            before = contract
        return None

    def last_contract(self, client: str, day: date) -> Contract | None:
        """The contract in force on a day, else the client's last: whose address an invoice bears; None for a stranger."""
        covered = self.coverage(client, day)
        if covered:
            return covered.contract
        return self.contracts[client][-1] if client in self.contracts else None

    def contract_for(self, client: str, day: date) -> Contract | None:
        """The contract in force on a day, else the last before it, else the client's first; None for a stranger."""
        contracts = self.contracts.get(client, ())
        return next((each for each in reversed(contracts) if each.start <= day), contracts[0] if contracts else None)
