"""Draw entries down against limits."""

from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from xlsupport.records.parties import Coverage
from xlsupport.records.policy import Limit, Policy
from xlsupport.records.vocabulary import Channel, PeriodKind, Unit
from xlsupport.words.periods import Period


class Draw(NamedTuple):
    """What one limit did for one entry, in the limit's unit: what was used before the entry, the room, and what the entry took.

    `period` is None for a limit that each entry has for itself. More may be used than is allowed, after a change of package.
    """

    limit: Limit
    period: Period | None
    allowed: int
    used: int
    room: int
    taken: int

    @property
    def left(self) -> int:
        return self.room - self.taken


class Entitlements:
    """What every client has used of every limit, period by period, while the log is walked in order."""

    def __init__(self, policy: Policy) -> None:
        self._used: dict[tuple[str, str, str, Period], int] = {}
        # Each is asked once for every entry, and has few distinct answers.
        self._limits_key = cache(policy.limits_key)
        self._package = cache(policy.package_on)
        self._period = cache(_period)
        self._matching = cache(partial(_matching, policy))

    def applicable(self, channel: Channel, category: str, day: date) -> tuple[Limit, ...]:
        """The limits in force on a day whose channels and categories both match."""
        return self._matching(self._limits_key(day), channel, category)

    def period(self, limit: Limit, day: date, anchor: date) -> Period | None:
        """The period of a limit that a day falls in; None where each entry has the quantity for itself."""
        return self._period(limit.period, day, anchor)

    def used(self, client: str, limit: Limit, period: Period) -> int:
        return self._used.get((client, limit.name, limit.unit, period), 0)

    def draw(self, client: str, minutes: int, day: date, coverage: Coverage, limits: Sequence[Limit]) -> tuple[int, list[Draw]]:
        """The minutes that the limits cover, and each limit's part in it (1-policy.md, evaluating an entry, step 5).

        Covered is the least of the minutes and every minutes limit's room, and 0 where an entries limit has none left;
        each limit is used only if anything is covered.
        """
        package = self._package(coverage.contract.package, day)
        covered = minutes
        states: list[tuple[Limit, Period | None, int, int, int]] = []
        for limit in limits:
            allowed = limit.allowed(package)
            period = self.period(limit, day, coverage.anchor)
            used = self.used(client, limit, period) if period else 0
            room = max(0, allowed - used)
            covered = min(covered, room) if limit.unit is Unit.MINUTES or not room else covered
            states.append((limit, period, allowed, used, room))
        draws = []
        for limit, period, allowed, used, room in states:
            taken = limit.unit.taken(covered) if covered else 0
            if period and taken:
                key = (client, limit.name, limit.unit, period)
                self._used[key] = self._used.get(key, 0) + taken
            draws.append(Draw(limit, period, allowed, used, room, taken))
        return covered, draws


def _matching(policy: Policy, key: int, channel: Channel, category: str) -> tuple[Limit, ...]:
    return tuple(limit for limit in policy.limits_of(key) if limit.applies_to(channel, category))


def _period(kind: PeriodKind, day: date, anchor: date) -> Period | None:
    return kind.of(day, anchor) if kind.of else None
