"""Invoicing: what is due less what was invoiced (1-policy.md, Invoicing)."""

from datetime import date
from decimal import Decimal

import pytest
from support.books import ACME, START, entry
from support.meetings import BETA, BOB, invoiced_once, meeting
from support.office import Office, Row

from xlsupport.words.problems import StoppedError, UsageError, WorkbookError


def test_a_run_bills_what_is_due_with_a_line_for_each_entry_and_a_second_run_has_nothing_to_bill() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06", 30), meeting("2026-10-07", 100))
    assert office.invoice("2026-10") == [
        "INV-2026-0001 Acme 2026-10: 187.50 + 0.00",
        "- U000001 As needed 30 min at 125.00: 62.50 charge",
        "- U000003 As needed 60 min at 125.00: 125.00 charge",
    ]
    assert office.invoice("2026-10") == []
    assert not office.written


def test_entries_after_the_month_wait_for_their_own_run() -> None:
    office = Office(meeting("2026-10-31"), meeting("2026-11-01"))
    assert office.invoice("2026-10") == [
        "INV-2026-0001 Acme 2026-10: 62.50 + 0.00",
        "- U000001 As needed 30 min at 125.00: 62.50 charge",
    ]
    assert office.column("Closed") == [1, None]
    assert office.invoice("2026-11")[1:] == ["- U000002 As needed 30 min at 125.00: 62.50 charge"]
    assert office.column("Closed") == [1, 2]


def test_a_late_entry_is_charged_by_the_next_run_and_gets_what_is_left() -> None:
    """Five calls: the one entered late finds no call left, though it is the earliest."""
    office = Office(*(entry(f"2026-10-{day:02}", minutes=10) for day in (6, 7, 8, 9)))
    assert office.invoice("2026-10") == []
    office.type(entry("2026-10-01", minutes=10))
    assert office.invoice("2026-11") == [
        "INV-2026-0001 Acme 2026-10 to 2026-11: 62.50 + 0.00",
        "- U000005 As needed 30 min at 125.00: 62.50 charge",
    ]
    assert office.column("Status") == ["Covered"] * 4 + ["Billed"]


def test_one_line_for_each_tier_and_rate_its_amount_the_sum_of_the_charges() -> None:
    """Two Advanced agreements at one rate are one line with both references; the rest is another."""
    advanced = [
        {"Client": "Acme", "Tier": "Advanced", "Start": START, "Hours": 0.5, "Reference": reference, "Rate": rate}
        for reference, rate in (("A-1", None), ("A-2", 100), ("A-3", 90))
    ]
    office = Office(meeting("2026-10-05", 60 + 30 + 30 + 30 + 10), Agreements=[*ACME["Agreements"], *advanced])
    assert office.invoice("2026-10")[1:] == [
        "- U000001 Advanced 30 min at 90.00: 45.00 charge",
        "- U000001 Advanced 60 min at 100.00: 100.00 charge",
        "- U000001 As needed 30 min at 125.00: 62.50 charge",
    ]
    assert [line.reference for line in office.last.documents[0].lines] == ["A-3", "A-1, A-2", ""]
    assert [line.overage for line in office.last.documents[0].lines] == [30, 60, 10]


def test_a_line_says_what_was_done_for_whom() -> None:
    line = invoiced_once().last.documents[0].lines[0]
    assert (line.day, line.contact, line.description) == (date(2026, 10, 5), "Ann", "General (Meeting)")
    assert (line.invoice, line.number, line.overage, line.minutes) == ("INV-2026-0001", 1, 30, 30)


def test_lines_come_by_date_then_by_id_with_numbers_compared_as_numbers() -> None:
    rows = [meeting("2026-10-09", ID="U2"), meeting("2026-10-08", ID="U10"), meeting("2026-10-08", ID="U9")]
    office = Office(*rows)
    office.invoice("2026-10")
    assert [(line.number, line.id) for line in office.last.documents[0].lines] == [(1, "U9"), (2, "U10"), (3, "U2")]


def test_an_id_that_is_a_number_is_known_again() -> None:
    office = Office(meeting("2026-10-05", ID=17), meeting("2026-10-06", ID="017"), meeting("2026-10-07", ID=18.0))
    office.invoice("2026-10")
    assert [line.id for line in office.last.documents[0].lines] == ["17", "017", "18"]
    assert office.invoice("2026-11") == []
    assert office.column("ID") == [17, "017", 18.0]


def test_an_id_matches_exactly_blanks_included() -> None:
    office = Office(meeting("2026-10-05", ID="A1"), meeting("2026-10-06", ID="A1 "), meeting("2026-10-07", ID="a1"))
    office.invoice("2026-10")
    assert [line.id for line in office.last.documents[0].lines] == ["A1", "A1 ", "a1"]
    assert office.invoice("2026-11") == []


def test_minutes_that_fit_into_a_begun_increment_make_no_line() -> None:
    office = Office(meeting("2026-10-05", 70), meeting("2026-10-05", 75, Notes="2"), settings={"Rounding": "per day"})
    assert office.invoice("2026-10")[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 charge"]
    assert office.column("Billed") == [30, 0]
    assert office.invoice("2026-10") == []


def test_a_free_rate_still_makes_a_line_of_zero() -> None:
    office = Office(meeting("2026-10-05"), Agreements=[{**ACME["Agreements"][0], "Rate": 0}])
    assert office.invoice("2026-10") == [
        "INV-2026-0001 Acme 2026-10: 0.00 + 0.00",
        "- U000001 As needed 30 min at 0.00: 0.00 charge",
    ]
    assert office.invoice("2026-10") == []


# Adjustments


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ({"Minutes": 100}, ["- U000001 As needed 30 min at 125.00: 62.50 adjustment"]),
        ({"Minutes": 60}, ["- U000001 As needed -30 min at 125.00: -62.50 adjustment"]),
        ({"Category": "Custom development"}, ["- U000001 As needed -30 min at 125.00: -62.50 adjustment"]),
        ({"Decision": "Waive", "Reason": "goodwill"}, ["- U000001 As needed -30 min at 125.00: -62.50 adjustment"]),
        ({"Minutes": 85}, []),
        ({"Contact": "  ANN "}, []),
        ({"Client": "ACME"}, []),
        ({"Notes": "by phone"}, []),
        ({"Date": date(2026, 10, 9)}, []),
    ],
    ids=["more", "covered", "quoted", "waived", "same-increment", "contact-case", "client-case", "notes", "other-day"],
)
def test_an_edited_entry_is_adjusted_by_the_difference(cells: Row, lines: list[str]) -> None:
    office = invoiced_once()
    office.edit("U000001", **cells)
    assert office.invoice("2026-11", adjust=True)[1:] == lines
    assert office.invoice("2026-11") == []


def test_adjustments_stop_the_run_and_nothing_is_written_unless_it_was_told_to_adjust() -> None:
    office = invoiced_once()
    office.edit("U000001", Minutes=100)
    office.type(meeting("2026-11-05"))
    before = office.rows(), office.rows("Invoices"), office.rows("Runs")
    office.invoice("2026-11")
    assert [line.id for line in office.last.stopped] == ["U000001"]
    assert not office.written
    assert (office.rows(), office.rows("Invoices"), office.rows("Runs")) == before
    assert "changed-after-invoice" in office.last.flags[0]
    assert [line.split()[-1] for line in office.invoice("2026-11", adjust=True)[1:]] == ["adjustment", "charge"]
    assert not office.last.stopped
    assert "changed-after-invoice" not in office.last.flags.get(0, ())


def test_charges_alone_do_not_stop_a_run() -> None:
    office = invoiced_once()
    office.type(meeting("2026-10-06"))
    office.invoice("2026-11")
    assert not office.last.stopped


def test_a_removed_entry_is_credited_as_it_was_invoiced() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10")
    office.remove("U000001")
    assert office.invoice("2026-11", adjust=True) == [
        "CN-2026-0001 Acme 2026-10 to 2026-11: -62.50 + 0.00",
        "- U000001 As needed -30 min at 125.00: -62.50 adjustment",
    ]
    line = office.last.documents[0].lines[0]
    assert (line.day, line.contact, line.description, line.overage) == (date(2026, 10, 5), "Ann", "General (Meeting)", -30)
    assert office.invoice("2026-11") == []


def test_a_removed_entry_is_credited_only_by_a_run_for_its_lines_month_or_later() -> None:
    office = Office(meeting("2026-11-05"))
    office.invoice("2026-11")
    office.remove("U000001")
    assert office.invoice("2026-10", as_of=date(2026, 11, 30), adjust=True) == []
    assert office.invoice("2026-11", adjust=True)[1:] == ["- U000001 As needed -30 min at 125.00: -62.50 adjustment"]


def test_a_row_with_another_id_is_another_entry() -> None:
    """It is closed and was never on a document, so its client was told that it costs nothing."""
    office = invoiced_once()
    office.edit("U000001", ID="X1")
    assert office.invoice("2026-11", adjust=True) == [
        "INV-2026-0002 Acme 2026-10 to 2026-11: 0.00 + 0.00",
        "- U000001 As needed -30 min at 125.00: -62.50 adjustment",
        "- X1 As needed 30 min at 125.00: 62.50 adjustment",
    ]


def test_an_entry_moved_to_another_client_is_credited_there_and_charged_here() -> None:
    """The credit says what its client was told, not the other client's contact."""
    office = invoiced_once(**BETA)
    office.edit("U000001", Category="Training", Minutes=75, **BOB)
    assert office.invoice("2026-11", adjust=True) == [
        "CN-2026-0001 Acme 2026-10 to 2026-11: -62.50 + 0.00",
        "- U000001 As needed -30 min at 125.00: -62.50 adjustment",
        "INV-2026-0002 Beta 2026-10 to 2026-11: 62.50 + 0.00",
        "- U000001 As needed 30 min at 125.00: 62.50 adjustment",
    ]
    credit, charge = (document.lines[0] for document in office.last.documents)
    assert (credit.contact, credit.description, credit.reference) == ("Ann", "General (Meeting)", "")
    assert (charge.contact, charge.description, charge.reference) == ("Bob", "Training (Meeting)", "B-7")
    assert office.invoice("2026-11") == []


def test_a_moved_entry_is_settled_client_by_client_where_only_one_is_chosen() -> None:
    office = invoiced_once(**BETA)
    office.edit("U000001", **BOB)
    assert office.invoice("2026-11", adjust=True, clients=("Beta",)) == [
        "INV-2026-0002 Beta 2026-10 to 2026-11: 125.00 + 0.00",
        "- U000001 As needed 60 min at 125.00: 125.00 adjustment",
    ]
    assert "changed-after-invoice" in office.last.flags[0]  # Acme's credit is still to come
    assert office.invoice("2026-11", adjust=True, clients=("acme ",)) == [
        "CN-2026-0001 Acme 2026-10 to 2026-11: -62.50 + 0.00",
        "- U000001 As needed -30 min at 125.00: -62.50 adjustment",
    ]
    assert "changed-after-invoice" not in office.last.flags.get(0, ())
    assert office.invoice("2026-11") == []


def test_a_changed_rule_re_prices_what_it_governs_but_a_row_with_from_leaves_the_past() -> None:
    office = invoiced_once()
    office.put("Rates", [*office.rows("Rates"), {"Tier": "As needed", "Rate": 150, "Increment": 30, "From": date(2026, 11, 1)}])
    office.type(meeting("2026-11-05"))
    assert office.invoice("2026-11")[1:] == ["- U000002 As needed 30 min at 150.00: 75.00 charge"]
    office.change("Rates", lambda row: row | {"Rate": 130} if row["Rate"] == 125 else row)
    assert office.invoice("2026-12", adjust=True) == [
        "INV-2026-0003 Acme 2026-10 to 2026-12: 2.50 + 0.00",
        "- U000001 As needed -30 min at 125.00: -62.50 adjustment",
        "- U000001 As needed 30 min at 130.00: 65.00 adjustment",
    ]


def test_an_agreement_entered_later_re_prices_from_its_start() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-20"))
    office.invoice("2026-10")
    advanced: Row = {"Client": "Acme", "Tier": "Advanced", "Start": date(2026, 10, 10), "Hours": 1, "Reference": "A-1"}
    office.put("Agreements", [*office.rows("Agreements"), advanced])
    assert office.invoice("2026-11", adjust=True) == [
        "CN-2026-0001 Acme 2026-10 to 2026-11: -12.50 + 0.00",
        "- U000002 Advanced 30 min at 100.00: 50.00 adjustment",
        "- U000002 As needed -30 min at 125.00: -62.50 adjustment",
    ]


def test_an_entry_whose_date_moves_to_a_later_month_is_reconciled_there() -> None:
    office = invoiced_once()
    office.edit("U000001", Date=date(2026, 11, 3), Minutes=100)
    assert office.invoice("2026-10", adjust=True) == []
    assert office.invoice("2026-11", adjust=True)[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 adjustment"]


@pytest.mark.parametrize(
    "slip",
    [
        {"Minutes": 0},
        {"Client": "Nobody"},
        {"Decision": "Hold", "Reason": "asked back"},
        {"Decision": "Waive"},
        {"Decision": "Free", "Reason": "?"},
    ],
    ids=["invalid", "unknown-client", "hold", "no-reason", "unknown-decision"],
)
def test_an_invoiced_entry_now_invalid_or_held_whole_is_left_until_it_is_mended(slip: Row) -> None:
    office = invoiced_once()
    before = office.rows()[0]
    office.edit("U000001", **slip)
    assert office.invoice("2026-11") == []
    assert "changed-after-invoice" not in office.last.flags.get(0, ())
    assert office.column("Closed") == [1]
    assert office.column("Invoice") == ["INV-2026-0001"]
    office.edit("U000001", **{header: before[header] for header in slip})
    assert office.invoice("2026-11") == []
    assert office.last.flags[0] == ["over-length"]


@pytest.mark.parametrize("closed", [1, None], ids=["closed", "invoiced"])
def test_no_invoice_run_is_made_while_a_closed_or_invoiced_id_stands_on_two_rows(closed: int | None) -> None:
    office = invoiced_once()
    office.edit("U000001", Closed=closed)
    office.type(meeting("2026-10-06", ID="U000001"))
    with pytest.raises(StoppedError, match=r"stands on more than one row, or has no ID \(Log!A5, Log!A6\)") as stopped:
        office.invoice("2026-11")
    assert [str(each.place) for each in stopped.value.problems] == ["Log!A5", "Log!A6"]
    office.update()  # anything else goes on
    assert office.column("Status") == ["Invalid", "Invalid"]
    assert [breach.code for breach in office.last.breaches] == ["duplicate-id", "duplicate-id"]


def test_an_open_id_on_two_rows_does_not_stop_the_run() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06", ID="A1"), meeting("2026-10-07", ID="A1"))
    assert office.invoice("2026-10")[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 charge"]


def test_an_untrained_contact_after_invoicing_leaves_the_entry_as_invoiced() -> None:
    office = invoiced_once()
    office.change("Contacts", lambda row: row | {"Trained on": date(2026, 12, 1)})
    assert office.invoice("2026-11") == []
    assert office.column("Status") == ["Held"]


def test_overage_that_lost_its_agreement_is_credited_since_only_its_overage_is_held() -> None:
    office = invoiced_once()
    office.put("Agreements", [])
    assert office.invoice("2026-11", adjust=True)[1:] == ["- U000001 As needed -30 min at 125.00: -62.50 adjustment"]


def test_held_overage_is_charged_when_it_is_released_and_what_was_paid_stays() -> None:
    advanced: Row = {"Client": "Acme", "Tier": "Advanced", "Start": START, "Hours": 0.5}
    office = Office(meeting("2026-10-05", 100), meeting("2026-10-06"), Agreements=[advanced])
    assert office.invoice("2026-10")[1:] == ["- U000001 Advanced 30 min at 100.00: 50.00 charge"]
    assert office.column("Status") == ["Held", "Held"]
    assert office.column("Closed") == ["1 part", "1 part"]
    for id_ in ("U000001", "U000002"):
        office.edit(id_, Decision="Bill", Reason="agreed by mail")
    assert office.invoice("2026-11")[1:] == [
        "- U000001 As needed 30 min at 125.00: 62.50 charge",  # what waited may still come, though something stands invoiced
        "- U000002 As needed 30 min at 125.00: 62.50 charge",
    ]
    assert office.column("Closed") == [1, 1]


# Totals, tax, dates


@pytest.mark.parametrize(
    ("rate", "tax"),
    [(0.08, "5.00"), (None, "0.00"), (0.0825, "5.16"), (0.0828, "5.18"), ("8.28 %", "5.18"), (0.0836, "5.23")],
)
def test_tax_is_rounded_to_the_cent_half_up(rate: float | str | None, tax: str) -> None:
    """62.50 × 8.28 % = 5.175, and × 8.36 % = 5.225: neither down nor to the even cent."""
    office = invoiced_once(Clients=[{**ACME["Clients"][0], "Tax rate": rate}])
    document = office.last.documents[0]
    assert (document.subtotal, document.tax) == (Decimal("62.50"), Decimal(tax))
    assert document.total == document.subtotal + document.tax


def test_tax_of_a_credit_is_rounded_away_from_zero() -> None:
    office = invoiced_once(Clients=[{**ACME["Clients"][0], "Tax rate": 0.0828}])
    office.remove("U000001")
    assert office.invoice("2026-11", adjust=True)[0] == "CN-2026-0001 Acme 2026-10 to 2026-11: -62.50 + -5.18"


def test_a_charge_bears_the_tax_of_the_row_in_force_on_its_day_else_of_the_last_before_it() -> None:
    clients: list[Row] = [
        {"Client": "Acme", "Package": "Medium", "Contract start": START, "Contract end": date(2026, 10, 15), "Tax rate": 0.1},
        {"Client": "Acme", "Package": "Medium", "Contract start": date(2026, 10, 16), "Contract end": date(2026, 11, 30),
         "Tax rate": 0.2},
    ]  # fmt: skip
    office = Office(meeting("2026-09-05"), meeting("2026-10-05"), meeting("2026-11-05"), Clients=clients)
    assert office.invoice("2026-09")[0] == "INV-2026-0001 Acme 2026-09: 62.50 + 6.25"
    assert office.invoice("2026-10")[0] == "INV-2026-0002 Acme 2026-10: 62.50 + 6.25"
    assert office.invoice("2026-11")[0] == "INV-2026-0003 Acme 2026-11: 62.50 + 12.50"
    office.type(meeting("2026-12-05", 30))
    assert office.invoice("2026-12")[0] == "INV-2026-0004 Acme 2026-12: 62.50 + 12.50"  # no contract: all of it is overage


def test_the_day_of_issue_is_no_matter_for_the_tax() -> None:
    later: Row = {"Client": "Acme", "Package": "Medium", "Contract start": date(2026, 11, 1), "Tax rate": 0.2}
    office = Office(meeting("2026-10-05"), Clients=[{**ACME["Clients"][0], "Contract end": date(2026, 10, 31)}, later])
    assert office.invoice("2026-10", issued=date(2026, 11, 2))[0] == "INV-2026-0001 Acme 2026-10: 62.50 + 0.00"


def test_a_negative_total_makes_a_credit_note_and_lines_that_cancel_out_an_invoice_of_zero() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10")
    office.edit("U000001", Minutes=60)
    office.edit("U000002", Minutes=100)
    assert office.invoice("2026-11", adjust=True)[0] == "INV-2026-0002 Acme 2026-10 to 2026-11: 0.00 + 0.00"
    assert office.last.documents[0].kind == "invoice"
    office.edit("U000002", Minutes=60)
    assert office.invoice("2026-11", adjust=True)[0] == "CN-2026-0001 Acme 2026-10 to 2026-11: -125.00 + 0.00"
    assert office.last.documents[0].kind == "credit note"


def test_due_is_the_issue_date_and_the_payment_days() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-11-05"), settings={"Payment days": 14})
    office.invoice("2026-10", issued=date(2026, 11, 20))
    assert (office.last.documents[0].issued, office.last.documents[0].due) == (date(2026, 11, 20), date(2026, 12, 4))
    office.invoice("2026-11")
    assert (office.last.documents[0].issued, office.last.documents[0].due) == (date(2026, 11, 30), date(2026, 12, 14))


# Closing and choosing


def test_a_run_closes_what_is_neither_invalid_nor_held_whole_nor_later_nor_another_clients() -> None:
    rows = [
        meeting("2026-10-05"),
        meeting("2026-10-06", 0),
        meeting("2026-10-07", Decision="Hold", Reason="?"),
        entry("2026-10-08", category="Custom development"),
        entry("2026-10-09", category="Bug fix"),
        meeting("2026-11-05"),
        meeting("2026-10-10", **BOB),
        meeting("2026-09-30", Decision="Waive", Reason="goodwill"),
    ]
    office = Office(*rows, **BETA)
    office.update()
    office.invoice("2026-10", clients=("Acme",))
    assert office.column("Closed") == [2, None, None, 2, 2, None, None, 2]
    office.invoice("2026-10")
    assert office.column("Closed") == [2, None, None, 2, 2, None, 3, 2]


def test_the_number_of_a_run_is_one_above_the_highest_in_runs() -> None:
    office = Office(meeting("2026-10-05"), Runs=[{"Run": 41}, {"Run": 7}])
    office.invoice("2026-10")
    assert office.column("Closed") == [42]
    assert office.column("Run", "Runs") == [41, 7, 42]


def test_an_entry_stays_closed_by_the_first_run_that_closed_it() -> None:
    office = invoiced_once()
    office.edit("U000001", Minutes=100)
    office.invoice("2026-11", adjust=True)
    office.edit("U000001", Minutes=0)
    office.update()
    assert office.column("Closed") == [1]


def test_documents_come_in_the_order_of_the_client_names() -> None:
    clients: list[Row] = [{"Client": name, "Package": "Single", "Contract start": START} for name in ("zeta", "Beta", "alpha")]
    office = Office(
        *(meeting("2026-10-05", Client=each["Client"]) for each in clients),
        Clients=clients,
        Contacts=[{"Client": each["Client"], "Contact": "Ann", "Trained on": START} for each in clients],
        Agreements=[{"Client": each["Client"], "Tier": "As needed", "Start": START} for each in clients],
    )
    office.invoice("2026-10")
    found = [(document.number, document.client) for document in office.last.documents]
    assert found == [("INV-2026-0001", "alpha"), ("INV-2026-0002", "Beta"), ("INV-2026-0003", "zeta")]


def test_only_the_chosen_clients_are_invoiced() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-05", **BOB), **BETA)
    assert office.invoice("2026-10", clients=(" BETA",))[0].startswith("INV-2026-0001 Beta")
    assert office.invoice("2026-10")[0].startswith("INV-2026-0002 Acme")


def test_an_unknown_client_is_a_slip_of_the_person() -> None:
    with pytest.raises(UsageError, match="did you mean Acme"):
        Office(meeting("2026-10-05")).invoice("2026-10", clients=("Acmee",))


def test_a_month_that_has_not_ended_is_refused_unless_early() -> None:
    office = Office(meeting("2026-10-05"))
    with pytest.raises(UsageError, match="--early"):
        office.invoice("2026-10", as_of=date(2026, 10, 30))
    assert office.invoice("2026-10", as_of=date(2026, 10, 30), early=True)
    assert Office(meeting("2026-10-05")).invoice("2026-10", as_of=date(2026, 10, 31))


def test_a_client_that_left_the_table_stops_the_run_rather_than_lose_its_credit() -> None:
    office = invoiced_once(**BETA)
    for name in ("Clients", "Contacts", "Agreements"):
        office.put(name, [row for row in office.rows(name) if row["Client"] == "Beta"])
    assert office.invoice("2026-11") == []  # its entries are Invalid, and left as they were invoiced
    office.remove("U000001")
    with pytest.raises(WorkbookError, match="'Acme' was invoiced but is no longer in the table Clients"):
        office.invoice("2026-11", adjust=True)
