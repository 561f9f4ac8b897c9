"""What a row of a log is, in small logs: each line a row, what is expected of it behind."""

import time
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from xlsupport.sheets.tables import Cell
from xlsupport.words.names import name_key
from xlsupport.xlsx.adopting.logs.rows import LogRows, Rows, date_column, has_day_numbers, log_rows

HEADERS = ("Date", "Client", "Contact", "Minutes", "Notes")


def day(number: int) -> int:
    """The number of a day of October 2026."""
    return 46295 + number


def entry(number: int, minutes: float = 10) -> tuple[Cell, ...]:
    return (day(number), "Acme", "Ann", minutes)


def read(*lines: Sequence[Cell], headers: Sequence[str] = HEADERS, formulas: Mapping[str, str] | None = None) -> LogRows:
    """The log of these lines below its headers in row 1; `formulas` by cell, as in `D4`."""
    named = dict(enumerate(headers, 1))
    values = {
        row: found
        for row, line in enumerate(lines, 2)
        if (found := {column: cell for column, cell in enumerate(line, 1) if cell is not None})
    }
    computed: dict[int, dict[int, str]] = {}
    for cell, text in (formulas or {}).items():
        computed.setdefault(int(cell[1:]), {})[ord(cell[0]) - 64] = text
    dates = date_column(named, values, {name_key("Date")}, None)
    rows = Rows(1, named, values, computed, dates, has_day_numbers=has_day_numbers(values, dates))
    return log_rows(rows, max([*values, *computed], default=1))


def entries(*lines: Sequence[Cell], formulas: Mapping[str, str] | None = None) -> tuple[int, ...]:
    return read(*lines, formulas=formulas).entries


@pytest.mark.parametrize(
    "written",
    ["2026-10-06", "6.10.2026", "06/10/26", "5 Oct", "Oct 7", "Tuesday (2/19/19) 6:00 PM", "2026年10月5日", date(2026, 10, 6)],
)
def test_a_date_is_one_in_whatever_form(written: Cell) -> None:
    lines = [(written, "Acme", "Ann", "half an hour"), (), (written, "Acme", "Bob", "an hour")]
    assert entries(*lines) == (2, 4)


@pytest.mark.parametrize(
    "label",
    ["Total", "Total:", "Total=", "TOTAL HOURS", "Grand total", "Σ", "Tot.", "Summe", "Gesamtzeit", "Összesen", "合計",
     "Total per 31.10.2026", "Total: 37.5 hours", "Sum of all minutes in this month"],
)  # fmt: skip
def test_a_label_of_a_total_is_no_entry(label: str) -> None:
    found = read(entry(5), entry(6), (label, None, None, 99))
    assert (found.entries, found.has_totals) == ((2, 3), True)


@pytest.mark.parametrize("client", ["Total Energies", "Sum Ltd", "Balance Yoga", "Totally Fine"])
def test_a_client_may_be_called_like_a_total(client: str) -> None:
    found = read(entry(5), (day(6), client, "Ann", 10), ("6 Oct", client, "Ann", 10))
    assert (found.entries, found.has_totals) == ((2, 3, 4), False)


def test_a_number_that_is_the_sum_of_those_above_is_a_total_in_any_language() -> None:
    assert read(entry(5, 20), entry(6, 30.5), ("kokoelma", None, None, 50.5)).has_totals


def test_a_dated_total_is_known_by_its_label_and_its_sum() -> None:
    found = read(entry(5, 20), entry(6, 30), (day(31), "Total", None, 50))
    assert (found.entries, found.has_totals) == ((2, 3), True)


@pytest.mark.parametrize("formula", ["D2+D3", "SUM(D2,D3)", "SUM(Log!D2:D3)", "SUMPRODUCT(D2:D3)", "SUM(OFFSET(D2,0,0,2))", ""])
def test_a_formula_that_comes_to_the_sum_is_a_total(formula: str) -> None:
    assert read(entry(5, 20), entry(6, 30), (None, None, None, 50), formulas={"D4": formula}).has_totals


@pytest.mark.parametrize("formula", ["SUM(D2:D3)/60", "SUBTOTAL(109,Mine[Minutes])", "SUM($D$2:$D3)"])
def test_a_formula_over_the_rows_above_is_a_total(formula: str) -> None:
    assert read(entry(5, 20), entry(6, 30), (None, None, None, 0.8), formulas={"D4": formula}).has_totals


def test_a_sum_over_the_row_itself_is_none() -> None:
    prepared = {"D3": "SUM(Mine[[#This Row],[A]:[B]])", "D4": "SUM(Mine[[#This Row],[A]:[B]])"}
    assert not read(entry(5, 20), (None, None, None, 0), (None, None, None, 0), formulas=prepared).has_totals


def test_a_running_total_filled_down_is_none() -> None:
    running = {f"E{row}": f"SUM(D$2:D{row})" for row in range(2, 6)}
    found = read((*entry(5, 20), 20), (*entry(6, 30), 50), (None,) * 4 + (50,), (None,) * 4 + (50,), formulas=running)
    assert not found.has_totals
    assert (found.entries, found.last) == ((2, 3), 5)


@pytest.mark.parametrize("heading", ["November", "Week 41", "Week 41 / 2026", "05.10. - 11.10.", "Q4 2026", "Page 1 of 2"])
def test_a_heading_is_no_entry(heading: str) -> None:
    assert read(entry(5), (heading,), entry(6)).among == ((3, "a heading"),)


def test_headers_again_end_the_log_and_all_below_them_is_left_out() -> None:
    found = read(entry(5), (), HEADERS, entry(6), (), entry(7))
    assert found.entries == (2,)
    assert [(each.first, each.last, each.why) for each in found.left_out] == [
        (4, 5, "it begins with headers of its own"),
        (7, 7, "it stands below a block with headers of its own"),
    ]


def test_a_signature_right_below_is_left_out_and_said() -> None:
    found = read(entry(5), entry(6), ("Seen by", "the manager"))
    assert (found.entries, [each.first for each in found.left_out]) == ((2, 3), [4])


def test_minutes_alone_are_an_entry_that_lacks_the_rest() -> None:
    assert entries(entry(5), (None, None, None, 45), (None, None, None, 35)) == (2, 3, 4)


def test_what_was_filled_down_is_no_entry() -> None:
    headers = ("No", *HEADERS)
    found = read((1, *entry(5)), (2, *entry(6)), (3,), (4,), headers=headers)
    assert (found.entries, [each.why for each in found.left_out]) == ((2, 3), ["it holds no entry yet"])


def test_days_without_anything_else_are_no_entries() -> None:
    found = read(entry(5), (day(6),), (day(7),), entry(8), (day(9),))
    assert (found.entries, found.started) == ((2, 5), (3, 4))


def test_only_a_total_below_the_headers_is_no_log() -> None:
    assert read(("Total", None, None, 0)).among == ((2, "a total"),)


def test_no_rows_at_all_leave_one_row_for_the_first_entry() -> None:
    found = read()
    assert (found.last, found.entries, found.among, found.left_out) == (2, (), (), ())


def test_the_column_of_dates_is_the_one_that_is_called_so() -> None:
    headers = ("Entered", "Client", "Contact", "Minutes", "Date")
    lines = [(day(1), "Acme", "Ann", 10, day(3)), (day(2), "Acme", "Ann", 10, None)]
    assert read(*lines, headers=headers).dates == 5


@pytest.mark.parametrize(
    "line",
    [entry(5), (None, None, None, 5), ("5 Oct", "Acme", "Ann", "30 min"), (7,), ("1" + " " * 3000 + "!",)],
    ids=["entries", "undated", "texts", "filled down", "blanks"],
)
def test_time_grows_with_the_rows(line: tuple[Cell, ...]) -> None:
    def spent(rows: int) -> float:
        start = time.process_time()
        read(entry(5), *[line] * rows)
        return time.process_time() - start

    spent(500)
    assert spent(8000) < 24 * max(spent(2000), 0.01)


def test_an_entry_whose_minutes_are_the_sum_of_those_above_by_chance_is_an_entry() -> None:
    found = read(entry(5, 30), (None, "Beta", "Bob", 30), entry(6, 15), (None, None, None, 75, "phone with Bob"))
    assert (found.entries, found.has_totals, found.among) == ((2, 3, 4, 5), False, ())


def test_a_date_alone_is_no_total_whatever_it_looks_like() -> None:
    found = read(("1.10.2026", "Acme", "Ann", 5), ("2.10.2026",), ("3.10.2026", "Acme", "Ann", 5), ("4.10.2026",))
    assert (found.entries, found.started, found.has_totals) == ((2, 4), (3,), False)
    assert [(each.first, each.why) for each in found.left_out] == [(5, "it holds no entry yet")]


@pytest.mark.parametrize("prefilled", [0, False])
def test_nothing_but_zeros_is_no_entry(prefilled: Cell) -> None:
    found = read(entry(5), entry(6), *[(None, None, None, prefilled)] * 3)
    assert (found.entries, found.last) == ((2, 3), 3)


def test_running_numbers_are_never_summed() -> None:
    headers = ("No", *HEADERS)
    found = read((1, *entry(5)), (2, *entry(6)), (3,), (4,), headers=headers)
    assert (found.entries, found.has_totals) == ((2, 3), False)
