"""Which documents a workbook names, read from registers in any state."""

from decimal import Decimal

import pytest
from support.books import book

from xlsupport.reading.given_numbers import UNKNOWN, Given, gone, register_numbers
from xlsupport.sheets.tables import Cell, ErrorValue


def run_row(run: Cell, invoices: Cell) -> dict[str, Cell]:
    return {"Run": run, "Command": "invoice 2026-10", "Invoices": invoices}


def test_each_document_is_named_once_by_the_table_that_tells_most_about_it() -> None:
    found = register_numbers(
        book(
            Invoices=[{"Invoice": "INV-2026-0001", "Client": "Acme", "Total": 67.63}],
            InvoiceLines=[{"Invoice": "inv-2026-0001", "Client": "Acme"}, {"Invoice": "INV-2026-0002", "Client": "Bell"}],
            Runs=[run_row(7, "INV-2026-0001, INV-2026-0002, CN-2026-0001"), run_row(4, None)],
        )
    )
    assert list(found.documents.values()) == [
        Given("INV-2026-0001", "Acme", Decimal("67.63")),
        Given("INV-2026-0002", "Bell"),
        Given("CN-2026-0001"),
    ]
    assert (found.latest_run, found.missing, found.unreadable) == (7, frozenset(), frozenset())


@pytest.mark.parametrize("cell", [None, " ", ErrorValue("#REF!")])
def test_a_cell_that_cannot_be_read_hides_no_other(cell: Cell) -> None:
    found = register_numbers(
        book(
            Invoices=[{"Invoice": cell, "Client": "Acme"}, {"Invoice": "INV-2026-0002", "Client": cell, "Total": "paid"}],
            InvoiceLines=[{"Invoice": "INV-2026-0001", "Client": cell}],
        )
    )
    assert set(found.documents.values()) == {Given("INV-2026-0001"), Given("INV-2026-0002")}
    assert found.unreadable == {"Invoices"}


@pytest.mark.parametrize(
    "row", [run_row("seven", "INV-2026-0003"), run_row(7.5, None), run_row(7, ErrorValue("#N/A")), run_row(None, "x")]
)
def test_a_run_that_cannot_be_read_is_told(row: dict[str, Cell]) -> None:
    found = register_numbers(book(Runs=[run_row(3, "INV-2026-0001"), row, run_row(5, "INV-2026-0002")]))
    assert {"inv-2026-0001", "inv-2026-0002"} <= set(found.documents)
    assert found.latest_run >= 5
    assert found.unreadable == {"Runs"}


def test_a_run_without_a_number_still_tells_its_documents() -> None:
    assert "inv-2026-0003" in register_numbers(book(Runs=[run_row("seven", "INV-2026-0003")])).documents


def test_documents_are_gone_in_the_order_of_their_series_whatever_the_case_of_their_numbers() -> None:
    now = register_numbers(book(Runs=[run_row(1, "INV-2026-10000, INV-2026-9999, inv-2026-0002, CN-2026-0001, INV-2025-0001")]))
    then = register_numbers(book(Runs=[run_row(1, "INV-2026-0002")]))
    assert [each.number for each in gone(now, then)] == ["CN-2026-0001", "INV-2025-0001", "INV-2026-9999", "INV-2026-10000"]
    assert gone(UNKNOWN, now) == gone(now, now) == []
