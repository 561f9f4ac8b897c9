"""Dates as the numbers that Excel keeps of them: the day is the one that Excel shows (1-policy.md, Evaluating an entry)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.ledgers import QUICK

from xlsupport.sheets.serials import date_of, day_of, serial


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (1, "1900-01-01"),
        (32, "1900-02-01"),
        (59, "1900-02-28"),
        (61, "1900-03-01"),
        (36526, "2000-01-01"),
        (46300, "2026-10-05"),
        (46300.99998, "2026-10-05"),
        (46299.99999999999, "2026-10-05"),
        (46295.999996, "2026-10-01"),  # 0.35 seconds before midnight
        (46295.99999, "2026-09-30"),  # 0.86 seconds before it
        (2958465, "9999-12-31"),
    ],
)
def test_the_day_of_a_number(number: float, day: str) -> None:
    assert str(date_of(number, date1904=False)) == day


def test_the_day_of_a_number_where_dates_count_from_1904() -> None:
    assert [str(date_of(number, date1904=True)) for number in (0, 1, 44838.9999999)] == ["1904-01-01", "1904-01-02", "2026-10-06"]


@pytest.mark.parametrize("number", [0, 0.5, -1, 60, 60.5])
def test_a_number_that_excel_shows_as_no_day(number: float) -> None:
    """60 is shown as 29 February 1900, which there never was."""
    with pytest.raises(ValueError, match="is no day"):
        date_of(number, date1904=False)


def test_numbers_without_a_date_at_all() -> None:
    with pytest.raises(OverflowError):
        date_of(1e300, date1904=False)


@QUICK
@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)), st.booleans())
def test_a_day_is_read_back_from_its_number(day: date, date1904: bool) -> None:
    if day.year >= 1904 or not date1904:
        assert date_of(float(serial(day, date1904)), date1904) == day


def test_days_and_moments_become_numbers() -> None:
    assert serial(date(1900, 2, 28), date1904=False) == 59
    assert serial(date(1900, 3, 1), date1904=False) == 61
    assert serial(datetime(2026, 10, 5, 12), date1904=False) == Decimal("46300.5")


def test_a_moment_counts_to_the_day_after_rounding_to_the_second() -> None:
    last = datetime(2026, 10, 5, 23, 59, 59)
    assert [day_of(last + timedelta(milliseconds=each)).day for each in (0, 499, 500, 999)] == [5, 5, 6, 6]
