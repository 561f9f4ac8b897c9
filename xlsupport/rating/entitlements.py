"""Draw entries down against limits."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from xlsupport.records.parties import Coverage
from xlsupport.records.policy import Limit, Package, Policy
from xlsupport.records.vocabulary import Channel, PeriodKind, Unit
from xlsupport.words.periods import Period


class Draw(NamedTuple):
    """What one limit did for one entry, in the limit's unit: its room before, what was taken; no period: for each entry anew."""

    limit: Limit
    period: Period | None
    allowed: int
    room: int
    taken: int

    @property
    def left(self) -> int:
        return self.room - self.taken


class Allowances:
    """What every client has used of every limit, period by period, while the log is walked in order."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._used: dict[tuple[str, str, str, Period], int] = {}
        self._applicable: dict[tuple[Channel, str, int], tuple[Limit, ...]] = {}
        self._keys: dict[date, int] = {}
        self._packages: dict[tuple[str, date], Package] = {}
        self._periods: dict[tuple[PeriodKind, date, date], Period] = {}

    def applicable(self, channel: Channel, category: str, day: date) -> tuple[Limit, ...]:
        """The limits in force on a day whose channels and categories both match."""
        key = (channel, category, self._keys[day] if day in self._keys else self._key(day))
        if key not in self._applicable:
            limits = self._policy.limits_on(day)
            self._applicable[key] = tuple(limit for limit in limits if limit.applies_to(channel, category))
        return self._applicable[key]

    def _key(self, day: date) -> int:
        key = self._keys[day] = self._policy.limits_key(day)
        return key

    def _package(self, name: str, day: date) -> Package:
        if (name, day) not in self._packages:
            self._packages[name, day] = self._policy.package_on(name, day)
        return self._packages[name, day]

    def period(self, limit: Limit, day: date, anchor: date) -> Period | None:
        """The period of a limit that a day falls in; None where each entry has the quantity for itself."""
        if limit.period.of is None:
            return None
        key = (limit.period, day, anchor)
        if key not in self._periods:
            self._periods[key] = limit.period.of(day, anchor)
        return self._periods[key]

    def used(self, client: str, limit: Limit, period: Period) -> int:
        return self._used.get((client, limit.name, limit.unit, period), 0)

    def draw(self, client: str, minutes: int, day: date, coverage: Coverage, limits: Sequence[Limit]) -> tuple[int, list[Draw]]:
        """The minutes that the limits cover, and each limit's part in it (1-policy.md, evaluating an entry, step 5).

        Covered is the least of the minutes and every minutes limit's room, and 0 where an entries limit has none left;
        each limit is used only if anything is covered.
        """
        package = self._package(coverage.contract.package, day)
        covered = minutes
        states: list[tuple[Limit, Period | None, int, int]] = []
        for limit in limits:
            allowed = limit.allowed(package)
            period = self.period(limit, day, coverage.anchor)
            room = max(0, allowed - self.used(client, limit, period)) if period else allowed
            covered = min(covered, room) if limit.unit is Unit.MINUTES or not room else covered
            states.append((limit, period, allowed, room))
        draws = []
        for limit, period, allowed, room in states:
            taken = limit.unit.taken(covered) if covered else 0
            if period and taken:
                key = (client, limit.name, limit.unit, period)
                self._used[key] = self._used.get(key, 0) + taken
            draws.append(Draw(limit, period, allowed, room, taken))
        return covered, draws
