"""Months, contract years and calendar years that tile the calendar."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """Days from first to last, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def month_of(day: date, _anchor: date) -> Period:
    """The calendar month that a day falls in.

    >>> str(month_of(date(2024, 2, 10), date.min).last)
    '2024-02-29'
    """
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def calendar_year_of(day: date, _anchor: date) -> Period:
    """The calendar year that a day falls in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def anniversary(anchor: date, year: int) -> date:
    """An anchor's day in another year; 29 February is 28 February in common years.

    >>> str(anniversary(date(2024, 2, 29), 2026))
    '2026-02-28'
    """
    return anchor.replace(year=year, day=min(anchor.day, calendar.monthrange(year, anchor.month)[1]))


def contract_year_of(day: date, anchor: date) -> Period:
    """The year between two anniversaries of a contract's first day that a day falls in."""
    year = day.year if anniversary(anchor, day.year) <= day else day.year - 1
    last = anniversary(anchor, year + 1) - timedelta(days=1) if year < date.max.year else date.max
    return Period(anniversary(anchor, year), last)


PERIODS: dict[str, Callable[[date, date], Period]] = {
    "month": month_of,
    "contract year": contract_year_of,
    "calendar year": calendar_year_of,
}
"""Every kind of period that a limit's quantity may be given for; besides these, `entry` is each entry anew."""
