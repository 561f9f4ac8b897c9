"""Who pays for what no limit covers: tiers, hours left, increments."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from xlsupport.records.parties import Agreement
from xlsupport.records.policy import Policy
from xlsupport.records.vocabulary import Tier
from xlsupport.words.money import price
from xlsupport.words.periods import Period


class Charge(NamedTuple):
    """Overage that somebody pays for: raw minutes, billed minutes, the rate an hour and the amount.

    `raw_before` and `billed_before` are what its rounding group had come to before it; 0 where each entry is rounded alone.
    `left_before` is what the agreement had left, in billed minutes; None where it has no end.
    """

    tier: Tier
    reference: str
    minutes: int
    billed: int
    rate: Decimal
    amount: Decimal
    agreement: int | None
    raw_before: int
    billed_before: int
    left_before: int | None


def begun_increments(minutes: int, increment: int) -> int:
    """Minutes to bill: a begun increment counts whole.

    >>> [begun_increments(minutes, 30) for minutes in (0, 1, 30, 31)]
    [0, 30, 30, 60]
    """
    return -(-minutes // increment) * increment


class Payments:
    """What every agreement has left and what every rounding group has used, while the log is walked in order."""

    def __init__(self, policy: Policy, agreements: Iterable[Agreement]) -> None:
        self._policy = policy
        self._rounding = policy.settings.rounding
        self._left = {each.number: each.minutes for each in agreements}
        self._raw: dict[tuple[str, Tier, int | None, Period], int] = {}

    def left(self, agreement: Agreement) -> int | None:
        """Billed minutes that an agreement still has; None where it has no end."""
        return self._left[agreement.number]

    def pay(self, client: str, overage: int, day: date, agreements: Iterable[Agreement], bill: bool) -> tuple[list[Charge], int]:
        """Charges for overage in the order in which they are paid, and the minutes that nobody pays for (step 6).

        Advanced agreements with hours left come first, then an As needed one; `bill` charges the rest at the As-needed
        rate even without an agreement. Agreements come oldest first.
        """
        charges: list[Charge] = []
        in_force = [each for each in agreements if each.in_force(day)]
        for tier in Tier:
            for agreement in in_force:
                if overage and agreement.tier is tier:
                    charge = self._charge(client, tier, agreement, overage, day)
                    if charge:
                        charges.append(charge)
                        overage -= charge.minutes
        if overage and bill:
            charge = self._charge(client, Tier.AS_NEEDED, None, overage, day)
            assert charge is not None  # only an agreement's hours can be used up
            charges.append(charge)
            overage = 0
        return charges, overage

    def _charge(self, client: str, tier: Tier, agreement: Agreement | None, overage: int, day: date) -> Charge | None:
        """The part of the overage that an agreement has room for, rounded up once.

        Billed is the group's rounded running total after the entry less that before it; per entry there is no group. The
        minutes taken are never more than what an agreement's hours left can pay when rounded up, so hours never go below 0:
        with an increment of 30, 1 hour left and 10 minutes into a begun half hour, there is room for 20 + 60 minutes.
        """
        rate = self._policy.rate_on(tier, day)
        group = self._rounding.group(day)
        number = agreement.number if agreement else None
        raw = self._raw.get((client, tier, number, group), 0) if group else 0
        left = self._left[agreement.number] if agreement else None
        before = begun_increments(raw, rate.increment)
        taken = overage if left is None else min(overage, before - raw + left // rate.increment * rate.increment)
        if not taken:
            return None
        billed = begun_increments(raw + taken, rate.increment) - before
        if group:
            self._raw[client, tier, number, group] = raw + taken
        if agreement and left is not None:
            self._left[agreement.number] = left - billed
        each_hour = rate.rate if agreement is None or agreement.rate is None else agreement.rate
        reference = agreement.reference if agreement else ""
        return Charge(tier, reference, taken, billed, each_hour, price(billed, each_hour), number, raw, before, left)
