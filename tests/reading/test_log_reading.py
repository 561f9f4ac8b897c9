"""How the cells of the log are read: dates, minutes, names, IDs, blanks and Excel errors."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import pytest
from support.books import ACME, START, book, entry, settled, table

from xlsupport.records.usage import Entry, Log, Rejected
from xlsupport.settlement import Task, settle
from xlsupport.sheets.tables import Book, Cell, ErrorValue
from xlsupport.words.problems import WorkbookError

DAY = date(2026, 10, 5)


def log(*rows: Mapping[str, Cell], **more: Iterable[Mapping[str, Cell]]) -> Log:
    return settled(book(rows, None, **more)).evaluation.log


def ids(*cells: Cell, lines: Iterable[str] = ()) -> list[str]:
    """The IDs of rows whose ID cells are these, in the order of the rows."""
    line: Mapping[str, Cell] = {
        "Invoice": "INV-2026-0001", "Date": DAY, "Client": "Acme", "Contact": "Ann", "Description": "Training (Phone)",
        "Tier": "As needed", "Overage": 10, "Minutes": 30, "Rate": 125, "Amount": 62.5, "Kind": "charge",
    }  # fmt: skip
    invoiced = [{**line, "Line": number, "ID": id_} for number, id_ in enumerate(lines, start=1)]
    found = log(*(entry(DAY, "Ticket", minutes=number + 1, ID=cell) for number, cell in enumerate(cells)), InvoiceLines=invoiced)
    rows: list[Entry | Rejected] = [*found.entries, *found.rejected]
    return [each.id for each in sorted(rows, key=lambda each: each.offset)]


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2026, 10, 5, 23, 59, 59),
        "2026-10-05",
        " 2026-10-05 ",
        "2026-10-05T17:30",
        "2026-10-05 17:30:00",
        46300,
        46300.0,
        46300.999,
    ],
)
def test_a_date_is_a_date_cell_a_serial_number_or_iso_text_and_a_time_of_day_is_dropped(cell: Cell) -> None:
    assert [each.day for each in log(entry(DAY, date=cell)).entries] == [DAY]


def test_a_serial_number_counts_in_the_workbook_s_own_date_system() -> None:
    of_1904 = book()
    of_1904 = Book({**of_1904.tables, "UsageLog": table("UsageLog", [entry(46300 - 1462)], date1904=True)})
    assert [each.day for each in settle(of_1904, Task(DAY)).evaluation.log.entries] == [DAY]


def test_set_up_dates_are_read_in_the_workbook_s_own_date_system_too() -> None:
    tables = dict(book([entry(DAY)]).tables)
    contract: Mapping[str, Cell] = {
        "Client": "Acme",
        "Package": "Medium",
        "Contract start": 46300 - 1462,
        "Contract end": "2026-10-05",
    }
    tables["Clients"] = table("Clients", [contract], date1904=True)
    assert [each.status for each in settle(Book(tables), Task(DAY)).evaluation.outcomes] == ["Covered"]


@pytest.mark.parametrize("cell", ["5.10.2026", "10/05/2026", "2026-13-01", "2025-02-29", "soon", "46300", True, 0.5, -1])
def test_anything_else_is_no_date(cell: Cell) -> None:
    assert [fault.code for row in log(entry(DAY, date=cell)).rejected for fault in row.faults] == ["bad-date"]


def test_numbers_that_are_floats_are_whole_where_they_are_whole() -> None:
    assert [each.minutes for each in log(entry(DAY, minutes=15.0)).entries] == [15]
    assert type(log(entry(DAY, minutes=15.0)).entries[0].minutes) is int


def test_names_match_after_trimming_and_without_regard_to_case_and_read_as_in_their_tables() -> None:
    row = entry(DAY, " PHONE ", "tRAINING", client=" aCME", contact="ANN\u00a0")
    assert [each[3:7] for each in log(row).entries] == [("Acme", "Ann", "Phone", "Training")]


def test_a_name_may_be_a_number_in_one_table_and_text_in_the_other() -> None:
    found = log(
        entry(DAY, client="17"), entry(DAY, client=17.0, minutes=11),
        Clients=[{"Client": 17, "Package": "Medium", "Contract start": START}],
        Contacts=[{"Client": "17", "Contact": "Ann", "Trained on": START}], Agreements=[],
    )  # fmt: skip
    assert [each.client for each in found.entries] == ["17", "17"]


def test_a_row_whose_typed_cells_are_all_empty_is_no_entry() -> None:
    found = log(
        entry(DAY), {}, {"Notes": "  ", "ID": ""}, {"Status": "Covered", "Flags": "x", "Closed": 3}, entry(DAY, minutes=1)
    )
    assert [each.offset for each in found.entries] == [0, 4]
    assert found.rejected == []
    assert found.given == {0: "U000001", 4: "U000002"}


@pytest.mark.parametrize("header", ["ID", "Notes", "Ticket", "Account manager", "Reason", "Scheduled", "Decision"])
def test_a_row_with_anything_typed_is_an_entry(header: str) -> None:
    assert [each.offset for each in log({header: "Hold"}).rejected] == [0]


def test_blank_ids_are_given_above_the_highest_in_use_in_the_order_of_the_rows() -> None:
    assert ids(None, "U000007", "  ", "U12", None) == ["U000013", "U000007", "U000014", "U12", "U000015"]


def test_an_id_on_an_invoice_line_is_in_use_though_its_row_is_gone() -> None:
    assert ids(None, lines=["U000041"]) == ["U000042"]


def test_an_id_of_another_form_or_of_an_invalid_row_counts_as_it_is() -> None:
    assert ids(None, "T-99", 99, "u77", "U5x") == ["U000001", "T-99", "99", "u77", "U5x"]
    found = log(entry(DAY, minutes=0, ID="U000050"), entry(DAY))
    assert found.given == {1: "U000051"}


def test_an_id_may_have_more_than_six_digits_or_more_than_python_likes() -> None:
    assert ids("U9999999", None) == ["U9999999", "U10000000"]
    assert ids("U" + "9" * 5000, None)[1] == "U000001"


def test_ids_match_exactly() -> None:
    cells: tuple[Cell, ...] = ("a", "A", "a ", "01", 1)
    assert ids("a", "A", "a ", " a", "01", 1) == ["a", "A", "a ", " a", "01", "1"]
    assert log(*(entry(DAY, minutes=number + 1, ID=cell) for number, cell in enumerate(cells))).rejected == []


def test_an_invoice_line_s_id_matches_exactly_too() -> None:
    line: Mapping[str, Cell] = {
        "Invoice": "INV-2026-0001", "Line": 1, "ID": "a ", "Date": DAY, "Client": "Acme", "Contact": "Ann", "Description": "x",
        "Tier": "As needed", "Overage": 10, "Minutes": 30, "Rate": 125, "Amount": 62.5, "Kind": "charge",
    }  # fmt: skip
    assert settled(book([entry(DAY, ID="a ")], InvoiceLines=[line])).flags == {0: ["changed-after-invoice"]}
    assert settled(book([entry(DAY, ID="a")], InvoiceLines=[line])).flags == {}


def test_the_number_1_and_the_text_1_are_the_same_id() -> None:
    assert len(log(entry(DAY, ID=1), entry(DAY, ID="1", minutes=5), entry(DAY, ID=1.0, minutes=6)).rejected) == 3


def test_an_id_that_is_an_excel_error_is_not_filled_in() -> None:
    assert log(entry(DAY, ID=ErrorValue("#N/A"))).given == {}


def test_true_and_1_are_told_apart() -> None:
    found = log(entry(DAY, minutes=1, ID="a"), entry(DAY, minutes=True, ID="b"), entry(DAY, minutes=1.0, ID="c"))
    assert [each.id for each in found.rejected] == ["b"]


def test_letters_that_look_like_an_excel_error_are_text() -> None:
    found = log(
        entry(DAY, client="#N/A"),
        Clients=[{"Client": "#N/A", "Package": "Medium", "Contract start": START}],
        Contacts=[{"Client": "#N/A", "Contact": "Ann", "Trained on": START}], Agreements=[],
    )  # fmt: skip
    assert [each.client for each in found.entries] == ["#N/A"]
    assert [each.code for row in log(entry(DAY, client=ErrorValue("#N/A"))).rejected for each in row.faults] == ["unknown-client"]


def test_an_excel_error_where_nothing_depends_on_it_does_no_harm() -> None:
    row = entry(DAY, notes=ErrorValue("#N/A"), ticket=ErrorValue("#REF!"), reason=ErrorValue("#N/A"))
    assert [each.status for each in settled(book([row])).evaluation.outcomes] == ["Covered"]


@pytest.mark.parametrize("cell", ["run 3", "3", "3 partly", 2.5, True, ErrorValue("#N/A")])
def test_a_closed_cell_that_is_no_run_s_number_stops_the_run(cell: Cell) -> None:
    with pytest.raises(WorkbookError, match="Log!U5: Closed"):
        log(entry(DAY, ID="U1", closed=cell))


def test_clients_spelled_in_two_ways_are_one() -> None:
    clients: list[Mapping[str, Cell]] = [
        {"Client": "Acme", "Package": "Medium", "Contract start": START, "Contract end": date(2026, 9, 30)},
        {"Client": "ACME ", "Package": "Small", "Contract start": date(2026, 10, 1)},
    ]
    settlement = settled(book([entry(DAY)], Clients=clients, Contacts=[{**ACME["Contacts"][0], "Client": "acme"}]))
    assert [(each.client, each.package) for each in settlement.balances][:1] == [("Acme", "Small")]
    assert [each.status for each in settlement.evaluation.outcomes] == ["Covered"]


def test_entries_stand_in_the_order_of_the_log_whatever_their_dates() -> None:
    found = settled(book([entry("2026-10-09"), entry("2026-10-01"), entry("2026-10-05")])).evaluation.outcomes
    assert [each.entry.offset for each in found] == [0, 1, 2]
