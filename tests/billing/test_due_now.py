"""What an invoice run would bill now is what the run then bills."""

from datetime import date
from decimal import Decimal

from support.books import entry
from support.meetings import meeting
from support.office import Office

from xlsupport.billing.due_now import DueNow, due_now
from xlsupport.words.periods import Period

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def due(office: Office, day: str) -> DueNow:
    office.update(as_of=date.fromisoformat(day))
    return due_now(office.last.evaluation, office.last.before, date.fromisoformat(day))


def test_the_last_month_that_has_ended_is_due_and_the_rest_comes_later() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-11-05"), meeting("2026-11-20"))
    assert due(office, "2026-11-10") == DueNow(OCTOBER, Decimal("62.50"), Decimal("0.00"), 1, Decimal("62.50"))
    assert due(office, "2026-11-30") == DueNow(NOVEMBER, Decimal("187.50"), Decimal("0.00"), 3, Decimal("0.00"))


def test_what_was_invoiced_is_not_due_and_a_change_of_it_is_an_adjustment() -> None:
    office = Office(meeting("2026-10-05"), meeting("2026-10-06"))
    office.invoice("2026-10")
    assert due(office, "2026-10-31").amount == 0
    office.edit("U000001", Minutes=120)
    office.remove("U000002")
    assert due(office, "2026-10-31") == DueNow(OCTOBER, Decimal("0.00"), Decimal("0.00"), 2, Decimal("0.00"))


def test_what_is_held_or_invalid_is_not_due() -> None:
    held, invalid = meeting("2026-10-05", decision="Hold", reason="disputed"), entry("2026-10-06", minutes="n/a")
    assert due(Office(held, invalid), "2026-10-31").amount == 0


def test_a_voided_invoice_is_due_again() -> None:
    office = Office(meeting("2026-10-05"))
    office.invoice("2026-10")
    office.void("INV-2026-0001")
    assert due(office, "2026-10-31") == DueNow(OCTOBER, Decimal("62.50"), Decimal("0.00"), 1, Decimal("0.00"))
