"""The rules as data: packages, limits, categories, rates, settings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, NamedTuple, Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from xlsupport.records.vocabulary import (
    PACKAGES_OWN,
    Channel,
    PeriodKind,
    Rounding,
    Scheduling,
    Tier,
    Treatment,
    Unit,
    WithoutAgreement,
    either,
)
from xlsupport.records.wording import Wording, has_other_braces, places

STRICT = ConfigDict(frozen=True, strict=True, extra="forbid")
"""Every record is frozen and takes no value of another type: lax reading took True for a minute."""

Share = Annotated[Decimal, Field(ge=0, lt=1)]


class BrokenRule(NamedTuple):
    """A rule between several cells of a row that does not hold, told at one of its headers."""

    header: str
    found: str
    fix: str


class Record(BaseModel):
    """A row of a set-up table."""

    model_config = STRICT

    @classmethod
    def broken_rules(cls, values: Mapping[str, Any]) -> Iterator[BrokenRule]:  # noqa: ARG003 # a record may have none
        """The rules between several fields that these values break; a field that is left out, of a bad cell, breaks none."""
        return iter(())

    @model_validator(mode="after")
    def _breaks_no_rule(self) -> Self:
        for each in self.broken_rules(dict(self)):
            raise PydanticCustomError("rule", "{found}", each._asdict())
        return self


class Package(Record):
    """What a support package includes: minutes for each meeting."""

    name: str
    meeting_minutes: Annotated[int, Field(ge=0, le=1440)]
    since: date | None = None


class Limit(Record):
    """A quantity of entries or minutes that Standard support includes in a period; no channels or categories: any.

    `quantity` is None for the minutes of the client's own package.
    """

    name: str
    channels: frozenset[Channel] = frozenset()
    categories: frozenset[str] = frozenset()
    unit: Unit
    quantity: Annotated[int, Field(ge=0)] | None = None
    period: PeriodKind
    since: date | None = None

    @classmethod
    def broken_rules(cls, values: Mapping[str, Any]) -> Iterator[BrokenRule]:
        """Entries are counted over a time, and by a number of the limit's own."""
        unit, period = values.get("unit"), values.get("period")
        if unit is Unit.ENTRIES and period is not None and period.of is None:
            fix = f"Choose {either(kind for kind in PeriodKind if kind.of)}, or the unit {Unit.MINUTES}"
            yield BrokenRule("Period", f"Period is {period}, but the unit is {unit}", fix)
        if unit is Unit.ENTRIES and values.get("quantity", 0) is None:
            found = f"Quantity is {PACKAGES_OWN}, but the unit is {unit}"
            yield BrokenRule("Quantity", found, f"Enter a whole number, or the unit {Unit.MINUTES}")

    def applies_to(self, channel: Channel, category: str) -> bool:
        return (not self.channels or channel in self.channels) and (not self.categories or category in self.categories)

    def allowed(self, package: Package) -> int:
        return package.meeting_minutes if self.quantity is None else self.quantity


class Category(Record):
    """What help was about, and how it is handled."""

    name: str
    treatment: Treatment


class Rate(Record):
    """What a tier costs an hour, and the increment in minutes that billed time is rounded up to."""

    tier: Tier
    rate: Annotated[Decimal, Field(ge=0)]
    increment: Annotated[int, Field(gt=0, le=1440)]
    since: date | None = None


class Replacement(Record):
    """A word or a sentence that xlsupport fills into documents, and what the vendor wants in its place; empty: nothing."""

    ours: str
    theirs: str = ""

    @classmethod
    def broken_rules(cls, values: Mapping[str, Any]) -> Iterator[BrokenRule]:
        """The vendor's sentence has the places of the one that it replaces: no figure is left out, and none is unknown."""
        ours, theirs = values.get("ours"), values.get("theirs")
        if ours and theirs and places(ours) != places(theirs):
            wanted = " and ".join(f"{{{place}}}" for place in places(ours))
            there = " and ".join(f"{{{place}}}" for place in places(theirs)) or "no place in braces"
            fix = (
                f"Write {wanted} where what changes is to stand, and no other word in braces"
                if wanted
                else "Write it without braces"
            )
            yield BrokenRule("Theirs", f"Theirs has {there}, and Ours has {wanted or 'no place in braces'}", fix)
        elif theirs and has_other_braces(theirs):
            yield BrokenRule(
                "Theirs", "Theirs has braces that would be printed", "Write each place in one pair of braces, as in Ours"
            )


class Settings(BaseModel):
    """What a vendor chooses; the defaults are those of 2-workbook.md."""

    model_config = STRICT
    vendor_name: str = ""
    vendor_address: str = ""
    vendor_email: str = ""
    currency: str = "USD"
    rounding: Rounding = Rounding.PER_ENTRY
    overage_without_agreement: WithoutAgreement = WithoutAgreement.HOLD
    near_limit: Annotated[Decimal, Field(gt=0, le=1)] = Decimal("0.8")
    invoice_prefix: str = "INV-"
    credit_prefix: str = "CN-"
    payment_days: Annotated[int, Field(ge=0, le=3650)] = 30
    tax_label: str = ""
    scheduling: Scheduling = Scheduling.REQUIRED


class Dated(Protocol):
    """A row of rules with the day from which it is in force; None is from the beginning."""

    @property
    def since(self) -> date | None: ...


Version = TypeVar("Version", bound=Dated)


def in_force(versions: Sequence[Version], day: date) -> Version:
    """The version with the latest start on or before a day; versions come in order, the first from the beginning."""
    return next(each for each in reversed(versions) if each.since is None or each.since <= day)


def in_force_between(versions: Sequence[Version], first: date, last: date) -> list[Version]:
    """The versions in force on any day from first to last."""
    begun = [each for each in versions if each.since is None or each.since <= first]
    return begun[-1:] + [each for each in versions if each.since and first < each.since <= last]


def by_start(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Versions of one name in the order in which they come into force."""
    return tuple(sorted(versions, key=lambda each: each.since or date.min))


@dataclass(frozen=True)
class Policy:
    """The rules of one workbook. Packages, limits and rates by name, each a tuple of versions in order of their start."""

    packages: Mapping[str, tuple[Package, ...]]
    limits: Mapping[str, tuple[Limit, ...]]
    categories: Mapping[str, Category]
    rates: Mapping[Tier, tuple[Rate, ...]]
    settings: Settings
    wording: Wording = field(default_factory=Wording)

    @cached_property
    def _limit_starts(self) -> tuple[date, ...]:
        return tuple(sorted({each.since for versions in self.limits.values() for each in versions if each.since}))

    def limits_key(self, day: date) -> int:
        """Days with the same key have the same limits in force."""
        return sum(start <= day for start in self._limit_starts)

    def limits_on(self, day: date) -> tuple[Limit, ...]:
        """The limits in force on a day, in the order of the table."""
        return self.limits_of(self.limits_key(day))

    def limits_of(self, key: int) -> tuple[Limit, ...]:
        """The limits in force on all days of a key, in the order of the table."""
        first = self._limit_starts[key - 1] if key else date.min
        return tuple(in_force(versions, first) for versions in self.limits.values())

    def package_on(self, name: str, day: date) -> Package:
        return in_force(self.packages[name], day)

    def rate_on(self, tier: Tier, day: date) -> Rate:
        return in_force(self.rates[tier], day)
