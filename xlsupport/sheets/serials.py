"""Dates as the numbers that Excel keeps of them, in both of its date systems."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LEAP_DAY = 60
"""Excel counts a 29 February 1900, which there never was: the days before it stand one day closer to the epoch."""


def serial(day: date, date1904: bool) -> Decimal:
    """A date's number in the workbook's date system, to the second.

    >>> serial(date(2026, 10, 31), False), serial(datetime(2026, 10, 31, 6), True), serial(date(1900, 2, 1), False)
    (Decimal('46326'), Decimal('44864.25'), Decimal('32'))
    """
    moment = day.replace(tzinfo=None) if isinstance(day, datetime) else datetime.combine(day, time.min)
    passed = moment - (_EPOCH_1904 if date1904 else _EPOCH)
    days = passed.days - (not date1904 and passed.days <= _LEAP_DAY)
    seconds = Decimal(passed.seconds) / 86400
    return Decimal(days) + seconds.quantize(Decimal("1e-10")).normalize() if passed.seconds else Decimal(days)


def date_of(serial: float, date1904: bool) -> date:
    """The day that Excel shows for a number: rounded to the second, and the time of day dropped.

    Raises OverflowError, and ValueError for a number that Excel shows as no day.

    >>> str(date_of(46299.99999999999, False)), str(date_of(1, False)), str(date_of(0, True))
    ('2026-10-05', '1900-01-01', '1904-01-01')
    """
    days = round(serial * 86400) // 86400
    if days < (0 if date1904 else 1) or (days == _LEAP_DAY and not date1904):
        raise ValueError(f"{serial} is no day")
    return ((_EPOCH_1904 if date1904 else _EPOCH) + timedelta(days=days + (not date1904 and days < _LEAP_DAY))).date()


def day_of(moment: datetime) -> date:
    """The day of a moment, rounded to the second."""
    return (moment.replace(tzinfo=None) + timedelta(milliseconds=500)).date()
