"""The numbers of invoices and credit notes: gapless, and never given twice."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from xlsupport.billing.register import Register


class Series(NamedTuple):
    """The documents of one prefix and year of issue, which are numbered one after the other."""

    prefix: str
    year: int

    @property
    def start(self) -> str:
        """How their numbers begin."""
        return f"{self.prefix}{self.year}-"

    def place(self, number: str) -> int | None:
        """A number's place in the series; None for one of another. Case makes no difference, as it makes none to sheets' names.

        >>> Series("INV-", 2026).place("inv-2026-0012"), Series("INV-", 2026).place("CN-2026-0001")
        (12, None)
        """
        found = re.fullmatch(re.escape(self.start) + "([0-9]{1,4000})", number, re.IGNORECASE)
        return int(found[1]) if found else None

    def latest_issue(self, register: Register) -> date | None:
        """The latest date of issue of its documents."""
        return max((each.issued for each in register.invoices if self.place(each.number) is not None), default=None)


def numbers(prefix: str, issued: date, register: Register) -> Iterator[str]:
    """The numbers to give next: gapless within prefix and year of issue, never one that was given before.

    One that only its lines or the table Runs still name was given too.
    """
    series = Series(prefix, issued.year)
    next_one = max((index for number in register.numbers if (index := series.place(number)) is not None), default=0) + 1
    while True:
        yield f"{series.start}{next_one:04}"
        next_one += 1
