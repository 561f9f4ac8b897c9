"""Periods tile the calendar: every day is in exactly one, whatever the anchor."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlsupport.records.vocabulary import PeriodKind
from xlsupport.words.periods import Period, contract_year_of

DAYS = [date(2023, 12, 1) + timedelta(days=number) for number in range(3 * 366)]
ANCHORS = [date(2020, 2, 29), date(2019, 2, 28), date(2019, 3, 1), date(2021, 1, 1), date(2021, 12, 31), date(2022, 5, 15)]


@pytest.mark.parametrize("kind", [kind for kind in PeriodKind if kind.of])
@pytest.mark.parametrize("anchor", ANCHORS)
def test_periods_tile_two_new_years_and_two_leap_days(kind: PeriodKind, anchor: date) -> None:
    assert kind.of is not None
    found = [kind.of(day, anchor) for day in DAYS]
    for day, period in zip(DAYS, found, strict=True):
        assert day in period
    for before, after in pairwise(found):
        assert after == before or after.first == before.last + timedelta(days=1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 40_000))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_contract_year_lasts_a_year_and_the_first_begins_with_the_contract(anchor: date, later: int) -> None:
    day = anchor + timedelta(days=later)
    year = contract_year_of(day, anchor)
    assert day in year
    assert 365 <= (year.last - year.first).days + 1 <= 366
    assert contract_year_of(anchor, anchor).first == anchor
    assert contract_year_of(year.last + timedelta(days=1), anchor).first == year.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "day", "anchor", "first", "last"),
    [
        ("month", "2024-02-29", "2020-01-01", "2024-02-01", "2024-02-29"),
        ("month", "2026-02-01", "2020-01-01", "2026-02-01", "2026-02-28"),
        ("month", "2026-12-31", "2020-01-01", "2026-12-01", "2026-12-31"),
        ("calendar year", "2026-12-31", "2020-05-05", "2026-01-01", "2026-12-31"),
        ("contract year", "2026-05-14", "2025-05-15", "2025-05-15", "2026-05-14"),
        ("contract year", "2026-05-15", "2025-05-15", "2026-05-15", "2027-05-14"),
        ("contract year", "2025-02-27", "2024-02-29", "2024-02-29", "2025-02-27"),
        ("contract year", "2025-02-28", "2024-02-29", "2025-02-28", "2026-02-27"),
        ("contract year", "2028-02-28", "2024-02-29", "2027-02-28", "2028-02-28"),
        ("contract year", "2028-02-29", "2024-02-29", "2028-02-29", "2029-02-27"),
        ("contract year", "9999-12-31", "2024-06-01", "9999-06-01", "9999-12-31"),
    ],
)
def test_the_first_and_the_last_day_of_a_period(kind: str, day: str, anchor: str, first: str, last: str) -> None:
    of = next(each for each in PeriodKind if each == kind).of
    assert of is not None
    found = of(date.fromisoformat(day), date.fromisoformat(anchor))
    assert found == Period(date.fromisoformat(first), date.fromisoformat(last))
