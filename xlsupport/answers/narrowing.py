"""Which part of what a check found was asked for: that of some clients, of a month, or with some codes."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from xlsupport.flags.facts import Breach
from xlsupport.flags.rules import SEVERITY
from xlsupport.rating.balances import Balance
from xlsupport.records.usage import OutsideRow
from xlsupport.settlement import Settlement, chosen_clients
from xlsupport.words.names import name_key, nearest, quoted
from xlsupport.words.periods import Period, month_of
from xlsupport.words.problems import UsageError


class Narrowing(NamedTuple):
    """What a list is narrowed to; None does not narrow it. Totals are never narrowed.

    Clients narrow entries, balances and breaches, and what belongs to no known client is then not listed. A month narrows
    entries and breaches by the entry's date, breaches without an entry by the days that they are about; where no date can be
    read, an entry or a breach may belong to any month and stays listed. Codes narrow breaches alone.
    """

    clients: Collection[str] | None = None
    month: Period | None = None
    codes: Collection[str] | None = None

    @property
    def narrows(self) -> bool:
        return self != EVERYTHING

    def lists(self, client: str, day: date | None) -> bool:
        """Whether an entry of a client and a day is listed."""
        return self._of_clients(client) and (self.month is None or day is None or day in self.month)

    def balances(self, settlement: Settlement) -> list[Balance]:
        return [each for each in settlement.balances if self._of_clients(each.client)]

    def breaches(self, settlement: Settlement) -> list[Breach]:
        """The breaches that are listed, in their order. Rows outside the table count by what each of them says."""
        outside: dict[tuple[int | None, int | None], Sequence[OutsideRow]]
        outside = {(None, block.row): block.rows for block in settlement.evaluation.log.outside}
        of_code = (each for each in settlement.breaches if self.codes is None or each.code in self.codes)
        return [each for each in of_code if self._is_about(each, outside.get((each.offset, each.row), ()))]

    def without_client(self, settlement: Settlement) -> int:
        """How many breaches of rows without a known client are not listed, since they may be about the clients asked for."""
        if self.clients is None:
            return 0
        listed = set(map(id, self.breaches(settlement)))
        anybody = Narrowing(None, self.month, self.codes).breaches(settlement)
        return sum(not each.client and each.row is not None and id(each) not in listed for each in anybody)

    def _of_clients(self, client: str) -> bool:
        return self.clients is None or client in self.clients

    def _is_about(self, breach: Breach, rows: Sequence[OutsideRow]) -> bool:
        if rows:
            return any(self.lists(row.client, row.day) for row in rows)
        if breach.period is None or self.month is None:
            return self.lists(breach.client, breach.day)
        overlaps = breach.period.first <= self.month.last and self.month.first <= breach.period.last
        return self._of_clients(breach.client) and overlaps


EVERYTHING = Narrowing()


def narrowing(settlement: Settlement, clients: Sequence[str], month: date | None, codes: Sequence[str]) -> Narrowing:
    """What a person asked for. Raises UsageError for a client or a code that is not known."""
    return Narrowing(
        chosen_clients(settlement.evaluation, clients), month_of(month) if month else None, known_codes(codes) or None
    )


def known_codes(asked: Sequence[str]) -> set[str]:
    """The codes that were asked for, as the flags spell them. Raises UsageError for one that no flag has."""
    by_key = {name_key(code): code for code in SEVERITY}
    for code in asked:
        if name_key(code) not in by_key:
            meant = nearest(code, SEVERITY)
            hint = f" (did you mean {meant}?)" if meant else ""
            raise UsageError(f"There is no code {quoted(code)}{hint}. The codes are {', '.join(SEVERITY)}")
    return {by_key[name_key(code)] for code in asked}
