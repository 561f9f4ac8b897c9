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


# The clients nearest to their limits


LIMITS: dict[str, list[object]] = {"Limit": ["Length", "Calls", "Meetings"], "Period": ["entry", "month", "contract year"]}


def clients(*balances: tuple[str, str, float, str], limits: dict[str, list[object]] | None = None) -> list[list[Value]]:
    """The block of clients on *Dashboard*, its headers first: rows that show nothing are left out."""
    columns = zip(*balances, strict=True) if balances else [()] * 4
    table = {header: list(cells) for header, cells in zip(("Client", "Limit", "Used %", "State"), columns, strict=True)}
    found = shown({"Limits": limits or LIMITS, "Balances": table})
    rows = [["", *(found[f"Dashboard!{letter}5"] for letter in "CDEFG")]]
    rows += [[found[f"Dashboard!{letter}{row}"] for letter in "ACDEFG"] for row in range(6, 21)]
    notes = [[found[f"Dashboard!{cell}"]] for cell in ("B4", "A21")]
    return [row for row in (*rows, *notes) if any(cell != "" for cell in row)]


def test_the_headers_are_the_limits_that_count_over_a_time_each_name_once() -> None:
    limits = {"Limit": ["Length", " Calls", "Visits ", "calls"], "Period": ["Entry", "month", "calendar year", "month"]}
    assert clients(limits=limits) == [["", "Calls", "Visits", "", "", ""]]  # type: ignore[arg-type] # the same


def test_the_client_with_the_highest_share_of_any_limit_comes_first_and_of_equal_ones_the_first_in_the_table() -> None:
    assert clients(
        ("Acme", "Calls", 0.25, "OK"), ("Acme", "Meetings", 0.5, "OK"),
        ("Blue", "Calls", 1.25, "Reached"), ("Blue", "Meetings", 0, "OK"),
        ("Cafe", "Calls", 0.5, "OK"), ("Cafe", "Meetings", 0.5, "OK"),
    ) == [
        ["", "Calls", "Meetings", "", "", ""],
        ["Blue", Decimal("1.25"), 0, "", "", ""],
        ["Acme", Decimal("0.25"), Decimal("0.5"), "", "", ""],
        ["Cafe", Decimal("0.5"), Decimal("0.5"), "", "", ""],
    ]  # fmt: skip


def test_resolved_balances_and_those_of_other_limits_count_nowhere() -> None:
    assert clients(
        ("Acme", "Calls", 1, "resolved"), ("Blue", "Advanced hours", 1, "Reached"), ("Blue", "Length", 1, "Reached"),
        ("Cafe", "Calls", 0, "OK"),
    ) == [["", "Calls", "Meetings", "", "", ""], ["Cafe", 0, 0, "", "", ""]]  # fmt: skip


@pytest.mark.parametrize(("count", "note"), [(15, []), (16, [["The 15 clients nearest to their limits, of 16"]])])
def test_more_clients_than_are_shown_are_told(count: int, note: list[list[str]]) -> None:
    found = clients(*((f"Client {number:02}", "Calls", number / 100, "OK") for number in range(count)))
    names = [row[0] for row in found if str(row[0]).startswith("Client")]
    assert names == [f"Client {number:02}" for number in reversed(range(count - 15, count))]
    assert found[16:] == note


def test_more_limits_than_are_shown_are_told() -> None:
    limits = {"Limit": [f"Limit {number}" for number in range(6)], "Period": ["month"] * 6}
    assert clients(limits=limits)[1:] == [["The first 5 limits of the table Limits are shown."]]  # type: ignore[arg-type]
    fewer = {header: cells[:5] for header, cells in limits.items()}
    assert clients(limits=fewer)[1:] == []  # type: ignore[arg-type] # lists are invariant
