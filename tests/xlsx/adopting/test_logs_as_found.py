"""Logs as people keep them: titles, totals, merged headers, hours, columns of their own. Nothing of theirs is overwritten."""

import json
import shutil
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from support.commands import run
from support.libreoffice import calculated_otherwise, convert, needs_libreoffice
from support.package_rules import new_broken_rules

OURS = ("Date", "Client", "Contact", "Channel", "Category", "Minutes")
LACKING = "Client=Acme; Contact=Ann; Channel=Phone; Category=Training"


def on(day: int) -> date:
    return date(2026, 10, day)


def row(day: int, minutes: int = 10) -> tuple[object, ...]:
    return (on(day), "Acme", "Ann", "Phone", "Training", minutes)


def worklog(path: Path, *rows: Sequence[Any], merges: Sequence[str] = (), formats: Mapping[str, str] | None = None) -> Path:
    """A workbook whose sheet Worklog holds these rows, from A1 on."""
    book = openpyxl.Workbook()
    sheet = sheet_of(book)
    sheet.title = "Worklog"
    for number, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(number, column, value)
    for each in merges:
        sheet.merge_cells(each)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    book.save(path)
    return path


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    assert isinstance(book.active, Worksheet)
    return book.active


def adopted(book: Path, *arguments: object) -> dict[str, Any]:
    """What adopting the sheet Worklog tells of the log; the file keeps Excel's rules, and all else in it stays."""
    before = shutil.copyfile(book, book.with_name("before.xlsx"))
    result = run("adopt", book, "--log", "Worklog", *arguments, "--json")
    assert result.exit_code == 0, result.output
    assert new_broken_rules(before, book) == []
    assert lost(before, book) == []
    log: dict[str, Any] = json.loads(result.stdout)["log"]
    return log


def lost(before: Path, book: Path) -> list[str]:
    """The cells of theirs, but for the row of headers, that hold something else than before."""
    old, new = (openpyxl.load_workbook(each)["Worklog"] for each in (before, book))
    top = range_boundaries(new.tables["UsageLog"].ref)[1]
    cells = [cell for cells in old for cell in cells if cell.value is not None and cell.row != top]
    return [cell.coordinate for cell in cells if new[cell.coordinate].value != cell.value]


def refused(book: Path, code: int, *arguments: object) -> str:
    before = book.read_bytes()
    result = run("adopt", book, "--log", "Worklog", *arguments)
    assert result.exit_code == code, result.output
    assert book.read_bytes() == before
    return " ".join(result.stderr.split())


def log_of(book: Path) -> list[dict[str, object]]:
    """The rows of the table UsageLog by header, as they are stored."""
    sheet = openpyxl.load_workbook(book)["Worklog"]
    headers, *rows = sheet[sheet.tables["UsageLog"].ref]
    return [{str(head.value): cell.value for head, cell in zip(headers, cells, strict=True)} for cells in rows]


def minutes_of(book: Path) -> list[object]:
    """The results of the column Minutes as the file holds them."""
    sheet = openpyxl.load_workbook(book, data_only=True)["Worklog"]
    headers, *rows = sheet[sheet.tables["UsageLog"].ref]
    column = [head.value for head in headers].index("Minutes")
    return [cells[column].value for cells in rows]


# Columns of their own that are called as ours

OWN = (*OURS, "Status", "Amount", "Invoice", "Closed", "Remaining")
OWN_ROW = (*row(6, 90), "waiting for customer", "=F2*2", "OLD-INV-2", 46312, "2 h of old contract")


def test_columns_that_xlsupport_would_write_over_are_named_and_the_run_is_refused(tmp_path: Path) -> None:
    sentence = refused(worklog(tmp_path / "book.xlsx", OWN, OWN_ROW), 2)
    for named in ("Status (Worklog!G2)", "Amount (Worklog!H2)", "Invoice (", "Closed (", "Remaining (", "--rename-theirs"):
        assert named in sentence


def test_a_formula_alone_is_something_that_would_be_lost(tmp_path: Path) -> None:
    assert "Amount (Worklog!G2)" in refused(worklog(tmp_path / "book.xlsx", (*OURS, "Amount"), (*row(6), "=F2*2")), 2)


def test_renamed_columns_of_theirs_outlive_every_update(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", OWN, OWN_ROW)
    log = adopted(book, "--rename-theirs")
    assert log["renamed"] == {each: f"{each} (before)" for each in ("Status", "Amount", "Invoice", "Closed", "Remaining")}
    assert run("update", book).exit_code in (0, 3)
    (entry,) = log_of(book)
    assert [entry[f"{each} (before)"] for each in OWN[6:]] == list(OWN_ROW[6:])
    assert {"Status", "Covered", "Billed", "Amount", "Remaining", "Flags", "Invoice", "Closed"} < set(entry)


def test_a_renamed_column_gets_a_name_that_is_free(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", (*OURS, "Status", "Status (before)"), (*row(6), "open", "older"))
    assert adopted(book, "--rename-theirs")["renamed"] == {"Status": "Status (before)", "Status (before)": "Status (before) (2)"}
    assert [log_of(book)[0][each] for each in ("Status (before)", "Status (before) (2)")] == ["open", "older"]


def test_an_empty_column_of_that_name_is_taken(tmp_path: Path) -> None:
    log = adopted(worklog(tmp_path / "book.xlsx", (*OURS, "Status"), row(6)))
    assert "Status" not in log["columns"]
    assert log["renamed"] == {}


def test_two_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", (*OURS, "Region", "region"), (*row(6), "north", "south"))
    assert "Worklog!G1 and Worklog!H1 would both be headed region" in refused(book, 2)
    assert adopted(book, "--rename-theirs")["range"].startswith("A1:")
    assert [log_of(book)[0][each] for each in ("Region", "region (2)")] == ["north", "south"]


def test_a_mapped_column_keeps_its_name_before_one_of_theirs(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Minutes", *OURS[:5], "Mins"), ("about ten", *row(6)[:5], 12))
    assert adopted(book, "--map", "Minutes=Mins", "--rename-theirs")["renamed"] == {"Minutes": "Minutes (2)", "Mins": "Minutes"}
    assert [log_of(book)[0][each] for each in ("Minutes", "Minutes (2)")] == [12, "about ten"]


# Totals, blocks, headings


def test_a_total_right_below_becomes_the_totals_row(tmp_path: Path) -> None:
    total = ("Total", None, None, None, None, "=SUM(F2:F4)")
    book = worklog(tmp_path / "book.xlsx", OURS, row(5), row(6), row(7), total)
    log = adopted(book)
    assert (log["first_row"], log["last_row"], log["totals_row"], log["rows"]) == (2, 4, 5, 3)
    sheet = openpyxl.load_workbook(book)["Worklog"]
    table = sheet.tables["UsageLog"]
    assert (table.ref, table.totalsRowCount, table.autoFilter.ref) == ("A1:U5", 1, "A1:U4")
    assert [sheet["A5"].value, sheet["F5"].value] == ["Total", "=SUM(F2:F4)"]
    by_name = {each.name: each for each in table.tableColumns}
    assert by_name["Date"].totalsRowLabel == "Total"
    assert (by_name["Minutes"].totalsRowFunction, by_name["Minutes"].totalsRowFormula.attr_text) == ("custom", "SUM(F2:F4)")
    assert len(json.loads(run("check", book, "--json").stdout).get("entries", [])) in (0, 3)


@pytest.mark.parametrize("label", ["Total:", "Sum", "Grand total", "Summe", "totaal aantal uren", "GESAMT:", None])
def test_a_total_is_known_by_its_label_or_by_adding_the_rows_above(label: str | None, tmp_path: Path) -> None:
    total = (None, None, None, None, label, "=SUM(F2:F3)")
    assert adopted(worklog(tmp_path / "book.xlsx", OURS, row(5), row(6), total))["totals_row"] == 4


def test_an_entry_that_speaks_of_a_total_is_an_entry(tmp_path: Path) -> None:
    speaking = (on(7), "Total", "Ann", "Phone", "Training", 12)
    log = adopted(worklog(tmp_path / "book.xlsx", OURS, row(5), speaking))
    assert (log["rows"], log["totals_row"]) == (2, None)


def test_a_total_typed_in_the_last_row_of_a_table_becomes_its_totals_row(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", OURS, row(5), row(6), ("Total", None, None, None, None, 20))
    loaded = openpyxl.load_workbook(book)
    loaded["Worklog"].add_table(Table(displayName="Mine", ref="A1:F4"))
    loaded.save(book)
    log = adopted(book)
    assert (log["rows"], log["totals_row"], log["range"]) == (2, 4, "A1:U4")
    assert openpyxl.load_workbook(book)["Worklog"].tables["UsageLog"].autoFilter.ref == "A1:U3"


def test_a_second_block_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    rows = (OURS, row(5), row(6), (), (), OURS, row(20))
    book = worklog(tmp_path / "book.xlsx", *rows)
    assert "The rows 6 to 7 were left out: it begins with headers of its own." in run("adopt", book, "--log", "Worklog").stdout
    log = adopted(worklog(tmp_path / "again.xlsx", *rows))
    assert (log["range"], log["rows"]) == ("A1:U3", 2)
    assert log["left_out"] == [{"first": 6, "last": 7, "why": "it begins with headers of its own"}]


def test_what_is_signed_or_added_up_further_down_is_left_out(tmp_path: Path) -> None:
    rows = (OURS, row(5), row(6), (), ("Total", None, None, None, None, 20), (), ("Seen by", "the manager"))
    log = adopted(worklog(tmp_path / "book.xlsx", *rows))
    assert [(each["first"], each["last"]) for each in log["left_out"]] == [(5, 5), (7, 7)]
    assert (log["rows"], log["totals_row"]) == (2, None)


def test_entries_go_on_after_a_blank_row(tmp_path: Path) -> None:
    log = adopted(worklog(tmp_path / "book.xlsx", OURS, row(5), (), row(6), (), (), row(7)))
    assert (log["rows"], log["last_row"], log["left_out"]) == (3, 7, [])


def test_an_entry_without_a_date_right_below_others_is_one(tmp_path: Path) -> None:
    log = adopted(worklog(tmp_path / "book.xlsx", OURS, row(5), (None, "Acme", "Ann", "Phone", "Training", 5), row(6)))
    assert log["rows"] == 3


@pytest.mark.parametrize(
    ("between", "named"),
    [
        (("Week", None, None, None, None, "=SUM(F2:F3)"), "row 4 (a total)"),
        (("November",), "row 4 (a heading)"),
        (OURS, ""),
    ],
    ids=["subtotals", "a heading", "headers again"],
)
def test_rows_among_the_entries_that_are_none_never_become_entries(between: Sequence[object], named: str, tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", OURS, row(5), row(6), between, row(20), row(21))
    if named:
        assert named in refused(book, 3)
    else:
        assert [(each["first"], each["last"]) for each in adopted(book)["left_out"]] == [(4, 6)]


def test_formulas_filled_down_for_entries_to_come_stay_in_the_table(tmp_path: Path) -> None:
    headers = (*OURS, "Hours")
    log = adopted(worklog(tmp_path / "book.xlsx", headers, (*row(5), "=F2/60"), *[(None,) * 6 + (f"=F{n}/60",) for n in (3, 4)]))
    assert (log["rows"], log["last_row"]) == (1, 4)


def test_a_name_filled_down_for_entries_to_come_is_no_entry(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Who", *OURS), ("Eva", *row(5)), ("Eva",), ("Eva",))
    log = adopted(book)
    assert (log["rows"], log["range"]) == (1, "A1:V2")
    assert log["left_out"] == [{"first": 3, "last": 4, "why": "it holds no entry yet"}]


def test_rows_of_a_table_that_hold_a_single_value_are_said(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Who", *OURS), ("Eva", *row(5)), ("Eva",), ("Eva",))
    loaded = openpyxl.load_workbook(book)
    loaded["Worklog"].add_table(Table(displayName="Mine", ref="A1:G4"))
    loaded.save(book)
    mapped = ("--map", "Account manager=Who")
    said = run("adopt", book, "--log", "Worklog", *mapped, "--dry-run").stdout
    assert "2 rows of the table hold only what was filled down (3, 4)" in " ".join(said.split())
    assert adopted(book, *mapped)["without_entry"] == [3, 4]


# Headers


def test_a_blank_header_gets_no_guess(tmp_path: Path) -> None:
    headers, values = ("Date", "Client", "Contact", None, *OURS[3:]), (on(5), "Acme", "Ann", ":", "Phone", "Training", 10)
    assert "The header cell Worklog!D1 is blank" in refused(worklog(tmp_path / "book.xlsx", headers, values), 3)


MERGED: list[Sequence[object]] = [
    ["Date", None, "Client", None, "Minutes", None, "Notes", None],
    [on(5), None, "Acme", None, 10, None, "call", None],
]
MERGES = ("A1:B1", "C1:D1", "E1:F1", "G1:H1")


def test_merged_headers_are_found_and_named_with_what_the_log_lacks(tmp_path: Path) -> None:
    sentence = refused(worklog(tmp_path / "book.xlsx", *MERGED, merges=MERGES), 2)
    for part in ("no column Contact or Channel or Category", "--map", "--fill", "A1:B1, C1:D1, E1:F1, G1:H1", "--unmerge"):
        assert part in sentence


def test_merges_are_undone_when_asked(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", *MERGED, merges=MERGES)
    log = adopted(book, "--unmerge", "--fill", "Contact=Ann; Channel=Phone; Category=Training")
    sheet = openpyxl.load_workbook(book)["Worklog"]
    assert sheet.merged_cells.ranges == set()
    assert log["unmerged"] == list(MERGES)
    assert [cell.value for cell in sheet[1]][:8] == [
        "Date",
        "Date 2",
        "Client",
        "Client 2",
        "Minutes",
        "Minutes 2",
        "Notes",
        "Notes 2",
    ]
    assert (log_of(book)[0]["Client"], log_of(book)[0]["Minutes"]) == ("Acme", 10)


def test_other_merges_of_the_sheet_stay(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ["What we did"], [], OURS, row(5), merges=["A1:F1"])
    adopted(book)
    assert [str(each) for each in openpyxl.load_workbook(book)["Worklog"].merged_cells.ranges] == ["A1:F1"]


def test_headers_of_two_rows_become_one(tmp_path: Path) -> None:
    above = ("Date", "Client", None, "Contact", "Channel", "Category", "Minutes")
    below = (None, "Name", "Place", None, None, None, None)
    values = (on(5), "Acme", "Bern", "Ann", "Phone", "Training", 10)
    merges = ("A1:A2", "B1:C1", "D1:D2", "E1:E2", "F1:F2", "G1:G2")
    book = worklog(tmp_path / "book.xlsx", above, below, values, merges=merges)
    log = adopted(book, "--unmerge", "--map", "Client=Name")
    assert (log["range"], log["rows"]) == ("A2:V3", 1)
    entry = log_of(book)[0]
    assert [entry[each] for each in ("Client", "Place", "Contact", "Minutes")] == ["Acme", "Bern", "Ann", 10]


def test_names_below_two_groups_are_told_apart_by_the_groups(tmp_path: Path) -> None:
    above, below = (*OURS, "In", None, "Out", None), (*[None] * 6, "Hour", "Place", "Hour", "Place")
    values = (*row(5), 8, "Bern", 9, "Chur")
    merges = [f"{letter}1:{letter}2" for letter in "ABCDEF"] + ["G1:H1", "I1:J1"]
    book = worklog(tmp_path / "book.xlsx", above, below, values, merges=merges)
    adopted(book, "--unmerge")
    assert {"In Hour", "In Place", "Out Hour", "Out Place"} < set(log_of(book)[0])


def test_a_unit_below_a_header_belongs_to_it(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", (*OURS[:5], "Time"), (None,) * 5 + ("(min)",), row(5))
    assert adopted(book, "--map", "Minutes=Time (min)")["rows"] == 1


def test_a_merged_date_holds_for_each_of_its_rows_and_merged_hours_for_the_first(tmp_path: Path) -> None:
    headers = ("Date", "Client", "Contact", "Channel", "Category", "Hours")
    entries = ((on(5), "Acme", "Ann", "Phone", "Training", 3), (None, None, "Bob", "Phone", "Training", None))
    book = worklog(tmp_path / "book.xlsx", headers, *entries, merges=["A2:A3", "B2:B3", "F2:F3"])
    adopted(book, "--unmerge", "--minutes-from", "Hours")
    first, second = log_of(book)
    assert [second[each] for each in ("Date", "Client", "Contact", "Hours")] == [first["Date"], "Acme", "Bob", None]
    assert minutes_of(book) == [180, None]


# Columns that the log lacks


def test_both_ways_to_a_missing_column_are_offered(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours", "Description"), (on(5), 1.5, "call"))
    sentence = refused(book, 2)
    for part in ('--map "Client=…"', '--fill "Client="', '--fill "Channel=Phone"', '--minutes-from "Hours"'):
        assert part in sentence


def test_three_options_adopt_a_log_of_hours(tmp_path: Path) -> None:
    rows = ((on(5), 1.5, "call"), (on(6), 0.33, "mail"), (on(7), None, "nothing"), (on(8), "two", "?"))
    book = worklog(tmp_path / "book.xlsx", ("Day", "Hours", "What we did"), *rows, ("Total", "=SUM(B2:B5)"))
    log = adopted(book, "--map", "Date=Day; Notes=What we did", "--fill", LACKING, "--minutes-from", "Hours")
    assert (log["rows"], log["totals_row"], log["minutes_from"]) == (4, 6, "Hours")
    assert minutes_of(book)[:4] == [90, 20, None, "two"]
    assert [each["Client"] for each in log_of(book)] == ["Acme"] * 4 + [None]
    assert str(log_of(book)[0]["Minutes"]).startswith("=IF(ISNUMBER(UsageLog[[#This Row],[Hours]]),")


@pytest.mark.parametrize("code", ["h:mm", "[h]:mm:ss", "[$-F400]h:mm:ss\\ AM/PM"])
def test_durations_are_parts_of_a_day(code: str, tmp_path: Path) -> None:
    rows = ((on(5), timedelta(minutes=75)), (on(6), timedelta(minutes=20)))
    book = worklog(tmp_path / "book.xlsx", ("Date", "Time"), *rows, formats={"B2": code, "B3": code})
    adopted(book, "--fill", LACKING, "--minutes-from", "Time")
    assert minutes_of(book) == [75, 20]


@pytest.mark.parametrize("code", ["0.00", '0.0" hours"', "0.00_);[Red]\\(0.00\\)", "#,##0.00 [$h-407]"])
def test_formats_that_only_speak_of_hours_are_numbers(code: str, tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Time"), (on(5), 0.5), (on(6), 2), formats={"B2": code, "B3": code})
    adopted(book, "--fill", LACKING, "--minutes-from", "Time")
    assert minutes_of(book) == [30, 120]


def test_durations_among_decimal_hours_are_named(tmp_path: Path) -> None:
    rows = ((on(5), timedelta(minutes=75)), (on(6), 2))
    book = worklog(tmp_path / "book.xlsx", ("Date", "Time"), *rows, formats={"B2": "h:mm", "B3": "General"})
    sentence = refused(book, 3, "--fill", LACKING, "--minutes-from", "Time")
    assert "mixes durations (Worklog!B2 is shown as a time) and decimal hours (Worklog!B3 holds 2)" in sentence


def test_hours_that_are_texts_are_named(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Time"), (on(5), "2 uur"), (on(6), "1h30"))
    sentence = refused(book, 2, "--fill", LACKING, "--minutes-from", "Time")
    assert "The column Time holds no number (Worklog!B2 holds '2 uur')" in sentence
    assert adopted(book, "--fill", f"{LACKING}; Minutes=")["rows"] == 2


def test_half_a_minute_is_rounded_away_from_nothing_as_excel_does_it(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours"), (on(5), 0.375), (on(6), 1.025), (on(7), -0.375))
    adopted(book, "--fill", LACKING, "--minutes-from", "Hours")
    assert minutes_of(book) == [23, 62, -23]


@needs_libreoffice
def test_another_program_computes_the_same_minutes(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [(on(1 + each % 28), round(0.025 * each, 3), "x") for each in range(1, 120)]
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours [h]", "Notes"), *rows, (on(5), None, "none"), (on(5), "?", "text"))
    adopted(book, "--fill", LACKING, "--minutes-from", "Hours [h]")
    assert len([each for each in minutes_of(book) if each is not None]) == 120
    assert calculated_otherwise(book, ["Worklog"]) == []


def test_new_rows_get_their_minutes_as_excel_fills_them(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours", "Notes"), (on(5), 1.5, "call"))
    adopted(book, "--fill", LACKING, "--minutes-from", "Hours")
    sheet = openpyxl.load_workbook(book)["Worklog"]
    by_name = {each.name: each for each in sheet.tables["UsageLog"].tableColumns}
    assert f"={by_name['Minutes'].calculatedColumnFormula.attr_text}" == log_of(book)[0]["Minutes"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--fill", "Date=2026-10-01"], "The log has the column Date already (Date); --fill adds only what it lacks"),
        (["--fill", "Chanel=Phone"], "Did you mean Channel?"),
        (["--fill", "Status=Open"], "Status is no column that is typed into a log"),
        (["--fill", "Minutes=ten"], "'ten' is nothing that Minutes can hold"),
        (["--fill", "Phone"], "'Phone' is not a pair such as --fill"),
        (["--minutes-from", "Hrs"], "The log has no column Hrs; it has Date, Hours, Notes. Did you mean Hours?"),
        (["--minutes-from", "Date"], "The column Date is Date already"),
        (["--minutes-from", "Hours", "--map", "Minutes=Hours"], "The log has a column for the Minutes already, Hours"),
    ],
)
def test_what_cannot_be_filled_is_said(arguments: list[str], sentence: str, tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours", "Notes"), (on(5), 1.5, "call"))
    assert sentence in refused(book, 2, *arguments)


def test_rows_without_an_entry_are_not_filled(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours", "Notes"), (on(5), 1.5, "call"), (), (on(6), 2, "mail"))
    adopted(book, "--fill", LACKING, "--minutes-from", "Hours")
    assert [each["Client"] for each in log_of(book)] == ["Acme", None, "Acme"]


# What is told


def test_a_dry_run_tells_all_and_writes_nothing(tmp_path: Path) -> None:
    total = ("Total", "=SUM(B2:B3)")
    book = worklog(
        tmp_path / "book.xlsx", ("Day", "Hours", "Notes"), (on(5), 1.5, "call"), (on(6), 2, "mail"), total, (), ("x", 1)
    )
    before = book.read_bytes()
    result = run(
        "adopt", book, "--log", "Worklog", "--map", "Date=Day", "--fill", LACKING, "--minutes-from", "Hours", "--dry-run"
    )
    assert (result.exit_code, book.read_bytes()) == (0, before)
    said = " ".join(result.stdout.split())
    for sentence in (
        "The log on Worklog is the table UsageLog at A1:V4 now, with 2 entries in the rows 2 to 3.",
        "Row 4, right below, is its totals row.",
        "Row 6 was left out: it is no entry with a date.",
        "Columns have other names now: Day is Date.",
        "Minutes is computed from Hours (column B), taken as decimal hours (1.5 is 90 minutes) and rounded to whole minutes.",
        "Added in each entry: Client (Acme), Contact (Ann), Channel (Phone), Category (Training).",
        "A dry run: nothing of this was written, and book.xlsx is as it was.",
    ):
        assert sentence in said
    assert sorted(each.name for each in tmp_path.iterdir()) == ["book.xlsx"]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    headers = ("Date", "Status", "Hours", None)
    sentence = refused(worklog(tmp_path / "book.xlsx", headers, (on(5), "open", 1.5, None), merges=["C1:D1"]), 2)
    for part in ("no column Client or Contact", "C1:D1", "Status (Worklog!B2)"):
        assert part in sentence


# What a table cannot hold, and what would be lost


@pytest.mark.parametrize("code", ["mm-dd-yy", "yyyy-mm-dd", "d hh:mm", "d.m.yyyy h:mm", "[$-409]d\\-mmm"])
def test_a_column_that_shows_days_is_none_of_hours(code: str, tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Time"), (on(5), 46295.5), (on(6), 1.5), formats={"B2": code, "B3": code})
    assert "The column Time shows days (Worklog!B2)" in refused(book, 3, "--fill", LACKING, "--minutes-from", "Time")


def test_no_time_at_all_is_the_same_in_hours_and_durations(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Time"), (on(5), 0), (on(6), timedelta(minutes=75)), formats={"B3": "h:mm"})
    adopted(book, "--fill", LACKING, "--minutes-from", "Time")
    assert minutes_of(book) == [None, 75]


def test_an_enormous_number_of_hours_is_a_number(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours"), (on(5), 1e27), (on(6), -0.25))
    adopted(book, "--fill", LACKING, "--minutes-from", "Hours")
    assert minutes_of(book) == [6 * 10**28, -15]


def test_hours_typed_as_text_are_named(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours"), (on(5), 1.5), (on(6), "3"))
    said = run("adopt", book, "--log", "Worklog", "--fill", LACKING, "--minutes-from", "Hours", "--dry-run").stdout
    assert "It holds texts, which become no minutes: Worklog!B3. Type numbers there." in " ".join(said.split())


@pytest.mark.parametrize("given", ["ID=U000001", "Minutes=-5", "Minutes=1_0", "Minutes=99999", "Notes=a; Minutes=0"])
def test_a_fill_that_would_make_every_row_invalid_is_refused(given: str, tmp_path: Path) -> None:
    refused(worklog(tmp_path / "book.xlsx", ("Date", "What"), (on(5), "call")), 2, "--fill", f"{LACKING}; {given}")


def test_minutes_come_from_one_place(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours"), (on(5), 1.5))
    sentence = refused(book, 2, "--fill", f"{LACKING}; Minutes=10", "--minutes-from", "Hours")
    assert "--minutes-from and --fill both say what Minutes holds" in sentence


def test_a_header_that_is_a_formula_is_named(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", (*OURS, '="Reg"&"ion"'), (*row(5), "north"))
    assert "Worklog!G1" in refused(book, 3)


def test_a_header_that_is_too_long_is_named(tmp_path: Path) -> None:
    assert "The header in Worklog!G1 is longer" in refused(worklog(tmp_path / "book.xlsx", (*OURS, "x" * 300), row(5)), 3)


def test_a_name_of_the_workbook_is_not_given_to_the_table_as_well(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", OURS, row(5))
    loaded = openpyxl.load_workbook(book)
    loaded.defined_names["usagelog"] = DefinedName("usagelog", attr_text="Worklog!$A$1")
    loaded.save(book)
    assert "has the name UsageLog, which the log's table is to have" in refused(book, 3)


def test_another_log_is_refused_beside_the_one_that_xlsupport_reads(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", OURS, row(5))
    loaded = openpyxl.load_workbook(book)
    other = loaded.create_sheet("Other")
    for column, header in enumerate(OURS, 1):
        other.cell(1, column, header)
    other.add_table(Table(displayName="UsageLog", ref="A1:F2"))
    loaded.save(book)
    assert "has a table UsageLog already, at Other!A1:F2" in refused(book, 3)


def test_another_log_on_the_sheet_is_left_out_and_said_to_be(tmp_path: Path) -> None:
    rows = (OURS, row(5), (), (*[None] * 8, *OURS), (*[None] * 8, *row(6)))
    assert adopted(worklog(tmp_path / "book.xlsx", *rows))["other_headers"] == ["I4:N4"]


def test_what_stands_at_the_left_of_the_log_is_said(tmp_path: Path) -> None:
    rows = [(None, *OURS), *((None, *row(day)) for day in range(1, 20)), ("urgent", *row(20))]
    assert adopted(worklog(tmp_path / "book.xlsx", *rows))["beside"] == "Worklog!A21"


def test_merged_dates_are_those_of_the_column_that_is_mapped(tmp_path: Path) -> None:
    headers = ("Day", *OURS[1:], "Entered")
    rows = ((*row(1), on(3)), (None, *row(1)[1:], on(4)), (*row(2), on(3)), (None, *row(2)[1:], on(4)))
    book = worklog(tmp_path / "book.xlsx", headers, *rows, merges=["A2:A3", "A4:A5"])
    adopted(book, "--unmerge", "--map", "Date=Day")
    assert [str(each["Date"])[:10] for each in log_of(book)] == ["2026-10-01", "2026-10-01", "2026-10-02", "2026-10-02"]


def test_merged_formulas_and_minutes_are_not_repeated(tmp_path: Path) -> None:
    rows = (("=A1", "Acme", "Ann", "Phone", "Training", "90"), (on(6), None, "Bob", "Phone", "Training", None))
    book = worklog(tmp_path / "book.xlsx", OURS, *rows, merges=["B2:B3", "F2:F3"])
    adopted(book, "--unmerge")
    assert [log_of(book)[1][each] for each in ("Client", "Minutes")] == ["Acme", None]


def test_a_merged_date_makes_no_entries_of_blank_rows(tmp_path: Path) -> None:
    book = worklog(tmp_path / "book.xlsx", OURS, row(5), (None, *row(5)[1:]), (), (), row(6), merges=["A2:A5"])
    assert adopted(book, "--unmerge")["rows"] == 3
    assert [each["Date"] is None for each in log_of(book)] == [False, False, True, True, False]


@needs_libreoffice
def test_prepared_formulas_that_would_count_stay_outside(tmp_path: Path) -> None:
    headers = (*OURS[:5], "Hours", "Minutes")
    rows = [(*row(5)[:5], 1, 60), *[(*[None] * 6, 0) for _ in range(3)]]
    book = worklog(tmp_path / "book.xlsx", headers, *rows)
    loaded = openpyxl.load_workbook(book)
    for number in range(2, 6):
        loaded["Worklog"][f"G{number}"] = f"=F{number}*60"
    loaded.save(book)
    shutil.copyfile(convert(book, "xlsx"), book)
    log = adopted(book)
    assert (log["rows"], log["last_row"], [each["first"] for each in log["left_out"]]) == (1, 2, [3])


def as_table(book: Path, ref: str) -> Path:
    loaded = openpyxl.load_workbook(book)
    loaded["Worklog"].add_table(Table(displayName="Mine", ref=ref))
    loaded.save(book)
    return book


@pytest.mark.parametrize("total", ["=SUM(F2:F3)", "=SUBTOTAL(109,F2:F3)"])
def test_a_formula_in_the_last_row_of_a_table_becomes_its_totals_row(total: str, tmp_path: Path) -> None:
    rows = (("Day", *OURS[1:]), row(5), row(6), ("Total", None, None, None, None, total))
    book = as_table(worklog(tmp_path / "book.xlsx", *rows), "A1:F4")
    assert adopted(book, "--map", "Date=Day")["totals_row"] == 4
    by_name = {each.name: each for each in openpyxl.load_workbook(book)["Worklog"].tables["UsageLog"].tableColumns}
    assert by_name["Date"].totalsRowLabel == "Total"
    assert by_name["Minutes"].totalsRowFormula.attr_text == total[1:]


@pytest.mark.parametrize("ref", ["", "A1:C5"], ids=["a range", "a table"])
def test_filled_down_hours_that_would_count_are_said(ref: str, tmp_path: Path) -> None:
    rows = [(on(5), 1, "call"), *[(None, None, None)] * 3]
    book = worklog(tmp_path / "book.xlsx", ("Date", "Hours", "Notes"), *rows)
    loaded = openpyxl.load_workbook(book)
    for number in range(3, 6):
        loaded["Worklog"][f"B{number}"] = "=1/0"
    loaded.save(book)
    log = adopted(as_table(book, ref) if ref else book, "--fill", LACKING, "--minutes-from", "Hours")
    assert log["rows"] == 1
    assert log["without_entry"] == ([3, 4, 5] if ref else [])
    assert [each["first"] for each in log["left_out"]] == ([] if ref else [3])
