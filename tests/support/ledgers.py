"""Random workbooks for property tests: two clients with several contracts, agreements, limits, decisions and roundings."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from support.books import QUESTIONS, RULES, book
from xlsupport.sheets.tables import Book, Cell

QUICK = settings(max_examples=80, deadline=None, derandomize=True)
"""Each run tries the same workbooks."""

Row = dict[str, Cell]
CATEGORIES = ["Training", "Training", "General", "General", "Rush", "Rush", "Bug fix", "Custom development"]
CONTACTS = {"Acme": ["Ann", "Abe"], "Beta": ["Bob", "Bea"]}


class Ledger(NamedTuple):
    """The tables of a workbook, as a test can read and change them."""

    log: list[Row]
    settings: dict[str, Cell]
    tables: dict[str, list[Row]]

    def book(self, log: list[Row] | None = None) -> Book:
        return book(self.log if log is None else log, self.settings, **self.tables)


# Few days and few minutes, so that limits and hours are used up.
_days = st.sampled_from([date(2026, 3, 10) + timedelta(days=number) for number in (0, 1, 2, 21, 22, 60)])
_minutes = st.sampled_from([1, 5, 10, 15, 20, 30, 31, 45, 60, 61, 75, 90, 120, 200])
_hours = st.sampled_from([None, 0, 1, 2, 3])


def _entry(number: int, draw: st.DrawFn) -> Row:
    client = draw(st.sampled_from(sorted(CONTACTS)))
    decision = draw(st.sampled_from([None] * 9 + ["Waive", "Bill", "Hold"]))
    return {
        "ID": f"U{number}", "Date": draw(_days), "Client": client, "Contact": draw(st.sampled_from(CONTACTS[client])),
        "Channel": draw(st.sampled_from(["Ticket", *["Phone", "Email", "Meeting"] * 2])),
        "Category": draw(st.sampled_from(CATEGORIES)), "Minutes": draw(_minutes), "Scheduled": "yes",
        "Decision": decision, "Reason": draw(st.sampled_from([None, "agreed", "agreed"])) if decision else None,
        "Closed": draw(st.sampled_from([None, None, None, None, 1, 2])),
    }  # fmt: skip


def _agreement(number: int, draw: st.DrawFn) -> Row:
    tier = draw(st.sampled_from(["Advanced", "Advanced", "As needed"]))
    start = draw(st.sampled_from([date(2026, 1, 1), date(2026, 3, 10), date(2026, 3, 12)]))
    return {
        "Client": draw(st.sampled_from(sorted(CONTACTS))), "Tier": tier, "Start": start,
        "End": draw(st.sampled_from([None, None, start + timedelta(days=25)])),
        "Hours": draw(_hours) if tier == "Advanced" else None,
        "Rate": draw(st.sampled_from([None, None, 90, 66.67])), "Reference": f"A-{number}",
    }  # fmt: skip


def _contracts(client: str, draw: st.DrawFn) -> list[Row]:
    package = st.sampled_from(["Single", "Medium", "X Large"])
    start = draw(st.sampled_from([date(2025, 3, 12), date(2025, 12, 31), date(2024, 2, 29), date(2026, 3, 11)]))
    change = draw(st.sampled_from([None, date(2026, 3, 12), date(2026, 4, 1)]))
    if change is None:
        return [{"Client": client, "Package": draw(package), "Contract start": start}]
    gap = draw(st.sampled_from([1, 1, 2]))
    first: Row = {
        "Client": client,
        "Package": draw(package),
        "Contract start": start,
        "Contract end": change - timedelta(days=gap),
    }
    if change - timedelta(days=gap) < start:
        return [{"Client": client, "Package": draw(package), "Contract start": change}]
    return [first, {"Client": client, "Package": draw(package), "Contract start": change}]


def _limits(draw: st.DrawFn) -> list[Row]:
    period = st.sampled_from(["month", "contract year", "calendar year"])
    kinds: list[Mapping[str, Any]] = [
        {"Limit": "Length", "Channels": "Phone, Email", "Categories": QUESTIONS,
         "Unit": "minutes", "Quantity": 15, "Period": "entry"},
        {"Limit": "Calls", "Channels": "Phone", "Categories": QUESTIONS,
         "Unit": "entries", "Quantity": 2, "Period": draw(period)},
        {"Limit": "Time", "Channels": "Phone, Email", "Unit": "minutes", "Quantity": 40, "Period": draw(period)},
        {"Limit": "Meeting length", "Channels": "Meeting", "Unit": "minutes", "Quantity": "package", "Period": "entry"},
        {"Limit": "Meetings", "Channels": "Meeting", "Unit": "entries", "Quantity": 2, "Period": draw(period)},
    ]  # fmt: skip
    kept = [dict(each) for each in kinds if draw(st.integers(0, 4))]
    later = [{**each, "Quantity": 1, "From": date(2026, 3, 12)} for each in kept if not draw(st.integers(0, 4))]
    return kept + later


@st.composite
def ledgers(draw: st.DrawFn, rounding: str | None = None) -> Ledger:
    increments = [draw(st.sampled_from([15, 20, 30, 60])) for _ in RULES["Rates"]]
    rates = [{**row, "Increment": each} for row, each in zip(RULES["Rates"], increments, strict=True)]
    if draw(st.booleans()):
        rates.append({"Tier": "As needed", "Rate": 133.33, "Increment": increments[1], "From": date(2026, 3, 12)})
    contacts: list[Row] = [
        {
            "Client": client,
            "Contact": name,
            "Trained on": draw(st.sampled_from([date(2024, 1, 1)] * 5 + [date(2026, 3, 12)])),
        }
        for client, names in CONTACTS.items()
        for name in names
    ]
    return Ledger(
        [_entry(number, draw) for number in range(1, draw(st.integers(6, 25)) + 1)],
        {
            "Rounding": rounding or draw(st.sampled_from(["per entry", "per day", "per month"])),
            "Overage without agreement": draw(st.sampled_from(["hold", "hold", "bill"])),
        },
        {
            "Clients": [row for client in CONTACTS for row in _contracts(client, draw)],
            "Contacts": contacts,
            "Agreements": [_agreement(number, draw) for number in range(draw(st.sampled_from([0, 2, 4, 6])))],
            "Limits": _limits(draw),
            "Rates": rates,
            "Categories": [*RULES["Categories"], {"Category": "Rush", "Treatment": "Billable"}],
        },
    )  # fmt: skip
