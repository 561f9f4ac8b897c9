"""Who pays for what no limit covers: agreements in their order, hours left, rounding in three scopes, amounts to the cent.

Every entry here is a meeting on a package whose meetings are all used up, so that all of it is overage.
"""

from datetime import date

import pytest
from support.books import ACME, RULES, START, book, entry, settled
from support.ledger import check as ledger
from support.rules import Row, advanced, as_needed, changed, charges, left

from xlsupport.settlement import Settlement

NO_MEETINGS = changed("Limits", {"Meetings": {"Quantity": 0}})
DAY, MONTH = {"Rounding": "per day"}, {"Rounding": "per month"}


def paid(*entries: tuple[str, int], agreements: list[Row], **more: object) -> Settlement:
    rows = [entry(day, "Meeting", "General", minutes) for day, minutes in entries]
    return settled(book(rows, Agreements=agreements, Limits=NO_MEETINGS, **more))  # type: ignore[arg-type] # book's own


def test_advanced_agreements_pay_before_as_needed_ones_oldest_start_first() -> None:
    settlement = paid(
        ("2026-10-05", 60), ("2026-10-06", 60), ("2026-10-07", 60),
        agreements=[
            as_needed(),
            advanced(1, date(2026, 3, 1), Reference="A-2"),
            advanced(1, date(2026, 2, 1), Reference="A-1"),
        ],
    )  # fmt: skip
    assert charges(settlement) == ["A-1 60/60 100.00", "A-2 60/60 100.00", "As needed 60/60 125.00"]
    assert (left(settlement)["A-1"], left(settlement)["A-2"]) == (0, 0)


def test_agreements_of_one_start_pay_in_the_order_of_the_table() -> None:
    settlement = paid(("2026-10-05", 90), agreements=[advanced(1, Reference="B"), advanced(1, Reference="A"), as_needed()])
    assert charges(settlement) == ["B 60/60 100.00 + A 30/30 50.00"]


def test_the_oldest_as_needed_agreement_in_force_pays() -> None:
    settlement = paid(
        ("2026-10-05", 30),
        agreements=[
            as_needed(date(2026, 4, 1), Reference="N-2"),
            as_needed(date(2026, 3, 1), Reference="N-1"),
            as_needed(date(2026, 1, 1), Reference="N-0", End=date(2026, 9, 30)),
        ],
    )
    assert charges(settlement) == ["N-1 30/30 62.50"]


def test_an_agreement_is_in_force_from_its_start_to_its_end_both_inclusive() -> None:
    settlement = paid(
        ("2026-10-04", 10), ("2026-10-05", 10), ("2026-10-06", 10), ("2026-10-07", 10),
        agreements=[advanced(5, date(2026, 10, 5), End=date(2026, 10, 6)), as_needed()],
    )  # fmt: skip
    assert charges(settlement) == [
        "As needed 10/30 62.50",
        "Advanced 10/30 50.00",
        "Advanced 10/30 50.00",
        "As needed 10/30 62.50",
    ]


def test_blank_hours_have_no_end() -> None:
    settlement = paid(("2026-10-05", 1440), ("2026-10-06", 1440), agreements=[advanced(None, Reference="A-1"), as_needed()])
    assert charges(settlement) == ["A-1 1440/1440 2400.00", "A-1 1440/1440 2400.00"]
    assert "A-1" not in left(settlement)


def test_no_hours_at_all_pay_nothing() -> None:
    assert charges(paid(("2026-10-05", 10), agreements=[advanced(0), as_needed()])) == ["As needed 10/30 62.50"]


def test_hours_are_used_up_by_billed_minutes_and_not_by_raw_ones() -> None:
    settlement = paid(("2026-10-05", 1), ("2026-10-06", 1), ("2026-10-07", 1), agreements=[advanced(1), as_needed()])
    assert charges(settlement) == ["Advanced 1/30 50.00", "Advanced 1/30 50.00", "As needed 1/30 62.50"]
    assert left(settlement)["Advanced hours"] == 0


def test_what_exceeds_the_hours_goes_on_before_it_is_rounded() -> None:
    settlement = paid(("2026-10-05", 40), agreements=[advanced(0.5), as_needed()])
    assert charges(settlement) == ["Advanced 30/30 50.00 + As needed 10/30 62.50"]


def test_an_entry_may_use_up_two_agreements_and_go_on_to_a_third() -> None:
    settlement = paid(
        ("2026-10-05", 100), agreements=[advanced(0.5, Reference="A-1"), advanced(1, Reference="A-2"), as_needed(Reference="N")]
    )
    assert charges(settlement) == ["A-1 30/30 50.00 + A-2 60/60 100.00 + N 10/30 62.50"]


def test_an_agreement_without_hours_left_leaves_the_rest_held() -> None:
    settlement = ledger(
        "2026-10-05 Meeting General 40 -> Held 0 30 50.00 needs-agreement over-limit",
        Agreements=[advanced(0.5)], Limits=NO_MEETINGS,
    )  # fmt: skip
    assert [(each.overage, each.held) for each in settlement.evaluation.outcomes] == [(40, 10)]


def test_without_any_agreement_overage_is_held_and_what_is_covered_stays_so() -> None:
    settlement = ledger("2026-10-05 Meeting General 75 -> Held 60 0 0.00 needs-agreement over-length", Agreements=[])
    assert left(settlement)["Meetings"] == 3


def test_a_vendor_may_bill_without_an_agreement() -> None:
    ledger(
        """
        2026-10-05 Meeting General 75 -> Part billed 60 30 62.50 over-length
        2026-10-06 Phone   General 10 -> Covered     10  0  0.00
        """,
        Agreements=[], settings={"Overage without agreement": "Bill"},
    )  # fmt: skip
    settlement = paid(("2026-10-05", 40), agreements=[advanced(0.5)], settings={"Overage without agreement": "bill"})
    assert charges(settlement) == ["Advanced 30/30 50.00 + As needed 10/30 62.50"]


def test_an_agreement_s_own_rate_comes_before_the_tier_s() -> None:
    settlement = paid(
        ("2026-10-05", 60), ("2026-10-06", 60), agreements=[advanced(1, Rate=80), as_needed(Rate=0)]
    )  # fmt: skip
    assert charges(settlement) == ["Advanced 60/60 80.00", "As needed 60/60 0.00"]


@pytest.mark.parametrize(
    ("rate", "minutes", "amount"),
    [(0.10, 3, "0.01"), (99.99, 20, "33.33"), (100.01, 20, "33.34"), (0.3, 1, "0.01"), (0.29, 1, "0.00"), (100.1, 15, "25.03")],
)
def test_amounts_are_exact_decimals_rounded_half_up_to_the_cent(rate: float, minutes: int, amount: str) -> None:
    each_minute = changed("Rates", {"As needed": {"Increment": 1, "Rate": rate}})
    settlement = paid(("2026-10-05", minutes), agreements=[as_needed()], Rates=each_minute)
    assert [str(each.amount) for each in settlement.evaluation.outcomes] == [amount]


def test_each_charge_is_rounded_to_the_cent_and_an_entry_adds_rounded_charges() -> None:
    quarters = changed("Rates", {"Advanced": {"Increment": 15, "Rate": 0.5}, "As needed": {"Increment": 15, "Rate": 0.5}})
    settlement = paid(("2026-10-05", 30), agreements=[advanced(0.25), as_needed()], Rates=quarters)
    assert [str(each.amount) for each in settlement.evaluation.outcomes] == ["0.26"]


def test_per_entry_every_entry_is_rounded_by_itself() -> None:
    settlement = paid(("2026-10-05", 10), ("2026-10-05", 10), ("2026-10-05", 31), agreements=[as_needed()])
    assert charges(settlement) == ["As needed 10/30 62.50", "As needed 10/30 62.50", "As needed 31/60 125.00"]


def test_per_day_a_day_s_minutes_are_rounded_together() -> None:
    settlement = paid(
        ("2026-10-05", 10), ("2026-10-05", 10), ("2026-10-05", 10), ("2026-10-05", 1), ("2026-10-06", 1),
        agreements=[as_needed()], settings=DAY,
    )  # fmt: skip
    assert charges(settlement) == [
        "As needed 10/30 62.50", "As needed 10/0 0.00", "As needed 10/0 0.00", "As needed 1/30 62.50", "As needed 1/30 62.50",
    ]  # fmt: skip


def test_per_month_a_month_s_minutes_are_rounded_together() -> None:
    settlement = paid(("2026-10-01", 20), ("2026-10-31", 20), ("2026-11-01", 20), agreements=[as_needed()], settings=MONTH)
    assert charges(settlement) == ["As needed 20/30 62.50", "As needed 20/30 62.50", "As needed 20/30 62.50"]
    settlement = paid(("2026-10-01", 20), ("2026-10-31", 10), ("2026-11-01", 20), agreements=[as_needed()], settings=MONTH)
    assert charges(settlement) == ["As needed 20/30 62.50", "As needed 10/0 0.00", "As needed 20/30 62.50"]


def test_groups_are_the_client_s_the_tier_s_and_the_agreement_s_own() -> None:
    clients: list[Row] = [*ACME["Clients"], {"Client": "Beta", "Package": "Medium", "Contract start": START}]
    rows = [
        entry("2026-10-05", "Meeting", "General", 10),
        entry("2026-10-05", "Meeting", "General", 10, client="Beta", contact="Bob"),
        entry("2026-10-06", "Meeting", "General", 10),
        entry("2026-10-07", "Meeting", "General", 10),
    ]
    settlement = settled(
        book(
            rows, settings=MONTH, Clients=clients, Limits=NO_MEETINGS,
            Contacts=[*ACME["Contacts"], {"Client": "Beta", "Contact": "Bob", "Trained on": START}],
            Agreements=[
                as_needed(End=date(2026, 10, 5), Reference="N-1"),
                as_needed(date(2026, 10, 6), Reference="N-2"),
                {**as_needed(Reference="B-1"), "Client": "Beta"},
            ],
        )
    )  # fmt: skip
    assert charges(settlement) == ["N-1 10/30 62.50", "B-1 10/30 62.50", "N-2 10/30 62.50", "N-2 10/0 0.00"]


def test_minutes_that_fit_into_a_begun_increment_cost_nothing_though_no_hours_are_left() -> None:
    settlement = paid(
        ("2026-10-05", 10), ("2026-10-06", 25), ("2026-10-07", 5), agreements=[advanced(0.5), as_needed()], settings=MONTH
    )
    assert charges(settlement) == [
        "Advanced 10/30 50.00",
        "Advanced 20/0 0.00 + As needed 5/30 62.50",
        "As needed 5/0 0.00",
    ]


def test_room_is_the_hours_left_plus_what_the_group_billed_above_its_raw_minutes() -> None:
    settlement = paid(("2026-10-05", 10), ("2026-10-06", 100), agreements=[advanced(1.5), as_needed()], settings=MONTH)
    assert charges(settlement) == ["Advanced 10/30 50.00", "Advanced 80/60 100.00 + As needed 20/30 62.50"]
    assert left(settlement)["Advanced hours"] == 0


def test_an_increment_begun_in_one_month_does_not_serve_the_next() -> None:
    settlement = paid(("2026-09-30", 10), ("2026-10-01", 10), agreements=[advanced(0.5), as_needed()], settings=MONTH)
    assert charges(settlement) == ["Advanced 10/30 50.00", "As needed 10/30 62.50"]


def test_a_late_entry_is_rounded_behind_the_closed_ones_of_its_month() -> None:
    rows = [
        entry("2026-10-01", "Meeting", "General", 25, ID="U1"),
        entry("2026-10-20", "Meeting", "General", 10, ID="U2", closed=1),
    ]
    settlement = settled(book(rows, Limits=NO_MEETINGS, settings=MONTH))
    assert charges(settlement) == ["As needed 25/30 62.50", "As needed 10/30 62.50"]
    assert charges(settled(book([rows[0], rows[1] | {"Closed": None}], Limits=NO_MEETINGS, settings=MONTH))) == [
        "As needed 25/30 62.50", "As needed 10/30 62.50",
    ]  # fmt: skip
    late_five = [rows[0] | {"Minutes": 5}, rows[1]]
    assert charges(settled(book(late_five, Limits=NO_MEETINGS, settings=MONTH))) == [
        "As needed 5/0 0.00",
        "As needed 10/30 62.50",
    ]


def test_the_increment_in_force_on_the_date_rounds_the_entry() -> None:
    rates = [*RULES["Rates"], {"Tier": "As needed", "Rate": 150, "Increment": 15, "From": date(2026, 10, 6)}]
    entries = ("2026-10-05", 10), ("2026-10-06", 10), ("2026-10-06", 10)
    assert charges(paid(*entries, agreements=[as_needed()], Rates=rates)) == [
        "As needed 10/30 62.50", "As needed 10/15 37.50", "As needed 10/15 37.50",
    ]  # fmt: skip
    # The running total is 10, 20, 30: by 15 that is 15, 30 and 30.
    assert charges(paid(*entries, agreements=[as_needed()], Rates=rates, settings=MONTH)) == [
        "As needed 10/30 62.50", "As needed 10/15 37.50", "As needed 10/0 0.00",
    ]  # fmt: skip


def test_covered_minutes_are_taken_off_before_overage_is_rounded() -> None:
    ledger(
        """
        2026-10-05 Meeting General  61 -> Part billed 60 30  62.50 over-length
        2026-10-05 Meeting Training 91 -> Part billed 60 60 125.00 over-length
        """
    )
