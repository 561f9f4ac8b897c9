"""What a run closes, in part or whole, and what a copied row brings along (1-policy.md, Invoicing)."""

from datetime import date

import pytest
from support.books import ACME, START, entry, settled
from support.meetings import BETA, BOB, invoiced_once, meeting
from support.office import Office, Row

from xlsupport.sheets.tables import NOT_CALCULATED, Book, Cell
from xlsupport.words.problems import StoppedError, WorkbookError

NO_AGREEMENT: list[Row] = []


def held_in_part() -> Office:
    """A call of 40 minutes: 15 are covered, 25 wait for an agreement."""
    office = Office(entry("2026-10-05", minutes=40), Agreements=NO_AGREEMENT)
    assert office.invoice("2026-10") == []
    return office


# Closed in part


def test_an_entry_of_which_a_part_waits_is_closed_in_part() -> None:
    office = held_in_part()
    assert office.column("Closed") == ["1 part"]
    assert office.last.run == 1


def test_it_keeps_its_place_before_entries_that_come_later() -> None:
    """Three more calls of 15 use up the hour; a late one of an earlier day gets nothing, for the first has its place."""
    office = held_in_part()
    office.type(*(entry(f"2026-10-0{day}", minutes=15) for day in (6, 7, 8)), entry("2026-10-01", minutes=15))
    office.invoice("2026-11")
    assert office.column("Covered") == [15, 15, 15, 0, 15]
    assert office.column("Closed")[0] == "1 part"


def test_what_waited_is_charged_when_it_is_released_and_the_entry_is_closed_by_its_own_run() -> None:
    office = held_in_part()
    office.put("Agreements", ACME["Agreements"])
    office.update()
    assert office.column("Closed") == ["1 part"], "only an invoice run closes"
    assert "changed-after-invoice" not in office.last.flags.get(0, ())
    assert office.invoice("2026-11") == [
        "INV-2026-0001 Acme 2026-10 to 2026-11: 62.50 + 0.00",
        "- U000001 As needed 30 min at 125.00: 62.50 charge",
    ]
    assert office.column("Closed") == [1]
    assert office.invoice("2026-12") == []


def test_a_run_that_still_finds_something_waiting_leaves_it_closed_in_part() -> None:
    office = held_in_part()
    office.invoice("2026-11")
    assert office.column("Closed") == ["1 part"]


def test_a_run_for_an_earlier_month_or_another_client_leaves_it_too() -> None:
    office = Office(entry("2026-11-05", minutes=40), **{**BETA, "Agreements": NO_AGREEMENT})
    office.invoice("2026-11")
    office.edit("U000001", Decision="Waive", Reason="goodwill")
    office.invoice("2026-10", as_of=date(2026, 11, 30))
    office.invoice("2026-11", clients=("Beta",))
    assert office.column("Closed") == ["1 part"]
    office.invoice("2026-11")
    assert office.column("Closed") == [1]


def test_after_it_was_closed_whole_a_change_is_an_adjustment() -> None:
    office = held_in_part()
    office.edit("U000001", Decision="Waive", Reason="goodwill")
    office.invoice("2026-11")
    assert office.column("Closed") == [1]
    office.edit("U000001", Decision="Bill", Reason="agreed after all")
    office.invoice("2026-12")
    assert [line.kind for line in office.last.stopped] == ["adjustment"]


def test_what_stands_invoiced_of_it_is_taken_back_by_an_adjustment_and_flagged() -> None:
    """Half an hour is paid by an Advanced agreement, the rest waits; then the agreement's rate changes."""
    advanced: Row = {"Client": "Acme", "Tier": "Advanced", "Start": START, "Hours": 0.5}
    office = Office(meeting("2026-10-05", 120), Agreements=[advanced])
    office.invoice("2026-10")
    office.change("Agreements", lambda row: row | {"Rate": 90})
    office.update()
    assert "changed-after-invoice" in office.last.flags[0]
    assert office.invoice("2026-11", adjust=True) == [
        "CN-2026-0001 Acme 2026-10 to 2026-11: -5.00 + 0.00",
        "- U000001 Advanced 30 min at 90.00: 45.00 charge",
        "- U000001 Advanced -30 min at 100.00: -50.00 adjustment",
    ]


def test_an_entry_held_whole_is_not_closed_at_all() -> None:
    office = Office(meeting("2026-10-05", decision="Hold", reason="?"))
    office.invoice("2026-10")
    assert office.column("Closed") == [None]


# Closed at no cost


def test_an_entry_closed_at_no_cost_that_costs_something_later_is_an_adjustment() -> None:
    office = Office(entry("2026-10-05", minutes=15))
    office.invoice("2026-10")
    office.edit("U000001", Minutes=40)
    assert office.invoice("2026-11")[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 adjustment"]
    assert office.last.stopped
    assert "changed-after-invoice" in office.last.flags[0]
    office.invoice("2026-11", adjust=True)
    assert "changed-after-invoice" not in office.last.flags.get(0, ())
    assert office.invoice("2026-12") == []


def test_whose_document_was_voided_is_due_again_and_not_flagged() -> None:
    office = invoiced_once()
    office.void("INV-2026-0001")
    assert "changed-after-invoice" not in office.last.flags.get(0, ())


def test_whose_document_was_credited_and_is_due_again_is_flagged() -> None:
    office = invoiced_once()
    office.edit("U000001", Decision="Waive", Reason="goodwill")
    office.invoice("2026-11", adjust=True)
    office.edit("U000001", Decision=None, Reason=None)
    office.update()
    assert "changed-after-invoice" in office.last.flags[0]
    assert office.invoice("2026-12")[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 charge"]


def test_whose_documents_rows_were_deleted_by_hand_is_an_adjustment() -> None:
    office = invoiced_once()
    office.put("Invoices", [])
    office.put("InvoiceLines", [])
    assert office.invoice("2026-11")[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 adjustment"]


def test_an_entry_moved_to_another_client_tells_both() -> None:
    office = invoiced_once(**BETA)
    office.edit("U000001", **BOB)
    office.edit("U000001", Minutes=75)
    office.update()
    told = [each.message for each in office.last.breaches if each.code == "changed-after-invoice"]
    assert told == ["Invoiced with 62.50 to Acme, but now the same is due from Beta"]


# Copied rows


def test_a_copied_row_comes_last_and_what_was_closed_stays_as_it_was() -> None:
    """The fourth call is copied with its Closed; without that rule the copy, first by ID, would push it out of its limit."""
    office = Office(*(entry(f"2026-10-0{day}", minutes=15, ID=f"A{day}") for day in (5, 6, 7, 8)))
    office.invoice("2026-10")
    office.type({**office.rows()[3], "ID": None})
    office.update()
    assert [breach.code for breach in office.last.breaches if breach.code == "copied-row"] == ["copied-row"]
    assert office.column("Status") == ["Covered"] * 4 + ["Billed"]
    assert office.column("ID")[4] == "U000001"
    assert office.column("Closed") == [1, 1, 1, 1, None]
    office.update()
    assert not office.written
    assert "copied-row" not in [breach.code for breach in office.last.breaches]
    assert office.invoice("2026-11")[1:] == ["- U000001 As needed 30 min at 125.00: 62.50 charge"]


def test_the_run_that_finds_a_copied_row_says_so_and_leaves_no_flag_of_it() -> None:
    office = Office(meeting("2026-10-05", 30, Closed=1), Runs=[{"Run": 1}])
    office.update()
    assert [breach.code for breach in office.last.breaches] == ["copied-row"]
    assert office.column("Flags") == [None]
    assert office.rows("Breaches") == []


@pytest.mark.parametrize("formula", [NOT_CALCULATED, ""], ids=["without a value", "that gives nothing"])
def test_a_formula_that_lost_its_id_takes_nothing_from_the_row(formula: Cell) -> None:
    """With their IDs back, the calls are covered as the client was told, and the late one is billed as before."""
    ids = ["A6", "A7", "A8", "A9", "A1"]
    office = Office(*(entry(f"2026-10-0{day}", minutes=10, ID=f"A{day}") for day in (6, 7, 8, 9)))
    office.invoice("2026-10")
    office.type(entry("2026-10-01", minutes=10, ID="A1"))
    office.put("UsageLog", [row | {"ID": formula} for row in office.rows()])
    office.update()
    assert office.column("Closed") == [1, 1, 1, 1, None]
    with pytest.raises(StoppedError, match="stands on more than one row, or has no ID") as stopped:
        office.invoice("2026-11")
    assert [str(each.place) for each in stopped.value.problems] == ["Log!A5", "Log!A6", "Log!A7", "Log!A8"]
    office.put("UsageLog", [row | {"ID": id_} for row, id_ in zip(office.rows(), ids, strict=True)])
    office.update()
    assert office.column("Status") == ["Covered"] * 4 + ["Billed"]


@pytest.mark.parametrize("closed", [7, "7 part", "7  PART"])
def test_a_closed_that_names_no_run_is_a_problem_with_its_cell(closed: int | str) -> None:
    office = Office(meeting("2026-10-05", ID="A1", Closed=closed), meeting("2026-10-06", ID="A2", Closed=2), Runs=[{"Run": 1}])
    with pytest.raises(WorkbookError, match="and 1 more of the kind") as error:
        office.update()
    assert [str(each.place) for each in error.value.problems] == ["Log!U5", "Log!U6"]
    assert "the table Runs has no such run" in error.value.problems[0].found


def test_where_a_workbook_that_is_only_read_has_no_runs_a_closed_is_taken_as_it_is() -> None:
    office = Office(meeting("2026-10-05", ID="A1", Closed=7))
    tables = {name: table for name, table in office.book.tables.items() if name != "Runs"}
    assert [each.entry.closed for each in settled(Book(tables)).evaluation.outcomes] == [7]
