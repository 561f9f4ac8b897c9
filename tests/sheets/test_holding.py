"""When a cell already holds a value: the rule by which runs write nothing twice and every save is read back."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlsupport.sheets.edits import Value
from xlsupport.sheets.holding import holding, holds
from xlsupport.sheets.serials import serial
from xlsupport.sheets.tables import Cell, ErrorValue

DAY = date(2026, 10, 31)


@pytest.mark.parametrize(
    ("cell", "value", "same"),
    [
        (None, None, True),
        ("", None, True),  # an open workbook's formula that gives no text
        (None, "", True),
        (0, None, False),
        (None, 0, False),
        ("Held", "Held", True),
        ("held", "Held", False),
        ("\ufffd", "\ufffe", True),  # as a workbook can hold it
        (ErrorValue("#N/A"), "#N/A", False),
        ("30", 30, False),
        (30, "30", False),
        (30.0, 30, True),
        (62.5, Decimal("62.50"), True),
        (0.1, Decimal("0.1"), True),
        (62.51, Decimal("62.50"), False),
        (True, 1, False),
        (False, 0, False),
        (46326, DAY, True),
        (46326.5, DAY, False),
        (DAY, DAY, True),  # a file may say dates as such, and Excel hands them over so
        (datetime(2026, 10, 31), DAY, True),
        (datetime(2026, 10, 31, 12), DAY, False),
        (datetime(2026, 10, 31, 12), datetime(2026, 10, 31, 12), True),
        ("2026-10-31", DAY, False),
    ],
)
def test_a_cell_holds_a_value(cell: Cell, value: Value, same: bool) -> None:
    assert holds(cell, value, date1904=False) is same
    assert holding(date1904=False)(cell, value) is same


def test_a_whole_tables_answers_do_not_mix_up_one_and_true() -> None:
    same = holding(date1904=False)
    assert [same(cell, 1) for cell in (1, True, 1.0)] == [True, False, True]


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.booleans())
@settings(derandomize=True)
def test_a_date_is_held_by_its_own_number_in_its_own_date_system(day: date, date1904: bool) -> None:
    assert holds(int(serial(day, date1904)), day, date1904)
    assert not holds(int(serial(day, date1904)), day, not date1904)
