"""What an invoice run would bill now."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from xlsupport.billing.due import unbilled_lines
from xlsupport.billing.register import ADJUSTMENT, Line, Register
from xlsupport.rating.evaluation import Evaluation
from xlsupport.words.money import ZERO
from xlsupport.words.periods import Period, month_of


class DueNow(NamedTuple):
    """What an invoice run for the last month that has ended would put on documents, before tax.

    `adjustments` is the part of `amount` that changes what clients were told. `later` is due for entries after that month, up
    to the day that was asked about: the run of their own month bills it.
    """

    month: Period
    amount: Decimal
    adjustments: Decimal
    entries: int
    later: Decimal


def due_now(evaluation: Evaluation, register: Register, day: date) -> DueNow:
    """What is due on a day and not yet invoiced; what is held or invalid is not due."""
    month = last_ended_month(day)
    lines = list(unbilled_lines(evaluation, register, month.last))
    amount = _sum(lines)
    adjustments = _sum(line for line in lines if line.kind == ADJUSTMENT)
    later = ZERO if day == month.last else _sum(unbilled_lines(evaluation, register, day)) - amount
    return DueNow(month, amount, adjustments, len({line.id for line in lines}), later)


def last_ended_month(day: date) -> Period:
    """The last month whose last day has come.

    >>> str(last_ended_month(date(2026, 10, 30)).last), str(last_ended_month(date(2026, 10, 31)).last)
    ('2026-09-30', '2026-10-31')
    """
    month = month_of(day)
    return month if month.last == day else month_of(month.first - timedelta(days=1))


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)
