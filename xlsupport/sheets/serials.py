"""Dates as the numbers that Excel keeps of them, in both of its date systems."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

_EPOCH = datetime(1899, 12, 30)  # Excel counts a 29 February 1900, so serials before 61 are a day off: none is a date of ours
_EPOCH_1904 = datetime(1904, 1, 1)


def serial(day: date, date1904: bool) -> Decimal:
    """A date's number in the workbook's date system, to the second.

    >>> serial(date(2026, 10, 31), False), serial(datetime(2026, 10, 31, 6), True)
    (Decimal('46326'), Decimal('44864.25'))
    """
    moment = day.replace(tzinfo=None) if isinstance(day, datetime) else datetime.combine(day, time.min)
    passed = moment - (_EPOCH_1904 if date1904 else _EPOCH)
    seconds = Decimal(passed.seconds) / 86400
    return Decimal(passed.days) + seconds.quantize(Decimal("1e-10")).normalize() if passed.seconds else Decimal(passed.days)


def date_of(serial: float, date1904: bool) -> date:
    """The date of a number, of which a time of day is dropped. Raises OverflowError, ValueError."""
    return ((_EPOCH_1904 if date1904 else _EPOCH) + timedelta(days=int(serial))).date()
