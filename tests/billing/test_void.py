"""Voiding: a credit note for all lines of an invoice (1-policy.md, Invoicing)."""

from datetime import date
from decimal import Decimal

import pytest
from support.books import ACME
from support.meetings import BETA, BOB, invoiced_once, meeting
from support.office import Office, Row

from xlsupport.words.problems import UsageError, WorkbookError

TAXED: list[Row] = [{**ACME["Clients"][0], "Tax rate": 0.0828}]


def test_a_credit_note_negates_all_lines_and_the_tax_and_says_what_it_cancels_and_why() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06", 100), Clients=TAXED)
    assert office.invoice("2026-10")[0] == "INV-2026-0001 Acme 2026-10: 187.50 + 15.53"
    assert office.void("INV-2026-0001", reason="wrong address") == [
        "CN-2026-0001 Acme 2026-10: -187.50 + -15.53",
        "- U000001 As needed -30 min at 125.00: -62.50 void",
        "- U000002 As needed -60 min at 125.00: -125.00 void",
    ]
    note = office.last.documents[0]
    assert (note.kind, note.cancels, note.reason, note.period) == ("credit note", "INV-2026-0001", "wrong address", "2026-10")
    assert [line.overage for line in note.lines] == [-30, -40]
    assert note.tax_rate == Decimal("0.0828")
    assert (note.issued, note.due) == (date(2026, 12, 31), date(2027, 1, 30))
    assert office.rows("Invoices")[1]["Cancels"] == "INV-2026-0001"
    assert office.column("Invoice") == ["INV-2026-0001, CN-2026-0001"] * 2


def test_the_tax_is_the_originals_though_the_rate_has_changed_since() -> None:
    office = invoiced_once(Clients=TAXED)
    office.change("Clients", lambda row: row | {"Tax rate": 0.2})
    office.void("INV-2026-0001")
    assert office.last.documents[0].tax == Decimal("-5.18")
    assert office.last.documents[0].tax_rate == Decimal("0.0828")


def test_of_lines_without_tax_rates_the_rate_is_such_that_a_formula_prints_the_tax_too() -> None:
    office = invoiced_once(Clients=TAXED)
    office.change("InvoiceLines", lambda row: row | {"Tax rate": None})
    office.change("Clients", lambda row: row | {"Tax rate": 0.2})
    office.void("INV-2026-0001")
    note = office.last.documents[0]
    assert (note.tax, note.tax_rate) == (Decimal("-5.18"), Decimal("5.18") / Decimal("62.50"))


def test_what_was_billed_is_due_again_as_a_charge_and_under_a_new_number() -> None:
    office = invoiced_once()
    office.void("INV-2026-0001", as_of=date(2026, 11, 1))
    assert office.invoice("2026-11") == [
        "INV-2026-0002 Acme 2026-10 to 2026-11: 62.50 + 0.00",
        "- U000001 As needed 30 min at 125.00: 62.50 charge",
    ]
    assert office.column("Closed") == [1]
    assert office.void("INV-2026-0002")[0] == "CN-2026-0002 Acme 2026-10 to 2026-11: -62.50 + 0.00"
    assert office.invoice("2026-12")[0] == "INV-2026-0003 Acme 2026-10 to 2026-12: 62.50 + 0.00"


def test_what_was_waived_meanwhile_is_not_due_again() -> None:
    office = invoiced_once()
    office.void("INV-2026-0001")
    office.edit("U000001", Decision="Waive", Reason="goodwill")
    assert office.invoice("2026-11") == []


def test_a_removed_entry_whose_invoice_was_voided_is_settled() -> None:
    office = invoiced_once()
    office.void("INV-2026-0001")
    office.remove("U000001")
    assert office.invoice("2026-11") == []
    assert [breach.code for breach in office.last.breaches] == []


def test_an_invoice_that_was_adjusted_before_leaves_the_adjustment_standing() -> None:
    """62.50 and its adjustment of 62.50: voiding the first leaves the second, and the rest is adjusted again."""
    office = invoiced_once()
    office.edit("U000001", Minutes=100)
    office.invoice("2026-11", adjust=True)
    office.void("INV-2026-0001")
    assert "changed-after-invoice" in office.last.flags[0]
    assert office.invoice("2026-12", adjust=True) == [
        "INV-2026-0003 Acme 2026-10 to 2026-12: 62.50 + 0.00",
        "- U000001 As needed 30 min at 125.00: 62.50 adjustment",
    ]


def test_voiding_the_adjustment_leaves_the_charge_standing() -> None:
    office = invoiced_once()
    office.edit("U000001", Minutes=100)
    office.invoice("2026-11", adjust=True)
    office.void("INV-2026-0002")
    assert office.invoice("2026-12", adjust=True)[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 adjustment"]


def test_an_invoice_of_zero_can_be_voided() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10")
    office.edit("U000001", Minutes=60)
    office.edit("U000002", Minutes=100)
    office.invoice("2026-11", adjust=True)
    assert office.void("INV-2026-0002") == [
        "CN-2026-0001 Acme 2026-10 to 2026-11: 0.00 + 0.00",
        "- U000001 As needed 30 min at 125.00: 62.50 void",
        "- U000002 As needed -30 min at 125.00: -62.50 void",
    ]
    assert office.last.documents[0].kind == "credit note"


def test_only_the_lines_of_that_invoice_are_credited() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-05", **BOB), **BETA)
    office.invoice("2026-10")
    assert office.void("INV-2026-0002")[1:] == ["- U000002 As needed -60 min at 125.00: -125.00 void"]


def test_voiding_needs_no_adjust_and_touches_no_other_change() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10")
    office.edit("U000001", Minutes=100)
    assert len(office.void("INV-2026-0001")) == 3
    assert office.written


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("INV-2026-0009", "There is no invoice 'INV-2026-0009'"),
        ("CN-2026-0001", "CN-2026-0001 is a credit note"),
        ("INV-2026-0001", "INV-2026-0001 was voided already, by CN-2026-0001"),
    ],
    ids=["unknown", "credit-note", "twice"],
)
def test_what_cannot_be_voided_is_refused(number: str, sentence: str) -> None:
    office = invoiced_once()
    office.void("INV-2026-0001")
    with pytest.raises(UsageError, match=sentence):
        office.void(number)


def test_a_credit_note_of_an_invoice_run_cannot_be_voided() -> None:
    office = invoiced_once()
    office.remove("U000001")
    office.invoice("2026-11", adjust=True)
    with pytest.raises(UsageError, match="only invoices can be voided"):
        office.void("CN-2026-0001")


def test_an_invoice_of_a_client_that_left_can_be_voided() -> None:
    office = invoiced_once(**BETA)
    for name in ("Clients", "Contacts", "Agreements"):
        office.put(name, [row for row in office.rows(name) if row["Client"] == "Beta"])
    assert office.void("INV-2026-0001")[0] == "CN-2026-0001 Acme 2026-10: -62.50 + 0.00"


def test_lines_that_were_changed_by_hand_are_not_credited_at_a_wrong_amount() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10")
    office.put("InvoiceLines", office.rows("InvoiceLines")[:1])
    with pytest.raises(WorkbookError, match=r"InvoiceLines has 1 of the 2 lines that INV-2026-0001 has in Invoices"):
        office.void("INV-2026-0001")


def test_a_document_whose_lines_are_gone_is_not_voided_even_if_they_came_to_nothing() -> None:
    office = Office(meeting("2026-10-05"), Agreements=[{**ACME["Agreements"][0], "Rate": 0}])
    office.invoice("2026-10")
    office.put("InvoiceLines", [])
    with pytest.raises(WorkbookError, match="InvoiceLines has 0 of the 1 lines that INV-2026-0001 has in Invoices"):
        office.void("INV-2026-0001")
