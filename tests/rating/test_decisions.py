"""A person's decision: Hold, Waive and Bill, with a reason or without."""

import pytest
from support.books import book, entry, settled
from support.ledger import check
from support.rules import advanced, changed, charges, left

UNTRAINED = [{"Client": "Acme", "Contact": "Ann"}]
UNUSED = {"Calls": 4, "Question time": 60, "Meetings": 4}


def test_waived_overage_is_never_billed_and_what_limits_cover_uses_them() -> None:
    settlement = check(
        """
        2026-10-05 Meeting General 75 Waive: goodwill -> Waived 60 0 0.00 over-length
        """
    )
    assert left(settlement)["Meetings"] == 3
    assert [each.overage for each in settlement.evaluation.outcomes] == [15]


def test_waive_without_overage_changes_nothing() -> None:
    check(
        """
        2026-10-05 Meeting General 60 Waive: goodwill -> Covered  60 0 0.00
        2026-10-06 Ticket  General 60 Waive: goodwill -> Included 60 0 0.00
        """
    )


def test_waived_overage_uses_no_agreement_and_needs_none() -> None:
    settlement = check(
        """
        2026-10-05 Meeting General 120 Waive: goodwill -> Waived 60 0 0.00 over-length
        """,
        Agreements=[advanced(1)],
    )
    assert left(settlement)["Advanced hours"] == 60
    check("2026-10-05 Meeting General 75 Waive: goodwill -> Waived 60 0 0.00 over-length", Agreements=[])


def test_bill_releases_overage_that_no_agreement_pays_at_the_as_needed_rate() -> None:
    check(
        """
        2026-10-05 Meeting General 75 Bill: agreed by phone -> Part billed 60 30 62.50 over-length
        2026-10-06 Meeting General 75                       -> Held        60  0  0.00 needs-agreement over-length
        """,
        Agreements=[],
    )
    settlement = check(
        "2026-10-05 Meeting General 120 Bill: agreed by phone -> Part billed 60 60 112.50 over-length", Agreements=[advanced(0.5)]
    )
    assert charges(settlement) == ["Advanced 30/30 50.00 + As needed 30/30 62.50"]


def test_bill_where_nothing_is_held_changes_nothing() -> None:
    check(
        """
        2026-10-05 Meeting General 60 Bill: sure -> Covered     60  0  0.00
        2026-10-06 Ticket  General 60 Bill: sure -> Included    60  0  0.00
        2026-10-07 Meeting General 75 Bill: sure -> Part billed 60 30 62.50 over-length
        """
    )


def test_an_untrained_contact_s_entry_is_held_whole_and_uses_nothing() -> None:
    settlement = check(
        """
        2026-10-05 Phone  Training 40 -> Held 0 0 0.00 untrained-contact
        2026-10-06 Ticket Bug fix  40 -> Held 0 0 0.00 untrained-contact
        """,
        Contacts=UNTRAINED,
    )
    assert left(settlement) == UNUSED
    assert [each.overage for each in settlement.evaluation.outcomes] == [0, 0]


def test_an_untrained_contact_s_entry_that_is_decided_is_overage_whole_and_loses_the_flag() -> None:
    settlement = check(
        """
        2026-10-05 Phone  Training 40 Bill: told before -> Billed 0 60 125.00
        2026-10-06 Phone  Training 10 Waive: first time -> Waived 0  0   0.00
        2026-10-07 Ticket Bug fix  10 Bill: told before -> Billed 0 30  62.50
        2026-10-08 Ticket Bug fix  10 Waive: first time -> Waived 0  0   0.00
        """,
        Contacts=UNTRAINED,
    )
    assert left(settlement) == UNUSED
    assert [each.overage for each in settlement.evaluation.outcomes] == [40, 10, 10, 10]


def test_an_untrained_contact_s_billed_entry_is_paid_by_agreements_first() -> None:
    settlement = check(
        "2026-10-05 Phone Training 40 Bill: told before -> Billed 0 60 112.50", Contacts=UNTRAINED, Agreements=[advanced(0.5)]
    )
    assert charges(settlement) == ["Advanced 30/30 50.00 + As needed 10/30 62.50"]


def test_hold_comes_before_every_other_rule() -> None:
    settlement = check(
        """
        2026-10-05 Phone  Training           40 Hold: ask Ann -> Held 0 0 0.00
        2026-10-06 Ticket Bug fix            40 Hold: ask Ann -> Held 0 0 0.00
        2026-10-07 Ticket Custom development 40 Hold: ask Ann -> Held 0 0 0.00
        2025-10-07 Ticket Bug fix            40 Hold: ask Ann -> Held 0 0 0.00 untrained-contact
        """
    )
    assert left(settlement) == UNUSED


def test_under_hold_an_untrained_contact_s_flag_stays_and_agreements_are_not_looked_at() -> None:
    check("2026-10-05 Meeting General 75 Hold: ask Ann -> Held 0 0 0.00 untrained-contact", Contacts=UNTRAINED, Agreements=[])


@pytest.mark.parametrize("decision", ["Waive", "Bill", "Hold"])
def test_a_decision_without_a_reason_holds_the_entry_whole(decision: str) -> None:
    settlement = check(
        f"""
        2026-10-05 Meeting General            75 {decision} -> Held 0 0 0.00 decision-needs-reason
        2026-10-06 Ticket  Custom development 75 {decision} -> Held 0 0 0.00 decision-needs-reason
        2026-10-07 Ticket  General            10 {decision} -> Held 0 0 0.00 decision-needs-reason
        """
    )
    assert left(settlement) == UNUSED
    check(f"2026-10-05 Ticket General 10 {decision} -> Held 0 0 0.00 untrained-contact decision-needs-reason", Contacts=UNTRAINED)


def test_a_reason_of_blanks_is_none_and_a_reason_without_a_decision_changes_nothing() -> None:
    rows = [entry("2026-10-05", decision="Waive", reason="  "), entry("2026-10-06", reason="just so")]
    settlement = settled(book(rows))
    assert [each.status for each in settlement.evaluation.outcomes] == ["Held", "Covered"]


def test_decisions_match_without_regard_to_case_and_blanks() -> None:
    settlement = settled(book([entry("2026-10-05", "Meeting", "General", 75, decision=" wAIVE ", reason="goodwill")]))
    assert [each.status for each in settlement.evaluation.outcomes] == ["Waived"]


def test_quoted_work_is_logged_and_never_billed_whatever_is_decided() -> None:
    settlement = check(
        """
        2026-10-05 Meeting Custom development 600              -> Quoted 0 0 0.00
        2026-10-06 Phone   Formal training    600 Bill: sure   -> Quoted 0 0 0.00
        2026-10-07 Phone   Formal training    600 Waive: sure  -> Quoted 0 0 0.00
        """
    )
    assert left(settlement) == UNUSED
    assert [each.overage for each in settlement.evaluation.outcomes] == [0, 0, 0]


def test_training_is_asked_for_before_quoted_unless_a_person_decided() -> None:
    check(
        """
        2026-10-05 Ticket Custom development 60             -> Held   0 0 0.00 untrained-contact
        2026-10-05 Ticket Custom development 70 Bill: sure  -> Quoted 0 0 0.00
        """,
        Contacts=UNTRAINED,
    )


def test_quoted_work_outside_a_contract_is_no_overage() -> None:
    check(
        "2026-10-05 Ticket Custom development 60 -> Quoted 0 0 0.00",
        Clients=[{"Client": "Acme", "Package": "Medium", "Contract start": "2027-01-01"}],
    )


def test_waive_comes_before_the_vendor_s_setting_to_bill() -> None:
    check(
        "2026-10-05 Meeting General 75 Waive: goodwill -> Waived 60 0 0.00 over-length",
        Agreements=[], settings={"Overage without agreement": "bill"},
    )  # fmt: skip


def test_waived_entries_leave_the_rest_of_a_limit_to_the_next() -> None:
    check(
        """
        2026-10-05 Meeting General 75 Waive: goodwill -> Waived 60  0   0.00 over-length
        2026-10-06 Meeting General 60                 -> Billed  0 60 125.00 over-limit
        """,
        Limits=changed("Limits", {"Meetings": {"Quantity": 1}}),
    )
