"""A run that would change nothing writes nothing, and closing a month changes no result."""

from dataclasses import replace
from datetime import date

import pytest
from support.books import AS_OF, book, entry, run
from support.meetings import BETA, BOB, meeting
from support.office import Office, Row

from xlsupport.sheets.edits import Edits
from xlsupport.sheets.tables import Book

BUSY: list[Row] = [
    meeting("2026-10-05", 100),
    meeting("2026-10-04", 0),
    meeting("2026-10-06", Decision="Waive"),
    entry("2026-10-03", minutes=40),
    entry("2026-10-03", minutes=40, **BOB),
    entry("2026-11-02", "Email", minutes=12),
    entry("2026-12-24", category="Custom development"),
    {"Date": "yesterday", "Client": "Acmee", "Minutes": "ten"},
]


@pytest.mark.parametrize("log", [[], BUSY], ids=["empty", "busy"])
def test_a_second_update_writes_nothing(log: list[Row]) -> None:
    office = Office(*log, **BETA)
    office.update()
    assert office.written
    office.update()
    assert office.written == Edits()
    assert len(office.rows("Runs")) == 1


def test_a_text_that_no_workbook_can_hold_does_not_differ_again_in_each_run() -> None:
    """Breaches name the categories there are, and one of them has a character that XML does not know."""
    rules: list[Row] = [
        {"Category": name, "Treatment": "Limited"} for name in ("Training", "System question", "General", "A\ufffe")
    ]
    office = Office(entry("2026-10-05", category="Trainning"), Categories=rules)
    office.update()
    assert "A\ufffd" in str(office.column("What to do", "Breaches")[0])
    office.update()
    assert office.written == Edits()


def test_a_second_invoice_run_and_an_update_after_it_write_nothing() -> None:
    office = Office(*BUSY, **BETA)
    office.invoice("2026-11")
    office.invoice("2026-11")
    assert office.written == Edits()
    office.update(as_of=date(2026, 11, 30))
    assert office.written == Edits()
    assert office.column("Run", "Runs") == [1]


def test_an_update_before_the_invoice_run_makes_no_difference_to_it() -> None:
    straight, twice = Office(*BUSY, **BETA), Office(*BUSY, **BETA)
    twice.update()
    assert straight.invoice("2026-11") == twice.invoice("2026-11") != []


def test_another_as_of_date_alone_is_no_reason_to_write() -> None:
    office = Office(entry("2026-10-05"))
    office.update(as_of=date(2026, 10, 30))
    office.update(as_of=date(2026, 10, 31))
    assert office.written == Edits()


def test_closing_changes_no_result_nor_the_order_in_which_entries_draw() -> None:
    office = Office(*BUSY, **BETA)
    office.update(as_of=date(2026, 11, 30))
    columns = ("Status", "Covered", "Billed", "Amount", "Remaining", "Flags")
    before = [office.column(header) for header in columns], office.rows("Balances"), office.rows("Breaches")
    office.invoice("2026-11", clients=("Beta",))
    office.invoice("2026-11")
    assert ([office.column(header) for header in columns], office.rows("Balances"), office.rows("Breaches")) == before


def test_entries_of_an_earlier_run_draw_first_whatever_their_date() -> None:
    office = Office(*(meeting(f"2026-11-{day:02}", 30) for day in (2, 3, 4, 5)))
    office.invoice("2026-11")
    office.type(meeting("2026-01-05", 30))
    office.update()
    assert office.column("Status") == ["Covered"] * 4 + ["Billed"]


def test_blank_rows_that_a_table_keeps_at_its_end_are_no_reason_to_write() -> None:
    """A table with a totals row keeps its size: wanting it shorter would be a change in every run."""
    office = Office(entry("2026-10-05"))
    office.update()
    tables = {name: replace(table, rows=table.rows + 9) for name, table in office.book.tables.items()}
    office.book = Book(tables)
    office.update()
    assert office.written == Edits()


def plain(found: Book) -> Book:
    """The same tables as plain ranges below a header, which end where the last cell is filled."""
    return Book({name: replace(table, rows=table.filled) for name, table in found.tables.items()})


@pytest.mark.parametrize("log", [[], BUSY], ids=["empty", "busy"])
def test_plain_ranges_are_written_once_too(log: list[Row]) -> None:
    found = plain(book(log, **BETA))
    _, changes, after = run(found)
    assert all(edit.rows >= 1 for edit in changes.tables)
    assert changes
    _, changes, after = run(plain(after), AS_OF, month=date(2026, 10, 1))
    _, changes, _ = run(plain(after), AS_OF, month=date(2026, 10, 1))
    assert changes == Edits()


def test_a_cell_that_shows_the_value_already_is_kept_whatever_its_type() -> None:
    office = Office(meeting("2026-10-05"))
    office.update()
    office.change("UsageLog", lambda row: row | {"Covered": 60.0, "Amount": 62.50, "Flags": row["Flags"], "Invoice": ""})
    office.change("Balances", lambda row: row | {"Period start": 46023} if row["Limit"] == "Meetings" else row)
    office.update()
    assert office.written == Edits()


def test_a_result_that_somebody_overwrote_is_mended() -> None:
    office = Office(meeting("2026-10-05"))
    office.update()
    for header, value in (("Status", "Paid"), ("Amount", "62.50"), ("Covered", None), ("Billed", True), ("Remaining", 3)):
        office.change("UsageLog", lambda row, header=header, value=value: row | {header: value})  # type: ignore[misc] # as above
        office.update()
        assert [list(edit.columns) for edit in office.written.tables if edit.table == "UsageLog"] == [[header]]
    assert office.column("Amount") == [62.5]
