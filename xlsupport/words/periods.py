"""Months, contract years and calendar years that tile the calendar."""

import calendar
from datetime import date, timedelta
from typing import NamedTuple


class Period(NamedTuple):
    """Days from first to last, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def month_of(day: date, _anchor: date = date.min) -> Period:
    """The calendar month that a day falls in.

    >>> str(month_of(date(2024, 2, 10)).last)
    '2024-02-29'
    """
    return Period(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def month_named(text: str) -> Period:
    """The month that is written as 2026-10.

    >>> str(month_named("2026-02").last)
    '2026-02-28'
    """
    return month_of(date.fromisoformat(f"{text}-01"))


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
