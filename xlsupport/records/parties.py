"""Clients, contacts and agreements: who may be supported, and who pays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import BaseModel, Field, model_validator

from xlsupport.records.policy import STRICT, Share, broken
from xlsupport.records.vocabulary import Tier, either

_DAY = timedelta(days=1)


def _check_order(first: date, last: date | None, first_name: str, last_name: str) -> None:
    if last is not None and last < first:
        raise broken(last_name, f"{last_name} {last} is before {first_name} {first}", "Correct one of the two dates")


class Contract(BaseModel):
    """One row of Clients: a client's package over a time. Both dates are inclusive; no end: until further notice.

    `number` is its place in the table.
    """

    model_config = STRICT
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

    @model_validator(mode="after")
    def _runs_forward(self) -> "Contract":
        _check_order(self.start, self.end, "Contract start", "Contract end")
        return self

    @property
    def last_day(self) -> date:
        return self.end or date.max


class Contact(BaseModel):
    """A person of a client; support needs training on or before the day, and no withdrawal before it."""

    model_config = STRICT
    client: str
    contact: str
    trained: date | None = None
    withdrawn: date | None = None

    @model_validator(mode="after")
    def _runs_forward(self) -> "Contact":
        if self.trained is not None:
            _check_order(self.trained, self.withdrawn, "Trained on", "Withdrawn on")
        return self

    def may_be_supported(self, day: date) -> bool:
        return self.trained is not None and self.trained <= day and (self.withdrawn is None or self.withdrawn >= day)


class Agreement(BaseModel):
    """A client's agreement to pay for overage. `number` is its place in the table; no hours: no end; no rate: the tier's."""

    model_config = STRICT
    number: int = 0
    client: str
    tier: Tier
    start: date
    end: date | None = None
    hours: Annotated[Decimal, Field(ge=0)] | None = None
    rate: Annotated[Decimal, Field(ge=0)] | None = None
    reference: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Agreement":
        _check_order(self.start, self.end, "Start", "End")
        if self.hours is not None and not self.tier.has_hours:
            found = f"Hours is {self.hours}, but an {self.tier} agreement has none to use up"
            raise broken("Hours", found, f"Empty it, or make the tier {either(tier for tier in Tier if tier.has_hours)}")
        return self

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
