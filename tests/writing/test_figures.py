"""The values of the formulas of *Start* and *Dashboard*, computed here as Excel computes them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from xlsupport.sheets.edits import Value
from xlsupport.sheets.serials import serial
from xlsupport.sheets.specifications import TABLES
from xlsupport.writing.figures import LAST_RUN, MONTHS_SHOWN, MONTHS_TOP, START_TOP, figures

SHEETS = {spec.name: spec.sheet for spec in TABLES.values()}


def shown(tables: dict[str, dict[str, list[object]]], date1904: bool = False) -> dict[str, Value]:
    return {f"{each.sheet}!{each.cell}": each.value for each in figures(tables, SHEETS, date1904)}


def months(as_of: object, date1904: bool = False) -> list[Value]:
    found = shown({"Runs": {"Run": [1], "As of": [as_of]}}, date1904)
    return [found[f"Dashboard!A{MONTHS_TOP + index}"] for index in range(MONTHS_SHOWN)]


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        (date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 1)),
        (date(2026, 1, 1), date(2025, 2, 1), date(2026, 1, 1)),
        (date(2026, 11, 30), date(2025, 12, 1), date(2026, 11, 1)),
        (date(2024, 2, 29), date(2023, 3, 1), date(2024, 2, 1)),
    ],
)
def test_the_dashboard_shows_the_twelve_months_up_to_the_last_run(as_of: date, first: date, last: date) -> None:
    found = months(as_of)
    assert (found[0], found[-1], len(set(found))) == (first, last, 12)
    assert months(datetime(as_of.year, as_of.month, as_of.day, 12)) == found
    for date1904 in (False, True):
        assert months(int(serial(as_of, date1904)), date1904) == found


@pytest.mark.parametrize("as_of", ["2026-10-31", None, True, -1])
def test_without_a_run_on_a_date_no_month_is_shown(as_of: object) -> None:
    assert months(as_of) == [""] * 12


def test_a_month_has_the_minutes_of_its_channel_and_the_amounts_of_its_tier() -> None:
    found = shown({
        "Runs": {"Run": [1], "As of": [date(2026, 2, 10)]},
        "UsageLog": {
            "Date": [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), "2026-02-03", date(2025, 2, 1), None],
            "Channel": ["Phone", "phone", "Ticket", "Phone", "Phone", "Phone"],
            "Minutes": [10, 20, 5, 40, 80, 160],
            "Amount": [0, 0, 62.5, 0, 0, True],
        },
        "InvoiceLines": {
            "Date": [date(2026, 2, 1)] * 3, "Tier": ["Advanced", "As needed", "As needed"], "Amount": [50, 0.1, 0.2],
        },
    })  # fmt: skip
    row = MONTHS_TOP + MONTHS_SHOWN - 1
    assert [found[f"Dashboard!{column}{row}"] for column in "BCDE"] == [5, 20, 0, 0]
    assert [found[f"Dashboard!{column}{row - 1}"] for column in "BCDE"] == [0, 10, 0, 0]
    assert [found[f"Dashboard!{column}{row}"] for column in "HI"] == [50, Decimal("0.3")]
    assert found[f"Start!C{START_TOP + len(LAST_RUN)}"] == Decimal("62.5") - Decimal("50.3")
