"""What each client has left of each limit and agreement on the as-of date."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from xlsupport.rating.evaluation import Evaluation
from xlsupport.records.policy import Limit
from xlsupport.records.vocabulary import ADVANCED_HOURS, PeriodKind, State, Unit
from xlsupport.words.periods import Period, month_of


class Balance(NamedTuple):
    """A client's limit in the period that contains the as-of date, or an Advanced agreement's hours (then `reference`).

    Quantities are entries or minutes. `used` counts every entry of the period, whatever its date. `current`: the as-of
    date lies in the period, so that it may be told of.
    """

    client: str
    package: str
    limit: str
    unit: Unit
    first: date
    last: date | None
    allowed: int
    used: int
    state: State
    current: bool = True
    reference: str | None = None

    @property
    def remaining(self) -> int:
        return max(0, self.allowed - self.used)

    @property
    def share(self) -> Decimal | None:
        """Used of allowed; None where nothing is allowed."""
        return Decimal(self.used) / self.allowed if self.allowed else None


def state(allowed: int, used: int, unit: Unit, near: Decimal) -> State:
    """Reached where it is used up; Near from the setting's share on or, for entries, with one left and at least one used.

    >>> [str(state(4, used, Unit.ENTRIES, Decimal("0.8"))) for used in range(5)]
    ['OK', 'OK', 'OK', 'Near', 'Reached']
    """
    if used >= allowed:
        return State.REACHED
    one_left = unit is Unit.ENTRIES and used and allowed - used == 1
    return State.NEAR if used >= near * allowed or one_left else State.OK


def _of_limit(evaluation: Evaluation, client: str, limit: Limit, day: date) -> Balance | None:
    """A limit's balance in the period of a day; None outside a contract and for limits anew each entry."""
    coverage = evaluation.parties.coverage(client, day)
    period = evaluation.entitlements.period(limit, day, coverage.anchor) if coverage else None
    if coverage is None or period is None:
        return None
    package = evaluation.policy.package_on(coverage.contract.package, day)
    allowed, used = limit.allowed(package), evaluation.entitlements.used(client, limit, period)
    near = evaluation.policy.settings.near_limit
    return Balance(client, package.name, limit.name, limit.unit, *period, allowed, used, state(allowed, used, limit.unit, near))


def balances_of(evaluation: Evaluation, client: str, day: date) -> Iterator[Balance]:
    """One client's balances: its month and year limits in the order of the rules, then its Advanced agreements with hours."""
    for limit in evaluation.policy.limits_on(day):
        balance = _of_limit(evaluation, client, limit, day)
        if balance:
            yield balance
    near = evaluation.policy.settings.near_limit
    for agreement in evaluation.parties.agreements.get(client, ()):
        allowed, left = agreement.minutes, evaluation.payments.left(agreement)
        if agreement.tier.has_hours and allowed is not None and left is not None:
            used = allowed - left
            yield Balance(
                client, "", ADVANCED_HOURS, Unit.MINUTES, agreement.start, agreement.end, allowed, used,
                state(allowed, used, Unit.MINUTES, near), agreement.in_force(day), agreement.reference,
            )  # fmt: skip


def balances(evaluation: Evaluation, day: date) -> list[Balance]:
    """Every client's balances on a day, in the order of the table Clients."""
    return [each for client in evaluation.parties.contracts for each in balances_of(evaluation, client, day)]


def used_up_twice(evaluation: Evaluation, day: date) -> Iterator[tuple[str, Limit]]:
    """Clients that used up the same month limit in a day's month and in the month before."""
    month = month_of(day)
    before = month_of(month.first - timedelta(days=1))
    earlier = {limit.name: limit for limit in evaluation.policy.limits_on(before.last)}
    for client in evaluation.parties.contracts:
        for limit in evaluation.policy.limits_on(month.last):
            if _used_up(evaluation, client, limit, month) and _used_up(evaluation, client, earlier[limit.name], before):
                yield client, limit


def _used_up(evaluation: Evaluation, client: str, limit: Limit, month: Period) -> bool:
    """Whether a client used up a month limit, by the package of the last contract that was in force in the month."""
    contracts = evaluation.parties.contracts[client]
    in_force = [each for each in contracts if each.start <= month.last and each.last_day >= month.first]
    if limit.period is not PeriodKind.MONTH or not in_force:
        return False
    used = evaluation.entitlements.used(client, limit, month)
    return 0 < used >= limit.allowed(evaluation.policy.package_on(in_force[-1].package, month.last))
