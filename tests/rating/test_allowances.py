"""What Standard support covers: limits by channel and category, their periods, and the order in which they are used."""

from datetime import date

import pytest
from support.books import ACME, RULES, START, book, entry, settled
from support.ledger import check
from support.rules import changed, left, used


def test_calls_and_emails_draw_on_the_same_hour() -> None:
    settlement = check(
        """
        2026-10-01 Phone Training        15 -> Covered     15  0  0.00
        2026-10-02 Email Training        15 -> Covered     15  0  0.00
        2026-10-03 Phone System question 15 -> Covered     15  0  0.00
        2026-10-04 Email General         10 -> Covered     10  0  0.00
        2026-10-05 Phone Training        15 -> Part billed  5 30 62.50 over-limit
        2026-10-06 Email Training         1 -> Billed       0 30 62.50 over-limit
        """
    )
    assert left(settlement) == {"Calls": 1, "Question time": 0, "Meetings": 4}


def test_one_cell_makes_calls_and_email_two_separate_allowances() -> None:
    settlement = check(
        """
        2026-10-01 Phone Training 15 -> Covered 15 0 0.00
        2026-10-02 Phone Training 15 -> Covered 15 0 0.00
        2026-10-03 Phone Training 15 -> Covered 15 0 0.00
        2026-10-04 Phone Training 15 -> Covered 15 0 0.00
        2026-10-05 Email Training 15 -> Covered 15 0 0.00
        2026-10-06 Phone Training 15 -> Billed 0 30 62.50 over-limit
        """,
        Limits=changed("Limits", {"Question time": {"Channels": "Email"}}),
    )
    assert left(settlement) == {"Calls": 0, "Question time": 45, "Meetings": 4}


@pytest.mark.parametrize(("package", "covered"), [("Single", 30), ("Small", 45), ("Medium", 60), ("Large", 60), ("X Large", 90)])
def test_a_meeting_is_covered_for_the_minutes_of_the_package(package: str, covered: int) -> None:
    clients = [{**ACME["Clients"][0], "Package": package}]
    settlement = settled(book([entry("2026-10-05", "Meeting", "General", 120)], Clients=clients))
    assert [each.covered for each in settlement.evaluation.outcomes] == [covered]


def test_a_limit_without_categories_counts_meetings_about_anything() -> None:
    settlement = check(
        """
        2026-10-01 Meeting Bug fix        60 -> Covered 60  0  0.00
        2026-10-02 Meeting Project update 60 -> Covered 60  0  0.00
        2026-10-03 Meeting New request    60 -> Covered 60  0  0.00
        2026-10-04 Meeting Training       60 -> Covered 60  0  0.00
        2026-10-05 Meeting Bug fix        10 -> Billed   0 30 62.50 over-limit
        """
    )
    assert left(settlement)["Meetings"] == 0


def test_what_no_limit_names_is_included_whole_and_uses_nothing() -> None:
    settlement = check(
        """
        2026-10-01 Ticket Training        240 -> Included 240 0 0.00
        2026-10-02 Ticket General         240 -> Included 240 0 0.00
        2026-10-03 Phone  Bug fix         240 -> Included 240 0 0.00
        2026-10-04 Email  New request     240 -> Included 240 0 0.00
        2026-10-05 Phone  Project update  240 -> Included 240 0 0.00
        """
    )
    assert left(settlement) == {"Calls": 4, "Question time": 60, "Meetings": 4}


def test_a_billable_category_is_overage_where_no_limit_applies_and_covered_where_one_does() -> None:
    check(
        """
        2026-10-01 Phone   Rush 20 -> Billed   0 30 62.50
        2026-10-02 Meeting Rush 20 -> Covered 20  0  0.00
        """,
        Categories=[*RULES["Categories"], {"Category": "Rush", "Treatment": "Billable"}],
    )


def test_included_and_limited_are_names_for_people_and_the_limits_decide() -> None:
    check(
        """
        2026-10-01 Phone  Training 40 -> Part billed 15 30 62.50 over-length
        2026-10-02 Ticket General  40 -> Included    40  0  0.00
        2026-10-03 Phone  Bug fix  40 -> Included    40  0  0.00
        """,
        Categories=changed("Categories", {"Training": {"Treatment": "Included"}, "Bug fix": {"Treatment": "Limited"}}),
    )


def test_an_entry_that_nothing_covers_uses_no_limit() -> None:
    settlement = check(
        """
        2026-10-01 Email Training 15 -> Covered 15  0  0.00
        2026-10-02 Email Training 15 -> Covered 15  0  0.00
        2026-10-03 Email Training 15 -> Covered 15  0  0.00
        2026-10-04 Email Training 15 -> Covered 15  0  0.00
        2026-10-05 Phone Training 10 -> Billed   0 30 62.50 over-limit
        """
    )
    assert left(settlement)["Calls"] == 4
    assert left(check("2026-10-01 Phone Training 10 -> Billed 0 30 62.50 over-length",
                      Limits=changed("Limits", {"Call or email length": {"Quantity": 0}}))) == {
        "Calls": 4, "Question time": 60, "Meetings": 4,
    }  # fmt: skip


def test_a_limit_for_each_entry_has_its_room_anew_each_time() -> None:
    check(
        """
        2026-10-01 Meeting General 60 -> Covered     60  0  0.00
        2026-10-01 Meeting Training 61 -> Part billed 60 30 62.50 over-length
        """
    )


def test_the_least_room_of_all_limits_is_what_is_covered() -> None:
    check(
        """
        2026-10-01 Email Training 30 -> Part billed 20 30 62.50 over-length over-limit
        2026-10-02 Email Training 30 -> Billed       0 30 62.50 over-length over-limit
        """,
        Limits=changed("Limits", {"Call or email length": {"Quantity": 25}, "Question time": {"Quantity": 20}}),
    )


def test_a_month_begins_on_its_first_day_and_nothing_rolls_over() -> None:
    check(
        """
        2026-09-28 Phone Training 15 -> Covered 15  0  0.00
        2026-09-29 Phone Training 15 -> Covered 15  0  0.00
        2026-09-30 Phone Training 15 -> Covered 15  0  0.00
        2026-09-30 Email Training 15 -> Covered 15  0  0.00
        2026-09-30 Phone General  15 -> Billed   0 30 62.50 over-limit
        2026-10-01 Phone Training 15 -> Covered 15  0  0.00
        2026-10-31 Email Training 15 -> Covered 15  0  0.00
        2026-10-31 Email General  15 -> Covered 15  0  0.00
        2026-10-31 Phone General  15 -> Covered 15  0  0.00
        2026-10-31 Phone Training  1 -> Billed   0 30 62.50 over-limit
        2026-12-01 Phone Training 15 -> Covered 15  0  0.00 future-date
        2026-12-01 Email Training 15 -> Covered 15  0  0.00 future-date
        2026-12-01 Email General  15 -> Covered 15  0  0.00 future-date
        2026-12-01 Phone General  15 -> Covered 15  0  0.00 future-date
        2026-12-01 Phone System question 1 -> Billed 0 30 62.50 over-limit future-date
        """
    )


def test_a_contract_year_survives_new_year_and_ends_on_the_eve_of_the_anniversary() -> None:
    check(
        """
        2025-11-15 Meeting General  60 -> Covered 60  0  0.00
        2025-12-31 Meeting General  60 -> Covered 60  0  0.00
        2026-01-01 Meeting General  60 -> Covered 60  0  0.00
        2026-05-14 Meeting General  60 -> Covered 60  0  0.00
        2026-05-14 Meeting Training 60 -> Billed   0 60 125.00 over-limit
        2026-05-15 Meeting General  60 -> Covered 60  0  0.00
        """,
        Clients=[{"Client": "Acme", "Package": "Medium", "Contract start": date(2025, 5, 15)}],
        Contacts=[{"Client": "Acme", "Contact": "Ann", "Trained on": date(2025, 5, 15)}],
        Agreements=[{"Client": "Acme", "Tier": "As needed", "Start": date(2025, 5, 15)}],
    )


def test_a_calendar_year_ends_with_december_whenever_the_contract_began() -> None:
    check(
        """
        2025-11-15 Meeting General 60 -> Covered 60  0   0.00
        2025-12-31 Meeting General 60 -> Billed   0 60 125.00 over-limit
        2026-01-01 Meeting General 60 -> Covered 60  0   0.00
        2026-05-15 Meeting General 60 -> Billed   0 60 125.00 over-limit
        """,
        Limits=changed("Limits", {"Meetings": {"Quantity": 1, "Period": "calendar year"}}),
        Clients=[{"Client": "Acme", "Package": "Medium", "Contract start": date(2025, 5, 15)}],
        Contacts=[{"Client": "Acme", "Contact": "Ann", "Trained on": date(2025, 5, 15)}],
        Agreements=[{"Client": "Acme", "Tier": "As needed", "Start": date(2025, 5, 15)}],
    )


def test_entries_draw_by_date_whatever_their_row() -> None:
    check(
        """
        2026-10-09 Meeting General 60 -> Billed   0 60 125.00 over-limit
        2026-10-03 Meeting General 60 -> Covered 60  0   0.00
        2026-10-05 Meeting General 60 -> Billed   0 60 125.00 over-limit
        2026-10-04 Meeting General 60 -> Covered 60  0   0.00
        """,
        Limits=changed("Limits", {"Meetings": {"Quantity": 2}}),
    )


def test_entries_of_one_day_draw_by_id_in_which_digits_are_numbers() -> None:
    check(
        """
        U10 2026-10-05 Meeting General  60 -> Billed   0 60 125.00 over-limit
        U2  2026-10-05 Meeting Training 60 -> Covered 60  0   0.00
        """,
        Limits=changed("Limits", {"Meetings": {"Quantity": 1}}),
    )


def test_a_late_entry_gets_what_closed_ones_have_left() -> None:
    rows = [
        entry("2026-10-05", "Meeting", "General", 60, ID="U1"),
        entry("2026-10-20", "Meeting", "General", 60, ID="U2", closed=2),
        entry("2026-10-25", "Meeting", "General", 60, ID="U3", closed=10),
        entry("2026-10-26", "Meeting", "General", 60, ID="U4", closed=2),
    ]
    settlement = settled(book(rows, Limits=changed("Limits", {"Meetings": {"Quantity": 2}})))
    assert [each.status for each in settlement.evaluation.outcomes] == ["Billed", "Covered", "Billed", "Covered"]


def test_a_client_s_limits_are_its_own() -> None:
    beta = {"Client": "Beta", "Contact": "Bob"}
    rows = [entry("2026-10-05", "Meeting", "General", 60), entry("2026-10-06", "Meeting", "General", 60, **beta)]
    settlement = settled(
        book(
            rows,
            Limits=changed("Limits", {"Meetings": {"Quantity": 1}}),
            Clients=[*ACME["Clients"], {"Client": "Beta", "Package": "Medium", "Contract start": START}],
            Contacts=[*ACME["Contacts"], {"Client": "Beta", "Contact": "Bob", "Trained on": START}],
        )
    )
    assert [each.status for each in settlement.evaluation.outcomes] == ["Covered", "Covered"]


def test_used_counts_every_entry_of_the_period_after_the_as_of_date_too() -> None:
    rows = [entry("2026-10-05"), entry("2026-10-20", channel="Email", minutes=15)]
    assert used(settled(book(rows), as_of=date(2026, 10, 5))) == {"Calls": 1, "Question time": 25, "Meetings": 0}
