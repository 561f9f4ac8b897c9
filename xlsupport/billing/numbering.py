"""The numbers of invoices and credit notes: gapless, and never given twice."""

import re
from collections.abc import Iterator
from datetime import date

from xlsupport.billing.register import Register


def numbers(prefix: str, issued: date, register: Register) -> Iterator[str]:
    """The numbers to give next: gapless within prefix and year of issue, never one that was given before.

    One that only its lines still bear was given too; and case makes no difference, as it makes none to sheets' names.
    """
    pattern = re.compile(re.escape(start := f"{prefix}{issued.year}-") + "([0-9]+)", re.IGNORECASE)
    borne = {*(each.number for each in register.invoices), *(line.invoice for line in register.lines)}
    given = [found for number in borne if (found := pattern.fullmatch(number))]
    next_one = max((int(found[1]) for found in given), default=0) + 1
    while True:
        yield f"{start}{next_one:04}"
        next_one += 1
