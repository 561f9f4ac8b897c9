"""Contracts and packages over time: contract years, gaps, package changes, rules with a From, trained contacts."""

from datetime import date

import pytest
from support.books import ACME, RULES, START, book, entry, settled
from support.ledger import check
from support.rules import as_needed, charges, left

from xlsupport.sheets.tables import Cell

ALWAYS: dict[str, list[dict[str, Cell]]] = {
    "Contacts": [{"Client": "Acme", "Contact": "Ann", "Trained on": date(2020, 1, 1)}],
    "Agreements": [as_needed(date(2020, 1, 1))],
}


def rows(*spans: tuple[str, str | None] | tuple[str, str | None, str]) -> list[dict[str, Cell]]:
    """Rows of Clients for Acme: start, end and, if it is not Medium, the package."""
    return [
        {"Client": "Acme", "Package": package[0] if package else "Medium", "Contract start": start, "Contract end": end}
        for start, end, *package in spans
    ]


def test_outside_a_contract_all_of_an_entry_is_overage_whatever_its_category() -> None:
    check(
        """
        2026-02-28 Meeting General 60 -> Billed    0 60 125.00 no-contract
        2026-03-01 Meeting General 60 -> Covered  60  0   0.00
        2026-09-30 Ticket  Bug fix 60 -> Included 60  0   0.00
        2026-10-01 Ticket  Bug fix 60 -> Billed    0 60 125.00 no-contract
        """,
        Clients=rows(("2026-03-01", "2026-09-30")),
    )


def test_outside_a_contract_overage_without_agreement_is_held() -> None:
    check(
        "2026-02-28 Ticket Bug fix 60 -> Held 0 0 0.00 needs-agreement no-contract",
        Clients=rows(("2026-03-01", None)), Agreements=[],
    )  # fmt: skip


def test_a_contract_without_an_end_goes_on() -> None:
    check("2031-12-31 Ticket Bug fix 60 -> Included 60 0 0.00 future-date", Clients=rows(("2026-03-01", None)))


def test_the_contract_year_counts_from_the_first_start_of_an_unbroken_run() -> None:
    check(
        """
        2025-11-01 Meeting General  60 -> Covered 60  0   0.00
        2025-12-01 Meeting General  60 -> Covered 60  0   0.00
        2026-01-05 Meeting General  60 -> Covered 60  0   0.00
        2026-02-01 Meeting General  60 -> Covered 60  0   0.00
        2026-05-31 Meeting General  60 -> Billed   0 60 125.00 over-limit
        2026-06-01 Meeting General  60 -> Covered 60  0   0.00
        """,
        Clients=rows(("2026-01-01", None), ("2025-06-01", "2025-12-31")), **ALWAYS,
    )  # fmt: skip


def test_after_a_gap_of_a_day_a_new_contract_year_begins() -> None:
    check(
        """
        2025-11-01 Meeting General  60 -> Covered 60  0   0.00
        2025-11-02 Meeting General  60 -> Covered 60  0   0.00
        2025-11-03 Meeting General  60 -> Covered 60  0   0.00
        2025-12-01 Meeting General  60 -> Covered 60  0   0.00
        2026-01-01 Meeting General  60 -> Billed   0 60 125.00 no-contract
        2026-01-02 Meeting General  60 -> Covered 60  0   0.00
        2026-06-01 Meeting General  60 -> Covered 60  0   0.00
        2026-07-01 Meeting General  60 -> Covered 60  0   0.00
        2026-08-01 Meeting General  60 -> Covered 60  0   0.00
        2026-09-01 Meeting General  60 -> Billed   0 60 125.00 over-limit
        """,
        Clients=rows(("2025-06-01", "2025-12-31"), ("2026-01-02", None)), **ALWAYS,
    )  # fmt: skip


def test_a_contract_of_29_february_has_its_anniversary_on_28_february_in_common_years() -> None:
    check(
        """
        2024-03-01 Meeting General  60 -> Covered 60  0   0.00
        2024-03-02 Meeting General  60 -> Covered 60  0   0.00
        2024-03-03 Meeting General  60 -> Covered 60  0   0.00
        2024-03-04 Meeting General  60 -> Covered 60  0   0.00
        2025-02-27 Meeting General  60 -> Billed   0 60 125.00 over-limit
        2025-02-28 Meeting General  60 -> Covered 60  0   0.00
        """,
        Clients=rows(("2024-02-29", None)), **ALWAYS,
    )  # fmt: skip


def test_a_package_change_changes_the_limits_from_its_date_on_and_what_was_used_stays_used() -> None:
    settlement = check(
        """
        2026-10-14 Meeting General 90 -> Part billed 30 60 125.00 over-length
        2026-10-15 Meeting General 90 -> Covered     90  0   0.00
        """,
        Clients=rows(("2026-01-01", "2026-10-14", "Single"), ("2026-10-15", None, "X Large")),
    )
    assert left(settlement)["Meetings"] == 2


def test_a_package_whose_minutes_change_has_a_row_with_from() -> None:
    packages = [*RULES["Packages"], {"Package": "medium ", "Meeting minutes": 50, "From": date(2026, 10, 6)}]
    check(
        """
        2026-10-05 Meeting General 60 -> Covered     60  0  0.00
        2026-10-06 Meeting General 60 -> Part billed 50 30 62.50 over-length
        """,
        Packages=packages,
    )


def test_a_limit_that_changes_has_a_row_with_from_and_what_was_used_stays_used() -> None:
    fewer = {"Limit": "Meetings", "Channels": "Meeting", "Unit": "entries", "Quantity": 2, "Period": "contract year"}
    check(
        """
        2026-10-04 Meeting General 60 -> Covered 60  0   0.00
        2026-10-05 Meeting General 60 -> Covered 60  0   0.00
        2026-10-06 Meeting General 60 -> Billed   0 60 125.00 over-limit
        """,
        Limits=[{**fewer, "From": date(2026, 10, 6)}, *RULES["Limits"]],
    )


def test_a_limit_s_channels_and_categories_may_change_too() -> None:
    email_only = {**RULES["Limits"][2], "Channels": "Email", "From": date(2026, 11, 1)}
    settlement = check(
        """
        2026-10-05 Phone Training 15 -> Covered 15 0 0.00
        2026-11-05 Phone Training 15 -> Covered 15 0 0.00 future-date
        """,
        Limits=[*RULES["Limits"], email_only],
    )
    assert [each.used for each in settlement.balances if each.limit == "Question time"] == [15]
    later = settled(settlement.book, as_of=date(2026, 11, 30))
    assert [each.used for each in later.balances if each.limit == "Question time"] == [0]


def test_a_price_rise_is_a_new_row_and_does_not_re_price_the_past() -> None:
    rates = [{"Tier": "As needed", "Rate": 140, "Increment": 15, "From": date(2026, 10, 6)}, *RULES["Rates"]]
    settlement = check(
        """
        2026-10-05 Meeting General 70 -> Part billed 60 30 62.50 over-length
        2026-10-06 Meeting General 70 -> Part billed 60 15 35.00 over-length
        """,
        Rates=rates,
    )
    assert charges(settlement) == ["As needed 10/30 62.50", "As needed 10/15 35.00"]


def test_the_row_in_force_is_the_one_with_the_latest_from_on_or_before_the_date() -> None:
    rates = [
        {"Tier": "As needed", "Rate": 300, "Increment": 30, "From": "2026-10-07"},
        {"Tier": "As needed", "Rate": 200, "Increment": 30, "From": "2026-10-05"},
        *RULES["Rates"],
    ]
    check(
        """
        2026-10-04 Meeting General 70 -> Part billed 60 30  62.50 over-length
        2026-10-05 Meeting General 70 -> Part billed 60 30 100.00 over-length
        2026-10-06 Meeting General 70 -> Part billed 60 30 100.00 over-length
        2026-10-07 Meeting General 70 -> Part billed 60 30 150.00 over-length
        """,
        Rates=rates,
    )


@pytest.mark.parametrize(
    ("trained", "withdrawn", "supported"),
    [
        ("2026-10-05", None, True),
        ("2026-10-06", None, False),
        (None, None, False),
        ("2026-01-01", "2026-10-05", True),
        ("2026-01-01", "2026-10-04", False),
        (None, "2026-12-31", False),
    ],
)
def test_a_contact_is_supported_from_training_to_withdrawal_both_days_included(
    trained: str | None, withdrawn: str | None, supported: bool
) -> None:
    contacts = [{"Client": "Acme", "Contact": "Ann", "Trained on": trained, "Withdrawn on": withdrawn}]
    settlement = settled(book([entry("2026-10-05")], Contacts=contacts))
    assert [each.status for each in settlement.evaluation.outcomes] == ["Covered" if supported else "Held"]


def test_contacts_belong_to_their_client() -> None:
    """Two clients may each have an Ann, one trained and one not."""
    settlement = settled(
        book(
            [entry("2026-10-05"), entry("2026-10-05", client="Beta")],
            Clients=[*ACME["Clients"], {"Client": "Beta", "Package": "Small", "Contract start": START}],
            Contacts=[*ACME["Contacts"], {"Client": "Beta", "Contact": "Ann"}],
        )
    )
    assert [each.status for each in settlement.evaluation.outcomes] == ["Covered", "Held"]


def test_a_limit_that_shrinks_below_what_was_used_covers_nothing_more() -> None:
    less = {**RULES["Limits"][2], "Quantity": 10, "From": date(2026, 10, 6)}
    check(
        """
        2026-10-05 Email Training 15 -> Covered 15  0  0.00
        2026-10-06 Email Training 12 -> Billed   0 30 62.50 over-limit
        """,
        Limits=[*RULES["Limits"], less],
    )


def test_a_contract_since_february_1900_has_its_years_from_february() -> None:
    """Excel's day 32 is the first of February 1900; the meeting of 31 January is the fifth of its contract year."""
    days = ("2025-03-03", "2025-06-02", "2025-09-01", "2025-12-01", "2026-01-31")
    meetings = [entry(day, "Meeting", "General", 30) for day in days]
    clients = [{**ACME["Clients"][0], "Contract start": 32}]
    contacts = [{**ACME["Contacts"][0], "Trained on": 32}]
    agreements = [{**ACME["Agreements"][0], "Start": 32}]
    found = settled(book(meetings, Clients=clients, Contacts=contacts, Agreements=agreements), as_of=date(2026, 1, 31))
    assert [str(each.amount) for each in found.evaluation.outcomes] == [*["0.00"] * 4, "62.50"]
