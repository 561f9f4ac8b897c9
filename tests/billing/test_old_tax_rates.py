"""The tax rates of invoices that are older than the column for them: what each invoice's tax tells."""

from datetime import date
from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from xlsupport.billing.old_tax_rates import old_tax_rates
from xlsupport.billing.register import CREDIT_NOTE, INVOICE, Registered
from xlsupport.records.parties import Contract, Parties


def contract(client: str, start: str, end: str, rate: str) -> Contract:
    last = date.fromisoformat(end) if end else None
    return Contract(client=client, package="Small", start=date.fromisoformat(start), end=last, tax_rate=Decimal(rate))


CONTRACTS = {
    "Acme": (contract("Acme", "2026-01-01", "", "0"),),
    "Bolt": (contract("Bolt", "2026-01-01", "", "0.0825"),),
    "Cargo": (contract("Cargo", "2026-01-01", "2026-08-31", "0.06"), contract("Cargo", "2026-09-01", "", "0.0625")),
}
PARTIES = Parties({}, CONTRACTS, {}, {})


def document(row: str) -> Registered:
    """`number client period subtotal tax [cancels]` as a row of the table Invoices."""
    number, client, period, subtotal, tax, *cancels = row.split()
    period = period.replace("_", " ")
    kind = CREDIT_NOTE if cancels or Decimal(subtotal) < 0 else INVOICE
    cancelled = cancels[0] if cancels else ""
    return Registered(number, client, period, date(2026, 12, 1), 1, Decimal(subtotal), Decimal(tax), kind, cancelled)


def told(*rows: str) -> dict[str, str]:
    """The rates in per cent."""
    rates = old_tax_rates([document(row) for row in rows], PARTIES)
    return {number: "none" if rate is None else f"{(rate * 100).normalize():f}" for number, rate in rates.items()}


@pytest.mark.parametrize(
    ("row", "rate"),
    [
        ("1 Acme 2026-10 62.50 0.00", "0"),
        ("1 Bolt 2026-10 62.50 5.16", "8.25"),
        ("1 Bolt 2026-10 -62.50 -5.16", "8.25"),
        ("1 Bolt 2026-10 62.50 0.00", "0"),
        ("1 Cargo 2026-07 62.50 3.75", "6"),
        ("1 Cargo 2026-10 62.50 3.75", "6"),
        ("1 Cargo 2026-10 62.50 3.91", "6.25"),
        ("1 Stranger 2026-10 62.50 0.00", "0"),
    ],
)
def test_the_one_rate_of_the_clients_rows_or_zero_that_comes_to_the_tax_is_the_documents(row: str, rate: str) -> None:
    assert told(row) == {"1": rate}


@pytest.mark.parametrize(
    ("row", "rate"),
    [
        ("1 Cargo 2026-08 0.50 0.03", "6"),
        ("1 Cargo 2026-09 0.50 0.03", "6.25"),
        ("1 Cargo 2026-08_to_2026-09 0.50 0.03", "6.25"),
        ("1 Cargo 2025-12 0.50 0.03", "6.25"),
        ("1 Bolt 2026-10 0.05 0.00", "8.25"),
        ("1 Stranger 2026-10 0.04 0.00", "0"),
    ],
)
def test_where_several_rates_come_to_it_the_row_in_force_at_the_end_of_the_month_tells(row: str, rate: str) -> None:
    assert told(row) == {"1": rate}


@pytest.mark.parametrize(
    ("row", "rate"),
    [
        ("1 Acme 2026-10 62.50 12.50", "20"),
        ("1 Acme 2026-10 62.50 4.38", "7"),
        ("1 Acme 2026-10 1000.00 72.50", "7.25"),
        ("1 Acme 2026-10 123456.78 10186.67", "8.2512"),
        ("1 Stranger 2026-10 62.50 4.38", "7"),
        ("1 Stranger 2026-10 62.50 5.16", "none"),
        ("1 Acme 2026-10 0.04 0.01", "none"),
        ("1 Acme 2026-10 62.50 -5.16", "none"),
        ("1 Acme 2026-10 62.50 62.50", "none"),
        ("1 Acme 2026-10 10000000.00 1234567.89", "none"),
    ],
)
def test_where_no_rate_of_the_clients_comes_to_it_the_simplest_one_does_if_there_is_one(row: str, rate: str) -> None:
    assert told(row) == {"1": rate}


def test_a_document_without_a_subtotal_tells_no_rate() -> None:
    assert told("1 Bolt 2026-10 0.00 0.00", "2 Bolt 2026-10 0.00 0.01") == {"1": "none", "2": "none"}


def test_a_credit_note_that_cancels_an_invoice_has_its_rate() -> None:
    assert told(
        "INV-1 Cargo 2026-08 0.50 0.03",
        "CN-1 Cargo 2026-10 -0.50 -0.03 INV-1",
        "CN-2 Bolt 2026-10 -62.50 -5.16 INV-7",
    ) == {"INV-1": "6", "CN-1": "6", "CN-2": "8.25"}


@given(st.integers(-10_000_000, 10_000_000).filter(bool), st.integers(0, 999_999))
def test_a_document_made_at_its_clients_only_rate_has_that_rate(amount: int, millionths: int) -> None:
    rate, subtotal = Decimal(millionths) / 1_000_000, Decimal(amount) / 100
    parties = Parties({}, {"Bolt": (contract("Bolt", "2026-01-01", "", str(rate)),)}, {}, {})
    tax = (subtotal * rate).quantize(Decimal("0.01"), "ROUND_HALF_UP")
    made = Registered("1", "Bolt", "2026-10", date(2026, 12, 1), 1, subtotal, tax, INVOICE, "")
    assert old_tax_rates([made], parties) == {"1": rate}
