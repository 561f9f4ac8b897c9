"""Rows below their table are told, and counted only where a person says so (1-policy.md, Flags; 2-workbook.md, Tables)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from support.books import ACME, START, VENDOR, entry, run, settled
from support.books import book as a_book

from xlsupport.reading.outside import outside_blocks, taken_in
from xlsupport.records.vocabulary import Rounding
from xlsupport.settlement import Settlement
from xlsupport.sheets.specifications import TABLES
from xlsupport.sheets.tables import NOT_CALCULATED, Book, Cell, OtherTable, Table
from xlsupport.words.problems import Place, WorkbookError

Row = Mapping[str, Cell]


def under(found: Table, rows: Mapping[int, Row]) -> Table:
    """A table with what stands below it: by how many rows below its last one."""
    last = found.row_number(found.rows - 1)
    return replace(found, below={last + by: {**dict.fromkeys(found.columns), **row} for by, row in rows.items()})


def with_below(name: str, rows: Mapping[int, Row], **more: object) -> Book:
    made = a_book([entry("2026-10-05", ID="A1")], Settings=[{"Setting": key, "Value": value} for key, value in VENDOR.items()])
    return Book({**made.tables, name: replace(under(made.tables[name], rows), **more)})  # type: ignore[arg-type] # Table's own


def outside(found: Settlement) -> list[tuple[int | None, str, str]]:
    return [(each.row, str(each.place), each.message) for each in found.breaches if each.code == "outside-table"]


GOOD: Row = entry("2026-10-06", minutes=600)


def test_rows_below_the_log_are_an_error_for_each_unbroken_block_with_their_minutes() -> None:
    rows: dict[int, Row] = {
        1: GOOD,
        2: {"Date": date(2026, 10, 7), "Minutes": "?"},
        4: {"Client": "Acme", "Notes": "?", "Minutes": 7.0},
    }
    settlement = settled(with_below("UsageLog", rows))
    assert outside(settlement) == [
        (6, "Log!B6", "2 rows that look like entries stand below the table UsageLog, where nothing is counted: 600 min"),
        (9, "Log!C9", "A row that looks like an entry stands below the table UsageLog, where nothing is counted: Acme, 7 min"),
    ]
    (first, *_) = [each for each in settlement.breaches if each.code == "outside-table"]
    assert (first.severity, first.id, first.client, first.offset) == ("error", "", "", None)
    assert settlement.totals.entries == 1
    assert settlement.totals.errors == 2


@pytest.mark.parametrize(
    "row",
    [{"Notes": "all of October"}, {"Status": "Covered", "Closed": 3}, {"Notes": "x", "ID": "\u200b "}, {}],
    ids=["a note in one cell", "cells of ours", "what nobody sees", "nothing"],
)
def test_what_is_no_entry_ends_a_block(row: Row) -> None:
    assert outside(settled(with_below("UsageLog", {1: row}))) == []
    found = with_below("UsageLog", {1: GOOD, 2: row, 3: GOOD}).tables["UsageLog"]
    assert [(each.start, each.stop) for each in outside_blocks(found, TABLES["UsageLog"])] == [(6, 7), (8, 9)]


def test_formulas_without_a_value_are_something_typed() -> None:
    assert len(outside(settled(with_below("UsageLog", {1: {"Date": NOT_CALCULATED, "Minutes": NOT_CALCULATED}})))) == 1


@pytest.mark.parametrize(
    ("rows", "more", "fix"),
    [
        ({1: GOOD}, {}, "Let the table UsageLog grow over that: drag the corner at its lower right down, or run update --extend"),
        (
            {3: GOOD},
            {},
            "Delete row 7, and any other that is blank between it and the table UsageLog; then run update --extend",
        ),
        (
            {1: GOOD},
            {"behind_totals": True},
            "Move it above the totals row of UsageLog: insert rows there, and cut and paste it into them",
        ),
    ],
    ids=["right below", "after a blank row", "behind the totals"],
)
def test_each_says_how_it_comes_to_count(rows: Mapping[int, Row], more: dict[str, object], fix: str) -> None:
    settlement = settled(with_below("UsageLog", rows, **more))
    assert [each.fix for each in settlement.breaches if each.code == "outside-table"] == [fix]


def test_a_table_takes_in_the_block_right_below_it_and_nothing_else() -> None:
    found = with_below("UsageLog", {1: GOOD, 2: {**GOOD, "Status": "x"}, 4: GOOD}).tables["UsageLog"]
    grown = taken_in(found, TABLES["UsageLog"])
    assert (grown.rows, grown.filled, grown.absorbed, sorted(grown.below)) == (3, 3, 2, [9])
    assert grown.cells("Minutes") == [10, 600, 600]
    assert grown.cells("Status") == [None, None, "x"]
    for other in (with_below("UsageLog", {2: GOOD}), with_below("UsageLog", {1: GOOD}, behind_totals=True)):
        assert taken_in(other.tables["UsageLog"], TABLES["UsageLog"]) is other.tables["UsageLog"]


def test_what_was_taken_in_counts_and_is_written() -> None:
    made = with_below("UsageLog", {1: GOOD})
    grown = Book({**made.tables, "UsageLog": taken_in(made.tables["UsageLog"], TABLES["UsageLog"])})
    settlement, changes, _ = run(grown)
    assert (settlement.totals.entries, [each.name for each in settlement.extended]) == (2, ["UsageLog"])
    log = next(edit for edit in changes.tables if edit.table == "UsageLog")
    assert (log.rows, log.columns["ID"][1], log.columns["Status"][1]) == (2, "U000001", "Part billed")


def test_a_set_up_table_that_takes_in_rows_is_written_though_no_cell_of_it_is() -> None:
    made = with_below("Rates", {1: {"Tier": "As needed", "Rate": 150, "Increment": 30, "From": date(2026, 11, 1)}})
    grown = Book({**made.tables, "Rates": taken_in(made.tables["Rates"], TABLES["Rates"])})
    _, changes, _ = run(grown)
    assert next((edit.rows, dict(edit.columns)) for edit in changes.tables if edit.table == "Rates") == (3, {})


@pytest.mark.parametrize(
    ("name", "row", "place"),
    [
        ("Rates", {"Tier": "As needed", "Rate": 150}, "Rules!A7"),
        ("Clients", {"Client": "Beta", "Package": "Small"}, "Clients!A6"),
        ("Contacts", {"Contact": "Bob", "Trained on": START}, "Contacts!B6"),
        ("Agreements", {"Tier": "Advanced", "Hours": 10}, "Agreements!B6"),
        ("Settings", {"Setting": "Rounding", "Value": "per month"}, "Rules!A7"),
        ("Settings", {"Setting": "Roundng", "Value": "per entry"}, "Rules!A7"),
    ],
)
def test_rows_below_a_set_up_table_are_a_problem(name: str, row: Row, place: str) -> None:
    with pytest.raises(WorkbookError) as error:
        settled(with_below(name, {1: row}))
    assert [(str(each.place), each.found) for each in error.value.problems] == [
        (place, f"Row {place[-1]} stands below the table {name}, where nothing is read")
    ]


@pytest.mark.parametrize("value", ["per entry", " PER  ENTRY"])
def test_a_setting_below_its_table_that_says_what_holds_anyway_is_none(value: str) -> None:
    settlement = settled(with_below("Settings", {1: {"Setting": "Rounding", "Value": value}}))
    assert settlement.evaluation.policy.settings.rounding is Rounding.PER_ENTRY


# Another log


def other(*headers: str) -> OtherTable:
    return OtherTable("UsageLog2", Place("Log (2)", "A4"), headers)


@pytest.mark.parametrize(
    ("headers", "flags"),
    [
        (("ID", "Date", "Client", "Contact", "Channel", "Category", "Minutes"), 1),
        (("DATE", "Client ", "Con\u00adtact", "Channel", "Category", "Minu\u200btes", "Mine"), 1),
        (("Date", "Client", "Contact", "Channel", "Category"), 0),
        ((), 0),
    ],
)
def test_a_second_table_with_the_headers_of_a_log_is_told_and_not_read(headers: tuple[str, ...], flags: int) -> None:
    made = a_book([entry("2026-10-05")], Clients=ACME["Clients"])
    found = settled(Book(made.tables, others=(other(*headers),))).breaches
    assert [(each.code, each.severity, str(each.place), each.row) for each in found] == [
        ("second-log", "warning", "'Log (2)'!A4", None)
    ] * flags


def test_beside_other_tables_a_row_is_pasted_and_no_row_of_the_sheet_deleted() -> None:
    """Deleting the blank row would take a category and a setting of the tables beside it along."""
    below = with_below("Rates", {2: {"Tier": "As needed", "Rate": 200.0}})
    with pytest.raises(WorkbookError) as error:
        settled(below)
    (problem,) = error.value.problems
    assert problem.fix == "Cut it and paste it into row 7, right below the table Rates; then run update --extend"


def test_what_stands_between_is_not_to_be_deleted() -> None:
    settlement = settled(with_below("UsageLog", {1: {"Notes": "mind this"}, 2: GOOD}))
    assert [each.fix for each in settlement.breaches if each.code == "outside-table"] == [
        "Move what stands between it and the table UsageLog elsewhere, delete those rows, then run update --extend"
    ]
